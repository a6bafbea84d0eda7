"""Contract 19: live updates over a WebSocket."""

import asyncio
import json
import random
from collections.abc import Mapping
from typing import Any

import pytest

from prospect_twins.settings import Settings
from tests.api.expecting import expect_api_error
from tests.api.live import Socket, socket, whole_stream
from tests.api.running import RunningApi, Tenant, answered, running_api
from tests.conftest import Soon, fresh_database


def expect_error(message: Mapping[str, Any]) -> None:
    """A bad message's answer: `{"type": "error", …}` with the fields of an `APIError`."""
    assert message["type"] == "error"
    expect_api_error({name: value for name, value in message.items() if name != "type"}, "VALIDATION_ERROR")


async def events_until_end(connection: Socket, session_id: str) -> list[dict[str, Any]]:
    """Notifications up to the session's terminal event."""
    events = []
    while True:
        message = await connection.receive()
        assert message["session_id"] == session_id
        events.append(message)
        if message["event_type"] != "response_received":
            return events


async def test_clause_19_the_token_comes_in_the_header(tenant: Tenant) -> None:
    """Then nothing else is needed: the first message may subscribe."""
    session_id = await tenant.completed("A")
    async with socket(tenant) as connection:
        assert await connection.subscribe(session_id) == {
            "type": "subscribed", "session_ids": [session_id], "errors": [],
        }  # fmt: skip
        assert len(await events_until_end(connection, session_id)) == 2


async def test_clause_19_the_token_comes_in_a_first_message(tenant: Tenant) -> None:
    session_id = await tenant.completed("A")
    async with socket(tenant, signed_in=False) as connection:
        told = await connection.ask({"action": "authenticate", "token": tenant.key})
        assert told == {"type": "authenticated"}
        await connection.subscribe(session_id)
        assert len(await events_until_end(connection, session_id)) == 2


@pytest.mark.parametrize("written", ["{}", ' "{}"\n', "Bearer {}", "bearer  {} "])
async def test_clause_19_the_token_may_be_the_whole_first_message(tenant: Tenant, written: str) -> None:
    session_id = await tenant.completed("A")
    async with socket(tenant, signed_in=False) as connection:
        await connection.connection.send(written.format(tenant.key))
        assert await connection.receive() == {"type": "authenticated"}
        await connection.subscribe(session_id)
        assert len(await events_until_end(connection, session_id)) == 2


@pytest.mark.parametrize("written", ["Bearer {}", " {}\n", '"{}"', "BEARER {}"])
@pytest.mark.parametrize("encoding", [None, "utf-8"])
async def test_clause_19_a_token_may_be_written_as_in_a_header_and_sent_as_bytes(
    tenant: Tenant, written: str, encoding: str | None
) -> None:
    message = json.dumps({"action": "authenticate", "token": written.format(tenant.key)})
    async with socket(tenant, signed_in=False) as connection:
        await connection.connection.send(message.encode(encoding) if encoding else message)
        assert await connection.receive() == {"type": "authenticated"}
        assert await connection.ask(json.loads(message)) == {"type": "authenticated"}


@pytest.mark.parametrize("others", [[], ["prospect-twins"]])
async def test_clause_19_the_token_may_come_in_a_subprotocol(tenant: Tenant, others: list[str]) -> None:
    """One of those offered is taken, or a browser would close: another than the token's, if there is one."""
    session_id = await tenant.completed("A")
    offered = [f"bearer.{tenant.key}", *others]
    async with socket(tenant, signed_in=False, subprotocols=offered) as connection:
        assert connection.connection.subprotocol == offered[-1]
        await connection.subscribe(session_id)
        assert len(await events_until_end(connection, session_id)) == 2


@pytest.mark.parametrize("text", ["pt_wrong", "", "two words", '"', "bearer.", "é", "x" * 300])
async def test_clause_19_a_first_text_that_is_no_key_is_closed_with_4401(tenant: Tenant, text: str) -> None:
    async with socket(tenant, signed_in=False) as connection:
        await connection.connection.send(text)
        assert await connection.close_code() == 4401
    async with socket(tenant, signed_in=False, subprotocols=["bearer.pt_wrong"]) as connection:
        assert await connection.close_code() == 4401


@pytest.mark.parametrize(
    "first",
    [
        {"action": "authenticate", "token": "pt_wrong"},
        {"action": "authenticate", "token": ""},
        {"action": "authenticate", "token": "ü\u2028"},
        {"action": "authenticate"},
        {"action": "subscribe", "session_ids": ["QS-1"]},
        {"action": "ping"},
        {"nothing": "of the kind"},
        [],
    ],
    ids=json.dumps,
)
async def test_clause_19_whoever_does_not_authenticate_first_is_closed_with_4401(tenant: Tenant, first: Any) -> None:
    async with socket(tenant, signed_in=False) as connection:
        await connection.connection.send(json.dumps(first))
        assert await connection.close_code() == 4401


async def test_clause_19_whoever_says_nothing_for_five_seconds_is_closed_with_4401(tenant: Tenant) -> None:
    async with socket(tenant, signed_in=False) as connection:
        assert await connection.close_code() == 4401


@pytest.mark.parametrize("header", ["Bearer pt_wrong", "Bearer", "Bearer ", "Basic abc", "pt_wrong", ""])
async def test_clause_19_a_bad_header_is_closed_with_4401(tenant: Tenant, header: str) -> None:
    """At once: a header that is there is not made good by a message."""
    async with socket(tenant, signed_in=False, headers={"Authorization": header}) as connection:
        assert await connection.close_code() == 4401


async def test_clause_19_a_token_in_the_url_is_closed_with_4401(tenant: Tenant) -> None:
    """Also a valid one, also beside a good header: URLs get logged."""
    for name in ("token", "access_token", "api_key", "Token"):
        for signed_in in (True, False):
            async with socket(tenant, signed_in=signed_in, query=f"?{name}={tenant.key}") as connection:
                assert await connection.close_code() == 4401


async def test_clause_19_a_revoked_key_opens_nothing(tenant: Tenant, soon: Soon) -> None:
    await tenant.stores.access.revoke_key(tenant.tenant_id, tenant.key_id)

    async def is_refused() -> bool:
        return (await tenant.client.get("/api/v1/auth/me")).status_code == 401

    await soon(is_refused, 2)
    async with socket(tenant) as connection:
        assert await connection.close_code() == 4401
    async with socket(tenant, signed_in=False) as connection:
        await connection.send({"action": "authenticate", "token": tenant.key})
        assert await connection.close_code() == 4401


async def test_clause_19_a_connection_never_changes_hands(tenant: Tenant, stranger: Tenant) -> None:
    """Authenticating again with the same tenant's key is well; with another's, or a bad one, it ends with 4401."""
    async with socket(tenant) as connection:
        assert await connection.ask({"action": "authenticate", "token": tenant.key}) == {"type": "authenticated"}
        assert await connection.ask({"action": "ping"}) == {"type": "pong"}
    for token in (stranger.key, "pt_wrong"):
        async with socket(tenant) as connection:
            await connection.send({"action": "authenticate", "token": token})
            assert await connection.close_code() == 4401


async def test_clause_19_subscribed_comes_first_then_replay_then_live_events(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    await tenant.answer(session_id, "A")
    async with socket(tenant) as connection:
        assert (await connection.subscribe(session_id))["type"] == "subscribed"
        assert (await connection.receive())["event_id"] == 1
        await tenant.answer(session_id, "B")
        assert (await connection.receive())["event_id"] == 2
        await tenant.finish(session_id)
        last = await connection.receive()
        assert (last["event_id"], last["event_type"]) == (3, "session_completed")


async def test_clause_19_notifications_are_those_of_the_event_stream(tenant: Tenant) -> None:
    session_id = await tenant.completed("A", "B")
    async with socket(tenant) as connection:
        await connection.subscribe(session_id)
        told = await events_until_end(connection, session_id)
    assert told == [event.data for event in await whole_stream(tenant.client, session_id)]


async def test_clause_19_errors_name_sessions_that_are_not_there(tenant: Tenant, stranger: Tenant) -> None:
    """One bad id does not spoil the others; another tenant's session is as absent as one that never was."""
    mine, theirs = await tenant.completed("A"), await stranger.completed("A")
    async with socket(tenant) as connection:
        told = await connection.subscribe(theirs, mine, "QS-none", "", "QS-none")
        assert told["session_ids"] == [mine]
        assert [error["session_id"] for error in told["errors"]] == [theirs, "QS-none", ""]
        assert {error["error_code"] for error in told["errors"]} == {"SESSION_NOT_FOUND"}
        assert len({error["message"] for error in told["errors"]}) == 1
        for error in told["errors"]:
            expect_api_error({name: error[name] for name in error if name != "session_id"}, "SESSION_NOT_FOUND")
        assert len(await events_until_end(connection, mine)) == 2


async def test_clause_19_after_resumes_each_session_where_it_was(tenant: Tenant) -> None:
    """A cursor that is unknown or yet to come replays all, as on the event stream."""
    one, two, three = [await tenant.completed("A", "B") for _ in range(3)]
    async with socket(tenant) as connection:
        await connection.subscribe(one, two, three, after={one: 2, three: 99})
        seen: dict[str, list[int]] = {one: [], two: [], three: []}
        for _ in range(7):
            event = await connection.receive()
            seen[event["session_id"]].append(event["event_id"])
        assert seen == {one: [3], two: [1, 2, 3], three: [1, 2, 3]}
        assert await connection.ask({"action": "ping"}) == {"type": "pong"}


async def test_clause_19_unsubscribed_is_the_last_word_of_a_session(tenant: Tenant) -> None:
    """Answers keep landing; after `unsubscribed` nothing of the session comes, while another's events go on."""
    leads = [f"L{n}" for n in range(60)]
    left, kept = await tenant.ask(*leads), await tenant.ask(*leads)

    async def write() -> None:
        for lead_id in leads:
            await tenant.settle(left, answered(lead_id))
            await tenant.settle(kept, answered(lead_id))
        await tenant.finish(kept)

    async with socket(tenant) as connection:
        await connection.subscribe(left, kept)
        writing = asyncio.create_task(write())
        seen: list[int] = []
        for _ in range(20):
            event = await connection.receive()
            seen += [event["event_id"]] if event["session_id"] == kept else []
        await connection.send({"action": "unsubscribe", "session_ids": [left, "QS-none"]})
        while "type" not in (message := await connection.receive()):
            seen += [message["event_id"]] if message["session_id"] == kept else []
        assert message == {"type": "unsubscribed", "session_ids": [left, "QS-none"]}
        seen += [event["event_id"] for event in await events_until_end(connection, kept)]
        assert seen == list(range(1, 62))
        await writing


async def test_clause_19_subscribing_again_starts_anew_after_the_cursor_given(tenant: Tenant) -> None:
    session_id = await tenant.ask("A", "B")
    await tenant.answer(session_id, "A")
    async with socket(tenant) as connection:
        for _ in range(3):
            await connection.subscribe(session_id)
            assert (await connection.receive())["event_id"] == 1
        await connection.subscribe(session_id, after={session_id: 1})
        await tenant.answer(session_id, "B")
        assert (await connection.receive())["event_id"] == 2
        assert await connection.ask({"action": "ping"}) == {"type": "pong"}


async def test_clause_19_ping_is_answered_by_pong(tenant: Tenant) -> None:
    async with socket(tenant) as connection:
        for _ in range(3):
            assert await connection.ask({"action": "ping"}) == {"type": "pong"}


BAD_MESSAGES: list[str | bytes] = [
    "", "not json", "[]", "null", "42", '"subscribe"', "{}", '{"action": "dance"}', '{"action": null}',
    '{"action": []}', '{"action": "subscribe"}', '{"action": "subscribe", "session_ids": "QS-1"}',
    '{"action": "subscribe", "session_ids": []}',
    '{"action": "subscribe", "session_ids": [1]}', '{"action": "subscribe", "session_ids": ["\\u0000"]}',
    '{"action": "subscribe", "session_ids": ["\\ud800"]}', '{"action": "subscribe", "session_ids": ["a"], "after": 1}',
    '{"action": "subscribe", "session_ids": ["a"], "after": {"a": -1}}',
    '{"action": "subscribe", "session_ids": ["a"], "after": {"a": "x"}}',
    '{"action": "subscribe", "session_ids": ["a"], "more": 1}', '{"action": "unsubscribe"}',
    '{"action": "ping", "x": 1}', '{"action": "authenticate"}', '{"action": "ping"', "[" * 30_000, '{"a":' * 10_000,
    b"\x00\x01", b'{"action": "ping"}',
    "\u2028", '{"action": "ping"}{"action": "ping"}', "NaN",
]  # fmt: skip


@pytest.mark.parametrize("message", BAD_MESSAGES, ids=lambda message: f"{message[:40]!r}")
async def test_clause_19_a_bad_message_gets_an_error_and_the_connection_lives(
    tenant: Tenant, message: str | bytes
) -> None:
    async with socket(tenant) as connection:
        await connection.connection.send(message)
        expect_error(await connection.receive())
        assert await connection.ask({"action": "ping"}) == {"type": "pong"}


async def test_clause_19_an_error_gives_nothing_back_of_what_was_sent(tenant: Tenant) -> None:
    secret = "Rosamunde-4711"
    async with socket(tenant) as connection:
        for message in (
            {"action": secret}, {secret: secret}, {"action": "subscribe", "session_ids": [{secret: 1}]},
            {"action": "subscribe", "session_ids": ["a"], "after": {f"{secret}\0": secret}},
            {"action": "subscribe", "session_ids": ["a"], secret: 1},
        ):  # fmt: skip
            await connection.send(message)
            text = json.dumps(await connection.receive())
            assert secret not in text


async def test_clause_19_a_frame_over_64_kib_is_refused(tenant: Tenant) -> None:
    """64 KiB exactly is a message like any other; more closes the connection, also in parts and far beyond."""
    limit = 64 * 1024
    frame = '{"action": "subscribe", "session_ids": ["%s"]}'
    async with socket(tenant) as connection:
        await connection.connection.send(frame % ("x" * (limit - len(frame) + 2)))
        assert (await connection.receive())["errors"]
    for too_long in (frame % ("x" * limit), frame % ("ü" * (limit // 2)), frame % ("x" * 1_000_000)):
        async with socket(tenant) as connection:
            await connection.connection.send(too_long)
            assert await connection.close_code() == 1009

    async def in_parts() -> Any:
        for _ in range(20):
            yield "x" * 10_000

    async with socket(tenant) as connection:
        await connection.connection.send(in_parts())
        assert await connection.close_code() == 1009


async def test_clause_19_more_than_128_subscriptions_are_refused(tenant: Tenant) -> None:
    """128 are served; one more is an error, and those that stand are served on. One that is given up makes room."""
    session_ids = [await tenant.ask("A") for _ in range(129)]
    async with socket(tenant) as connection:
        expect_error(await connection.subscribe(*session_ids))
        told = await connection.subscribe(*session_ids[:128])
        assert len(told["session_ids"]) == 128
        expect_error(await connection.subscribe(session_ids[128]))
        await tenant.answer(session_ids[127], "A")
        assert (await connection.receive())["session_id"] == session_ids[127]
        await connection.ask({"action": "unsubscribe", "session_ids": session_ids[:1]})
        assert (await connection.subscribe(session_ids[128]))["session_ids"] == session_ids[128:]


async def test_clause_19_a_session_that_has_ended_no_longer_counts_as_a_subscription(tenant: Tenant) -> None:
    """A client may follow any number of sessions, one after the other, on one connection."""
    session_ids = [await tenant.ask("A") for _ in range(129)]
    async with socket(tenant) as connection:
        for session_id in session_ids:
            assert (await connection.subscribe(session_id))["session_ids"] == [session_id]
            await tenant.client.post(f"/api/v1/qa/sessions/{session_id}/cancel")
            assert (await connection.receive())["event_type"] == "session_failed"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "file://"]
)
@pytest.mark.parametrize("signed_in", [True, False])
async def test_clause_19_a_foreign_origin_is_closed_with_4403(tenant: Tenant, origin: str, signed_in: bool) -> None:
    """With a good key too."""
    async with socket(tenant, signed_in=signed_in, headers={"Origin": origin}) as connection:
        assert await connection.close_code() == 4403


async def test_clause_19_our_own_page_may_connect_with_its_cookie(tenant: Tenant) -> None:
    session_id = await tenant.completed("A")
    headers = {"Origin": tenant.api.base_url, "Cookie": f"prospect_twins_key={tenant.key}"}
    async with socket(tenant, signed_in=False, headers=headers) as connection:
        assert (await connection.subscribe(session_id))["session_ids"] == [session_id]
    async with socket(tenant, signed_in=False, headers=headers | {"Origin": "https://evil.example"}) as connection:
        assert await connection.close_code() == 4403


async def test_clause_19_an_allowed_origin_may_connect(postgres: str, api_settings: Settings) -> None:
    allowing = api_settings.model_copy(update={"allowed_origins": ("https://crm.example",)})
    with fresh_database(postgres) as url:
        async with running_api(allowing, url) as api, api.tenant() as tenant:
            async with socket(tenant, headers={"Origin": "https://crm.example"}) as connection:
                assert await connection.ask({"action": "ping"}) == {"type": "pong"}
            async with socket(tenant, headers={"Origin": "https://crm.example.evil"}) as connection:
                assert await connection.close_code() == 4403


async def test_clause_19_a_reader_that_is_too_slow_is_closed_with_4408_and_resumes(
    postgres: str, api_settings: Settings
) -> None:
    impatient = api_settings.model_copy(update={"send_timeout_s": 0.3, "keep_alive_s": 15.0})
    with fresh_database(postgres) as url:
        async with running_api(impatient, url) as api, api.tenant() as tenant:
            leads = [f"L{n}" for n in range(150)]
            session_id = await tenant.ask(*leads)
            async with socket(tenant, compression=None, max_queue=1) as connection:
                await connection.subscribe(session_id)
                for lead_id in leads:  # while the client reads nothing
                    await tenant.settle(session_id, answered(lead_id, "long " * 20_000))
                await tenant.finish(session_id)
                await asyncio.sleep(0.5)
                seen: list[int] = []
                while True:
                    try:
                        seen.append((await connection.receive())["event_id"])
                    except Exception:
                        break
                assert await connection.close_code() == 4408
            assert seen == list(range(1, len(seen) + 1))
            assert len(seen) < 151
            async with socket(tenant) as connection:
                await connection.subscribe(session_id, after={session_id: seen[-1]})
                resumed = await events_until_end(connection, session_id)
            assert [event["event_id"] for event in resumed] == list(range(len(seen) + 1, 152))


async def test_clause_19_a_service_that_stops_says_1001_going_away(postgres: str, api_settings: Settings) -> None:
    """To who is subscribed, to who is idle, and to who has not authenticated yet."""
    with fresh_database(postgres) as url:
        async with running_api(api_settings, url) as api, api.tenant() as tenant:
            session_id = await tenant.ask("A")
            async with (
                socket(tenant) as subscribed, socket(tenant) as idle, socket(tenant, signed_in=False) as unknown,
            ):  # fmt: skip
                await subscribed.subscribe(session_id)
                await idle.ask({"action": "ping"})
                api.server.should_exit = True
                for connection in (subscribed, idle, unknown):
                    assert await connection.close_code() == 1001


async def test_clause_19_a_client_that_goes_leaves_nothing_behind(api: RunningApi, tenant: Tenant, soon: Soon) -> None:
    session_ids = [await tenant.ask("A") for _ in range(3)]
    for _ in range(5):
        async with socket(tenant) as connection:
            await connection.subscribe(*session_ids)
            connection.connection.transport.abort()

    async def forgotten() -> bool:
        return not set(session_ids) & set(api.hub._feeds)

    await soon(forgotten)


async def test_clause_19_joining_leaving_and_resuming_lose_and_repeat_nothing(tenant: Tenant) -> None:
    """Clients that unsubscribe, or hang up, after every few events and come back with their cursor."""
    leads = [f"L{n}" for n in range(90)]
    session_id = await tenant.ask(*leads)

    async def write() -> None:
        for start in range(0, 90, 3):
            await tenant.settle(session_id, *map(answered, leads[start : start + 3]))
            await asyncio.sleep(random.random() / 50)
        await tenant.finish(session_id)

    async def read(seed: int) -> list[int]:
        patience = random.Random(seed)
        seen: list[int] = []
        while True:
            async with socket(tenant) as connection:
                for _ in range(3):
                    await connection.subscribe(session_id, after={session_id: seen[-1]} if seen else None)
                    for _ in range(patience.randrange(1, 6)):
                        event = await connection.receive()
                        seen.append(event["event_id"])
                        if event["event_type"] != "response_received":
                            return seen
                    await connection.send({"action": "unsubscribe", "session_ids": [session_id]})
                    while "type" not in (message := await connection.receive()):
                        seen.append(message["event_id"])
                        if message["event_type"] != "response_received":
                            return seen

    *read_by, _ = await asyncio.gather(*(read(seed) for seed in range(5)), write())
    assert read_by == [list(range(1, 92))] * 5
