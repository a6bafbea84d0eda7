"""Summaries lived through: written at a session's end, failed, repaired and written anew (contract 11, 13, 14).

The model is served by the test itself, as in `test_with_a_worker`.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from prospect_twins.models.scripted.options import Fault, ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from tests.api.expecting import expect_error
from tests.api.live import calls_in_flight, ended, stream
from tests.api.running import SESSIONS, Tenant, Worked


@pytest.fixture
async def tenant(worked: Worked, model: ScriptedServer) -> AsyncIterator[Tenant]:
    async with worked.api.tenant() as made:
        yield made


async def failing_summary(tenant: Tenant, model: ScriptedServer, fault: Fault, *leads: str) -> str:
    """A session whose answers come, and whose summary does not."""
    model.options = ScriptedOptions(latency=0.3)
    session_id = await tenant.ask(*leads)
    await calls_in_flight(model, len(leads))
    model.options = ScriptedOptions(faults={fault: 1.0})
    session = await ended(tenant, session_id)
    assert (session["status"], session["total_responded"]) == ("completed", len(leads))
    return session_id


async def test_clause_11_a_summary_that_fails_is_repaired_by_regenerating_it(
    tenant: Tenant, model: ScriptedServer
) -> None:
    """`completed`, `summary: null`, `SUMMARY_FAILED…`; afterwards a summary, and no error."""
    session_id = await failing_summary(tenant, model, Fault.SERVER_ERROR, "A", "B")
    session = await tenant.get(session_id)
    assert session["summary"] is None
    assert session["error_message"].startswith("SUMMARY_FAILED")
    model.options = ScriptedOptions()
    written = await tenant.client.post(f"{SESSIONS}/{session_id}/regenerate-summary", json={})
    assert written.status_code == 200, written.text
    repaired = await tenant.get(session_id)
    assert repaired["summary"] == written.json()
    assert repaired["error_message"] is None
    assert repaired["last_event_id"] == session["last_event_id"], "the terminal event stays the last"


REGENERATE: list[dict[str, Any]] = [
    {},
    {"summary_style": "detailed"},
    {"summary_style": "bullet_points"},
    {"summary_style": "concise", "focus_areas": ["price", "trust"]},
    {"focus_areas": []},
    {"focus_areas": None},
]


async def test_clause_14_a_summary_is_regenerated_in_every_style(tenant: Tenant) -> None:
    """SessionSummary, of all answers, with the style asked for; the session shows it from then on."""
    session_id = await tenant.ask("A", "B", "C")
    first = await ended(tenant, session_id)
    for body in REGENERATE:
        answer = await tenant.client.post(f"{SESSIONS}/{session_id}/regenerate-summary", json=body)
        assert answer.status_code == 200, answer.text
        written = answer.json()
        assert written["style"] == body.get("summary_style", "concise")
        assert sum(written["sentiment_distribution"].values()) == 3
        session = await tenant.get(session_id)
        assert session["summary"] == written
        assert session["responses"] == first["responses"]
        assert session["completed_at"] == first["completed_at"]
        assert (await tenant.client.get(f"{SESSIONS}/{session_id}/responses")).json()["summary"] == written


@pytest.mark.parametrize(
    "body",
    [{"summary_style": "long"}, {"summary_style": 1}, {"focus_areas": "price"}, {"focus_areas": [1]},
     {"focus_areas": [""]}, {"focus_areas": ["x" * 201]}, {"focus_areas": ["x"] * 21}, []],
)  # fmt: skip
async def test_clause_14_what_can_t_be_asked_of_a_summary_is_refused(tenant: Tenant, body: Any) -> None:
    session = await ended(tenant, await tenant.ask("A"))
    path = f"{SESSIONS}/{session['session_id']}/regenerate-summary"
    expect_error(await tenant.client.post(path, json=body), 422, "VALIDATION_ERROR")


async def test_clause_14_no_body_at_all_is_the_default_style(tenant: Tenant) -> None:
    session_id = (await ended(tenant, await tenant.ask("A")))["session_id"]
    path = f"{SESSIONS}/{session_id}/regenerate-summary"
    bodies: list[dict[str, Any]] = [
        {},
        {"content": b""},
        {"headers": {"Content-Type": "application/json"}},
        {"json": {}},
    ]
    for body in bodies:
        answer = await tenant.client.post(path, **body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["style"] == "concise"


async def test_clause_13_a_cancelled_session_can_have_a_summary_of_what_came(
    tenant: Tenant, model: ScriptedServer
) -> None:
    """None by itself; `regenerate-summary` writes it, and the session stays cancelled."""
    session_id = await tenant.ask("A", "B")
    model.options = ScriptedOptions(latency=0.3, fail={"B": Fault.TIMEOUT})
    async with stream(tenant.client, session_id) as opened:
        assert await opened.next() is not None
        await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")
        await opened.rest()
    cancelled = await tenant.get(session_id)
    assert (cancelled["total_responded"], cancelled["summary"]) == (1, None)
    model.options = ScriptedOptions()
    answer = await tenant.client.post(f"{SESSIONS}/{session_id}/regenerate-summary")
    assert answer.status_code == 200, answer.text
    assert sum(answer.json()["sentiment_distribution"].values()) == 1
    session = await tenant.get(session_id)
    assert session["summary"] == answer.json()
    unchanged = ("status", "error_message", "completed_at", "responses", "failed_prospects")
    assert {name: session[name] for name in unchanged} == {name: cancelled[name] for name in unchanged}
    assert session["error_message"].startswith("CANCELLED")


async def test_clause_14_only_a_session_that_has_ended_with_an_answer_has_a_summary(
    tenant: Tenant, model: ScriptedServer
) -> None:
    model.options = ScriptedOptions(latency=1.2)
    running = await tenant.ask("A", "B")
    cancelled = await tenant.ask("A", "B")
    await calls_in_flight(model, 4)
    await tenant.client.post(f"{SESSIONS}/{cancelled}/cancel")
    for session_id in (running, cancelled):
        response = await tenant.client.post(f"{SESSIONS}/{session_id}/regenerate-summary", json={})
        expect_error(response, 409, "SESSION_NOT_COMPLETED")
    await tenant.client.post(f"{SESSIONS}/{running}/cancel")
    model.options = ScriptedOptions()
    only = await tenant.ask("ONLY")
    await ended(tenant, only)
    await tenant.client.delete("/api/v1/prospects/ONLY")
    response = await tenant.client.post(f"{SESSIONS}/{only}/regenerate-summary", json={})
    expect_error(response, 409, "SESSION_NOT_COMPLETED")


async def test_clause_14_one_summary_at_a_time(tenant: Tenant, model: ScriptedServer) -> None:
    """While one is written, another is 409; the first is not disturbed, and afterwards there may be a next."""
    session_id = await tenant.ask("A", "B")
    await ended(tenant, session_id)
    path = f"{SESSIONS}/{session_id}/regenerate-summary"
    model.options = ScriptedOptions(latency=0.6)
    first = asyncio.create_task(tenant.client.post(path, json={}))
    await calls_in_flight(model, 1)
    others = await asyncio.gather(*(tenant.client.post(path, json={}) for _ in range(4)))
    for other in others:
        expect_error(other, 409, "SUMMARY_IN_PROGRESS")
    assert (await first).status_code == 200
    model.options = ScriptedOptions()
    assert (await tenant.client.post(path, json={})).status_code == 200


@pytest.mark.parametrize(("fault", "status"), [(Fault.REFUSAL, 502), (Fault.SERVER_ERROR, 502), (Fault.TIMEOUT, 504)])
async def test_clause_14_a_failure_keeps_the_old_summary(
    tenant: Tenant, model: ScriptedServer, fault: Fault, status: int
) -> None:
    """502 PROCESSING_ERROR, 504 on a time-out; the session is as it was, and the next attempt may succeed.

    Only what was spent grows: the failed attempt's calls were made.
    """
    session_id = await tenant.ask("A", "B")
    before = await ended(tenant, session_id)
    model.options = ScriptedOptions(faults={fault: 1.0})
    path = f"{SESSIONS}/{session_id}/regenerate-summary"
    expect_error(await tenant.client.post(path, json={}), status, "PROCESSING_ERROR")
    after = await tenant.get(session_id)
    assert after["usage"]["calls"] >= before["usage"]["calls"]
    assert after | {"usage": None} == before | {"usage": None}
    model.options = ScriptedOptions()
    assert (await tenant.client.post(path, json={"summary_style": "detailed"})).status_code == 200


async def test_clause_14_a_regenerated_summary_is_replayed_by_its_key(tenant: Tenant, model: ScriptedServer) -> None:
    session_id = await tenant.ask("A", "B")
    await ended(tenant, session_id)
    path, headers = f"{SESSIONS}/{session_id}/regenerate-summary", {"Idempotency-Key": "k"}
    first = await tenant.client.post(path, json={}, headers=headers)
    calls = model.statistics.calls
    again = await tenant.client.post(path, json={}, headers=headers)
    assert (again.status_code, again.content) == (200, first.content)
    assert model.statistics.calls == calls


async def test_clause_14_a_client_that_leaves_while_it_waits_finds_the_summary_by_its_key(
    tenant: Tenant, model: ScriptedServer
) -> None:
    """The summary is written all the same; 409 while it is, then the answer that the first request would have had."""
    session_id = await tenant.ask("A", "B")
    await ended(tenant, session_id)
    path, headers = f"{SESSIONS}/{session_id}/regenerate-summary", {"Idempotency-Key": "k"}
    model.options = ScriptedOptions(latency=0.4)
    with pytest.raises(httpx2.ReadTimeout):
        await tenant.client.post(path, json={"summary_style": "detailed"}, headers=headers, timeout=0.2)
    answer = await tenant.client.post(path, json={"summary_style": "detailed"}, headers=headers)
    while answer.status_code == 409:
        expect_error(answer, 409, "IDEMPOTENCY_IN_PROGRESS")
        await asyncio.sleep(0.1)
        answer = await tenant.client.post(path, json={"summary_style": "detailed"}, headers=headers)
    assert answer.status_code == 200
    assert answer.json() == (await tenant.get(session_id))["summary"]
    assert answer.json()["style"] == "detailed"
