"""Contract 15 and 16: the order of events, and polling that neither loses nor repeats."""

import asyncio
import contextlib
import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from prospect_twins.app import open_stores
from tests.api.expecting import expect_error, parse_time, places
from tests.api.live import stream, whole_stream
from tests.api.running import SESSIONS, Tenant, answered


async def poll(tenant: Tenant, session_id: str, **cursor: Any) -> dict[str, Any]:
    found = await tenant.client.get(f"{SESSIONS}/{session_id}/responses", params=cursor)
    assert found.status_code == 200, found.text
    page: dict[str, Any] = found.json()
    return page


async def test_clause_15_events_are_numbered_without_gaps_in_commit_order(tenant: Tenant) -> None:
    """A hundred answers stored in parallel by two processes' pools: 1, 2, 3 … and one terminal event, the last."""
    lead_ids = [f"L{n}" for n in range(100)]
    session_id = await tenant.ask(*lead_ids)
    async with open_stores(tenant.api.settings, tenant.api.database_url) as other:
        await asyncio.gather(
            *((tenant.stores if n % 2 else other).progress.settle(session_id, [answered(lead_id)])
              for n, lead_id in enumerate(lead_ids))
        )  # fmt: skip
    await tenant.finish(session_id)
    events = await whole_stream(tenant.client, session_id)
    assert [event.event_id for event in events] == list(range(1, 102))
    assert [event.event for event in events] == ["response_received"] * 100 + ["session_completed"]
    assert [event.data["progress"] for event in events[:-1]] == [
        {"responded": number, "total": 100} for number in range(1, 101)
    ]
    assert {event.data["new_response"]["persona"]["lead_id"] for event in events[:-1]} == set(lead_ids)


async def test_clause_15_an_event_is_sent_only_once_its_data_is_stored(tenant: Tenant) -> None:
    """Whoever hears of an answer finds it: a request sent upon each event sees that answer, and all before it."""
    lead_ids = [f"L{n}" for n in range(30)]
    session_id = await tenant.ask(*lead_ids)
    async with stream(tenant.client, session_id) as opened:
        settling = asyncio.gather(*(tenant.settle(session_id, answered(lead_id)) for lead_id in lead_ids))
        for _ in lead_ids:
            event = await opened.next()
            assert event is not None
            page = await poll(tenant, session_id)
            assert page["total_responded"] >= event.event_id
            assert page["responses"][event.event_id - 1] == event.data["new_response"]
        await settling
        await tenant.finish(session_id)
        (last,) = await opened.rest()
        assert (await tenant.get(session_id))["summary"] == last.data["summary"]


async def test_clause_15_an_event_that_is_rolled_back_is_never_heard_of(tenant: Tenant) -> None:
    """A transaction that fails after it numbered an event leaves no gap: the number goes to the next."""
    session_id = await tenant.ask("A", "B")
    async with stream(tenant.client, session_id) as opened:
        with contextlib.suppress(ZeroDivisionError):
            async with tenant.stores.database.transaction() as connection:
                await connection.execute(
                    "UPDATE sessions SET last_seq = last_seq + 1 WHERE session_id = %s", (session_id,)
                )
                await connection.execute(
                    """INSERT INTO events (session_id, seq, event_type, occurred_at, responded, total)
                       VALUES (%s, 1, 'session_failed', now(), 0, 2)""",
                    (session_id,),
                )
                await connection.execute("SELECT pg_notify('prospect_twins_events', %s)", (f"{session_id}:1",))
                raise ZeroDivisionError
        await tenant.answer(session_id, "A")
        event = await opened.next()
        assert event is not None
        assert (event.event_id, event.event) == (1, "response_received")


@pytest.mark.parametrize("cursor", ["since_timestamp", "after"])
async def test_clause_16_polling_while_answers_land_neither_loses_nor_repeats(tenant: Tenant, cursor: str) -> None:
    """Three pollers, each with the cursor of the last answer it has seen, and many parallel writers."""
    lead_ids = [f"L{n}" for n in range(150)]
    session_id = await tenant.ask(*lead_ids)
    writing = asyncio.Event()

    async def follow() -> list[str]:
        seen: list[str] = []
        at: dict[str, Any] = {}
        while True:
            done = writing.is_set()
            page = await poll(tenant, session_id, **at)
            for response in page["responses"]:
                seen.append(response["persona"]["lead_id"])
                at = {cursor: response["answered_at" if cursor == "since_timestamp" else "event_id"]}
            if done:
                return seen
            await asyncio.sleep(random.random() / 100)

    async def write() -> None:
        async def settle(lead_id: str) -> None:
            await asyncio.sleep(random.random() / 2)
            assert await tenant.settle(session_id, answered(lead_id)) == 1

        await asyncio.gather(*map(settle, lead_ids))
        writing.set()

    *followed, _ = await asyncio.gather(follow(), follow(), follow(), write())
    for seen in followed:
        assert len(seen) == 150
        assert set(seen) == set(lead_ids)


async def test_clause_16_answers_of_one_transaction_get_times_of_their_own(tenant: Tenant) -> None:
    """Strictly rising by a millisecond at least, though they are stored at the same instant."""
    lead_ids = [f"L{n}" for n in range(64)]
    session_id = await tenant.ask(*lead_ids)
    await tenant.settle(session_id, *(answered(lead_id) for lead_id in lead_ids[:32]))
    await tenant.settle(session_id, *(answered(lead_id) for lead_id in lead_ids[32:]))
    times = [parse_time(response["answered_at"]) for response in (await poll(tenant, session_id))["responses"]]
    assert all(later - earlier >= timedelta(milliseconds=1) for earlier, later in itertools.pairwise(times))


async def test_clause_16_since_timestamp_is_strictly_after(tenant: Tenant) -> None:
    """The time of each answer leaves out that answer and keeps the next; a finer time in between does too."""
    session_id = await tenant.ask("A", "B", "C")
    await tenant.settle(session_id, answered("A"), answered("B"), answered("C"))
    responses = (await poll(tenant, session_id))["responses"]
    for position, response in enumerate(responses):
        at = parse_time(response["answered_at"])
        assert (await poll(tenant, session_id, since_timestamp=response["answered_at"]))["responses"] == responses[
            position + 1 :
        ]
        between = (at + timedelta(microseconds=500)).isoformat()
        assert (await poll(tenant, session_id, since_timestamp=between))["responses"] == responses[position + 1 :]
        before = (at - timedelta(microseconds=1)).isoformat()
        assert (await poll(tenant, session_id, since_timestamp=before))["responses"] == responses[position:]


async def test_clause_16_a_clock_that_is_set_back_loses_nothing(tenant: Tenant) -> None:
    """`max(now, previous + 1 ms)`: after an answer stamped in the future, the next is stamped after it."""
    session_id = await tenant.ask("A", "B", "C")
    await tenant.answer(session_id, "A")
    async with tenant.stores.database.transaction() as connection:
        for table, column in (("sessions", "last_answered_at"), ("targets", "answered_at")):
            await connection.execute(
                f"UPDATE {table} SET {column} = {column} + interval '1 hour' WHERE session_id = %s",  # noqa: S608
                (session_id,),
            )
    (ahead,) = (await poll(tenant, session_id))["responses"]
    assert parse_time(ahead["answered_at"]) > datetime.now(UTC)
    await tenant.answer(session_id, "B")
    (later,) = (await poll(tenant, session_id, since_timestamp=ahead["answered_at"]))["responses"]
    assert later["persona"]["lead_id"] == "B"
    assert parse_time(later["answered_at"]) - parse_time(ahead["answered_at"]) == timedelta(milliseconds=1)
    await tenant.answer(session_id, "C")
    await tenant.finish(session_id)
    session = await tenant.get(session_id)
    assert parse_time(session["completed_at"]) >= max(parse_time(r["answered_at"]) for r in session["responses"])


async def test_clause_16_after_is_the_exact_alternative(tenant: Tenant) -> None:
    """By event number; together with a time, both must hold; totals are of the whole session all the same."""
    session_id = await tenant.completed("A", "B", "C")
    everything = await poll(tenant, session_id)
    for after in range(6):
        page = await poll(tenant, session_id, after=after)
        assert page["responses"] == everything["responses"][after:]
        assert (page["total_responded"], page["total_expected"], page["is_complete"]) == (3, 3, True)
    middle = everything["responses"][1]["answered_at"]
    assert [r["event_id"] for r in (await poll(tenant, session_id, after=0, since_timestamp=middle))["responses"]] == [
        3
    ]
    assert (await poll(tenant, session_id, after=2**53))["responses"] == []
    for wrong in ("-1", "x", "1.5", str(2**53 + 1), str(10**30)):
        refused = await tenant.client.get(f"{SESSIONS}/{session_id}/responses", params={"after": wrong})
        assert places(expect_error(refused, 422, "VALIDATION_ERROR")) == ["after"]
