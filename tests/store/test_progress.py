"""Sessions move on under one lock: no answer is lost, doubled, or let in late."""

import asyncio

import pytest
from psycopg import sql

from prospect_twins.app import Stores
from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.errors import NotCancellable, SessionNotFound
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.summaries import Quote
from tests.factories import TENANT, add_prospects, answered, create_session, summary


async def test_answers_that_land_in_parallel_get_gapless_numbers_and_rising_times(stores: Stores) -> None:
    lead_ids = [f"LEAD-{n}" for n in range(40)]
    await add_prospects(stores, *lead_ids)
    await create_session(stores, lead_ids)

    await asyncio.gather(*(stores.progress.settle("QS-1", [answered(lead_id)]) for lead_id in lead_ids))

    events = await stores.events.after("QS-1", 0)
    assert [event.seq for event in events] == list(range(1, 41))
    times = [event.occurred_at for event in events]
    assert times == sorted(set(times))
    assert all(time.microsecond % 1000 == 0 for time in times)
    session = await stores.sessions.load(TENANT, "QS-1")
    assert session.total_responded == len(session.responses) == 40
    assert [response.seq for response in session.responses] == list(range(1, 41))


async def test_the_same_prospect_s_second_answer_is_dropped(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"])

    assert await stores.progress.settle("QS-1", [answered("A", "first")]) == 1
    assert await stores.progress.settle("QS-1", [answered("A", "second"), answered("B")]) == 1

    session = await stores.sessions.load(TENANT, "QS-1")
    assert (session.responses[0].persona.lead_id, session.responses[0].answer) == ("A", "first")
    assert session.total_responded == 2


async def test_a_late_answer_to_a_cancelled_session_is_dropped(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"])
    await stores.progress.settle("QS-1", [answered("A")])

    cancelled_at = await stores.progress.cancel(TENANT, "QS-1")
    assert await stores.progress.settle("QS-1", [answered("B")]) == 0
    assert await stores.progress.cancel(TENANT, "QS-1") == cancelled_at

    session = await stores.sessions.load(TENANT, "QS-1")
    assert session.status is SessionStatus.FAILED
    assert session.error_message == "CANCELLED: 1 of 2 answered"
    assert [r.persona.lead_id for r in session.responses] == ["A"]
    assert [event.event_type for event in await stores.events.after("QS-1", 0)] == [
        "response_received",
        "session_failed",
    ]


async def test_only_the_owner_cancels_and_a_completed_session_stays(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await create_session(stores, ["A"])
    with pytest.raises(SessionNotFound):
        await stores.progress.cancel("other", "QS-1")
    await stores.progress.settle("QS-1", [answered("A")])
    assert await stores.progress.complete("QS-1", summary(), 1)
    with pytest.raises(NotCancellable):
        await stores.progress.cancel(TENANT, "QS-1")


async def test_a_partial_session_completes_and_names_the_rest(stores: Stores) -> None:
    await add_prospects(stores, "A", "B", "C")
    await create_session(stores, ["A", "B", "C"])
    refused = FailedProspect("C", FailureCode.MODEL_REFUSED, "it refused")
    await stores.progress.settle("QS-1", [answered("A"), refused, answered("B")])
    await stores.progress.complete("QS-1", summary(), 2)

    session = await stores.sessions.load(TENANT, "QS-1")
    assert session.status is SessionStatus.COMPLETED
    assert session.error_message == "PARTIAL: 2 of 3 answered"
    assert session.failed_prospects == [refused]
    (terminal,) = await stores.events.after("QS-1", 2)
    assert list(terminal.failed_prospects) == [refused]
    assert terminal.summary is not None


async def test_a_failed_summary_completes_the_session_and_says_so(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await create_session(stores, ["A"])
    await stores.progress.settle("QS-1", [answered("A")])
    await stores.progress.complete_without_summary("QS-1", "the model was away")
    session = await stores.sessions.load(TENANT, "QS-1")
    assert (session.status, session.summary) == (SessionStatus.COMPLETED, None)
    assert session.error_message == "SUMMARY_FAILED: the model was away"


async def test_a_session_without_any_answer_fails(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await create_session(stores, ["A"])
    await stores.progress.settle("QS-1", [FailedProspect("A", FailureCode.MODEL_TIMEOUT, "too slow")])
    session = await stores.sessions.load(TENANT, "QS-1")
    assert session.status is SessionStatus.FAILED
    assert session.error_message == "PROCESSING_ERROR: none of 1 answered"
    assert session.completed_at is not None


async def test_what_was_not_answered_is_given_back_to_the_quota_once(stores: Stores) -> None:
    await add_prospects(stores, "A", "B", "C")
    await create_session(stores, ["A", "B", "C"])
    assert (await stores.quota.today(TENANT))[0] == 3
    await stores.progress.settle("QS-1", [answered("A")])
    await stores.progress.cancel(TENANT, "QS-1")
    await stores.progress.cancel(TENANT, "QS-1")
    assert (await stores.quota.today(TENANT))[0] == 1


async def test_an_overdue_session_is_settled_with_what_there_is(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"])
    await stores.progress.settle("QS-1", [answered("A")])
    late = FailedProspect("", FailureCode.DEADLINE_EXCEEDED, "too late")
    assert await stores.progress.fail_overdue("QS-1", late)
    assert not await stores.progress.fail_overdue("QS-1", late)
    session = await stores.sessions.load(TENANT, "QS-1")
    assert [failed.lead_id for failed in session.failed_prospects] == ["B"]
    await stores.progress.complete("QS-1", summary(), 1)
    assert (await stores.sessions.load(TENANT, "QS-1")).error_message == "PARTIAL: 1 of 2 answered"


async def test_erasing_a_person_takes_them_out_of_everything(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"])
    await stores.progress.settle("QS-1", [answered("A", "Ask my wife Rosamunde"), answered("B")])
    await stores.progress.complete("QS-1", summary(Quote("A", "Ask my wife Rosamunde")), 2)

    assert await stores.erasure.erase(TENANT, "A") == 1

    session = await stores.sessions.load(TENANT, "QS-1")
    assert [r.persona.lead_id for r in session.responses] == ["B"]
    assert session.summary is None
    assert session.total_responded == session.total_expected == 1
    events = await stores.events.after("QS-1", 0)
    assert [event.seq for event in events] == [1, 2, 3]
    assert events[0].response is None
    async with stores.database.transaction() as connection:
        tables = await connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for table in await tables.fetchall():
            name = sql.Identifier(table["tablename"])
            dump = await connection.execute(sql.SQL("SELECT * FROM {}").format(name))
            text = str(await dump.fetchall())
            assert "Rosamunde" not in text, table
            assert "Person A" not in text, table
    request = await stores.database.row("SELECT session_id FROM summary_requests WHERE state = 'waiting'")
    assert request == {"session_id": "QS-1"}


async def test_erasing_the_last_person_who_is_waited_for_moves_the_session_on(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"])
    await stores.progress.settle("QS-1", [answered("A")])
    await stores.erasure.erase(TENANT, "B")
    jobs = await stores.database.rows("SELECT task_name FROM procrastinate_jobs WHERE task_name = 'summarize'")
    assert len(jobs) == 1
    await stores.progress.complete("QS-1", summary(), 1)
    session = await stores.sessions.load(TENANT, "QS-1")
    assert session.error_message is None
    assert (await stores.quota.today(TENANT))[0] == 1


async def test_a_summary_of_answers_that_were_erased_meanwhile_is_written_again(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"])
    await stores.progress.settle("QS-1", [answered("A"), answered("B")])
    await stores.erasure.erase(TENANT, "A")
    assert not await stores.progress.complete("QS-1", summary(Quote("A", "words of A")), 2)
    assert await stores.progress.complete("QS-1", summary(), 1)
