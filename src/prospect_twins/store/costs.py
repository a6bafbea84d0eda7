"""What sessions cost, counted of their tenant's UTC day (`quota_usage.cost_usd`), and what they may still spend.

A session counts with what it is expected to cost from its creation on, or with what it has cost if that is more, and
once it has ended with what it cost. So two questions at one instant can't both take what is left of the day, and the
tenant's row, which all its sessions share, is written only when a session begins, ends, or costs more than expected.
What an ended session costs besides counts of the day on which it is spent.

Everything here is called under the session row's lock; the tenant's row is locked after it, as quota is.
"""

from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from prospect_twins.domain.errors import QuotaExceeded
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.spending import Allowance, Allowances, CostLimits, ExpectedCost, usd
from prospect_twins.domain.usage import Usage
from prospect_twins.store.database import Connection, Database, Row, only_row
from prospect_twins.store.quota import resets_at
from prospect_twins.store.rows import USAGE, usage_from

_SPENT = "coalesce((usage ->> 'cost_usd')::float8, 0)"
_RUNNING = "status IN ('pending', 'in_progress')"


class CostStore:
    """Implements `Ledger` (domain/ports.py)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spend(self, session_id: str, usage: Usage) -> None:
        """Add what calls took to the session's usage, and to its tenant's day. Locks the session row."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                """SELECT session_id, tenant_id, status, usage, quota_day, cost_day_limit_usd, cost_counted_usd
                   FROM sessions WHERE session_id = %s FOR NO KEY UPDATE""",
                (session_id,),
            )
            if (row := await cursor.fetchone()) is not None:
                await spend(connection, row, usage)

    async def allowances(self, session_id: str, limits: CostLimits) -> Allowances | None:
        """What the session may still spend, by its own limits and by `limits`; None where there is no limit."""
        row = await self._database.row(
            f"""SELECT s.tenant_id, least(cost_limit_usd, %(session_usd)s::float8) AS session_limit,
                       least(cost_day_limit_usd, %(day_usd)s::float8) AS day_limit, {_SPENT} AS spent,
                       coalesce(q.cost_usd, 0) AS counted_of_day,
                       total_expected - responded - failed AS waiting, responded,
                       (SELECT count(*) FROM targets t WHERE t.session_id = s.session_id
                        AND state = 'answered' AND analysis IS NULL) AS unlabelled,
                       CASE WHEN {_RUNNING} THEN greatest(s.cost_counted_usd - {_SPENT}, 0)
                            ELSE (SELECT coalesce(sum(cost_expected_usd), 0) FROM summary_requests r
                                  WHERE r.session_id = s.session_id AND r.state = 'waiting') END AS set_aside
                FROM sessions s LEFT JOIN quota_usage q ON q.tenant_id = s.tenant_id
                     AND day = CASE WHEN {_RUNNING} THEN quota_day ELSE (now() AT TIME ZONE 'UTC')::date END
                WHERE session_id = %(session_id)s""",  # noqa: S608  # made of constants
            {"session_id": session_id, "session_usd": limits.session_usd, "day_usd": limits.day_usd},
        )
        if row is None:
            return None
        most, of_day = row["session_limit"], row["day_limit"]
        if most is None and of_day is None:
            return None
        session = day = None
        if most is not None:
            session = Allowance(most - row["spent"], f"the session's cost limit of {usd(most)}")
        if of_day is not None:
            left = of_day - row["counted_of_day"] + row["set_aside"]
            day = Allowance(left, f"the tenant's cost limit of {usd(of_day)} for a UTC day")
        waiting = row["waiting"]
        return Allowances(row["tenant_id"], session, day, row["responded"] + waiting, row["unlabelled"] + waiting)


async def spend(connection: Connection, row: Row, usage: Usage) -> None:
    """Add it to a session's usage and count it; `row` has what `count` wants."""
    if usage == Usage():
        return
    used = usage_from(row["usage"]) + usage
    await connection.execute(
        "UPDATE sessions SET usage = %s WHERE session_id = %s", (Jsonb(USAGE.dump_python(used)), row["session_id"])
    )
    await count(connection, row, used, ended=SessionStatus(row["status"]).is_terminal)


async def count(connection: Connection, row: Row, used: Usage, *, ended: bool) -> None:
    """Count a session that has `used` so much by now; `row` as it was before.

    `ended`: with what it cost, and no more with what it was expected to.
    """
    was_running = not SessionStatus(row["status"]).is_terminal
    before, after = usage_from(row["usage"]).cost_usd or 0.0, used.cost_usd or 0.0
    counted: float = row["cost_counted_usd"]
    if not ended:
        # Without a limit nobody asks before its end.
        if row["cost_day_limit_usd"] is None or after <= counted:
            return
        change, counts = after - counted, after
    else:
        change, counts = (after - counted if was_running else after - before), after
    if counts != counted:
        await connection.execute(
            "UPDATE sessions SET cost_counted_usd = %s WHERE session_id = %s", (counts, row["session_id"])
        )
    if change:
        await _add(connection, row["tenant_id"], row["quota_day"] if was_running else None, change)


async def set_aside(connection: Connection, tenant_id: str, cost: ExpectedCost, spent_usd: float) -> date:
    """Count a cost of the current day, which is returned, for an ended session that has spent so much.

    Raises CostLimitExceeded, QuotaExceeded. Locks the tenant's row.
    """
    cost.check(spent_usd)
    added = await connection.execute(
        """INSERT INTO quota_usage (tenant_id, day, cost_usd)
           SELECT %(tenant_id)s, (now() AT TIME ZONE 'UTC')::date, %(usd)s
           WHERE %(most)s::float8 IS NULL OR %(usd)s <= %(most)s
           ON CONFLICT (tenant_id, day) DO UPDATE SET cost_usd = quota_usage.cost_usd + excluded.cost_usd
           WHERE %(most)s::float8 IS NULL OR quota_usage.cost_usd + excluded.cost_usd <= %(most)s
           RETURNING day""",
        {"tenant_id": tenant_id, "usd": cost.usd, "most": cost.limits.day_usd},
    )
    row = await added.fetchone()
    if row is None:
        today = await only_row(await connection.execute("SELECT (now() AT TIME ZONE 'UTC')::date AS day"))
        raise await day_exceeded(connection, tenant_id, today["day"], cost)
    day: date = row["day"]
    return day


async def give_back(connection: Connection, tenant_id: str, day: date, expected_usd: float) -> None:
    """Undo `set_aside`."""
    await _add(connection, tenant_id, day, -expected_usd)


async def day_exceeded(connection: Connection, tenant_id: str, day: date, cost: ExpectedCost) -> QuotaExceeded:
    """Why something that is expected to cost so much does not fit the day any more."""
    counted, aside = await counted_of(connection, tenant_id, day)
    most = cost.limits.day_usd or 0.0
    return QuotaExceeded(
        f"This would cost about {usd(cost.usd)}, and {usd(max(most - counted, 0))} of the tenant's {usd(most)} for "
        f"today are left; {cost.advice}, or wait until midnight UTC.",
        {
            "limit_usd": most,
            "used_usd": counted - aside,
            "reserved_usd": aside,
            "requested_usd": cost.usd,
            "resets_at": resets_at(day),
        },
    )


async def counted_of(connection: Connection, tenant_id: str, day: date) -> tuple[float, float]:
    """(US dollars counted of the day, how much of that is set aside and not spent)."""
    cursor = await connection.execute(
        f"""SELECT coalesce((SELECT cost_usd FROM quota_usage WHERE tenant_id = %(tenant_id)s AND day = %(day)s), 0)
                   AS counted,
                   (SELECT coalesce(sum(greatest(cost_counted_usd - {_SPENT}, 0)), 0) FROM sessions
                    WHERE tenant_id = %(tenant_id)s AND quota_day = %(day)s AND {_RUNNING})
                   + (SELECT coalesce(sum(cost_expected_usd), 0)
                      FROM summary_requests r JOIN sessions s USING (session_id)
                      WHERE s.tenant_id = %(tenant_id)s AND r.cost_day = %(day)s AND r.state = 'waiting') AS aside""",  # noqa: S608
        {"tenant_id": tenant_id, "day": day},
    )
    row = await cursor.fetchone()
    counted, aside = (row["counted"], row["aside"]) if row else (0.0, 0.0)
    return counted, min(aside, counted)


async def _add(connection: Connection, tenant_id: str, day: date | None, change_usd: float) -> None:
    values: dict[str, Any] = {"tenant_id": tenant_id, "day": day, "usd": change_usd}
    await connection.execute(
        """INSERT INTO quota_usage (tenant_id, day, cost_usd)
           VALUES (%(tenant_id)s, coalesce(%(day)s::date, (now() AT TIME ZONE 'UTC')::date), greatest(%(usd)s, 0))
           ON CONFLICT (tenant_id, day) DO UPDATE SET cost_usd = greatest(quota_usage.cost_usd + %(usd)s, 0)""",
        values,
    )
