"""What HTTP asks of a service, whatever is behind it: slashes, HEAD, old clients, pages of other origins."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx2
import pytest
from fastapi import FastAPI

from prospect_twins.settings import Settings
from tests.api.expecting import expect_error
from tests.api.live import SseEvent, parse_event
from tests.api.routes import AUTH, GUARDED, ROUTES, Route
from tests.api.running import PROSPECTS, SESSIONS, RunningApi, Tenant, running_api
from tests.conftest import fresh_database

OPEN = ("/healthz", "/readyz", "/docs", "/openapi.json", "/")


@pytest.mark.parametrize("path", OPEN)
async def test_head_is_get_without_the_body(api: RunningApi, path: str) -> None:
    async with httpx2.AsyncClient(base_url=api.base_url) as client:
        got, head = await client.get(path), await client.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["content-type"] == got.headers["content-type"]
        assert (await client.get(path)).status_code == got.status_code, "the connection is good for more"


@pytest.mark.parametrize("route", ROUTES, ids=str)
async def test_a_slash_at_the_end_is_no_other_path(tenant: Tenant, route: Route) -> None:
    """Nothing is redirected: the body and the key would be lost on the way by many clients."""
    if "stream" in route.template or "regenerate" in route.template:
        return
    session_id = await tenant.completed("A", "B")
    path = route.path(session_id)
    headers, content = dict(route.headers), route.body
    response = await tenant.client.request(route.method, f"{path}/", headers=headers, content=content)
    assert response.status_code == route.status, response.text


async def test_a_slash_in_a_person_s_id_is_part_of_it(tenant: Tenant) -> None:
    await tenant.know("A")
    expect_error(await tenant.client.get(f"{PROSPECTS}/A%2F"), 404, "PROSPECT_NOT_FOUND")
    assert (await tenant.client.get(f"{PROSPECTS}/A/")).status_code == 200


async def exchange(api: RunningApi, request: str) -> tuple[str, dict[str, str], bytes]:
    """What comes back until the server closes: the status line, the headers, the bytes after them."""
    address = httpx2.URL(api.base_url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(request.replace("\n", "\r\n").encode())
    async with asyncio.timeout(60):
        answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return status, {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}, body


async def test_what_is_no_http_is_answered_as_every_error_is(api: RunningApi) -> None:
    """A query with letters that are not encoded, as typed into a terminal; and what is no request at all."""
    for request in ("GET /api/v1/prospects?search=Müller HTTP/1.1\nHost: x\n\n", "\x16\x03\x01 hello\n\n"):
        status, headers, body = await exchange(api, request)
        assert status == "HTTP/1.1 400 Bad Request"
        assert headers["content-type"] == "application/json"
        assert int(headers["content-length"]) == len(body)
        error = json.loads(body)
        assert error["error_code"] == "VALIDATION_ERROR"
        assert "percent-encoding" in error["message"]


async def test_a_client_of_http_1_0_gets_a_stream_without_chunks(api: RunningApi, tenant: Tenant) -> None:
    """It ends with the connection."""
    session_id = await tenant.completed("A", "B")
    status, headers, body = await exchange(
        api, f"GET {SESSIONS}/{session_id}/stream HTTP/1.0\nAuthorization: Bearer {tenant.key}\n\n"
    )
    assert status.split()[1] == "200"
    assert "transfer-encoding" not in headers
    events = [parse_event(frame) for frame in body.decode().split("\n\n") if frame]
    assert [event.event_id for event in events if event] == [1, 2, 3]


async def test_a_client_of_http_1_0_gets_other_answers_by_their_length(api: RunningApi, tenant: Tenant) -> None:
    _, headers, body = await exchange(api, f"GET {AUTH}/me HTTP/1.0\nAuthorization: Bearer {tenant.key}\n\n")
    assert int(headers["content-length"]) == len(body)
    assert json.loads(body)["tenant_id"] == tenant.tenant_id


async def test_a_client_of_http_1_1_gets_a_stream_in_chunks(api: RunningApi, tenant: Tenant) -> None:
    session_id = await tenant.completed("A")
    _, headers, body = await exchange(
        api,
        f"GET {SESSIONS}/{session_id}/stream HTTP/1.1\nHost: x\nConnection: close\n"
        f"Authorization: Bearer {tenant.key}\n\n",
    )
    assert headers["transfer-encoding"] == "chunked"
    assert body.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("name", ["lastEventId", "last_event_id"])
async def test_clause_17_an_event_id_may_come_in_the_query(tenant: Tenant, name: str) -> None:
    """For clients that can't set a header; the header, which is newer when a browser reconnects, goes before it."""
    session_id = await tenant.completed("A", "B")
    path = f"{SESSIONS}/{session_id}/stream"

    async def read(query: str, **headers: str) -> list[int]:
        text = (await tenant.client.get(f"{path}?{name}={query}", headers=headers)).text
        events: list[SseEvent | None] = [parse_event(frame) for frame in text.split("\n\n") if frame]
        return [event.event_id for event in events if event]

    assert await read("1") == [2, 3]
    assert await read("") == await read("99") == await read("nonsense") == [1, 2, 3]
    assert await read("1", **{"Last-Event-ID": "2"}) == [3]
    assert (await tenant.client.get(f"{path}?{name}=3")).status_code == 204


NAMED = "https://crm.example"
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
}


@pytest.fixture(scope="module")
async def named(postgres: str, api_settings: Settings) -> AsyncIterator[RunningApi]:
    """An API that pages of one other origin may use."""
    settings = api_settings.model_copy(update={"allowed_origins": (NAMED,)})
    with fresh_database(postgres) as url:
        async with running_api(settings, url) as running:
            yield running


def cors(response: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("route", GUARDED, ids=str)
async def test_a_named_origin_s_page_is_told_what_it_may_send(named: RunningApi, route: Route) -> None:
    async with httpx2.AsyncClient(base_url=named.base_url) as client:
        answer = await client.options(
            route.path(), headers={"Origin": NAMED, **PREFLIGHT, "Access-Control-Request-Method": route.method}
        )
    assert (answer.status_code, answer.content) == (204, b"")
    told = cors(answer)
    assert told["access-control-allow-origin"] == NAMED
    assert route.method in told["access-control-allow-methods"].split(", ")
    assert {"authorization", "content-type", "idempotency-key"} <= set(told["access-control-allow-headers"].split(","))
    assert "Origin" in answer.headers["vary"]


async def test_a_named_origin_s_page_may_read_answers_and_refusals(named: RunningApi) -> None:
    async with named.tenant() as tenant:
        tenant.client.headers["Origin"] = NAMED
        await tenant.know("A")
        created = await tenant.post({"question": "Why?", "prospect_ids": ["A"]})
        refused = await tenant.client.get(f"{SESSIONS}/QS-none")
        unknown = await tenant.client.get(f"{AUTH}/me", headers={"Authorization": "Bearer pt_wrong"})
        for response, status in ((created, 201), (refused, 404), (unknown, 401)):
            assert response.status_code == status
            assert cors(response)["access-control-allow-origin"] == NAMED
            exposed = set(cors(response)["access-control-expose-headers"].split(", "))
            assert {"Location", "Retry-After"} <= exposed
            assert "Origin" in response.headers["vary"]


async def test_a_named_origin_s_page_may_read_that_something_broke(named: RunningApi) -> None:
    app: FastAPI = named.app
    services = app.state.context

    class Broken:
        async def find(self, *_: object, **__: object) -> None:
            raise ZeroDivisionError

    app.state.context = replace(services, sessions=Broken())
    try:
        async with named.tenant() as tenant:
            broken = await tenant.client.get(SESSIONS, headers={"Origin": NAMED})
    finally:
        app.state.context = services
    expect_error(broken, 500, "INTERNAL_ERROR")
    assert cors(broken)["access-control-allow-origin"] == NAMED


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://crm.example.evil", "http://crm.example", ""]
)
async def test_pages_of_other_origins_get_nothing(named: RunningApi, origin: str) -> None:
    async with named.tenant() as tenant:
        refused = await tenant.client.options(SESSIONS, headers={"Origin": origin, **PREFLIGHT})
        expect_error(refused, 403, "FORBIDDEN")
        assert not cors(refused)
        answer = await tenant.client.get(SESSIONS, headers={"Origin": origin})
        assert not cors(answer)
        assert "Origin" in answer.headers["vary"], "or a cache would give it to a named one"


async def test_without_named_origins_there_are_none(api: RunningApi, tenant: Tenant) -> None:
    answer = await tenant.client.get(SESSIONS, headers={"Origin": NAMED})
    assert not cors(answer)
    refused = await tenant.client.options(SESSIONS, headers={"Origin": NAMED, **PREFLIGHT})
    expect_error(refused, 403, "FORBIDDEN")


async def test_the_head_of_a_stream_is_its_headers(tenant: Tenant) -> None:
    session_id = await tenant.completed("A")
    head = await tenant.client.head(f"{SESSIONS}/{session_id}/stream")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")
    assert (await tenant.client.head(f"{SESSIONS}/nothing/stream")).status_code == 404


@pytest.mark.parametrize("parameters", [{"date_from": ""}, {"date_to": " "}, {"date_from": "", "date_to": ""}])
async def test_an_empty_date_is_none(tenant: Tenant, parameters: dict[str, str]) -> None:
    session_id = await tenant.completed("A")
    listed = await tenant.client.get(SESSIONS, params=parameters)
    assert listed.status_code == 200, listed.text
    assert [each["session_id"] for each in listed.json()["sessions"]] == [session_id]


@pytest.mark.parametrize("body", ["null", "{}", '{"summary_style": null}', "", " \n"])
async def test_a_summary_without_wishes_is_in_the_default_style(tenant: Tenant, body: str) -> None:
    """What is wrong with a body is told before anything is looked for."""
    path, headers = f"{SESSIONS}/nothing/regenerate-summary", {"content-type": "application/json"}
    response = await tenant.client.post(path, content=body, headers=headers)
    expect_error(response, 404, "SESSION_NOT_FOUND")
    wrong = await tenant.client.post(path, content='{"summary_style": "long"}', headers=headers)
    expect_error(wrong, 422, "VALIDATION_ERROR")
