from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from pydantic_ai import exceptions
from pydantic_ai.exceptions import ModelHTTPError

from prospect_twins.agents.model_faults import FAULTS, fault_of
from prospect_twins.domain.sessions import FailureCode

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
        (exceptions.UnexpectedModelBehavior(SECRET), FailureCode.MODEL_NONSENSE, False),
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
