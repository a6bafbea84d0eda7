"""Brings a database to the schema that this version of the product works on."""

import asyncio
import logging
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from prospect_twins.domain.errors import ProspectTwinsError
from prospect_twins.store.fitness import DatabaseFacts, check_fitness, database_facts
from prospect_twins.store.trouble import trouble

HEAD = "0005"
"""The newest migration; a test holds it against the files, so that a running service needs no Alembic to compare."""

_URL = "PROSPECT_TWINS_MIGRATE_URL"
"""In the environment rather than an argument, which every user of the machine can read."""

_CONNECT_WITHIN_S = 20

_LOCK = 0x5057_1174
"""Advisory lock: several processes may start on an empty database at once."""


class MigrationFailed(ProspectTwinsError):
    """The database could not be brought to this version's schema; nothing of the failed migration was kept."""


class DatabaseTooNew(ProspectTwinsError):
    """The database was made by a newer version of the product, whose schema this one does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database is at revision {revision}, which a newer version made; this one knows {HEAD}. "
            "Run that version, or restore a backup."
        )


async def current_revision(database_url: str) -> str | None:
    """The schema's revision, or None for a database without one."""
    return (await _facts(database_url)).revision


async def _facts(database_url: str) -> DatabaseFacts:
    async with await psycopg.AsyncConnection.connect(
        database_url, autocommit=True, connect_timeout=_CONNECT_WITHIN_S, client_encoding="UTF8"
    ) as connection:
        return await database_facts(connection)


def migrate_in_child(database_url: str) -> None:
    """`migrate`, in a process of its own: Alembic and SQLAlchemy are 20 MB that a service at rest does not need.

    Blocking. Raises DatabaseTooNew, MigrationFailed, UnfitDatabase.
    """
    facts = asyncio.run(_facts(database_url))
    if facts.revision is not None and facts.revision > HEAD:  # revisions are numbers of four digits
        raise DatabaseTooNew(facts.revision)
    check_fitness(facts, migrated=facts.revision == HEAD)
    if facts.revision == HEAD:
        return
    child = subprocess.run(  # noqa: S603  # our own interpreter and module
        # -P: a module of the current directory must not be taken for one of Python's.
        [sys.executable, "-P", "-m", __spec__.name],
        env=os.environ | {_URL: database_url},
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if child.returncode:
        said = child.stderr.strip().splitlines()
        raise MigrationFailed(f"The database can't be migrated: {said[-1] if said else child.returncode}")


def migrate(database_url: str) -> None:
    """Apply what is missing, each migration in its own transaction. Blocking; run it before serving.

    Raises `alembic.util.CommandError` where the database is newer than this version.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, text

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))  # a percent sign is ConfigParser's own
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(database_url))
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            connection.execute(text("SET lock_timeout = '5s'"))
            connection.commit()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    finally:
        engine.dispose()  # closes the connection, and with it the lock


if __name__ == "__main__":
    try:
        migrate(os.environ[_URL])
    except Exception as error:
        sys.exit(trouble(getattr(error, "orig", None) or error))
