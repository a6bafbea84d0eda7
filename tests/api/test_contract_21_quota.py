"""Contract 21: the daily quota, in answers."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from prospect_twins.domain.answers import FailedProspect, FailureCode
from tests.api.expecting import expect_error, parse_time
from tests.api.routes import AUTH
from tests.api.running import SESSIONS, Tenant, answered

LEADS = [f"L{n}" for n in range(12)]


async def allow(tenant: Tenant, daily: int | None) -> None:
    await tenant.know(*LEADS)
    await tenant.stores.access.set_daily_answers(tenant.tenant_id, daily)


async def post(tenant: Tenant, prospects: int) -> httpx2.Response:
    return await tenant.post({"question": "Why?", "prospect_ids": LEADS[:prospects]})


async def ask(tenant: Tenant, prospects: int) -> str:
    created = await post(tenant, prospects)
    assert created.status_code == 201, created.text
    session_id: str = created.json()["session_id"]
    return session_id


async def used(tenant: Tenant) -> int:
    quota: dict[str, Any] = (await tenant.client.get(f"{AUTH}/me")).json()["quota"]
    found: int = quota["used"]
    return found


async def test_clause_21_the_unit_is_one_prospect_s_answer(tenant: Tenant) -> None:
    await allow(tenant, 10)
    assert (await tenant.client.get(f"{AUTH}/me")).json()["quota"]["used"] == 0
    await ask(tenant, 3)
    await ask(tenant, 4)
    quota = (await tenant.client.get(f"{AUTH}/me")).json()["quota"]
    assert (quota["used"], quota["limit"]) == (7, 10)


async def test_clause_21_create_reserves_all_or_nothing(tenant: Tenant) -> None:
    """What fits exactly is taken; one more is refused whole, and less may still be asked."""
    await allow(tenant, 10)
    await ask(tenant, 7)
    expect_error(await post(tenant, 4), 429, "QUOTA_EXCEEDED")
    assert await used(tenant) == 7
    await ask(tenant, 3)
    expect_error(await post(tenant, 1), 429, "QUOTA_EXCEEDED")
    assert await used(tenant) == 10


async def test_clause_21_a_refusal_says_how_much_and_until_when(tenant: Tenant) -> None:
    """`details {limit, used, requested, resets_at}`; `Retry-After` is the seconds until then: midnight UTC."""
    await allow(tenant, 5)
    await ask(tenant, 3)
    refused = await post(tenant, 4)
    details = expect_error(refused, 429, "QUOTA_EXCEEDED")["details"]
    assert {name: details[name] for name in ("limit", "used", "requested")} == {"limit": 5, "used": 3, "requested": 4}
    assert set(details) == {"limit", "used", "requested", "resets_at"}
    resets_at = parse_time(details["resets_at"])
    now = datetime.now(UTC)
    assert (resets_at.hour, resets_at.minute, resets_at.second, resets_at.microsecond) == (0, 0, 0, 0)
    assert timedelta(0) < resets_at - now <= timedelta(days=1)
    assert abs(int(refused.headers["retry-after"]) - (resets_at - now).total_seconds()) < 60


async def test_clause_21_a_tenant_without_any_quota_asks_nothing(tenant: Tenant) -> None:
    await allow(tenant, 0)
    details = expect_error(await post(tenant, 1), 429, "QUOTA_EXCEEDED")["details"]
    assert (details["limit"], details["used"], details["requested"]) == (0, 0, 1)


async def test_clause_21_duplicates_count_once(tenant: Tenant) -> None:
    await allow(tenant, 2)
    created = await tenant.post({"question": "Why?", "prospect_ids": ["L0", "L1", "L0", "L1"]})
    assert created.status_code == 201
    assert await used(tenant) == 2


async def test_clause_21_a_tenant_s_quota_is_its_own(tenant: Tenant, stranger: Tenant) -> None:
    """And a tenant without one has the setting's."""
    await allow(tenant, 1)
    await allow(stranger, None)
    await ask(tenant, 1)
    expect_error(await post(tenant, 1), 429, "QUOTA_EXCEEDED")
    await ask(stranger, 5)
    quota = (await stranger.client.get(f"{AUTH}/me")).json()["quota"]
    assert (quota["used"], quota["limit"]) == (5, stranger.api.settings.daily_answers)


async def test_clause_21_a_quota_that_is_lowered_below_what_is_used_refuses_and_takes_nothing_back(
    tenant: Tenant,
) -> None:
    await allow(tenant, 10)
    await ask(tenant, 8)
    await allow(tenant, 4)
    details = expect_error(await post(tenant, 1), 429, "QUOTA_EXCEEDED")["details"]
    assert (details["limit"], details["used"]) == (4, 8)
    await allow(tenant, 9)
    await ask(tenant, 1)


async def test_clause_21_creations_in_parallel_never_take_more_than_there_is(tenant: Tenant) -> None:
    await allow(tenant, 10)
    statuses = [response.status_code for response in await asyncio.gather(*(post(tenant, 3) for _ in range(15)))]
    assert sorted(statuses) == [201] * 3 + [429] * 12
    assert await used(tenant) == 9
    assert (await tenant.counts())["sessions"] == 3


@pytest.mark.parametrize(
    ("answers", "failures"), [(0, 0), (1, 0), (2, 1), (0, 3), (3, 0)], ids=lambda count: str(count)
)
async def test_clause_21_what_was_not_answered_is_given_back_when_a_session_is_cancelled(
    tenant: Tenant, answers: int, failures: int
) -> None:
    await allow(tenant, 100)
    session_id = await ask(tenant, 4)
    await tenant.answer(session_id, *LEADS[:answers])
    await tenant.fail(session_id, *LEADS[answers : answers + failures])
    assert await used(tenant) == 4, "nothing is given back before the end"
    await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")
    assert await used(tenant) == answers


async def test_clause_21_what_was_not_answered_is_given_back_when_a_session_completes_in_part(tenant: Tenant) -> None:
    await allow(tenant, 100)
    session_id = await ask(tenant, 4)
    await tenant.answer(session_id, "L0", "L1")
    await tenant.fail(session_id, "L2", "L3")
    assert await used(tenant) == 4
    await tenant.finish(session_id)
    assert await used(tenant) == 2


async def test_clause_21_everything_is_given_back_when_none_answered(tenant: Tenant) -> None:
    await allow(tenant, 4)
    session_id = await ask(tenant, 4)
    await tenant.fail(session_id, *LEADS[:4])
    assert await used(tenant) == 0
    await ask(tenant, 4)


async def test_clause_21_a_completed_session_gives_nothing_back(tenant: Tenant) -> None:
    await allow(tenant, 100)
    session_id = await ask(tenant, 3)
    await tenant.answer(session_id, *LEADS[:3])
    await tenant.finish(session_id, "no summary either")
    assert await used(tenant) == 3


async def test_clause_21_it_is_given_back_once_whoever_ends_the_session_how_often(tenant: Tenant) -> None:
    """Cancellations, late answers, deadlines and failures, at the same time and again."""
    await allow(tenant, 100)
    for _ in range(5):
        session_id = await ask(tenant, 5)
        late = FailedProspect("", FailureCode.DEADLINE_EXCEEDED, "too late")
        progress = tenant.stores.progress

        async def end(session_id: str = session_id) -> None:
            await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")

        await asyncio.gather(
            end(), end(), tenant.settle(session_id, answered("L0")), progress.fail_overdue(session_id, late),
            end(),
        )  # fmt: skip
        await end()
        await progress.fail_overdue(session_id, late)
        await progress.complete_without_summary(session_id, "over")
        await end()
    responded = [session["total_responded"] for session in (await tenant.client.get(SESSIONS)).json()["sessions"]]
    assert await used(tenant) == sum(responded)


async def test_clause_21_it_is_given_back_to_the_day_it_was_taken_from(tenant: Tenant) -> None:
    """A session that was asked before midnight and ends after it changes nothing of the new day."""
    await allow(tenant, 10)
    session_id = await ask(tenant, 6)
    async with tenant.stores.database.transaction() as connection:
        for statement in (
            "UPDATE sessions SET quota_day = quota_day - 1 WHERE tenant_id = %s",
            "UPDATE quota_usage SET day = day - 1 WHERE tenant_id = %s",
        ):
            await connection.execute(statement, (tenant.tenant_id,))
    assert await used(tenant) == 0, "a new day has begun"
    await ask(tenant, 10)
    await tenant.answer(session_id, "L0")
    await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")
    assert await used(tenant) == 10
    yesterday = await tenant.stores.database.row(
        "SELECT used FROM quota_usage WHERE tenant_id = %s AND day < (now() AT TIME ZONE 'UTC')::date",
        (tenant.tenant_id,),
    )
    assert yesterday == {"used": 1}


async def test_clause_21_deleting_prospects_gives_back_what_was_not_answered(tenant: Tenant) -> None:
    """An answer that was given stays counted when its person is erased; one that was never given does not."""
    await allow(tenant, 100)
    session_id = await ask(tenant, 3)
    await tenant.answer(session_id, "L0")
    for lead_id in ("L0", "L1", "L2"):
        assert (await tenant.client.delete(f"/api/v1/prospects/{lead_id}")).status_code == 204
    assert (await tenant.get(session_id))["status"] == "failed"
    assert await used(tenant) == 1


async def test_clause_21_a_replayed_creation_takes_nothing(tenant: Tenant) -> None:
    await allow(tenant, 3)
    body = {"question": "Why?", "prospect_ids": LEADS[:3]}
    for _ in range(4):
        assert (await tenant.post(body, idempotency_key="k")).status_code == 201
    assert await used(tenant) == 3
