"""What models cost: what a setting says, else the price list of genai-prices as it was installed; nothing is asked over
the network.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from prospect_twins.domain.estimates import Price

FREE = Price("runs here", 0.0, 0.0)
_OURS = frozenset({"embedded", "scripted"})


@dataclass(frozen=True, slots=True)
class ModelPrices:
    """List prices, but for the models whose price is `named`."""

    named: Mapping[str, Price] = field(default_factory=dict)

    def of(self, model: str) -> Price | None:
        """The price of a model string, or None where none is known; that of its lowest tier where it has several."""
        if model.partition(":")[0] in _OURS:
            return FREE
        return self.named.get(model) or price_of(model)


@lru_cache(maxsize=32)
def price_of(model: str) -> Price | None:
    """The list price of a model string, or None where none is known; that of its lowest tier where it has several.

    The list is loaded by the first question for a provider's model, and takes some 25 MB.
    """
    provider, _, name = model.partition(":")
    if provider in _OURS:
        return FREE
    import genai_prices  # heavy: an API process that nobody asks does without it
    from genai_prices import Usage, calc_price

    try:
        # One token each, the price per token: below every tier, and at today's price where it depends on the time.
        price = calc_price(Usage(input_tokens=1, output_tokens=1), name, provider_id=provider)
    except (LookupError, ValueError):
        return None
    million = Decimal(1_000_000)
    return Price(
        f"genai-prices {genai_prices.__version__}",
        float(price.input_price * million),
        float(price.output_price * million),
        is_listed=True,
    )
