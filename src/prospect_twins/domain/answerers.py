"""Who would answer a question: what the workers that are alive run, and what asking them takes.

Whatever tells about the service, or refuses a question on its account, asks here: the settings of the process that
tells may be others than those of the workers, which may run on other machines.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from prospect_twins.domain.estimates import Price, Stage
from prospect_twins.domain.ports import CallPlan
from prospect_twins.domain.questions import Question
from prospect_twins.domain.spending import CostLimits, CostToCome


@dataclass(frozen=True, slots=True)
class Answerer:
    """What some workers run that all say the same."""

    model: str
    """The model string."""
    sees_images: bool
    memory_exchanges: int
    plan: CallPlan
    price_of: Callable[[str], Price | None]
    """The price of any model string; None where none is known."""
    cost_limits: CostLimits

    def cost_usd(self, stages: Iterable[Stage]) -> float | None:
        """US dollars that the stages take; None where a price is not known."""
        costs = [self._cost_usd(stage) for stage in stages]
        return None if None in costs else sum(cost for cost in costs if cost is not None)

    def _cost_usd(self, stage: Stage) -> float | None:
        price = self.price_of(stage.model)
        if price is None:
            return None if stage.calls else 0.0
        return price.of(stage.input_tokens, stage.output_tokens)

    def cost_after_answers(self, question: Question) -> CostToCome:
        """The cost of labelling the answers that have no labels and of the summary. Zero where a price is not known."""
        return lambda answers, unlabelled: self.cost_usd(self.plan.summary_stages(question, answers, unlabelled)) or 0.0

    def cost_after_labels(self, question: Question) -> CostToCome:
        """The cost of the summary."""
        return lambda answers, _: self.cost_usd(self.plan.summary_stages(question, answers, 0)) or 0.0


class Answerers(Protocol):
    """Knows who would answer at the moment."""

    async def now(self) -> Sequence[Answerer]:
        """One or more; several where live workers disagree, as while a service is being changed."""
        ...
