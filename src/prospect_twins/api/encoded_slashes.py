"""Ids that hold a slash: `%2F` in a path belongs to the id, and a bare `/` parts it.

Servers decode a path before routes are matched, so `A%2Foutcomes`, a person, would be taken for the outcomes of A.
"""

import re
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

_STAND_IN = "\ue000"
"""For private use, so that no id has it (`check_lead_id`)."""
_ENCODED = re.compile(rb"%2f", re.IGNORECASE)


class EncodedSlashMiddleware:
    """Keeps the encoded slashes of paths that begin with `prefix` apart, until `decoded` puts them back."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call of the application (ASGI)."""
        raw = scope.get("raw_path") or b""
        if scope["type"] == "http" and raw.startswith(self._prefix) and _ENCODED.search(raw):
            path = unquote(_ENCODED.sub(_STAND_IN.encode(), raw).decode("utf-8", "replace"), errors="replace")
            scope = {**scope, "path": path}
        await self._app(scope, receive, send)


def decoded(text: str) -> str:
    """A path's parameter as it was meant."""
    return text.replace(_STAND_IN, "/")
