"""Erasing a person everywhere their data stands, in one transaction."""

from prospect_twins.domain.errors import ProspectNotFound
from prospect_twins.store.database import Connection, Database
from prospect_twins.store.jobs import JobQueue
from prospect_twins.store.progress import ProgressStore
from prospect_twins.store.rows import search_words
from prospect_twins.store.summaries import request_again


class ErasureStore:
    """Deletes a prospect's profile, their cards and answers in every session (with them what the events tell, which
    are read from there), summaries that may quote them, and kept replies that hold such summaries.
    """

    def __init__(self, database: Database, jobs: JobQueue, progress: ProgressStore) -> None:
        self._database = database
        self._jobs = jobs
        self._progress = progress

    async def erase(self, tenant_id: str, lead_id: str) -> int:
        """Returns how many sessions they were taken out of. Raises ProspectNotFound.

        A session in which they answered loses its summary, and a new one of what is left is queued. Locks the
        prospect, then all their sessions in the order of their ids, before anything that comes after a session's lock
        elsewhere (the tenant's quota): a worker that has such a session would wait for us, and we for it.
        """
        async with self._database.transaction() as connection:
            gone = await connection.execute(
                "DELETE FROM prospects WHERE tenant_id = %s AND lead_id = %s RETURNING lead_id", (tenant_id, lead_id)
            )
            if await gone.fetchone() is None:
                raise ProspectNotFound
            # A session is created with a lock on its prospects, so none can appear after the line above.
            cursor = await connection.execute(
                """SELECT session_id FROM targets JOIN sessions s USING (session_id)
                   WHERE targets.tenant_id = %s AND lead_id = %s ORDER BY session_id FOR NO KEY UPDATE OF s""",
                (tenant_id, lead_id),
            )
            targets = await cursor.fetchall()
            for target in targets:
                await self._progress.erase_target(connection, target["session_id"], lead_id)
                await self._forget(connection, target["session_id"])
            # What they said themselves has gone with their row; the replies that repeat it have not.
            await connection.execute(
                "DELETE FROM idempotency_keys WHERE tenant_id = %s AND lead_id = %s", (tenant_id, lead_id)
            )
        return len(targets)

    async def _forget(self, connection: Connection, session_id: str) -> None:
        """Drop what the session derived from the person: search words, summary, kept replies."""
        left = await connection.execute(
            """SELECT question, summary IS NOT NULL AS summarised, responded,
                      (SELECT array_agg(persona ->> 'full_name') FROM targets t WHERE t.session_id = s.session_id)
                      AS names
               FROM sessions s WHERE session_id = %s""",
            (session_id,),
        )
        row = await left.fetchone()
        if row is None:
            return
        await connection.execute(
            "UPDATE sessions SET summary = NULL, search = array_to_tsvector(%s::text[]) WHERE session_id = %s",
            (search_words(row["question"], *(row["names"] or ())), session_id),
        )
        # Replies that hold a summary carry their session's id; that of a creation does not, and stays.
        await connection.execute("DELETE FROM idempotency_keys WHERE session_id = %s", (session_id,))
        if row["summarised"] and row["responded"]:
            await request_again(connection, self._jobs, session_id)
