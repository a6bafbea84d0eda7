"""What every failure and every time must look like (contract 4 and 22)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2

from prospect_twins.api.errors import ErrorCode

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def expect_error(response: httpx2.Response, status: int, code: ErrorCode | str, *, hides: str = "") -> dict[str, Any]:
    """The body of a failure, after checking that it is an `APIError` with this status and code.

    `hides`: words of the request that must not come back.
    """
    assert response.status_code == status, (response.status_code, response.text)
    assert response.headers["content-type"] == "application/json"
    error = expect_api_error(response.json(), code)
    if hides:
        assert hides not in response.text
    if status in (429, 503):
        assert int(response.headers["retry-after"]) >= 1
    if status == 401:
        assert response.headers["www-authenticate"] == "Bearer"
    return error


def expect_api_error(body: Mapping[str, Any], code: ErrorCode | str) -> dict[str, Any]:
    assert set(body) == {"error_code", "message", "details", "timestamp"}
    assert body["error_code"] == code
    assert code in list(ErrorCode)
    assert isinstance(body["message"], str)
    assert body["message"]
    assert body["details"] is None or isinstance(body["details"], dict)
    parse_time(body["timestamp"])
    return dict(body)


def parse_time(text: str) -> datetime:
    """A time as the API sends it: UTC, `Z`, milliseconds exactly."""
    assert _TIME.fullmatch(text), text
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def places(error: Mapping[str, Any]) -> list[str]:
    """Where a VALIDATION_ERROR says that the values don't validate."""
    return [problem["place"] for problem in error["details"]["errors"]]
