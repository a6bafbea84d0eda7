"""Daily quota (contract 21): the unit is one prospect's answer, per tenant and UTC day. `creation` reserves it."""

from datetime import UTC, date, datetime, time, timedelta

from prospect_twins.store.database import Connection, Database


class QuotaStore:
    """How many answers tenants have asked for."""

    def __init__(self, database: Database, daily_answers: int) -> None:
        self._database = database
        self._daily_answers = daily_answers

    async def today(self, tenant_id: str) -> tuple[int, int, datetime]:
        """(used, limit, when it resets) of the current UTC day."""
        day = datetime.now(UTC).date()
        async with self._database.transaction() as connection:
            used, limit = await usage(connection, tenant_id, day, self._daily_answers)
        return used, limit, resets_at(day)


async def give_back(connection: Connection, tenant_id: str, day: date, answers: int) -> None:
    """Give back what a session reserved and did not use, in the caller's transaction."""
    await connection.execute(
        # Whatever it stands at: a check that fails here would keep the session from ever ending.
        "UPDATE quota_usage SET used = greatest(used - %s, 0) WHERE tenant_id = %s AND day = %s",
        (answers, tenant_id, day),
    )


async def usage(connection: Connection, tenant_id: str, day: date, default: int) -> tuple[int, int]:
    """(used, limit) of a day."""
    cursor = await connection.execute(
        """SELECT coalesce(daily_answers, %s) AS limit,
                  coalesce((SELECT used FROM quota_usage q WHERE q.tenant_id = t.tenant_id AND day = %s), 0) AS used
           FROM tenants t WHERE tenant_id = %s""",
        (default, day, tenant_id),
    )
    row = await cursor.fetchone()
    return (row["used"], row["limit"]) if row else (0, default)


def resets_at(day: date) -> datetime:
    """The midnight, UTC, that ends `day`."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)
