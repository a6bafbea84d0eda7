"""What has to be looked after though nobody asks: overdue sessions, expired keys, reports of the dead."""

from prospect_twins.domain.work import Overdue
from prospect_twins.store.database import Database


class UpkeepStore:
    """What is overdue or has expired."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def overdue(self, summary_grace_s: float) -> list[Overdue]:
        """Sessions that have not ended by their deadline: with unanswered prospects, or without a summary.

        If the last prospect was settled shortly before it, or by it, the summary has its time all the same:
        `summary_grace_s` seconds from then, but no more than a quarter of the time from its creation to its deadline.
        """
        rows = await self._database.rows(
            """SELECT session_id, responded + failed >= total_expected AS settled FROM sessions
               WHERE status IN ('pending', 'in_progress') AND deadline_at < now()
                 AND (responded + failed < total_expected
                      OR least(updated_at, deadline_at)
                         + least(make_interval(secs => %s), (deadline_at - created_at) / 4) < now())
               ORDER BY deadline_at""",
            (summary_grace_s,),
        )
        return [Overdue(**row) for row in rows]

    async def ended(self, session_ids: list[str]) -> set[str]:
        """Which of these sessions have ended (or are gone)."""
        rows = await self._database.rows(
            "SELECT session_id FROM sessions WHERE session_id = ANY(%s) AND status IN ('pending', 'in_progress')",
            (session_ids,),
        )
        return set(session_ids) - {row["session_id"] for row in rows}

    async def sweep(self) -> None:
        """Delete what has expired."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM idempotency_keys WHERE expires_at < now()")
            await connection.execute("DELETE FROM worker_reports WHERE reported_at < now() - interval '1 hour'")
            await connection.execute(
                "DELETE FROM summary_requests WHERE state <> 'waiting' AND created_at < now() - interval '1 day'"
            )
