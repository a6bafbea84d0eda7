"""From the model's last byte to the subscriber's event, when idle: one prospect at a time, on an answer's own clock.

The model server answers in the benchmark's own process and notes when its last byte was handed to the socket; the
subscriber notes when the event's bytes are there. Both on one clock.
"""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from benchmarks.processes import Service, free_port, service
from benchmarks.table import Row
from benchmarks.throughput import prospects_jsonl

_SESSIONS = 100


class _Model:
    """An OpenAI-compatible server that notes when it has answered. The summary's calls are refused."""

    def __init__(self) -> None:
        self.answered_at = 0.0

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if "response_format" in body:
            return web.json_response({"error": {"message": "answers only"}}, status=400)
        message = {"role": "assistant", "content": "It depends on the price, I would have to see it."}
        completion = {
            "id": "c", "object": "chat.completion", "created": 0, "model": "scripted",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }  # fmt: skip
        response = web.Response(text=json.dumps(completion), content_type="application/json")
        await response.prepare(request)
        await response.write_eof()
        self.answered_at = time.perf_counter()
        return response


@asynccontextmanager
async def _serving(model: _Model, port: int) -> AsyncIterator[None]:
    app = web.Application(client_max_size=16 * 1024 * 1024)
    app.router.add_post("/v1/chat/completions", model.complete)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield
    await runner.cleanup()


async def _delays(api: Service, model: _Model, port: int) -> list[float]:
    delays = []
    async with _serving(model, port), aiohttp.ClientSession(api.base_url, headers=api.headers) as client:
        headers = {"Content-Type": "application/x-ndjson"}
        async with client.post("/api/v1/prospects/import", data=prospects_jsonl(1), headers=headers) as answer:
            assert answer.status == 200
        for _ in range(_SESSIONS + 5):
            body = {"question": "Would you pay $40 a month?", "prospect_ids": ["P-00000"]}
            async with client.post("/api/v1/qa/sessions", json=body) as answer:
                session_id = (await answer.json())["session_id"]
            async with client.get(f"/api/v1/qa/sessions/{session_id}/stream", timeout=None) as stream:
                delays += [
                    time.perf_counter() - model.answered_at
                    async for line in stream.content
                    if line.startswith(b"event: response_received")
                ]
            await asyncio.sleep(0.05)
    return delays[5:]  # the first ones warm the provider's client up


def run() -> list[Row]:
    port, model = free_port(), _Model()
    environment = {"OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1", "OPENAI_API_KEY": "none"}
    with service(MODEL="openai-chat:scripted", **environment) as api:
        delays = sorted(asyncio.run(_delays(api, model, port)))
    median, p99 = statistics.median(delays) * 1000, delays[round(len(delays) * 0.99) - 1] * 1000
    return [
        Row("Model's last byte to the subscriber's event, median", f"{median:.1f} ms", "15 ms", median / 15, 1),
        Row("the same, 99th percentile", f"{p99:.1f} ms", "60 ms", p99 / 60, 1),
    ]
