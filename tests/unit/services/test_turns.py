"""Calls in flight are limited, and shared fairly."""

import asyncio

import pytest

from prospect_twins.services.turns import Draining, Turns


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
