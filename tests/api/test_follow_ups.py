"""Follow-ups over HTTP: whom they ask, what is refused, and how they are found."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from prospect_twins.domain.work import Answered
from tests.api.expecting import expect_error, places
from tests.api.running import SESSIONS, Tenant
from tests.factories import answered

MORE = "What would change your mind?"


async def follow_up(tenant: Tenant, parent: str, **body: Any) -> list[str]:
    """The lead ids that a follow-up asks, in its order."""
    created = await tenant.post({"question": MORE, "parent_session_id": parent, **body})
    assert created.status_code == 201, created.text
    session = await tenant.get(created.json()["session_id"])
    assert session["parent_session_id"] == parent
    asked = [persona["lead_id"] for persona in session["target_prospects"]]
    assert created.json()["total_prospects"] == session["total_expected"] == len(asked)
    return asked


async def code(tenant: Tenant, session_id: str, lead_id: str, **analysis: Any) -> None:
    """Give a stored answer these labels."""
    labels = {"sentiment": "neutral", "model": "labeller"} | analysis
    await tenant.stores.database.rows(
        "UPDATE targets SET analysis = %s WHERE session_id = %s AND lead_id = %s RETURNING lead_id",
        (Jsonb(labels), session_id, lead_id),
    )


def with_value(lead_id: str, value: object) -> Answered:
    given = answered(lead_id)
    object.__setattr__(given.answer, "value", value)
    return given


async def test_those_who_answered_are_asked_again_in_the_parent_s_order(tenant: Tenant) -> None:
    parent = await tenant.ask("C", "A", "X", "B")
    await tenant.answer(parent, "B", "A", "C")
    await tenant.fail(parent, "X")
    await tenant.finish(parent)
    assert await follow_up(tenant, parent) == ["C", "A", "B"]
    assert await follow_up(tenant, parent, parent_answers={}) == ["C", "A", "B"]


async def test_given_ids_choose_among_the_parent_s_people_in_the_parent_s_order(tenant: Tenant) -> None:
    """Also one whose twin gave no answer, who may be asked again."""
    parent = await tenant.ask("C", "A", "X")
    await tenant.answer(parent, "A", "C")
    await tenant.fail(parent, "X")
    await tenant.finish(parent)
    assert await follow_up(tenant, parent, prospect_ids=["X", "C", "X"]) == ["C", "X"]


async def test_ids_that_the_parent_did_not_ask_are_refused(tenant: Tenant, stranger: Tenant) -> None:
    await tenant.know("B")
    await stranger.know("THEIRS")
    parent = await tenant.completed("A")
    error = expect_error(
        await tenant.post({"question": MORE, "parent_session_id": parent, "prospect_ids": ["B", "A", "THEIRS"]}),
        422,
        "INVALID_PROSPECT_IDS",
    )
    assert error["details"] == {"invalid_ids": ["B", "THEIRS"]}
    assert "parent session" in error["message"]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ({"sentiments": ["negative"]}, ["A", "C"]),
        ({"sentiments": ["negative", "positive"]}, ["A", "B", "C"]),
        ({"sentiments": ["unclear"]}, ["D"]),
        ({"themes": ["PRICE"]}, ["A", "B"]),
        ({"stance_max": 2}, ["A"]),
        ({"stance_min": 3, "stance_max": 5}, ["B"]),
        ({"sentiments": ["negative"], "themes": ["price"]}, ["A"]),
    ],
    ids=str,
)
async def test_labels_choose_whom_a_follow_up_is_for(tenant: Tenant, wanted: dict[str, Any], meant: list[str]) -> None:
    parent = await tenant.completed("A", "B", "C", "D")
    await code(tenant, parent, "A", sentiment="negative", themes=["price"], stance=2)
    await code(tenant, parent, "B", sentiment="positive", themes=["trust", "Price"], stance=4)
    await code(tenant, parent, "C", sentiment="negative", themes=["trust"])
    assert await follow_up(tenant, parent, parent_answers=wanted) == meant
    assert await follow_up(tenant, parent, parent_answers=wanted, prospect_ids=["D", *meant[:1]]) == (
        meant[:1] if meant != ["D"] else ["D"]
    )


async def test_what_was_chosen_chooses_too(tenant: Tenant) -> None:
    body: dict[str, Any] = {"question_kind": "single_choice", "options": ["Plan A", "Plan B"]}
    parent = await tenant.ask("A", "B", "C", **body)
    await tenant.settle(parent, with_value("A", "Plan A"), with_value("B", "Plan B"), with_value("C", None))
    await tenant.finish(parent)
    assert await follow_up(tenant, parent, parent_answers={"values": ["Plan B"]}) == ["B"]
    assert await follow_up(tenant, parent, parent_answers={"values": ["Plan B", "Plan A"]}) == ["A", "B"]


async def test_a_follow_up_that_is_for_nobody_is_refused_and_says_so(tenant: Tenant) -> None:
    parent = await tenant.completed("A")
    before = await tenant.counts()
    error = expect_error(
        await tenant.post({"question": MORE, "parent_session_id": parent, "parent_answers": {"stance_min": 4}}),
        422,
        "VALIDATION_ERROR",
    )
    assert places(error) == ["parent_answers"]
    assert "nobody answered the parent session like that" in error["message"]
    assert await tenant.counts() == before


async def test_a_parent_in_which_nobody_answered_leaves_nobody_to_ask(tenant: Tenant) -> None:
    parent = await tenant.ask("A")
    await tenant.fail(parent, "A")
    error = expect_error(await tenant.post({"question": MORE, "parent_session_id": parent}), 422, "VALIDATION_ERROR")
    assert places(error) == ["parent_session_id"]
    assert await follow_up(tenant, parent, prospect_ids=["A"]) == ["A"]


async def test_an_unknown_parent_and_another_tenant_s_are_alike_absent(tenant: Tenant, stranger: Tenant) -> None:
    theirs = await stranger.completed("A")
    await tenant.know("A")
    for parent in ("QS-none", theirs):
        for body in ({}, {"prospect_ids": ["A"]}):
            refused = await tenant.post({"question": MORE, "parent_session_id": parent, **body})
            expect_error(refused, 404, "SESSION_NOT_FOUND", hides=parent)
    assert (await tenant.counts())["sessions"] == 0


async def test_a_parent_that_still_runs_can_t_be_followed_up_yet(tenant: Tenant) -> None:
    parent = await tenant.ask("A", "B")
    await tenant.answer(parent, "A")
    refused = await tenant.post({"question": MORE, "parent_session_id": parent})
    expect_error(refused, 409, "SESSION_NOT_COMPLETED")
    await tenant.client.post(f"{SESSIONS}/{parent}/cancel")
    assert await follow_up(tenant, parent) == ["A"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "prospect_ids"),
        ({"parent_session_id": None}, "prospect_ids"),
        ({"parent_session_id": ""}, "parent_session_id"),
        ({"parent_session_id": 7}, "parent_session_id"),
        ({"parent_session_id": "QS-\u0000"}, "parent_session_id"),
        ({"parent_session_id": "QS-1", "prospect_ids": []}, "prospect_ids"),
        ({"parent_session_id": "QS-1", "prospect_ids": None}, "prospect_ids"),
        ({"prospect_ids": ["A"], "parent_answers": {}}, "parent_answers"),
        ({"parent_session_id": "QS-1", "parent_answers": {"stance_min": 0}}, "parent_answers.stance_min"),
        ({"parent_session_id": "QS-1", "parent_answers": {"sentiments": ["angry"]}}, "parent_answers.sentiments.0"),
        ({"parent_session_id": "QS-1", "parent_answers": {"feelings": ["angry"]}}, "parent_answers.feelings"),
    ],
    ids=str,
)
async def test_what_makes_no_follow_up_is_refused_with_its_place(
    tenant: Tenant, body: dict[str, Any], place: str
) -> None:
    """Without a parent, `prospect_ids` is as needed as ever."""
    await tenant.know("A")
    error = expect_error(await tenant.post({"question": MORE, **body}), 422, "VALIDATION_ERROR")
    assert places(error) == [place]


async def test_a_follow_up_reserves_quota_for_those_it_asks(tenant: Tenant) -> None:
    parent = await tenant.completed("A", "B", "C")
    await code(tenant, parent, "B", sentiment="negative")
    await tenant.stores.access.set_daily_answers(tenant.tenant_id, 4)
    assert await follow_up(tenant, parent, parent_answers={"sentiments": ["negative"]}) == ["B"]
    refused = await tenant.post({"question": MORE, "parent_session_id": parent})
    expect_error(refused, 429, "QUOTA_EXCEEDED")
    assert refused.json()["details"]["requested"] == 3


async def test_a_follow_up_is_created_once_under_one_key(tenant: Tenant) -> None:
    parent = await tenant.completed("A")
    body = {"question": MORE, "parent_session_id": parent}
    first = await tenant.post(body, idempotency_key="k")
    again = await tenant.post(body, idempotency_key="k")
    assert (again.status_code, again.json()) == (201, first.json())
    assert (await tenant.counts())["sessions"] == 2


async def test_the_parent_s_context_and_picture_are_not_taken_over(tenant: Tenant) -> None:
    parent = await tenant.completed("A", context={"price": 40})
    await follow_up(tenant, parent)
    listed = await tenant.client.get(SESSIONS, params={"parent_session_id": parent})
    (session,) = listed.json()["sessions"]
    assert session["context"] == {}
    assert session["image_url"] is None


async def test_a_session_s_follow_ups_can_be_listed(tenant: Tenant, stranger: Tenant) -> None:
    parent, other = await tenant.completed("A"), await tenant.completed("A")
    for _ in range(2):
        await follow_up(tenant, parent)
    await follow_up(tenant, other)
    listed = await tenant.client.get(SESSIONS, params={"parent_session_id": parent})
    assert listed.json()["total_count"] == 2
    assert {session["parent_session_id"] for session in listed.json()["sessions"]} == {parent}
    theirs = await stranger.client.get(SESSIONS, params={"parent_session_id": parent})
    assert theirs.json()["total_count"] == 0
