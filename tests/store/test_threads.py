"""What each twin of a follow-up remembers, and whom it asks."""

from dataclasses import replace

import pytest

from prospect_twins.app import Stores
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind
from prospect_twins.domain.questions import Exchange
from prospect_twins.domain.threads import LONGEST_THREAD
from prospect_twins.store.slices import SliceStore
from tests.factories import TENANT, add_prospects, answered, create_session, summary


async def ask(stores: Stores, session_id: str, *lead_ids: str, parent: str | None = None) -> None:
    """Have a session asked, answered by all and completed."""
    await create_session(stores, lead_ids, session_id, question=f"{session_id}?", parent_session_id=parent)
    asked = [persona.lead_id for persona in (await stores.sessions.load(TENANT, session_id)).targets]
    for lead_id in asked:
        await stores.progress.settle(session_id, [answered(lead_id, f"{lead_id} to {session_id}")])
    await stores.progress.complete(session_id, summary(), len(asked))


async def memory_of(stores: Stores, session_id: str, lead_id: str, limit: int = 5) -> list[Exchange]:
    found = await SliceStore(stores.database, limit).load(session_id, 0, 99)
    assert found is not None
    (memory,) = [waiting.memory for waiting in found.waiting if waiting.prospect.persona.lead_id == lead_id]
    return list(memory)


def told(memory: list[Exchange]) -> list[str]:
    return [f"{'*' if exchange.in_thread else ''}{exchange.question}" for exchange in memory]


async def test_the_thread_comes_before_newer_exchanges_and_is_told_in_its_order(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await ask(stores, "old", "A")
    await ask(stores, "first", "A")
    await ask(stores, "second", parent="first")
    for number in range(3):
        await ask(stores, f"other{number}", "A")
    await create_session(stores, [], "third", parent_session_id="second")
    assert told(await memory_of(stores, "third", "A", 4)) == ["*first?", "*second?", "other1?", "other2?"]
    assert told(await memory_of(stores, "third", "A", 9)) == [
        "old?", "*first?", "*second?", "other0?", "other1?", "other2?",
    ]  # fmt: skip


@pytest.mark.parametrize("limit", [0, 1])
async def test_the_parent_s_exchange_is_remembered_even_if_no_other_is(stores: Stores, limit: int) -> None:
    await add_prospects(stores, "A")
    await ask(stores, "first", "A")
    await ask(stores, "second", parent="first")
    await ask(stores, "other", "A")
    await create_session(stores, [], "third", parent_session_id="second")
    (exchange,) = await memory_of(stores, "third", "A", limit)
    assert (exchange.question, exchange.answer) == ("second?", "A to second")


async def test_without_a_parent_the_newest_exchanges_are_remembered(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    for number in range(4):
        await ask(stores, f"s{number}", "A")
    await create_session(stores, ["A", "B"], "new")
    assert told(await memory_of(stores, "new", "A", 2)) == ["s2?", "s3?"]
    assert await memory_of(stores, "new", "A", 0) == []
    assert await memory_of(stores, "new", "B", 2) == []


async def test_each_twin_remembers_its_own_answers_only(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    await ask(stores, "first", "A", "B")
    await create_session(stores, [], "second", parent_session_id="first")
    for lead_id in ("A", "B"):
        assert [each.answer for each in await memory_of(stores, "second", lead_id)] == [f"{lead_id} to first"]


async def test_what_was_chosen_is_remembered_with_the_answer(stores: Stores) -> None:
    await add_prospects(stores, "A")
    form = QuestionForm(QuestionKind.RANKING, ("Plan A", "Plan B"))
    await create_session(stores, ["A"], "first", form=form)
    given = answered("A")
    await stores.progress.settle("first", [replace(given, answer=replace(given.answer, value=("Plan B", "Plan A")))])
    await stores.progress.complete("first", summary(), 1)
    await create_session(stores, [], "second", parent_session_id="first")
    (exchange,) = await memory_of(stores, "second", "A")
    assert exchange.value == ("Plan B", "Plan A")


async def test_a_thread_is_followed_back_only_so_far(stores: Stores) -> None:
    await add_prospects(stores, "A")
    parent = None
    for number in range(LONGEST_THREAD + 3):
        await ask(stores, f"s{number:02}", "A", parent=parent)
        parent = f"s{number:02}"
    await create_session(stores, [], "last", parent_session_id=parent)
    memory = await memory_of(stores, "last", "A", 100)
    assert sum(exchange.in_thread for exchange in memory) == LONGEST_THREAD
    assert len(memory) == LONGEST_THREAD + 3


async def test_erasing_a_person_leaves_the_thread_to_the_others(stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    await ask(stores, "first", "A", "B")
    await ask(stores, "second", parent="first")
    await create_session(stores, [], "third", parent_session_id="second")
    await stores.erasure.erase(TENANT, "A")
    session = await stores.sessions.load(TENANT, "third")
    assert session.parent_session_id == "second"
    assert [persona.lead_id for persona in session.targets] == ["B"]
    assert told(await memory_of(stores, "third", "B")) == ["*first?", "*second?"]
    left = await stores.database.rows("SELECT FROM targets WHERE lead_id = 'A' OR answer LIKE 'A %'")
    assert left == []
    await create_session(stores, [], "again", parent_session_id="first")
    assert [persona.lead_id for persona in (await stores.sessions.load(TENANT, "again")).targets] == ["B"]


async def test_when_everyone_asked_was_erased_nobody_is_left_to_follow_up(stores: Stores) -> None:
    await add_prospects(stores, "A")
    await ask(stores, "first", "A")
    await stores.erasure.erase(TENANT, "A")
    with pytest.raises(InvalidInput, match="nobody who answered it is left"):
        await create_session(stores, [], "second", parent_session_id="first")
