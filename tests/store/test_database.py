"""What can pass, and is therefore tried again, and what stays."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import LiteralString

import psycopg
import pytest
from psycopg.errors import lookup

from prospect_twins.app import Stores
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.store.database import Connection, Database, can_pass

PASSING = {
    "0A000", "26000", "42P05",
    "08000", "08001", "08003", "08004", "08006", "08007", "08P01",
    "25006", "25P03", "25P04",
    "40000", "40001", "40002", "40003", "40P01",
    "53000", "53100", "53200", "53300", "53400",
    "55006", "55P03",
    "57000", "57014", "57P01", "57P02", "57P03", "57P04", "57P05",
    "58000", "58030", "58P01", "58P02", "58P03",
    "72000",
}  # fmt: skip


def every_state() -> set[str]:
    """The SQLSTATEs that psycopg has a class for: all that PostgreSQL documents."""
    classes = (getattr(psycopg.errors, name) for name in dir(psycopg.errors))
    states = (getattr(error, "sqlstate", None) for error in classes if isinstance(error, type))
    return {state for state in states if isinstance(state, str)}


def test_of_all_states_these_can_pass_and_no_others() -> None:
    states = every_state()
    assert len(states) > 200
    assert {state for state in states if can_pass(lookup(state)())} == PASSING


def test_a_lost_connection_can_pass_and_what_the_driver_refuses_stays() -> None:
    assert can_pass(psycopg.OperationalError("the connection is closed"))
    assert not can_pass(psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"))
    assert not can_pass(psycopg.errors.PipelineAborted("pipeline aborted"))
    assert not can_pass(psycopg.InterfaceError("the cursor is closed"))


@asynccontextmanager
async def locked(database: Database) -> AsyncIterator[Connection]:
    """A row that somebody else holds."""
    await database.row("INSERT INTO tenants (tenant_id) VALUES ('held') ON CONFLICT DO NOTHING RETURNING tenant_id")
    async with database.transaction() as connection:
        await connection.execute("SELECT FROM tenants WHERE tenant_id = 'held' FOR UPDATE")
        yield connection


@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
async def test_a_lock_that_could_not_be_had_in_time_can_pass(stores: Stores, limit: LiteralString) -> None:
    async def wait_for_it() -> None:
        async with stores.database.transaction() as connection:
            await connection.execute(f"SET LOCAL {limit} = 50")
            await connection.execute("SELECT FROM tenants WHERE tenant_id = 'held' FOR UPDATE")

    async with locked(stores.database):
        with pytest.raises(DatabaseUnavailable):
            await wait_for_it()


async def test_a_deadlock_can_pass(stores: Stores) -> None:
    await stores.access.ensure_tenant("other")

    async def lock(*tenants: str) -> None:
        async with stores.database.transaction() as connection:
            for tenant in tenants:
                await connection.execute("SELECT FROM tenants WHERE tenant_id = %s FOR UPDATE", (tenant,))
                await asyncio.sleep(0.2)

    ends = await asyncio.gather(lock("default", "other"), lock("other", "default"), return_exceptions=True)
    assert [type(end) for end in ends if end is not None] == [DatabaseUnavailable]


async def test_a_connection_that_is_ended_in_the_middle_can_pass_also_in_a_pipeline(stores: Stores) -> None:
    async def lose_it() -> None:
        async with stores.database.pipeline() as connection:
            row = await (await connection.execute("SELECT pg_backend_pid() AS pid")).fetchone()
            assert row is not None
            with psycopg.connect(stores.database.url, autocommit=True) as killer:
                killer.execute("SELECT pg_terminate_backend(%s)", (row["pid"],))
            await (await connection.execute("SELECT 1")).fetchone()

    with pytest.raises(DatabaseUnavailable):
        await lose_it()


async def test_a_read_only_database_can_pass(stores: Stores) -> None:
    """What a connection meets that outlived a failover: the server that it knows is not the first one any more."""

    async def write() -> None:
        async with stores.database.transaction() as connection:
            await connection.execute("SET TRANSACTION READ ONLY")
            await connection.execute("INSERT INTO tenants (tenant_id) VALUES ('new')")

    with pytest.raises(DatabaseUnavailable):
        await write()


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("SELECT %s::jsonb", '{"text": "\\u0000"}'),
        ("SELECT %s::jsonb", '{"number": NaN}'),
        ("SELECT %s::integer", 2**40),
        ("SELECT to_tsvector('simple', string_agg(md5(n::text), %s)) FROM generate_series(1, 60000) AS n", " "),
    ],
)
async def test_what_can_t_be_stored_stays(stores: Stores, query: LiteralString, value: object) -> None:
    with pytest.raises(psycopg.Error):
        await stores.database.row(query, (value,))


async def test_a_server_that_goes_silent_is_noticed_unless_the_url_says_otherwise(stores: Stores) -> None:
    database = Database(f"{stores.database.url}&keepalives_idle=77")
    await database.open()
    try:
        async with database.connection() as connection:
            told = connection.info.get_parameters()
    finally:
        await database.close()
    assert (told["keepalives_idle"], told["keepalives_count"], told["tcp_user_timeout"]) == ("77", "3", "30000")


async def test_a_migration_beside_a_running_process_costs_it_one_error_a_connection(stores: Stores) -> None:
    """PostgreSQL refuses a prepared `SELECT *` for good once its table has another column."""
    database = Database(stores.database.url, max_connections=1)
    await database.open()

    async def read() -> None:
        await database.rows("SELECT * FROM tenants WHERE tenant_id <> %s", ("nobody",))

    try:
        for _ in range(10):  # it is prepared after some times
            await read()
        async with stores.database.connection() as other:
            await other.execute("ALTER TABLE tenants ADD COLUMN added text")
        with pytest.raises(DatabaseUnavailable):
            await read()
        await read()
    finally:
        await database.close()


async def test_a_cancellation_stays_one_where_the_driver_makes_another_error_of_it(stores: Stores) -> None:
    """Its own checks fail where it is cancelled while it begins a pipeline, as it is by Ctrl-C in an import."""
    database = stores.database

    async def insert() -> None:
        async with database.transaction() as connection:
            await connection.execute("CREATE TABLE numbers (n integer)")
            task = asyncio.current_task()
            assert task is not None
            time.sleep(0.3)  # noqa: ASYNC251  # busy, as with many rows: then the driver gives way when it begins
            task.cancel()
            await connection.cursor().executemany("INSERT INTO numbers VALUES (%s)", [(n,) for n in range(5)])

    inserting = asyncio.create_task(insert())
    await asyncio.wait([inserting])
    assert inserting.cancelled()
    assert await database.row("SELECT to_regclass('numbers') AS found") == {"found": None}
