"""What has to be done though nobody asks: stalled jobs, deadlines, what has expired. Any worker may do it, or all."""

import time

from prospect_twins.domain.sessions import FailedProspect, FailureCode
from prospect_twins.store.jobs import JobQueue
from prospect_twins.store.progress import ProgressStore
from prospect_twins.store.upkeep import UpkeepStore

_SWEEP_EVERY_S = 600


class Upkeep:
    def __init__(
        self, store: UpkeepStore, queue: JobQueue, progress: ProgressStore, stalled_s: float, summary_timeout_s: float
    ) -> None:
        self._store = store
        self._queue = queue
        self._progress = progress
        self._stalled_s = stalled_s
        self._summary_timeout_s = summary_timeout_s
        self._swept_at = 0.0

    async def run_once(self, window: int) -> None:
        """Settle what is overdue, hand on dead workers' jobs, delete what has expired."""
        await self._queue.retry_stalled(self._stalled_s)
        given_up = FailedProspect("", FailureCode.DEADLINE_EXCEEDED, "no answer within the session's deadline")
        for session in await self._store.overdue(self._summary_timeout_s):
            if session.settled:
                await self._progress.finish(session.session_id, "it was not written within the deadline", 0)
            else:
                await self._progress.fail_overdue(session.session_id, given_up, window)
        if time.monotonic() - self._swept_at > _SWEEP_EVERY_S:
            self._swept_at = time.monotonic()
            await self._store.sweep()

    async def ended(self, session_ids: list[str]) -> set[str]:
        """Which of the sessions have ended."""
        return await self._store.ended(session_ids) if session_ids else set()
