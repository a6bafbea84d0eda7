"""CPU of `POST` of a 3-prospect session, beside a route that validates the same body and writes nothing."""

import asyncio
import time

import aiohttp

from benchmarks.processes import cpu_s, server, service
from benchmarks.table import Row

_BODY = {
    "question": "What are your primary concerns when considering life insurance?",
    "prospect_ids": ["LEAD-1001", "LEAD-1002", "LEAD-1003"],
    "context": {"campaign_id": "CAMP-2024-Q1", "agent_id": "AGENT-001"},
}
_CALLS = 600
_AT_ONCE = 4


async def _post(url: str, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession(headers=headers) as client:
        left = iter(range(_CALLS))

        async def one_after_another() -> None:
            for _ in left:
                async with client.post(url, json=_BODY) as answer:
                    assert answer.status in (200, 201), await answer.text()

        await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))


def _measure(url: str, headers: dict[str, str], *pids: int) -> tuple[float, float]:
    """(CPU, wall) milliseconds a call, after a warm-up."""
    asyncio.run(_post(url, headers))
    cpu, wall = cpu_s(*pids), time.perf_counter()
    asyncio.run(_post(url, headers))
    return (cpu_s(*pids) - cpu) / _CALLS * 1000, (time.perf_counter() - wall) / _CALLS * 1000


def run() -> list[Row]:
    with server("benchmarks.bare_route") as (url, pid):
        bare, _ = _measure(f"{url}/submit", {}, pid)
    with service("--no-worker", "--demo", MODEL="scripted", DAILY_ANSWERS="1000000", REQUESTS_PER_MINUTE="0") as api:
        url = f"{api.base_url}/api/v1/qa/sessions"
        api_pid, database_pid = api.pids
        ours, _ = _measure(url, api.headers, api_pid)
        whole, _ = _measure(url, api.headers, api_pid, database_pid)
    return [
        Row("POST of 3 prospects: CPU of the service", f"{ours:.2f} ms", f"bare route {bare:.2f} ms", ours / bare, 6),
        Row("POST of 3 prospects: CPU with the database", f"{whole:.2f} ms", f"bare route {bare:.2f} ms", whole / bare),
    ]
