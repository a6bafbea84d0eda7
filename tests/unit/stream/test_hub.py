"""The hub: every subscriber gets every event, once and in order, whenever it comes and however slow it is."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from prospect_twins.domain.events import Event, EventType
from prospect_twins.stream import hub as hub_module
from prospect_twins.stream.hub import EventHub

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Log:
    """An event log in memory that counts how often it is read."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.reads = 0
        self.away = False

    def append(self, *, terminal: bool = False) -> str:
        kind = EventType.SESSION_COMPLETED if terminal else EventType.RESPONSE_RECEIVED
        seq = len(self.events) + 1
        self.events.append(Event("QS-1", seq, kind, NOW, seq, 100))
        return f"QS-1:{seq}"

    async def read(self, session_id: str, cursor: int) -> Sequence[Event]:
        self.reads += 1
        await asyncio.sleep(0)
        if self.away:
            raise ConnectionError("the database is away")
        return self.events[cursor : cursor + 50]


async def collect(hub: EventHub[int], cursor: int = 0) -> list[int]:
    return [numbered.frame async for frames in hub.follow("QS-1", cursor) for numbered in frames]


def a_hub(log: Log, keep_alive_s: float = 60) -> EventHub[int]:
    return EventHub(log.read, lambda event: event.seq, keep_alive_s)


async def test_a_late_subscriber_gets_everything_and_ends() -> None:
    log = Log()
    for _ in range(120):
        log.append()
    log.append(terminal=True)
    assert await collect(a_hub(log)) == list(range(1, 122))
    assert await collect(a_hub(log), cursor=100) == list(range(101, 122))


async def test_subscribers_share_one_read_and_one_encoding_per_event() -> None:
    log, encoded = Log(), 0

    def encode(event: Event) -> int:
        nonlocal encoded
        encoded += 1
        return event.seq

    hub = EventHub(log.read, encode, 60)
    subscribers = [asyncio.create_task(collect(hub)) for _ in range(50)]
    await asyncio.sleep(0.01)
    for n in range(20):
        hub.notify(log.append(terminal=n == 19))
        await asyncio.sleep(0.001)
    for subscriber in subscribers:
        assert await subscriber == list(range(1, 21))
    assert encoded == 20
    assert log.reads < 60


async def test_a_lost_hint_is_made_good_by_the_next_one_and_by_the_keep_alive() -> None:
    log = Log()
    hub = a_hub(log, keep_alive_s=0.05)
    ticking = asyncio.create_task(hub.keep_alive())
    subscriber = asyncio.create_task(collect(hub))
    await asyncio.sleep(0.01)
    log.append()
    log.append()
    hub.notify(log.append())
    await asyncio.sleep(0.01)
    log.append(terminal=True)  # nobody hears of it
    async with asyncio.timeout(60):
        assert await subscriber == [1, 2, 3, 4]
    ticking.cancel()


async def test_an_empty_batch_tells_that_the_stream_is_alive() -> None:
    hub = a_hub(Log(), keep_alive_s=0.01)
    ticking = asyncio.create_task(hub.keep_alive())
    async with asyncio.timeout(60):
        async for frames in hub.follow("QS-1", 0):
            assert not frames
            break
    ticking.cancel()


async def test_a_reader_that_fell_behind_the_feed_reads_the_log_itself(monkeypatch: object) -> None:
    log = Log()
    hub = a_hub(log)
    kept = hub_module._KEPT_FRAMES
    hub_module._KEPT_FRAMES = 10
    try:
        slow = hub.follow("QS-1", 0)
        log.append()
        hub.notify("QS-1:1")
        got = [numbered.frame for numbered in await anext(slow)]
        for n in range(200):
            hub.notify(log.append(terminal=n == 199))
        await asyncio.sleep(0.01)
        got += [numbered.frame async for frames in slow for numbered in frames]
        assert got == list(range(1, 202))
    finally:
        hub_module._KEPT_FRAMES = kept


async def test_the_database_s_absence_delays_events_and_loses_none() -> None:
    log = Log()
    hub = a_hub(log)
    subscriber = asyncio.create_task(collect(hub))
    await asyncio.sleep(0.01)
    log.away = True
    hub.notify(log.append())
    await asyncio.sleep(0.01)
    log.append(terminal=True)
    log.away = False
    async with asyncio.timeout(60):
        assert await subscriber == [1, 2]


async def test_closing_ends_every_subscription() -> None:
    hub = a_hub(Log())
    subscribers = [asyncio.create_task(collect(hub)) for _ in range(5)]
    await asyncio.sleep(0.01)
    hub.close()
    async with asyncio.timeout(60):
        assert await asyncio.gather(*subscribers) == [[]] * 5
    assert await collect(hub) == []
