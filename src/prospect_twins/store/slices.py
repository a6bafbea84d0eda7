"""What a slice job needs: the targets that still wait, and all that is known of their people."""

from prospect_twins.domain.question_forms import FREE_TEXT
from prospect_twins.domain.questions import Image, Question
from prospect_twins.domain.work import Slice, Waiting
from prospect_twins.store.calibrations import calibrator_from
from prospect_twins.store.database import Database
from prospect_twins.store.rows import form_from, prospect_from
from prospect_twins.store.threads import memories


class SliceStore:
    """Loads what a slice's job needs."""

    def __init__(self, database: Database, memory_exchanges: int) -> None:
        self._database = database
        self._memory_exchanges = memory_exchanges

    async def load(self, session_id: str, first: int, last: int) -> Slice | None:
        """The waiting targets at positions `first` to `last`, or None once the session has ended.

        The person is read as they are now, not as they were when the question was asked: a twin should know the
        newest. Someone deleted since has no target any more. What confidence is worth is read as it stands now, too.
        """
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """SELECT tenant_id, question, context, form, mime_type, parent_session_id,
                          extract(epoch FROM deadline_at - clock_timestamp())::float8 AS left_s,
                          coalesce(shown, data) AS data,
                          (SELECT calibration FROM calibrations c
                           WHERE c.tenant_id = sessions.tenant_id
                             AND c.question_kind = coalesce(form ->> 'kind', %s)) AS calibration
                   FROM sessions LEFT JOIN images ON content_hash = image_hash
                   WHERE session_id = %s AND status IN ('pending', 'in_progress')""",
                (FREE_TEXT.kind.value, session_id),
            )
            session = await cursor.fetchone()
            if session is None:
                return None
            selected = await connection.execute(
                """SELECT p.* FROM targets t JOIN prospects p USING (tenant_id, lead_id)
                   WHERE t.session_id = %s AND t.position BETWEEN %s AND %s AND t.state = 'waiting'
                   ORDER BY t.position""",
                (session_id, first, last),
            )
            rows = await selected.fetchall()
            memory = await memories(
                connection,
                session["tenant_id"],
                [row["lead_id"] for row in rows],
                self._memory_exchanges,
                parent_session_id=session["parent_session_id"],
                besides=session_id,
            )
        image = Image(session["mime_type"], bytes(session["data"])) if session["mime_type"] else None
        return Slice(
            Question(session["question"], session["context"], image, form_from(session["form"])),
            session["left_s"],
            [Waiting(prospect_from(row), memory.get(row["lead_id"], ())) for row in rows],
            session["tenant_id"],
            calibrator_from(session["calibration"]),
        )
