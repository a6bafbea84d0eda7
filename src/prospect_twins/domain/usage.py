"""What model calls took."""

from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Usage:
    """What model calls took, in the provider's tokens; None where it does not say."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    """None where the model's price is not known; an embedded model costs 0."""
    calls: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """The two together; what one does not say counts as nothing."""
        return Usage(
            _added(self.input_tokens, other.input_tokens),
            _added(self.output_tokens, other.output_tokens),
            _added(self.cost_usd, other.cost_usd),
            self.calls + other.calls,
        )


Number = TypeVar("Number", int, float)


def _added(one: Number | None, other: Number | None) -> Number | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


NO_USAGE = Usage()
"""What no call takes."""
