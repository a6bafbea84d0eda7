"""The database: can it be had, can it be used, and does it hold what this version wants."""

import asyncio
import datetime
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from prospect_twins.commands.checkup.findings import CheckupFinding, odd, well, wrong

if TYPE_CHECKING:
    import psycopg

    from prospect_twins.settings import Settings
    from prospect_twins.store.fitness import DatabaseFacts

_WITHIN_S = 15
_APART_S = 5.0
"""Seconds that two clocks may differ before deadlines and time stamps do."""


def check_database(settings: "Settings") -> Iterator[CheckupFinding]:
    """Look at the configured database, or the embedded one."""
    import psycopg

    from prospect_twins.domain.errors import ProspectTwinsError
    from prospect_twins.store.embedded_postgres import EmbeddedPostgresError
    from prospect_twins.store.trouble import trouble

    try:
        with _opened(settings) as url:
            yield from asyncio.run(_look(url, embedded=settings.database_url is None))
    except EmbeddedPostgresError as error:
        yield wrong("database", "the embedded PostgreSQL does not start", str(error))
    except psycopg.Error as error:
        yield wrong("database", "it can't be reached", trouble(error))
    except (ProspectTwinsError, TimeoutError) as error:
        yield wrong("database", "it can't be used", str(error) or f"It gave no answer within {_WITHIN_S} seconds.")


@contextmanager
def _opened(settings: "Settings") -> Iterator[str]:
    """The configured database. Where there is no embedded one yet, one that is thrown away: it shows that it can be."""
    from prospect_twins.store.embedded_postgres import embedded_postgres

    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
    elif (settings.data_dir / "postgres" / "PG_VERSION").exists():
        with embedded_postgres(settings.data_dir) as url:
            yield url
    else:
        away = tempfile.mkdtemp(prefix="prospect-twins-")
        try:
            with embedded_postgres(Path(away)) as url:
                yield url
        finally:
            # What is PostgreSQL's, root may not remove in every container; TemporaryDirectory would try for ever.
            shutil.rmtree(away, ignore_errors=True)


async def _look(url: str, *, embedded: bool) -> list[CheckupFinding]:
    import psycopg

    from prospect_twins.store.fitness import database_facts

    findings: list[CheckupFinding] = []
    async with asyncio.timeout(_WITHIN_S * 2):
        async with await psycopg.AsyncConnection.connect(
            url, autocommit=True, connect_timeout=_WITHIN_S, client_encoding="UTF8"
        ) as connection:
            findings += _judged(await database_facts(connection), embedded=embedded)
            if not embedded:
                findings += await _clocks(connection)
                findings += await _notifications(url, connection)
    return findings


def _judged(facts: "DatabaseFacts", *, embedded: bool) -> Iterator[CheckupFinding]:
    from prospect_twins.store.fitness import obstacles
    from prospect_twins.store.migrating import HEAD

    kind = "embedded PostgreSQL" if embedded else "PostgreSQL"
    state = f"{kind} {facts.version}, '{facts.name}' as '{facts.role}', {facts.encoding}"
    problems = list(obstacles(facts, migrated=facts.revision == HEAD))
    for problem in problems:
        yield wrong("database", state, problem)
    if not problems:
        yield well("database", state)
    if facts.revision is not None and facts.revision > HEAD:
        yield wrong("schema", f"revision {facts.revision}; this version knows {HEAD}", "Run the newer version.")
    elif facts.revision == HEAD:
        yield well("schema", f"revision {HEAD}")
    else:
        yield well("schema", f"{facts.revision or 'no tables'} yet; the next start brings it to {HEAD}")


async def _clocks(connection: "psycopg.AsyncConnection") -> Iterator[CheckupFinding]:
    row = await (await connection.execute("SELECT clock_timestamp()")).fetchone()
    assert row is not None  # noqa: S101  # it has no FROM
    apart = abs((datetime.datetime.now(datetime.UTC) - row[0]).total_seconds())
    if apart > _APART_S:
        advice = "Set both by the same time server, or sessions may reach their deadlines early or late."
        return iter([odd("clock", f"{apart:,.0f} s apart from the database's", advice)])
    return iter([well("clock", "the database's agrees")])


async def _notifications(url: str, connection: "psycopg.AsyncConnection") -> Iterator[CheckupFinding]:
    """A pooler in transaction mode loses them: answers would be seen late."""
    import psycopg

    async with await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=_WITHIN_S) as listening:
        await listening.execute("LISTEN prospect_twins_doctor")
        await connection.execute("NOTIFY prospect_twins_doctor")
        async for _ in listening.notifies(timeout=3, stop_after=1):
            return iter([well("notifications", "they arrive")])
    return iter(
        [
            wrong(
                "notifications",
                "they don't arrive",
                "Give the database's direct address, or a pooler in session mode, in PROSPECT_TWINS_DATABASE_URL.",
            )
        ]
    )
