"""The job queue: Procrastinate's, on our own pool, so that a job is queued in the transaction that needs it."""

from collections.abc import Iterable, Sequence
from typing import Any

import procrastinate

from prospect_twins.domain.session_flow import AskSlice, Job, Summarize
from prospect_twins.store.database import Connection, Database

ASK_SLICE = "ask_slice"
SUMMARIZE = "summarize"
REGENERATE_SUMMARY = "regenerate_summary"

_URGENT = 1
"""A session's first slice and its summary go before other sessions' further slices."""


class JobQueue:
    """Defers jobs by name; `worker` binds the names to functions on the same `app`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.app = procrastinate.App(connector=procrastinate.PsycopgConnector())

    async def open(self) -> None:
        # The type parameter of the pool (our row factory) is of no concern to Procrastinate, which sets its own.
        await self.app.open_async(pool=self._database.pool)

    async def close(self) -> None:
        await self.app.close_async()

    async def defer(self, connection: Connection, session_id: str, jobs: Sequence[Job]) -> None:
        """Queue `jobs` of a session on `connection`: they exist once its transaction commits, or never."""
        slices = [job for job in jobs if isinstance(job, AskSlice)]
        for urgent in (True, False):
            chosen = [{"session_id": session_id, "first": s.first, "last": s.last}
                      for s in slices if (s.first == 0) is urgent]  # fmt: skip
            await self._defer(connection, ASK_SLICE, chosen, priority=_URGENT if urgent else 0)
        summaries = [{"session_id": session_id} for job in jobs if isinstance(job, Summarize)]
        await self._defer(connection, SUMMARIZE, summaries, priority=_URGENT)

    async def defer_regenerate(self, connection: Connection, request_id: str) -> None:
        await self._defer(connection, REGENERATE_SUMMARY, [{"request_id": request_id}], priority=_URGENT)

    async def _defer(
        self, connection: Connection, task: str, arguments: Sequence[dict[str, Any]], *, priority: int
    ) -> None:
        if arguments:
            deferrer = self.app.configure_task(
                task, queue="default", priority=priority, connection=connection, allow_unknown=True
            )
            await deferrer.batch_defer_async(*arguments)

    async def retry_stalled(self, silent_for_s: float) -> int:
        """Give the jobs of workers that have been silent for so long to others. Returns how many."""
        stalled: Iterable[procrastinate.jobs.Job] = await self.app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=silent_for_s
        )
        count = 0
        for job in stalled:
            await self.app.job_manager.retry_job(job)
            count += 1
        return count
