"""uvicorn's server, stopped in the right order."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import socket

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from prospect_twins.settings import Settings

_GOODBYE_S = 1.0


def server_config(api: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the API is served. A WebSocket frame over the API's own limit must reach it, for it says so itself."""
    return uvicorn.Config(
        api,
        http="httptools",
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


class Server(uvicorn.Server):
    """Ends open streams before it waits for connections to close, or one of them would hold SIGTERM for good; and
    does not raise the signal again afterwards, which would kill the process before its database is stopped."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    def stop(self) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
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
