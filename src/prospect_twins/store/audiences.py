"""Who a question would go to, as far as an estimate needs to know; nothing is stored."""

from collections.abc import Sequence
from datetime import UTC, datetime

from prospect_twins.domain.errors import InvalidProspectIds
from prospect_twins.domain.estimates import AnswerSizes, Audience, QuotaLeft
from prospect_twins.domain.work import NewSession, Waiting
from prospect_twins.store import costs, quota
from prospect_twins.store.database import Connection, Database
from prospect_twins.store.rows import prospect_from
from prospect_twins.store.threads import followed_up, memories

CHARACTERS_PER_TOKEN = 4
_RECENT_SESSIONS = 20
_RECENT_ANSWERS = 200


class AudienceStore:
    """Who would be asked by a question, for its estimate."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, new: NewSession, model_name: str, sample: int, memory_exchanges: int) -> Audience:
        """How many `new` would ask, `sample` of them at most with what their twins would know (`memory_exchanges` at
        most), evenly spread; the quota; and what lately answered calls of `model_name` wrote.

        Raises what creating it would, but for the quota. Locks nothing beyond its own transaction.
        """
        async with self._database.transaction() as connection:
            if new.parent_session_id is not None:
                lead_ids = await followed_up(connection, new)
            else:
                lead_ids = list(new.prospect_ids)
                await _require_known(connection, new.tenant_id, lead_ids)
            used, limit = await quota.usage(connection, new.tenant_id, datetime.now(UTC).date(), new.daily_answers)
            return Audience(
                total=len(lead_ids),
                sample=await _people(connection, new, _spread(lead_ids, sample), memory_exchanges),
                quota=QuotaLeft(limit, used),
                day_cost_usd=(await costs.counted_of(connection, new.tenant_id, datetime.now(UTC).date()))[0],
                written=await _recently_written(connection, new.tenant_id, model_name),
            )


async def _people(
    connection: Connection, new: NewSession, lead_ids: Sequence[str], memory_exchanges: int
) -> list[Waiting]:
    cursor = await connection.execute(
        "SELECT * FROM prospects WHERE tenant_id = %s AND lead_id = ANY(%s)", (new.tenant_id, list(lead_ids))
    )
    memory = await memories(
        connection, new.tenant_id, lead_ids, memory_exchanges, parent_session_id=new.parent_session_id
    )
    return [Waiting(prospect_from(row), memory.get(row["lead_id"], ())) for row in await cursor.fetchall()]


def _spread(lead_ids: Sequence[str], sample: int) -> list[str]:
    """`sample` of `lead_ids`, evenly spread over them; all if there are no more."""
    count = min(sample, len(lead_ids))
    return [lead_ids[index * len(lead_ids) // count] for index in range(count)]


async def _require_known(connection: Connection, tenant_id: str, lead_ids: Sequence[str]) -> None:
    cursor = await connection.execute(
        """SELECT lead_id FROM unnest(%s::text[]) WITH ORDINALITY AS a(lead_id, position)
           WHERE NOT EXISTS (SELECT FROM prospects p WHERE p.tenant_id = %s AND p.lead_id = a.lead_id)
           ORDER BY position""",
        (list(lead_ids), tenant_id),
    )
    if unknown := [row["lead_id"] for row in await cursor.fetchall()]:
        raise InvalidProspectIds(unknown)


async def _recently_written(connection: Connection, tenant_id: str, model_name: str) -> AnswerSizes | None:
    """What the tenant's newest answers by a model so named were like; None if there are none with their tokens.

    A provider's own name of a model may say more than ours, a date for example.
    """
    cursor = await connection.execute(
        """SELECT sum(output_tokens)::float8 / nullif(sum(calls), 0) AS output_tokens,
                  avg(length(answer))::float8 AS characters
           FROM (SELECT t.output_tokens, t.calls, t.answer
                 FROM (SELECT session_id FROM sessions WHERE tenant_id = %(tenant_id)s AND responded > 0
                       ORDER BY created_at DESC, session_id DESC LIMIT %(sessions)s) AS newest
                 JOIN targets t USING (session_id)
                 WHERE t.state = 'answered' AND t.output_tokens IS NOT NULL AND starts_with(t.model, %(model)s)
                 LIMIT %(answers)s) AS answers""",
        {"tenant_id": tenant_id, "sessions": _RECENT_SESSIONS, "model": model_name, "answers": _RECENT_ANSWERS},
    )
    row = await cursor.fetchone()
    if row is None or row["output_tokens"] is None:
        return None
    return AnswerSizes(row["output_tokens"], row["characters"] / CHARACTERS_PER_TOKEN)
