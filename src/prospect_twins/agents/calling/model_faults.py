"""What a provider's error means: one table from Pydantic AI's exceptions to the failures that users are told of.

Messages say what the provider said, shortened; they name no key, header or prompt. The exception itself stays the
fault's `__cause__`.
"""

import os
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

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

from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.provider_words import (
    configured_secrets,
    provider_words,
    tells_of_a_filter,
    tells_of_the_model,
)
from prospect_twins.domain.received import wait_s

FAULTS = (
    ModelAPIError,
    UnexpectedModelBehavior,
    UserError,
    OSError,
    aiohttp.ClientError,
)
"""What a model call raises when it fails; anything else is a fault of ours and is let through."""

_CHECK_THE_WAY = "check the base URL (such as OPENAI_BASE_URL) and the network"

UNREADABLE_ATTEMPTS = 6
"""Replies in which there is nothing to be read pass mostly at once, or not at all. With 30% of such replies, one call
in a thousand fails."""

RETRIED_STATUSES = frozenset({408, 409, 425})
"""Statuses of the 4xx range that say "not now" rather than "not so"; 429 has a category of its own."""


_REFUSING_STATUSES = frozenset({400, 403, 404, 406, 422, 451})
"""By these, providers refuse what is asked; by which of them for which reason is up to each."""

_OVERLOADED = frozenset({503, 529})
"""Statuses by which a server sends a request away before it works on it; other 5xx may come after the work."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`attempts`: as in `ModelFault`. `advice`: what to do, for faults that stay until somebody does something."""

    code: FailureCode
    message: str
    retryable: bool = False
    attempts: int | None = None
    advice: str = ""


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
        FailureCode.MODEL_UNAVAILABLE, "The model's provider refused the configured API key.",
        advice="Check the key in the service's environment (such as OPENAI_API_KEY).")),
    (ModelNotFoundError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The model's provider does not know the configured model.",
        advice="Check PROSPECT_TWINS_MODEL.")),
    (ModelContextWindowExceededError, Verdict(
        FailureCode.PROCESSING_ERROR, "What was to be read does not fit the model's context window.")),
    (ModelRequestRejectedError, Verdict(
        FailureCode.PROCESSING_ERROR, "The model's provider rejected the request.")),
    (ModelHTTPError, Verdict(
        FailureCode.PROCESSING_ERROR, "The model's provider rejected the request.")),
    (ModelAPIError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The model's provider sent something unreadable.",
        retryable=True, attempts=UNREADABLE_ATTEMPTS)),
    (ContentFilterError, Verdict(
        FailureCode.MODEL_REFUSED, "The model, or its provider's content filter, declined to answer.")),
    (UnexpectedModelBehavior, Verdict(
        FailureCode.MODEL_NONSENSE, "The model's reply does not have the form that was asked for.",
        retryable=True, attempts=UNREADABLE_ATTEMPTS)),
    (UserError, Verdict(
        FailureCode.PROCESSING_ERROR, "The configured model can't be asked in this way.")),
    (aiohttp.ServerTimeoutError, Verdict(
        FailureCode.MODEL_TIMEOUT, "The model did not answer in time.", retryable=True)),
    (aiohttp.ClientError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The connection to the model's provider failed.", retryable=True)),
    (OSError, Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The connection to the model's provider failed.", retryable=True)),
)  # fmt: skip

# By the error types that our HTTP client gives to what is no reply (`models.wire.replies`).
_BY_TYPE: Mapping[str, Verdict] = {
    "unreadable_reply": Verdict(
        FailureCode.MODEL_UNAVAILABLE, "The model's provider sent no reply that could be read.",
        retryable=True, attempts=UNREADABLE_ATTEMPTS),
    "no_such_address": Verdict(
        FailureCode.MODEL_UNAVAILABLE, "No model answers at the configured address."),
}  # fmt: skip
_FILTERED = Verdict(FailureCode.MODEL_REFUSED, "The provider's content filter declined what was asked or answered.")
_NO_SUCH_MODEL = next(verdict for kind, verdict in _VERDICTS if kind is ModelNotFoundError)
_WORDLESS = replace(
    next(verdict for kind, verdict in _VERDICTS if kind is ModelServerError),
    advice="If this goes on, the server may stumble over a part of the request that it doesn't know, such as the "
    "system message; PROSPECT_TWINS_MODEL_OMITS (for example 'system') leaves it out.",
)
_BARE = re.compile(r"(?:error[: ]*)?(?:500[: ]*)?(?:internal (?:server )?error)?\W*", re.IGNORECASE)
"""What a server says that fell over itself, and knows no reason."""
_CUT_OFF = Verdict(FailureCode.MODEL_UNAVAILABLE, "The connection to the model's provider failed.", retryable=True)
_NOT_NOW = Verdict(FailureCode.MODEL_UNAVAILABLE, "The model's provider could not take the request.", retryable=True)


def fault_of(error: Exception) -> ModelFault:
    """What `error` (one of FAULTS) means, with the seconds that the provider asked us to wait, if it did."""
    verdict = _verdict(error)
    hint = error.provider_retry_hint if isinstance(error, ModelHTTPError) else None
    words = _words(error)
    by_whom = "It said: “{}”." if isinstance(error, ModelHTTPError) else "The reason: {}."
    said = by_whom.format(words.rstrip(".")) if words else ""
    return ModelFault(
        verdict.code,
        " ".join(filter(None, (verdict.message, said, verdict.advice))),
        retryable=verdict.retryable and hint is not False,
        retry_after_s=wait_s(error.retry_after) if isinstance(error, ModelAPIError) else None,
        attempts=verdict.attempts,
    )


def was_refused(error: BaseException) -> bool:
    """Whether the provider told that it would not do what was asked, so that it charges nothing."""
    return isinstance(error, ModelHTTPError) and (error.status_code < 500 or error.status_code in _OVERLOADED)


def never_arrived(error: BaseException) -> bool:
    """Whether the provider can't know of the call: nothing was sent, or there was no connection to it."""
    return isinstance(error, UserError) or any(
        isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
        for cause in (error, *_causes(error))
    )


def _words(error: Exception) -> str:
    """What the provider, or the network, says of the error."""
    secrets = configured_secrets(os.environ)
    if isinstance(error, ModelHTTPError):
        return provider_words(error.body, secrets)
    return provider_words(_network_words(error), secrets)


def _network_words(error: Exception) -> str:
    """Why there was no connection, from the exceptions that brought it about; empty where they tell nothing."""
    for cause in (error, *_causes(error)):
        if isinstance(cause, aiohttp.ClientConnectorCertificateError | ssl.SSLCertVerificationError):
            return "the server's certificate is not trusted"
        if isinstance(cause, aiohttp.ClientConnectorError):
            if isinstance(cause, aiohttp.ClientConnectorDNSError) or isinstance(cause.os_error, socket.gaierror):
                return f"there is no host called {cause.host}; {_CHECK_THE_WAY}"
            return f"can't connect to {cause.host}:{cause.port} ({cause.os_error.strerror}); {_CHECK_THE_WAY}"
    return ""


def _verdict(error: Exception) -> Verdict:
    kinds = (error.provider_error_type, error.provider_error_code) if isinstance(error, ModelAPIError) else ()
    for kind in kinds:
        if isinstance(kind, str) and (verdict := _BY_TYPE.get(kind)):
            return verdict
    if isinstance(error, ModelHTTPError) and (verdict := _by_words(error)):
        return verdict
    if isinstance(error, ModelTimeoutError) and _was_cut_off(error):
        return _CUT_OFF
    if isinstance(error, ModelHTTPError) and error.status_code in RETRIED_STATUSES:
        return _NOT_NOW
    return next(verdict for kind, verdict in _VERDICTS if isinstance(error, kind))


def _by_words(error: ModelHTTPError) -> Verdict | None:
    """The verdict on an error whose words tell more than its status."""
    said = provider_words(error.body)
    # The names are typed as text, but are whatever the server sent.
    words = f"{error.provider_error_type} {error.provider_error_code} {said}"
    if error.status_code in _REFUSING_STATUSES:
        if tells_of_a_filter(words):
            return _FILTERED
        return _NO_SUCH_MODEL if tells_of_the_model(words) else None
    return _WORDLESS if error.status_code == 500 and _BARE.fullmatch(said) else None


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
