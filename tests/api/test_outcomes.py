"""Outcomes: what real people said or did, recorded beside their twins' answers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from tests.api.expecting import expect_error, parse_time, places
from tests.api.running import PROSPECTS, Tenant

OUTCOMES = f"{PROSPECTS}/A/outcomes"

CHOICE = {"question_kind": "single_choice", "options": ["A letter", "A call"]}
MULTIPLE = {"question_kind": "multiple_choice", "options": ["Price", "Trust", "Time"]}
RANKING = {"question_kind": "ranking", "options": ["Price", "Trust", "Time"]}
SCALE = {"question_kind": "scale", "scale": "purchase_intent"}


async def record(tenant: Tenant, body: dict[str, Any], lead_id: str = "A", **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await tenant.client.post(f"{PROSPECTS}/{lead_id}/outcomes", json=body, headers=named)


async def listed(tenant: Tenant, lead_id: str = "A", **parameters: Any) -> list[dict[str, Any]]:
    found = await tenant.client.get(f"{PROSPECTS}/{lead_id}/outcomes", params=parameters)
    assert found.status_code == 200, found.text
    outcomes: list[dict[str, Any]] = found.json()["outcomes"]
    return outcomes


async def test_what_a_person_said_is_stored_as_it_was_sent(tenant: Tenant) -> None:
    session_id = await tenant.completed("A", "B")
    before = datetime.now(UTC) - timedelta(seconds=1)
    body = {"session_id": session_id, "said": " Too dear for me. ", "sentiment": "negative", "stance": 2, "note": "☎"}
    response = await record(tenant, body)
    assert response.status_code == 201, response.text
    outcome = response.json()
    assert {**outcome, **body} == outcome
    assert outcome["outcome_id"].startswith("OC-")
    assert outcome["lead_id"] == "A"
    assert outcome["occurred_at"] == outcome["recorded_at"]
    assert before < parse_time(outcome["recorded_at"]) < datetime.now(UTC) + timedelta(seconds=1)
    assert await listed(tenant) == [outcome]
    assert await listed(tenant, "B") == []


async def test_outcomes_come_in_pages_what_happened_last_first(tenant: Tenant) -> None:
    session_id = await tenant.completed("A")
    for day in (2, 3, 1):
        body = {"said": f"Day {day}", "occurred_at": f"2026-01-0{day}T10:00:00+01:00"}
        assert (await record(tenant, body)).status_code == 201
    assert (await record(tenant, {"note": "Of the session", "session_id": session_id})).status_code == 201
    first = (await tenant.client.get(OUTCOMES, params={"page_size": 3})).json()
    assert [outcome["said"] for outcome in first["outcomes"]] == [None, "Day 3", "Day 2"]
    assert first["outcomes"][1]["occurred_at"] == "2026-01-03T09:00:00.000Z"
    assert (first["total_count"], first["page"], first["page_size"], first["total_pages"]) == (4, 1, 3, 2)
    assert [outcome["said"] for outcome in await listed(tenant, page_size=3, page=2)] == ["Day 1"]
    assert [outcome["note"] for outcome in await listed(tenant, session_id=session_id)] == ["Of the session"]


@pytest.mark.parametrize(
    ("form", "value", "stored"),
    [
        (CHOICE, "a  LETTER", "A letter"),
        (MULTIPLE, ["time", "Price"], ["Price", "Time"]),
        (MULTIPLE, [], []),
        (CHOICE, ["A letter"], "A letter"),
        (MULTIPLE, "Price", ["Price"]),
        (RANKING, ["Trust", "Time", "Price"], ["Trust", "Time", "Price"]),
        (SCALE, 4, 4),
    ],
)
async def test_a_value_is_kept_in_the_questions_own_words(
    tenant: Tenant, form: dict[str, Any], value: Any, stored: Any
) -> None:
    session_id = await tenant.completed("A", **form)
    response = await record(tenant, {"session_id": session_id, "value": value})
    assert response.status_code == 201, response.text
    assert response.json()["value"] == stored
    assert (await listed(tenant))[0]["value"] == stored


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (CHOICE, "A visit"), (CHOICE, 1), (CHOICE, ["A letter", "A call"]), (MULTIPLE, "Fame"), (MULTIPLE, ["Fame"]),
        (RANKING, ["Trust", "Time"]), (RANKING, ["Trust", "Trust", "Price"]), (SCALE, 0), (SCALE, 6), (SCALE, "often"),
        ({}, "anything"), ({}, 3),
    ],
)  # fmt: skip
async def test_a_value_that_is_no_answer_to_the_question_is_refused(
    tenant: Tenant, form: dict[str, Any], value: Any
) -> None:
    session_id = await tenant.completed("A", **form)
    error = expect_error(await record(tenant, {"session_id": session_id, "value": value}), 422, "VALIDATION_ERROR")
    assert places(error) == ["value"]
    assert await listed(tenant) == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "said"),
        ({"said": " \n", "note": "\t"}, "said"),
        ({"occurred_at": "2026-01-01T00:00:00Z"}, "said"),
        ({"value": 4}, "session_id"),
        ({"said": "x" * 8001}, "said"),
        ({"said": "a\0b"}, "said"),
        ({"sentiment": "glad"}, "sentiment"),
        ({"stance": 6}, "stance"),
        ({"note": "n", "occurred_at": "yesterday"}, "occurred_at"),
        ({"note": "n", "occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"note": "n", "occurred_at": "9999-12-31T23:59:59-14:00"}, "occurred_at"),
        ({"note": "n", "occurred_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}, "occurred_at"),
    ],
)
async def test_what_says_nothing_or_can_t_be_is_refused(tenant: Tenant, body: dict[str, Any], place: str) -> None:
    await tenant.know("A")
    error = expect_error(await record(tenant, body), 422, "VALIDATION_ERROR")
    assert places(error) == [place]
    assert await listed(tenant) == []


async def test_a_clock_that_is_a_little_ahead_does_no_harm(tenant: Tenant) -> None:
    await tenant.know("A")
    ahead = (datetime.now(UTC) + timedelta(minutes=2)).isoformat()
    assert (await record(tenant, {"note": "n", "occurred_at": ahead})).status_code == 201


async def test_a_session_that_did_not_ask_this_person_is_refused_and_one_that_is_not_there_is_absent(
    tenant: Tenant, stranger: Tenant
) -> None:
    session_id = await tenant.completed("B")
    await tenant.know("A")
    error = expect_error(await record(tenant, {"session_id": session_id, "said": "No"}), 422, "VALIDATION_ERROR")
    assert places(error) == ["session_id"]
    assert "was not asked" in error["message"]
    await stranger.know("A")
    theirs = expect_error(await record(stranger, {"session_id": session_id, "said": "No"}), 404, "SESSION_NOT_FOUND")
    nobodys = expect_error(await record(stranger, {"session_id": "QS-none", "said": "No"}), 404, "SESSION_NOT_FOUND")
    assert {**theirs, "timestamp": None} == {**nobodys, "timestamp": None}


async def test_the_same_key_records_once(tenant: Tenant) -> None:
    await tenant.know("A")
    first = await record(tenant, {"said": "Yes"}, idempotency_key="k")
    again = await record(tenant, {"said": "Yes"}, idempotency_key="k")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(await listed(tenant)) == 1
    expect_error(await record(tenant, {"said": "No"}, idempotency_key="k"), 422, "IDEMPOTENCY_KEY_REUSED")


async def test_a_refusal_is_not_kept_under_its_key(tenant: Tenant) -> None:
    expect_error(await record(tenant, {"said": "Yes"}, idempotency_key="k"), 404, "PROSPECT_NOT_FOUND")
    await tenant.know("A")
    assert (await record(tenant, {"said": "Yes"}, idempotency_key="k")).status_code == 201


async def test_a_mistake_can_be_deleted_once(tenant: Tenant, stranger: Tenant) -> None:
    await tenant.know("A", "B")
    await stranger.know("A")
    path = f"{OUTCOMES}/{(await record(tenant, {'said': 'Yes'})).json()['outcome_id']}"
    expect_error(await stranger.client.delete(path), 404, "OUTCOME_NOT_FOUND")
    expect_error(await tenant.client.delete(path.replace("/A/", "/B/")), 404, "OUTCOME_NOT_FOUND")
    assert len(await listed(tenant)) == 1
    assert (await tenant.client.delete(path)).status_code == 204
    expect_error(await tenant.client.delete(path), 404, "OUTCOME_NOT_FOUND")
    assert await listed(tenant) == []


@pytest.mark.parametrize("lead_id", ["a/b", "ä ö", "outcomes", "50%", "x/outcomes", "?&#"])
async def test_any_lead_id_has_outcomes(tenant: Tenant, lead_id: str) -> None:
    await tenant.know(lead_id)
    path = f"{PROSPECTS}/{quote(lead_id, safe='')}"
    created = await tenant.client.post(f"{path}/outcomes", json={"said": "Yes"})
    assert created.status_code == 201, created.text
    assert created.json()["lead_id"] == lead_id
    assert (await tenant.client.get(f"{path}/outcomes")).json()["total_count"] == 1
    assert (await tenant.client.delete(f"{path}/outcomes/{created.json()['outcome_id']}")).status_code == 204


async def test_erasing_a_person_erases_what_they_said_and_the_replies_that_repeat_it(tenant: Tenant) -> None:
    session_id = await tenant.completed("A", "B")
    words = "My sister Rosamunde decides."
    for key, body in enumerate(({"said": words}, {"said": words, "session_id": session_id}, {"note": words})):
        assert (await record(tenant, body, idempotency_key=f"k{key}")).status_code == 201
    assert (await record(tenant, {"said": "Yes"}, "B")).status_code == 201
    assert (await tenant.client.delete(f"{PROSPECTS}/A")).status_code == 204
    expect_error(await tenant.client.get(OUTCOMES), 404, "PROSPECT_NOT_FOUND")
    tables = await tenant.stores.database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for table in tables:
        rows = await tenant.stores.database.rows(f'SELECT * FROM "{table["tablename"]}"')  # noqa: S608
        assert "Rosamunde" not in str(rows), table
    assert len(await listed(tenant, "B")) == 1
    await tenant.know("A")
    assert await listed(tenant) == []
