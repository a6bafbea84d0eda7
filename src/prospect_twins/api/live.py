"""Live updates over Server-Sent Events (contract 17)."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from prospect_twins.api.documentation import failures
from prospect_twins.api.errors import unavailable_response
from prospect_twins.api.frames import KEEP_ALIVE, Frame
from prospect_twins.api.parameters import Provided, SessionId, Tenant
from prospect_twins.api.schemas import SESSIONS_PATH, ResponseUpdateNotification
from prospect_twins.domain.errors import SessionNotFound
from prospect_twins.domain.events import EventType
from prospect_twins.stream.hub import EventHub

router = APIRouter(prefix=SESSIONS_PATH, tags=["Live updates"])


class EventStream(Response):
    """Sends a session's frames as they come, and ends after the terminal one, when the client goes, when it takes
    nothing for `send_timeout_s`, when `revoked` returns, or when the service stops. Holds no database connection.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        hub: EventHub[Frame],
        session_id: str,
        cursor: int,
        send_timeout_s: float,
        revoked: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._hub = hub
        self._session_id = session_id
        self._cursor = cursor
        self._send_timeout_s = send_timeout_s
        self._revoked = revoked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call of the application (ASGI)."""
        streaming = asyncio.create_task(self._stream(send))
        leaving = asyncio.create_task(_disconnected(receive))
        revoked = asyncio.create_task(self._revoked())
        tasks = (streaming, leaving, revoked)
        ended: set[asyncio.Task[None]] = set()
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                if not task.done():
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if ended == {revoked}:
            await _end(send)

    async def _stream(self, send: Send) -> None:
        # The comment is there so that a proxy, and fetch(), see a beginning at once.
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b": connected\n\n", "more_body": True})
        async for frames in self._hub.follow(self._session_id, self._cursor):
            body = b"".join(numbered.frame.sse for numbered in frames) or KEEP_ALIVE
            async with asyncio.timeout(self._send_timeout_s):  # a reader that takes nothing is dropped, and resumes
                await send({"type": "http.response.body", "body": body, "more_body": True})
        await _end(send)


async def _end(send: Send) -> None:
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


_EVENT = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "The event's number"},
        "event": {"type": "string", "enum": [event_type.value for event_type in EventType]},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/ResponseUpdateNotification"},
        },
    },
    "required": ["id", "event", "data"],
}
"""One event of the stream, as OpenAPI 3.2 describes them, and FastAPI does for 3.1."""


@router.get(
    "/{session_id}/stream",
    response_class=Response,
    responses={
        **failures(404),
        200: {
            "model": ResponseUpdateNotification,
            "description": "An event stream; the data of each event is a ResponseUpdateNotification",
            "content": {"text/event-stream": {"itemSchema": _EVENT}},
        },
        204: {"description": "Everything up to the terminal event has been received: do not reconnect"},
    },
    summary="Subscribe to a session's updates (SSE)",
)
async def stream_session(
    request: Request,
    session_id: SessionId,
    tenant_id: Tenant,
    provided: Provided,
    last_event_id: Annotated[
        str | None, Header(alias="Last-Event-ID", description="Resume after this event; without it, replay all")
    ] = None,
    last_event_id_query: Annotated[
        str | None, Query(alias="last_event_id", description="The same, for clients that can't set a header")
    ] = None,
    last_event_id_polyfill: Annotated[str | None, Query(alias="lastEventId", include_in_schema=False)] = None,
) -> Response:
    """Replays the events after `Last-Event-ID` (from the first without it), follows, ends after the terminal event.

    When the key is revoked it ends at once.
    """
    newest = await provided.events.last_seq(tenant_id, session_id)
    if newest is None:
        raise SessionNotFound
    if provided.hub.is_closed:
        return unavailable_response("The service is shutting down; reconnect shortly.")
    last_seq, ended = newest
    # A browser's EventSource opens the same URL again with a header: the newer of the two.
    seen = next((value for value in (last_event_id, last_event_id_query, last_event_id_polyfill) if value), None)
    cursor = known_cursor(seen, last_seq)
    if ended and cursor == last_seq:
        return Response(status_code=204)
    revoked = partial(provided.access.revoked, provided.access.key_of(request.scope))
    return EventStream(provided.hub, session_id, cursor, provided.options.send_timeout_s, revoked)


def known_cursor(last_event_id: str | None, last_seq: int) -> int:
    """The event to resume after; 0, all, for an id that is unknown or yet to come."""
    if last_event_id is None or not last_event_id.isascii() or not last_event_id.isdigit():
        return 0
    cursor = int(last_event_id[:20])
    return cursor if cursor <= last_seq else 0
