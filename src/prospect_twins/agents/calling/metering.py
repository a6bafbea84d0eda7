"""Counts every model call, and lets none be made that a limit on costs forbids.

Stands outermost round each model. One rule, with limits and without: a call that was begun counts, whatever becomes of
it. What the provider does not tell is estimated from the texts, and of a lost reply at least the prompt was paid for.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.calling.model_faults import never_arrived, was_refused
from prospect_twins.agents.calling.tokens import estimated_tokens
from prospect_twins.agents.calling.usage import priced_usage, with_usage
from prospect_twins.domain.estimates import Price
from prospect_twins.domain.ports import Embedder
from prospect_twins.domain.similarity_rating import Vector
from prospect_twins.domain.spending import current_meter
from prospect_twins.domain.usage import Usage

T = TypeVar("T")

PICTURE_TOKENS = 1600
"""Tokens of a picture in a call, where the provider does not say."""


class MeteredModel(WrapperModel):
    """The model that it wraps. `price` is that of the model string; None where it is not known."""

    def __init__(self, wrapped: Model, price: Price | None) -> None:
        super().__init__(wrapped)
        self._price = price

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Raises NotAffordable where the session has no money left for the call."""
        read = _prompt_tokens(messages)
        response, usage = await _metered(
            lambda: self.wrapped.request(messages, model_settings, model_request_parameters),
            _prompt_usage(read, self._price, calls=1),
            lambda response: priced_usage(response, self._price, read),
            is_free=self._price is not None and self._price.is_free,
        )
        return with_usage(response, usage)


class MeteredEmbedder:
    """Implements the domain's `Embedder`; tokens are estimated, and no model call is counted."""

    def __init__(self, embedder: Embedder, price: Price | None) -> None:
        self._embedder = embedder
        self._price = price

    @property
    def name(self) -> str:
        """The embedder's name, as it is stored beside what it embedded."""
        return self._embedder.name

    async def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
        """Raises NotAffordable where the session has no money left for it."""
        if self._price is None or self._price.is_free:
            return await self._embedder.embed(texts)
        usage = _prompt_usage(sum(map(estimated_tokens, texts)), self._price, calls=0)
        vectors, _ = await _metered(lambda: self._embedder.embed(texts), usage, lambda _: usage, is_free=False)
        return vectors


async def _metered(
    call: Callable[[], Awaitable[T]], prompt: Usage, usage_of: Callable[[T], Usage], *, is_free: bool
) -> tuple[T, Usage]:
    """What `call` gives and what it took, counted; `prompt` is what counts at least, if it was not refused."""
    meter = current_meter()
    if meter is None:
        result = await call()
        return result, usage_of(result)
    if not is_free:
        await meter.admit(prompt.cost_usd)
    try:
        result = await call()
        usage = usage_of(result)
    except BaseException as error:  # a cancellation too
        meter.count(_usage_in_vain(error, prompt))
        raise
    meter.count(usage)
    return result, usage


def _usage_in_vain(error: BaseException, prompt: Usage) -> Usage:
    if never_arrived(error):
        return Usage()
    if was_refused(error):
        return Usage(0, 0, None if prompt.cost_usd is None else 0.0, prompt.calls)
    return prompt


def _prompt_usage(tokens: int, price: Price | None, calls: int) -> Usage:
    return Usage(tokens, None, price.of(tokens, 0) if price else None, calls)


def _prompt_tokens(messages: Sequence[ModelMessage]) -> int:
    """Estimated."""
    tokens = 0
    for message in messages:
        instructions = message.instructions if isinstance(message, ModelRequest) else None
        tokens += estimated_tokens(instructions or "")
        for part in message.parts:
            content = getattr(part, "content", "")
            for item in content if isinstance(content, list | tuple) else (content,):
                tokens += estimated_tokens(item) if isinstance(item, str) else PICTURE_TOKENS
    return tokens
