"""Readers of live updates: strict about the framing, patient up to a bound."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from websockets.asyncio.client import ClientConnection, connect

from prospect_twins.models.scripted.server import ScriptedServer
from tests.api.running import SESSIONS, Tenant

WITHIN_S = 60.0


@dataclass(frozen=True)
class SseEvent:
    """One event of a stream: `id:`, `event:`, and `data:` as it stands and decoded."""

    event_id: int
    event: str
    text: str

    @property
    def data(self) -> dict[str, Any]:
        decoded: dict[str, Any] = json.loads(self.text)
        return decoded


def without_labels(told: dict[str, Any]) -> dict[str, Any]:
    """An event's data, or an answer, as it was told at first: labels are added later."""
    if told.get("new_response"):
        return {**told, "new_response": without_labels(told["new_response"])}
    return {**told, "analysis": None} if "analysis" in told else told


def parse_event(frame: str) -> SseEvent | None:
    """An event, or None for a comment; fails on anything else (WHATWG HTML, 9.2.5: fields of one line each)."""
    if frame.startswith(":"):
        assert "\n" not in frame
        return None
    fields = dict(line.split(": ", 1) for line in frame.split("\n"))
    assert list(fields) == ["id", "event", "data"], frame
    return SseEvent(int(fields["id"]), fields["event"], fields["data"])


@dataclass
class Stream:
    """An open event stream. `comments` counts the keep-alives seen; `ended` is whether the server closed it."""

    response: httpx2.Response
    comments: int = 0
    ended: bool = False
    _buffer: str = ""
    _chunks: AsyncIterator[bytes] | None = None
    _frames: list[str] = field(default_factory=list)

    async def next(self) -> SseEvent | None:
        """The next event; None once the stream has ended."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                frame = await self._next_frame()
                if frame is None:
                    self.ended = True
                    return None
                event = parse_event(frame)
                if event is not None:
                    return event
                self.comments += 1

    async def rest(self) -> list[SseEvent]:
        """All events from here to the end of the stream."""
        events = []
        while (event := await self.next()) is not None:
            events.append(event)
        return events

    async def _next_frame(self) -> str | None:
        if self._chunks is None:
            self._chunks = self.response.aiter_raw()
        while not self._frames:
            try:
                self._buffer += (await anext(self._chunks)).decode()
            except StopAsyncIteration:
                assert not self._buffer, "the stream ended in the middle of an event"
                return None
            *self._frames, self._buffer = self._buffer.split("\n\n")
        return self._frames.pop(0)


@contextlib.asynccontextmanager
async def stream(
    client: httpx2.AsyncClient, session_id: str, last_event_id: int | str | None = None
) -> AsyncIterator[Stream]:
    """Subscribe; the events stored so far, after `last_event_id` if it is given, come first."""
    headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
    async with client.stream("GET", f"{SESSIONS}/{session_id}/stream", headers=headers) as response:
        assert response.status_code == 200, (await response.aread(), response.status_code)
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Stream(response)


async def whole_stream(
    client: httpx2.AsyncClient, session_id: str, last_event_id: int | str | None = None
) -> list[SseEvent]:
    """Subscribe, and read to the end."""
    async with stream(client, session_id, last_event_id) as opened:
        return await opened.rest()


class Socket:
    """A WebSocket client that speaks JSON."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, message: Mapping[str, Any]) -> None:
        await self.connection.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(WITHIN_S):
            message: dict[str, Any] = json.loads(await self.connection.recv())
        return message

    async def ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        await self.send(message)
        return await self.receive()

    async def subscribe(self, *session_ids: str, after: Mapping[str, int] | None = None) -> dict[str, Any]:
        message: dict[str, Any] = {"action": "subscribe", "session_ids": list(session_ids)}
        return await self.ask(message if after is None else message | {"after": after})

    async def close_code(self) -> int | None:
        """Waits until the server has closed the connection, reading on; the code."""
        async with asyncio.timeout(WITHIN_S):
            with contextlib.suppress(Exception):
                while True:
                    await self.connection.recv()
            await self.connection.wait_closed()
        return self.connection.close_code


@contextlib.asynccontextmanager
async def socket(
    tenant: Tenant, *, signed_in: bool = True, query: str = "", headers: Mapping[str, str] | None = None, **options: Any
) -> AsyncIterator[Socket]:
    """A connection to `/ws`, with the tenant's key in its header unless told otherwise."""
    given = {**(tenant.bearer if signed_in else {}), **(headers or {})}
    url = tenant.api.websocket_url + query
    async with connect(url, additional_headers=given, **options) as connection:
        yield Socket(connection)


async def ended(tenant: Tenant, session_id: str) -> dict[str, Any]:
    """The session, once its stream has told of its end."""
    await whole_stream(tenant.client, session_id)
    return await tenant.get(session_id)


async def calls_in_flight(model: ScriptedServer, count: int) -> None:
    async with asyncio.timeout(60):
        while model.statistics.in_flight != count:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
