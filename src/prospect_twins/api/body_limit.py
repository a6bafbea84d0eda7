"""Refuses a body that is too large with an `APIError`, before it is read where its length is said."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from prospect_twins.api.errors import ErrorCode, error_response

JSON_LIMIT = 16 * 1024 * 1024
"""An image of 10 MB takes 14 MB in base64; the rest is room for 5,000 ids."""


class BodyLimitMiddleware:
    """`limits`: path to bytes, for the paths whose limit is not `JSON_LIMIT`."""

    def __init__(self, app: ASGIApp, limits: dict[str, int]) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call of the application (ASGI)."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        limit = self._limits.get(scope["path"], JSON_LIMIT)
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if said.isdigit() and int(said) > limit:
            message = f"The body is larger than {limit // 1024 // 1024} MB; send less."
            await error_response(413, ErrorCode.PAYLOAD_TOO_LARGE, message)(scope, receive, send)
            return
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(413)
            is_whole = read == len(message.get("body", b"")) and not message.get("more_body", False)
            if is_whole and limit == JSON_LIMIT and not message.get("body", b"").strip():
                return {**message, "body": b""}  # JSON's white space alone says as much as nothing
            return message

        await self._app(scope, limited, send)
