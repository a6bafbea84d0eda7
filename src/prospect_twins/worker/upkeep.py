"""What has to be done though nobody asks: stalled jobs, deadlines, what has expired. Any worker may do it, or all."""

import asyncio
import logging
import time
from collections.abc import Awaitable
from typing import TypeVar

from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.work import Overdue
from prospect_twins.services.patience import reason_of
from prospect_twins.store.jobs import JobQueue
from prospect_twins.store.progress import ProgressStore
from prospect_twins.store.upkeep import UpkeepStore

_log = logging.getLogger(__name__)

T = TypeVar("T")

_SWEEP_EVERY_S = 600
_STEP_S = 30.0
"""For one step: one that waits for a lock must not hold up the others."""


class Upkeep:
    """Each step is on its own: one that fails is told of in the log, and the next one is taken all the same."""

    def __init__(
        self, store: UpkeepStore, queue: JobQueue, progress: ProgressStore, stalled_s: float, summary_timeout_s: float
    ) -> None:
        self._store = store
        self._queue = queue
        self._progress = progress
        self._stalled_s = stalled_s
        self._summary_timeout_s = summary_timeout_s
        self._swept_at = 0.0

    async def run_once(self) -> None:
        """Settle what is overdue, hand on dead workers' jobs, delete what has expired."""
        await _step("handing on stalled jobs", self._queue.retry_stalled(self._stalled_s))
        overdue = await _step("looking for overdue sessions", self._store.overdue(self._summary_timeout_s))
        for session in overdue or ():
            await _step(f"settling the overdue {session.session_id}", self._settle(session))
        if time.monotonic() - self._swept_at > _SWEEP_EVERY_S:
            self._swept_at = time.monotonic()
            await _step("deleting what has expired", self._store.sweep())

    async def ended(self, session_ids: list[str]) -> set[str]:
        """Which of the sessions have ended."""
        return await self._store.ended(session_ids) if session_ids else set()

    async def _settle(self, session: Overdue) -> None:
        if session.settled:
            await self._progress.complete_without_summary(session.session_id, "it was not written within the deadline")
        else:
            given_up = FailedProspect("", FailureCode.DEADLINE_EXCEEDED, "no answer within the session's deadline")
            await self._progress.fail_overdue(session.session_id, given_up)


async def _step(what: str, work: Awaitable[T]) -> T | None:
    """What `work` gives; None, and a line in the log, if it fails."""
    try:
        async with asyncio.timeout(_STEP_S):
            return await work
    except Exception as error:
        _log.warning("%s failed, the next round tries again: %s", what, reason_of(error))
        return None
