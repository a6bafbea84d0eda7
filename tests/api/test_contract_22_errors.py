"""Contract 22: every failure is an `APIError`, and every code can be had."""

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import psycopg
import pytest

from prospect_twins.api.errors import REFUSALS, ErrorCode
from prospect_twins.domain import errors
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.settings import Settings
from tests.api.expecting import expect_error, places
from tests.api.live import whole_stream
from tests.api.routes import ESTIMATE, GUARDED, ROUTES, Route
from tests.api.running import PROSPECTS, SESSIONS, Api, RunningApi, Tenant, running_api
from tests.api.test_contract_05_images import b64, picture
from tests.conftest import Soon, fresh_database

QUESTION: dict[str, Any] = {"question": "Why?", "prospect_ids": ["A"]}


@pytest.fixture
async def strict(postgres: str, api_settings: Settings) -> AsyncIterator[Tenant]:
    """A tenant of an API where everything can go wrong soon: a database of its own, a blind model, short waits."""
    settings = api_settings.model_copy(
        update={"model_sees_images": False, "summary_timeout_s": 0.5, "requests_per_minute": 600}
    )
    with fresh_database(postgres) as url:
        async with running_api(settings, url) as api, api.tenant() as tenant:
            await tenant.know("A", "B")
            yield tenant


Provoke = Callable[[Tenant], Awaitable[httpx2.Response]]


@dataclass(frozen=True)
class Failure:
    """How a failure is had, and the answer it must have."""

    status: int
    provoke: Provoke


async def _unknown_path(tenant: Tenant) -> httpx2.Response:
    return await tenant.client.get("/api/v1/nothing/here")


async def _wrong_method(tenant: Tenant) -> httpx2.Response:
    return await tenant.client.put(SESSIONS, json={})


async def _invalid(tenant: Tenant) -> httpx2.Response:
    return await tenant.post({})


async def _invalid_ids(tenant: Tenant) -> httpx2.Response:
    return await tenant.post(QUESTION | {"prospect_ids": ["NOBODY"]})


async def _no_session(tenant: Tenant) -> httpx2.Response:
    return await tenant.client.get(f"{SESSIONS}/QS-none")


async def _no_prospect(tenant: Tenant) -> httpx2.Response:
    return await tenant.client.get(f"{PROSPECTS}/NOBODY")


async def _no_outcome(tenant: Tenant) -> httpx2.Response:
    return await tenant.client.delete(f"{PROSPECTS}/A/outcomes/OC-none")


async def _over_quota(tenant: Tenant) -> httpx2.Response:
    await tenant.stores.access.set_daily_answers(tenant.tenant_id, 0)
    return await tenant.post(QUESTION)


async def _over_rate(tenant: Tenant) -> httpx2.Response:
    while (response := await tenant.client.get("/api/v1/auth/me")).status_code == 200:
        pass
    return response


async def _model_fails(tenant: Tenant) -> httpx2.Response:
    """A worker that says it could not be written; `_regenerate` is still waiting then."""
    session_id = await tenant.completed("A")
    asking = asyncio.create_task(tenant.client.post(f"{SESSIONS}/{session_id}/regenerate-summary", json={}))
    request_id = await waiting_request(tenant, session_id)
    await tenant.stores.summaries.give_up(request_id, FailureCode.MODEL_UNAVAILABLE, "the model was away")
    return await asking


async def _blind_model(tenant: Tenant) -> httpx2.Response:
    return await tenant.post(QUESTION | {"image_base64": b64(picture())})


async def _key_reused(tenant: Tenant) -> httpx2.Response:
    await tenant.post(QUESTION, idempotency_key="k")
    return await tenant.post(QUESTION | {"question": "Other?"}, idempotency_key="k")


async def _key_in_flight(tenant: Tenant) -> httpx2.Response:
    """A regeneration that waits for a worker holds its key."""
    session_id = await tenant.completed("A")
    path, headers = f"{SESSIONS}/{session_id}/regenerate-summary", {"Idempotency-Key": "k"}
    first = asyncio.create_task(tenant.client.post(path, json={}, headers=headers))
    await waiting_request(tenant, session_id)
    second = await tenant.client.post(path, json={}, headers=headers)
    await first
    return second


async def _not_cancellable(tenant: Tenant) -> httpx2.Response:
    return await tenant.client.post(f"{SESSIONS}/{await tenant.completed('A')}/cancel")


async def _not_completed(tenant: Tenant) -> httpx2.Response:
    return await tenant.client.post(f"{SESSIONS}/{await tenant.ask('A')}/regenerate-summary", json={})


async def _summary_in_progress(tenant: Tenant) -> httpx2.Response:
    session_id = await tenant.completed("A")
    path = f"{SESSIONS}/{session_id}/regenerate-summary"
    first = asyncio.create_task(tenant.client.post(path, json={}))
    await waiting_request(tenant, session_id)
    second = await tenant.client.post(path, json={})
    await first
    return second


async def _no_key(tenant: Tenant) -> httpx2.Response:
    return await tenant.client.get(SESSIONS, headers={"Authorization": ""})


async def _foreign_origin(tenant: Tenant) -> httpx2.Response:
    headers = {"Cookie": f"prospect_twins_key={tenant.key}", "Origin": "https://evil.example"}
    async with httpx2.AsyncClient(base_url=tenant.api.base_url) as client:
        return await client.post(SESSIONS, json=QUESTION, headers=headers)


async def _too_large(tenant: Tenant) -> httpx2.Response:
    return await tenant.post(QUESTION | {"image_base64": "A" * (17 * 1024 * 1024)})


async def _not_json(tenant: Tenant) -> httpx2.Response:
    return await tenant.client.post(SESSIONS, content=b"question=Why", headers={"Content-Type": "text/plain"})


async def _stopping(tenant: Tenant) -> httpx2.Response:
    session_id = await tenant.ask("A")
    assert isinstance(tenant.api, RunningApi)
    tenant.api.hub.close()
    return await tenant.client.get(f"{SESSIONS}/{session_id}/stream")


async def _our_fault(tenant: Tenant) -> httpx2.Response:
    """A database that is not what the code takes it for."""
    async with tenant.stores.database.transaction() as connection:
        await connection.execute("ALTER TABLE sessions RENAME COLUMN tenant_id TO secret_column")
    return await tenant.client.get(SESSIONS)


FAILURES: Mapping[ErrorCode, Failure] = {
    ErrorCode.VALIDATION_ERROR: Failure(422, _invalid),
    ErrorCode.INVALID_PROSPECT_IDS: Failure(422, _invalid_ids),
    ErrorCode.SESSION_NOT_FOUND: Failure(404, _no_session),
    ErrorCode.PROSPECT_NOT_FOUND: Failure(404, _no_prospect),
    ErrorCode.OUTCOME_NOT_FOUND: Failure(404, _no_outcome),
    ErrorCode.NOT_FOUND: Failure(404, _unknown_path),
    ErrorCode.METHOD_NOT_ALLOWED: Failure(405, _wrong_method),
    ErrorCode.QUOTA_EXCEEDED: Failure(429, _over_quota),
    ErrorCode.RATE_LIMITED: Failure(429, _over_rate),
    ErrorCode.PROCESSING_ERROR: Failure(502, _model_fails),
    ErrorCode.IMAGE_NOT_SUPPORTED: Failure(422, _blind_model),
    ErrorCode.IDEMPOTENCY_KEY_REUSED: Failure(422, _key_reused),
    ErrorCode.IDEMPOTENCY_IN_PROGRESS: Failure(409, _key_in_flight),
    ErrorCode.SESSION_NOT_CANCELLABLE: Failure(409, _not_cancellable),
    ErrorCode.SESSION_NOT_COMPLETED: Failure(409, _not_completed),
    ErrorCode.SUMMARY_IN_PROGRESS: Failure(409, _summary_in_progress),
    ErrorCode.UNAUTHENTICATED: Failure(401, _no_key),
    ErrorCode.FORBIDDEN: Failure(403, _foreign_origin),
    ErrorCode.PAYLOAD_TOO_LARGE: Failure(413, _too_large),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: Failure(415, _not_json),
    ErrorCode.UNAVAILABLE: Failure(503, _stopping),
    ErrorCode.INTERNAL_ERROR: Failure(500, _our_fault),
}


async def waiting_request(tenant: Tenant, session_id: str) -> str:
    """The id of the session's request for a new summary, once there is one."""
    while True:
        row = await tenant.stores.database.row(
            "SELECT request_id FROM summary_requests WHERE session_id = %s AND state = 'waiting'", (session_id,)
        )
        if row is not None:
            return str(row["request_id"])


def test_clause_22_every_error_code_is_provoked_by_a_test() -> None:
    """A new code fails here until it stands in the table."""
    assert set(FAILURES) == set(ErrorCode)


def _refusals(base: type[errors.Refusal]) -> set[type[errors.Refusal]]:
    return {kind for direct in base.__subclasses__() for kind in {direct, *_refusals(direct)}}


def test_clause_22_every_refusal_has_a_status_and_a_code_of_the_list() -> None:
    """A new refusal fails here until the API knows how to answer it, as the table of failures says."""
    assert set(REFUSALS) == _refusals(errors.Refusal)
    for refusal, status in REFUSALS.items():
        assert FAILURES[ErrorCode(refusal.code)].status == status, refusal


@pytest.mark.parametrize("code", FAILURES)
async def test_clause_22_every_failure_has_its_status_and_code(strict: Tenant, code: ErrorCode) -> None:
    failure = FAILURES[code]
    error = expect_error(await failure.provoke(strict), failure.status, code)
    assert len(error["message"]) > 10


async def test_clause_22_a_fault_of_ours_leaks_nothing(strict: Tenant) -> None:
    response = await _our_fault(strict)
    expect_error(response, 500, "INTERNAL_ERROR", hides="column")
    for word in ("tenant_id", "sessions", "SELECT", "psycopg", "Traceback", "File"):
        assert word not in response.text


@pytest.mark.parametrize("route", GUARDED, ids=str)
async def test_clause_22_a_fault_on_any_route_is_500_as_an_api_error(strict: Tenant, route: Route) -> None:
    """Every table's columns have other names than the code thinks (the keys' aside, or nobody gets in)."""
    session_id = await strict.completed("A", "B")
    async with strict.stores.database.transaction() as connection:
        for table, column in (
            ("sessions", "tenant_id"), ("prospects", "lead_id"), ("targets", "lead_id"), ("quota_usage", "used"),
            ("tenants", "daily_answers"), ("outcomes", "lead_id"),
        ):  # fmt: skip
            await connection.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO elsewhere")
    response = await route.call(strict.client, session_id)
    if route.template in ("/api/v1/auth/login", "/api/v1/auth/logout"):
        assert response.status_code == 204  # these need the key alone
    else:
        expect_error(response, 500, "INTERNAL_ERROR", hides="elsewhere")


async def test_clause_22_a_summary_that_is_not_written_in_time_is_504(strict: Tenant) -> None:
    """No worker writes it: the old one stays."""
    session_id = await strict.completed("A")
    before = await strict.get(session_id)
    response = await strict.client.post(f"{SESSIONS}/{session_id}/regenerate-summary", json={})
    expect_error(response, 504, "PROCESSING_ERROR")
    assert await strict.get(session_id) == before


@contextlib.asynccontextmanager
async def database_down(tenant: Tenant) -> AsyncIterator[None]:
    """Nobody may connect to the tenant's database, and those who have are cut off."""
    url = tenant.api.database_url
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    elsewhere = url.replace(f"/{name}?", "/postgres?")
    async with await psycopg.AsyncConnection.connect(elsewhere, autocommit=True) as connection:
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            yield
        finally:
            await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def test_clause_22_a_database_that_is_down_is_503_and_all_is_well_once_it_is_back(
    strict: Tenant, soon: Soon
) -> None:
    """With Retry-After; an open stream outlives it, and goes on without a gap."""
    session_id = await strict.ask("A", "B")
    await strict.answer(session_id, "A")
    following = asyncio.create_task(whole_stream(strict.client, session_id))
    await asyncio.gather(*(strict.client.get(SESSIONS) for _ in range(8)))  # so that several connections are cut off
    async with database_down(strict):
        down = await asyncio.gather(strict.client.get(SESSIONS), strict.client.get("/readyz"), strict.post(QUESTION))
        for response in down:
            expect_error(response, 503, "UNAVAILABLE")
        assert (await strict.client.get("/healthz")).status_code == 200
        assert not following.done()

    async def is_back() -> bool:
        with contextlib.suppress(DatabaseUnavailable):
            return (await strict.client.get(SESSIONS)).status_code == 200 and bool(await strict.counts())
        return False

    await soon(is_back, 30)
    assert (await strict.client.get(SESSIONS)).json()["total_count"] == 1
    await strict.answer(session_id, "B")
    await strict.finish(session_id)
    assert [event.event_id for event in await following] == [1, 2, 3]


MALFORMED = [b"{", b"", b"\xff\xfe", b"{'a': 1}", b"[1,]", b'{"question": "x}', b"\x00", b'{"a":1}{"b":2}', b"nul"]
"""No JSON."""
TOO_MUCH = {
    "digits": b'{"question": ' + b"1" * 5000 + b"}",
    "levels": b'{"context": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
}
"""JSON, but more of it than can be read."""


@pytest.mark.parametrize("what", TOO_MUCH)
async def test_clause_22_json_that_is_too_much_is_said_to_be_that(tenant: Tenant, what: str) -> None:
    for path in (SESSIONS, f"{PROSPECTS}/A/outcomes"):
        response = await tenant.client.post(path, content=TOO_MUCH[what], headers={"Content-Type": "application/json"})
        assert {"digits": "digits", "levels": "nested"}[what] in expect_error(response, 422, "VALIDATION_ERROR")[
            "message"
        ]


async def test_clause_22_a_packed_body_is_said_to_be_packed(tenant: Tenant) -> None:
    """What is not unpacked is no malformed JSON; `import` knows a packed file by itself."""
    await tenant.know("A")
    packed = gzip.compress(json.dumps(QUESTION).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    response = await tenant.client.post(SESSIONS, content=packed, headers=headers)
    assert "Content-Encoding: gzip" in expect_error(response, 415, "UNSUPPORTED_MEDIA_TYPE")["message"]
    plain = {"Content-Type": "application/json", "Content-Encoding": "identity"}
    assert (await tenant.client.post(SESSIONS, content=json.dumps(QUESTION), headers=plain)).status_code == 201


async def test_clause_22_a_body_in_another_encoding_is_said_to_be_that(tenant: Tenant) -> None:
    body = '{"question": "Für wen?", "prospect_ids": ["A"]}'.encode("latin-1")
    response = await tenant.client.post(SESSIONS, content=body, headers={"Content-Type": "application/json"})
    assert "UTF-8" in expect_error(response, 400, "VALIDATION_ERROR")["message"]


@pytest.mark.parametrize(
    ("path", "body", "meant"),
    [
        (SESSIONS, QUESTION | {"image": "aGk="}, "image_base64"),
        (SESSIONS, QUESTION | {"imageBase64": "aGk="}, "image_base64"),
        (SESSIONS, QUESTION | {"kind": "yes_no"}, "question_kind"),
        (SESSIONS, QUESTION | {"Options": ["a", "b"]}, "options"),
        (SESSIONS, QUESTION | {"parent_sesion_id": "QS-1"}, "parent_session_id"),
        (SESSIONS, QUESTION | {"image_url": "https://x.example/a.png"}, "image_base64"),
        (
            SESSIONS,
            QUESTION | {"parent_session_id": "QS-1", "parent_answers": {"sentiment": ["negative"]}},
            "sentiments",
        ),
        (ESTIMATE, QUESTION | {"scales": "agreement"}, "scale"),
        (f"{SESSIONS}/QS-1/regenerate-summary", {"style": "detailed"}, "summary_style"),
        (f"{SESSIONS}/QS-1/regenerate-summary", {"focus": ["price"]}, "focus_areas"),
        (f"{PROSPECTS}/A/outcomes", {"note": "x", "occured_at": "2020-01-01"}, "occurred_at"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_clause_22_a_misspelt_field_is_refused(
    tenant: Tenant, path: str, body: dict[str, Any], meant: str
) -> None:
    """What is left out without a word is asked, and paid for, without the picture, the options or the date."""
    await tenant.know("A")
    error = expect_error(await tenant.client.post(path, json=body), 422, "VALIDATION_ERROR")
    assert "a field that is not known" in error["message"]
    assert f"did you mean {meant}?" in error["message"]


async def test_clause_22_a_field_of_the_client_s_own_is_ignored(tenant: Tenant) -> None:
    """As the specification's models do."""
    await tenant.know("A")
    own = {
        "agent_id": "AGENT-001",
        "crm_ref": 7,
        "question_id": 4,
        "version": 2,
        "language": "de",
        "x": None,
        "": 1,
        "ü" * 300: 1,
    }
    assert (await tenant.post(QUESTION | own)).status_code == 201


@pytest.mark.parametrize("content", MALFORMED, ids=lambda content: f"{content[:20]!r}")
@pytest.mark.parametrize("route", [route for route in GUARDED if "Content-Type" in route.headers], ids=str)
async def test_clause_22_malformed_json_is_400(tenant: Tenant, route: Route, content: bytes) -> None:
    """400; 422 for a body that is missing and needed. An import of JSON Lines reports the line instead."""
    if "regenerate" in route.template and content == b"":
        return
    session_id = await tenant.completed("A")
    response = await route.call(tenant.client, session_id, content=content)
    if "import" in route.template:
        assert response.status_code in (200, 422)
        assert response.status_code == 422 or response.json()["created"] == 0
    else:
        expect_error(response, 422 if content == b"" else 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("content", [b"null", b"[]", b"1", b'"text"', b"true"])
async def test_clause_22_json_that_is_no_object_is_422(tenant: Tenant, content: bytes) -> None:
    response = await tenant.client.post(SESSIONS, content=content, headers={"Content-Type": "application/json"})
    expect_error(response, 422, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
     "application", "json", "text/json", "application/jsonp", "application/json/x", "*/*", "\xff"],
)  # fmt: skip
async def test_clause_22_another_content_type_is_415(tenant: Tenant, content_type: str | None) -> None:
    """Also where the body would be good JSON, and before it is parsed; without a content type too."""
    session_id = await tenant.completed("A")
    headers = [] if content_type is None else [(b"Content-Type", content_type.encode("latin-1"))]
    for path, good in ((SESSIONS, b'{"question": "Why?", "prospect_ids": ["A"]}'),
                       (f"{SESSIONS}/{session_id}/regenerate-summary", b"{}")):  # fmt: skip
        for content in (good, b"{"):
            response = await tenant.client.post(path, content=content, headers=headers)
            expect_error(response, 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.crm+json", "application/json;"],
)
async def test_clause_22_json_by_any_of_its_names_is_taken(tenant: Tenant, content_type: str) -> None:
    await tenant.know("A")
    content = b'{"question": "Why?", "prospect_ids": ["A"]}'
    response = await tenant.client.post(SESSIONS, content=content, headers={"Content-Type": content_type})
    assert response.status_code == 201


async def test_clause_22_values_that_don_t_validate_say_where_and_why(tenant: Tenant) -> None:
    refused = await tenant.post({"prospect_ids": [1, "A", None], "context": 5, "image_mime_type": 1})
    error = expect_error(refused, 422, "VALIDATION_ERROR")
    assert places(error) == ["question", "prospect_ids.0", "prospect_ids.2", "image_mime_type", "context"]
    assert all(set(problem) == {"place", "reason"} and problem["reason"] for problem in error["details"]["errors"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"question": "x" * 2001, "prospect_ids": ["A"]}, "question: it has 2001 characters; at most 2000 are taken"),
        ({"question": "", "prospect_ids": ["A"]}, "question: it is empty"),
        ({"question": 5, "prospect_ids": ["A"]}, "question: it has to be text"),
        ({"prospect_ids": ["A"]}, "question: it is missing"),
        ({"question": "Why?", "prospect_ids": "A"}, "prospect_ids: it has to be a list"),
        ({"question": "Why?", "prospect_ids": ["A"], "context": "x"}, "context: it has to be a JSON object"),
        ({"question": "Why?", "prospect_ids": ["A"], "options": ["x"] * 99}, "options: it has 99 entries; at most"),
    ],
)
async def test_clause_22_reasons_are_told_in_the_words_of_json(
    tenant: Tenant, body: dict[str, Any], reason: str
) -> None:
    message = expect_error(await tenant.post(body), 422, "VALIDATION_ERROR")["message"]
    assert message.startswith(f"Not valid: {reason}"), message


async def send_raw(api: Api, head: str, *chunks: bytes) -> bytes:
    """The whole answer to a request that no client would write; what can't be sent any more is not."""
    address = httpx2.URL(api.base_url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(head.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    with contextlib.suppress(ConnectionError):
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
    answer = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(60):
            while b"\r\n\r\n" not in answer or b'"timestamp"' not in answer:
                part = await reader.read(65536)
                if not part:
                    break
                answer += part
    writer.close()
    return answer


@pytest.mark.parametrize("route", [route for route in GUARDED if route.method != "GET"], ids=str)
async def test_clause_22_a_body_that_says_it_is_too_large_is_413_unread(tenant: Tenant, route: Route) -> None:
    """By its Content-Length alone: no byte of it is sent."""
    head = f"{route.method} {route.path()} HTTP/1.1\nhost: x\nauthorization: Bearer {tenant.key}\n"
    for size in (100 * 1024 * 1024, 10**18):
        answer = await send_raw(tenant.api, head + f"content-type: application/json\ncontent-length: {size}")
        assert answer.startswith(b"HTTP/1.1 413 "), answer
        assert b'"PAYLOAD_TOO_LARGE"' in answer


@pytest.mark.parametrize("path", [SESSIONS, f"{PROSPECTS}/import"])
async def test_clause_22_a_chunked_body_over_the_limit_is_413(tenant: Tenant, path: str) -> None:
    """Its length is not said beforehand, so it is counted as it comes."""
    head = f"POST {path} HTTP/1.1\nhost: x\nauthorization: Bearer {tenant.key}\ntransfer-encoding: chunked\n"
    megabyte = b"100000\r\n" + b" " * (1024 * 1024) + b"\r\n"
    answer = await send_raw(tenant.api, head + "content-type: application/json", *[megabyte] * 70)
    assert answer.startswith(b"HTTP/1.1 413 "), answer[:200]
    assert b'"PAYLOAD_TOO_LARGE"' in answer


async def test_clause_22_a_body_at_the_limit_is_read(tenant: Tenant) -> None:
    """16 MB, which the largest image and 5,000 ids fit in; what is in it is another matter."""
    limit = 16 * 1024 * 1024
    content = b'{"question": "Why?", "prospect_ids": ["A"], "padding": "'
    content += b"x" * (limit - len(content) - 2) + b'"}'
    await tenant.know("A")
    headers = {"Content-Type": "application/json"}
    assert (await tenant.client.post(SESSIONS, content=content, headers=headers)).status_code == 201
    refused = await tenant.client.post(SESSIONS, content=content + b" ", headers=headers)
    expect_error(refused, 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/v1/qa", "/api/v1/qa/sessions/a/b/c", "/api/v2/qa/sessions", "/%00", "/ws"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
async def test_clause_22_an_unknown_path_is_404(tenant: Tenant, method: str, path: str) -> None:
    expect_error(await tenant.client.request(method, path), 404, "NOT_FOUND")


@pytest.mark.parametrize("route", ROUTES, ids=str)
async def test_clause_22_a_method_that_a_path_does_not_take_is_405(tenant: Tenant, route: Route) -> None:
    """With `Allow`, which names all that it takes; HEAD has no body, as HTTP wants it.

    A path below a prospect's may also be that of a prospect with a slash in their id, who can be read and erased.
    """
    allowed = {other.method for other in ROUTES if other.template == route.template}
    taken = allowed | ({"GET", "DELETE"} if route.template.startswith(f"{PROSPECTS}/") else set())
    with_head = taken | ({"HEAD"} if "GET" in taken else set())
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        if method == "OPTIONS":
            response = await tenant.client.options(route.path())
            assert (response.status_code, response.content) == (204, b"")
            assert {name.strip() for name in response.headers["allow"].split(",")} == with_head | {"OPTIONS"}
        elif method not in taken:
            response = await tenant.client.request(method, route.path())
            expect_error(response, 405, "METHOD_NOT_ALLOWED")
            assert {name.strip() for name in response.headers["allow"].split(",")} == with_head
    if "GET" in allowed:
        head = await tenant.client.head(route.path())
        got = await tenant.client.get(route.path()) if "stream" not in route.template else head
        assert (head.status_code, head.content) == (got.status_code, b"")


async def test_clause_22_a_client_that_leaves_in_the_middle_of_its_body_harms_nobody(tenant: Tenant) -> None:
    before = await tenant.counts()
    head = f"POST {SESSIONS} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {tenant.key}\r\n"
    head += "content-type: application/json\r\ncontent-length: 100000\r\n\r\n"
    address = httpx2.URL(tenant.api.base_url)
    for _ in range(10):
        _, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(head.encode() + b'{"question": "Why?", ')
        await writer.drain()
        writer.transport.abort()
    assert (await tenant.client.get(SESSIONS)).status_code == 200
    assert await tenant.counts() == before
