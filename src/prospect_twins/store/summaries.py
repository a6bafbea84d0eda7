"""Summaries: what they are written from, and requests to write one anew."""

import secrets
from collections.abc import Sequence

from psycopg import sql
from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import NotCompleted, SessionNotFound, SummaryInProgress
from prospect_twins.domain.questions import Image, Question
from prospect_twins.domain.session_flow import completion_message
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.spending import NO_COST, ExpectedCost
from prospect_twins.domain.summaries import Summary, SummaryStyle
from prospect_twins.domain.work import Material, RewrittenSummary, SummarySize
from prospect_twins.store import costs
from prospect_twins.store.database import Connection, Database
from prospect_twins.store.jobs import JobQueue
from prospect_twins.store.progress import session_state
from prospect_twins.store.rows import (
    RESPONSE_COLUMNS,
    form_from,
    response_from,
    summary_from,
    summary_json,
    usage_from,
)

SUMMARIES_CHANNEL = "prospect_twins_summaries"
"""Notified with the request's id when a regenerated summary is there, or can't be written."""


class SummaryStore:
    """What summaries are made of, and requests to write one anew."""

    def __init__(self, database: Database, jobs: JobQueue) -> None:
        self._database = database
        self._jobs = jobs

    async def material(self, session_id: str) -> Material | None:
        """The question and every answer of a session, or None where there is no such session."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """SELECT status, question, context, form, mime_type, coalesce(shown, data) AS data
                   FROM sessions LEFT JOIN images ON content_hash = image_hash WHERE session_id = %s""",
                (session_id,),
            )
            row = await cursor.fetchone()
            if row is None:
                return None
            answered = await connection.execute(
                sql.SQL("SELECT {} FROM targets t WHERE session_id = %s AND state = 'answered' ORDER BY seq").format(
                    RESPONSE_COLUMNS
                ),
                (session_id,),
            )
            image = Image(row["mime_type"], bytes(row["data"])) if row["mime_type"] else None
            return Material(
                session_id,
                SessionStatus(row["status"]),
                Question(row["question"], row["context"], image, form_from(row["form"])),
                [response_from(answer) for answer in await answered.fetchall()],
            )

    async def request(
        self,
        tenant_id: str,
        session_id: str,
        style: SummaryStyle,
        focus_areas: Sequence[str],
        expires_in_s: float,
        cost: ExpectedCost = NO_COST,
    ) -> str:
        """Queue a summary to be written anew, and set aside what it will cost; returns the request's id. Locks the
        session row.

        Raises SessionNotFound, NotCompleted, SummaryInProgress, CostLimitExceeded, QuotaExceeded.
        """
        request_id = secrets.token_hex(16)
        try:
            async with self._database.transaction() as connection:
                cursor = await connection.execute(
                    "SELECT status, responded, usage FROM sessions WHERE tenant_id = %s AND session_id = %s FOR UPDATE",
                    (tenant_id, session_id),
                )
                row = await cursor.fetchone()
                if row is None:
                    raise SessionNotFound
                if not SessionStatus(row["status"]).is_terminal or not row["responded"]:
                    raise NotCompleted
                late = await connection.execute(
                    "SELECT request_id FROM summary_requests WHERE session_id = %s AND state = 'waiting' "
                    "AND expires_at < now()",
                    (session_id,),
                )
                for expired in await late.fetchall():
                    await _settle(
                        connection, expired["request_id"], FailureCode.MODEL_TIMEOUT, "no worker wrote it in time"
                    )
                spent = usage_from(row["usage"]).cost_usd or 0.0
                day = await costs.set_aside(connection, tenant_id, cost, spent) if cost.usd else None
                await connection.execute(
                    """INSERT INTO summary_requests
                           (request_id, session_id, style, focus_areas, expires_at, cost_day, cost_expected_usd)
                       VALUES (%s, %s, %s, %s, now() + make_interval(secs => %s), %s, %s)""",
                    (request_id, session_id, style.value, Jsonb(list(focus_areas)), expires_in_s, day, cost.usd),
                )
                await self._jobs.defer_regenerate(connection, request_id)
        except UniqueViolation:
            raise SummaryInProgress from None
        return request_id

    async def size(self, tenant_id: str, session_id: str) -> SummarySize | None:
        """What a summary of the tenant's session would be written from; None where there is no such session."""
        row = await self._database.row(
            """SELECT question, context, form, responded,
                      (SELECT count(*) FROM targets t
                       WHERE t.session_id = s.session_id AND state = 'answered' AND analysis IS NULL) AS unlabelled
               FROM sessions s WHERE tenant_id = %s AND session_id = %s""",
            (tenant_id, session_id),
        )
        if row is None:
            return None
        question = Question(row["question"], row["context"], form=form_from(row["form"]))
        return SummarySize(question, row["responded"], row["unlabelled"])

    async def requested(self, request_id: str) -> Material | None:
        """What a waiting request is to be written from; None once it is done, expired, or its session is gone."""
        row = await self._database.row(
            """SELECT session_id, style, focus_areas FROM summary_requests
               WHERE request_id = %s AND state = 'waiting' AND expires_at > now()""",
            (request_id,),
        )
        material = await self.material(row["session_id"]) if row else None
        if row is None or material is None:
            return None
        return Material(
            material.session_id,
            material.status,
            material.question,
            material.responses,
            SummaryStyle(row["style"]),
            row["focus_areas"],
        )

    async def replace(self, request_id: str, summary: Summary, written_from: int) -> None:
        """Put the new summary in place and repair `error_message`. Locks the session row.

        Dropped where the answers are no longer the `written_from` that it tells of: one was erased meanwhile.
        """
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """SELECT s.* FROM sessions s JOIN summary_requests r USING (session_id)
                   WHERE r.request_id = %s AND r.state = 'waiting' FOR UPDATE OF s""",
                (request_id,),
            )
            row = await cursor.fetchone()
            if row is None:
                return
            if row["responded"] != written_from:
                await _settle(connection, request_id, FailureCode.PROCESSING_ERROR, "an answer was deleted")
                return
            state = session_state(row)
            completed = state.status is SessionStatus.COMPLETED  # else it still tells why the session failed
            message = completion_message(state, None) if completed else row["error_message"]
            await connection.execute(
                """UPDATE sessions SET summary = %s, error_message = %s,
                          updated_at = greatest(updated_at, date_trunc('milliseconds', clock_timestamp()))
                   WHERE session_id = %s""",
                (
                    Jsonb(summary_json(summary)),
                    message,
                    row["session_id"],
                ),
            )
            await _settle(connection, request_id, None, None)

    async def give_up(self, request_id: str, code: FailureCode, reason: str) -> None:
        """End a request without a summary; the old one stays."""
        async with self._database.transaction() as connection:
            await _settle(connection, request_id, code, reason)

    async def outcome(self, request_id: str) -> RewrittenSummary | None:
        """What became of a request, or None while it is being worked on."""
        row = await self._database.row(
            """SELECT state, failure_code, failure, summary FROM summary_requests JOIN sessions USING (session_id)
               WHERE request_id = %s""",
            (request_id,),
        )
        if row is None:
            return RewrittenSummary(None, FailureCode.PROCESSING_ERROR, "the session is gone")
        if row["state"] == "waiting":
            return None
        if row["state"] == "failed":
            return RewrittenSummary(None, FailureCode(row["failure_code"]), row["failure"])
        return RewrittenSummary(summary_from(row["summary"]), None, None)


async def request_again(connection: Connection, jobs: JobQueue, session_id: str) -> None:
    """Queue a new concise summary in the caller's transaction, unless one is being written anyway."""
    request_id = secrets.token_hex(16)
    requested = await connection.execute(
        """INSERT INTO summary_requests (request_id, session_id, style, focus_areas, expires_at)
           VALUES (%s, %s, %s, '[]', now() + interval '1 day') ON CONFLICT DO NOTHING RETURNING request_id""",
        (request_id, session_id, SummaryStyle.CONCISE.value),
    )
    if await requested.fetchone() is not None:
        await jobs.defer_regenerate(connection, request_id)


async def _settle(connection: Connection, request_id: str, code: FailureCode | None, reason: str | None) -> None:
    """End a request, and give back what was set aside for it: what it cost has been counted by itself."""
    settled = await connection.execute(
        """UPDATE summary_requests r SET state = %s, failure_code = %s, failure = %s
           FROM sessions s WHERE request_id = %s AND r.state = 'waiting' AND s.session_id = r.session_id
           RETURNING s.tenant_id, cost_day, cost_expected_usd""",
        ("failed" if code else "done", code.value if code else None, reason, request_id),
    )
    row = await settled.fetchone()
    if row is not None and row["cost_day"] is not None:
        await costs.give_back(connection, row["tenant_id"], row["cost_day"], row["cost_expected_usd"])
    await connection.execute("SELECT pg_notify(%s, %s)", (SUMMARIES_CHANNEL, request_id))
