"""Whether a database is one that the product can work on, asked before anything is written to it."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row

from prospect_twins.domain.errors import ProspectTwinsError

OLDEST = 15
"""Major version of PostgreSQL: the oldest that its makers still mend."""


class UnfitDatabase(ProspectTwinsError):
    """A database that was reached and can't be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """`schema`: where tables would be made, None if there is none. `revision`: None without tables."""

    product: str
    version: int
    name: str
    encoding: str
    role: str
    schema: str | None
    may_create: bool
    is_replica: bool
    read_only: bool
    revision: str | None = None


async def database_facts(connection: psycopg.AsyncConnection) -> DatabaseFacts:
    """Two statements, which change nothing."""
    async with connection.cursor(row_factory=class_row(DatabaseFacts)) as cursor:
        await cursor.execute(
            """SELECT version() AS product, current_setting('server_version_num')::int / 10000 AS version,
                      current_database() AS name, current_setting('server_encoding') AS encoding,
                      current_user::text AS role, current_schema()::text AS schema,
                      coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create,
                      pg_is_in_recovery() AS is_replica,
                      current_setting('default_transaction_read_only') = 'on' AS read_only,
                      to_regclass('alembic_version')::text AS revision"""
        )
        facts = await cursor.fetchone()
    assert facts is not None  # noqa: S101  # it has no FROM
    if facts.revision is None:
        return facts
    row = await (await connection.execute("SELECT version_num FROM alembic_version")).fetchone()
    return DatabaseFacts(
        **{name: getattr(facts, name) for name in DatabaseFacts.__slots__} | {"revision": row and row[0]}
    )


def obstacles(facts: DatabaseFacts, *, migrated: bool) -> Iterator[str]:
    """What stands in the way, a sentence each. `migrated`: the tables are there already."""
    if not facts.product.startswith("PostgreSQL"):
        yield f"The database is {facts.product.split()[0]}, not PostgreSQL; give the URL of a PostgreSQL."
    elif facts.version < OLDEST:
        yield f"The database is PostgreSQL {facts.version}; version {OLDEST} or later is needed."
    if facts.encoding != "UTF8":
        yield (
            f"The database '{facts.name}' keeps text as {facts.encoding}, which has not all letters; make one with "
            f"CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and name it in PROSPECT_TWINS_DATABASE_URL."
        )
    if facts.is_replica or facts.read_only:
        what = "is a read-only replica" if facts.is_replica else "is set to read-only (default_transaction_read_only)"
        yield f"The database '{facts.name}' {what}; give the URL of the primary server, which takes writes."
    elif migrated:
        return
    elif facts.schema is None:
        yield f"No schema of the search path exists in the database '{facts.name}'; create it (CREATE SCHEMA …)."
    elif not facts.may_create:
        yield (
            f"The user '{facts.role}' may make no tables in the schema '{facts.schema}' of '{facts.name}'; its "
            f'owner can allow that: GRANT CREATE, USAGE ON SCHEMA {facts.schema} TO "{facts.role}".'
        )


def check_fitness(facts: DatabaseFacts, *, migrated: bool) -> None:
    """Raises UnfitDatabase."""
    if obstacles_there := list(obstacles(facts, migrated=migrated)):
        raise UnfitDatabase(" ".join(obstacles_there))
