from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from pydantic_ai import exceptions
from pydantic_ai.exceptions import ModelHTTPError

from prospect_twins.agents.calling.model_faults import FAULTS, fault_of
from prospect_twins.domain.answers import FailureCode

SECRET = "sk-secret and the whole prompt"


def http(category: type | None, status: int, headers: dict[str, str] | None = None) -> ModelHTTPError:
    return ModelHTTPError.for_category(
        category, status_code=status, model_name="m", body={"error": SECRET}, headers=headers
    )


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        (http(exceptions.ModelRateLimitError, 429), FailureCode.MODEL_RATE_LIMITED, True),
        (http(exceptions.ModelQuotaExceededError, 429), FailureCode.MODEL_RATE_LIMITED, False),
        (http(exceptions.ModelServerError, 500), FailureCode.MODEL_UNAVAILABLE, True),
        (http(exceptions.ModelUnavailableError, 503), FailureCode.MODEL_UNAVAILABLE, True),
        (http(exceptions.ModelOverloadedError, 529), FailureCode.MODEL_UNAVAILABLE, True),
        (http(exceptions.ModelAuthenticationError, 401), FailureCode.MODEL_UNAVAILABLE, False),
        (http(exceptions.ModelNotFoundError, 404), FailureCode.MODEL_UNAVAILABLE, False),
        (http(exceptions.ModelContextWindowExceededError, 400), FailureCode.PROCESSING_ERROR, False),
        (http(exceptions.ModelRequestRejectedError, 422), FailureCode.PROCESSING_ERROR, False),
        (http(None, 408), FailureCode.MODEL_UNAVAILABLE, True),
        (http(None, 418), FailureCode.PROCESSING_ERROR, False),
        (exceptions.ModelTimeoutError("m", SECRET), FailureCode.MODEL_TIMEOUT, True),
        (exceptions.ModelRequestTimeout("m", 3), FailureCode.MODEL_TIMEOUT, True),
        (exceptions.ModelConnectionError("m", SECRET), FailureCode.MODEL_UNAVAILABLE, True),
        (exceptions.ModelAPIError("m", SECRET), FailureCode.MODEL_UNAVAILABLE, True),
        (exceptions.ContentFilterError(SECRET), FailureCode.MODEL_REFUSED, False),
        (exceptions.UnexpectedModelBehavior(SECRET), FailureCode.MODEL_NONSENSE, True),
        (exceptions.UserError(SECRET), FailureCode.PROCESSING_ERROR, False),
        (aiohttp.ServerDisconnectedError(SECRET), FailureCode.MODEL_UNAVAILABLE, True),
        (aiohttp.ServerTimeoutError(SECRET), FailureCode.MODEL_TIMEOUT, True),
        (ConnectionResetError(SECRET), FailureCode.MODEL_UNAVAILABLE, True),
    ],
)
def test_each_error_has_its_failure_code_and_tells_no_secret(
    error: Exception, code: FailureCode, retryable: bool
) -> None:
    fault = fault_of(error)
    assert (fault.code, fault.retryable) == (code, retryable)
    assert SECRET not in fault.message


def test_every_error_of_pydantic_ais_model_requests_has_a_meaning() -> None:
    kinds = [
        kind
        for kind in vars(exceptions).values()
        if isinstance(kind, type) and issubclass(kind, exceptions.ModelAPIError)
    ]
    assert len(kinds) > 10
    for kind in kinds:
        assert issubclass(kind, FAULTS)


def test_retry_after_is_read_in_seconds_and_as_a_date() -> None:
    limited = exceptions.ModelRateLimitError
    assert fault_of(http(limited, 429, {"Retry-After": "7"})).retry_after_s == 7
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    wait = fault_of(http(limited, 429, {"Retry-After": later})).retry_after_s
    assert wait is not None
    assert 50 < wait <= 60
    assert fault_of(http(limited, 429)).retry_after_s is None


def test_a_provider_that_says_not_to_retry_is_believed() -> None:
    assert not fault_of(http(exceptions.ModelServerError, 500, {"x-should-retry": "false"})).retryable


def test_a_dropped_connection_that_is_reported_as_a_timeout_is_no_timeout() -> None:
    error = exceptions.ModelTimeoutError("m", "Request timed out.")
    error.__cause__ = aiohttp.ServerDisconnectedError()
    assert fault_of(error).code is FailureCode.MODEL_UNAVAILABLE
    error.__cause__ = aiohttp.SocketTimeoutError()
    assert fault_of(error).code is FailureCode.MODEL_TIMEOUT


def said(body: Any, status: int = 400, **extra: Any) -> str:
    return fault_of(
        ModelHTTPError.for_category(
            exceptions.ModelRequestRejectedError, status_code=status, model_name="m", body=body, **extra
        )
    ).message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "The prompt is too silly", "type": "x", "code": None}, "The prompt is too silly"),
        ({"error": {"message": "Too silly."}}, "Too silly"),
        ({"error": "Too silly."}, "Too silly"),
        ({"detail": "Too silly."}, "Too silly"),
        ({"detail": [{"loc": ["body", "n"], "msg": "Too many", "input": "the prompt"}]}, "body.n: Too many"),
        ("<html><head><title>Forbidden by proxy</title></head><body>…</body></html>", "Forbidden by proxy"),
        ("  too\nsilly  ", "too silly"),
        ([{"error": {"message": "In a list"}}], "In a list"),
        ({"message": "nul\x00 and \x1b[31mred\ud800"}, "nul and red"),
    ],
)
def test_a_message_says_what_the_provider_said(body: Any, words: str) -> None:
    assert said(body) == f"The model's provider rejected the request. It said: “{words}”."


@pytest.mark.parametrize("body", [None, "", {}, [], {"error": None}, {"message": 7}])
def test_a_provider_that_says_nothing_is_not_quoted(body: Any) -> None:
    assert said(body) == "The model's provider rejected the request."


def test_what_a_provider_says_is_shortened() -> None:
    assert len(said({"message": "very " * 10_000})) < 400


KEY = "made-up-key-of-this-test"


@pytest.mark.parametrize(
    "words",
    [
        "Incorrect API key provided: {}. You can find yours at https://example.com",
        "Incorrect API key provided: sk-proj-abcd1234efgh5678. Find yours.",
        "Incorrect API key provided: sk-abc***********wxyz.",
        "Authorization: Bearer abcdef123456 was refused",
        "key AIzaSyD-abcdefghijklmnopqrstuvwx is not valid",
        "x-api-key: abcdef123456",
        "at https://me:hunter2@example.com/v1?key=abcdef123456",
        "token eyJhbGciOi.eyJzdWIiOi.abc_def has expired",
        "the account 0123456789abcdef0123456789abcdef is closed",
    ],
)
def test_no_key_is_ever_told(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMEBODYS_API_KEY", KEY)
    message = said({"message": words.format(KEY)})
    assert "[hidden]" in message
    for secret in (KEY, "abcd1234", "wxyz", "abcdef123456", "AIzaSyD", "hunter2", "eyJ", "0123456789abcdef"):
        assert secret not in message


def test_words_that_are_no_key_stay() -> None:
    words = "Bearer token missing; the API key provided was empty. Use gpt-4o-mini-2024-07-18, not max_tokens"
    assert words in said({"message": words})


def connection(reason: Exception) -> str:
    error = exceptions.ModelConnectionError("m", "Connection error.")
    error.__cause__ = RuntimeError()
    error.__cause__.__cause__ = reason
    return fault_of(error).message


def test_a_connection_that_failed_says_to_whom_and_why() -> None:
    key = ConnectionKey("api.example", 8000, False, True, None, None, None)
    refused = aiohttp.ClientConnectorError(key, ConnectionRefusedError(111, "Connection refused"))
    assert "can't connect to api.example:8000 (Connection refused); check the base URL" in connection(refused)
    unknown = aiohttp.ClientConnectorDNSError(key, OSError(-2, "Name or service not known"))
    assert "there is no host called api.example" in connection(unknown)
    assert connection(ValueError(SECRET)) == "The connection to the model's provider failed."


def test_what_stays_until_somebody_does_something_says_what_to_do() -> None:
    assert "OPENAI_API_KEY" in fault_of(http(exceptions.ModelAuthenticationError, 401)).message
    assert "PROSPECT_TWINS_MODEL" in fault_of(http(exceptions.ModelNotFoundError, 404)).message
