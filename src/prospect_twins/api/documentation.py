"""What the OpenAPI document says of every route's failures."""

from collections.abc import Mapping
from typing import Any

from prospect_twins.api.errors import APIError, ErrorCode

_FAILURES: Mapping[int, tuple[str, ErrorCode, str]] = {
    400: ("Malformed JSON (VALIDATION_ERROR)", ErrorCode.VALIDATION_ERROR, "The body is not valid JSON."),
    401: (
        "No key, or not a valid one (UNAUTHENTICATED)",
        ErrorCode.UNAUTHENTICATED,
        "Send your API key as 'Authorization: Bearer <key>'.",
    ),
    403: ("Not allowed (FORBIDDEN)", ErrorCode.FORBIDDEN, "This origin may not use the signed-in user's key."),
    404: (
        "No such session or prospect among yours (SESSION_NOT_FOUND, PROSPECT_NOT_FOUND)",
        ErrorCode.SESSION_NOT_FOUND,
        "There is no such session among yours.",
    ),
    409: (
        "The wrong state for this, or the first request with the same Idempotency-Key is still in flight",
        ErrorCode.IDEMPOTENCY_IN_PROGRESS,
        "The first request with this Idempotency-Key is still being worked on; ask again shortly.",
    ),
    413: (
        "The body is too large (PAYLOAD_TOO_LARGE)",
        ErrorCode.PAYLOAD_TOO_LARGE,
        "The body is larger than 16 MB; send less.",
    ),
    415: (
        "The wrong content type (UNSUPPORTED_MEDIA_TYPE)",
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        "Send the body as application/json.",
    ),
    422: (
        "Values that don't validate; `details` says which and why",
        ErrorCode.VALIDATION_ERROR,
        "Not valid: question: the question is blank; write what you want to ask.",
    ),
    429: (
        "QUOTA_EXCEEDED or RATE_LIMITED, with Retry-After",
        ErrorCode.RATE_LIMITED,
        "Too many requests in a minute; wait, then try again.",
    ),
    500: ("Our fault (INTERNAL_ERROR)", ErrorCode.INTERNAL_ERROR, "An internal error; it has been logged."),
    502: (
        "The model failed (PROCESSING_ERROR)",
        ErrorCode.PROCESSING_ERROR,
        "No summary was written: the model declined. The old one stays.",
    ),
    503: (
        "Shutting down, or the database is down (UNAVAILABLE), with Retry-After",
        ErrorCode.UNAVAILABLE,
        "The database can't be reached at the moment; nothing was changed. Try again.",
    ),
    504: (
        "The model took too long (PROCESSING_ERROR)",
        ErrorCode.PROCESSING_ERROR,
        "No summary was written within 300 s; the old one stays. Try again.",
    ),
}
"""By status: what it means, and an example's code and message."""

ALWAYS = (401, 403, 422, 429, 500, 503)
"""What any route under /api/ may answer."""


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: the statuses given, beside those that any route may answer."""
    return {status: _documented(*_FAILURES[status]) for status in sorted({*ALWAYS, *statuses})}


def _documented(description: str, code: ErrorCode, message: str) -> dict[str, Any]:
    example = {"error_code": code.value, "message": message, "details": None, "timestamp": "2024-01-15T10:30:00.000Z"}
    return {
        "model": APIError,
        "description": description,
        "content": {"application/json": {"example": example}},
    }
