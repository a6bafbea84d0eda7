"""`POST /api/v1/qa/estimate`: what a question would take, and nothing of it done."""

from typing import Any

import pytest

from prospect_twins.domain.prospects import ProspectPatch
from prospect_twins.models.prices import price_of
from tests.api.expecting import expect_error, places
from tests.api.routes import ESTIMATE
from tests.api.running import RunningApi, Tenant, running_api
from tests.api.test_contract_05_images import b64, picture
from tests.conftest import fresh_database


async def estimate(tenant: Tenant, **body: Any) -> dict[str, Any]:
    made = await tenant.client.post(ESTIMATE, json={"question": "Would you pay $40 a month?", **body})
    assert made.status_code == 200, made.text
    found: dict[str, Any] = made.json()
    return found


async def test_it_tells_calls_tokens_money_and_quota(tenant: Tenant) -> None:
    await tenant.know("A", "B", "C")
    await tenant.stores.access.set_daily_answers(tenant.tenant_id, 10)
    found = await estimate(tenant, prospect_ids=["A", "B", "A", "C"])
    assert set(found) == {
        "model", "total_prospects", "calls", "input_tokens", "output_tokens", "image_tokens", "cost_usd", "price",
        "estimated_seconds", "quota", "budget", "notes",
    }  # fmt: skip
    assert found["model"] == "scripted"
    assert found["total_prospects"] == 3
    assert found["calls"] == 3 + 1 + 2  # answers, a call that labels them, two of the summary
    assert found["input_tokens"] > 3 * 300
    assert found["output_tokens"] > 3 * 50
    assert (found["image_tokens"], found["cost_usd"]) == (0, 0.0)
    assert found["price"] == {"source": "runs here", "input_usd_per_mtok": 0.0, "output_usd_per_mtok": 0.0}
    assert found["estimated_seconds"] is None
    assert found["quota"] == {"limit": 10, "used": 0, "remaining": 10, "enough": True}
    assert found["budget"] is None
    assert found["notes"]


async def test_nothing_is_stored_queued_or_reserved(tenant: Tenant) -> None:
    await tenant.know("A")
    before = await tenant.counts()
    await estimate(tenant, prospect_ids=["A"], image_base64=b64(picture()))
    assert await tenant.counts() == before


async def test_a_quota_that_is_too_small_is_told_and_refuses_nothing(tenant: Tenant) -> None:
    await tenant.ask("A", "B")
    await tenant.stores.access.set_daily_answers(tenant.tenant_id, 3)
    found = await estimate(tenant, prospect_ids=["A", "B"])
    assert found["quota"] == {"limit": 3, "used": 2, "remaining": 1, "enough": False}
    assert any("quota has 1 " in note for note in found["notes"])


async def test_who_has_a_longer_record_takes_more(tenant: Tenant) -> None:
    """Up to the budget of a person's record, beyond which it is cut."""
    await tenant.know("A")
    patches = [ProspectPatch(lead_id, notes=("word " * words,)) for lead_id, words in (("B", 1000), ("C", 100_000))]
    await tenant.stores.prospects.upsert_prospects(tenant.tenant_id, patches)
    short, longer, longest = [(await estimate(tenant, prospect_ids=[each]))["input_tokens"] for each in "ABC"]
    assert longer - short == pytest.approx(1250, rel=0.05)
    assert 5000 < longest - short <= 6100


async def test_what_is_remembered_takes_tokens_too_and_a_follow_up_counts_its_people(tenant: Tenant) -> None:
    await tenant.know("A", "B")
    new = await estimate(tenant, prospect_ids=["A", "B"])
    parent = await tenant.completed("A", "B")
    again = await estimate(tenant, prospect_ids=["A", "B"])
    assert again["input_tokens"] > new["input_tokens"]
    followed = await estimate(tenant, parent_session_id=parent)
    assert followed["total_prospects"] == 2
    assert followed["input_tokens"] >= again["input_tokens"]


async def test_a_picture_is_counted_with_every_answer(tenant: Tenant) -> None:
    await tenant.know("A", "B")
    found = await estimate(tenant, prospect_ids=["A", "B"], image_base64=b64(picture()))
    assert any("picture" in note.lower() for note in found["notes"])
    plain = await estimate(tenant, prospect_ids=["A", "B"])
    assert found["input_tokens"] >= plain["input_tokens"] + found["image_tokens"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "VALIDATION_ERROR"),
        ({"prospect_ids": []}, 422, "VALIDATION_ERROR"),
        ({"question": " ", "prospect_ids": ["A"]}, 422, "VALIDATION_ERROR"),
        ({"prospect_ids": ["A", "X"]}, 422, "INVALID_PROSPECT_IDS"),
        ({"prospect_ids": ["A"], "image_base64": "no"}, 422, "VALIDATION_ERROR"),
        ({"prospect_ids": ["A"], "image_mime_type": "image/png"}, 422, "VALIDATION_ERROR"),
        ({"prospect_ids": ["A"], "parent_answers": {}}, 422, "VALIDATION_ERROR"),
        ({"prospect_ids": ["A"], "question_kind": "single_choice"}, 422, "VALIDATION_ERROR"),
        ({"parent_session_id": "QS-none"}, 404, "SESSION_NOT_FOUND"),
    ],
    ids=str,
)
async def test_it_refuses_what_asking_would_refuse_in_the_same_words(
    tenant: Tenant, body: dict[str, Any], status: int, code: str
) -> None:
    await tenant.know("A")
    whole = {"question": "Why?", **body}
    refused = expect_error(await tenant.client.post(ESTIMATE, json=whole), status, code)
    submitted = expect_error(await tenant.post(whole), status, code)
    assert (refused["message"], refused["details"]) == (submitted["message"], submitted["details"])


async def test_a_parent_that_still_runs_is_refused_and_one_that_nobody_answered_like_that(tenant: Tenant) -> None:
    running = await tenant.ask("A")
    body = {"question": "Why?", "parent_session_id": running}
    expect_error(await tenant.client.post(ESTIMATE, json=body), 409, "SESSION_NOT_COMPLETED")
    parent = await tenant.completed("A")
    refused = await tenant.client.post(
        ESTIMATE, json={"question": "Why?", "parent_session_id": parent, "parent_answers": {"stance_min": 5}}
    )
    assert places(expect_error(refused, 422, "VALIDATION_ERROR")) == ["parent_answers"]


async def test_another_tenant_s_prospect_is_as_unknown_as_none(tenant: Tenant, stranger: Tenant) -> None:
    await stranger.know("THEIRS")
    refused = await tenant.client.post(ESTIMATE, json={"question": "Why?", "prospect_ids": ["THEIRS"]})
    assert expect_error(refused, 422, "INVALID_PROSPECT_IDS")["details"] == {"invalid_ids": ["THEIRS"]}


async def test_under_one_key_the_first_estimate_is_given_again(tenant: Tenant) -> None:
    await tenant.know("A")
    body = {"question": "Why?", "prospect_ids": ["A"]}
    first, again = [await tenant.client.post(ESTIMATE, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert again.json() == first.json()
    other = await tenant.client.post(ESTIMATE, json=body | {"question": "How?"}, headers={"Idempotency-Key": "k"})
    expect_error(other, 422, "IDEMPOTENCY_KEY_REUSED")


async def test_a_provider_s_model_is_priced_by_the_list_and_an_unknown_one_not_at_all(
    api: RunningApi, postgres: str
) -> None:
    for model, is_priced in (("openai-chat:gpt-4o-mini", True), ("ollama:llama3", False)):
        settings = api.settings.model_copy(update={"model": model, "coding_model": None})
        with fresh_database(postgres) as url:
            async with running_api(settings, url) as running, running.tenant() as tenant:
                await tenant.know("A")
                found = await estimate(tenant, prospect_ids=["A"])
        price = price_of(model)
        assert (price is not None) is is_priced
        if price is None:
            assert (found["cost_usd"], found["price"]) == (None, None)
            assert any(f"No price is known of {model}" in note for note in found["notes"])
        else:
            assert found["cost_usd"] == pytest.approx(price.of(found["input_tokens"], found["output_tokens"]), rel=0.01)
            assert found["price"]["source"].startswith("genai-prices ")
            assert any("list price" in note for note in found["notes"])


async def test_a_coding_model_of_its_own_has_a_price_of_its_own(api: RunningApi, postgres: str) -> None:
    """Answers cost nothing here; a model with a price labels them, or one without, which leaves all open."""
    for labeller, is_known in (("openai-chat:gpt-4o-mini", True), ("ollama:llama3", False)):
        settings = api.settings.model_copy(update={"coding_model": labeller})
        with fresh_database(postgres) as url:
            async with running_api(settings, url) as running, running.tenant() as tenant:
                await tenant.know("A")
                found = await estimate(tenant, prospect_ids=["A"])
        assert found["price"]["source"] == "runs here"
        assert (found["cost_usd"] is not None) is is_known
        assert not is_known or found["cost_usd"] > 0
