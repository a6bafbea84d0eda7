"""What may be spent, and the meter that counts what is.

A limit holds for every model call, whoever makes it: the meter of the work at hand is asked before a call is begun and
told what the call took. It travels in the context of the task, so that no caller on the way has to pass it on.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from prospect_twins.domain.errors import CostLimitExceeded, NotAffordable
from prospect_twins.domain.usage import Usage


def usd(amount: float) -> str:
    """`$1.50`; small amounts with two digits that say something, as in `$0.0012`."""
    return f"${amount:,.2f}" if amount >= 0.1 or amount <= 0 else f"${amount:.2g}"


@dataclass(frozen=True, slots=True)
class CostLimits:
    """The most that may be spent, in US dollars; None where there is no limit."""

    session_usd: float | None = None
    day_usd: float | None = None
    """By a tenant, in a UTC day."""

    def __bool__(self) -> bool:
        return self.session_usd is not None or self.day_usd is not None

    def stricter(self, other: "CostLimits") -> "CostLimits":
        """The lower limit of both, each for itself."""
        return CostLimits(_least(self.session_usd, other.session_usd), _least(self.day_usd, other.day_usd))


def _least(one: float | None, other: float | None) -> float | None:
    return min((limit for limit in (one, other) if limit is not None), default=None)


ASK_FEWER = "ask fewer prospects"
RAISE_LIMITS = "have the service's limits on costs raised"
"""Where nothing can be left out. Which setting it is depends on the limit that is in the way."""


@dataclass(frozen=True, slots=True)
class ExpectedCost:
    """What is set aside for something before it is begun, and the limits that it has to keep to."""

    usd: float
    limits: CostLimits = CostLimits()
    advice: str = ASK_FEWER
    """What helps where it is too much."""

    def check(self, spent_usd: float = 0.0) -> None:
        """Raises CostLimitExceeded if it is more than a session may cost that has cost `spent_usd` so far."""
        most = self.limits.session_usd
        if most is None or not self.usd or spent_usd + self.usd <= most:
            return
        before = f" besides the {usd(spent_usd)} that the session has cost" if spent_usd else ""
        raise CostLimitExceeded(
            f"This would cost about {usd(self.usd)}{before}, and a session may cost {usd(most)}; {self.advice}.",
            {"estimated_usd": self.usd, "limit_usd": most, **({"used_usd": spent_usd} if spent_usd else {})},
        )


NO_COST = ExpectedCost(0.0)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a session may still spend, in US dollars; below zero where calls that were under way went over the limit."""

    usd: float
    limit: str
    """The limit that it stems from, in words."""
    holds_back: bool = False
    """Whether something is taken off for what is to come."""

    def holding_back(self, amount_usd: float) -> "Allowance":
        """What is left of it when so many US dollars are kept for later."""
        return replace(self, usd=self.usd - amount_usd, holds_back=self.holds_back or amount_usd > 0)

    def refusal(self) -> NotAffordable:
        """The fault to raise when nothing is left."""
        kept = ", but for what is kept for the summary" if self.holds_back else ""
        return NotAffordable(f"No further model call was made: {self.limit} is reached{kept}.")


@dataclass(frozen=True, slots=True)
class Allowances:
    """What a session may still spend by the books; None where there is no such limit."""

    tenant_id: str
    session: Allowance | None
    day: Allowance | None
    """Shared by all of the tenant's sessions."""
    answers: int = 0
    """How many answers the session has or may still get."""
    unlabelled: int = 0
    """How many of those have no labels yet."""


CostToCome = Callable[[int, int], float]
"""US dollars that the later stages of a session take, by its answers and by those of them that have no labels yet."""


class Meter:
    """Counts what the model calls of one piece of work take.

    `allowance` tells what is left, of which the calls under way are not yet taken off; None where there is no limit.
    """

    def __init__(self, allowance: Callable[[], Awaitable[Allowance | None]]) -> None:
        self._allowance = allowance
        self._usage = Usage()
        self.total_usd = 0.0
        """The cost of everything counted, taken or not."""
        self.is_limited = False
        """Known once a call has been asked for that costs something."""

    async def admit(self, expected_usd: float | None) -> None:
        """Before a call that costs something; `expected_usd` is what it costs at least, if that is known.

        Raises NotAffordable where it may not be made.
        """
        allowance = await self._allowance()
        self.is_limited = allowance is not None
        if allowance is None:
            return
        if expected_usd is None:
            raise NotAffordable(
                "No model call was made: there is a limit on costs, and the model's price is not known."
            )
        if allowance.usd <= expected_usd:
            raise allowance.refusal()

    def count(self, usage: Usage) -> None:
        """Add what a call took."""
        self._usage += usage
        self.total_usd += usage.cost_usd or 0.0

    def take(self) -> Usage:
        """What has been counted since it was last taken: whoever takes it sees to it that it gets into the books."""
        taken, self._usage = self._usage, Usage()
        return taken


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)


def current_meter() -> Meter | None:
    """That of the work at hand; None for calls that belong to no session."""
    return _meter.get()


@contextmanager
def metered(meter: Meter) -> Iterator[None]:
    """Calls made within, and in tasks begun within, are counted by `meter`."""
    before = _meter.set(meter)
    try:
        yield
    finally:
        _meter.reset(before)
