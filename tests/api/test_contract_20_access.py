"""Contract 20: who may do what."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator

import httpx2
import pytest

from prospect_twins.api.access import Access
from prospect_twins.domain.errors import Unauthenticated
from prospect_twins.settings import Settings
from tests.api.expecting import expect_error
from tests.api.live import socket, stream
from tests.api.routes import AUTH, GUARDED, PROSPECT_IDS, Route
from tests.api.running import PROSPECTS, SESSIONS, RunningApi, Tenant, running_api
from tests.conftest import Soon, fresh_database

COOKIE = "prospect_twins_key"


@pytest.mark.parametrize("route", GUARDED, ids=str)
async def test_clause_20_every_route_wants_a_key(api: RunningApi, route: Route) -> None:
    """Without one, with one that is unknown, and with anything but a bearer's: 401, before the body is looked at."""
    async with httpx2.AsyncClient(base_url=api.base_url) as nobody:
        for authorization in (None, "", "Bearer", "Bearer pt_unknown", "Basic cHQ6cHQ=", "pt_unknown"):
            headers = {} if authorization is None else {"Authorization": authorization}
            expect_error(await route.call(nobody, headers=headers), 401, "UNAUTHENTICATED")
        for garbage in (b"\xff\xfe", b"{", b"\x00" * 1000):
            if route.method == "POST":
                expect_error(await route.call(nobody, content=garbage), 401, "UNAUTHENTICATED")


@pytest.mark.parametrize("key", ["ü", "pt_\u00e9", "x" * 5000, "pt_ pt_", "' OR true --"])
async def test_clause_20_an_odd_key_is_unknown(api: RunningApi, key: str) -> None:
    async with httpx2.AsyncClient(base_url=api.base_url) as nobody:
        response = await nobody.get(SESSIONS, headers=[(b"Authorization", f"Bearer {key}".encode("latin-1"))])
        expect_error(response, 401, "UNAUTHENTICATED", hides=key)


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/openapi.json", "/"])
async def test_clause_20_health_docs_and_static_files_want_none(api: RunningApi, path: str) -> None:
    async with httpx2.AsyncClient(base_url=api.base_url) as nobody:
        assert (await nobody.get(path)).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/api%2Fv1%2Fqa%2Fsessions", "//api/v1/qa/sessions", "/./api/v1/qa/sessions", "/x/../api/v1/qa/sessions",
     "/API/v1/qa/sessions", "/api/v1/qa/sessions/", "/api//v1/qa/sessions", "/api/v1/qa/sessions;x", "/api/", "/api"],
)  # fmt: skip
async def test_clause_20_no_other_spelling_of_a_path_goes_round_the_key(api: RunningApi, path: str) -> None:
    address = httpx2.URL(api.base_url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
    answer = (await reader.read(-1)).decode()
    writer.close()
    assert answer.split()[1] in ("401", "404"), answer
    assert 'sessions":' not in answer


@pytest.mark.parametrize("route", GUARDED, ids=str)
async def test_clause_20_a_token_in_a_url_is_refused(tenant: Tenant, route: Route) -> None:
    """Also beside a good header, also a good key: URLs get logged."""
    for name in ("token", "access_token", "key", "api_key", "apikey", "Authorization", "TOKEN"):
        response = await route.call(tenant.client, params={name: tenant.key})
        error = expect_error(response, 401, "UNAUTHENTICATED", hides=tenant.key)
        assert "URL" in error["message"]


async def revoke(tenant: Tenant, soon: Soon) -> None:
    """The process may know the key until it has heard of the revocation."""
    assert await tenant.stores.access.revoke_key(tenant.tenant_id, tenant.key_id)

    async def is_refused() -> bool:
        return (await tenant.client.get(f"{AUTH}/me")).status_code == 401

    await soon(is_refused, 2)


async def test_clause_20_a_revoked_key_is_refused_and_others_stay(tenant: Tenant, soon: Soon) -> None:
    async with tenant.api.tenant(tenant.tenant_id) as second:
        session_id = await tenant.ask("A")
        await revoke(tenant, soon)
        for route in GUARDED:
            expect_error(await route.call(tenant.client, session_id), 401, "UNAUTHENTICATED")
        assert (await second.get(session_id))["session_id"] == session_id


async def test_clause_20_a_revoked_key_ends_its_streams_and_sockets_and_no_others(tenant: Tenant) -> None:
    """Within five seconds, though nothing happens in the session."""
    async with tenant.api.tenant(tenant.tenant_id) as second:
        session_id = await tenant.ask("A")
        async with (
            stream(tenant.client, session_id) as opened,
            stream(second.client, session_id) as others,
            socket(tenant) as connection,
            socket(tenant, signed_in=False) as told,
            socket(second) as other,
        ):
            await connection.subscribe(session_id)
            assert (await told.ask({"action": "authenticate", "token": tenant.key}))["type"] == "authenticated"
            assert await tenant.stores.access.revoke_key(tenant.tenant_id, tenant.key_id)
            async with asyncio.timeout(60):
                assert await opened.rest() == []
                assert await connection.close_code() == 4401
                assert await told.close_code() == 4401
            await second.answer(session_id, "A")
            event = await others.next()
            assert event is not None
            assert event.event == "response_received"
            assert await other.ask({"action": "ping"}) == {"type": "pong"}


async def test_clause_20_a_key_that_is_revoked_while_it_is_looked_up_is_not_remembered() -> None:
    """The revocation is told once; an answer that is older than it must not be kept beyond it."""
    asked = asyncio.Event()
    answers: asyncio.Queue[str | None] = asyncio.Queue()

    async def tenant_of(key: str) -> str | None:
        asked.set()
        return await answers.get()

    access = Access(tenant_of, ())
    looking_up = asyncio.create_task(access.tenant_of_key("pt_key"))
    await asked.wait()
    access.forget()
    answers.put_nowait("tenant")
    assert await looking_up == "tenant"
    answers.put_nowait(None)
    with pytest.raises(Unauthenticated):
        await access.tenant_of_key("pt_key")


async def test_clause_20_the_scheme_s_case_and_spaces_do_not_matter(tenant: Tenant) -> None:
    for header in (f"bearer {tenant.key}", f"BEARER   {tenant.key}", f"Bearer {tenant.key} "):
        response = await tenant.client.get(SESSIONS, headers=[(b"Authorization", header.strip().encode())])
        assert response.status_code == 200


async def test_clause_20_a_key_is_stored_as_its_hash_alone(tenant: Tenant) -> None:
    tables = await tenant.stores.database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for table in tables:
        rows = await tenant.stores.database.rows(f'SELECT * FROM "{table["tablename"]}"')  # noqa: S608
        assert tenant.key not in str(rows), table
    row = await tenant.stores.database.row(
        "SELECT tenant_id FROM api_keys WHERE key_hash = %s", (hashlib.sha256(tenant.key.encode()).digest(),)
    )
    assert row == {"tenant_id": tenant.tenant_id}


@pytest.mark.parametrize("route", [route for route in GUARDED if route.names_something], ids=str)
async def test_clause_20_what_is_another_tenant_s_is_exactly_as_absent_as_what_never_was(
    tenant: Tenant, stranger: Tenant, route: Route
) -> None:
    """The same status, headers and body; and it stays as it was."""
    session_id = await tenant.completed("A", "B")
    before = await tenant.get(session_id), (await tenant.client.get(f"{PROSPECTS}/A")).json()
    theirs = await route.call(stranger.client, session_id, "A")
    nobodys = await route.call(stranger.client, "QS-" + "0" * 32, "NOBODY")
    code = "SESSION_NOT_FOUND" if "session_id" in route.template else "PROSPECT_NOT_FOUND"
    one, other = expect_error(theirs, 404, code), expect_error(nobodys, 404, code)
    assert {**one, "timestamp": None} == {**other, "timestamp": None}
    assert set(theirs.headers) == set(nobodys.headers)
    assert (await tenant.get(session_id), (await tenant.client.get(f"{PROSPECTS}/A")).json()) == before


async def test_clause_20_lists_imports_and_counts_are_one_tenant_s_own(tenant: Tenant, stranger: Tenant) -> None:
    """The same lead id with two tenants is two people."""
    await tenant.know("A", full_name="Ada Able")
    await stranger.know("A", full_name="Bob Baker")
    rows = b'{"lead_id": "A", "occupation": "Pilot"}\n'
    headers = {"Content-Type": "application/x-ndjson"}
    assert (await tenant.client.post(f"{PROSPECTS}/import", content=rows, headers=headers)).json()["updated"] == 1
    theirs = (await stranger.client.get(f"{PROSPECTS}/A")).json()
    assert (theirs["full_name"], theirs["occupation"]) == ("Bob Baker", None)
    for path in (PROSPECTS, PROSPECT_IDS):
        assert (await stranger.client.get(path, params={"search": "pilot"})).json()["total_count"] == 0
        assert (await tenant.client.get(path, params={"search": "pilot"})).json()["total_count"] == 1
    assert (await stranger.client.delete(f"{PROSPECTS}/A")).status_code == 204
    assert (await tenant.client.get(f"{PROSPECTS}/A")).json()["full_name"] == "Ada Able"


async def test_clause_20_context_agent_id_authorises_nothing(tenant: Tenant, stranger: Tenant) -> None:
    """Whatever a question says of who asks it, it belongs to the key's tenant, and to nobody else."""
    for claim in (stranger.tenant_id, stranger.key, stranger.key_id, "admin"):
        session_id = await tenant.ask("A", context={"agent_id": claim, "tenant_id": stranger.tenant_id})
        expect_error(await stranger.client.get(f"{SESSIONS}/{session_id}"), 404, "SESSION_NOT_FOUND")
        assert (await tenant.get(session_id))["context"]["agent_id"] == claim
    assert (await stranger.client.get(SESSIONS)).json()["total_count"] == 0


@contextlib.asynccontextmanager
async def browser(tenant: Tenant) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that has signed in, and carries nothing but the cookie."""
    async with httpx2.AsyncClient(base_url=tenant.api.base_url) as client:
        signed_in = await client.post(f"{AUTH}/login", headers=dict(tenant.bearer))
        assert signed_in.status_code == 204
        yield client


async def test_clause_20_the_web_app_s_cookie_is_same_site_and_http_only(tenant: Tenant) -> None:
    answer = await tenant.client.post(f"{AUTH}/login")
    name, *attributes = [part.strip().lower() for part in answer.headers["set-cookie"].split(";")]
    assert name.startswith(f"{COOKIE}=")
    assert {"httponly", "samesite=strict", "path=/api/"} <= set(attributes)
    assert "secure" not in attributes
    behind_tls = await tenant.client.post(f"{AUTH}/login", headers={"X-Forwarded-Proto": "https"})
    assert "secure" in behind_tls.headers["set-cookie"].lower()


async def test_clause_20_the_cookie_stands_for_the_key_until_it_is_signed_out_or_revoked(
    tenant: Tenant, soon: Soon
) -> None:
    async with browser(tenant) as client:
        assert (await client.get(f"{AUTH}/me")).json()["tenant_id"] == tenant.tenant_id
        assert (await client.post(f"{AUTH}/logout")).status_code == 204
        expect_error(await client.get(f"{AUTH}/me"), 401, "UNAUTHENTICATED")
    async with browser(tenant) as client:
        assert (await client.get(f"{AUTH}/me")).status_code == 200
        await revoke(tenant, soon)
        expect_error(await client.get(f"{AUTH}/me"), 401, "UNAUTHENTICATED")


@pytest.mark.parametrize("route", [route for route in GUARDED if route.method != "GET"], ids=str)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
async def test_clause_20_another_origin_can_t_act_with_a_user_s_cookie(
    tenant: Tenant, route: Route, origin: str
) -> None:
    """403 on everything that changes something, and nothing is changed; a bearer key is nobody's cookie."""
    session_id = await tenant.completed("A", "B")
    before = await tenant.counts()
    async with browser(tenant) as client:
        response = await route.call(client, session_id, headers={"Origin": origin})
        expect_error(response, 403, "FORBIDDEN")
        assert await tenant.counts() == before
        own = await client.post(f"{AUTH}/logout", headers={"Origin": tenant.api.base_url})
        assert own.status_code == 204
    with_key = await tenant.client.post(f"{AUTH}/login", headers={"Origin": origin})
    assert with_key.status_code == 204


async def test_clause_20_no_other_origin_may_read_an_answer(tenant: Tenant) -> None:
    """No CORS header lets a foreign page see what its requests get."""
    async with browser(tenant) as client:
        answer = await client.get(SESSIONS, headers={"Origin": "https://evil.example"})
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        preflight = await client.options(
            SESSIONS, headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        )
        assert preflight.status_code >= 400


async def test_clause_20_a_bad_bearer_key_is_not_made_good_by_a_cookie(tenant: Tenant) -> None:
    async with browser(tenant) as client:
        response = await client.get(f"{AUTH}/me", headers={"Authorization": "Bearer pt_wrong"})
        expect_error(response, 401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "cookie", [f"{COOKIE}=", f"{COOKIE}=pt_wrong", f"{COOKIE}=\xff", "other=1", ";;==;", f"{COOKIE}"]
)
async def test_clause_20_a_bad_cookie_is_no_key(api: RunningApi, cookie: str) -> None:
    async with httpx2.AsyncClient(base_url=api.base_url) as nobody:
        response = await nobody.get(SESSIONS, headers=[(b"Cookie", cookie.encode("latin-1"))])
        expect_error(response, 401, "UNAUTHENTICATED")


async def test_clause_20_requests_over_the_rate_are_429_for_that_tenant_alone(
    postgres: str, api_settings: Settings
) -> None:
    limited = api_settings.model_copy(update={"requests_per_minute": 30})
    with fresh_database(postgres) as url:
        async with running_api(limited, url) as api, api.tenant() as tenant, api.tenant() as other:
            statuses = [(await tenant.client.get(f"{AUTH}/me")).status_code for _ in range(6)]
            assert statuses[:3] == [200] * 3
            assert 429 in statuses
            error = expect_error(await tenant.client.get(f"{AUTH}/me"), 429, "RATE_LIMITED")
            assert error["message"]
            assert (await other.client.get(f"{AUTH}/me")).status_code == 200
            assert (await tenant.client.get("/healthz")).status_code == 200
