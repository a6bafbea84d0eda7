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
from psycopg_pool import AsyncConnectionPool

from prospect_twins.domain.errors import DatabaseUnavailable

_log = logging.getLogger(__name__)

Connection = psycopg.AsyncConnection[DictRow]
Cursor = psycopg.AsyncCursor[DictRow]
Row = DictRow


_PREPARED = (
    "0A000",  # a statement's result has other columns than when it was prepared: there was a migration
    "26000",  # it isn't prepared
    "42P05",  # it is prepared already: by somebody else, behind a pooler
)
"""What tells that the server and this connection don't agree on prepared statements: passes with the connection."""
_PASSING = (
    *_PREPARED,
    "08",  # connection lost or refused; with pgbouncer, whatever ails it
    "25006",  # read only: the other side of a failover
    "25P03",  # idle in a transaction for too long
    "25P04",  # the transaction took too long
    "40",  # rolled back: serialization, deadlock
    "53",  # short of connections, memory, disk
    "55006",  # in use
    "55P03",  # a lock could not be had
    "57",  # cancelled, shut down, starting up
    "58",  # an error of its operating system
    "72",  # the snapshot is too old
)
"""What tells of the database's state and not of the statement: SQLSTATEs, or the classes that they begin with
(PostgreSQL's documentation, appendix A). In doubt it is here: what is taken for passing is tried again by itself until
its deadline, what is taken for staying is given up at once."""


def _is_cancellation(error: BaseException) -> bool:
    """Whether the task was cancelled, and the driver made another error of it: a pipeline that is left does so."""
    task = asyncio.current_task()
    if task is None or not task.cancelling():
        return False
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, asyncio.CancelledError):
        cause = cause.__context__
    return cause is not None


def can_pass(error: psycopg.Error) -> bool:
    """Whether the same statement may succeed later. All else fails for ever, and must not be tried again."""
    if error.sqlstate is None:
        # Of the client: no connection, a broken one, none free in time. "Pipeline aborted" follows another error.
        return isinstance(error, psycopg.OperationalError) and not isinstance(error, psycopg.errors.PipelineAborted)
    return error.sqlstate.startswith(_PASSING)


_NOTICED: Mapping[str, int] = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How soon a server that went silent counts as lost: in seconds, the last one in milliseconds. By default a connection
whose other end is gone without a word (a failover, a cable) is waited on for hours, and whoever saves on it waits."""


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
        parameters = conninfo_to_dict(url)
        self._noticed: dict[str, Any] = {name: value for name, value in _NOTICED.items() if name not in parameters}
        self.pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            connection_class=psycopg.AsyncConnection[DictRow],
            kwargs={
                "row_factory": dict_row,
                "options": f"{parameters.get('options') or ''} -c timezone=UTC",
                **self._noticed,
            },
            configure=_commit_each_statement,
            min_size=1,
            max_size=max_connections,
            timeout=10,
            max_idle=60,
            open=False,
        )

    async def open(self) -> None:
        """Open the pool of connections."""
        await self.pool.open()

    async def close(self) -> None:
        """Close the pool."""
        await self.pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection on which each statement is a transaction by itself, in a single round trip.

        Raises DatabaseUnavailable for what can pass: the server is away, or goes in the middle, or can't at the moment.
        """
        try:
            async with self.pool.connection() as connection:
                try:
                    yield connection
                except Exception as error:
                    cancelled = _is_cancellation(error)
                    if cancelled or (isinstance(error, psycopg.Error) and error.sqlstate in _PREPARED):
                        await connection.close()  # the pool opens another
                    if cancelled:
                        raise asyncio.CancelledError from error
                    raise
        except psycopg.Error as error:
            if not can_pass(error):
                raise
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
                async with await psycopg.AsyncConnection.connect(
                    self.url, autocommit=True, **self._noticed
                ) as connection:
                    for channel in on_payload:
                        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    delay = 0.1
                    on_connected()
                    async for notification in connection.notifies():
                        on_payload[notification.channel](notification.payload)
            except psycopg.Error as error:  # whatever it is: without them, all would wait for the next look
                _log.warning("lost the database's notifications, reconnecting: %s", error)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5)
