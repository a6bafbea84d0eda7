"""What the OpenAPI document says of every route's failures."""

from typing import Any

from prospect_twins.api.errors import APIError

_DESCRIPTIONS = {
    400: "Malformed JSON (VALIDATION_ERROR)",
    401: "No key, or not a valid one (UNAUTHENTICATED)",
    403: "Not allowed (FORBIDDEN)",
    404: "No such session or prospect among yours (SESSION_NOT_FOUND, PROSPECT_NOT_FOUND)",
    409: "The wrong state for this, or the first request with the same Idempotency-Key is still in flight",
    413: "The body is too large (PAYLOAD_TOO_LARGE)",
    415: "The wrong content type (UNSUPPORTED_MEDIA_TYPE)",
    422: "Values that don't validate; `details` says which and why",
    429: "QUOTA_EXCEEDED or RATE_LIMITED, with Retry-After",
    500: "Our fault (INTERNAL_ERROR)",
    502: "The model failed (PROCESSING_ERROR)",
    503: "Shutting down, or the database is down (UNAVAILABLE), with Retry-After",
    504: "The model took too long (PROCESSING_ERROR)",
}

_EXAMPLE = {
    "error_code": "SESSION_NOT_FOUND",
    "message": "There is no such session among yours.",
    "details": None,
    "timestamp": "2024-01-15T10:30:00.000Z",
}

ALWAYS = (401, 403, 422, 429, 500, 503)
"""What any route under /api/ may answer."""


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: the statuses given, beside those that any route may answer."""
    return {
        status: {
            "model": APIError,
            "description": _DESCRIPTIONS[status],
            "content": {"application/json": {"example": _EXAMPLE}},
        }
        for status in sorted({*ALWAYS, *statuses})
    }
