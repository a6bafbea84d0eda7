"""Answers are labelled by the time their session ends: `analysis` wherever an answer is told of."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from prospect_twins.models.scripted.lies import FALSE_COUNT, INVENTED_QUOTE
from prospect_twins.models.scripted.options import ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from tests.api.live import stream, whole_stream
from tests.api.running import SESSIONS, Tenant, Worked

LEADS = [f"L{number:02d}" for number in range(20)]


@pytest.fixture
async def tenant(worked: Worked, model: ScriptedServer) -> AsyncIterator[Tenant]:
    async with worked.api.tenant() as made:
        yield made


async def labelled_session(tenant: Tenant, *leads: str) -> dict[str, Any]:
    session_id = await tenant.ask(*leads)
    await whole_stream(tenant.client, session_id)
    return await tenant.get(session_id)


async def test_each_answer_of_a_completed_session_has_labels_everywhere(tenant: Tenant) -> None:
    session = await labelled_session(tenant, *LEADS)
    assert session["status"] == "completed"
    for response in session["responses"]:
        analysis = response["analysis"]
        assert analysis["sentiment"] in ("positive", "neutral", "negative", "mixed")
        assert analysis["stance"] in range(1, 6)
        assert analysis["quote"] in response["answer"]
        assert analysis["model"] == "scripted"
    page = (await tenant.client.get(f"{SESSIONS}/{session['session_id']}/responses")).json()
    assert [response["analysis"] for response in page["responses"]] == [
        response["analysis"] for response in session["responses"]
    ]
    replayed = await whole_stream(tenant.client, session["session_id"])
    assert [event.data["new_response"] for event in replayed[:-1]] == session["responses"]
    answers = [response["usage"] for response in session["responses"]]
    assert session["usage"]["calls"] >= len(LEADS) + 2
    assert session["usage"]["input_tokens"] > sum(usage["input_tokens"] for usage in answers)


async def test_when_the_end_is_told_of_the_labels_are_there(tenant: Tenant, model: ScriptedServer) -> None:
    """Also for one who joins a stream that others have been following since before there were labels."""
    model.options = ScriptedOptions(latency=0.1)
    session_id = await tenant.ask("A", "B", "C")
    async with stream(tenant.client, session_id) as follower:
        while (event := await follower.next()) is None or event.event == "response_received":
            pass
        assert event.event == "session_completed"
        session = await tenant.get(session_id)
        assert all(response["analysis"] for response in session["responses"])
        late = await whole_stream(tenant.client, session_id)
    assert [told.data["new_response"] for told in late[:-1]] == session["responses"]


async def test_a_liar_s_labels_are_held_against_the_answers(tenant: Tenant, model: ScriptedServer) -> None:
    model.options = ScriptedOptions(liar=True)
    session = await labelled_session(tenant, *LEADS)
    assert session["status"] == "completed"
    for response in session["responses"]:
        analysis = response["analysis"]
        assert analysis is not None
        assert analysis["quote"] is None or analysis["quote"] in response["answer"]
        assert FALSE_COUNT not in (*analysis["themes"], *analysis["objections"])
        assert analysis["quote"] != INVENTED_QUOTE


async def test_a_cancelled_session_is_labelled_no_more(tenant: Tenant, model: ScriptedServer) -> None:
    model.options = ScriptedOptions(latency=0.6)
    session_id = await tenant.ask("A", "B")
    async with stream(tenant.client, session_id) as opened:
        assert await opened.next() is not None
        assert await opened.next() is not None
    async with asyncio.timeout(60):
        while not model.statistics.in_flight:  # noqa: ASYNC110  # the call that labels
            await asyncio.sleep(0.01)
    assert (await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")).status_code == 200
    async with asyncio.timeout(60):
        while model.statistics.in_flight:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    session = await tenant.get(session_id)
    assert (session["status"], session["total_responded"]) == ("failed", 2)
    assert [response["analysis"] for response in session["responses"]] == [None, None]
