"""The queue hears of each job's end."""

import asyncio

import psycopg
from procrastinate.jobs import Status

from prospect_twins.app import Stores
from tests.factories import add_prospects, create_session


async def test_a_job_s_end_is_told_though_every_connection_is_broken(stores: Stores) -> None:
    """Else it would stand as being done, and be done by nobody, for as long as its worker lives."""
    await add_prospects(stores, "A")
    await create_session(stores, ["A"])
    jobs = stores.queue.app.job_manager
    job = await jobs.fetch_job(queues=None, worker_id=await jobs.register_worker())
    assert job is not None
    await asyncio.gather(*(stores.database.row("SELECT pg_sleep(0.05)::text") for _ in range(4)))
    with psycopg.connect(stores.database.url, autocommit=True) as other:
        other.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )
    await jobs.finish_job(job, Status.SUCCEEDED, delete_job=True)
    assert await stores.database.rows("SELECT * FROM procrastinate_jobs") == []
