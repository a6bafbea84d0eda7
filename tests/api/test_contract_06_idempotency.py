"""Contract 6: `Idempotency-Key` on any POST."""

import asyncio
import json
from typing import Any

import httpx2
import pytest

from tests.api.expecting import expect_error
from tests.api.running import PROSPECTS, SESSIONS, Tenant

QUESTION: dict[str, Any] = {"question": "Why?", "prospect_ids": ["A", "B"]}


def same(first: httpx2.Response, second: httpx2.Response) -> bool:
    return (first.status_code, first.content, first.headers.get("location")) == (
        second.status_code, second.content, second.headers.get("location"),
    )  # fmt: skip


async def test_clause_06_the_same_key_and_body_replay_the_first_answer(tenant: Tenant) -> None:
    """Byte for byte, with status and Location, also after the session has moved on and the quota is gone."""
    await tenant.know("A", "B")
    first = await tenant.post(QUESTION, idempotency_key="k")
    session_id = first.json()["session_id"]
    await tenant.answer(session_id, "A", "B")
    await tenant.finish(session_id)
    await tenant.stores.access.set_daily_answers(tenant.tenant_id, 2)
    for _ in range(3):
        assert same(await tenant.post(QUESTION, idempotency_key="k"), first)
    counts = await tenant.counts()
    assert (counts["sessions"], counts["quota"]) == (1, 2)


@pytest.mark.parametrize("said", [{"said": "Too dear.", "stance": 2}, {"value": None, "note": "met in May"}])
async def test_clause_06_what_an_earlier_version_kept_is_replayed(tenant: Tenant, said: dict[str, Any]) -> None:
    """It kept whole replies, with status and Location, where facts are kept now."""
    await tenant.know("A", "B")
    asked = await tenant.post(QUESTION, idempotency_key="k")
    outcomes = f"{PROSPECTS}/A/outcomes"
    heard = await tenant.client.post(outcomes, json=said, headers={"Idempotency-Key": "o"})
    for key, reply in (("k", asked), ("o", heard)):
        await tenant.stores.database.rows(
            """UPDATE idempotency_keys SET status_code = %s, location = %s, body = %s
               WHERE tenant_id = %s AND key = %s RETURNING key""",
            (reply.status_code, reply.headers.get("location"), reply.text, tenant.tenant_id, key),
        )
    assert same(await tenant.post(QUESTION, idempotency_key="k"), asked)
    again = await tenant.client.post(outcomes, json=said, headers={"Idempotency-Key": "o"})
    assert same(again, heard)


async def test_clause_06_without_a_key_every_post_asks_anew(tenant: Tenant) -> None:
    await tenant.know("A", "B")
    assert len({(await tenant.post(QUESTION)).json()["session_id"] for _ in range(3)}) == 3


async def test_clause_06_concurrent_posts_with_one_key_make_one_session(tenant: Tenant) -> None:
    """Each answer is the one session's, or 409 IDEMPOTENCY_IN_PROGRESS; asking on ends with the session."""
    await tenant.know(*(lead_ids := [f"L{n}" for n in range(200)]))
    body = {"question": "Why?", "prospect_ids": lead_ids}

    async def insist() -> tuple[str, int]:
        waits = 0
        while (response := await tenant.post(body, idempotency_key="one")).status_code != 201:
            expect_error(response, 409, "IDEMPOTENCY_IN_PROGRESS")
            assert response.headers["retry-after"] == "1"
            waits += 1
            await asyncio.sleep(0.02)
        return response.json()["session_id"], waits

    answers = await asyncio.gather(*(insist() for _ in range(20)))
    assert len({session_id for session_id, _ in answers}) == 1
    counts = await tenant.counts()
    assert (counts["sessions"], counts["quota"], counts["idempotency_keys"]) == (1, 200, 1)


async def test_clause_06_a_key_whose_first_request_is_in_flight_is_409(tenant: Tenant) -> None:
    """While another transaction holds the tenant's prospects, one request waits, and the other is told so."""
    await tenant.know("A", "B")
    async with tenant.stores.database.transaction() as connection:
        await connection.execute("SELECT FROM prospects WHERE tenant_id = %s FOR UPDATE", (tenant.tenant_id,))
        posts = {asyncio.create_task(tenant.post(QUESTION, idempotency_key="k")) for _ in range(2)}
        told, waiting = await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
        expect_error(told.pop().result(), 409, "IDEMPOTENCY_IN_PROGRESS")
        assert len(waiting) == 1
    assert (await waiting.pop()).status_code == 201


@pytest.mark.parametrize(
    "changed",
    [
        QUESTION | {"question": "Why not?"},
        QUESTION | {"prospect_ids": ["A"]},
        QUESTION | {"prospect_ids": ["B", "A"]},
        QUESTION | {"context": {"a": 1}},
    ],
    ids=["question", "fewer prospects", "other order", "context"],
)
async def test_clause_06_the_same_key_with_another_body_is_refused(tenant: Tenant, changed: dict[str, Any]) -> None:
    await tenant.know("A", "B")
    first = await tenant.post(QUESTION, idempotency_key="k")
    expect_error(await tenant.post(changed, idempotency_key="k"), 422, "IDEMPOTENCY_KEY_REUSED")
    assert same(await tenant.post(QUESTION, idempotency_key="k"), first)


async def test_clause_06_the_same_key_on_another_path_is_refused(tenant: Tenant) -> None:
    """A cancellation of one session is not that of another."""
    one, other = await tenant.ask("A"), await tenant.ask("A")
    headers = {"Idempotency-Key": "k"}
    first = await tenant.client.post(f"{SESSIONS}/{one}/cancel", headers=headers)
    refused = await tenant.client.post(f"{SESSIONS}/{other}/cancel", headers=headers)
    expect_error(refused, 422, "IDEMPOTENCY_KEY_REUSED")
    assert (await tenant.get(other))["status"] == "pending"
    assert same(await tenant.client.post(f"{SESSIONS}/{one}/cancel", headers=headers), first)


async def test_clause_06_a_key_is_a_tenant_s_own(tenant: Tenant, stranger: Tenant) -> None:
    """The same key of two tenants stands for two requests; neither learns of the other's."""
    for owner in (tenant, stranger):
        await owner.know("A", "B")
    first = await tenant.post(QUESTION, idempotency_key="k")
    second = await stranger.post(QUESTION | {"question": "Another"}, idempotency_key="k")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["session_id"] != second.json()["session_id"]


async def test_clause_06_every_key_of_a_tenant_shares_its_idempotency_keys(tenant: Tenant) -> None:
    """A retry may come with a rotated API key."""
    await tenant.know("A", "B")
    first = await tenant.post(QUESTION, idempotency_key="k")
    async with tenant.api.tenant(tenant.tenant_id) as rotated:
        assert same(await rotated.post(QUESTION, idempotency_key="k"), first)


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (QUESTION | {"question": " "}, 422),
        (QUESTION | {"prospect_ids": ["A", "NOBODY"]}, 422),
        (QUESTION | {"image_base64": "*"}, 422),
        (QUESTION | {"prospect_ids": ["A", "B", "C"]}, 429),
    ],
    ids=["validation", "unknown prospects", "image", "quota"],
)
async def test_clause_06_refusals_are_not_stored(tenant: Tenant, refused: dict[str, Any], status: int) -> None:
    """After a refusal the same key takes the mended request."""
    await tenant.know("A", "B", "C")
    await tenant.stores.access.set_daily_answers(tenant.tenant_id, 2)
    assert (await tenant.post(refused, idempotency_key="k")).status_code == status
    assert (await tenant.post(QUESTION, idempotency_key="k")).status_code == 201


async def test_clause_06_an_answer_is_replayed_for_24_hours_and_no_longer(tenant: Tenant) -> None:
    await tenant.know("A", "B")
    first = await tenant.post(QUESTION, idempotency_key="k")
    kept = await tenant.stores.database.row(
        "SELECT extract(epoch FROM expires_at - created_at) AS s FROM idempotency_keys WHERE tenant_id = %s",
        (tenant.tenant_id,),
    )
    assert kept is not None
    assert kept["s"] == 24 * 3600

    async def age(interval: str) -> None:
        async with tenant.stores.database.transaction() as connection:
            await connection.execute(
                "UPDATE idempotency_keys SET expires_at = expires_at - %s::interval WHERE tenant_id = %s",
                (interval, tenant.tenant_id),
            )

    await age("23 hours 59 minutes")
    assert same(await tenant.post(QUESTION, idempotency_key="k"), first)
    await age("2 minutes")
    again = await tenant.post(QUESTION, idempotency_key="k")
    assert again.status_code == 201
    assert again.json()["session_id"] != first.json()["session_id"]
    assert same(await tenant.post(QUESTION, idempotency_key="k"), again)


async def test_clause_06_cancelling_and_importing_take_a_key(tenant: Tenant) -> None:
    session_id = await tenant.ask("A")
    headers = {"Idempotency-Key": "cancel"}
    first = await tenant.client.post(f"{SESSIONS}/{session_id}/cancel", headers=headers)
    assert same(await tenant.client.post(f"{SESSIONS}/{session_id}/cancel", headers=headers), first)

    rows = json.dumps([{"lead_id": "NEW", "full_name": "Nadia New"}]).encode()
    headers = {"Idempotency-Key": "import", "Content-Type": "application/json"}
    first = await tenant.client.post(f"{PROSPECTS}/import", content=rows, headers=headers)
    assert first.json()["created"] == 1
    replayed = await tenant.client.post(f"{PROSPECTS}/import", content=rows, headers=headers)
    assert same(replayed, first)
    other = await tenant.client.post(f"{PROSPECTS}/import", content=rows.replace(b"Nadia", b"Norma"), headers=headers)
    expect_error(other, 422, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize("action", ["cancel", "regenerate-summary"])
async def test_clause_06_a_key_for_a_session_that_is_not_there_tells_nothing(
    tenant: Tenant, stranger: Tenant, action: str
) -> None:
    """404 for an unknown session and for another tenant's, with a key as without, and as often as asked."""
    theirs = await stranger.completed("A")
    for session_id in ("QS-none", theirs):
        for key in ("k", "k", "other"):
            response = await tenant.client.post(
                f"{SESSIONS}/{session_id}/{action}", json={}, headers={"Idempotency-Key": f"{key}-{session_id}"}
            )
            expect_error(response, 404, "SESSION_NOT_FOUND")
    assert (await tenant.counts())["idempotency_keys"] == 0


async def test_clause_06_a_refused_cancellation_or_summary_frees_its_key(tenant: Tenant) -> None:
    completed, pending = await tenant.completed("A"), await tenant.ask("A")
    headers = {"Idempotency-Key": "k"}
    refused = await tenant.client.post(f"{SESSIONS}/{completed}/cancel", headers=headers)
    expect_error(refused, 409, "SESSION_NOT_CANCELLABLE")
    refused = await tenant.client.post(f"{SESSIONS}/{pending}/regenerate-summary", json={}, headers=headers)
    expect_error(refused, 409, "SESSION_NOT_COMPLETED")
    assert (await tenant.client.post(f"{SESSIONS}/{pending}/cancel", headers=headers)).status_code == 200


@pytest.mark.parametrize("key", [b"", b"two words", b"x" * 256, "schlüssel".encode("latin-1"), b"\xff", b"tab\tbed"])
async def test_clause_06_a_key_is_at_most_255_visible_ascii_characters(tenant: Tenant, key: bytes) -> None:
    await tenant.know("A", "B")
    response = await tenant.client.post(SESSIONS, json=QUESTION, headers=[(b"Idempotency-Key", key)])
    expect_error(response, 422, "VALIDATION_ERROR")
    assert (await tenant.counts())["sessions"] == 0


async def test_clause_06_a_key_may_hold_any_visible_characters(tenant: Tenant) -> None:
    await tenant.know("A", "B")
    for key in ("x" * 255, "~!@#$%^&*()';--/*\\", "0"):
        first = await tenant.post(QUESTION, idempotency_key=key)
        assert first.status_code == 201
        assert same(await tenant.post(QUESTION, idempotency_key=key), first)


async def test_clause_06_a_claim_of_a_process_that_died_is_free_again_in_the_end(tenant: Tenant) -> None:
    """A key claimed by a request whose process was killed answers 409 until its lease is over, then works."""
    session_id = await tenant.ask("A")
    headers = {"Idempotency-Key": "k"}
    await tenant.client.post(f"{SESSIONS}/{session_id}/cancel", headers=headers)
    async with tenant.stores.database.transaction() as connection:  # as the killed process leaves it
        await connection.execute(
            "UPDATE idempotency_keys SET status_code = NULL, body = NULL WHERE tenant_id = %s", (tenant.tenant_id,)
        )
    response = await tenant.client.post(f"{SESSIONS}/{session_id}/cancel", headers=headers)
    expect_error(response, 409, "IDEMPOTENCY_IN_PROGRESS")
    async with tenant.stores.database.transaction() as connection:
        await connection.execute(
            "UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE tenant_id = %s",
            (tenant.tenant_id,),
        )
    assert (await tenant.client.post(f"{SESSIONS}/{session_id}/cancel", headers=headers)).status_code == 200
