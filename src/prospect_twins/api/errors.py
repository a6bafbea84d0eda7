"""Every failure as an `APIError`, with a code from one list (contract 22)."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import Scope

from prospect_twins.api.schemas import Timestamp, Wire
from prospect_twins.domain import errors
from prospect_twins.domain.printable import printable

_log = logging.getLogger(__name__)

RETRY_AFTER_S = 5


class ErrorCode(StrEnum):
    """Every code that a failure can have (contract 22)."""

    VALIDATION_ERROR = "VALIDATION_ERROR"
    INVALID_PROSPECT_IDS = "INVALID_PROSPECT_IDS"
    SESSION_NOT_FOUND = "SESSION_NOT_FOUND"
    PROSPECT_NOT_FOUND = "PROSPECT_NOT_FOUND"
    OUTCOME_NOT_FOUND = "OUTCOME_NOT_FOUND"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    RATE_LIMITED = "RATE_LIMITED"
    PROCESSING_ERROR = "PROCESSING_ERROR"
    IMAGE_NOT_SUPPORTED = "IMAGE_NOT_SUPPORTED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    IDEMPOTENCY_IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
    SESSION_NOT_CANCELLABLE = "SESSION_NOT_CANCELLABLE"
    SESSION_NOT_COMPLETED = "SESSION_NOT_COMPLETED"
    SUMMARY_IN_PROGRESS = "SUMMARY_IN_PROGRESS"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL_ERROR = "INTERNAL_ERROR"


class APIError(Wire):
    """The body of every failure."""

    error_code: ErrorCode
    message: str
    details: dict[str, Any] | None = Field(None)
    timestamp: Timestamp


REFUSALS: Mapping[type[errors.Refusal], int] = {
    errors.InvalidInput: 422,
    errors.InvalidProspectIds: 422,
    errors.ImageNotSupported: 422,
    errors.CostLimitExceeded: 422,
    errors.IdempotencyKeyReused: 422,
    errors.SessionNotFound: 404,
    errors.ProspectNotFound: 404,
    errors.ObservationNotFound: 404,
    errors.NotCancellable: 409,
    errors.NotCompleted: 409,
    errors.SummaryInProgress: 409,
    errors.IdempotencyInProgress: 409,
    errors.QuotaExceeded: 429,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
}
"""A refusal's status; a test holds that every refusal stands here and has a code in the list."""

_HTTP: Mapping[int, tuple[ErrorCode, str]] = {
    400: (ErrorCode.VALIDATION_ERROR, "The body is not valid JSON."),
    404: (ErrorCode.NOT_FOUND, "There is nothing at this path; see /docs for what there is."),
    405: (ErrorCode.METHOD_NOT_ALLOWED, "This path does not take this method; see /docs."),
    413: (ErrorCode.PAYLOAD_TOO_LARGE, "The body is too large."),
    415: (ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json."),
    503: (ErrorCode.UNAVAILABLE, "The service is shutting down; try again shortly."),
}


_UNREADABLE: Mapping[type[BaseException], tuple[int, str]] = {
    UnicodeDecodeError: (400, "The body is not valid JSON: its text is not encoded in UTF-8."),
    RecursionError: (422, "Not valid: the body is nested too deeply; flatten it."),
    ValueError: (422, "Not valid: a number in the body has too many digits; send it as text."),
}
"""What reading a body as JSON raises, beside its being none, and what is answered (`json.loads`, `int`)."""


def error_response(
    status_code: int,
    code: ErrorCode,
    message: str,
    details: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response whose body is an `APIError`."""
    error = APIError(
        error_code=code, message=message, details=dict(details) if details else None, timestamp=datetime.now(UTC)
    )
    return Response(error.model_dump_json(), status_code, headers=headers, media_type="application/json")


def refusal_response(refusal: errors.Refusal) -> Response:
    """The response to a refusal of the domain, with the headers that belong to it."""
    headers = {}
    details = dict(refusal.details or {})
    if isinstance(refusal, errors.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, errors.IdempotencyInProgress):
        headers["Retry-After"] = "1"
    if isinstance(refusal, errors.QuotaExceeded):
        resets_at: datetime = details["resets_at"]
        headers["Retry-After"] = str(max(1, int((resets_at - datetime.now(UTC)).total_seconds()) + 1))
        details["resets_at"] = resets_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return error_response(REFUSALS[type(refusal)], ErrorCode(refusal.code), refusal.message, details, headers)


def unavailable_response(message: str) -> Response:
    """503, with the seconds to wait before trying again."""
    return error_response(503, ErrorCode.UNAVAILABLE, message, headers={"Retry-After": str(RETRY_AFTER_S)})


def install(app: FastAPI) -> None:
    """Answer every exception that can leave a route as an `APIError`."""

    @app.exception_handler(errors.Refusal)
    async def on_refusal(request: Request, refusal: errors.Refusal) -> Response:
        return refusal_response(refusal)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        faults = error.errors()
        if any(problem["type"] == "json_invalid" for problem in faults):
            return _unreadable(request, None)
        return invalid_response(faults)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 400:
            return _unreadable(request, error.__cause__)
        code, message = _HTTP.get(error.status_code, (ErrorCode.INTERNAL_ERROR, "The request can't be answered."))
        headers = {"Allow": ", ".join(allowed_methods(request.scope))} if error.status_code == 405 else error.headers
        return error_response(error.status_code, code, message, headers=headers)

    @app.exception_handler(ClientDisconnect)
    async def on_disconnect(request: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=400)  # nobody reads it

    @app.exception_handler(errors.SummaryNotWritten)
    async def on_not_written(request: Request, error: errors.SummaryNotWritten) -> Response:
        return error_response(504 if error.timed_out else 502, ErrorCode.PROCESSING_ERROR, str(error))

    @app.exception_handler(errors.DatabaseUnavailable)
    async def on_database(request: Request, error: errors.DatabaseUnavailable) -> Response:
        _log.warning("the database is unavailable: %s", error)
        return unavailable_response("The database can't be reached at the moment; nothing was changed. Try again.")

    @app.exception_handler(Exception)
    async def on_fault(request: Request, error: Exception) -> Response:
        return fault_response()


def _unreadable(request: Request, cause: BaseException | None) -> Response:
    """The body can't be read as JSON; `cause`: what was raised, if not that it is none."""
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", ""):
        message = f"Send the body as it is, without 'Content-Encoding: {printable(packed)[:60]}': it is not unpacked."
        accepted = {"Accept-Encoding": "identity"}  # RFC 9110, 15.5.16
        return error_response(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE, message, headers=accepted)
    for kind, (status, message) in _UNREADABLE.items():
        if isinstance(cause, kind):
            return error_response(status, ErrorCode.VALIDATION_ERROR, message)
    return error_response(400, *_HTTP[400])


def fault_response() -> Response:
    """500, which gives away nothing of what went wrong."""
    return error_response(500, ErrorCode.INTERNAL_ERROR, "An internal error; it has been logged.")


def allowed_methods(scope: Scope) -> tuple[str, ...]:
    """All methods of a request's path (RFC 9110, 10.2.1); Starlette names those of the first route that fits.

    Where there is GET there is HEAD, which `manners` sees to.
    """
    methods = [method for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if is_found(scope, method)]
    return ("GET", "HEAD", *methods[1:]) if "GET" in methods else tuple(methods)


def is_found(scope: Scope, method: str) -> bool:
    """Whether there is a route for this path and method."""
    asked = {**scope, "method": method}
    return any(route.matches(dict(asked))[0] is Match.FULL for route in scope["app"].routes)


def invalid_response(problems: Sequence[Any]) -> Response:
    """422 with the places and reasons, and nothing of what was sent: it may be personal, or not even encodable."""
    fields = [
        {"place": ".".join(_place(part) for part in problem["loc"][1:] or problem["loc"]), "reason": reason_of(problem)}
        for problem in problems
    ]
    summary = "; ".join(f"{problem['place']}: {problem['reason']}" for problem in fields[:3])
    return error_response(422, ErrorCode.VALIDATION_ERROR, f"Not valid: {summary}.", {"errors": fields[:100]})


def _place(part: object) -> str:
    text = str(part)
    return text if text.isidentifier() or text.isdigit() or text.replace("-", "_").isidentifier() else "…"


def reason_of(problem: Mapping[str, Any]) -> str:
    """What is wrong, in the words of JSON rather than in those of Python. `problem`: one of Pydantic's `errors()`."""
    context = problem.get("ctx", {})
    if words := _IN_WORDS.get((problem["type"], context.get("field_type"))):
        return words.format(**context)
    reason: str = problem["msg"]
    return reason.removeprefix("Value error, ")


_IN_WORDS: Mapping[tuple[str, str | None], str] = {
    ("missing", None): "it is missing",
    ("string_type", None): "it has to be text",
    ("dict_type", None): "it has to be a JSON object",
    ("list_type", None): "it has to be a list",
    ("too_short", "Value"): "it is empty",
    ("too_long", "Value"): "it has {actual_length} characters; at most {max_length} are taken",
    ("too_long", "List"): "it has {actual_length} entries; at most {max_length} are taken",
}
"""By the type of Pydantic's error, and of what is too long or short: `Value` stands for text that was looked at before
its length was (https://docs.pydantic.dev/latest/errors/validation_errors/)."""
