"""Who is working: what each worker last said of itself."""

from uuid import UUID

from psycopg.types.json import Jsonb

from prospect_twins.domain.received import clean_line
from prospect_twins.domain.work import WorkerReport
from prospect_twins.store.database import Database

_DETAIL_CHARS = 1000


class WorkerStore:
    """Workers' signs of life."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def report(self, worker: UUID, report: WorkerReport) -> None:
        """Note that the worker is alive, and what it runs."""
        await self._database.row(
            """INSERT INTO worker_reports (worker, model, ready, detail, concurrency, answer_s, setup, trouble,
                                           reported_at)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s, now())
               ON CONFLICT (worker) DO UPDATE SET model = excluded.model, ready = excluded.ready,
                   detail = excluded.detail, concurrency = excluded.concurrency, answer_s = excluded.answer_s,
                   setup = excluded.setup, trouble = excluded.trouble, reported_at = excluded.reported_at
               RETURNING worker""",
            (
                worker,
                # A provider's words may be among them, and a worker that can't report is taken for dead.
                clean_line(report.model),
                report.ready,
                clean_line(report.detail, _DETAIL_CHARS),
                report.concurrency,
                report.answer_s,
                Jsonb(dict(report.setup)),
                report.trouble,
            ),
        )

    async def leave(self, worker: UUID) -> None:
        """Forget the worker, which ends."""
        await self._database.row("DELETE FROM worker_reports WHERE worker = %s RETURNING worker", (worker,))

    async def alive(self, silent_for_s: float) -> list[WorkerReport]:
        """The workers that have reported within the time that they name themselves, or else `silent_for_s` seconds."""
        rows = await self._database.rows(
            """SELECT model, ready, detail, concurrency, answer_s, coalesce(setup, '{}') AS setup, trouble
               FROM worker_reports
               WHERE reported_at > now() - make_interval(secs => coalesce((setup ->> 'stalled_s')::float8, %s))
               ORDER BY reported_at DESC""",
            (silent_for_s,),
        )
        return [WorkerReport(**row) for row in rows]
