"""1,000 prospects at 500 ms, 100 at a time: saved, and streamed to a live subscriber; beside a bare asyncio loop."""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import dataclass

import aiohttp

from benchmarks.processes import Service, cpu_s, scripted_server, service
from benchmarks.table import Row

_PROSPECTS = 1000
_AT_ONCE = 100
_LATENCY_S = 0.5
_IDEAL_S = _PROSPECTS / _AT_ONCE * _LATENCY_S


@dataclass(frozen=True, slots=True)
class Run:
    wall_s: float
    cpu_s: float


def prospects_jsonl(count: int) -> bytes:
    rows = (
        {
            "lead_id": f"P-{number:05d}",
            "full_name": f"Person {number}",
            "age": str(20 + number % 60),
            "occupation": "Baker",
            "marital_status": "married",
            "annual_income": "$52,000",
            "notes": ["2026-01-12: Asked about the price twice, wants to talk to the family first."],
        }
        for number in range(count)
    )
    return "\n".join(map(json.dumps, rows)).encode()


async def _session(api: Service, count: int) -> Run:
    """From the submission to the last answer's event at the subscriber."""
    async with aiohttp.ClientSession(api.base_url, headers=api.headers) as client:
        body = {"question": "Would you pay $40 a month?", "prospect_ids": [f"P-{n:05d}" for n in range(count)]}
        cpu, wall = cpu_s(*api.pids), time.perf_counter()
        async with client.post("/api/v1/qa/sessions", json=body) as answer:
            assert answer.status == 201, await answer.text()
            session_id = (await answer.json())["session_id"]
        answers = 0
        async with client.get(f"/api/v1/qa/sessions/{session_id}/stream", timeout=None) as stream:
            async for line in stream.content:
                if line.startswith(b"event: response_received"):
                    answers += 1
                    if answers == count:
                        break
        return Run(time.perf_counter() - wall, cpu_s(*api.pids) - cpu)


async def _import(api: Service, count: int) -> None:
    async with aiohttp.ClientSession(api.base_url, headers=api.headers) as client:
        headers = {"Content-Type": "application/x-ndjson"}
        async with client.post("/api/v1/prospects/import", data=prospects_jsonl(count), headers=headers) as answer:
            assert answer.status == 200, await answer.text()


def _bare(url: str) -> Run:
    printed = subprocess.run(
        [sys.executable, "-m", "benchmarks.bare_calls", url, str(_PROSPECTS), str(_AT_ONCE)],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return Run(float(printed[0]), float(printed[1]))


def run() -> list[Row]:
    with scripted_server(f"latency={_LATENCY_S}") as model:
        bare = _bare(model)
        environment = {"MODEL": "openai-chat:scripted", "WORKER_CONCURRENCY": str(_AT_ONCE)}
        with service(OPENAI_BASE_URL=f"{model}/v1", OPENAI_API_KEY="none", **environment) as api:
            asyncio.run(_import(api, _PROSPECTS))
            asyncio.run(_session(api, 32))  # a warm-up: the first call of a provider's client takes a second
            ours = asyncio.run(_session(api, _PROSPECTS))
    per_answer = ours.cpu_s / _PROSPECTS * 1000
    bare_per_answer = bare.cpu_s / _PROSPECTS * 1000
    return [
        Row("1,000 answers of 0.5 s, 100 at a time", f"{ours.wall_s:.2f} s", f"ideal {_IDEAL_S:g} s",
            ours.wall_s / _IDEAL_S, 1.25),
        Row("the same by a bare asyncio loop", f"{bare.wall_s:.2f} s", f"ideal {_IDEAL_S:g} s", bare.wall_s / _IDEAL_S),
        Row("CPU an answer, all processes", f"{per_answer:.2f} ms", "5 ms", per_answer / 5, 1),
        Row("CPU a call, bare asyncio loop", f"{bare_per_answer:.2f} ms", "", None),
    ]  # fmt: skip
