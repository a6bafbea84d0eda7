"""What a slice job needs: the targets that still wait, and all that is known of their people."""

from datetime import datetime

from prospect_twins.domain.sessions import Exchange, Image, Question
from prospect_twins.domain.work import Slice, Waiting
from prospect_twins.store.database import Database
from prospect_twins.store.rows import form_from, prospect_from


class SliceStore:
    def __init__(self, database: Database, memory_exchanges: int) -> None:
        self._database = database
        self._memory_exchanges = memory_exchanges

    async def load(self, session_id: str, first: int, last: int) -> Slice | None:
        """The waiting targets at positions `first` to `last`, or None once the session has ended.

        The person is read as they are now, not as they were when the question was asked: a twin should know the
        newest. Someone deleted since has no target any more.
        """
        async with self._database.transaction() as connection:
            found = await connection.execute(
                """SELECT tenant_id, question, context, form, deadline_at, mime_type,
                          coalesce(shown, data) AS data
                   FROM sessions LEFT JOIN images ON content_hash = image_hash
                   WHERE session_id = %s AND status IN ('pending', 'in_progress')""",
                (session_id,),
            )
            session = await found.fetchone()
            if session is None:
                return None
            selected = await connection.execute(
                """SELECT p.*, m.exchanges
                   FROM targets t
                   JOIN prospects p ON p.tenant_id = t.tenant_id AND p.lead_id = t.lead_id
                   LEFT JOIN LATERAL (
                       SELECT jsonb_agg(jsonb_build_array(question, answer, answered_at) ORDER BY answered_at)
                              AS exchanges
                       FROM (SELECT s.question, e.answer, e.answered_at
                             FROM targets e JOIN sessions s USING (session_id)
                             WHERE e.tenant_id = t.tenant_id AND e.lead_id = t.lead_id AND e.state = 'answered'
                               AND e.session_id <> t.session_id
                             ORDER BY e.answered_at DESC LIMIT %s) AS newest
                   ) AS m ON true
                   WHERE t.session_id = %s AND t.position BETWEEN %s AND %s AND t.state = 'waiting'
                   ORDER BY t.position""",
                (self._memory_exchanges, session_id, first, last),
            )
            rows = await selected.fetchall()
        image = Image(session["mime_type"], bytes(session["data"])) if session["mime_type"] else None
        return Slice(
            Question(session["question"], session["context"], image, form_from(session["form"])),
            session["deadline_at"],
            [
                Waiting(
                    prospect_from(row),
                    [Exchange(q, a, datetime.fromisoformat(at)) for q, a, at in row["exchanges"] or ()],
                )
                for row in rows
            ],
        )
