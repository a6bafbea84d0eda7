"""Counts every model call, and lets none be made that a limit on costs forbids.

Stands outermost round each model, so that calls count whatever becomes of them: a reply that is refused, redone or of
no use was paid for too.
"""

import asyncio
from collections.abc import Sequence

from pydantic_ai.exceptions import ModelRequestTimeout, ModelTimeoutError, UnexpectedModelBehavior
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.tokens import estimated_tokens
from prospect_twins.agents.usage import priced_usage, with_usage
from prospect_twins.domain.estimates import Price
from prospect_twins.domain.ports import Embedder
from prospect_twins.domain.sessions import Usage
from prospect_twins.domain.similarity_rating import Vector
from prospect_twins.domain.spending import current_meter

PICTURE_TOKENS = 1600
"""Of a picture in a call, where the provider does not say."""

_CUT_OFF = (asyncio.CancelledError, ModelTimeoutError, ModelRequestTimeout, TimeoutError, UnexpectedModelBehavior)
"""Ends of a call that was made and whose reply is lost. What a provider refuses, it does not charge."""


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
        """Raises ModelFault where the session has no money left for the call."""
        meter = current_meter()
        if meter is None or (self._price is not None and self._price.is_free):
            response = await self.wrapped.request(messages, model_settings, model_request_parameters)
            usage = priced_usage(response, self._price)
        else:
            read = _prompt_tokens(messages)
            asked = Usage(read, None, self._price.of(read, 0) if self._price else None, calls=1)
            is_limited = await meter.admit(asked.cost_usd)
            try:
                response = await self.wrapped.request(messages, model_settings, model_request_parameters)
            except _CUT_OFF:
                if is_limited:
                    meter.count(asked)
                raise
            usage = priced_usage(response, self._price, read if is_limited else None)
        if meter is not None:
            meter.count(usage)
        return with_usage(response, usage)


class MeteredEmbedder:
    """Implements the domain's `Embedder`; tokens are estimated, and no model call is counted."""

    def __init__(self, embedder: Embedder, price: Price | None) -> None:
        self._embedder = embedder
        self._price = price

    @property
    def name(self) -> str:
        return self._embedder.name

    async def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
        """Raises ModelFault where the session has no money left for it."""
        meter = current_meter()
        if meter is None or self._price is None or self._price.is_free:
            return await self._embedder.embed(texts)
        read = sum(map(estimated_tokens, texts))
        usage = Usage(read, None, self._price.of(read, 0))
        await meter.admit(usage.cost_usd)
        vectors = await self._embedder.embed(texts)
        meter.count(usage)
        return vectors


def _prompt_tokens(messages: Sequence[ModelMessage]) -> int:
    """Estimated."""
    tokens = 0
    for message in messages:
        instructions = message.instructions if isinstance(message, ModelRequest) else None
        tokens += estimated_tokens(instructions or "")
        for part in message.parts:
            content = getattr(part, "content", "")
            for each in content if isinstance(content, list | tuple) else (content,):
                tokens += estimated_tokens(each) if isinstance(each, str) else PICTURE_TOKENS
    return tokens
