"""Live updates over a WebSocket (contract 19)."""

import asyncio
import json
import re
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.websockets import WebSocketState

from prospect_twins.api.context import ApiContext, context
from prospect_twins.api.errors import APIError, ErrorCode, reason_of
from prospect_twins.api.live import known_cursor
from prospect_twins.api.schemas import SESSIONS_PATH, Text
from prospect_twins.domain.errors import Forbidden, Refusal, SessionNotFound, Unauthenticated

T = TypeVar("T")

router = APIRouter(prefix=SESSIONS_PATH)

CLOSE_GOING_AWAY = 1001
CLOSE_TOO_BIG = 1009
CLOSE_UNAUTHENTICATED = 4401
CLOSE_ORIGIN = 4403
CLOSE_TOO_SLOW = 4408

MAX_FRAME_BYTES = 64 * 1024
MAX_SUBSCRIPTIONS = 128
_AUTHENTICATE_WITHIN_S = 5.0
_BEARER = "bearer."
_SCHEME = re.compile(r"bearer\s+", re.IGNORECASE)
_BARE_KEY = re.compile(r"[\w.~+/-]{1,200}=*", re.ASCII)


def _bare_key(written: str) -> str:
    """A key without what is written around it in a header or a file."""
    return _SCHEME.sub("", written.strip().strip("\"'").strip())


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Authenticate(_Message):
    """The first message, if the key is not in a header."""

    action: Literal["authenticate"]
    token: Annotated[Text, AfterValidator(_bare_key)]


class Subscribe(_Message):
    """Follow these sessions, each from an event on."""

    action: Literal["subscribe"]
    session_ids: list[Text] = Field(min_length=1)
    after: dict[Text, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)


class Unsubscribe(_Message):
    """Hear no more of these sessions."""

    action: Literal["unsubscribe"]
    session_ids: list[Text] = Field(min_length=1)


class Ping(_Message):
    """Ask for a sign of life."""

    action: Literal["ping"]


ClientMessage = Authenticate | Subscribe | Unsubscribe | Ping
_MEMBERS = frozenset(name for kind in (Authenticate, Subscribe, Unsubscribe, Ping) for name in kind.model_fields)
_CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(Annotated[ClientMessage, Field(discriminator="action")])


class _Closed(Exception):
    """The connection is to be closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """One client: a reader, and a task per subscription; all writes take turns."""

    def __init__(self, socket: WebSocket, provided: ApiContext, tenant_id: str, key: str) -> None:
        self._socket = socket
        self._provided = provided
        self._tenant_id = tenant_id
        self._key = key
        self._writing = asyncio.Lock()
        self._subscriptions: dict[str, asyncio.Task[None]] = {}
        self._broken: asyncio.Future[_Closed] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Read until the client leaves. Raises _Closed."""
        reading = asyncio.create_task(self._read())
        closing = asyncio.create_task(self._provided.hub.closed())
        revoked = asyncio.create_task(self._provided.access.revoked(self._key))
        try:
            await asyncio.wait((reading, closing, revoked, self._broken), return_when=asyncio.FIRST_COMPLETED)
            if self._broken.done():
                raise self._broken.result()
            if reading.done():
                return reading.result()
            if revoked.done():
                raise _Closed(CLOSE_UNAUTHENTICATED, "this key has been revoked")
            raise _going_away()
        finally:
            tasks = [reading, closing, revoked, *self._subscriptions.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self) -> None:
        while True:
            message = read_message(await receive_text(self._socket))
            if isinstance(message, str):
                await self._send({"type": "error"} | _error(ErrorCode.VALIDATION_ERROR, message))
                continue
            match message:
                case Subscribe():
                    await self._subscribe(message)
                case Unsubscribe():
                    await self._unsubscribe(message)
                case Ping():
                    await self._send({"type": "pong"})
                case Authenticate():
                    await self._authenticate_again(message)

    async def _authenticate_again(self, message: Authenticate) -> None:
        """A key that is good, and the same tenant's; a connection never changes hands."""
        if await self._provided.access.tenant_of_key(message.token) != self._tenant_id:
            raise _Closed(CLOSE_UNAUTHENTICATED, "this connection is another tenant's; open one of your own")
        self._key = message.token
        await self._send({"type": "authenticated"})

    async def _subscribe(self, message: Subscribe) -> None:
        wanted = list(dict.fromkeys(message.session_ids))
        running = {session_id for session_id, task in self._subscriptions.items() if not task.done()}
        if len(running.union(wanted)) > MAX_SUBSCRIPTIONS:
            reason = f"at most {MAX_SUBSCRIPTIONS} subscriptions a connection; open another"
            await self._send({"type": "error"} | _error(ErrorCode.VALIDATION_ERROR, reason))
            return
        await self._end(list(self._subscriptions.keys() - running))  # of sessions that have ended
        cursors: dict[str, int] = {}
        errors: list[dict[str, Any]] = []
        for session_id in wanted:
            newest = await self._provided.events.last_seq(self._tenant_id, session_id)
            if newest is None:
                missing = SessionNotFound()
                errors.append({"session_id": session_id} | _error(ErrorCode(missing.code), missing.message))
            else:
                cursors[session_id] = known_cursor(str(message.after.get(session_id, 0)), newest[0])
        await self._end(list(cursors))  # subscribing again starts anew, after the cursor given
        await self._send({"type": "subscribed", "session_ids": list(cursors), "errors": errors})
        for session_id, cursor in cursors.items():
            self._subscriptions[session_id] = asyncio.create_task(self._follow(session_id, cursor))

    async def _unsubscribe(self, message: Unsubscribe) -> None:
        wanted = list(dict.fromkeys(message.session_ids))
        await self._end(wanted)
        await self._send({"type": "unsubscribed", "session_ids": wanted})

    async def _end(self, session_ids: Sequence[str]) -> None:
        """Stop following; when it returns, nothing of these sessions is sent any more."""
        tasks = [task for session_id in session_ids if (task := self._subscriptions.pop(session_id, None))]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, session_id: str, cursor: int) -> None:
        async for frames in self._provided.hub.follow(session_id, cursor):
            for numbered in frames:
                await self._send_text(numbered.frame.json)

    async def _send(self, message: Mapping[str, Any]) -> None:
        await self._send_text(json.dumps(message))

    async def _send_text(self, text: str) -> None:
        async with self._writing:
            try:
                async with asyncio.timeout(self._provided.options.send_timeout_s):
                    # Shielded: an unsubscription must not cut a frame in two.
                    await asyncio.shield(self._socket.send_text(text))
            except TimeoutError:
                if not self._broken.done():
                    self._broken.set_result(
                        _Closed(CLOSE_TOO_SLOW, "too slow; reconnect and subscribe after the last event")
                    )


async def receive_text(socket: WebSocket, *, or_bytes: bool = False) -> str | None:
    """The next text; None for bytes, but for those of a text with `or_bytes`. Raises
    WebSocketDisconnect, and _Closed for a frame too large.
    """
    event = await socket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event.get("code", 1000))
    text: str | None = event.get("text")
    if or_bytes and text is None and len(event.get("bytes") or b"") <= MAX_FRAME_BYTES:
        text = _decoded(event.get("bytes") or b"")
    if text is not None and len(text.encode(errors="surrogatepass")) > MAX_FRAME_BYTES:
        raise _Closed(CLOSE_TOO_BIG, "frames of at most 64 KiB")
    return text


def _decoded(sent: bytes) -> str | None:
    try:
        return sent.decode() or None
    except UnicodeDecodeError:
        return None


def read_message(text: str | None) -> ClientMessage | str:
    """The message, or what is wrong with it."""
    if text is None:
        return "send text frames with JSON"
    try:
        return _CLIENT_MESSAGE.validate_json(text)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        if problem["type"].startswith("union_tag") or not problem["loc"]:
            return "a JSON object with an action: authenticate, subscribe, unsubscribe or ping"
        member = str(problem["loc"][1:2][0])
        if problem["type"] == "extra_forbidden" or member not in _MEMBERS:
            return "there is a member that this action does not have"
        return f"{member}: {reason_of(problem)}"


def _error(code: ErrorCode, message: str) -> dict[str, Any]:
    """The fields of an `APIError`."""
    return APIError(error_code=code, message=message, timestamp=datetime.now(UTC)).model_dump(mode="json")


def _going_away() -> _Closed:
    return _Closed(CLOSE_GOING_AWAY, "the service is stopping; reconnect shortly")


async def _unless_stopping(provided: ApiContext, work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives. Raises _Closed, and abandons it, when the service stops first."""
    working, closing = asyncio.create_task(work), asyncio.create_task(provided.hub.closed())
    try:
        await asyncio.wait((working, closing), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise _going_away()
    finally:
        for task in (working, closing):
            task.cancel()
        await asyncio.gather(working, closing, return_exceptions=True)


async def _authenticate(socket: WebSocket, provided: ApiContext) -> tuple[str, str]:
    """The tenant and the key: of the headers, a subprotocol, or the first message. Raises Unauthenticated, Forbidden,
    _Closed.
    """
    access = provided.access
    try:
        return await access.tenant(socket.scope), access.key_of(socket.scope)
    except Unauthenticated as refusal:
        if "authorization" in socket.headers or socket.query_params:
            raise _Closed(CLOSE_UNAUTHENTICATED, refusal.message) from None
    try:
        if key := _subprotocol_key(socket):
            return await access.tenant_of_key(key), key
        async with asyncio.timeout(_AUTHENTICATE_WITHIN_S):
            key = _key_of(await receive_text(socket, or_bytes=True))
            tenant_id = await access.tenant_of_key(key)
    except TimeoutError:
        raise _Closed(CLOSE_UNAUTHENTICATED, "authenticate within 5 seconds") from None
    except Unauthenticated as refusal:
        raise _Closed(CLOSE_UNAUTHENTICATED, refusal.message) from None
    await socket.send_text(json.dumps({"type": "authenticated"}))
    return tenant_id, key


def _key_of(text: str | None) -> str:
    """The key in a first message: an `authenticate` action, or nothing but the key. Raises _Closed."""
    message = read_message(text)
    if isinstance(message, Authenticate):
        return message.token
    bare = _bare_key(text or "")
    if not _BARE_KEY.fullmatch(bare):
        raise _Closed(CLOSE_UNAUTHENTICATED, "authenticate first")
    return bare


def _subprotocol_key(socket: WebSocket) -> str:
    """The key of a subprotocol `bearer.<key>`, which browsers can set where they can't set headers."""
    return next((name.removeprefix(_BEARER) for name in socket.scope["subprotocols"] if name.startswith(_BEARER)), "")


def _chosen_subprotocol(socket: WebSocket) -> str | None:
    """A browser closes the connection if none of those that it offered is taken. The key is not told back if another
    one was offered with it.
    """
    offered: list[str] = socket.scope["subprotocols"]
    if not any(name.startswith(_BEARER) for name in offered):
        return None
    return next((name for name in offered if not name.startswith(_BEARER)), offered[0])


@router.websocket("/ws")
async def sessions_socket(socket: WebSocket) -> None:
    """Subscribe to sessions over one connection; the messages are documented in docs/tutorials/api-by-example.md."""
    provided = await context(socket)
    await socket.accept(_chosen_subprotocol(socket))  # a close code reaches a browser only after the handshake
    try:
        if not provided.access.is_own_origin(socket.headers):
            raise _Closed(CLOSE_ORIGIN, "this origin may not connect")
        tenant_id, key = await _unless_stopping(provided, _authenticate(socket, provided))
        await Connection(socket, provided, tenant_id, key).serve()
    except WebSocketDisconnect:
        return
    except Forbidden as refusal:
        await _close(socket, CLOSE_ORIGIN, refusal.message)
    except Refusal as refusal:
        await _close(socket, CLOSE_UNAUTHENTICATED, refusal.message)
    except _Closed as closed:
        await _close(socket, closed.code, closed.reason)


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    if socket.application_state is not WebSocketState.DISCONNECTED:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code, reason[:120])
