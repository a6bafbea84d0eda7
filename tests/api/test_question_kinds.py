"""Questions with options, lived through: asked over HTTP, answered by a worker, counted by code."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from prospect_twins.models.scripted.options import Fault, ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from tests.api.expecting import expect_error
from tests.api.live import whole_stream
from tests.api.running import PATIENT, SESSIONS, Tenant, Worked, worked_service
from tests.conftest import fresh_database

OPTIONS = ["Term life", "Whole life", "No cover at all"]
LEADS = [f"L{n:02}" for n in range(24)]
KINDS: dict[str, dict[str, Any]] = {
    "single_choice": {"question_kind": "single_choice", "options": OPTIONS},
    "multiple_choice": {"question_kind": "multiple_choice", "options": OPTIONS},
    "ranking": {"question_kind": "ranking", "options": OPTIONS},
    "scale": {"question_kind": "scale", "scale": "agreement"},
    "similarity": {"question_kind": "scale", "scale": "purchase_intent", "scale_method": "similarity"},
}
kinds = pytest.mark.parametrize("body", KINDS.values(), ids=list(KINDS))


@pytest.fixture
async def tenant(worked: Worked, model: ScriptedServer) -> AsyncIterator[Tenant]:
    async with worked.api.tenant() as made:
        yield made


@pytest.fixture(scope="module")
async def drawn(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Worked]:
    """A service that asks each twin three times."""
    with fresh_database(postgres) as url:
        async with worked_service(url, tmp_path_factory.mktemp("drawn"), DRAWS="3", **PATIENT) as running:
            yield running


async def answered(tenant: Tenant, *leads: str, **body: Any) -> dict[str, Any]:
    """The session, once it has ended."""
    session_id = await tenant.ask(*leads, **body)
    await whole_stream(tenant.client, session_id)
    return await tenant.get(session_id)


def counted(session: dict[str, Any]) -> dict[str, int]:
    return {each["option"]: each["count"] for each in session["results"]["counts"]}


def counted_by_hand(session: dict[str, Any]) -> Counter[str]:
    """What the session's results must be, from its answers."""
    values = [response["value"] for response in session["responses"] if response["value"] is not None]
    if session["question_kind"] == "multiple_choice":
        return Counter(option for value in values for option in value)
    return Counter(value[0] if session["question_kind"] == "ranking" else str(value) for value in values)


@kinds
async def test_answers_of_every_kind_carry_their_value_and_are_counted(tenant: Tenant, body: dict[str, Any]) -> None:
    session = await answered(tenant, *LEADS, **body)
    results = session["results"]
    assert (session["status"], session["total_responded"]) == ("completed", len(LEADS))
    assert {name: session[name] for name in body} == body
    assert all(response["answer"] for response in session["responses"])
    assert (results["answered"], results["without_value"]) == (len(LEADS), 0)
    expected = counted_by_hand(session)
    assert counted(session) == {option: expected[option] for option in counted(session)}
    assert set(expected) <= set(counted(session))
    for each in results["counts"]:
        share = each["share"]
        assert share["low"] <= share["estimate"] <= share["high"]
        assert share["estimate"] == pytest.approx(each["count"] / len(LEADS))


async def test_a_single_choice_has_one_option_for_each_answer(tenant: Tenant) -> None:
    session = await answered(tenant, *LEADS, **KINDS["single_choice"])
    assert list(counted(session)) == OPTIONS
    assert sum(counted(session).values()) == len(LEADS)
    assert len({response["value"] for response in session["responses"]}) > 1


async def test_a_ranking_holds_every_option_and_its_ranks_add_up(tenant: Tenant) -> None:
    session = await answered(tenant, *LEADS, **KINDS["ranking"])
    assert all(sorted(response["value"]) == sorted(OPTIONS) for response in session["responses"])
    assert sum(each["mean_rank"] for each in session["results"]["counts"]) == pytest.approx(6)


async def test_a_scale_has_labelled_points_and_a_mean(tenant: Tenant) -> None:
    session = await answered(tenant, *LEADS, **KINDS["scale"])
    points = [response["value"] for response in session["responses"]]
    assert set(points) <= {1, 2, 3, 4, 5}
    assert session["scale_method"] == "direct"
    mean = session["results"]["mean"]
    assert mean["estimate"] == pytest.approx(sum(points) / len(points))
    assert mean["low"] < mean["estimate"] < mean["high"]
    assert session["results"]["counts"][0]["label"] == "strongly disagree"


async def test_free_text_has_neither_values_nor_results(tenant: Tenant) -> None:
    session = await answered(tenant, "A")
    assert (session["question_kind"], session["results"], session["responses"][0]["value"]) == ("free_text", None, None)


async def test_a_model_that_names_no_option_is_not_believed_and_nothing_is_guessed(
    tenant: Tenant, model: ScriptedServer
) -> None:
    """The value is asked for again, read out of the words by a call of its own, and then left out."""
    model.options = ScriptedOptions(liar=True)
    for body in (KINDS["single_choice"], KINDS["ranking"], KINDS["scale"]):
        session = await answered(tenant, "A", "B", **body)
        assert [response["value"] for response in session["responses"]] == [None, None]
        assert (session["results"]["answered"], session["results"]["without_value"]) == (0, 2)
        assert set(counted(session).values()) == {0}
        assert {(each["share"]["low"], each["share"]["high"]) for each in session["results"]["counts"]} == {(0, 1)}


async def test_who_gave_no_answer_counts_nowhere(tenant: Tenant, model: ScriptedServer) -> None:
    model.options = ScriptedOptions(fail={"B": Fault.REFUSAL})
    session = await answered(tenant, "A", "B", "C", **KINDS["single_choice"])
    assert (session["results"]["answered"], session["results"]["without_value"]) == (2, 0)
    assert sum(counted(session).values()) == session["total_responded"] == 2


async def test_results_come_with_the_answers_page_whatever_the_cursor_and_go_when_answers_are_left_out(
    tenant: Tenant,
) -> None:
    session = await answered(tenant, "A", "B", "C", **KINDS["single_choice"])
    path = f"{SESSIONS}/{session['session_id']}/responses"
    for parameters in ({}, {"after": 2}, {"since_timestamp": session["responses"][-1]["answered_at"]}):
        page = (await tenant.client.get(path, params=parameters)).json()
        assert page["results"] == session["results"]
    (listed,) = (await tenant.client.get(SESSIONS)).json()["sessions"]
    assert listed["results"] == session["results"]
    (left_out,) = (await tenant.client.get(SESSIONS, params={"include": "summary"})).json()["sessions"]
    assert left_out["results"] is None


async def test_events_tell_the_values_that_the_session_shows(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B", **KINDS["scale"])
    events = await whole_stream(tenant.client, session_id)
    told = [event.data["new_response"]["value"] for event in events if event.event == "response_received"]
    assert told == [response["value"] for response in (await tenant.get(session_id))["responses"]]


async def test_results_forget_an_erased_person(tenant: Tenant) -> None:
    session = await answered(tenant, "A", "B", "C", **KINDS["single_choice"])
    gone = next(response["value"] for response in session["responses"] if response["persona"]["lead_id"] == "B")
    assert (await tenant.client.delete("/api/v1/prospects/B")).status_code == 204
    left = await tenant.get(session["session_id"])
    assert left["results"]["answered"] == left["total_responded"] == 2
    assert counted(left)[gone] == counted(session)[gone] - 1


async def test_a_named_value_has_the_probability_that_the_models_server_tells(tenant: Tenant) -> None:
    session = await answered(tenant, "A", "B", **KINDS["single_choice"])
    for response in session["responses"]:
        assert 0.9 < response["confidence"]["label_probability"] < 1


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"question_kind": "single_choice"}, "options"),
    ({"question_kind": "multiple_choice", "options": ["One"]}, "options"),
    ({"question_kind": "ranking", "options": []}, "options"),
    ({"question_kind": "single_choice", "options": ["Yes", "yes "]}, "options.1"),
    ({"question_kind": "single_choice", "options": ["Yes", " "]}, "options.1"),
    ({"question_kind": "single_choice", "options": [f"{n}" for n in range(21)]}, "options"),
    ({"options": ["Yes", "No"]}, "options"),
    ({"question_kind": "scale", "options": ["low", "high"]}, "options"),
    ({"question_kind": "scale", "scale_method": "similarity"}, "scale"),
    ({"question_kind": "single_choice", "options": OPTIONS, "scale": "agreement"}, "scale"),
    ({"scale_method": "direct"}, "scale_method"),
    ({"question_kind": "essay"}, "question_kind"),
    ({"question_kind": "scale", "scale": "joy"}, "scale"),
]


@pytest.mark.parametrize(("body", "place"), REFUSED)
async def test_a_form_that_nobody_could_answer_is_refused_at_its_place(
    tenant: Tenant, body: dict[str, Any], place: str
) -> None:
    await tenant.know("A")
    before = await tenant.counts()
    answer = await tenant.post({"question": "Which?", "prospect_ids": ["A"], **body})
    expect_error(answer, 422, "VALIDATION_ERROR")
    (error,) = answer.json()["details"]["errors"]
    assert error["place"].removeprefix("body.") == place
    assert await tenant.counts() == before


@kinds
async def test_three_draws_agree_more_or_less_and_are_counted_as_one_answer(
    drawn: Worked, body: dict[str, Any]
) -> None:
    async with drawn.api.tenant() as tenant:
        session = await answered(tenant, *LEADS, **body)
    agreements = {round(response["confidence"]["agreement"], 3) for response in session["responses"]}
    assert agreements <= {0.333, 0.667, 1.0}
    assert {response["confidence"]["draws"] for response in session["responses"]} == {3}
    assert session["results"]["answered"] == len(LEADS)
    assert all(response["usage"]["calls"] >= 3 for response in session["responses"])
    if body["question_kind"] == "scale":
        assert all(0 <= response["confidence"]["closeness"] <= 1 for response in session["responses"])
    if body is KINDS["single_choice"]:
        assert len(agreements) > 1, "the scripted model's draws differ"


async def test_three_draws_of_free_text_agree_by_what_they_mean(drawn: Worked) -> None:
    async with drawn.api.tenant() as tenant:
        session = await answered(tenant, "A", "B")
    for response in session["responses"]:
        assert 0 <= response["confidence"]["agreement"] <= 1
        assert 0 < response["confidence_score"] <= response["confidence"]["ceiling"] < 0.7
        assert not response["confidence"]["calibrated"]
        assert response["confidence"]["basis"] == "twin_2k_500"
        assert response["confidence"]["level"] in ("low", "medium")


async def test_draws_never_make_more_calls_than_the_worker_may(
    postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with fresh_database(postgres) as url:
        async with worked_service(
            url, tmp_path_factory.mktemp("narrow"), DRAWS="3", WORKER_CONCURRENCY="4", **PATIENT
        ) as narrow, narrow.api.tenant() as tenant:  # fmt: skip
            narrow.model.options = ScriptedOptions(latency=0.05)
            session_id = await tenant.ask(*LEADS[:8], **KINDS["single_choice"])
            async with asyncio.timeout(60):
                await whole_stream(tenant.client, session_id)
            assert (await tenant.get(session_id))["total_responded"] == 8
            assert narrow.model.statistics.most_in_flight <= 4
