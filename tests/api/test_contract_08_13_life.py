"""Contract 8 to 13: the life of a session, told by what the API shows of it.

The stores stand in for the worker here, so that each moment can be looked at; `test_with_a_worker.py` lives it through.
"""

import asyncio
from typing import Any

import pytest

from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.summaries import Quote
from prospect_twins.store.progress import ABORT_CHANNEL
from prospect_twins.store.upkeep import UpkeepStore
from prospect_twins.worker.upkeep import Upkeep
from tests.api.expecting import expect_error, parse_time
from tests.api.running import SESSIONS, Tenant, answered, summary

TERMINAL = ("completed", "failed")


async def cancel(tenant: Tenant, session_id: str) -> dict[str, Any]:
    response = await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")
    assert response.status_code == 200, response.text
    cancelled: dict[str, Any] = response.json()
    return cancelled


async def events(tenant: Tenant, session_id: str) -> list[tuple[int, str]]:
    return [(event.seq, event.event_type) for event in await tenant.stores.events.after(session_id, 0)]


def agrees(session: dict[str, Any]) -> None:
    """What holds of every snapshot, whatever its state (contract 13)."""
    assert session["total_responded"] == len(session["responses"])
    assert (session["completed_at"] is not None) == (session["status"] in TERMINAL)
    assert session["total_responded"] + len(session["failed_prospects"]) <= session["total_expected"]
    assert parse_time(session["updated_at"]) >= parse_time(session["created_at"])
    if session["completed_at"]:
        assert parse_time(session["completed_at"]) >= max(
            [parse_time(session["created_at"]), *(parse_time(r["answered_at"]) for r in session["responses"])]
        )
    if session["status"] != "completed":
        assert session["summary"] is None
    if session["status"] in ("pending", "in_progress"):
        assert session["error_message"] is None


async def test_clause_08_pending_until_the_first_answer_then_in_progress_then_completed(tenant: Tenant) -> None:
    """`in_progress` also while the summary is written."""
    session_id = await tenant.ask("A", "B")
    statuses = [(await tenant.get(session_id))["status"]]
    for lead_id in ("A", "B"):
        await tenant.answer(session_id, lead_id)
        statuses.append((await tenant.get(session_id))["status"])
    await tenant.finish(session_id)
    statuses.append((await tenant.get(session_id))["status"])
    assert statuses == ["pending", "in_progress", "in_progress", "completed"]


async def test_clause_08_a_failure_is_no_answer_and_leaves_a_session_pending(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    await tenant.fail(session_id, "A")
    session = await tenant.get(session_id)
    assert session["status"] == "pending"
    assert [failed["lead_id"] for failed in session["failed_prospects"]] == ["A"]
    agrees(session)


async def test_clause_08_terminal_states_never_change(tenant: Tenant) -> None:
    """Late answers, late ends, cancellations and deadlines change neither the session nor its events."""
    completed, failed, cancelled = await tenant.completed("A"), await tenant.ask("A"), await tenant.ask("A", "B")
    await tenant.fail(failed, "A")
    await tenant.answer(cancelled, "A")
    await cancel(tenant, cancelled)
    for session_id in (completed, failed, cancelled):
        before, told = await tenant.get(session_id), await events(tenant, session_id)
        progress = tenant.stores.progress
        assert await progress.settle(session_id, [answered("A"), answered("B")]) == 0
        assert not await progress.complete(session_id, summary(), 1)
        assert not await progress.complete_without_summary(session_id, "too late")
        late = FailedProspect("", FailureCode.DEADLINE_EXCEEDED, "too late")
        assert not await progress.fail_overdue(session_id, late)
        await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")
        assert await tenant.get(session_id) == before
        assert await events(tenant, session_id) == told
        agrees(before)


async def test_clause_08_of_changes_at_the_same_instant_exactly_one_ends_the_session(tenant: Tenant) -> None:
    """Cancel, last answer, summary and deadline race; there is one terminal event, and it fits the state."""
    for _ in range(12):
        session_id = await tenant.ask("A", "B")
        await tenant.answer(session_id, "A")
        progress = tenant.stores.progress
        late = FailedProspect("", FailureCode.DEADLINE_EXCEEDED, "too late")

        async def end(session_id: str = session_id) -> None:
            await tenant.settle(session_id, answered("B"))
            await tenant.stores.progress.complete(session_id, summary(), 2)

        await asyncio.gather(
            end(), tenant.client.post(f"{SESSIONS}/{session_id}/cancel"),
            progress.fail_overdue(session_id, late), progress.complete_without_summary(session_id, "no time"),
        )  # fmt: skip
        session, told = await tenant.get(session_id), await events(tenant, session_id)
        assert session["status"] in TERMINAL
        assert [kind for _, kind in told[:-1]] == ["response_received"] * session["total_responded"]
        assert told[-1][1] == f"session_{session['status']}"
        assert [seq for seq, _ in told] == list(range(1, len(told) + 1))
        agrees(session)


async def test_clause_08_every_change_moves_state_and_event_together(tenant: Tenant) -> None:
    """`last_event_id` of a snapshot is exactly the number of events that its state implies, whenever one looks."""
    session_id = await tenant.ask(*(lead_ids := [f"L{n}" for n in range(60)]))

    async def work() -> None:
        await asyncio.gather(*(tenant.settle(session_id, answered(lead_id)) for lead_id in lead_ids))
        await tenant.finish(session_id)

    working = asyncio.create_task(work())
    while not working.done():
        session = await tenant.get(session_id)
        assert session["last_event_id"] == len(session["responses"]) + (session["status"] in TERMINAL)
        assert session["status"] == (
            "pending" if not session["responses"] else "completed" if session["summary"] else "in_progress"
        )
        agrees(session)
    await working


async def test_clause_09_partial_session_names_the_rest(tenant: Tenant) -> None:
    """Two of three answered: completed, `PARTIAL: 2 of 3 answered`, and `failed_prospects` says who and why."""
    session_id = await tenant.ask("A", "B", "C")
    await tenant.answer(session_id, "C", "A")
    refused = FailedProspect("B", FailureCode.MODEL_REFUSED, "The model declined to answer as this person.")
    await tenant.settle(session_id, refused)
    assert (await tenant.get(session_id))["status"] == "in_progress"
    await tenant.finish(session_id)
    session = await tenant.get(session_id)
    assert session["status"] == "completed"
    assert session["error_message"] == "PARTIAL: 2 of 3 answered"
    assert session["failed_prospects"] == [
        {"lead_id": "B", "error_code": "MODEL_REFUSED", "message": "The model declined to answer as this person."}
    ]
    assert (session["total_responded"], session["total_expected"]) == (2, 3)
    assert [response["persona"]["lead_id"] for response in session["responses"]] == ["C", "A"]
    agrees(session)


async def test_clause_09_none_answered_is_failed(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    await tenant.fail(session_id, "A", "B", code=FailureCode.MODEL_TIMEOUT)
    session = await tenant.get(session_id)
    assert session["status"] == "failed"
    assert session["error_message"] == "PROCESSING_ERROR: none of 2 answered"
    assert {failed["error_code"] for failed in session["failed_prospects"]} == {"MODEL_TIMEOUT"}
    assert session["responses"] == []
    assert session["summary"] is None
    agrees(session)


@pytest.mark.parametrize("code", FailureCode)
async def test_clause_09_every_way_to_fail_is_named_and_never_dressed_up_as_an_answer(
    tenant: Tenant, code: FailureCode
) -> None:
    session_id = await tenant.ask("A", "B")
    await tenant.fail(session_id, "A", code=code)
    await tenant.answer(session_id, "B")
    await tenant.finish(session_id)
    session = await tenant.get(session_id)
    assert [failed["error_code"] for failed in session["failed_prospects"]] == [code.value]
    assert [response["persona"]["lead_id"] for response in session["responses"]] == ["B"]


async def test_clause_09_a_whole_session_has_no_error_message(tenant: Tenant) -> None:
    session = await tenant.get(await tenant.completed("A", "B"))
    assert session["error_message"] is None
    assert session["failed_prospects"] == []


async def test_clause_10_cancelling_fails_the_session_and_keeps_its_answers(tenant: Tenant) -> None:
    """CancelSessionResponse; `CANCELLED…`; the answers stored before stay readable; no summary, no late answer."""
    session_id = await tenant.ask("A", "B", "C")
    await tenant.answer(session_id, "A")
    cancelled = await cancel(tenant, session_id)
    assert set(cancelled) == {"session_id", "status", "message", "cancelled_at"}
    assert (cancelled["session_id"], cancelled["status"]) == (session_id, "failed")
    parse_time(cancelled["cancelled_at"])
    assert await tenant.settle(session_id, answered("B")) == 0
    session = await tenant.get(session_id)
    assert session["status"] == "failed"
    assert session["error_message"].startswith("CANCELLED")
    assert [response["persona"]["lead_id"] for response in session["responses"]] == ["A"]
    assert session["summary"] is None
    answers = (await tenant.client.get(f"{SESSIONS}/{session_id}/responses")).json()
    assert answers["responses"] == session["responses"]
    assert answers["is_complete"] is True
    agrees(session)


async def test_clause_10_cancelling_before_any_answer(tenant: Tenant) -> None:
    session_id = await tenant.ask("A")
    await cancel(tenant, session_id)
    session = await tenant.get(session_id)
    assert (session["status"], session["total_responded"]) == ("failed", 0)
    agrees(session)


async def test_clause_10_cancelling_while_the_summary_is_written(tenant: Tenant) -> None:
    """All have answered: the session is cancelled all the same, and the summary is dropped."""
    session_id = await tenant.ask("A")
    await tenant.answer(session_id, "A")
    await cancel(tenant, session_id)
    assert not await tenant.stores.progress.complete(session_id, summary(), 1)
    session = await tenant.get(session_id)
    assert (session["status"], session["summary"], session["total_responded"]) == ("failed", None, 1)


async def test_clause_10_cancelling_again_answers_200_with_the_same_time(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    first = await cancel(tenant, session_id)
    together = await asyncio.gather(*(cancel(tenant, session_id) for _ in range(5)))
    assert all(again["cancelled_at"] == first["cancelled_at"] for again in together)
    assert await events(tenant, session_id) == [(1, "session_failed")]


async def test_clause_10_ten_cancellations_at_once_are_one(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    together = await asyncio.gather(*(cancel(tenant, session_id) for _ in range(10)))
    assert len({cancelled["cancelled_at"] for cancelled in together}) == 1
    assert await events(tenant, session_id) == [(1, "session_failed")]


async def test_clause_10_another_terminal_session_can_t_be_cancelled(tenant: Tenant) -> None:
    completed, failed = await tenant.completed("A"), await tenant.ask("A")
    await tenant.fail(failed, "A")
    for session_id in (completed, failed):
        response = await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")
        expect_error(response, 409, "SESSION_NOT_CANCELLABLE")


async def test_clause_10_cancelling_tells_every_worker_to_abort(tenant: Tenant) -> None:
    """In the cancelling transaction: a worker that is told finds the session ended."""
    session_id = await tenant.ask("A")
    told: asyncio.Queue[str] = asyncio.Queue()
    listening = asyncio.Event()
    task = asyncio.create_task(tenant.stores.database.listen({ABORT_CHANNEL: told.put_nowait}, listening.set))
    try:
        await listening.wait()
        await cancel(tenant, session_id)
        async with asyncio.timeout(60):
            while await told.get() != f"all:{session_id}":
                pass
        assert await tenant.stores.progress.settle(session_id, [answered("A")]) == 0
    finally:
        task.cancel()


async def test_clause_11_a_summary_that_fails_completes_the_session_and_says_so(tenant: Tenant) -> None:
    session_id = await tenant.ask("A")
    await tenant.answer(session_id, "A")
    await tenant.finish(session_id, "the model took too long")
    session = await tenant.get(session_id)
    assert (session["status"], session["summary"]) == ("completed", None)
    assert session["error_message"].startswith("SUMMARY_FAILED")
    agrees(session)


async def test_clause_11_a_partial_session_without_a_summary_says_both(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    await tenant.answer(session_id, "A")
    await tenant.fail(session_id, "B")
    await tenant.finish(session_id, "the model took too long")
    message = (await tenant.get(session_id))["error_message"]
    assert message.startswith("SUMMARY_FAILED")
    assert "PARTIAL: 1 of 2 answered" in message


async def test_clause_12_the_deadline_is_a_setting(tenant: Tenant) -> None:
    session_id = await tenant.ask("A")
    row = await tenant.stores.database.row(
        "SELECT extract(epoch FROM deadline_at - created_at)::float AS s FROM sessions WHERE session_id = %s",
        (session_id,),
    )
    assert row == {"s": tenant.api.settings.session_deadline_s}


async def overdue(tenant: Tenant, session_id: str) -> Upkeep:
    """The session's deadline has passed; what any worker does about it."""
    async with tenant.stores.database.transaction() as connection:
        await connection.execute(
            "UPDATE sessions SET deadline_at = now() - interval '1 hour' WHERE session_id = %s", (session_id,)
        )
    stores = tenant.stores
    return Upkeep(UpkeepStore(stores.database), stores.queue, stores.progress, stalled_s=60, summary_timeout_s=5)


async def test_clause_12_an_overdue_session_with_answers_is_completed_in_part(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B", "C")
    await tenant.answer(session_id, "B")
    upkeep = await overdue(tenant, session_id)
    await upkeep.run_once()
    session = await tenant.get(session_id)
    assert {failed["lead_id"]: failed["error_code"] for failed in session["failed_prospects"]} == {
        "A": "DEADLINE_EXCEEDED", "C": "DEADLINE_EXCEEDED",
    }  # fmt: skip
    await tenant.finish(session_id)
    session = await tenant.get(session_id)
    assert (session["status"], session["error_message"]) == ("completed", "PARTIAL: 1 of 3 answered")
    agrees(session)


async def test_clause_12_an_overdue_session_without_answers_is_failed(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    upkeep = await overdue(tenant, session_id)
    await asyncio.gather(*(upkeep.run_once() for _ in range(3)))
    session = await tenant.get(session_id)
    assert session["status"] == "failed"
    assert await events(tenant, session_id) == [(1, "session_failed")]
    agrees(session)


async def test_clause_12_an_overdue_summary_completes_the_session_without_one(tenant: Tenant) -> None:
    session_id = await tenant.ask("A")
    await tenant.answer(session_id, "A")
    upkeep = await overdue(tenant, session_id)
    await upkeep.run_once()
    session = await tenant.get(session_id)
    assert (session["status"], session["summary"]) == ("completed", None)
    assert session["error_message"].startswith("SUMMARY_FAILED")


async def test_clause_13_is_complete_means_terminal(tenant: Tenant) -> None:
    async def is_complete(session_id: str) -> bool:
        found = (await tenant.client.get(f"{SESSIONS}/{session_id}/responses")).json()
        assert set(found) == {
            "session_id", "responses", "total_responded", "total_expected", "is_complete", "summary", "results",
        }  # fmt: skip
        complete: bool = found["is_complete"]
        return complete

    session_id = await tenant.ask("A")
    assert not await is_complete(session_id)
    await tenant.answer(session_id, "A")
    assert not await is_complete(session_id), "the summary is still to come"
    await tenant.finish(session_id)
    assert await is_complete(session_id)
    cancelled = await tenant.ask("A")
    await cancel(tenant, cancelled)
    assert await is_complete(cancelled)


async def test_clause_13_every_snapshot_agrees_with_itself(tenant: Tenant) -> None:
    """`total_responded == len(responses)` in detail, list and responses alike, while answers land in parallel."""
    session_id = await tenant.ask(*(lead_ids := [f"L{n}" for n in range(80)]))

    async def work() -> None:
        await asyncio.gather(*(tenant.settle(session_id, answered(lead_id)) for lead_id in lead_ids))
        await tenant.finish(session_id)

    working = asyncio.create_task(work())
    looks = 0
    while not working.done():
        detail = await tenant.get(session_id)
        (entry,) = (await tenant.client.get(SESSIONS)).json()["sessions"]
        answers = (await tenant.client.get(f"{SESSIONS}/{session_id}/responses")).json()
        for snapshot in (detail, entry, answers):
            assert snapshot["total_responded"] == len(snapshot["responses"])
        assert answers["is_complete"] == (answers["summary"] is not None)
        looks += 0 < detail["total_responded"] < 80
    await working
    assert looks, "nobody looked while answers landed"


async def test_clause_13_deleting_a_prospect_keeps_the_counts_true(tenant: Tenant) -> None:
    """A person who is erased leaves every count and list at once, in running and in ended sessions."""
    ended, running = await tenant.completed("A", "B"), await tenant.ask("A", "B", "C")
    await tenant.answer(running, "A")
    assert (await tenant.client.delete("/api/v1/prospects/A")).status_code == 204
    for session_id, expected in ((ended, 1), (running, 2)):
        session = await tenant.get(session_id)
        assert session["total_expected"] == len(session["target_prospects"]) == expected
        assert "A" not in {persona["lead_id"] for persona in session["target_prospects"]}
        agrees(session)


async def test_an_answer_carries_the_card_of_the_one_who_was_asked(tenant: Tenant) -> None:
    """ProspectResponse: the persona as it was when asked, the text, the model, that it is synthetic."""
    await tenant.know("A", full_name="Ada Able", age="41", lead_classification="hot")
    created = await tenant.post({"question": "Why?", "prospect_ids": ["A"]})
    session_id = created.json()["session_id"]
    await tenant.know("A", full_name="Renamed Since")
    text = 'Line one.\nLine "two" – ü 🦩 </script> \u2028 end'
    assert await tenant.settle(session_id, answered("A", text)) == 1
    await tenant.finish(session_id, summary(Quote("A", "Line one.")))
    session = await tenant.get(session_id)
    (response,) = session["responses"]
    assert response["answer"] == text
    assert response["persona"] == session["target_prospects"][0]
    assert response["persona"]["full_name"] == "Ada Able"
    assert response["persona"]["lead_classification"] == "hot"
    assert (response["model"], response["synthetic"], response["event_id"]) == ("scripted", True, 1)
    assert response["confidence_score"] is None
    assert session["summary"]["evidence"] == [{"insight_index": 0, "lead_id": "A", "quote": "Line one."}]
