"""The bound of a worker: an asyncio loop that calls the same model server, and does nothing else. `… URL CALLS AT_ONCE`

Prints its wall and CPU seconds.
"""

import asyncio
import sys
import time

import aiohttp
import uvloop


async def _call_all(url: str, calls: int, at_once: int) -> None:
    left = iter(range(calls))
    connector = aiohttp.TCPConnector(limit=at_once)
    async with aiohttp.ClientSession(connector=connector, headers={"Authorization": "Bearer none"}) as client:

        async def one_after_another() -> None:
            for number in left:
                messages = [{"role": "user", "content": f"Person {number}: would you pay $40 a month?"}]
                async with client.post(
                    f"{url}/v1/chat/completions", json={"model": "scripted", "messages": messages}
                ) as answer:
                    assert answer.status == 200
                    await answer.json()

        await asyncio.gather(*(one_after_another() for _ in range(at_once)))


if __name__ == "__main__":
    wall, cpu = time.perf_counter(), time.process_time()
    uvloop.run(_call_all(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    print(time.perf_counter() - wall, time.process_time() - cpu)
