"""What model calls took, in the domain's terms, money included.

Prices are genai-prices' list, as it was installed: nothing is looked up over the network. Working one out takes about
100 µs; that a model has no price is remembered, since finding that out again would take as long.
"""

from typing import Any

from pydantic_ai.agent import AgentRunResult
from pydantic_ai.messages import ModelResponse, TextPart, ThinkingPart

from prospect_twins.agents.calling.tokens import estimated_tokens
from prospect_twins.domain.estimates import Price
from prospect_twins.domain.received import cost_usd, token_count
from prospect_twins.domain.usage import Usage

FREE_PROVIDERS = frozenset({"embedded", "scripted"})
"""Providers (`ModelResponse.provider_name`) that run in our own processes."""

_REMEMBERED = 256
_unpriced: set[tuple[str | None, str | None, str | None]] = set()


_USAGE = "prospect_twins.usage"
"""Where a response keeps what it took, once that has been worked out."""


def with_usage(response: ModelResponse, usage: Usage) -> ModelResponse:
    """The response with what it took, for `usage_of`."""
    response.metadata = {**(response.metadata or {}), _USAGE: usage}
    return response


def usage_of(response: ModelResponse) -> Usage:
    """What it took, by the model's price where a meter stands before the model; else by the provider's list."""
    known = (response.metadata or {}).get(_USAGE)
    return known if isinstance(known, Usage) else priced_usage(response, None)


def priced_usage(response: ModelResponse, price: Price | None, prompt_tokens: int | None = None) -> Usage:
    """Tokens as the provider counts them (zero means that it did not say), and what they cost.

    `price`: the model's; if it is no list price, it is what counts, else the provider's list does, which knows of
    discounts. With `prompt_tokens`, an estimate of what was read, nothing stays unknown: what the provider does not
    say is estimated from the texts.
    """
    read = token_count(response.usage.input_tokens) or None
    written = token_count(response.usage.output_tokens) or None
    cost = _cost_usd(response) if price is None or price.is_listed else None
    if prompt_tokens is not None and (read is None or written is None):
        read = prompt_tokens if read is None else read
        written = _written_tokens(response) if written is None else written
        cost = None if response.provider_name not in FREE_PROVIDERS else cost
    if cost is None and price is not None and read is not None and written is not None:
        cost = price.of(read, written)
    return Usage(read, written, cost, calls=1)


def _written_tokens(response: ModelResponse) -> int:
    """Estimated, with what was thought where the provider shows it."""
    return sum(estimated_tokens(part.content) for part in response.parts if isinstance(part, TextPart | ThinkingPart))


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
