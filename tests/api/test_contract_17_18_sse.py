"""Contract 17 and 18: live updates over Server-Sent Events."""

import asyncio
import json
import random

import httpx2
import pytest

from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.events import FailureReason
from prospect_twins.settings import Settings
from tests.api.expecting import expect_error, parse_time
from tests.api.live import SseEvent, stream, whole_stream
from tests.api.running import SESSIONS, RunningApi, Tenant, answered, running_api
from tests.conftest import Soon, fresh_database


def numbers(events: list[SseEvent]) -> list[int]:
    return [event.event_id for event in events]


async def test_clause_17_an_event_is_one_line_of_json_with_its_number_as_id(tenant: Tenant) -> None:
    """Also where an answer has line breaks of every kind; the number stands in `event_id` too."""
    session_id = await tenant.ask("A")
    text = "one\ntwo\r\nthree\rfour\u2028five\u0085six\n\ndata: seven\nid: 99\n: eight"
    await tenant.settle(session_id, answered("A", text))
    await tenant.finish(session_id)
    first, last = await whole_stream(tenant.client, session_id)
    assert "\n" not in first.text
    assert "\r" not in first.text
    assert first.data["new_response"]["answer"] == text
    for event in (first, last):
        assert event.data["event_id"] == event.event_id
        assert event.data["event_type"] == event.event
        assert event.data["session_id"] == session_id
        parse_time(event.data["timestamp"])


async def test_clause_17_an_event_is_the_spec_s_notification(tenant: Tenant) -> None:
    """ResponseUpdateNotification: every field of the spec, the response as the session has it, the progress."""
    session_id = await tenant.completed("A", "B")
    session = await tenant.get(session_id)
    events = [event.data for event in await whole_stream(tenant.client, session_id)]
    for event in events:
        assert set(event) == {
            "event_type", "session_id", "timestamp", "data", "new_response", "summary", "progress", "event_id",
        }  # fmt: skip
    assert [event["new_response"] for event in events] == [*session["responses"], None]
    assert [event["progress"] for event in events] == [
        {"responded": 1, "total": 2}, {"responded": 2, "total": 2}, {"responded": 2, "total": 2},
    ]  # fmt: skip
    assert [event["summary"] for event in events] == [None, None, session["summary"]]
    assert [event["timestamp"] for event in events[:2]] == [r["answered_at"] for r in session["responses"]]


async def test_clause_17_without_last_event_id_it_replays_follows_and_closes(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B", "C")
    await tenant.answer(session_id, "A")
    async with stream(tenant.client, session_id) as opened:
        first = await opened.next()
        await tenant.answer(session_id, "B")
        second = await opened.next()
        await tenant.answer(session_id, "C")
        await tenant.finish(session_id)
        rest = await opened.rest()
    assert first is not None
    assert second is not None
    assert numbers([first, second, *rest]) == [1, 2, 3, 4]
    assert rest[-1].event == "session_completed"


async def test_clause_17_a_client_that_comes_after_completion_gets_everything_at_once(tenant: Tenant) -> None:
    session_id = await tenant.completed("A", "B", "C")
    for _ in range(2):
        assert numbers(await whole_stream(tenant.client, session_id)) == [1, 2, 3, 4]


async def test_clause_17_a_known_id_resumes_after_it(tenant: Tenant) -> None:
    session_id = await tenant.completed("A", "B", "C")
    for last in range(4):
        assert numbers(await whole_stream(tenant.client, session_id, last)) == list(range(last + 1, 5))


@pytest.mark.parametrize(
    "last", ["5", "999999999999", str(10**30), "-1", "abc", "1.0", "", " ", "+2", "0x2", "2,3", "٣", "²", "null"]
)
async def test_clause_17_an_unknown_or_future_id_replays_all(tenant: Tenant, last: str) -> None:
    session_id = await tenant.completed("A", "B", "C")
    raw = [(b"Last-Event-ID", last.encode())] if last.strip() else [(b"Last-Event-ID", b"")]
    async with tenant.client.stream("GET", f"{SESSIONS}/{session_id}/stream", headers=raw) as response:
        body = (await response.aread()).decode()
    assert body.count("\nevent: ") == 4, last


async def test_clause_17_a_future_id_of_a_running_session_replays_all_and_follows(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    await tenant.answer(session_id, "A")
    async with stream(tenant.client, session_id, 7) as opened:
        first = await opened.next()
        await tenant.answer(session_id, "B")
        await tenant.finish(session_id)
        assert first is not None
        assert numbers([first, *await opened.rest()]) == [1, 2, 3]


async def test_clause_17_at_the_terminal_id_204_stops_a_browser_s_reconnecting(tenant: Tenant) -> None:
    """Only there: the last event of a session that still runs waits for the next."""
    session_id = await tenant.ask("A", "B")
    await tenant.answer(session_id, "A")
    async with stream(tenant.client, session_id, 1) as opened:
        await tenant.answer(session_id, "B")
        await tenant.finish(session_id)
        assert numbers(await opened.rest()) == [2, 3]
    ended = await tenant.client.get(f"{SESSIONS}/{session_id}/stream", headers={"Last-Event-ID": "3"})
    assert (ended.status_code, ended.content) == (204, b"")


async def test_clause_17_an_idle_stream_is_kept_alive_by_comments(tenant: Tenant) -> None:
    """The period is a setting, 15 s unless it is set (here half a second); the first comment comes at once."""
    assert Settings.model_fields["keep_alive_s"].default == 15
    session_id = await tenant.ask("A")
    async with stream(tenant.client, session_id) as opened:
        waiting = asyncio.create_task(opened.next())
        async with asyncio.timeout(60):
            while opened.comments < 3:  # noqa: ASYNC110  # a comment is no event
                await asyncio.sleep(0.02)
        await tenant.answer(session_id, "A")
        event = await waiting
        assert event is not None
        assert event.event_id == 1


async def test_clause_17_proxies_and_browsers_are_told_not_to_store_or_buffer(tenant: Tenant) -> None:
    session_id = await tenant.ask("A")
    async with stream(tenant.client, session_id) as opened:
        headers = opened.response.headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
        assert "content-length" not in headers


@pytest.mark.parametrize("subscribers", [1, 25])
async def test_clause_17_who_joins_in_the_middle_misses_nothing(tenant: Tenant, subscribers: int) -> None:
    """Subscribers who come at any time, while answers land in parallel, all see 1, 2, 3 … to the end."""
    lead_ids = [f"L{n}" for n in range(120)]
    session_id = await tenant.ask(*lead_ids)

    async def write() -> None:
        async def settle(lead_id: str) -> None:
            await asyncio.sleep(random.random())
            await tenant.settle(session_id, answered(lead_id))

        await asyncio.gather(*map(settle, lead_ids))
        await tenant.finish(session_id)

    async def read() -> list[int]:
        await asyncio.sleep(random.random())
        return numbers(await whole_stream(tenant.client, session_id))

    *read_by, _ = await asyncio.gather(*(read() for _ in range(subscribers)), write())
    assert read_by == [list(range(1, 122))] * subscribers


async def test_clause_17_reconnecting_again_and_again_loses_and_repeats_nothing(tenant: Tenant) -> None:
    """Clients that leave after every few events, and come back with the id of the last."""
    lead_ids = [f"L{n}" for n in range(90)]
    session_id = await tenant.ask(*lead_ids)

    async def write() -> None:
        for start in range(0, 90, 3):
            await tenant.settle(session_id, *map(answered, lead_ids[start : start + 3]))
            await asyncio.sleep(random.random() / 50)
        await tenant.finish(session_id)

    async def read(seed: int) -> list[int]:
        patience = random.Random(seed)
        seen: list[int] = []
        while True:
            try:
                async with stream(tenant.client, session_id, seen[-1] if seen else None) as opened:
                    for _ in range(patience.randrange(1, 6)):
                        event = await opened.next()
                        if event is None:
                            return seen
                        seen.append(event.event_id)
            except AssertionError:  # 204: there is nothing after the last event
                assert seen[-1] == 91
                return seen

    *read_by, _ = await asyncio.gather(*(read(seed) for seed in range(6)), write())
    assert read_by == [list(range(1, 92))] * 6


async def test_clause_17_subscribers_of_one_session_hear_nothing_of_others(tenant: Tenant) -> None:
    one, other = await tenant.ask("A"), await tenant.ask("A")
    async with stream(tenant.client, one) as opened:
        await tenant.answer(other, "A")
        await tenant.finish(other)
        await tenant.answer(one, "A")
        await tenant.finish(one)
        assert {event.data["session_id"] for event in await opened.rest()} == {one}


async def test_clause_17_a_thousand_answers_are_replayed_beyond_what_the_hub_keeps(tenant: Tenant) -> None:
    """More events than fit in a page of the log or in a process's memory of the newest, read by two at a time."""
    lead_ids = [f"L{n}" for n in range(1700)]
    session_id = await tenant.ask(*lead_ids)
    for start in range(0, 1700, 100):
        await tenant.settle(session_id, *map(answered, lead_ids[start : start + 100]))
    async with stream(tenant.client, session_id, 1690) as near_the_end:
        first = await near_the_end.next()
        assert first is not None
        async with stream(tenant.client, session_id) as from_the_start:
            await tenant.finish(session_id)
            assert numbers(await from_the_start.rest()) == list(range(1, 1702))
        assert numbers([first, *await near_the_end.rest()]) == list(range(1691, 1702))


async def test_clause_17_a_reader_that_cannot_keep_up_is_dropped_and_resumes(
    postgres: str, api_settings: Settings, soon: Soon
) -> None:
    """It delays nobody; when it comes back with its last id it gets the rest."""
    impatient = api_settings.model_copy(update={"send_timeout_s": 0.3})
    with fresh_database(postgres) as url:
        async with running_api(impatient, url) as api, api.tenant() as tenant:
            lead_ids = [f"L{n}" for n in range(150)]
            session_id = await tenant.ask(*lead_ids)
            address = httpx2.URL(api.base_url)
            reader, writer = await asyncio.open_connection(address.host, address.port, limit=2**14)
            request = (
                f"GET {SESSIONS}/{session_id}/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {tenant.key}\r\n"
            )
            writer.write(request.encode() + b"\r\n")
            await reader.readuntil(b"connected")  # and from here on it reads nothing
            quick = asyncio.create_task(whole_stream(tenant.client, session_id))
            for lead_id in lead_ids:
                await tenant.settle(session_id, answered(lead_id, "long " * 20_000))

            async def only_the_quick_one_is_left() -> bool:
                return bool(api.hub._feeds[session_id].subscribers == 1)

            await soon(only_the_quick_one_is_left)
            await tenant.finish(session_id)
            assert numbers(await quick) == list(range(1, 152))
            body = (await reader.read(-1)).decode(errors="replace")  # what was sent before it was dropped
            writer.close()
            seen = [int(line[4:]) for line in body.splitlines() if line.startswith("id: ")]
            assert seen == list(range(1, len(seen) + 1))
            assert len(seen) < 151
            whole = body.count("\ndata: {") if body.rstrip().endswith("}") else body.count("\ndata: {") - 1
            resumed = await whole_stream(tenant.client, session_id, whole or None)
            assert numbers(resumed) == list(range(whole + 1, 152))


async def test_clause_17_a_client_that_goes_leaves_nothing_behind(api: RunningApi, tenant: Tenant, soon: Soon) -> None:
    """No subscription, no task and no database connection of it stays."""
    session_id = await tenant.ask("A")
    address = httpx2.URL(tenant.api.base_url)
    request = f"GET {SESSIONS}/{session_id}/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {tenant.key}\r\n\r\n"
    for _ in range(10):
        reader, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(request.encode())
        await reader.readuntil(b"connected")
        writer.transport.abort()

    async def forgotten() -> bool:
        return session_id not in api.hub._feeds

    await soon(forgotten)


async def test_clause_17_many_open_streams_hold_no_database_connection(tenant: Tenant) -> None:
    """Many times more streams than the pool has connections, and requests are answered all the same."""
    session_ids = [await tenant.ask("A") for _ in range(3)]
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(base_url=tenant.api.base_url, headers=dict(tenant.bearer), limits=limits) as client:
        reading = [asyncio.create_task(whole_stream(client, session_ids[n % 3])) for n in range(60)]
        await asyncio.gather(*(tenant.get(session_ids[n % 3]) for n in range(30)))
        for session_id in session_ids:
            await tenant.answer(session_id, "A")
            await tenant.finish(session_id)
        assert [numbers(events) for events in await asyncio.gather(*reading)] == [[1, 2]] * 60


async def test_clause_17_hints_that_were_lost_are_made_good(tenant: Tenant) -> None:
    """The database's notifications are hints: with their connection cut in mid-session, all events still come."""
    session_id = await tenant.ask("A", "B")
    async with stream(tenant.client, session_id) as opened:
        await tenant.answer(session_id, "A")
        assert await opened.next() is not None
        cut = await tenant.stores.database.rows(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"""
        )
        assert cut
        await tenant.answer(session_id, "B")
        await tenant.finish(session_id)
        assert numbers(await opened.rest()) == [2, 3]


@pytest.mark.parametrize("session_id", ["QS-none", "ws", "%20", "QS-1%2F2"])
async def test_clause_17_there_is_no_stream_of_an_unknown_session(tenant: Tenant, session_id: str) -> None:
    response = await tenant.client.get(f"{SESSIONS}/{session_id}/stream")
    expect_error(response, 404, response.json()["error_code"])


async def test_clause_18_a_cancelled_session_s_terminal_event_says_cancelled(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    await tenant.answer(session_id, "A")
    async with stream(tenant.client, session_id) as opened:
        await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")
        *_, last = await opened.rest()
    assert last.event == "session_failed"
    assert last.data["data"]["reason"] == "cancelled"
    assert last.data["data"]["error_message"].startswith("CANCELLED")
    assert last.data["progress"] == {"responded": 1, "total": 2}


async def test_clause_18_a_partial_session_s_terminal_event_names_the_rest(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    await tenant.answer(session_id, "A")
    await tenant.settle(session_id, FailedProspect("B", FailureCode.MODEL_TIMEOUT, "No answer in 120 s."))
    await tenant.finish(session_id)
    *_, last = await whole_stream(tenant.client, session_id)
    assert last.event == "session_completed"
    session = await tenant.get(session_id)
    assert (
        last.data["data"]["failed_prospects"]
        == session["failed_prospects"]
        == [{"lead_id": "B", "error_code": "MODEL_TIMEOUT", "message": "No answer in 120 s."}]
    )
    assert last.data["summary"] == session["summary"]


async def _cancelled(tenant: Tenant, session_id: str) -> None:
    await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")


async def _none_answered(tenant: Tenant, session_id: str) -> None:
    await tenant.fail(session_id, "A", "B")


async def _all_deleted(tenant: Tenant, session_id: str) -> None:
    for lead_id in ("A", "B"):
        assert (await tenant.client.delete(f"/api/v1/prospects/{lead_id}")).status_code == 204


REASONS = {
    FailureReason.CANCELLED: _cancelled,
    FailureReason.NO_ANSWERS: _none_answered,
    FailureReason.NO_PROSPECTS: _all_deleted,
}


@pytest.mark.parametrize("reason", REASONS)
async def test_clause_18_a_session_that_fails_says_why(tenant: Tenant, reason: FailureReason) -> None:
    """A new reason fails here until it stands in the table."""
    assert set(REASONS) == set(FailureReason)
    session_id = await tenant.ask("A", "B")
    await REASONS[reason](tenant, session_id)
    (last,) = await whole_stream(tenant.client, session_id)
    session = await tenant.get(session_id)
    assert (last.event, session["status"]) == ("session_failed", "failed")
    assert last.data["data"]["reason"] == reason
    assert last.data["data"]["error_message"] == session["error_message"]
    assert last.data["data"]["failed_prospects"] == session["failed_prospects"]


async def test_clause_18_an_erased_person_s_event_keeps_its_number_and_tells_nothing(tenant: Tenant) -> None:
    """Replays after the erasure have no gap in the numbers, and no word of the person."""
    session_id = await tenant.completed("A", "B")
    assert (await tenant.client.delete("/api/v1/prospects/A")).status_code == 204
    events = await whole_stream(tenant.client, session_id)
    assert numbers(events) == [1, 2, 3]
    assert events[0].data["new_response"] is None
    assert events[0].data["data"] == {"erased": True}
    assert "Person A" not in json.dumps([event.data for event in events])


async def test_clause_18_an_erased_person_is_forgotten_by_open_streams_too(api: RunningApi, tenant: Tenant) -> None:
    """Who joins a session that others follow hears no more of the person than who comes alone, at any process."""
    session_id = await tenant.ask("A", "B", "C")
    await tenant.answer(session_id, "A", "B")
    async with (
        running_api(api.settings, api.database_url) as other,
        other.tenant(tenant.tenant_id) as elsewhere,
        stream(tenant.client, session_id) as here,
        stream(elsewhere.client, session_id) as there,
    ):
        for opened in (here, there):
            assert [(await opened.next()) is not None for _ in range(2)] == [True, True]
        assert (await tenant.client.delete("/api/v1/prospects/A")).status_code == 204
        await tenant.answer(session_id, "C")
        for opened in (here, there):
            event = await opened.next()
            assert event is not None
            assert event.event_id == 3
        late = [asyncio.create_task(whole_stream(client, session_id)) for client in (tenant.client, elsewhere.client)]
        await asyncio.sleep(0.2)
        await tenant.finish(session_id)
        for reading in late:
            events = await reading
            assert numbers(events) == [1, 2, 3, 4]
            assert [event.data["new_response"] is None for event in events] == [True, False, False, True]
            assert "A says" not in json.dumps([event.data for event in events])
