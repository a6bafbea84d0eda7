"""Who would answer a question: what the workers that are alive run, and what asking them takes.

Whatever tells about the service, or refuses a question on its account, asks here: the settings of the process that
tells may be others than those of the workers, which may run on other machines.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from prospect_twins.domain.estimates import Price
from prospect_twins.domain.ports import CallPlan
from prospect_twins.domain.spending import CostLimits


@dataclass(frozen=True, slots=True)
class Answerer:
    """What some workers run that all say the same."""

    model: str
    """The model string."""
    sees_images: bool
    memory_exchanges: int
    plan: CallPlan
    price_of: Callable[[str], Price | None]
    """Of any model string; None where no price is known."""
    cost_limits: CostLimits


class Answerers(Protocol):
    """Knows who would answer at the moment."""

    async def now(self) -> Sequence[Answerer]:
        """One or more; several where live workers disagree, as while a service is being changed."""
        ...
