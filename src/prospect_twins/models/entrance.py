"""Where replies enter: whatever model is opened, its responses are cleaned here before anybody reads them."""

import logging
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic_ai.exceptions import ModelAPIError
from pydantic_ai.messages import ModelMessage, ModelResponse, ModelResponsePart, TextPart, ThinkingPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage

from prospect_twins.domain.received import MOST_REPLY_CHARS, clean_line, clean_text, token_count
from prospect_twins.domain.spoken import spoken

_NOT_READ = (TypeError, ValueError, AttributeError, LookupError)
"""What providers' clients end with, each in its way, when a reply lacks what they take for granted."""

_log = logging.getLogger(__name__)


class CleanedModel(WrapperModel):
    """The model that it wraps, its texts, numbers and names as `domain.received` has them."""

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """Ask the wrapped model; its reply comes back cleaned, whatever it was."""
        try:
            response = await self.wrapped.request(messages, model_settings, model_request_parameters)
        except _NOT_READ as error:
            _log.warning("a model's reply could not be read by its client (%s)", type(error).__name__, exc_info=error)
            raise ModelAPIError(self.model_name, "The reply has no form that its client can read.") from error
        return cleaned(response)


def cleaned(response: ModelResponse) -> ModelResponse:
    """`response` with nothing in it that could not be stored, and nothing that was not said to the reader.

    What is cut for its length counts as cut off by it (`finish_reason`). Of the provider's details only names stay,
    and the probabilities of tokens, if they are ones. Costs are worked out from the tokens (`agents.usage`), never
    taken from the reply.
    """
    overlong = sum(len(part.content) for part in response.parts if isinstance(part, TextPart)) > MOST_REPLY_CHARS
    return replace(
        response,
        parts=[cleaned for part in response.parts for cleaned in _cleaned_parts(part)],
        model_name=clean_line(response.model_name) or None,
        provider_response_id=clean_line(response.provider_response_id) or None,
        usage=_cleaned_usage(response.usage),
        finish_reason="length" if overlong else response.finish_reason,
        provider_details=_cleaned_details(response.provider_details),
    )


def _cleaned_parts(part: ModelResponsePart) -> list[ModelResponsePart]:
    """A text that is all thoughts becomes what it is, so that a failure can tell what came."""
    if isinstance(part, TextPart):
        whole = clean_text(part.content)
        said = spoken(whole)
        text = replace(part, content=said, provider_details=_cleaned_details(part.provider_details))
        return [ThinkingPart(whole), text] if whole.strip() and not said.strip() else [text]
    if isinstance(part, ThinkingPart):
        return [replace(part, content=clean_text(part.content))]
    return [part]


def _cleaned_usage(usage: RequestUsage) -> RequestUsage:
    """What is not told, or can't be, is left out; then its defaults stand: 0 tokens, no cost."""
    counted = ("_tokens", "_requests")
    counts: dict[str, Any] = {name: token_count(n) for name, n in vars(usage).items() if name.endswith(counted)}
    return RequestUsage(**counts)


def _cleaned_details(details: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not details:
        return None
    tokens = details.get("logprobs")
    probabilities = _probabilities(tokens) if isinstance(tokens, list) else None
    kept: dict[str, Any] = {"logprobs": probabilities} if probabilities else {}
    named = {
        name: clean_line(value) for name, value in details.items() if name != "logprobs" and isinstance(value, str)
    }
    return kept | named or None


def _probabilities(tokens: list[Any]) -> list[dict[str, Any]] | None:
    """The tokens with their natural logarithms; None if one of them has none, for then the others tell little."""
    tokens_read: list[dict[str, Any]] = []
    for token in tokens:
        known = _probability(token)
        if known is None:
            return None
        alternatives = token.get("top_logprobs")
        alternatives = alternatives if isinstance(alternatives, list) else []
        tokens_read.append(
            {**known, "top_logprobs": [alternative for alternative in map(_probability, alternatives) if alternative]}
        )
    return tokens_read


def _probability(token: Any) -> dict[str, Any] | None:
    if not isinstance(token, Mapping):
        return None
    text, logarithm = token.get("token"), token.get("logprob")
    if not isinstance(text, str) or isinstance(logarithm, bool) or not isinstance(logarithm, int | float):
        return None
    # A model that is sure may be told as a little more than 1; minus infinity is a probability of 0.
    return None if math.isnan(logarithm) else {"token": clean_text(text), "logprob": min(float(logarithm), 0.0)}
