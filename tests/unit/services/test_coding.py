"""Codes are paid for: each is saved that can be, and none is asked for twice."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from prospect_twins.domain.analysis import AnswerAnalysis, Sentiment
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.questions import Question
from prospect_twins.domain.spending import CostLimits, current_meter
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import Coded, CodingClaim, Uncoded
from prospect_twins.services.coding import Coding
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.spending import Spending, WorkBudget, nothing_to_come
from prospect_twins.services.turns import Turns
from tests.unit.services.test_spending import Ledger

QUESTION = Question("Would you pay?")
SPENT = Usage(100, 10, 0.5, 1)


class Desk:
    """A store of answers without codes. `refused`: positions whose codes it can't store; `away`: saves that fail."""

    def __init__(
        self, answers: int, refused: Sequence[int] = (), *, away: int = 0, refuses_usage: bool = False
    ) -> None:
        self.free = set(range(answers))
        self.refused = set(refused)
        self.away = away
        self.refuses_usage = refuses_usage
        self.codes: dict[int, AnswerAnalysis] = {}
        self.usage = Usage()
        self.renewed = 0

    async def claim(
        self, session_id: str, *, ended: bool, least: int, most: int, without: Sequence[int], lease_s: float
    ) -> CodingClaim | None:
        free = sorted(self.free - set(without))[:most]
        if len(free) < least:
            return None
        self.free -= set(free)
        return CodingClaim(session_id, QUESTION, tuple(free), tuple(f"answer {position}" for position in free), ended)

    async def renew(self, claim: CodingClaim, lease_s: float) -> None:
        self.renewed += 1

    async def save(self, claim: CodingClaim, coded: Coded) -> int:
        if self.away:
            self.away -= 1
            raise DatabaseUnavailable("away")
        codes = {position: code for position, code in zip(claim.positions, coded.codes, strict=True) if code}
        if self.refused & set(codes) or (self.refuses_usage and coded.usage != Usage()):
            raise ValueError("no such character")
        self.codes |= codes
        self.usage += coded.usage
        return len(codes)

    async def give_back(self, claim: CodingClaim) -> None:
        self.free |= set(claim.positions)

    async def uncoded(self, session_id: str, *, ended: bool, without: Sequence[int]) -> Uncoded:
        return Uncoded(len(self.free - set(without)), 0)


class CountingCoder:
    batch = 16

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def code(self, question: Question, answers: Sequence[str]) -> Coded:
        self.asked += answers
        if (meter := current_meter()) is not None:  # as the model's would
            meter.count(SPENT)
        return Coded((AnswerAnalysis(Sentiment.NEUTRAL, "coder"),) * len(answers), SPENT)


async def code_all(desk: Desk, coder: CountingCoder, lease_s: float = 10) -> None:
    spending = Spending(Ledger(), CostLimits())
    coding = Coding(
        desk, coder, Turns(4), InFlight(), WorkBudget(spending, lambda _: nothing_to_come), lease_s=lease_s, parallel=1
    )
    await coding.code_session("QS-1", within_s=10)


async def test_codes_that_can_t_be_stored_take_no_other_with_them_and_are_asked_for_once() -> None:
    desk, coder = Desk(40, refused=[0, 7, 39]), CountingCoder()
    await code_all(desk, coder)
    assert set(desk.codes) == set(range(40)) - {0, 7, 39}
    assert len(coder.asked) == 40
    assert desk.usage == SPENT + SPENT + SPENT
    assert desk.free == {0, 7, 39}


async def test_a_price_that_can_t_be_stored_costs_no_codes() -> None:
    desk, coder = Desk(20, refuses_usage=True), CountingCoder()
    await code_all(desk, coder)
    assert set(desk.codes) == set(range(20))
    assert len(coder.asked) == 20


async def test_a_model_whose_codes_can_never_be_stored_is_left_alone() -> None:
    desk, coder = Desk(200, refused=range(200)), CountingCoder()
    await code_all(desk, coder)
    assert desk.codes == {}
    assert len(coder.asked) == 3 * coder.batch


async def test_what_was_coded_is_kept_while_the_database_is_away_and_its_claim_with_it() -> None:
    desk, coder = Desk(5, away=2), CountingCoder()
    await code_all(desk, coder, lease_s=0.15)
    assert set(desk.codes) == set(range(5))
    assert len(coder.asked) == 5
    assert desk.renewed


class DeskOfSessions(Desk):
    """Answers of a session each: `BIG-1` is one of BIG's."""

    def __init__(self, answers: Mapping[str, int]) -> None:
        super().__init__(0)
        self.desks = {session_id: Desk(number) for session_id, number in answers.items()}

    async def claim(self, session_id: str, **wanted: Any) -> CodingClaim | None:
        claim = await self.desks[session_id].claim(session_id, **wanted)
        return claim and replace(claim, answers=(session_id,) * len(claim.answers))

    async def uncoded(self, session_id: str, *, ended: bool, without: Sequence[int]) -> Uncoded:
        left = await self.desks[session_id].uncoded(session_id, ended=ended, without=without)
        return replace(left, tenant_id=session_id.partition("-")[0])

    async def save(self, claim: CodingClaim, coded: Coded) -> int:
        return await self.desks[claim.session_id].save(claim, coded)


class SlowCoder(CountingCoder):
    """Remembers the first answer of each call."""

    async def code(self, question: Question, answers: Sequence[str]) -> Coded:
        await asyncio.sleep(0.01)
        self.asked.append(answers[0])
        return Coded((AnswerAnalysis(Sentiment.NEUTRAL, "coder"),) * len(answers), Usage())


async def test_a_tenant_with_many_sessions_does_not_hold_up_another_s_codes() -> None:
    big = {f"BIG-{number}": 32 for number in range(8)}
    desk, coder = DeskOfSessions({**big, "SMALL-1": 32}), SlowCoder()
    spending = Spending(Ledger(), CostLimits())
    coding = Coding(
        desk, coder, Turns(1), InFlight(), WorkBudget(spending, lambda _: nothing_to_come), lease_s=10, parallel=1
    )
    await asyncio.gather(*(coding.code_session(session_id, within_s=30) for session_id in (*big, "SMALL-1")))
    assert len(coder.asked) == 2 * 9
    assert max(at for at, session_id in enumerate(coder.asked) if session_id == "SMALL-1") <= 6
