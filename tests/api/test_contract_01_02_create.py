"""Contract 1 and 2: creating a session."""

import asyncio
import math

import httpx2
import pytest

from prospect_twins.settings import Settings
from tests.api.expecting import expect_error, parse_time, places
from tests.api.running import SESSIONS, RunningApi, Tenant, running_api
from tests.conftest import Soon, fresh_database


async def test_clause_01_create_answers_201_with_location_and_the_spec_s_body(tenant: Tenant) -> None:
    """201, `Location`, and QuestionSubmitResponse, with every field of the spec."""
    await tenant.know("LEAD-1", "LEAD-2")
    created = await tenant.post({"question": "What worries you?", "prospect_ids": ["LEAD-1", "LEAD-2"]})
    assert created.status_code == 201
    body = created.json()
    assert set(body) == {
        "session_id", "status", "message", "created_at", "total_prospects", "estimated_completion_time",
    }  # fmt: skip
    assert body["status"] == "pending"
    assert body["total_prospects"] == 2
    assert body["message"] == "Question submitted successfully to 2 prospects"
    parse_time(body["created_at"])
    assert created.headers["location"] == f"{SESSIONS}/{body['session_id']}"
    found = await tenant.client.get(created.headers["location"])
    assert found.json()["created_at"] == body["created_at"]


async def test_clause_01_ids_are_unguessable(tenant: Tenant) -> None:
    """`QS-` and at least 100 random bits: every place of the id varies, over an alphabet large enough."""
    ids = [await tenant.ask("A") for _ in range(48)]
    tails = [session_id.removeprefix("QS-") for session_id in ids]
    assert all(session_id.startswith("QS-") for session_id in ids)
    assert len(set(tails)) == len(ids)
    assert all(len(set(column)) > 4 for column in zip(*tails, strict=True)), "a place that hardly varies is not random"
    bits = len(tails[0]) * math.log2(len(set("".join(tails))))
    assert bits >= 100


async def test_clause_01_everything_is_stored_before_the_answer(tenant: Tenant) -> None:
    """Session, targets, jobs, quota and idempotency row are there, for others to see, when the answer comes."""
    await tenant.know("A", "B", "C")
    before = await tenant.counts()
    created = await tenant.post({"question": "Why?", "prospect_ids": ["A", "B", "C"]}, idempotency_key="k1")
    after = await tenant.counts()
    grown = {name: after[name] - before[name] for name in after}
    assert grown == {"sessions": 1, "targets": 3, "idempotency_keys": 1, "quota": 3, "images": 0, "jobs": 1}
    job = await tenant.stores.database.row(
        "SELECT args FROM procrastinate_jobs WHERE args ->> 'session_id' = %s", (created.json()["session_id"],)
    )
    assert job == {"args": {"session_id": created.json()["session_id"], "first": 0, "last": 2}}


@pytest.mark.parametrize("prospect_ids", [["A", "NOBODY"], ["A", "B"]], ids=["unknown", "over the quota"])
async def test_clause_01_a_refused_session_leaves_nothing_behind(tenant: Tenant, prospect_ids: list[str]) -> None:
    """All or nothing: no session, target, job, quota or idempotency row of a refused request."""
    await tenant.know("A", "B")
    await tenant.stores.access.set_daily_answers(tenant.tenant_id, 1)
    before = await tenant.counts()
    refused = await tenant.post({"question": "Why?", "prospect_ids": prospect_ids}, idempotency_key="k1")
    assert refused.status_code in (422, 429)
    assert await tenant.counts() == before


async def test_clause_01_a_client_that_leaves_before_the_answer_makes_a_whole_session_or_none(
    tenant: Tenant, soon: Soon
) -> None:
    """A client that hangs up right after sending may find its session later; it is never there in part."""
    lead_ids = [f"L{n}" for n in range(300)]
    await tenant.know(*lead_ids)
    request = tenant.client.build_request("POST", SESSIONS, json={"question": "Why?", "prospect_ids": lead_ids})
    raw = b"POST %s HTTP/1.1\r\nhost: x\r\n" % SESSIONS.encode()
    raw += b"".join(b"%s: %s\r\n" % (n.encode(), request.headers[n].encode())
                    for n in ("authorization", "content-type", "content-length"))  # fmt: skip
    address = httpx2.URL(tenant.api.base_url)
    for _ in range(8):
        _, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(raw + b"\r\n" + request.content)
        await writer.drain()
        writer.transport.abort()

    async def one_is_there() -> bool:
        return (await tenant.counts())["sessions"] > 0

    await soon(one_is_there)
    listed = await tenant.client.get(SESSIONS, params={"include": "targets"})
    for session in listed.json()["sessions"]:
        assert len(session["target_prospects"]) == session["total_expected"] == 300
    counts = await tenant.counts()
    assert counts["targets"] == counts["quota"] == 300 * counts["sessions"]


async def test_clause_02_duplicates_are_dropped_and_the_order_is_kept(tenant: Tenant) -> None:
    await tenant.know("A", "B", "C")
    created = await tenant.post({"question": "Why?", "prospect_ids": ["C", "A", "C", "B", "A", "C"]})
    assert created.json()["total_prospects"] == 3
    session = await tenant.get(created.json()["session_id"])
    assert [persona["lead_id"] for persona in session["target_prospects"]] == ["C", "A", "B"]
    assert session["total_expected"] == 3
    assert (await tenant.counts())["quota"] == 3


async def test_clause_02_unknown_and_foreign_ids_refuse_the_whole_request(tenant: Tenant, stranger: Tenant) -> None:
    """422 INVALID_PROSPECT_IDS with `details.invalid_ids`, in order; another tenant's prospect is as unknown."""
    await tenant.know("A")
    await stranger.know("THEIRS")
    asked = ["X-1", "A", "THEIRS", "X-1", "a"]
    error = expect_error(
        await tenant.post({"question": "Why?", "prospect_ids": asked}), 422, "INVALID_PROSPECT_IDS"
    )  # fmt: skip
    assert error["details"] == {"invalid_ids": ["X-1", "THEIRS", "a"]}
    assert (await tenant.counts())["sessions"] == 0


@pytest.mark.parametrize("lead_id", ["", " ", "A ", "a", "Ａ", "'; DROP TABLE sessions; --", "%", "\\", "A\n"])
async def test_clause_02_an_id_is_compared_as_it_is(tenant: Tenant, lead_id: str) -> None:
    """No trimming, folding, pattern or quoting makes one id match another."""
    await tenant.know("A")
    error = expect_error(
        await tenant.post({"question": "Why?", "prospect_ids": [lead_id]}), 422, "INVALID_PROSPECT_IDS"
    )
    assert error["details"] == {"invalid_ids": [lead_id]}


@pytest.mark.parametrize(
    "prospect_ids", [[], None, "A", [1], [None], [["A"]], {"0": "A"}], ids=lambda value: f"{value!r}"
)
async def test_clause_02_prospect_ids_must_be_a_list_of_texts(tenant: Tenant, prospect_ids: object) -> None:
    error = expect_error(await tenant.post({"question": "Why?", "prospect_ids": prospect_ids}), 422, "VALIDATION_ERROR")
    assert all(place.startswith("prospect_ids") for place in places(error))


async def test_clause_02_five_thousand_prospects_are_asked_and_one_more_is_refused(tenant: Tenant) -> None:
    lead_ids = [f"LEAD-{n:05d}" for n in range(5001)]
    await tenant.know(*lead_ids)
    error = expect_error(await tenant.post({"question": "Why?", "prospect_ids": lead_ids}), 422, "VALIDATION_ERROR")
    assert places(error) == ["prospect_ids"]
    created = await tenant.post({"question": "Why?", "prospect_ids": lead_ids[:5000] + lead_ids[:5000]})
    assert created.status_code == 201
    assert created.json()["total_prospects"] == 5000
    session = await tenant.get(created.json()["session_id"])
    assert [persona["lead_id"] for persona in session["target_prospects"]] == lead_ids[:5000]


async def test_clause_02_five_thousand_unknown_prospects_are_all_named(tenant: Tenant) -> None:
    lead_ids = [f"NOBODY-{n}" for n in range(5000)]
    error = expect_error(await tenant.post({"question": "Why?", "prospect_ids": lead_ids}), 422, "INVALID_PROSPECT_IDS")
    assert error["details"] == {"invalid_ids": lead_ids}


async def test_clause_02_the_most_prospects_a_session_is_a_setting(postgres: str, api_settings: Settings) -> None:
    few = api_settings.model_copy(update={"max_prospects": 2})
    with fresh_database(postgres) as url:
        async with running_api(few, url) as api, api.tenant() as tenant:
            await _two_are_the_most(api, tenant)


async def _two_are_the_most(api: RunningApi, tenant: Tenant) -> None:
    await tenant.know("A", "B", "C")
    assert (await tenant.post({"question": "Why?", "prospect_ids": ["A", "B", "A"]})).status_code == 201
    refused = await tenant.post({"question": "Why?", "prospect_ids": ["A", "B", "C"]})
    assert "2" in expect_error(refused, 422, "VALIDATION_ERROR")["message"]
