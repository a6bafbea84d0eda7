"""Who may do what (contract 20): a bearer key, or the web app's cookie, stands for a tenant."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from prospect_twins.api.errors import ErrorCode, error_response, refusal_response, unavailable_response
from prospect_twins.domain.errors import DatabaseUnavailable, Forbidden, Refusal, Unauthenticated

COOKIE = "prospect_twins_key"
_SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_TOKEN_PARAMETERS = frozenset(("token", "access_token", "key", "api_key", "apikey", "authorization"))

_KNOWN_FOR_S = 10.0
_MOST_KNOWN = 10_000

TenantOf = Callable[[str], Awaitable[str | None]]


class Access:
    """Turns a request's credentials into a tenant."""

    def __init__(self, tenant_of: TenantOf, allowed_origins: Sequence[str]) -> None:
        self._tenant_of = tenant_of
        self._known: dict[str, tuple[str, float]] = {}
        self._times_forgotten = 0
        self._forgotten = asyncio.Event()
        """Set, and replaced, each time."""
        self._allowed_origins = frozenset(allowed_origins)

    async def tenant(self, scope: Scope) -> str:
        """The tenant of an HTTP request or of a WebSocket's headers. Raises Unauthenticated, Forbidden."""
        headers = Headers(scope=scope)
        if scope["query_string"] and any(
            name.lower() in _TOKEN_PARAMETERS for name, _ in parse_qsl(scope["query_string"].decode("latin-1"))
        ):
            raise Unauthenticated(
                "A key in a URL is refused, since URLs get logged; send it as 'Authorization: Bearer'."
            )
        key = self.key_of(scope)
        if not key:
            raise Unauthenticated
        if "authorization" in headers:
            return await self.tenant_of_key(key)
        # A browser sends the cookie by itself, so a page of another origin must not be able to use it.
        if (scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS) and not self.is_own_origin(headers):
            raise Forbidden("This origin may not use the signed-in user's key.")
        return await self.tenant_of_key(key)

    def key_of(self, scope: Scope) -> str:
        """The key in the headers, empty if there is none: the cookie's counts only where there is no other."""
        headers = Headers(scope=scope)
        authorization = headers.get("authorization")
        if authorization is None:
            return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        scheme, _, key = authorization.partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""

    async def revoked(self, key: str) -> None:
        """Returns when `key` is no longer good. While the database is away, nobody can say so: it is looked up when it
        is back.
        """
        while True:
            forgotten = self._forgotten  # taken before the look: what happens meanwhile is looked at again
            try:
                await self.tenant_of_key(key)
            except Unauthenticated:
                return
            except DatabaseUnavailable:
                pass
            await forgotten.wait()

    async def tenant_of_key(self, key: str) -> str:
        """Raises Unauthenticated for an unknown or revoked key.

        A known key is not looked up again for some seconds; a revocation is told at once, by `forget`.
        """
        known = self._known.get(key)
        if known is not None and known[1] > time.monotonic():
            return known[0]
        times_forgotten = self._times_forgotten
        tenant_id = await self._tenant_of(key) if key.isascii() else None
        if tenant_id is None:
            raise Unauthenticated("This API key is not known, or has been revoked.")
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        if times_forgotten == self._times_forgotten:  # or it may have been revoked while it was looked up
            self._known[key] = (tenant_id, time.monotonic() + _KNOWN_FOR_S)
        return tenant_id

    def forget(self, _: str = "") -> None:
        """Look every key up again: one was revoked, or we may have missed that."""
        self._known.clear()
        self._times_forgotten += 1
        self._forgotten.set()
        self._forgotten = asyncio.Event()

    def is_own_origin(self, headers: Headers) -> bool:
        """Whether a request comes from our own page, an allowed origin, or from no browser page at all."""
        origin = headers.get("origin")
        if origin is None or origin in self._allowed_origins:
            return True
        return origin.partition("://")[2] == headers.get("host")


class RateLimit:
    """A token bucket per tenant: `per_minute` requests, a tenth of them at once at least."""

    def __init__(self, per_minute: int) -> None:
        self._per_second = per_minute / 60
        self._burst = max(per_minute / 10, 1)
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait_s(self, tenant_id: str) -> float:
        """0 if the request may pass; else the seconds until one may."""
        if not self._per_second:
            return 0
        now = time.monotonic()
        tokens, since = self._buckets.get(tenant_id, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._per_second)
        allowed = tokens >= 1
        self._buckets[tenant_id] = (tokens - 1 if allowed else tokens, now)
        return 0 if allowed else (1 - tokens) / self._per_second


class AccessMiddleware:
    """Lets nothing under /api/ through without a tenant, and reads no body before; WebSockets see to it themselves."""

    def __init__(self, app: ASGIApp, requests_per_minute: int) -> None:
        self._app = app
        self._rate = RateLimit(requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call of the application (ASGI)."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        access: Access = scope["app"].state.context.access
        try:
            tenant_id = await access.tenant(scope)
        except Refusal as refusal:
            await refusal_response(refusal)(scope, receive, send)
            return
        except DatabaseUnavailable:
            response = unavailable_response("The database can't be reached at the moment; try again.")
            await response(scope, receive, send)
            return
        wait_s = self._rate.wait_s(tenant_id)
        if wait_s:
            limited = error_response(
                429,
                ErrorCode.RATE_LIMITED,
                "Too many requests in a minute; wait, then try again.",
                headers={"Retry-After": str(int(wait_s) + 1)},
            )
            await limited(scope, receive, send)
            return
        scope.setdefault("state", {})["tenant_id"] = tenant_id
        await self._app(scope, receive, send)


async def current_tenant(connection: HTTPConnection) -> str:
    """The tenant whose key the request bears; `AccessMiddleware` has put it there."""
    # Async, though it awaits nothing: FastAPI would run a plain function in a thread, which costs ten times as much.
    tenant_id: str = connection.state.tenant_id
    return tenant_id
