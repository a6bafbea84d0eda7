"""uvicorn's server, stopped in the right order."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import socket

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from prospect_twins.api.errors import ErrorCode, error_response
from prospect_twins.settings import Settings

_GOODBYE_S = 1.0


def server_config(api: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the API is served. A WebSocket frame over the API's own limit must reach it, for it says so itself."""
    return uvicorn.Config(
        UntilClosed(api),
        http=HttpProtocol,
        loop="auto",
        log_level="warning",
        access_log=False,
        log_config=None,  # through our own, which nothing that is logged can steer
        server_header=False,
        timeout_graceful_shutdown=int(settings.drain_s) or 1,
        timeout_keep_alive=30,
        ws="websockets-sansio",
        ws_max_size=128 * 1024,
        ws_ping_interval=settings.keep_alive_s,
    )


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's, but that what is no HTTP is answered as every error is (contract 22)."""

    def send_400_response(self, msg: str) -> None:
        """Answer what can't be read as HTTP, and close the connection."""
        said = error_response(400, ErrorCode.VALIDATION_ERROR, _NO_HTTP, headers={"Connection": "close"})
        head = b"".join(name + b": " + value + b"\r\n" for name, value in said.raw_headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head + b"\r\n" + bytes(said.body))
        self.transport.close()


_NO_HTTP = (
    "This is no valid HTTP request. In a URL, write letters beyond ASCII and blanks in percent-encoding, as in "
    "?search=M%C3%BCller."
)


class UntilClosed:
    """Ends what has no length by closing the connection, for clients of HTTP/1.0: they know no chunks (RFC 9112, 7).

    uvicorn writes chunks to all. What it counts by belongs to the response that `send` is bound to.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call of the application (ASGI)."""
        cycle = getattr(send, "__self__", None)
        if scope["type"] != "http" or scope["http_version"] != "1.0" or not isinstance(cycle, RequestResponseCycle):
            await self._app(scope, receive, send)
            return
        has_length = False

        async def unchunked(message: Message) -> None:
            nonlocal has_length
            if message["type"] == "http.response.start":
                has_length = any(name.lower() == b"content-length" for name, _ in message.get("headers", ()))
                if not has_length:
                    cycle.chunked_encoding = False
            elif not has_length:
                cycle.expected_content_length = len(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, unchunked)


class ApiServer(uvicorn.Server):
    """Ends open streams before it waits for connections to close, or one of them would hold SIGTERM for good; and
    does not raise the signal again afterwards, which would kill the process before its database is stopped.
    """

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    def stop(self) -> None:
        """Ask the server to stop; it does so when its open requests allow it."""
        self.should_exit = True

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Close what listens, end open streams, then wait for the other connections."""
        for listening in self.servers:
            listening.close()
        self._on_stop()
        # uvicorn closes WebSockets at once, with a code of its own; ours, which says "reconnect", has to come first.
        with suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE_S):
                while any(map(_is_open_websocket, self.server_state.connections)):  # noqa: ASYNC110  # uvicorn has no event
                    await asyncio.sleep(0.02)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle SIGINT and SIGTERM while the server runs, without raising them again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self.handle_exit)
        yield


def _is_open_websocket(connection: object) -> bool:
    return (
        isinstance(connection, WebSocketsSansIOProtocol) and connection.handshake_complete and not connection.close_sent
    )
