"""What HTTP asks of a service before any route is looked for: slashes at the end, HEAD, and pages of other origins.

Outermost, so that what is refused further in is said in the same manners: a page can read why it got a 401.
"""

import asyncio
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from prospect_twins.api.errors import ErrorCode, allowed_methods, error_response, fault_response, is_found

_WITHOUT_SLASH = ("/api/", "/healthz/", "/readyz/", "/docs/", "/redoc/", "/openapi.json/")
_HEAD_PATHS = ("/healthz", "/readyz", "/docs", "/redoc", "/openapi.json")
EXPOSED = ("Location", "Retry-After", "Allow", "WWW-Authenticate", "Content-Disposition")
"""Headers of ours that a page of another origin may read."""
_PREFLIGHT_AGE_S = 600


class Manners:
    """`allowed_origins`: whose pages may use the API; others get nothing that a browser would show them."""

    def __init__(self, app: ASGIApp, allowed_origins: Sequence[str]) -> None:
        self._app = app
        self._allowed_origins = frozenset(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call of the application (ASGI)."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope = _without_slash(scope)
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if scope["method"] == "OPTIONS" and origin is not None and "access-control-request-method" in headers:
            await self._preflight(scope, headers, origin)(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and (methods := allowed_methods(scope)):
            await Response(status_code=204, headers={"Allow": ", ".join((*methods, "OPTIONS"))})(scope, receive, send)
            return
        if scope["method"] == "HEAD" and scope["path"].startswith(("/api/", *_HEAD_PATHS)) and is_found(scope, "GET"):
            scope = {**scope, "method": "GET"}  # the server leaves out the body
            if scope["path"].endswith("/stream"):
                await _headers_of(self._app, scope, receive, send)
                return
        if not self._allowed_origins:
            await self._app(scope, receive, send)
            return
        telling = _Telling(send, origin if origin in self._allowed_origins else None)
        try:
            await self._app(scope, receive, telling)
        except Exception:
            # Whoever answers for faults of ours stands outside, and knows no origins.
            if not telling.has_begun:
                await fault_response()(scope, receive, telling)
            raise

    def _preflight(self, scope: Scope, headers: Headers, origin: str) -> Response:
        """What a browser asks before it sends a page's request (Fetch standard, CORS-preflight); it sends no key."""
        if origin not in self._allowed_origins:
            return error_response(403, ErrorCode.FORBIDDEN, "Pages of this origin may not use the API.")
        methods = allowed_methods(scope) or (
            headers["access-control-request-method"],
        )  # what is missing says so itself
        answer = {
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": headers.get("access-control-request-headers", "Authorization"),
            "Access-Control-Max-Age": str(_PREFLIGHT_AGE_S),
            "Vary": "Access-Control-Request-Method, Access-Control-Request-Headers",
        }
        response = Response(status_code=204, headers=answer)
        _allow(response.headers, origin)
        return response


async def _headers_of(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """The headers of a stream, which would go on and on."""
    begun = asyncio.Event()

    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            begun.set()

    answering = asyncio.ensure_future(app(scope, receive, telling))
    waiting = asyncio.ensure_future(begun.wait())
    await asyncio.wait((answering, waiting), return_when=asyncio.FIRST_COMPLETED)
    answering.cancel()
    waiting.cancel()
    failed, _ = await asyncio.gather(answering, waiting, return_exceptions=True)
    if not begun.is_set() and isinstance(failed, Exception):
        raise failed
    await send({"type": "http.response.body", "body": b""})


def _without_slash(scope: Scope) -> Scope:
    """The same path without slashes at its end, but for one that stands for itself in a person's id (`%2F`)."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    if not raw.endswith(b"/") or not scope["path"].startswith(_WITHOUT_SLASH):
        return scope
    bare = raw.rstrip(b"/")
    return {**scope, "raw_path": bare, "path": scope["path"][: -(len(raw) - len(bare))]}


class _Telling:
    """Sends what the application does, and tells the browser whose pages may read it."""

    def __init__(self, send: Send, origin: str | None) -> None:
        self._send = send
        self._origin = origin
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            _allow(MutableHeaders(scope=message), self._origin)
        await self._send(message)


def _allow(headers: MutableHeaders, origin: str | None) -> None:
    headers.add_vary_header("Origin")
    if origin is not None:
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Allow-Credentials"] = "true"
        headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
