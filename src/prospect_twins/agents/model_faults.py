"""What a provider's error means: one table from Pydantic AI's exceptions to the failures that users are told of.

Messages name no key, header, address or prompt; the exception itself stays the fault's `__cause__` for the log.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import aiohttp
from pydantic_ai.exceptions import (
    ContentFilterError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestRejectedError,
    ModelRequestTimeout,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
    UnexpectedModelBehavior,
    UserError,
)

from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.received import wait_s
from prospect_twins.domain.sessions import FailureCode

FAULTS = (
    ModelAPIError,
    UnexpectedModelBehavior,
    UserError,
    OSError,
    aiohttp.ClientError,
)
"""What a model call raises when it fails; anything else is a fault of ours and is let through."""

RETRIED_STATUSES = frozenset({408, 409, 425})
"""Statuses of the 4xx range that say "not now" rather than "not so"; 429 has a category of its own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    code: FailureCode
    message: str
    retryable: bool = False


# The first row that fits counts: subclasses stand before their bases.
_VERDICTS: tuple[tuple[type[Exception], Verdict], ...] = (
    (ModelQuotaExceededError, Verdict(
        FailureCode.MODEL_RATE_LIMITED, "The account's quota or credit with the model's provider is used up.")),
    (ModelRateLimitError, Verdict(
        FailureCode.MODEL_RATE_LIMITED, "The model's provider limits our rate.", retryable=True)),
    (ModelTimeoutError, Verdict(
        FailureCode.MODEL_TIMEOUT, "The model did not answer in time.", retryable=True)),
    (ModelRequestTimeout, Verdict(
        FailureCode.MODEL_TIMEOUT, "The model did not answer in time.", retryable=True)),
    (ModelConnectionError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The connection to the model's provider failed.", retryable=True)),
    (ModelUnavailableError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The model's provider is overloaded or down.", retryable=True)),
    (ModelServerError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The model's provider had an internal error.", retryable=True)),
    (ModelAuthenticationError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The model's provider refused the configured API key.")),
    (ModelNotFoundError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The model's provider does not know the configured model.")),
    (ModelContextWindowExceededError, Verdict(
        FailureCode.PROCESSING_ERROR, "What was to be read does not fit the model's context window.")),
    (ModelRequestRejectedError, Verdict(
        FailureCode.PROCESSING_ERROR, "The model's provider rejected the request.")),
    (ModelHTTPError, Verdict(
        FailureCode.PROCESSING_ERROR, "The model's provider rejected the request.")),
    (ModelAPIError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The model's provider sent something unreadable.", retryable=True)),
    (ContentFilterError, Verdict(
        FailureCode.MODEL_REFUSED, "The provider's content filter withheld the answer.")),
    (UnexpectedModelBehavior, Verdict(
        FailureCode.MODEL_NONSENSE, "The model's reply does not have the form that was asked for.")),
    (UserError, Verdict(
        FailureCode.PROCESSING_ERROR, "The configured model can't be asked in this way.")),
    (aiohttp.ServerTimeoutError, Verdict(
        FailureCode.MODEL_TIMEOUT, "The model did not answer in time.", retryable=True)),
    (aiohttp.ClientError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The connection to the model's provider failed.", retryable=True)),
    (OSError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The connection to the model's provider failed.", retryable=True)),
)  # fmt: skip

_CUT_OFF = Verdict(FailureCode.MODEL_UNAVAILABLE, "The connection to the model's provider failed.", retryable=True)
_NOT_NOW = Verdict(FailureCode.MODEL_UNAVAILABLE, "The model's provider could not take the request.", retryable=True)


def fault_of(error: Exception) -> ModelFault:
    """What `error` (one of FAULTS) means, with the seconds that the provider asked us to wait, if it did."""
    verdict = _verdict(error)
    hint = error.provider_retry_hint if isinstance(error, ModelHTTPError) else None
    return ModelFault(
        verdict.code,
        verdict.message,
        retryable=verdict.retryable and hint is not False,
        retry_after_s=wait_s(error.retry_after) if isinstance(error, ModelAPIError) else None,
    )


def _verdict(error: Exception) -> Verdict:
    if isinstance(error, ModelTimeoutError) and _was_cut_off(error):
        return _CUT_OFF
    if isinstance(error, ModelHTTPError) and error.status_code in RETRIED_STATUSES:
        return _NOT_NOW
    return next(verdict for kind, verdict in _VERDICTS if isinstance(error, kind))


def _was_cut_off(error: BaseException) -> bool:
    """Whether a "time-out" was a dropped connection: the aiohttp transport reports both as connect time-outs."""
    return any(
        isinstance(cause, aiohttp.ClientConnectionError) and not isinstance(cause, TimeoutError)
        for cause in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    while (cause := error.__cause__ or error.__context__) is not None:
        yield cause
        error = cause
