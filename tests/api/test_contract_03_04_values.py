"""Contract 3 and 4: texts, contexts and times, on their way in and out."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx2
import pytest

from tests.api.expecting import expect_error, parse_time, places
from tests.api.routes import PROSPECT_IDS
from tests.api.running import PROSPECTS, SESSIONS, Tenant

SECRET = "Rosamunde-4711"
"""Something personal in a request, which no error may give back."""

BLANK = ["", " ", "\n\t\r ", "\u00a0\u2003\u3000", "\u200b", "\u2060\ufeff"]
UNSTORABLE = ["a\0b", "\0", "\ud800", "a\udfff", "\udc00\ud800"]


def raw(tenant: Tenant, body: str | bytes, path: str = SESSIONS) -> httpx2.Request:
    """A POST of JSON text as it is, which no client's encoder would write."""
    content = body.encode() if isinstance(body, str) else body
    return tenant.client.build_request("POST", path, content=content, headers={"content-type": "application/json"})


@pytest.mark.parametrize("question", BLANK, ids=ascii)
async def test_clause_03_a_blank_question_is_refused(tenant: Tenant, question: str) -> None:
    """Blank is what a reader sees as blank, white space and invisible characters alike."""
    await tenant.know("A")
    error = expect_error(await tenant.post({"question": question, "prospect_ids": ["A"]}), 422, "VALIDATION_ERROR")
    assert places(error) == ["question"]


async def test_clause_03_a_question_has_at_most_2000_characters(tenant: Tenant) -> None:
    """Characters, not bytes: two thousand of four bytes each are well."""
    assert (await tenant.get(await tenant.ask("A", question="🦩" * 2000)))["question"] == "🦩" * 2000
    refused = await tenant.post({"question": "🦩" * 2001, "prospect_ids": ["A"]})
    assert places(expect_error(refused, 422, "VALIDATION_ERROR", hides="🦩")) == ["question"]


@pytest.mark.parametrize(
    "question", ["  keep my spaces  ", "a\u0301", "<b>\"'\\</b>", "%s %(x)s {}", "\U0010ffff\ue000"]
)
async def test_clause_03_a_question_comes_back_as_it_was_sent(tenant: Tenant, question: str) -> None:
    assert (await tenant.get(await tenant.ask("A", question=question)))["question"] == question


def _bodies_with(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    good: dict[str, Any] = {"question": "Why?", "prospect_ids": ["A"]}
    yield "question", good | {"question": f"{SECRET}{text}"}
    yield "prospect_ids", good | {"prospect_ids": ["A", f"{SECRET}{text}"]}
    yield "context", good | {"context": {"campaign": f"{SECRET}{text}"}}
    yield "context", good | {"context": {f"{SECRET}{text}": 1}}
    yield "context", good | {"context": {"a": [{"b": [{f"{SECRET}{text}": None}]}]}}
    yield "image_base64", good | {"image_base64": f"{SECRET}{text}"}
    yield "image_mime_type", good | {"image_mime_type": f"{SECRET}{text}"}


@pytest.mark.parametrize("text", UNSTORABLE, ids=ascii)
async def test_clause_03_nul_and_lone_surrogates_are_refused_in_every_text(tenant: Tenant, text: str) -> None:
    """422 with the place, whichever text of the body holds them; never the text itself, never a 500."""
    await tenant.know("A")
    for place, body in _bodies_with(text):
        response = await tenant.client.send(raw(tenant, json.dumps(body)))
        error = expect_error(response, 422, "VALIDATION_ERROR", hides=SECRET)
        assert places(error)[0].startswith(place)
    assert (await tenant.counts())["sessions"] == 0


@pytest.mark.parametrize("text", UNSTORABLE, ids=ascii)
async def test_clause_03_nul_and_lone_surrogates_are_refused_in_a_summary_s_focus(tenant: Tenant, text: str) -> None:
    session_id = await tenant.completed("A")
    body = json.dumps({"focus_areas": [f"{SECRET}{text}"]})
    response = await tenant.client.send(raw(tenant, body, f"{SESSIONS}/{session_id}/regenerate-summary"))
    expect_error(response, 422, "VALIDATION_ERROR", hides=SECRET)


PATHS = [
    ("GET", f"{SESSIONS}/{{}}"),
    ("GET", f"{SESSIONS}/{{}}/responses"),
    ("GET", f"{SESSIONS}/{{}}/image"),
    ("GET", f"{SESSIONS}/{{}}/stream"),
    ("POST", f"{SESSIONS}/{{}}/cancel"),
    ("POST", f"{SESSIONS}/{{}}/regenerate-summary"),
    ("GET", f"{PROSPECTS}/{{}}"),
    ("DELETE", f"{PROSPECTS}/{{}}"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_clause_03_nul_is_refused_in_every_path(tenant: Tenant, method: str, path: str) -> None:
    content = b"{}" if path.endswith("summary") else None
    response = await tenant.client.request(
        method, path.format(f"{SECRET}%00"), content=content, headers={"content-type": "application/json"}
    )
    expect_error(response, 422, "VALIDATION_ERROR", hides=SECRET)


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("segment", ["%ED%A0%80", "%FF%FE", "%C3%28", "x" * 5000, "%25", "%F0%9F%A6%A9", "..;"])
async def test_clause_03_an_odd_path_is_answered_by_a_refusal(
    tenant: Tenant, method: str, path: str, segment: str
) -> None:
    """Bytes that are no UTF-8 (a surrogate's among them), endless ids: 404 or 422, an `APIError` always."""
    content = b"{}" if path.endswith("summary") else None
    response = await tenant.client.request(
        method, path.format(segment), content=content, headers={"content-type": "application/json"}
    )
    assert response.status_code in (404, 422)
    expect_error(response, response.status_code, response.json()["error_code"])


@pytest.mark.parametrize(
    "parameters",
    [
        {"search_query": f"{SECRET}\0"},
        {"prospect_id": f"{SECRET}\0"},
        {"status_filter": f"{SECRET}\0"},
        {"include": f"{SECRET}\0"},
        {"date_from": f"{SECRET}\0"},
        {"sort_by": f"{SECRET}\0"},
        {"page": f"{SECRET}\0"},
    ],
    ids=lambda parameters: next(iter(parameters)),
)
async def test_clause_03_nul_is_refused_in_every_query(tenant: Tenant, parameters: dict[str, str]) -> None:
    error = expect_error(await tenant.client.get(SESSIONS, params=parameters), 422, "VALIDATION_ERROR", hides=SECRET)
    assert places(error)[0].startswith(next(iter(parameters)))


@pytest.mark.parametrize("name", ["search", "full_name", "lead_id", "occupation", "annual_income"])
async def test_clause_03_nul_is_refused_in_every_filter_of_prospects(tenant: Tenant, name: str) -> None:
    for path in (PROSPECTS, PROSPECT_IDS):
        response = await tenant.client.get(path, params={name: f"{SECRET}\0"})
        expect_error(response, 422, "VALIDATION_ERROR", hides=SECRET)


def nested(levels: int) -> dict[str, Any]:
    """A context of so many levels, of objects and lists in turn."""
    value: Any = {} if levels % 2 else []
    for level in range(levels - 1, 0, -1):
        value = {"a": value} if level % 2 else [value]
    assert isinstance(value, dict)
    return value


async def test_clause_03_a_context_of_16_levels_is_kept_and_of_17_refused(tenant: Tenant) -> None:
    assert (await tenant.get(await tenant.ask("A", context=nested(16))))["context"] == nested(16)
    refused = await tenant.post({"question": "Why?", "prospect_ids": ["A"], "context": nested(17)})
    assert places(expect_error(refused, 422, "VALIDATION_ERROR")) == ["context"]


async def test_clause_03_a_context_of_16_kilobytes_is_kept_and_a_byte_more_refused(tenant: Tenant) -> None:
    """Measured as compact JSON in UTF-8, where an umlaut takes two bytes."""
    frame = len('{"note":""}')
    full = {"note": "ü" * ((16 * 1024 - frame) // 2) + "u" * ((16 * 1024 - frame) % 2)}
    assert (await tenant.get(await tenant.ask("A", context=full)))["context"] == full
    refused = await tenant.post({"question": "Why?", "prospect_ids": ["A"], "context": {"note": full["note"] + "u"}})
    assert places(expect_error(refused, 422, "VALIDATION_ERROR", hides="ü")) == ["context"]


@pytest.mark.parametrize("opening", ['{"a":', "["])
async def test_clause_03_json_of_any_depth_is_refused_not_suffered(tenant: Tenant, opening: str) -> None:
    """A hundred thousand levels, closed or not: a refusal, not a stack overflow."""
    await tenant.know("A")
    closing = {"[": "]", '{"a":': "}"}[opening]
    for inner in (opening * 100_000, opening * 100_000 + "1" + closing * 100_000):
        for body in (inner, f'{{"question": "Why?", "prospect_ids": ["A"], "context": {inner}}}'):
            response = await tenant.client.send(raw(tenant, body))
            assert response.status_code in (400, 422)
            expect_error(response, response.status_code, "VALIDATION_ERROR")


@pytest.mark.parametrize("context", [[], "text", 1, True, [{"a": 1}]], ids=repr)
async def test_clause_03_a_context_must_be_an_object(tenant: Tenant, context: object) -> None:
    await tenant.know("A")
    refused = await tenant.post({"question": "Why?", "prospect_ids": ["A"], "context": context})
    assert places(expect_error(refused, 422, "VALIDATION_ERROR")) == ["context"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
async def test_clause_03_numbers_that_json_does_not_know_are_refused(tenant: Tenant, number: str) -> None:
    await tenant.know("A")
    body = f'{{"question": "Why?", "prospect_ids": ["A"], "context": {{"n": [{number}]}}}}'
    response = await tenant.client.send(raw(tenant, body))
    assert response.status_code in (400, 422)
    expect_error(response, response.status_code, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "context",
    [
        None,
        {},
        {"agent_id": "AGENT-1", "n": -0.5, "list": [1, None, True, ""], "ünï": "🦩"},
        {"big": 10**400, "small": 5e-324, "exact": 2**63},
        {"": "", "a.b": 1, "$where": 1, "__proto__": {"x": 1}},
        {"script": "</script><!-- {{7*7}} ${jndi} %s"},
    ],
    ids=lambda value: f"{value!r:.30}",
)
async def test_clause_03_a_context_comes_back_as_it_was_sent(tenant: Tenant, context: dict[str, Any] | None) -> None:
    session = await tenant.client.get(f"{SESSIONS}/{await tenant.ask('A', context=context)}")
    assert json.loads(session.text)["context"] == (context or {})


async def test_clause_03_no_error_gives_back_what_was_sent(tenant: Tenant) -> None:
    """Wrong types, wrong values, unknown members: the places are named, the values aren't."""
    wrong: list[dict[str, Any]] = [
        {"question": [SECRET], "prospect_ids": {SECRET: SECRET}, "context": SECRET, "image_base64": {SECRET: 1}},
        {"question": "Why?", "prospect_ids": [{"name": SECRET}, [SECRET], 1.5], SECRET: SECRET},
        {SECRET: SECRET},
        {"question": SECRET * 200, "prospect_ids": ["A"]},
        {"question": "Why?", "prospect_ids": ["A"], "image_base64": SECRET, "image_mime_type": SECRET},
    ]
    for body in wrong:
        expect_error(await tenant.post(body), 422, "VALIDATION_ERROR", hides=SECRET)
    for name in ("status_filter", "include", "sort_by", "sort_order", "page", "page_size", "date_from", "date_to"):
        expect_error(await tenant.client.get(SESSIONS, params={name: SECRET}), 422, "VALIDATION_ERROR", hides=SECRET)
    expect_error(await tenant.client.send(raw(tenant, f'{{"{SECRET}": ')), 400, "VALIDATION_ERROR", hides=SECRET)
    for header in ("Idempotency-Key",):
        response = await tenant.post({"question": "Why?", "prospect_ids": ["A"]}, **{header: f"{SECRET} {SECRET}"})
        expect_error(response, 422, "VALIDATION_ERROR", hides=SECRET)


async def test_clause_03_a_thousand_mistakes_make_an_answer_of_reasonable_size(tenant: Tenant) -> None:
    refused = await tenant.post({"question": "Why?", "prospect_ids": [1] * 100_000})
    expect_error(refused, 422, "VALIDATION_ERROR")
    assert len(refused.content) < 20_000


async def test_clause_04_status_filter_takes_commas_and_repetition(tenant: Tenant) -> None:
    """`a,b`, `a&b` and a mixture are the same filter."""
    pending = await tenant.ask("A")
    cancelled = await tenant.ask("A")
    await tenant.client.post(f"{SESSIONS}/{cancelled}/cancel")
    completed = await tenant.completed("A")
    for query in (
        "status_filter=pending,completed",
        "status_filter=pending&status_filter=completed",
        "status_filter=pending%2Ccompleted",
        "status_filter=completed,%20pending,&status_filter=pending",
    ):
        listed = (await tenant.client.get(f"{SESSIONS}?{query}")).json()
        assert {session["session_id"] for session in listed["sessions"]} == {pending, completed}, query
        assert listed["total_count"] == 2
    refused = await tenant.client.get(f"{SESSIONS}?status_filter=pending,finished")
    assert places(expect_error(refused, 422, "VALIDATION_ERROR", hides="finished")) == ["status_filter"]


@pytest.mark.parametrize("time", ["1705314600", "1705314600000", "now", "15.01.2024", "2024-01", "10:30"])
async def test_clause_04_what_is_no_date_is_refused(tenant: Tenant, time: str) -> None:
    """A bare number may mean any of several instants."""
    session_id = await tenant.completed("A")
    for path, name in (
        (SESSIONS, "date_from"),
        (SESSIONS, "date_to"),
        (f"{SESSIONS}/{session_id}/responses", "since_timestamp"),
    ):
        refused = await tenant.client.get(path, params={name: time})
        assert places(expect_error(refused, 422, "VALIDATION_ERROR", hides=time)) == [name]


@pytest.mark.parametrize("apart", ["T", "t", " "])
async def test_clause_04_a_time_without_an_offset_is_utc(tenant: Tenant, apart: str) -> None:
    session_id = await tenant.completed("A")
    answered_at = parse_time((await tenant.get(session_id))["responses"][0]["answered_at"])
    for moved, expected in ((timedelta(0), 0), (timedelta(milliseconds=-1), 1)):
        naive = (answered_at + moved).replace(tzinfo=None).isoformat(sep=apart, timespec="milliseconds")
        found = await tenant.client.get(f"{SESSIONS}/{session_id}/responses", params={"since_timestamp": naive})
        assert len(found.json()["responses"]) == expected, found.text


async def test_clause_04_a_plain_date_is_the_beginning_of_its_day_in_utc(tenant: Tenant) -> None:
    session_id = await tenant.completed("A")
    created = parse_time((await tenant.get(session_id))["created_at"])
    for name, days, expected in (
        ("date_from", 0, 1), ("date_from", 1, 0), ("date_to", 0, 0), ("date_to", 1, 1),
    ):  # fmt: skip
        day = (created + timedelta(days=days)).date().isoformat()
        found = await tenant.client.get(SESSIONS, params={name: day})
        assert found.json()["total_count"] == expected, (name, day, found.text)


async def test_clause_04_an_unescaped_plus_is_read_as_plus(tenant: Tenant) -> None:
    """`+02:00` in a URL arrives as ` 02:00`."""
    session_id = await tenant.completed("A")
    answered_at = parse_time((await tenant.get(session_id))["responses"][0]["answered_at"])
    for offset in (timedelta(hours=2), timedelta(hours=5, minutes=30), timedelta(0), timedelta(hours=14)):
        for moved, expected in ((timedelta(0), 0), (timedelta(milliseconds=-1), 1)):
            moment = (answered_at + moved).astimezone(timezone(offset)).isoformat(timespec="milliseconds")
            assert "+" in moment
            for written in (
                moment, moment.replace("+", "%2B"), moment[:-3] + moment[-2:], moment.replace("T", "%20"),
            ):  # fmt: skip
                found = await tenant.client.get(f"{SESSIONS}/{session_id}/responses?since_timestamp={written}")
                assert found.status_code == 200, (written, found.text)
                assert len(found.json()["responses"]) == expected, written


@pytest.mark.parametrize(
    "time",
    [
        "2024-01-15T10:30:00Z", "2024-01-15T10:30:00.123456Z", "2024-01-15T10:30:00-08:00", "2024-01-15t10:30:00z",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999-14:00", "2024-02-29T23:59:59.999999+00:00",
    ],
)  # fmt: skip
async def test_clause_04_any_time_with_an_offset_is_understood(tenant: Tenant, time: str) -> None:
    """The first and last instants that can be written included."""
    session_id = await tenant.completed("A")
    early = datetime.fromisoformat(time.upper()).year < 2025
    found = await tenant.client.get(f"{SESSIONS}/{session_id}/responses", params={"since_timestamp": time})
    assert len(found.json()["responses"]) == early, found.text
    assert (await tenant.client.get(SESSIONS, params={"date_from": time})).json()["total_count"] == early
    assert (await tenant.client.get(SESSIONS, params={"date_to": time})).json()["total_count"] == (not early)


@pytest.mark.parametrize(
    "time", ["2023-02-29T00:00:00Z", "2024-01-15T25:00:00Z", "2024-01-15T10:30:00+25:00", "T", "+"]
)
async def test_clause_04_an_impossible_time_is_refused(tenant: Tenant, time: str) -> None:
    expect_error(await tenant.client.get(SESSIONS, params={"date_from": time}), 422, "VALIDATION_ERROR")


def _times(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _times(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _times(item, name)
    elif isinstance(value, str) and (name.endswith("_at") or name == "timestamp"):
        yield name, value


async def test_clause_04_all_times_leave_as_utc_with_milliseconds(tenant: Tenant) -> None:
    """Wherever a time stands: sessions, lists, answers, summaries, cancellations, prospects, the quota, errors."""
    session_id = await tenant.completed("A")
    other = await tenant.ask("A")
    responses = [
        await tenant.post({"question": "Why?", "prospect_ids": ["A"]}),
        await tenant.client.get(f"{SESSIONS}/{session_id}"),
        await tenant.client.get(SESSIONS),
        await tenant.client.get(f"{SESSIONS}/{session_id}/responses"),
        await tenant.client.post(f"{SESSIONS}/{other}/cancel"),
        await tenant.client.get(f"{PROSPECTS}/A"),
        await tenant.client.get("/api/v1/auth/me"),
        await tenant.client.get(f"{SESSIONS}/QS-none"),
    ]
    seen = set()
    for response in responses:
        for name, text in _times(response.json()):
            seen.add(name)
            assert abs(parse_time(text) - datetime.now(UTC)) < timedelta(days=2) or name == "generated_at"
    assert seen >= {
        "created_at", "updated_at", "completed_at", "answered_at", "generated_at", "cancelled_at", "resets_at",
        "timestamp",
    }  # fmt: skip


async def test_clause_04_a_time_that_came_out_goes_in_again_exactly(tenant: Tenant) -> None:
    """Milliseconds exactly: bounds made of a session's own `created_at` leave that session out, both ways."""
    session_id = await tenant.ask("A")
    created_at = (await tenant.get(session_id))["created_at"]
    just_before = (parse_time(created_at) - timedelta(milliseconds=1)).isoformat()
    just_after = (parse_time(created_at) + timedelta(milliseconds=1)).isoformat()
    for bounds, expected in (
        ({"date_from": created_at}, 0),
        ({"date_to": created_at}, 0),
        ({"date_from": just_before}, 1),
        ({"date_to": just_after}, 1),
        ({"date_from": just_before, "date_to": just_after}, 1),
    ):
        assert (await tenant.client.get(SESSIONS, params=bounds)).json()["total_count"] == expected, bounds


@pytest.mark.parametrize("search", ["???", "\U0001f600", "%", "\ufffd"])
async def test_a_search_without_a_word_finds_nobody(tenant: Tenant, search: str) -> None:
    """A blank one doesn't narrow; whoever typed a sign does not mean everybody."""
    await tenant.completed("A", "B")
    for path, name in ((PROSPECTS, "search"), (PROSPECT_IDS, "search"), (SESSIONS, "search_query")):
        assert (await tenant.client.get(path, params={name: search})).json()["total_count"] == 0
        assert (await tenant.client.get(path, params={name: "  "})).json()["total_count"] > 0
