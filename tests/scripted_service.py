"""The scripted model behind real HTTP on a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from prospect_twins.models.scripted.server import ScriptedServer


@asynccontextmanager
async def serving(server: ScriptedServer) -> AsyncIterator[str]:
    """The base URL of `server`, as OPENAI_BASE_URL takes it, while it is served by uvicorn on a free port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(server, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve([listener]))
    try:
        while not running.started:  # noqa: ASYNC110 (uvicorn tells it by an attribute only)
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    finally:
        running.should_exit = True
        await task
        listener.close()
