"""Uncoded answers are handed out once, taken back when their holder is silent, and coded once."""

import asyncio
from collections.abc import Sequence

from prospect_twins.app import Stores
from prospect_twins.domain.analysis import AnswerAnalysis, Intensity, Sentiment
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import Coded, CodingClaim
from prospect_twins.store.coding import CodingStore
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects, answered, create_session, summary

CODE = AnswerAnalysis(
    Sentiment.NEGATIVE, "coder", 2, Intensity.HIGH, ("too dear",), ("price", "trust"), "It depends on the price."
)
SPENT = Usage(input_tokens=100, output_tokens=20, cost_usd=0.5, calls=1)


async def claimed(
    coding: CodingStore, *, ended: bool = False, least: int = 1, most: int = 16, without: Sequence[int] = (),
    lease_s: float = 60,
) -> CodingClaim | None:  # fmt: skip
    return await coding.claim("QS-1", ended=ended, least=least, most=most, without=without, lease_s=lease_s)


def coded(claim: CodingClaim, code: AnswerAnalysis | None = CODE, usage: Usage = SPENT) -> Coded:
    return Coded((code,) * len(claim.positions), usage)


async def session_of(stores: Stores, *lead_ids: str) -> CodingStore:
    """A session that all of them have answered."""
    await add_prospects(stores, *lead_ids)
    await create_session(stores, lead_ids, context={"price": "$40"})
    await stores.progress.settle("QS-1", [answered(lead_id) for lead_id in lead_ids])
    return CodingStore(stores.database)


async def test_codes_and_what_they_took_are_shown_by_the_session(stores: Stores) -> None:
    coding = await session_of(stores, "A", "B")
    before = (await stores.sessions.load(TENANT, "QS-1")).usage
    claim = await claimed(coding)
    assert claim is not None
    assert (claim.question.text, claim.question.context) == ("Would you pay $40 a month?", {"price": "$40"})
    assert claim.answers == ("It depends on the price.",) * 2
    assert await coding.save(claim, coded(claim)) == 2
    session = await stores.sessions.load(TENANT, "QS-1")
    assert [response.analysis for response in session.responses] == [CODE, CODE]
    assert session.usage == before + SPENT
    assert [event.response.analysis for event in await stores.events.after("QS-1", 0) if event.response] == [CODE, CODE]
    assert await claimed(coding) is None


async def test_what_is_claimed_is_nobody_else_s_however_many_claim_at_once(stores: Stores) -> None:
    lead_ids = [f"LEAD-{number}" for number in range(40)]
    coding = await session_of(stores, *lead_ids)
    claims = await asyncio.gather(*(claimed(coding, most=16) for _ in range(6)))
    taken = [position for claim in claims if claim for position in claim.positions]
    assert sorted(taken) == list(range(40))
    uncoded = await coding.uncoded("QS-1", ended=False)
    assert (uncoded.free, uncoded.claimed) == (0, 40)


async def test_less_than_a_batch_is_left_for_later(stores: Stores) -> None:
    coding = await session_of(stores, "A", "B")
    assert await claimed(coding, least=3) is None
    assert (await coding.uncoded("QS-1", ended=False)).free == 2
    assert (await coding.uncoded("QS-1", ended=True)).free == 0
    assert await claimed(coding, least=2) is not None


async def test_one_who_wants_a_full_batch_keeps_nobody_from_the_rest(stores: Stores) -> None:
    """The last answers would stay uncoded, were they locked, and so passed over, while somebody else looks."""
    coding = await session_of(stores, "A", "B", "C")

    async def rest_while_others_look() -> None:
        looking = [asyncio.create_task(claimed(coding, least=16)) for _ in range(5)]
        claim = await claimed(coding)
        assert claim is not None
        assert len(claim.positions) == 3
        assert await asyncio.gather(*looking) == [None] * 5
        await coding.give_back(claim)

    for _ in range(20):
        await rest_while_others_look()


async def test_a_claim_ends_by_itself_unless_it_is_kept_up(stores: Stores, soon: Soon) -> None:
    coding = await session_of(stores, "A")
    claim = await claimed(coding, lease_s=0.3)
    assert claim is not None
    await coding.renew(claim, 60)
    await asyncio.sleep(0.35)
    assert await claimed(coding) is None
    await coding.renew(claim, 0.2)

    async def free_again() -> bool:
        return await claimed(coding) is not None

    await soon(free_again)


async def test_what_is_given_back_can_be_claimed_at_once(stores: Stores) -> None:
    coding = await session_of(stores, "A")
    claim = await claimed(coding)
    assert claim is not None
    await coding.give_back(claim)
    assert await claimed(coding) == claim


async def test_what_could_not_be_coded_is_free_again_and_its_price_is_counted(stores: Stores) -> None:
    coding = await session_of(stores, "A", "B")
    claim = await claimed(coding)
    assert claim is not None
    assert await coding.save(claim, Coded((CODE, None), SPENT)) == 1
    again = await claimed(coding)
    assert again is not None
    assert again.positions == claim.positions[1:]
    assert await claimed(coding, without=again.positions) is None
    assert (await stores.sessions.load(TENANT, "QS-1")).usage == SPENT


async def test_an_answer_that_two_have_coded_keeps_the_first_codes(stores: Stores) -> None:
    coding = await session_of(stores, "A")
    slow = await claimed(coding, lease_s=0)
    quick = await claimed(coding)
    assert slow is not None
    assert quick is not None
    assert await coding.save(quick, coded(quick)) == 1
    late = AnswerAnalysis(Sentiment.POSITIVE, "coder")
    assert await coding.save(slow, coded(slow, late)) == 0
    (response,) = (await stores.sessions.load(TENANT, "QS-1")).responses
    assert response.analysis == CODE


async def test_nothing_is_written_of_a_person_who_was_erased_meanwhile(stores: Stores) -> None:
    coding = await session_of(stores, "A", "B")
    claim = await claimed(coding)
    assert claim is not None
    await stores.erasure.erase(TENANT, "A")
    assert await coding.save(claim, coded(claim)) == 1
    left = await stores.database.rows("SELECT lead_id, analysis FROM targets")
    assert [(row["lead_id"], row["analysis"]["sentiment"]) for row in left] == [("B", "negative")]


async def test_codes_that_come_after_the_end_are_dropped(stores: Stores) -> None:
    """The summary was written without them, and would be wrong; written anew, it counts them."""
    coding = await session_of(stores, "A")
    late = await claimed(coding, lease_s=0)
    assert late is not None
    await stores.progress.complete("QS-1", summary(), 1)
    assert await coding.save(late, coded(late)) == 0
    assert await claimed(coding) is None
    anew = await claimed(coding, ended=True)
    assert anew is not None
    assert await coding.save(anew, coded(anew)) == 1


async def test_a_cancelled_session_keeps_its_codes_and_gets_no_more(stores: Stores) -> None:
    await add_prospects(stores, "A", "B", "C")
    await create_session(stores, ["A", "B", "C"])
    await stores.progress.settle("QS-1", [answered("A"), answered("B")])
    coding = CodingStore(stores.database)
    first, second = await claimed(coding, most=1), await claimed(coding, most=1)
    assert first is not None
    assert second is not None
    await coding.save(first, coded(first))
    await stores.progress.cancel(TENANT, "QS-1")
    assert await coding.save(second, coded(second)) == 0
    assert await claimed(coding) is None
    assert await claimed(coding, ended=True) is None
    session = await stores.sessions.load(TENANT, "QS-1")
    assert session.status is SessionStatus.FAILED
    assert [response.analysis for response in session.responses] == [CODE, None]
