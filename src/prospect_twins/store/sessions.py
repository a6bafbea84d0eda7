"""Question sessions, each read in one snapshot."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql

from prospect_twins.domain.browsing import ALL_PARTS, AnswersPage, Part, SessionFilter, SessionPage
from prospect_twins.domain.errors import SessionNotFound
from prospect_twins.domain.question_forms import QuestionKind, Value
from prospect_twins.domain.questions import Image
from prospect_twins.domain.sessions import QuestionSession, SessionStatus
from prospect_twins.store.database import Connection, Database, Row, only_row
from prospect_twins.store.rows import (
    RESPONSE_COLUMNS,
    failed_prospect_from,
    form_from,
    persona_from,
    prefix_query,
    response_from,
    summary_from,
    usage_from,
    value_from,
)

SORT_KEYS: Mapping[str, sql.SQL] = {
    "created_at": sql.SQL("created_at"),
    "completed_at": sql.SQL("completed_at"),
    "status": sql.SQL("status"),
}


class SessionStore:
    """Reads sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, tenant_id: str, session_id: str, parts: frozenset[Part] = ALL_PARTS) -> QuestionSession:
        """One session as one snapshot. Raises SessionNotFound, for another tenant's too."""
        async with self._database.transaction() as connection:
            await _one_snapshot(connection)
            cursor = await connection.execute(
                "SELECT * FROM sessions WHERE tenant_id = %s AND session_id = %s", (tenant_id, session_id)
            )
            row = await cursor.fetchone()
            if row is None:
                raise SessionNotFound
            return (await _assemble(connection, [row], parts))[0]

    async def load_image(self, tenant_id: str, session_id: str) -> Image:
        """The session's picture. Raises SessionNotFound where there is no session, or none with a picture."""
        row = await self._database.row(
            """SELECT mime_type, data FROM sessions JOIN images ON content_hash = image_hash
               WHERE tenant_id = %s AND session_id = %s""",
            (tenant_id, session_id),
        )
        if row is None:
            raise SessionNotFound
        return Image(row["mime_type"], bytes(row["data"]))

    async def answers(
        self, tenant_id: str, session_id: str, *, since: datetime | None = None, after_seq: int | None = None
    ) -> AnswersPage:
        """The answers strictly after a time or an event number, oldest first. Raises SessionNotFound."""
        async with self._database.transaction() as connection:
            await _one_snapshot(connection)
            cursor = await connection.execute(
                "SELECT * FROM sessions WHERE tenant_id = %s AND session_id = %s", (tenant_id, session_id)
            )
            row = await cursor.fetchone()
            if row is None:
                raise SessionNotFound
            answered = await connection.execute(
                sql.SQL(
                    """SELECT {} FROM targets t
                       WHERE session_id = %s AND state = 'answered'
                         AND (%s::timestamptz IS NULL OR answered_at > %s) AND seq > %s
                       ORDER BY seq"""
                ).format(RESPONSE_COLUMNS),
                (session_id, since, since, after_seq or 0),
            )
            responses = [response_from(answer) for answer in await answered.fetchall()]
            session = (await _assemble(connection, [row], frozenset(("summary",))))[0]
            return AnswersPage(session, responses, await _values(connection, session))

    async def find(
        self,
        tenant_id: str,
        wanted: SessionFilter,
        *,
        page: int,
        page_size: int,
        sort_by: str,
        descending: bool,
        parts: frozenset[Part],
    ) -> SessionPage:
        """One page of the sessions that match, with the counts, all of one snapshot."""
        parameters = {
            "tenant_id": tenant_id,
            "limit": page_size,
            "offset": (page - 1) * page_size,
            **_asked_for(wanted),
        }
        where = sql.SQL(" AND ").join(sql.SQL(_CONDITIONS[name]) for name in _CONDITIONS if name in parameters)
        direction = sql.SQL("DESC" if descending else "ASC")
        async with self._database.transaction() as connection:
            await _one_snapshot(connection)
            counted = await connection.execute(
                """SELECT count(*) FILTER (WHERE status IN ('pending', 'in_progress')) AS active,
                          count(*) FILTER (WHERE status = 'completed') AS completed
                   FROM sessions WHERE tenant_id = %s""",
                (tenant_id,),
            )
            counts = await only_row(counted)
            total = await connection.execute(
                sql.SQL("SELECT count(*) AS total FROM sessions WHERE {}").format(where), parameters
            )
            total_count = (await only_row(total))["total"]
            cursor = await connection.execute(
                sql.SQL(
                    """SELECT * FROM sessions WHERE {where}
                       ORDER BY {key} {direction} NULLS LAST, session_id {direction}
                       LIMIT %(limit)s OFFSET %(offset)s"""
                ).format(where=where, key=SORT_KEYS[sort_by], direction=direction),
                parameters,
            )
            sessions = await _assemble(connection, await cursor.fetchall(), parts)
            return SessionPage(sessions, total_count, counts["active"], counts["completed"])


_CONDITIONS: Mapping[str, LiteralString] = {
    "tenant_id": "tenant_id = %(tenant_id)s",
    "statuses": "status = ANY(%(statuses)s)",
    "prospect_id": """EXISTS (SELECT FROM targets t WHERE t.session_id = sessions.session_id
                              AND t.lead_id = %(prospect_id)s)""",
    "date_from": "created_at > %(date_from)s",
    "date_to": "created_at < %(date_to)s",
    "parent_session_id": "parent_session_id = %(parent_session_id)s",
    "search": "search @@ %(search)s::tsquery",
}
"""What narrows a list of sessions, by the parameter that it needs."""


def _asked_for(wanted: SessionFilter) -> dict[str, Any]:
    """The parameters of the filters that are set."""
    values = {
        "statuses": [status.value for status in wanted.statuses] or None,
        "prospect_id": wanted.prospect_id,
        "date_from": wanted.date_from,
        "date_to": wanted.date_to,
        "parent_session_id": wanted.parent_session_id,
        "search": None if wanted.search is None else prefix_query(wanted.search),
    }
    return {name: value for name, value in values.items() if value is not None}


async def _values(connection: Connection, session: QuestionSession) -> list[Value | None]:
    """One for each answer of the session; none at all for free text."""
    if session.form.kind is QuestionKind.FREE_TEXT:
        return []
    cursor = await connection.execute(
        "SELECT value FROM targets WHERE session_id = %s AND state = 'answered'", (session.session_id,)
    )
    return [value_from(row["value"]) for row in await cursor.fetchall()]


async def _one_snapshot(connection: Connection) -> None:
    """All statements of this transaction see the same state, so that counts and lists agree."""
    await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


async def _assemble(connection: Connection, rows: Sequence[Row], parts: frozenset[Part]) -> list[QuestionSession]:
    """Sessions from their rows, with the parts that are wanted: one statement for all of them."""
    ids = [row["session_id"] for row in rows]
    by_session: dict[str, list[Row]] = {session_id: [] for session_id in ids}
    wants_targets, wants_responses = "targets" in parts, "responses" in parts
    if ids:
        selected = await connection.execute(
            sql.SQL(
                """SELECT session_id, position, lead_id, state, error_code, error_message, {}
                   FROM targets t
                   WHERE session_id = ANY(%(ids)s)
                     AND (%(targets)s OR state = 'failed' OR (%(responses)s AND state = 'answered'))
                   ORDER BY session_id, position"""
            ).format(RESPONSE_COLUMNS if wants_responses else sql.SQL("t.persona")),
            {"ids": ids, "targets": wants_targets, "responses": wants_responses},
        )
        for target in await selected.fetchall():
            by_session[target["session_id"]].append(target)
    sessions = []
    for row in rows:
        targets = by_session[row["session_id"]]
        answered = (t for t in targets if t["state"] == "answered") if wants_responses else ()
        sessions.append(
            QuestionSession(
                session_id=row["session_id"],
                tenant_id=row["tenant_id"],
                question=row["question"],
                context=row["context"],
                has_image=row["image_hash"] is not None,
                status=SessionStatus(row["status"]),
                created_at=row["created_at"],
                updated_at=row["updated_at"],
                completed_at=row["completed_at"],
                cancelled_at=row["cancelled_at"],
                total_expected=row["total_expected"],
                total_responded=row["responded"],
                error_message=row["error_message"],
                last_seq=row["last_seq"],
                targets=[persona_from(t["persona"]) for t in targets] if wants_targets else (),
                responses=[response_from(t) for t in sorted(answered, key=lambda t: t["seq"])],
                failed_prospects=[failed_prospect_from(t) for t in targets if t["state"] == "failed"],
                summary=summary_from(row["summary"]) if row["summary"] and "summary" in parts else None,
                form=form_from(row["form"]),
                parent_session_id=row["parent_session_id"],
                usage=usage_from(row["usage"]),
            )
        )
    return sessions
