"""What is counted of a tenant's day, and what a session may still spend."""

import asyncio
from dataclasses import replace

import pytest

from prospect_twins.app import Stores
from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.errors import CostLimitExceeded, QuotaExceeded
from prospect_twins.domain.receipts import IdempotencyKey
from prospect_twins.domain.spending import Allowance, CostLimits, ExpectedCost
from prospect_twins.domain.summaries import SummaryStyle
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import Answered
from tests.factories import TENANT, add_prospects, answered, create_session, summary

NONE = CostLimits()


def cost(usd: float, *, session: float | None = None, day: float | None = None) -> ExpectedCost:
    return ExpectedCost(usd, CostLimits(session, day))


def paid(lead_id: str, usd: float) -> Answered:
    outcome = answered(lead_id)
    return replace(outcome, answer=replace(outcome.answer, usage=Usage(10, 5, usd, calls=1)))


async def counted(stores: Stores) -> float:
    row = await stores.database.row("SELECT cost_usd FROM quota_usage WHERE tenant_id = %s", (TENANT,))
    return round(row["cost_usd"], 6) if row else 0.0


async def left(stores: Stores, session_id: str = "QS-1", limits: CostLimits = NONE) -> float | None:
    allowance = await tightest(stores, session_id, limits)
    return None if allowance is None else round(allowance.usd, 6)


async def tightest(stores: Stores, session_id: str = "QS-1", limits: CostLimits = NONE) -> Allowance | None:
    told = await stores.costs.allowances(session_id, limits)
    assert told is None or told.tenant_id == TENANT
    left = [allowance for allowance in (told.session, told.day) if allowance] if told else []
    return min(left, key=lambda allowance: allowance.usd, default=None)


async def test_of_two_questions_at_one_instant_only_one_gets_what_is_left(stores: Stores) -> None:
    await add_prospects(stores, "A")
    results = await asyncio.gather(
        *(create_session(stores, ["A"], f"QS-{n}", cost=cost(0.4, day=1.0)) for n in range(8)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, QuotaExceeded)]
    assert (len(refused), await counted(stores)) == (6, 0.8)
    details = refused[0].details
    assert details is not None
    assert (details["limit_usd"], details["used_usd"], details["requested_usd"]) == (1.0, 0.0, 0.4)
    assert details["reserved_usd"] in (0.4, 0.8)
    assert "resets_at" in details


async def test_a_refused_question_leaves_nothing_and_takes_no_answers_of_the_quota(stores: Stores) -> None:
    await add_prospects(stores, "A")
    with pytest.raises(QuotaExceeded):
        await create_session(stores, ["A"], cost=cost(2.0, day=1.0), key=IdempotencyKey("k", b"h"))
    assert await stores.database.rows("SELECT * FROM quota_usage") == []
    assert await stores.database.rows("SELECT * FROM sessions") == []


async def test_what_costs_nothing_is_asked_though_the_day_is_spent(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await create_session(stores, ["A"], cost=cost(1.0, day=1.0))
    await create_session(stores, ["A"], "QS-2", cost=cost(0.0, day=1.0))


async def test_while_it_runs_a_session_counts_as_expected_or_with_more_and_then_as_it_was(stores: Stores) -> None:
    await add_prospects(stores, "A", "B", "C")
    await create_session(stores, ["A", "B", "C"], cost=cost(0.5, session=2.0, day=3.0))
    await stores.progress.settle("QS-1", [paid("A", 0.2)])
    assert (await counted(stores), await left(stores)) == (0.5, 1.8)
    await stores.progress.settle("QS-1", [paid("B", 0.6)])
    assert (await counted(stores), await left(stores)) == (0.8, 1.2)
    failed = FailedProspect("C", FailureCode.MODEL_REFUSED, "it refused", Usage(10, 5, 0.3, calls=1))
    await stores.progress.settle("QS-1", [failed])
    assert (await counted(stores), await left(stores)) == (1.1, 0.9)
    await stores.costs.spend("QS-1", Usage(1, 1, 0.1, calls=1))
    await stores.progress.complete("QS-1", summary(), 2)
    session = await stores.sessions.load(TENANT, "QS-1")
    assert session.usage.cost_usd == pytest.approx(1.2)
    assert (session.usage.calls, await counted(stores)) == (4, 1.2)


async def test_what_was_set_aside_and_not_spent_is_given_back(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await create_session(stores, ["A"], cost=cost(0.9, day=1.0))
    await stores.progress.settle("QS-1", [paid("A", 0.1)])
    await stores.progress.complete_without_summary("QS-1", "no summary")
    assert await counted(stores) == 0.1
    await create_session(stores, ["A"], "QS-2", cost=cost(0.9, day=1.0))
    await stores.progress.cancel(TENANT, "QS-2")
    assert await counted(stores) == 0.1


async def test_a_session_without_limits_is_counted_when_it_ends_so_that_one_with_limits_knows(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await create_session(stores, ["A"])
    await stores.progress.settle("QS-1", [paid("A", 0.7)])
    assert (await counted(stores), await left(stores)) == (0.0, None)
    assert await left(stores, limits=CostLimits(1.0, None)) == 0.3
    await stores.progress.complete_without_summary("QS-1", "no summary")
    with pytest.raises(QuotaExceeded):
        await create_session(stores, ["A"], "QS-2", cost=cost(0.4, day=1.0))


async def test_the_day_is_shared_by_sessions_and_the_strictest_limit_holds(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A"], cost=cost(0.3, session=5.0, day=1.0))
    await create_session(stores, ["B"], "QS-2", cost=cost(0.3, session=5.0, day=1.0))
    assert await left(stores) == 0.7  # its own 0.3, and the 0.4 that nobody has set aside
    allowance = await tightest(stores, limits=CostLimits(0.2, None))
    assert allowance is not None
    assert (round(allowance.usd, 6), allowance.limit) == (0.2, "the session's cost limit of $0.20")
    await stores.progress.settle("QS-2", [paid("B", 0.8)])
    allowance = await tightest(stores)
    assert allowance is not None
    assert (round(allowance.usd, 6), allowance.limit) == (0.2, "the tenant's cost limit of $1.00 for a UTC day")


async def test_answers_that_come_too_late_are_dropped_and_cost_all_the_same(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await create_session(stores, ["A"], cost=cost(0.3, day=1.0))
    await stores.progress.cancel(TENANT, "QS-1")
    assert await stores.progress.settle("QS-1", [paid("A", 0.2)]) == 0
    session = await stores.sessions.load(TENANT, "QS-1")
    assert (session.total_responded, session.usage.cost_usd, await counted(stores)) == (0, 0.2, 0.2)


async def test_a_summary_anew_sets_its_cost_aside_and_gives_it_back(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await create_session(stores, ["A"], cost=cost(0.2, session=1.0, day=1.0))
    await stores.progress.settle("QS-1", [paid("A", 0.2)])
    await stores.progress.complete_without_summary("QS-1", "no summary")

    async def request(expected: ExpectedCost) -> str:
        return await stores.summaries.request(TENANT, "QS-1", SummaryStyle.CONCISE, [], 60, expected)

    with pytest.raises(CostLimitExceeded):
        await request(cost(0.9, session=1.0, day=2.0))
    with pytest.raises(QuotaExceeded):
        await request(cost(0.9, day=1.0))
    request_id = await request(cost(0.3, session=1.0, day=1.0))
    assert (await counted(stores), await left(stores)) == (0.5, 0.8)
    await stores.costs.spend("QS-1", Usage(1, 1, 0.1, calls=1))
    assert await left(stores) == 0.7
    await stores.summaries.replace(request_id, summary(), 1)
    assert await counted(stores) == 0.3
    late = await request(cost(0.3, session=1.0, day=1.0))
    await stores.database.row(
        "UPDATE summary_requests SET expires_at = now() - interval '1 s' WHERE request_id = %s RETURNING request_id",
        (late,),
    )
    last = await request(cost(0.3, session=1.0, day=1.0))
    await stores.summaries.give_up(last, FailureCode.PROCESSING_ERROR, "the limit is reached")
    assert await counted(stores) == 0.3
