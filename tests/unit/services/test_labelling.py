"""Labels are paid for: each is saved that can be, and none is asked for twice."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.labels import AnswerLabels, Sentiment
from prospect_twins.domain.questions import Question
from prospect_twins.domain.spending import CostLimits, current_meter
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import LabelledBatch, LabellingClaim, Unlabelled
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.labelling import Labelling
from prospect_twins.services.spending import Spending, WorkBudget, nothing_to_come
from prospect_twins.services.turns import Turns
from tests.unit.services.test_spending import Ledger

QUESTION = Question("Would you pay?")
SPENT = Usage(100, 10, 0.5, 1)


class Desk:
    """A store of answers without labels. `refused`: positions whose labels it can't store; `away`: saves that fail."""

    def __init__(
        self, answers: int, refused: Sequence[int] = (), *, away: int = 0, refuses_usage: bool = False
    ) -> None:
        self.free = set(range(answers))
        self.refused = set(refused)
        self.away = away
        self.refuses_usage = refuses_usage
        self.labels: dict[int, AnswerLabels] = {}
        self.usage = Usage()
        self.renewed = 0

    async def claim(
        self, session_id: str, *, ended: bool, least: int, most: int, without: Sequence[int], lease_s: float
    ) -> LabellingClaim | None:
        free = sorted(self.free - set(without))[:most]
        if len(free) < least:
            return None
        self.free -= set(free)
        return LabellingClaim(
            session_id, QUESTION, tuple(free), tuple(f"answer {position}" for position in free), ended
        )

    async def renew(self, claim: LabellingClaim, lease_s: float) -> None:
        self.renewed += 1

    async def save(self, claim: LabellingClaim, labelled: LabelledBatch) -> int:
        if self.away:
            self.away -= 1
            raise DatabaseUnavailable("away")
        labels = {position: label for position, label in zip(claim.positions, labelled.labels, strict=True) if label}
        if self.refused & set(labels) or (self.refuses_usage and labelled.usage != Usage()):
            raise ValueError("no such character")
        self.labels |= labels
        self.usage += labelled.usage
        return len(labels)

    async def give_back(self, claim: LabellingClaim) -> None:
        self.free |= set(claim.positions)

    async def unlabelled(self, session_id: str, *, ended: bool, without: Sequence[int]) -> Unlabelled:
        return Unlabelled(len(self.free - set(without)), 0)


class CountingLabeller:
    batch = 16

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def label(self, question: Question, answers: Sequence[str]) -> LabelledBatch:
        self.asked += answers
        if (meter := current_meter()) is not None:  # as the model's would
            meter.count(SPENT)
        return LabelledBatch((AnswerLabels(Sentiment.NEUTRAL, "labeller"),) * len(answers), SPENT)


async def label_all(desk: Desk, labeller: CountingLabeller, lease_s: float = 10) -> None:
    spending = Spending(Ledger(), CostLimits())
    labelling = Labelling(
        desk,
        labeller,
        Turns(4),
        InFlight(),
        WorkBudget(spending, lambda _: nothing_to_come),
        lease_s=lease_s,
        parallel=1,
    )
    await labelling.label_session("QS-1", within_s=10)


async def test_labels_that_can_t_be_stored_take_no_other_with_them_and_are_asked_for_once() -> None:
    desk, labeller = Desk(40, refused=[0, 7, 39]), CountingLabeller()
    await label_all(desk, labeller)
    assert set(desk.labels) == set(range(40)) - {0, 7, 39}
    assert len(labeller.asked) == 40
    assert desk.usage == SPENT + SPENT + SPENT
    assert desk.free == {0, 7, 39}


async def test_a_price_that_can_t_be_stored_costs_no_labels() -> None:
    desk, labeller = Desk(20, refuses_usage=True), CountingLabeller()
    await label_all(desk, labeller)
    assert set(desk.labels) == set(range(20))
    assert len(labeller.asked) == 20


async def test_a_model_whose_labels_can_never_be_stored_is_left_alone() -> None:
    desk, labeller = Desk(200, refused=range(200)), CountingLabeller()
    await label_all(desk, labeller)
    assert desk.labels == {}
    assert len(labeller.asked) == 3 * labeller.batch


async def test_what_was_labelled_is_kept_while_the_database_is_away_and_its_claim_with_it() -> None:
    desk, labeller = Desk(5, away=2), CountingLabeller()
    await label_all(desk, labeller, lease_s=0.15)
    assert set(desk.labels) == set(range(5))
    assert len(labeller.asked) == 5
    assert desk.renewed


class DeskOfSessions(Desk):
    """Answers of a session each: `BIG-1` is one of BIG's."""

    def __init__(self, answers: Mapping[str, int]) -> None:
        super().__init__(0)
        self.desks = {session_id: Desk(number) for session_id, number in answers.items()}

    async def claim(self, session_id: str, **wanted: Any) -> LabellingClaim | None:
        claim = await self.desks[session_id].claim(session_id, **wanted)
        return claim and replace(claim, answers=(session_id,) * len(claim.answers))

    async def unlabelled(self, session_id: str, *, ended: bool, without: Sequence[int]) -> Unlabelled:
        left = await self.desks[session_id].unlabelled(session_id, ended=ended, without=without)
        return replace(left, tenant_id=session_id.partition("-")[0])

    async def save(self, claim: LabellingClaim, labelled: LabelledBatch) -> int:
        return await self.desks[claim.session_id].save(claim, labelled)


class SlowLabeller(CountingLabeller):
    """Remembers the first answer of each call."""

    async def label(self, question: Question, answers: Sequence[str]) -> LabelledBatch:
        await asyncio.sleep(0.01)
        self.asked.append(answers[0])
        return LabelledBatch((AnswerLabels(Sentiment.NEUTRAL, "labeller"),) * len(answers), Usage())


async def test_a_tenant_with_many_sessions_does_not_hold_up_another_s_labels() -> None:
    big = {f"BIG-{number}": 32 for number in range(8)}
    desk, labeller = DeskOfSessions({**big, "SMALL-1": 32}), SlowLabeller()
    spending = Spending(Ledger(), CostLimits())
    labelling = Labelling(
        desk, labeller, Turns(1), InFlight(), WorkBudget(spending, lambda _: nothing_to_come), lease_s=10, parallel=1
    )
    await asyncio.gather(*(labelling.label_session(session_id, within_s=30) for session_id in (*big, "SMALL-1")))
    assert len(labeller.asked) == 2 * 9
    assert max(at for at, session_id in enumerate(labeller.asked) if session_id == "SMALL-1") <= 6
