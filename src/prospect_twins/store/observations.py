"""What real people said or did: recorded, listed, taken back, and set beside what their twins answered."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from prospect_twins.domain.comparing import AnsweredTwice, Given
from prospect_twins.domain.errors import ObservationNotFound, ProspectNotFound, SessionNotFound
from prospect_twins.domain.labels import Sentiment
from prospect_twins.domain.observations import (
    NewObservation,
    Observation,
    check_observation,
    checked_value,
    not_asked,
)
from prospect_twins.domain.question_forms import QuestionForm
from prospect_twins.domain.receipts import IdempotencyKey
from prospect_twins.store.database import Connection, Database, only_row
from prospect_twins.store.idempotency import find_kept, keep
from prospect_twins.store.rows import LABELS, confidence_from, form_from, value_from

_OBSERVATION = TypeAdapter(Observation)


@dataclass(frozen=True, slots=True)
class ObservationPage:
    """One page of a prospect's outcomes."""

    outcomes: Sequence[Observation]
    total_count: int


class ObservationStore:
    """What real people said or did, and the twins' answers to hold it against."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self, tenant_id: str, lead_id: str, new: NewObservation, idempotency: IdempotencyKey | None
    ) -> Observation:
        """Record `new`, and keep what was recorded under its key, both or neither; what the key stands for already.

        Locks the prospect against erasure. Raises ProspectNotFound, SessionNotFound, InvalidInput,
        IdempotencyKeyReused, IdempotencyInProgress.
        """
        async with self._database.transaction() as connection:
            if idempotency and (kept := await find_kept(connection, tenant_id, idempotency)):
                return _OBSERVATION.validate_json(kept)
            await _lock_prospect(connection, tenant_id, lead_id)
            form = await _form_asked(connection, tenant_id, lead_id, new.session_id) if new.session_id else None
            cursor = await connection.execute("SELECT date_trunc('milliseconds', clock_timestamp()) AS now")
            now: datetime = (await only_row(cursor))["now"]
            check_observation(new, now)
            value = checked_value(form, new.value) if form else None
            outcome = Observation(
                outcome_id=f"OC-{secrets.token_hex(16)}",
                lead_id=lead_id,
                session_id=new.session_id,
                value=value,
                said=new.said,
                sentiment=new.sentiment,
                stance=new.stance,
                note=new.note,
                occurred_at=new.occurred_at or now,
                recorded_at=now,
            )
            await _insert(connection, tenant_id, outcome)
            if idempotency:
                await keep(connection, tenant_id, idempotency, _OBSERVATION.dump_json(outcome).decode(), lead_id)
            return outcome

    async def find(
        self, tenant_id: str, lead_id: str, session_id: str | None, *, page: int, page_size: int
    ) -> ObservationPage:
        """One page of a prospect's outcomes, what happened last first. Raises ProspectNotFound."""
        async with self._database.transaction() as connection:
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            await _require_prospect(connection, tenant_id, lead_id)
            parameters = {
                "tenant_id": tenant_id,
                "lead_id": lead_id,
                "session_id": session_id,
                "limit": page_size,
                "offset": (page - 1) * page_size,
            }
            counted = await connection.execute(
                """SELECT count(*) AS total FROM outcomes
                   WHERE tenant_id = %(tenant_id)s AND lead_id = %(lead_id)s
                     AND (%(session_id)s::text IS NULL OR session_id = %(session_id)s)""",
                parameters,
            )
            total = (await only_row(counted))["total"]
            cursor = await connection.execute(
                """SELECT * FROM outcomes
                   WHERE tenant_id = %(tenant_id)s AND lead_id = %(lead_id)s
                     AND (%(session_id)s::text IS NULL OR session_id = %(session_id)s)
                   ORDER BY occurred_at DESC, recorded_at DESC, outcome_id
                   LIMIT %(limit)s OFFSET %(offset)s""",
                parameters,
            )
            return ObservationPage([observation_from(row) for row in await cursor.fetchall()], total)

    async def answered_twice(
        self,
        tenant_id: str,
        *,
        session_id: str | None = None,
        after: datetime | None = None,
        before: datetime | None = None,
    ) -> list[AnsweredTwice]:
        """Every question that a twin answered, beside each outcome of its person that answers it too.

        `after` and `before` bound when things happened, both exclusively. Raises SessionNotFound.
        """
        async with self._database.transaction() as connection:
            if session_id is not None:
                known = await connection.execute(
                    "SELECT FROM sessions WHERE tenant_id = %s AND session_id = %s", (tenant_id, session_id)
                )
                if known.rowcount == 0:
                    raise SessionNotFound
            cursor = await connection.execute(
                """SELECT o.lead_id, o.session_id, s.question, s.form, o.value, o.sentiment, o.stance,
                          o.occurred_at, o.recorded_at, t.value AS twin_value, t.analysis AS twin_analysis,
                          t.confidence_parts
                   FROM outcomes o
                   JOIN sessions s USING (session_id)
                   JOIN targets t ON t.session_id = o.session_id AND t.lead_id = o.lead_id AND t.state = 'answered'
                   WHERE o.tenant_id = %(tenant_id)s
                     AND (%(session_id)s::text IS NULL OR o.session_id = %(session_id)s)
                     AND (%(after)s::timestamptz IS NULL OR o.occurred_at > %(after)s)
                     AND (%(before)s::timestamptz IS NULL OR o.occurred_at < %(before)s)
                   ORDER BY o.occurred_at, o.recorded_at, o.outcome_id""",
                {"tenant_id": tenant_id, "session_id": session_id, "after": after, "before": before},
            )
            return [_answered_twice(row) for row in await cursor.fetchall()]

    async def delete(self, tenant_id: str, lead_id: str, outcome_id: str) -> None:
        """Take back one that was recorded by mistake. Raises ProspectNotFound, ObservationNotFound."""
        async with self._database.transaction() as connection:
            await _require_prospect(connection, tenant_id, lead_id)
            gone = await connection.execute(
                "DELETE FROM outcomes WHERE tenant_id = %s AND lead_id = %s AND outcome_id = %s RETURNING outcome_id",
                (tenant_id, lead_id, outcome_id),
            )
            if await gone.fetchone() is None:
                raise ObservationNotFound


def observation_from(row: Mapping[str, Any]) -> Observation:
    """The outcome of a row."""
    return Observation(
        outcome_id=row["outcome_id"],
        lead_id=row["lead_id"],
        session_id=row["session_id"],
        value=value_from(row["value"]),
        said=row["said"],
        sentiment=Sentiment(row["sentiment"]) if row["sentiment"] else None,
        stance=row["stance"],
        note=row["note"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
    )


def _answered_twice(row: Mapping[str, Any]) -> AnsweredTwice:
    form = form_from(row["form"])
    labels = LABELS.validate_python(row["twin_analysis"]) if row["twin_analysis"] else None
    return AnsweredTwice(
        kind=form.kind,
        lead_id=row["lead_id"],
        session_id=row["session_id"],
        question="\n".join((row["question"], *form.options)),
        twin=Given.of_twin(value_from(row["twin_value"]), labels),
        person=Given(
            value_from(row["value"]), Sentiment(row["sentiment"]) if row["sentiment"] else None, row["stance"]
        ),
        confidence=confidence_from(row["confidence_parts"]),
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
    )


async def _lock_prospect(connection: Connection, tenant_id: str, lead_id: str) -> None:
    """Hold the prospect against erasure until the transaction ends, or raise ProspectNotFound."""
    cursor = await connection.execute(
        "SELECT lead_id FROM prospects WHERE tenant_id = %s AND lead_id = %s FOR KEY SHARE", (tenant_id, lead_id)
    )
    if await cursor.fetchone() is None:
        raise ProspectNotFound


async def _require_prospect(connection: Connection, tenant_id: str, lead_id: str) -> None:
    cursor = await connection.execute(
        "SELECT lead_id FROM prospects WHERE tenant_id = %s AND lead_id = %s", (tenant_id, lead_id)
    )
    if await cursor.fetchone() is None:
        raise ProspectNotFound


async def _form_asked(connection: Connection, tenant_id: str, lead_id: str, session_id: str) -> QuestionForm:
    """The form of the session's question. Raises SessionNotFound, or InvalidInput where it did not ask this person."""
    cursor = await connection.execute(
        """SELECT form, EXISTS (SELECT FROM targets t WHERE t.session_id = s.session_id AND t.lead_id = %s) AS asked
           FROM sessions s WHERE tenant_id = %s AND session_id = %s""",
        (lead_id, tenant_id, session_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise SessionNotFound
    if not row["asked"]:
        raise not_asked()
    return form_from(row["form"])


async def _insert(connection: Connection, tenant_id: str, outcome: Observation) -> None:
    await connection.execute(
        """INSERT INTO outcomes (outcome_id, tenant_id, lead_id, session_id, value, said, sentiment, stance, note,
                                 occurred_at, recorded_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            outcome.outcome_id,
            tenant_id,
            outcome.lead_id,
            outcome.session_id,
            Jsonb(outcome.value) if outcome.value is not None else None,
            outcome.said,
            outcome.sentiment.value if outcome.sentiment else None,
            outcome.stance,
            outcome.note,
            outcome.occurred_at,
            outcome.recorded_at,
        ),
    )
