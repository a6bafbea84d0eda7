"""Unlabelled answers are handed out once, taken back when their holder is silent, and labelled once."""

import asyncio
from collections.abc import Sequence

from prospect_twins.app import Stores
from prospect_twins.domain.labels import AnswerLabels, Intensity, Sentiment
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import LabelledBatch, LabellingClaim
from prospect_twins.store.labelling import LabellingStore
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects, answered, create_session, summary

LABELS = AnswerLabels(
    Sentiment.NEGATIVE, "labeller", 2, Intensity.HIGH, ("too dear",), ("price", "trust"), "It depends on the price."
)
SPENT = Usage(input_tokens=100, output_tokens=20, cost_usd=0.5, calls=1)


async def claimed(
    labelling: LabellingStore, *, ended: bool = False, least: int = 1, most: int = 16, without: Sequence[int] = (),
    lease_s: float = 60,
) -> LabellingClaim | None:  # fmt: skip
    return await labelling.claim("QS-1", ended=ended, least=least, most=most, without=without, lease_s=lease_s)


def labelled(claim: LabellingClaim, code: AnswerLabels | None = LABELS, usage: Usage = SPENT) -> LabelledBatch:
    return LabelledBatch((code,) * len(claim.positions), usage)


async def session_of(stores: Stores, *lead_ids: str) -> LabellingStore:
    """A session that all of them have answered."""
    await add_prospects(stores, *lead_ids)
    await create_session(stores, lead_ids, context={"price": "$40"})
    await stores.progress.settle("QS-1", [answered(lead_id) for lead_id in lead_ids])
    return LabellingStore(stores.database)


async def test_labels_and_what_they_took_are_shown_by_the_session(stores: Stores) -> None:
    labelling = await session_of(stores, "A", "B")
    before = (await stores.sessions.load(TENANT, "QS-1")).usage
    claim = await claimed(labelling)
    assert claim is not None
    assert (claim.question.text, claim.question.context) == ("Would you pay $40 a month?", {"price": "$40"})
    assert claim.answers == ("It depends on the price.",) * 2
    assert await labelling.save(claim, labelled(claim)) == 2
    session = await stores.sessions.load(TENANT, "QS-1")
    assert [response.labels for response in session.responses] == [LABELS, LABELS]
    assert session.usage == before + SPENT
    assert [event.response.labels for event in await stores.events.after("QS-1", 0) if event.response] == [
        LABELS,
        LABELS,
    ]
    assert await claimed(labelling) is None


async def test_what_is_claimed_is_nobody_else_s_however_many_claim_at_once(stores: Stores) -> None:
    lead_ids = [f"LEAD-{number}" for number in range(40)]
    labelling = await session_of(stores, *lead_ids)
    claims = await asyncio.gather(*(claimed(labelling, most=16) for _ in range(6)))
    taken = [position for claim in claims if claim for position in claim.positions]
    assert sorted(taken) == list(range(40))
    unlabelled = await labelling.unlabelled("QS-1", ended=False)
    assert (unlabelled.free, unlabelled.claimed) == (0, 40)


async def test_less_than_a_batch_is_left_for_later(stores: Stores) -> None:
    labelling = await session_of(stores, "A", "B")
    assert await claimed(labelling, least=3) is None
    assert (await labelling.unlabelled("QS-1", ended=False)).free == 2
    assert (await labelling.unlabelled("QS-1", ended=True)).free == 0
    assert await claimed(labelling, least=2) is not None


async def test_one_who_wants_a_full_batch_keeps_nobody_from_the_rest(stores: Stores) -> None:
    """The last answers would stay unlabelled, were they locked, and so passed over, while somebody else looks."""
    labelling = await session_of(stores, "A", "B", "C")

    async def rest_while_others_look() -> None:
        looking = [asyncio.create_task(claimed(labelling, least=16)) for _ in range(5)]
        claim = await claimed(labelling)
        assert claim is not None
        assert len(claim.positions) == 3
        assert await asyncio.gather(*looking) == [None] * 5
        await labelling.give_back(claim)

    for _ in range(20):
        await rest_while_others_look()


async def test_a_claim_ends_by_itself_unless_it_is_kept_up(stores: Stores, soon: Soon) -> None:
    labelling = await session_of(stores, "A")
    claim = await claimed(labelling, lease_s=0.3)
    assert claim is not None
    await labelling.renew(claim, 60)
    await asyncio.sleep(0.35)
    assert await claimed(labelling) is None
    await labelling.renew(claim, 0.2)

    async def free_again() -> bool:
        return await claimed(labelling) is not None

    await soon(free_again)


async def test_what_is_given_back_can_be_claimed_at_once(stores: Stores) -> None:
    labelling = await session_of(stores, "A")
    claim = await claimed(labelling)
    assert claim is not None
    await labelling.give_back(claim)
    assert await claimed(labelling) == claim


async def test_what_could_not_be_labelled_is_free_again_and_its_price_is_counted(stores: Stores) -> None:
    labelling = await session_of(stores, "A", "B")
    claim = await claimed(labelling)
    assert claim is not None
    assert await labelling.save(claim, LabelledBatch((LABELS, None), SPENT)) == 1
    again = await claimed(labelling)
    assert again is not None
    assert again.positions == claim.positions[1:]
    assert await claimed(labelling, without=again.positions) is None
    assert (await stores.sessions.load(TENANT, "QS-1")).usage == SPENT


async def test_an_answer_that_two_have_labelled_keeps_the_first_labels(stores: Stores) -> None:
    labelling = await session_of(stores, "A")
    slow = await claimed(labelling, lease_s=0)
    quick = await claimed(labelling)
    assert slow is not None
    assert quick is not None
    assert await labelling.save(quick, labelled(quick)) == 1
    late = AnswerLabels(Sentiment.POSITIVE, "labeller")
    assert await labelling.save(slow, labelled(slow, late)) == 0
    (response,) = (await stores.sessions.load(TENANT, "QS-1")).responses
    assert response.labels == LABELS


async def test_nothing_is_written_of_a_person_who_was_erased_meanwhile(stores: Stores) -> None:
    labelling = await session_of(stores, "A", "B")
    claim = await claimed(labelling)
    assert claim is not None
    await stores.erasure.erase(TENANT, "A")
    assert await labelling.save(claim, labelled(claim)) == 1
    left = await stores.database.rows("SELECT lead_id, analysis FROM targets")
    assert [(row["lead_id"], row["analysis"]["sentiment"]) for row in left] == [("B", "negative")]


async def test_labels_that_come_after_the_end_are_dropped(stores: Stores) -> None:
    """The summary was written without them, and would be wrong; written anew, it counts them."""
    labelling = await session_of(stores, "A")
    late = await claimed(labelling, lease_s=0)
    assert late is not None
    await stores.progress.complete("QS-1", summary(), 1)
    assert await labelling.save(late, labelled(late)) == 0
    assert await claimed(labelling) is None
    anew = await claimed(labelling, ended=True)
    assert anew is not None
    assert await labelling.save(anew, labelled(anew)) == 1


async def test_a_cancelled_session_keeps_its_codes_and_gets_no_more(stores: Stores) -> None:
    await add_prospects(stores, "A", "B", "C")
    await create_session(stores, ["A", "B", "C"])
    await stores.progress.settle("QS-1", [answered("A"), answered("B")])
    labelling = LabellingStore(stores.database)
    first, second = await claimed(labelling, most=1), await claimed(labelling, most=1)
    assert first is not None
    assert second is not None
    await labelling.save(first, labelled(first))
    await stores.progress.cancel(TENANT, "QS-1")
    assert await labelling.save(second, labelled(second)) == 0
    assert await claimed(labelling) is None
    assert await claimed(labelling, ended=True) is None
    session = await stores.sessions.load(TENANT, "QS-1")
    assert session.status is SessionStatus.FAILED
    assert [response.labels for response in session.responses] == [LABELS, None]
