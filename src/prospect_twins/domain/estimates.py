"""What a question will take, before it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from prospect_twins.domain.spending import CostLimits
from prospect_twins.domain.work import Waiting


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs, in US dollars per million tokens."""

    source: str
    """Where the price stands, and of which date or version."""
    input_usd_per_mtok: float
    output_usd_per_mtok: float
    is_listed: bool = False
    """Whether it is a list price: what a provider takes off for cached prompts is not in it."""

    @property
    def is_free(self) -> bool:
        """Whether the model costs nothing."""
        return not (self.input_usd_per_mtok or self.output_usd_per_mtok)

    def of(self, input_tokens: float, output_tokens: float) -> float:
        """US dollars."""
        return (input_tokens * self.input_usd_per_mtok + output_tokens * self.output_usd_per_mtok) / 1_000_000


@dataclass(frozen=True, slots=True)
class QuotaLeft:
    """A tenant's answers of the current UTC day."""

    limit: int
    used: int

    @property
    def remaining(self) -> int:
        """How many answers may still be asked for today."""
        return max(self.limit - self.used, 0)


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits on costs, and how much of the current UTC day's is spent or set aside."""

    limits: CostLimits
    day_used_usd: float

    @property
    def left_usd(self) -> float:
        """What one session may cost at the moment."""
        day = self.limits.day_usd
        left = [self.limits.session_usd, None if day is None else max(day - self.day_used_usd, 0.0)]
        return min(amount for amount in left if amount is not None)


@dataclass(frozen=True, slots=True)
class AnswerSizes:
    """What answers were like, on average."""

    output_tokens: float
    """That a call wrote: the answer and what comes with it."""
    answer_tokens: float
    """Tokens of an answer's words."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who would be asked, as far as an estimate needs to know."""

    total: int
    sample: Sequence[Waiting]
    """Some of them, evenly spread; all if they are few."""
    quota: QuotaLeft
    written: AnswerSizes | None
    """By the model lately; None if nothing is known."""
    day_cost_usd: float = 0.0
    """What the tenant has spent or set aside in the current UTC day."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Calls of one model for one purpose."""

    model: str
    calls: int
    input_tokens: float
    output_tokens: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Tokens, money and quota that a session would take; nothing is stored and nothing reserved for it."""

    model: str
    total_prospects: int
    calls: int
    """Calls of all models: answers, their labels, the summary."""
    input_tokens: int
    """Pictures included."""
    output_tokens: int
    image_tokens: int
    cost_usd: float | None
    """None where a model's price is not known."""
    price: Price | None
    """The price of the model that answers."""
    quota: QuotaLeft
    notes: Sequence[str] = ()
    """What the figures rest on, in sentences for people."""
    budget: Budget | None = None
    """None where there is no limit on costs."""

    @property
    def is_within_quota(self) -> bool:
        """Whether the quota has room for all who would be asked."""
        return self.total_prospects <= self.quota.remaining

    @property
    def is_within_budget(self) -> bool:
        """Not where the cost is unknown: a limit can't be kept to then."""
        if self.budget is None or self.cost_usd == 0:
            return True
        return self.cost_usd is not None and self.cost_usd <= self.budget.left_usd
