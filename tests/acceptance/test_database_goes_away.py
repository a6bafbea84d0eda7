"""Connections that break while a worker works cost time, never an answer, and no session waits for its deadline."""

import asyncio
import contextlib

import psycopg

from prospect_twins.app import Stores, open_stores, open_worker
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.settings import Settings
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects, create_session

LEADS = [f"L{number:03d}" for number in range(200)]


async def break_connections(url: str, times: int) -> None:
    """Ends every other connection to the database, as its restart would, again and again."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        for _ in range(times):
            await connection.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()"""
            )
            await asyncio.sleep(0.1)


async def test_broken_connections_cost_no_answer_and_leave_no_job_undone(
    settings: Settings, stores: Stores, soon: Soon
) -> None:
    await add_prospects(stores, *LEADS)
    await create_session(stores, LEADS, deadline_s=600)
    slow = settings.model_copy(update={"model": "scripted:latency=0.1", "worker_concurrency": 16, "drain_s": 5})
    async with open_stores(slow, stores.database.url) as own, open_worker(slow, own) as worker:
        work = asyncio.create_task(worker.run())
        await asyncio.sleep(0.5)
        await break_connections(stores.database.url, 20)

        async def ended() -> bool:
            with contextlib.suppress(DatabaseUnavailable):  # the test's own connections are broken, too
                return (await stores.sessions.load(TENANT, "QS-1")).status.is_terminal
            return False

        await soon(ended, 60)
        worker.stop()
        await work
    session = await stores.sessions.load(TENANT, "QS-1")
    assert (session.status, session.total_responded) == (SessionStatus.COMPLETED, len(LEADS))
    assert all(response.labels for response in session.responses)
    assert session.summary is not None
    assert await stores.database.rows("SELECT * FROM procrastinate_jobs") == []
