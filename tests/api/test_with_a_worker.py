"""The contract lived through: `prospect-twins serve` with its worker process, whose model is scripted, over real HTTP.

The model is served by the test itself, so that a test can say how it behaves, and see what it was asked.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from prospect_twins.models.scripted.options import Fault, ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from prospect_twins.settings import Settings
from tests.api.expecting import expect_error
from tests.api.live import calls_in_flight, ended, socket, stream, whole_stream, without_labels
from tests.api.running import SESSIONS, RunningApi, Tenant, Worked, running_api, worked_service
from tests.conftest import fresh_database


@pytest.fixture
async def tenant(worked: Worked, model: ScriptedServer) -> AsyncIterator[Tenant]:
    async with worked.api.tenant() as made:
        yield made


async def test_readiness_says_that_a_worker_and_its_model_can_serve(worked: Worked, tenant: Tenant) -> None:
    ready = await tenant.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "model": "scripted", "workers": 1}


async def test_clause_08_a_session_lives_from_pending_to_completed(tenant: Tenant) -> None:
    """Asked, answered by all, summarised: the stream tells it as it happens, and says what the session then shows."""
    leads = [f"L{n}" for n in range(30)]
    session_id = await tenant.ask(*leads)
    events = await whole_stream(tenant.client, session_id)
    session = await tenant.get(session_id)
    assert [event.event_id for event in events] == list(range(1, 32))
    assert [without_labels(event.data)["new_response"] for event in events[:-1]] == [
        without_labels(response) for response in session["responses"]
    ]
    replayed = await whole_stream(tenant.client, session_id)
    assert [event.data["new_response"] for event in replayed[:-1]] == session["responses"]
    assert {response["persona"]["lead_id"] for response in session["responses"]} == set(leads)
    assert all(response["answer"] for response in session["responses"])
    assert events[-1].data["summary"] == session["summary"]
    assert sum(session["summary"]["sentiment_distribution"].values()) == 30
    assert (session["status"], session["error_message"]) == ("completed", None)


async def test_clause_08_a_session_is_in_progress_while_answers_and_summary_come(
    tenant: Tenant, model: ScriptedServer
) -> None:
    model.options = ScriptedOptions(latency=0.2)
    session_id = await tenant.ask("A", "B", "C")
    assert (await tenant.get(session_id))["status"] == "pending"
    async with stream(tenant.client, session_id) as opened:
        while (event := await opened.next()) is not None and event.event == "response_received":
            assert (await tenant.get(session_id))["status"] in ("in_progress", "completed")
    assert (await tenant.get(session_id))["status"] == "completed"


async def test_clause_01_the_estimate_comes_from_what_answers_have_taken(tenant: Tenant) -> None:
    """Null while no worker has answered; afterwards whole seconds, at least one."""
    await ended(tenant, await tenant.ask("A"))

    async def estimate() -> int | None:
        seconds: int | None = (await tenant.post({"question": "Why?", "prospect_ids": ["A"]})).json()[
            "estimated_completion_time"
        ]
        return seconds

    async with asyncio.timeout(60):
        while (seconds := await estimate()) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    assert seconds >= 1


FAULTS = {
    Fault.RATE_LIMITED: {"MODEL_RATE_LIMITED"},
    Fault.SERVER_ERROR: {"MODEL_UNAVAILABLE"},
    Fault.TIMEOUT: {"MODEL_TIMEOUT"},
    Fault.DROPPED: {"MODEL_UNAVAILABLE"},
    Fault.REFUSAL: {"MODEL_REFUSED"},
    Fault.NONSENSE: {"MODEL_NONSENSE"},
    Fault.EMPTY: {"MODEL_UNAVAILABLE", "MODEL_NONSENSE"},
    Fault.UNREADABLE: {"MODEL_UNAVAILABLE", "MODEL_NONSENSE"},
    Fault.CUT: {"MODEL_NONSENSE"},
    Fault.PAGE: {"MODEL_UNAVAILABLE"},
    Fault.ERROR_INSIDE: {"MODEL_UNAVAILABLE", "MODEL_RATE_LIMITED"},
}
"""What each may be told as: some take several forms, of which one is met last."""


async def test_clause_09_every_way_a_model_fails_is_named_and_the_others_answer(postgres: str, tmp_path: Path) -> None:
    """One session, each of whose prospects meets another fault of a real HTTP server, and two who meet none.

    A call has more time here than elsewhere: a machine that is busy must not make a time-out of another fault.
    """
    assert set(FAULTS) == set(Fault)
    with fresh_database(postgres) as url:
        async with (
            worked_service(url, tmp_path, CALL_TIMEOUT_S="8", ANSWER_BUDGET_S="16") as worked,
            worked.api.tenant() as tenant,
        ):
            fail = {f"LEAD-{fault}": fault for fault in Fault}
            worked.model.options = ScriptedOptions(retry_after=0.2, fail=fail)
            session = await ended(tenant, await tenant.ask("GOOD-1", *fail, "GOOD-2"))
    assert session["status"] == "completed"
    assert session["error_message"] == f"PARTIAL: 2 of {len(Fault) + 2} answered"
    named = {failed["lead_id"]: failed for failed in session["failed_prospects"]}
    assert named.keys() == {f"LEAD-{fault}" for fault in FAULTS}
    for fault, labels in FAULTS.items():
        assert named[f"LEAD-{fault}"]["error_code"] in labels, named[f"LEAD-{fault}"]
    assert all(failed["message"] for failed in session["failed_prospects"])
    assert {response["persona"]["lead_id"] for response in session["responses"]} == {"GOOD-1", "GOOD-2"}


async def test_clause_09_none_answered_is_failed(tenant: Tenant, model: ScriptedServer) -> None:
    model.options = ScriptedOptions(faults={Fault.REFUSAL: 1.0})
    session = await ended(tenant, await tenant.ask("A", "B"))
    assert session["status"] == "failed"
    assert session["responses"] == []
    assert len(session["failed_prospects"]) == 2


async def test_clause_09_faults_that_pass_are_retried_until_all_have_answered(
    tenant: Tenant, model: ScriptedServer
) -> None:
    model.options = ScriptedOptions(retry_after=0.05, seed=3, faults={Fault.RATE_LIMITED: 0.1, Fault.DROPPED: 0.1})
    leads = [f"L{n}" for n in range(12)]
    session_id = await tenant.ask(*leads)
    async with stream(tenant.client, session_id) as opened:
        while (event := await opened.next()) is not None and event.data["progress"]["responded"] < 12:
            pass
        model.options = ScriptedOptions()
        await opened.rest()
    session = await tenant.get(session_id)
    assert session["total_responded"] == 12
    assert sum(model.statistics.faults.values()) > 0, "no fault came up"


async def test_clause_10_cancelling_aborts_calls_in_flight(tenant: Tenant, model: ScriptedServer) -> None:
    """The model's server sees its callers hang up; nothing is stored afterwards, and no summary is asked for."""
    model.options = ScriptedOptions(latency=1.2)
    session_id = await tenant.ask("A", "B", "C", "D", "E")
    await calls_in_flight(model, 5)
    cancelled = await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")
    assert cancelled.status_code == 200
    await calls_in_flight(model, 0)
    assert (model.statistics.aborted, model.statistics.answered) == (5, 0)
    async with asyncio.timeout(60):  # the calls were begun, and count
        while (before := await tenant.get(session_id))["usage"]["calls"] < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert before["status"] == "failed"
    model.options = ScriptedOptions()
    await ended(tenant, await tenant.ask("A"))  # the worker goes on
    assert await tenant.get(session_id) == before
    jobs = await tenant.stores.database.rows(
        "SELECT id FROM procrastinate_jobs WHERE args ->> 'session_id' = %s", (session_id,)
    )
    assert jobs == []


async def test_clause_10_cancelling_while_the_summary_is_written_aborts_that(
    tenant: Tenant, model: ScriptedServer
) -> None:
    model.options = ScriptedOptions(latency=0.3)
    session_id = await tenant.ask("A", "B")
    await calls_in_flight(model, 2)
    model.options = ScriptedOptions(latency=30)
    async with stream(tenant.client, session_id) as opened:
        assert [(await opened.next()) is not None for _ in range(2)] == [True, True]
        while model.statistics.in_flight == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")
        (last,) = await opened.rest()
    assert (last.event, last.data["data"]["reason"]) == ("session_failed", "cancelled")
    await calls_in_flight(model, 0)
    session = await tenant.get(session_id)
    assert (session["summary"], session["total_responded"]) == (None, 2)


async def test_clause_12_an_overdue_session_is_settled_and_its_calls_are_aborted(
    tenant: Tenant, model: ScriptedServer
) -> None:
    """With an answer it completes in part; without one it fails. The deadline is a setting, an hour unless set."""
    assert Settings.model_fields["session_deadline_s"].default == 3600
    model.options = ScriptedOptions(fail={"SLOW": Fault.TIMEOUT, "SLOWER": Fault.TIMEOUT})
    partly, never = await tenant.ask("QUICK", "SLOW"), await tenant.ask("SLOW", "SLOWER")
    async with stream(tenant.client, partly) as opened:
        assert await opened.next() is not None
        await calls_in_flight(model, 3)
        async with tenant.stores.database.transaction() as connection:
            await connection.execute(
                "UPDATE sessions SET deadline_at = now() WHERE session_id = ANY(%s)", ([partly, never],)
            )
        (last,) = await opened.rest()
    overdue = {"lead_id": "SLOW", "error_code": "DEADLINE_EXCEEDED"}
    (failed,) = last.data["data"]["failed_prospects"]
    assert {name: failed[name] for name in overdue} == overdue
    completed, failed_session = await tenant.get(partly), await ended(tenant, never)
    assert (completed["status"], completed["error_message"]) == ("completed", "PARTIAL: 1 of 2 answered")
    assert completed["summary"] is not None
    assert failed_session["status"] == "failed"
    assert {failed["error_code"] for failed in failed_session["failed_prospects"]} == {"DEADLINE_EXCEEDED"}
    await calls_in_flight(model, 0)


async def test_clause_17_and_19_streams_and_sockets_tell_the_same_as_it_happens(tenant: Tenant) -> None:
    leads = [f"L{n}" for n in range(40)]
    await tenant.know(*leads)
    async with socket(tenant) as connection:
        session_id = await tenant.ask(*leads)
        reading = [asyncio.create_task(whole_stream(tenant.client, session_id)) for _ in range(5)]
        await connection.subscribe(session_id)
        told: list[dict[str, Any]] = []
        while not told or told[-1]["event_type"] == "response_received":
            told.append(await connection.receive())
        for events in await asyncio.gather(*reading):
            assert [without_labels(event.data) for event in events] == [without_labels(each) for each in told]
    assert [event["event_id"] for event in told] == list(range(1, 42))


@contextlib.asynccontextmanager
async def second_api(worked: Worked, api_settings: Settings) -> AsyncIterator[RunningApi]:
    async with running_api(api_settings, worked.api.database_url) as other:
        yield other


async def test_two_api_processes_on_one_database_are_one_service(
    worked: Worked, tenant: Tenant, model: ScriptedServer, api_settings: Settings
) -> None:
    """Asked at one, followed and cancelled at the other; a key used at one is known at the other."""
    async with second_api(worked, api_settings) as other, other.tenant(tenant.tenant_id) as there:
        await tenant.know("A", "B")
        body = {"question": "Why?", "prospect_ids": ["A", "B"]}
        first, second = await asyncio.gather(
            tenant.post(body, idempotency_key="k"), there.post(body, idempotency_key="k")
        )
        ids = {answer.json()["session_id"] for answer in (first, second) if answer.status_code == 201}
        assert len(ids) == 1
        (session_id,) = ids
        here, elsewhere = await asyncio.gather(
            whole_stream(tenant.client, session_id), whole_stream(there.client, session_id)
        )
        assert [without_labels(event.data) for event in here] == [without_labels(event.data) for event in elsewhere]

        model.options = ScriptedOptions(latency=1.2)
        session_id = await tenant.ask("A", "B")
        await calls_in_flight(model, 2)
        following = asyncio.create_task(whole_stream(tenant.client, session_id))
        assert (await there.client.post(f"{SESSIONS}/{session_id}/cancel")).status_code == 200
        assert [event.event for event in await following] == ["session_failed"]
        await calls_in_flight(model, 0)

        model.options = ScriptedOptions()
        completed = await there.ask("A")
        await ended(there, completed)
        written = await there.client.post(f"{SESSIONS}/{completed}/regenerate-summary", json={})
        assert written.status_code == 200
        assert (await tenant.get(completed))["summary"] == written.json()


async def test_deleting_a_person_ends_their_calls_and_the_session_goes_on(
    tenant: Tenant, model: ScriptedServer
) -> None:
    """Whoever is erased while their twin is being asked is no longer waited for."""
    model.options = ScriptedOptions(latency=1.0)
    session_id = await tenant.ask("GOES", "STAYS")
    await calls_in_flight(model, 2)
    assert (await tenant.client.delete("/api/v1/prospects/GOES")).status_code == 204
    session = await ended(tenant, session_id)
    assert [response["persona"]["lead_id"] for response in session["responses"]] == ["STAYS"]
    assert (session["status"], session["total_expected"], session["error_message"]) == ("completed", 1, None)
    expect_error(await tenant.client.get("/api/v1/prospects/GOES"), 404, "PROSPECT_NOT_FOUND")


async def test_an_answer_says_on_what_it_rests_and_a_liars_answer_what_is_wrong_with_it(
    tenant: Tenant, model: ScriptedServer
) -> None:
    """Evidence are pieces that were given, and a spouse for a widower is marked as what it is."""
    lines = '{"lead_id": "W", "full_name": "Ann Example", "age": "67", "marital_status": "widowed"}'
    headers = {"Content-Type": "application/x-ndjson"}
    imported = await tenant.client.post("/api/v1/prospects/import", content=lines, headers=headers)
    assert imported.status_code == 200
    given = {"id": "f2", "kind": "fact", "label": "Age", "text": "67"}

    honest = (await ended(tenant, await tenant.ask("W")))["responses"][0]
    assert (honest["evidence_method"], honest["contradictions"]) == ("stated", [])

    model.options = ScriptedOptions(liar=True)
    lied = (await ended(tenant, await tenant.ask("W")))["responses"][0]
    assert lied["usage"]["calls"] == 2
    assert lied["contradictions"] == [
        {"record_id": "f2", "fact": "Age: 67", "words": "I'm 87"},
        {"record_id": "f3", "fact": "Marital status: widowed", "words": "My wife and I want"},
    ]
    for response in (honest, lied):
        assert all(entry["id"][0] in "fe" for entry in response["evidence"])
        assert [entry for entry in response["evidence"] if entry["id"] == "f2"] in ([], [given])
        cited, assumed = len(response["evidence"]), len(response["assumptions"])
        assert response["confidence"]["evidence_coverage"] == (cited / (cited + assumed) if cited else 0)
