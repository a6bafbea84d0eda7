"""Saves outcomes as they land: at once when it is quiet, together when many land at a time."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable

from prospect_twins.domain.ports import Progress
from prospect_twins.domain.work import Outcome

_log = logging.getLogger(__name__)

_SPACING_S = 0.008
"""Between two saves of one session. Answers that land in between share a transaction: at 200 answers a second that
halves the cost of an answer and delays it by 4 ms on average; a lone answer is saved at once."""
_LONGEST_WAIT_S = 5.0


class Recorder:
    """One per worker. A session's saves follow each other (they take the same row's lock); sessions are independent."""

    def __init__(self, progress: Progress, window: Callable[[], int]) -> None:
        self._progress = progress
        self._window = window
        self._pending: defaultdict[str, list[tuple[Outcome, asyncio.Future[None]]]] = defaultdict(list)
        self._savers: dict[str, asyncio.Task[None]] = {}

    async def record(self, session_id: str, outcome: Outcome) -> None:
        """Returns once the outcome is stored, or dropped because it came too late.

        While the database is away it keeps the outcome and tries again: an answer has been paid for. Cancelling the
        caller does not undo a save that has begun.
        """
        saved: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending[session_id].append((outcome, saved))
        if session_id not in self._savers:
            self._savers[session_id] = asyncio.create_task(self._save(session_id))
        await saved

    async def _save(self, session_id: str) -> None:
        try:
            while batch := self._pending.pop(session_id, None):
                await self._save_batch(session_id, [outcome for outcome, _ in batch])
                for _, saved in batch:
                    if not saved.done():
                        saved.set_result(None)
                await asyncio.sleep(_SPACING_S)
        finally:
            del self._savers[session_id]

    async def _save_batch(self, session_id: str, outcomes: list[Outcome]) -> None:
        wait = 0.1
        while True:
            try:
                await self._progress.settle(session_id, outcomes, self._window())
            except Exception as error:
                _log.warning("could not save %d answers yet, trying again in %.1f s: %s", len(outcomes), wait, error)
            else:
                return
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)
