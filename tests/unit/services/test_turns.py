"""Calls in flight are limited, and shared fairly."""

import asyncio

import pytest

from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.domain.call_slots import Draining
from prospect_twins.services.turns import Turns


async def _take(turns: Turns, session_id: str, order: list[str], release: asyncio.Event) -> None:
    async with turns.turn(session_id):
        order.append(session_id)
        await release.wait()


async def test_no_more_than_the_limit_run_at_a_time() -> None:
    turns, running, most = Turns(3), 0, 0

    async def call() -> None:
        nonlocal running, most
        async with turns.turn("QS-1"):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(call() for _ in range(20)))
    assert most == 3


async def test_a_small_session_does_not_wait_behind_a_large_one() -> None:
    turns, order = Turns(1), list[str]()
    first = asyncio.Event()
    holder = asyncio.create_task(_take(turns, "large", order, first))
    await asyncio.sleep(0)
    done = asyncio.Event()
    done.set()
    waiting = [asyncio.create_task(_take(turns, "large", order, done)) for _ in range(50)]
    await asyncio.sleep(0)
    waiting.append(asyncio.create_task(_take(turns, "small", order, done)))
    await asyncio.sleep(0)
    first.set()
    await asyncio.gather(holder, *waiting)
    assert order.index("small") <= 2


async def test_a_cancelled_waiter_gives_its_place_on() -> None:
    turns, order = Turns(1), list[str]()
    release, done = asyncio.Event(), asyncio.Event()
    done.set()
    holder = asyncio.create_task(_take(turns, "a", order, release))
    await asyncio.sleep(0)
    cancelled = asyncio.create_task(_take(turns, "b", order, done))
    last = asyncio.create_task(_take(turns, "c", order, done))
    await asyncio.sleep(0)
    release.set()
    cancelled.cancel()
    await asyncio.gather(holder, last)
    assert order == ["a", "c"]
    async with asyncio.timeout(60), turns.turn("d"):
        pass


async def test_draining_lets_calls_end_and_refuses_new_ones() -> None:
    turns, order = Turns(1), list[str]()
    release = asyncio.Event()
    holder = asyncio.create_task(_take(turns, "a", order, release))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(_take(turns, "a", order, release))
    await asyncio.sleep(0)
    turns.drain()
    with pytest.raises(Draining):
        await waiting
    with pytest.raises(Draining):
        async with turns.turn("b"):
            pass
    release.set()
    await holder


async def test_tenants_take_turns_before_their_sessions_do() -> None:
    turns, order = Turns(1), list[str]()
    release, done = asyncio.Event(), asyncio.Event()
    done.set()
    holder = asyncio.create_task(_take(turns, "first", order, release))
    await asyncio.sleep(0)

    async def take(session_id: str, tenant_id: str) -> None:
        async with turns.turn(session_id, tenant_id):
            order.append(session_id)

    sessions = [*((f"many-{number}", "many") for number in range(20)), ("one", "another"), ("one", "another")]
    waiting = [asyncio.create_task(take(*each)) for each in sessions]
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(holder, *waiting)
    assert order[:5] == ["first", "many-0", "one", "many-1", "one"]


async def test_a_call_that_waits_to_be_tried_again_leaves_its_place_to_others() -> None:
    turns, order = Turns(1), list[str]()
    waits = asyncio.Event()

    async def sleep(seconds: float) -> None:
        order.append("waits")
        await waits.wait()

    async def call() -> str:
        order.append("asked")
        if order.count("asked") == 1:
            raise ConnectionResetError
        return "answer"

    calls = ModelCalls(CallPolicy(budget_s=60), sleep=sleep)

    async def work() -> str:
        async with turns.turn("failing"):
            return await calls.run(call)

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    async with asyncio.timeout(5), turns.turn("other"):
        order.append("other")
        waits.set()
        await asyncio.sleep(0.01)
        later = asyncio.create_task(_take(turns, "failing", order, waits))
        await asyncio.sleep(0)
    assert await working == "answer"
    await later
    assert order == ["asked", "waits", "other", "asked", "failing"]


async def test_a_call_that_waits_is_handed_back_when_the_process_stops() -> None:
    turns = Turns(1)

    async def sleep(seconds: float) -> None:
        turns.drain()

    async def fail() -> None:
        raise ConnectionResetError

    with pytest.raises(Draining):
        async with turns.turn("a"):
            await ModelCalls(CallPolicy(budget_s=60), sleep=sleep).run(fail)
