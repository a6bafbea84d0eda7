"""What model calls took, in the domain's terms, money included.

Prices are genai-prices' list, as it was installed: nothing is looked up over the network. Working one out takes about
100 µs; that a model has no price is remembered, since finding that out again would take as long.
"""

from typing import Any

from pydantic_ai.agent import AgentRunResult
from pydantic_ai.messages import ModelResponse

from prospect_twins.domain.received import cost_usd, token_count
from prospect_twins.domain.sessions import Usage

FREE_PROVIDERS = frozenset({"embedded", "scripted"})
"""Providers (`ModelResponse.provider_name`) that run in our own processes."""

_REMEMBERED = 256
_unpriced: set[tuple[str | None, str | None, str | None]] = set()


def usage_of(response: ModelResponse) -> Usage:
    """Tokens as the provider counts them (zero means that it did not say), and what they cost by its list."""
    read, written = token_count(response.usage.input_tokens), token_count(response.usage.output_tokens)
    return Usage(read or None, written or None, _cost_usd(response), calls=1)


def usage_of_run(result: AgentRunResult[Any]) -> Usage:
    """The same of all model calls of one agent run, those whose output was refused included."""
    responses = (message for message in result.new_messages() if isinstance(message, ModelResponse))
    return sum(map(usage_of, responses), Usage())


def _cost_usd(response: ModelResponse) -> float | None:
    """None for a model without a known price, and for a call whose tokens are not known."""
    if response.provider_name in FREE_PROVIDERS:
        return 0.0
    name = (response.model_name, response.provider_name, response.provider_url)
    if name in _unpriced or not response.model_name or not response.usage.has_values():
        return None
    try:
        return cost_usd(float(response.cost().total_price))
    except LookupError:
        if len(_unpriced) >= _REMEMBERED:
            _unpriced.clear()
        _unpriced.add(name)
    except ValueError:  # tokens that don't add up, or were not told in full
        pass
    return None
