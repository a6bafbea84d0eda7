"""The fan-out hub: replays a session's events after a cursor, then follows.

Subscribers pull. A session with subscribers has one feed: the newest frames, read from the log once and encoded
once. A subscriber keeps nothing but its cursor: it takes the feed's frames after it, or, where the feed no longer
reaches back so far, reads the log itself. So a slow reader costs no memory and delays nobody; the transport drops one
that takes nothing for too long, and it resumes from the log.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from prospect_twins.domain.events import Event

_log = logging.getLogger(__name__)

FrameT = TypeVar("FrameT")

ReadEvents = Callable[[str, int], Awaitable[Sequence[Event]]]
"""(session id, cursor) -> the events after the cursor, in order, at most one page of them."""

_KEPT_FRAMES = 1000
_RETRY_S = 0.5


@dataclass(frozen=True, slots=True)
class Numbered(Generic[FrameT]):
    """A frame ready to be sent, with its event's number."""

    seq: int
    frame: FrameT
    is_terminal: bool


class Feed(Generic[FrameT]):
    """One session's newest frames. `start` is the number before the first frame that it holds."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.frames: list[Numbered[FrameT]] = []
        self.subscribers = 0
        self.wanted = True
        self.times_forgotten = 0
        self.reader: asyncio.Task[None] | None = None
        self.change = asyncio.Event()
        """Set at the next change, then replaced: take it before looking, and wait for it after."""

    @property
    def newest(self) -> int:
        """The number of the newest frame."""
        return self.start + len(self.frames)

    def after(self, cursor: int) -> Sequence[Numbered[FrameT]] | None:
        """The frames after `cursor`; None where the feed does not reach back so far."""
        return self.frames[cursor - self.start :] if cursor >= self.start else None

    def append(self, frames: Sequence[Numbered[FrameT]]) -> None:
        """Add frames; of many the oldest are dropped, and read again when they are wanted."""
        self.frames.extend(frames)
        surplus = len(self.frames) - _KEPT_FRAMES
        if surplus > 0:
            del self.frames[:surplus]
            self.start += surplus
        self.wake()

    def forget(self) -> None:
        """Keep the numbers, not the frames: who wants them reads the log again."""
        self.start = self.newest
        self.frames.clear()
        self.times_forgotten += 1

    def wake(self) -> None:
        """Wake all who wait for a change."""
        self.change.set()
        self.change = asyncio.Event()


class EventHub(Generic[FrameT]):
    """One per process. `notify` takes the database's hints; `follow` serves one subscriber."""

    def __init__(self, read: ReadEvents, encode: Callable[[Event], FrameT], keep_alive_s: float) -> None:
        self._read = read
        self._encode = encode
        self._keep_alive_s = keep_alive_s
        self._feeds: dict[str, Feed[FrameT]] = {}
        self._closed = asyncio.Event()

    def notify(self, payload: str) -> None:
        """A hint from the database, `session_id:seq`: there are events up to that number."""
        session_id, _, seq = payload.rpartition(":")
        feed = self._feeds.get(session_id)
        if feed is not None and int(seq) > feed.newest:
            self._fetch(session_id, feed)

    def resync(self) -> None:
        """Look for events of every followed session: hints may have been lost."""
        for session_id, feed in self._feeds.items():
            self._fetch(session_id, feed)

    def forget(self, session_id: str) -> None:
        """Drop what is kept of a session: a person was erased, and what the log tells of them is gone."""
        feed = self._feeds.get(session_id)
        if feed is not None:
            feed.forget()

    def reconnected(self) -> None:
        """Notifications may have been lost: keep nothing that may be gone, and look for what may be new."""
        for feed in self._feeds.values():
            feed.forget()
        self.resync()

    def close(self) -> None:
        """End every subscription, cleanly and now; new ones end at once."""
        self._closed.set()
        for feed in self._feeds.values():
            feed.wake()

    @property
    def is_closed(self) -> bool:
        """Whether the hub is closed: nobody is served any more."""
        return self._closed.is_set()

    async def closed(self) -> None:
        """Returns when the hub has been closed."""
        await self._closed.wait()

    async def keep_alive(self) -> None:
        """The one timer for all streams; run it as a task. Each tick also looks for events whose hint was lost."""
        while True:
            await asyncio.sleep(self._keep_alive_s)
            self.resync()
            for feed in self._feeds.values():
                feed.wake()

    async def follow(self, session_id: str, cursor: int) -> AsyncIterator[Sequence[Numbered[FrameT]]]:
        """Frames after `cursor`, in order, in batches as they come; an empty batch is a keep-alive.

        Ends after the terminal event, or when the hub closes. Holds no database connection while it waits.
        """
        feed = self._join(session_id, cursor)
        try:
            while not self._closed.is_set():
                change = feed.change
                frames = feed.after(cursor)
                if frames is None:
                    frames = await self._replay(session_id, cursor)
                if not frames:
                    await change.wait()
                    frames = feed.after(cursor) or ()
                yield frames
                if frames:
                    cursor = frames[-1].seq
                    if frames[-1].is_terminal:
                        return
        finally:
            self._leave(session_id, feed)

    async def _replay(self, session_id: str, cursor: int) -> Sequence[Numbered[FrameT]]:
        """A page of the log, for a subscriber to whose cursor the feed does not reach back."""
        while not self.is_closed:
            try:
                return [self._number(event) for event in await self._read(session_id, cursor)]
            except Exception as error:
                _log.warning("could not read events, trying again: %s", error)
                await asyncio.sleep(_RETRY_S)
        return ()

    def _join(self, session_id: str, cursor: int) -> Feed[FrameT]:
        feed = self._feeds.get(session_id)
        if feed is None:
            feed = self._feeds[session_id] = Feed(cursor)
            self._fetch(session_id, feed)
        feed.subscribers += 1
        return feed

    def _leave(self, session_id: str, feed: Feed[FrameT]) -> None:
        feed.subscribers -= 1
        if not feed.subscribers:
            del self._feeds[session_id]
            if feed.reader is not None:
                feed.reader.cancel()

    def _fetch(self, session_id: str, feed: Feed[FrameT]) -> None:
        feed.wanted = True
        if feed.reader is None or feed.reader.done():
            feed.reader = asyncio.create_task(self._fill(session_id, feed))

    async def _fill(self, session_id: str, feed: Feed[FrameT]) -> None:
        """Read the log into the feed until nothing more is wanted; one such task per session."""
        while feed.wanted:
            feed.wanted = False
            try:
                while events := await self._read_on(session_id, feed):
                    feed.append([self._number(event) for event in events])
                    if events[-1].event_type.is_terminal:
                        return
            except Exception as error:
                _log.warning("could not read events, trying again: %s", error)
                feed.wanted = True
                with suppress(TimeoutError):
                    await asyncio.sleep(_RETRY_S)

    async def _read_on(self, session_id: str, feed: Feed[FrameT]) -> Sequence[Event]:
        """The feed's next events; read again where somebody was erased while they were being read."""
        while True:
            times_forgotten = feed.times_forgotten
            events = await self._read(session_id, feed.newest)
            if feed.times_forgotten == times_forgotten:
                return events

    def _number(self, event: Event) -> Numbered[FrameT]:
        return Numbered(event.seq, self._encode(event), event.event_type.is_terminal)
