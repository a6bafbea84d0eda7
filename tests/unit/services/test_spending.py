"""A worker's books, on a ledger that is a few numbers."""

import asyncio

import pytest

from prospect_twins.domain.errors import DatabaseUnavailable, ModelFault
from prospect_twins.domain.spending import Allowance, Allowances, CostLimits, current_meter
from prospect_twins.domain.usage import Usage
from prospect_twins.services.spending import Spending


def of(usd: float) -> Usage:
    return Usage(10, 5, usd, calls=1)


class Ledger:
    """One tenant's; `session_usd` and `day_usd` are left, by what has been entered."""

    def __init__(self, session_usd: float | None = 1.0, day_usd: float | None = None) -> None:
        self.left = (session_usd, day_usd)
        self.spent: dict[str, float] = {}
        self.looks = 0
        self.away = False

    async def spend(self, session_id: str, usage: Usage) -> None:
        await asyncio.sleep(0)
        self.spent[session_id] = self.spent.get(session_id, 0.0) + (usage.cost_usd or 0.0)

    async def allowances(self, session_id: str, limits: CostLimits) -> Allowances | None:
        self.looks += 1
        await asyncio.sleep(0)
        if self.away:
            raise DatabaseUnavailable("it is away")
        session, day = self.left
        if session is None and day is None:
            return None
        return Allowances(
            "tenant",
            None if session is None else Allowance(session - self.spent.get(session_id, 0.0), "the session's limit"),
            None if day is None else Allowance(day - sum(self.spent.values()), "the day's limit"),
        )


async def test_what_nobody_takes_is_entered_when_the_work_ends_and_what_is_taken_is_not() -> None:
    ledger = Ledger()
    spending = Spending(ledger, CostLimits())
    async with spending.meter("QS-1") as meter:
        meter.count(of(0.1))
        assert meter.take() == of(0.1)
        meter.count(of(0.2))
    assert ledger.spent == {"QS-1": 0.2}
    async with spending.meter("QS-2"):
        pass
    assert ledger.spent == {"QS-1": 0.2}


async def test_work_that_is_cancelled_has_cost_what_it_had_cost() -> None:
    ledger = Ledger()
    spending = Spending(ledger, CostLimits())

    async def work() -> None:
        async with spending.meter("QS-1") as meter:
            meter.count(of(0.2))
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await spending.aclose()
    assert ledger.spent == {"QS-1": 0.2}


async def test_own_calls_that_are_not_entered_yet_are_taken_off() -> None:
    spending = Spending(Ledger(1.0), CostLimits())
    async with spending.meter("QS-1") as one, spending.meter("QS-1") as two:
        await two.admit(0.0)
        one.count(of(0.6))
        one.take()  # and is about to be stored
        await two.admit(0.3)
        with pytest.raises(ModelFault, match="the session's limit is reached"):
            await two.admit(0.5)


async def test_the_day_is_shared_with_the_tenant_s_other_sessions_here() -> None:
    spending = Spending(Ledger(None, 1.0), CostLimits())
    async with spending.meter("QS-1") as one, spending.meter("QS-2") as other:
        await one.admit(0.5)
        one.count(of(0.8))
        with pytest.raises(ModelFault, match="the day's limit is reached"):
            await other.admit(0.5)


async def test_a_session_without_limits_is_looked_up_once() -> None:
    ledger = Ledger(None)
    spending = Spending(ledger, CostLimits())
    async with spending.meter("QS-1") as meter:
        for _ in range(5):
            await meter.admit(99.0)
        assert not meter.is_limited
    assert ledger.looks == 1


async def test_calls_that_begin_together_look_together_and_each_at_what_is_true_by_then() -> None:
    ledger = Ledger(1.0)
    spending = Spending(ledger, CostLimits())
    async with spending.meter("QS-1") as meter:
        await asyncio.gather(*(meter.admit(0.0) for _ in range(50)))
        assert ledger.looks <= 2
        ledger.spent["QS-1"] = 1.0  # by another worker
        with pytest.raises(ModelFault):
            await meter.admit(0.0)


async def test_while_the_database_is_away_what_it_told_before_holds() -> None:
    ledger = Ledger(1.0)
    spending = Spending(ledger, CostLimits())
    async with spending.meter("QS-1") as meter:
        await meter.admit(0.1)
        ledger.away = True
        await meter.admit(0.1)
        meter.count(of(0.95))
        with pytest.raises(ModelFault):
            await meter.admit(0.1)


async def test_a_meter_is_that_of_the_work_at_hand_and_of_the_tasks_it_begins() -> None:
    spending = Spending(Ledger(), CostLimits())
    assert current_meter() is None

    async def inner() -> object:
        return current_meter()

    async with spending.meter("QS-1") as outer:
        assert await asyncio.create_task(inner()) is outer
        async with spending.meter("QS-1") as nested:
            assert current_meter() is nested
        assert current_meter() is outer
    assert current_meter() is None
