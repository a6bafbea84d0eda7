"""Contract 7: lists of sessions."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.api.expecting import expect_error, parse_time, places
from tests.api.running import SESSIONS, Tenant


async def listed(tenant: Tenant, **parameters: Any) -> dict[str, Any]:
    found = await tenant.client.get(SESSIONS, params=parameters)
    assert found.status_code == 200, found.text
    page: dict[str, Any] = found.json()
    return page


async def ids(tenant: Tenant, **parameters: Any) -> list[str]:
    return [session["session_id"] for session in (await listed(tenant, **parameters))["sessions"]]


async def cancel(tenant: Tenant, session_id: str) -> str:
    assert (await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")).status_code == 200
    return session_id


async def in_progress(tenant: Tenant) -> str:
    session_id = await tenant.ask("A", "B")
    await tenant.answer(session_id, "A")
    return session_id


async def test_clause_07_a_list_embeds_full_sessions(tenant: Tenant) -> None:
    """Each entry is the very session that its own path gives."""
    for session_id in (await tenant.completed("A", "B"), await in_progress(tenant), await tenant.ask("C")):
        assert await tenant.get(session_id) in (await listed(tenant))["sessions"]


@pytest.mark.parametrize(
    ("include", "kept"),
    [
        ("targets,responses,summary", {"target_prospects", "responses", "summary"}),
        ("responses", {"responses"}),
        ("summary,targets", {"summary", "target_prospects"}),
        ("targets", {"target_prospects"}),
        ("", set()),
    ],
)
async def test_clause_07_include_leaves_parts_out(tenant: Tenant, include: str, kept: set[str]) -> None:
    """What is left out is empty; the counters, and who failed, stay."""
    session_id = await tenant.ask("A", "B")
    await tenant.answer(session_id, "A")
    await tenant.fail(session_id, "B")
    await tenant.finish(session_id)
    (full,) = (await listed(tenant))["sessions"]
    assert all(full[part] for part in ("target_prospects", "responses", "summary"))
    (session,) = (await listed(tenant, include=include))["sessions"]
    for part, empty in (("target_prospects", []), ("responses", []), ("summary", None)):
        assert session[part] == (full[part] if part in kept else empty)
    assert {name: session[name] for name in full if name not in ("target_prospects", "responses", "summary")} == {
        name: full[name] for name in full if name not in ("target_prospects", "responses", "summary")
    }
    assert (session["total_responded"], session["total_expected"]) == (1, 2)


async def test_clause_07_include_takes_both_forms_and_nothing_unknown(tenant: Tenant) -> None:
    await tenant.completed("A")
    commas = await tenant.client.get(f"{SESSIONS}?include=responses,summary")
    repeated = await tenant.client.get(f"{SESSIONS}?include=summary&include=responses")
    assert commas.json() == repeated.json()
    refused = await tenant.client.get(f"{SESSIONS}?include=responses,everything")
    assert places(expect_error(refused, 422, "VALIDATION_ERROR", hides="everything")) == ["include"]


async def test_clause_07_pages_hold_every_session_once(tenant: Tenant) -> None:
    """Whatever the page's size; a page past the end is empty, and the totals stay."""
    made = {await tenant.ask("A") for _ in range(7)}
    for page_size, pages in ((1, 7), (3, 3), (7, 1), (100, 1)):
        seen: list[str] = []
        for page in range(1, pages + 2):
            found = await listed(tenant, page=page, page_size=page_size)
            assert (found["total_count"], found["total_pages"]) == (7, pages)
            assert (found["page"], found["page_size"]) == (page, page_size)
            seen += [session["session_id"] for session in found["sessions"]]
        assert len(seen) == 7
        assert set(seen) == made
    assert (await listed(tenant, page=1_000_000, page_size=100))["sessions"] == []


async def test_clause_07_an_empty_list_is_a_list(tenant: Tenant) -> None:
    assert await listed(tenant) == {
        "sessions": [], "total_count": 0, "page": 1, "page_size": 20, "total_pages": 0,
        "active_sessions_count": 0, "completed_sessions_count": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("page", ["0", "-1", "1.5", "two", "", "1e3", "99999999999999999999999"]),
        ("page_size", ["0", "101", "-5", "many"]),
        ("sort_by", ["updated_at", "Created_at", "created_at;", ""]),
        ("sort_order", ["descending", "DESC", ""]),
    ],
)
async def test_clause_07_pages_and_orders_that_are_not_there_are_refused(
    tenant: Tenant, name: str, values: list[str]
) -> None:
    for value in values:
        refused = await tenant.client.get(SESSIONS, params={name: value})
        assert places(expect_error(refused, 422, "VALIDATION_ERROR")) == [name]


async def test_clause_07_ties_sort_by_id(tenant: Tenant) -> None:
    """Sessions of one instant, as every order has it: ids rise or fall with the order, and pages never overlap."""
    made = [await tenant.ask("A") for _ in range(6)]
    async with tenant.stores.database.transaction() as connection:
        await connection.execute(
            "UPDATE sessions SET created_at = '2026-01-01Z' WHERE tenant_id = %s", (tenant.tenant_id,)
        )
    for sort_by in ("created_at", "completed_at", "status"):
        assert await ids(tenant, sort_by=sort_by, sort_order="asc") == sorted(made)
        assert await ids(tenant, sort_by=sort_by, sort_order="desc") == sorted(made, reverse=True)
        paged = [await ids(tenant, sort_by=sort_by, page=page, page_size=1) for page in range(1, 7)]
        assert [session_id for page in paged for session_id in page] == sorted(made, reverse=True)


async def test_clause_07_sessions_without_completed_at_sort_last(tenant: Tenant) -> None:
    """In both directions."""
    running = {await tenant.ask("A"), await in_progress(tenant)}
    ended = [await tenant.completed("A"), await cancel(tenant, await tenant.ask("A")), await tenant.completed("B")]
    for order, expected in (("asc", ended), ("desc", ended[::-1])):
        found = await ids(tenant, sort_by="completed_at", sort_order=order)
        assert found[:3] == expected
        assert set(found[3:]) == running


async def test_clause_07_sessions_sort_by_creation_newest_first_unless_told_otherwise(tenant: Tenant) -> None:
    made = []
    for _ in range(4):
        made.append(await tenant.ask("A"))
        await asyncio.sleep(0.002)
    assert await ids(tenant) == made[::-1]
    assert await ids(tenant, sort_order="asc") == made


async def test_clause_07_sessions_sort_by_status(tenant: Tenant) -> None:
    await tenant.completed("A")
    await tenant.ask("A")
    await cancel(tenant, await tenant.ask("A"))
    await in_progress(tenant)
    for order in ("asc", "desc"):
        statuses = [s["status"] for s in (await listed(tenant, sort_by="status", sort_order=order))["sessions"]]
        assert statuses == sorted(statuses, reverse=order == "desc")
        assert len(set(statuses)) == 4


SEARCHES = [
    ("insurance", True), ("INSUR", True), ("insurance life", True), ("term 40", True), ("$40", True), ("worr", True),
    ("mül", True), ("MÜLLER", True), ("strasse", True), ("brien", True), ("o'brien", True), ("anna term", True),
    ("nsurance", False), ("insurance pension", False), ("40%", True), ("4", True), ("müllerx", False),
    ("zo\u00eb", True), ("zoe\u0308", True), ("ZO\u00cb", True), ("\ufb01ne", True), ("fine", True),
]  # fmt: skip


async def test_clause_07_search_matches_words_and_word_beginnings(tenant: Tenant) -> None:
    """In the question and the prospects' names, any case, however letters are composed; every word must match."""
    await tenant.know("A", full_name="Anna Müller-Straße")
    await tenant.know("B", full_name="Seán O'Brien")
    await tenant.know("C", full_name="Zoe\u0308 Fine")
    body = {"question": "What worries you about $40 term Insurance for LIFE?", "prospect_ids": ["A", "B", "C"]}
    wanted = (await tenant.post(body)).json()["session_id"]
    await tenant.ask("D", question="Unrelated")
    for query, matches in SEARCHES:
        assert await ids(tenant, search_query=query) == ([wanted] if matches else []), query


@pytest.mark.parametrize(
    "query", ["' OR 1=1 --", "a:*", "!a", "a & b", "(", "'", "\\", "%", "_", "<->", "a\\' | b", "🦩"]
)
async def test_clause_07_a_search_is_words_never_a_language(tenant: Tenant, query: str) -> None:
    """No operator, wildcard or quote of any query language does anything."""
    await tenant.know("A", full_name="Zed")
    await tenant.post({"question": "Quite other things", "prospect_ids": ["A"]})
    found = await listed(tenant, search_query=query)
    assert found["total_count"] in (0, 1)
    if any(character.isalnum() for character in query):
        assert found["total_count"] == 0


async def test_clause_07_a_search_of_many_long_words_is_answered(tenant: Tenant) -> None:
    await tenant.ask("A", question="x" * 2000)
    assert len(await ids(tenant, search_query="x" * 500)) == 1
    assert await ids(tenant, search_query=" ".join("abcdefghijklmnopqrstuvwxyz" * 9)) == []
    expect_error(await tenant.client.get(SESSIONS, params={"search_query": "x" * 501}), 422, "VALIDATION_ERROR")


async def test_clause_07_filters_narrow_together_and_total_count_honours_them(tenant: Tenant) -> None:
    """`total_count` is of what matches; the two other counts are the whole tenant's, whatever is asked."""
    pending = await tenant.ask("A", question="Alpha")
    running = await in_progress(tenant)
    completed = await tenant.completed("A", question="Alpha")
    await tenant.completed("C")
    cancelled = await cancel(tenant, await tenant.ask("A", "C"))
    created_at = parse_time((await tenant.get(completed))["created_at"])
    later = (created_at - timedelta(milliseconds=1)).isoformat()
    for parameters, expected in (
        ({"prospect_id": "A"}, {pending, running, completed, cancelled}),
        ({"prospect_id": "C", "status_filter": "failed"}, {cancelled}),
        ({"search_query": "alpha", "prospect_id": "A"}, {pending, completed}),
        ({"search_query": "alpha", "status_filter": "completed"}, {completed}),
        ({"search_query": "alpha", "date_from": later}, {completed}),
        ({"search_query": "alpha", "date_to": later}, {pending}),
        ({"prospect_id": "NOBODY"}, set()),
        ({"status_filter": "pending,in_progress,completed,failed", "prospect_id": "B"}, {running}),
    ):
        found = await listed(tenant, **parameters)
        assert {session["session_id"] for session in found["sessions"]} == expected, parameters
        assert found["total_count"] == len(expected)
        assert (found["active_sessions_count"], found["completed_sessions_count"]) == (2, 2)


async def test_clause_07_a_list_is_one_tenant_s_own(tenant: Tenant, stranger: Tenant) -> None:
    """Neither sessions nor counts of another are seen, by whatever filter."""
    await stranger.completed("SHARED", question="Secret plans")
    await stranger.ask("SHARED")
    await tenant.know("SHARED")
    for parameters in ({}, {"prospect_id": "SHARED"}, {"search_query": "secret"}, {"status_filter": "completed"}):
        found = await listed(tenant, **parameters)
        assert found["sessions"] == []
        assert (found["total_count"], found["active_sessions_count"], found["completed_sessions_count"]) == (0, 0, 0)


async def test_clause_07_counts_and_sessions_are_of_one_snapshot_while_sessions_move_on(tenant: Tenant) -> None:
    """However fast sessions change under the reader, a page agrees with itself."""
    session_ids = [await tenant.ask("A", "B") for _ in range(6)]

    async def move() -> None:
        for session_id in session_ids:
            await tenant.answer(session_id, "A", "B")
            await tenant.finish(session_id)

    moving = asyncio.create_task(move())
    seen = set()
    while not moving.done():
        page = await listed(tenant, page_size=100)
        sessions = page["sessions"]
        assert page["total_count"] == len(sessions) == 6
        assert page["completed_sessions_count"] == sum(s["status"] == "completed" for s in sessions)
        assert page["active_sessions_count"] == sum(s["status"] in ("pending", "in_progress") for s in sessions)
        for session in sessions:
            assert session["total_responded"] == len(session["responses"])
            assert (session["status"] == "completed") == (session["summary"] is not None)
            assert session["last_event_id"] == session["total_responded"] + (session["status"] == "completed")
        seen.add(page["completed_sessions_count"])
    await moving
    assert len(seen) > 1, "no page was read while sessions moved"
