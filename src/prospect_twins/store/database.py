"""Connections: one pool per process, and a listener for PostgreSQL's notifications."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

_log = logging.getLogger(__name__)

Connection = psycopg.AsyncConnection[DictRow]
Cursor = psycopg.AsyncCursor[DictRow]
Row = DictRow


class DatabaseUnavailable(Exception):
    """The database can't be reached at the moment; nothing was changed."""


async def only_row(cursor: Cursor) -> Row:
    """The row of a statement that always gives one."""
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("a statement that always gives a row gave none")
    return row


async def _commit_each_statement(connection: Connection) -> None:
    # Not among the pool's connect arguments: Procrastinate's listener adds its own `autocommit` to those.
    await connection.set_autocommit(True)


class Database:
    """The pool. Hold a connection for one short transaction; never while waiting for a model or a client."""

    def __init__(self, url: str, *, max_connections: int = 8) -> None:
        self.url = url
        self.pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            connection_class=psycopg.AsyncConnection[DictRow],
            kwargs={
                "row_factory": dict_row,
                "options": f"{conninfo_to_dict(url).get('options') or ''} -c timezone=UTC",
            },
            configure=_commit_each_statement,
            min_size=1,
            max_size=max_connections,
            timeout=10,
            max_idle=60,
            open=False,
        )

    async def open(self) -> None:
        await self.pool.open()

    async def close(self) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection on which each statement is a transaction by itself, in a single round trip.

        Raises DatabaseUnavailable where the server is away, also when it goes in the middle.
        """
        try:
            async with self.pool.connection() as connection:
                yield connection
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise DatabaseUnavailable(str(error)) from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in a transaction: committed at the end, rolled back on an exception. Raises likewise."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def pipeline(self) -> AsyncIterator[Connection]:
        """A transaction whose statements wait for each other only where a result is fetched. Raises likewise."""
        async with self.connection() as connection, connection.pipeline(), connection.transaction():
            yield connection

    async def rows(self, query: LiteralString | sql.Composed, parameters: Any = None) -> list[Row]:
        """All rows of one statement in a transaction of its own."""
        async with self.connection() as connection:
            return await (await connection.execute(query, parameters)).fetchall()

    async def row(self, query: LiteralString | sql.Composed, parameters: Any = None) -> Row | None:
        """The first row of one statement in a transaction of its own."""
        async with self.connection() as connection:
            return await (await connection.execute(query, parameters)).fetchone()

    async def listen(self, on_payload: Mapping[str, Callable[[str], None]], on_connected: Callable[[], None]) -> None:
        """Call a channel's `on_payload` for each of its notifications until cancelled; reconnects for ever.

        A notification is a hint: those sent while the connection was down are lost, so `on_connected` is called
        after each (re)connection, for the caller to look at the tables again.
        """
        delay = 0.1
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
                    for channel in on_payload:
                        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    delay = 0.1
                    on_connected()
                    async for notification in connection.notifies():
                        on_payload[notification.channel](notification.payload)
            except psycopg.OperationalError as error:
                _log.warning("lost the database's notifications, reconnecting: %s", error)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5)
