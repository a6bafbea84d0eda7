"""Who would answer a question: what the workers that are alive run, and what asking them takes.

Whatever tells about the service, or refuses a question on its account, asks here: the settings of the process that
tells may be others than those of the workers, which may run on other machines.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from prospect_twins.domain.estimates import Price
from prospect_twins.domain.ports import CallPlan


@dataclass(frozen=True, slots=True)
class CostLimits:
    """The most that may be spent, in US dollars; None where there is no limit."""

    session_usd: float | None = None
    day_usd: float | None = None
    """By a tenant, in a UTC day."""

    def __bool__(self) -> bool:
        return self.session_usd is not None or self.day_usd is not None

    def stricter(self, other: "CostLimits") -> "CostLimits":
        return CostLimits(_least(self.session_usd, other.session_usd), _least(self.day_usd, other.day_usd))


def _least(one: float | None, other: float | None) -> float | None:
    return min((limit for limit in (one, other) if limit is not None), default=None)


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
    cost_limits: CostLimits = CostLimits()


class Answerers(Protocol):
    """Knows who would answer at the moment."""

    async def now(self) -> Sequence[Answerer]:
        """One or more; several where live workers disagree, as while a service is being changed."""
        ...
