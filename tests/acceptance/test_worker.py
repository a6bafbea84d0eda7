"""Workers on a real queue: fair, resumable, and quick to stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prospect_twins.app import Stores, open_stores, open_worker
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.settings import Settings
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects, create_session


@asynccontextmanager
async def working(settings: Settings, stores: Stores) -> AsyncIterator[None]:
    """A worker with connections of its own, as another process would have."""
    async with open_stores(settings, stores.database.url) as own, open_worker(settings, own) as worker:
        running = asyncio.create_task(worker.run())
        try:
            yield
        finally:
            worker.stop()
            await running


def changed(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update=changes)


async def status(stores: Stores, session_id: str) -> SessionStatus:
    return (await stores.sessions.load(TENANT, session_id)).status


async def test_a_session_is_answered_summarised_and_completed(settings: Settings, stores: Stores, soon: Soon) -> None:
    lead_ids = [f"LEAD-{n}" for n in range(40)]
    await add_prospects(stores, *lead_ids)
    await create_session(stores, lead_ids, window=16)
    async with working(settings, stores):
        await soon(lambda: _is(stores, "QS-1", SessionStatus.COMPLETED))
    session = await stores.sessions.load(TENANT, "QS-1")
    assert sorted(response.persona.lead_id for response in session.responses) == sorted(lead_ids)
    assert session.summary is not None
    assert sum(session.summary.sentiment_distribution.values()) == 40
    left = await stores.database.rows("SELECT * FROM procrastinate_jobs")
    assert left == []


async def test_a_small_session_is_not_kept_waiting_by_a_large_one(
    settings: Settings, stores: Stores, soon: Soon
) -> None:
    large = [f"LARGE-{n}" for n in range(400)]
    await add_prospects(stores, *large, "SMALL-1", "SMALL-2", "SMALL-3")
    slow = changed(settings, model="scripted:latency=0.05", worker_concurrency=8)
    await create_session(stores, large, "QS-large", window=32)
    async with working(slow, stores):
        await soon(lambda: _answered(stores, "QS-large", 20))
        await create_session(stores, ["SMALL-1", "SMALL-2", "SMALL-3"], "QS-small", window=32)
        await soon(lambda: _is(stores, "QS-small", SessionStatus.COMPLETED))
        assert await status(stores, "QS-large") is SessionStatus.IN_PROGRESS
        assert not await _answered(stores, "QS-large", 200)


async def test_what_a_stopping_worker_has_not_begun_goes_to_the_next(
    settings: Settings, stores: Stores, soon: Soon
) -> None:
    lead_ids = [f"LEAD-{n}" for n in range(60)]
    await add_prospects(stores, *lead_ids)
    slow = changed(settings, model="scripted:latency=0.1", worker_concurrency=4)
    await create_session(stores, lead_ids, window=32)
    async with working(slow, stores):
        await soon(lambda: _answered(stores, "QS-1", 5))
    assert await status(stores, "QS-1") is SessionStatus.IN_PROGRESS
    waiting = await stores.database.rows("SELECT status::text FROM procrastinate_jobs")
    assert waiting
    assert {row["status"] for row in waiting} == {"todo"}
    async with working(settings, stores):
        await soon(lambda: _is(stores, "QS-1", SessionStatus.COMPLETED))
    assert (await stores.sessions.load(TENANT, "QS-1")).total_responded == 60


async def test_the_jobs_of_a_worker_that_died_are_done_by_another(
    settings: Settings, stores: Stores, soon: Soon
) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"])
    await stores.database.row(
        """WITH dead AS (
               INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id
           )
           UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead RETURNING dead.id"""
    )
    async with working(settings, stores):
        await soon(lambda: _is(stores, "QS-1", SessionStatus.COMPLETED))


async def test_cancelling_ends_calls_under_way(settings: Settings, stores: Stores, soon: Soon) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"])
    stuck = changed(settings, model="scripted:latency=3600")
    async with working(stuck, stores):
        await soon(lambda: _running(stores))
        await stores.progress.cancel(TENANT, "QS-1")
        await soon(lambda: _no_jobs(stores))
    assert await status(stores, "QS-1") is SessionStatus.FAILED


async def test_an_overdue_session_is_settled_and_its_calls_are_ended(
    settings: Settings, stores: Stores, soon: Soon
) -> None:
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"], deadline_s=0.5)
    async with working(changed(settings, model="scripted:latency=3600"), stores):
        await soon(lambda: _is(stores, "QS-1", SessionStatus.FAILED))
        await soon(lambda: _no_jobs(stores))
    session = await stores.sessions.load(TENANT, "QS-1")
    assert {failed.error_code for failed in session.failed_prospects} == {"DEADLINE_EXCEEDED"}


async def _is(stores: Stores, session_id: str, wanted: SessionStatus) -> bool:
    return await status(stores, session_id) is wanted


async def _answered(stores: Stores, session_id: str, count: int) -> bool:
    return (await stores.sessions.load(TENANT, session_id)).total_responded >= count


async def _running(stores: Stores) -> bool:
    return bool(await stores.database.rows("SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'"))


async def _no_jobs(stores: Stores) -> bool:
    return not await stores.database.rows("SELECT 1 FROM procrastinate_jobs")
