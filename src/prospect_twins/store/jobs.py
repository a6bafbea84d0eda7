"""The job queue: Procrastinate's, in our database, so that a job is queued in the transaction that needs it."""

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, LiteralString

import procrastinate
import procrastinate.exceptions
import procrastinate.jobs
import procrastinate.manager
import psycopg
from psycopg.types.json import Jsonb

from prospect_twins.domain.session_flow import SLICE, AskSlice, Job
from prospect_twins.store.database import Connection, Database, can_pass

ASK_SLICE = "ask_slice"
SUMMARIZE = "summarize"
REGENERATE_SUMMARY = "regenerate_summary"

_PAUSES_S = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Between attempts; a server that restarts is back within them."""
_HEAD_START_S = 0.03
_URGENT = 1
"""A session's first slice and its summary go before other sessions' further slices."""

DEFER = """procrastinate_defer_jobs_v1(ARRAY(
    SELECT ROW('default', job ->> 'task', (job ->> 'priority')::int, NULL, NULL, job -> 'args', NULL)
           ::procrastinate_job_to_defer_v1
    FROM jsonb_array_elements(%(jobs)s) AS job))"""
"""An SQL expression that queues the jobs of the parameter `jobs` (from `session_jobs`).

It calls the function that Procrastinate's client calls; the client itself would cost a round trip and as much CPU as
all the rest of a session's creation.
"""


def session_jobs(session_id: str, jobs: Sequence[Job]) -> Jsonb:
    """The parameter `jobs` of DEFER."""
    return Jsonb([_session_job(session_id, job) for job in jobs])


def _session_job(session_id: str, job: Job) -> dict[str, object]:
    if isinstance(job, AskSlice):
        args = {"session_id": session_id, "first": job.first, "last": job.last}
        return {"task": ASK_SLICE, "priority": _URGENT if job.first == 0 else 0, "args": args}
    return {"task": SUMMARIZE, "priority": _URGENT, "args": {"session_id": session_id}}


class _PatientConnector(procrastinate.PsycopgConnector):
    """Says again how a job has ended if the connection breaks meanwhile: what the queue was not told of stands as
    being done until its worker ends, and nobody does it.
    """

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        for pause_s in _PAUSES_S:
            try:
                await super().execute_query_async(query, **arguments)
            except procrastinate.exceptions.ConnectorException as error:
                if not isinstance(error.__cause__, psycopg.Error) or not can_pass(error.__cause__):
                    raise
            else:
                return
            await asyncio.sleep(pause_s)
        await super().execute_query_async(query, **arguments)


class _GenerousJobs(procrastinate.manager.JobManager):
    """Lets other workers go first while this one has enough to do, so that it takes no jobs that they would do sooner;
    what they leave, it takes all the same.
    """

    def __init__(self, connector: procrastinate.PsycopgConnector, hold_back: Callable[[], bool]) -> None:
        super().__init__(connector)
        self._hold_back = hold_back

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> procrastinate.jobs.Job | None:
        if self._hold_back():
            await asyncio.sleep(_HEAD_START_S)
        return await super().fetch_job(queues, worker_id)


class QueueWindow:
    """How many of a session's targets are kept in the queue: enough for all workers, so that none runs dry, and no
    more, so that a large session can't starve a small one.
    """

    def __init__(self, calls_in_flight: int) -> None:
        self.update(calls_in_flight)

    def update(self, calls_in_flight: int) -> None:
        """Set the calls in flight of all workers together."""
        self.targets = 2 * math.ceil(calls_in_flight / SLICE) * SLICE


class JobQueue:
    """Queues jobs by name; `worker` binds the names to functions on the same `app`."""

    def __init__(self, database: Database, window: QueueWindow) -> None:
        self._database = database
        self.window = window
        connector = _PatientConnector()
        self.hold_back: Callable[[], bool] = lambda: False
        """Whether this process's worker has enough to do for now."""
        self.app = procrastinate.App(connector=connector)
        self.app.job_manager = _GenerousJobs(connector, lambda: self.hold_back())  # noqa: PLW0108  # it is set later

    async def open(self) -> None:
        """Open the queue on the database's pool."""
        await self.app.open_async(pool=self._database.pool)

    async def close(self) -> None:
        """Close the queue."""
        await self.app.close_async()

    async def defer(self, connection: Connection, session_id: str, jobs: Sequence[Job]) -> None:
        """Queue `jobs` of a session on `connection`: they exist once its transaction commits, or never."""
        if jobs:
            await connection.execute(f"SELECT {DEFER}", {"jobs": session_jobs(session_id, jobs)})

    async def defer_regenerate(self, connection: Connection, request_id: str) -> None:
        """Queue the rewriting of a summary, likewise."""
        job = {"task": REGENERATE_SUMMARY, "priority": _URGENT, "args": {"request_id": request_id}}
        await connection.execute(f"SELECT {DEFER}", {"jobs": Jsonb([job])})

    async def retry_stalled(self, silent_for_s: float) -> int:
        """Give the jobs of workers that have been silent for so long to others. Returns how many."""
        retried = 0
        for job in await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_for_s):
            # Another worker may have been quicker with this one, and the others are still to be given on.
            with suppress(procrastinate.exceptions.ConnectorException):
                await self.app.job_manager.retry_job(job)
                retried += 1
        return retried
