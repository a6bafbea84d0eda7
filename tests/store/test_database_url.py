"""A database's URL as other tools write it, and databases that can't be used: it works, or a line says what to do."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from prospect_twins.domain.errors import ProspectTwinsError
from prospect_twins.settings import Settings
from prospect_twins.store.database import Database
from prospect_twins.store.database_url import read_database_url
from prospect_twins.store.fitness import DatabaseFacts, obstacles
from prospect_twins.store.migrating import migrate_in_child

PLAIN = {"user": "me", "password": "pw", "host": "db.example", "dbname": "twins"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("postgresql://me:pw@db.example/twins", PLAIN),
        ("postgres://me:pw@db.example/twins", PLAIN),
        ("postgresql+psycopg://me:pw@db.example/twins", PLAIN),
        ("postgresql+psycopg2://me:pw@db.example/twins", PLAIN),
        ("postgresql+asyncpg://me:pw@db.example/twins", PLAIN),
        ("POSTGRESQL://me:pw@db.example/twins/", PLAIN),
        ("postgis://me:pw@db.example/twins", PLAIN),
        ("jdbc:postgresql://db.example/twins?user=me&password=pw", PLAIN),
        ("psql 'postgresql://me:pw@db.example/twins'", PLAIN),
        ("host=db.example user=me password=pw dbname=twins", PLAIN),
        ("postgresql://me:pw@db.example/twins?pgbouncer=true&connection_limit=5&pool_timeout=0", PLAIN),
        ("postgresql://me:pw@db.example/twins?schema=public", PLAIN),
        ("postgresql://me:pw@db.example/twins?serverVersion=16&charset=utf8&statement_cache_size=0", PLAIN),
        ("postgresql://me:pw@db.example/twins?sslmode=require", PLAIN | {"sslmode": "require"}),
        ("postgresql://me:pw@db.example/twins?ssl=true", PLAIN | {"sslmode": "require"}),
        ("postgresql://me:pw@db.example/twins?sslmode=no-verify", PLAIN | {"sslmode": "require"}),
        ("postgresql://me:pw@db.example/twins?schema=crm", PLAIN | {"options": "-c search_path=crm"}),
        ("jdbc:postgresql://db.example/twins?user=me&password=pw&currentSchema=crm",
         PLAIN | {"options": "-c search_path=crm"}),
        ("postgresql://me:p@ss/w:o#r?d%&x@db.example:5433/twins",
         PLAIN | {"password": "p@ss/w:o#r?d%&x", "port": "5433"}),
        ("postgresql://me:p%40ss@db.example/twins", PLAIN | {"password": "p@ss"}),
        ("postgresql://me:100%sure@db.example/twins", PLAIN | {"password": "100%sure"}),
        ("postgresql://me:a+b c@db.example/twins", PLAIN | {"password": "a+b c"}),
        ("postgresql://db.example/twins?user=me@x.org&password=a+b", PLAIN | {"user": "me@x.org", "password": "a+b"}),
        ("postgresql://me:pw@db.example", {key: PLAIN[key] for key in ("user", "password", "host")}),
        ("postgresql://me:pw@[::1]:5/twins", PLAIN | {"host": "::1", "port": "5"}),
        ("postgresql://me:pw@a:1,b:2/twins?target_session_attrs=primary",
         PLAIN | {"host": "a,b", "port": "1,2", "target_session_attrs": "primary"}),
        ("postgresql:///twins?host=/var/run/a b&user=me&password=pw", PLAIN | {"host": "/var/run/a b"}),
    ],
)  # fmt: skip
def test_a_url_is_read_as_its_writer_meant_it(written: str, read: dict[str, str]) -> None:
    assert conninfo_to_dict(read_database_url(written).url) == read


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("postgresql://h/d?pgbouncer=true", "pooler in session mode"),
        ("postgresql://h/d?connection_limit=5&sslmode=require", "no such parameter: connection_limit."),
    ],
)
def test_what_is_left_out_is_told(written: str, note: str) -> None:
    assert any(note in told for told in read_database_url(written).notes)


@pytest.mark.parametrize(
    "written",
    ["mysql://me:s3cret@h/d", "sqlite:///twins.db", "https://me:s3cret@h/d", "mongodb+srv://me:s3cret@h", "s3cret",
     "postgresql://me:s3cret@h:port/d", "postgresql://me:s3cret@h/d/e", "host=h passwort=s3cret"],
)  # fmt: skip
def test_another_products_url_or_none_at_all_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(ValueError, match="postgresql://user:password@host/name") as refused:
        read_database_url(written)
    assert "s3cret" not in str(refused.value)


@pytest.fixture
def database(postgres: str) -> Iterator["Made"]:
    made = Made(postgres)
    yield made
    made.undo()


class Made:
    """Databases and roles of a test's own."""

    def __init__(self, postgres: str) -> None:
        self.postgres = postgres
        self._undo: list[str] = []

    def run(self, statement: str, undo: str = "", database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)
        if undo:
            self._undo.append(undo)

    def url(self, database: str) -> str:
        return self.postgres.replace("/postgres?", f"/{database}?")

    def undo(self) -> None:
        for statement in reversed(self._undo):
            self.run(statement)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_has_not_all_letters_is_refused(database: Made, encoding: str) -> None:
    database.run(
        f"CREATE DATABASE of_few_letters ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'",
        "DROP DATABASE of_few_letters WITH (FORCE)",
    )
    with pytest.raises(ProspectTwinsError, match=f"keeps text as {encoding}.*ENCODING 'UTF8'"):
        migrate_in_child(database.url("of_few_letters"))


def test_a_role_that_may_create_nothing_is_told_what_to_grant(database: Made) -> None:
    database.run("CREATE DATABASE others", "DROP DATABASE others WITH (FORCE)")
    database.run("CREATE ROLE guest LOGIN", "DROP ROLE guest")
    url = database.url("others").replace("postgres@", "guest@")
    with pytest.raises(ProspectTwinsError, match=r"'guest' may make no tables.*GRANT CREATE, USAGE ON SCHEMA public"):
        migrate_in_child(url)


def test_a_read_only_database_is_refused_even_when_it_has_the_tables(database: Made) -> None:
    database.run("CREATE DATABASE frozen TEMPLATE template", "DROP DATABASE frozen WITH (FORCE)")
    database.run("ALTER DATABASE frozen SET default_transaction_read_only = on")
    with pytest.raises(ProspectTwinsError, match=r"read-only.*primary server"):
        migrate_in_child(database.url("frozen"))


def test_a_migration_that_fails_is_one_line(database: Made) -> None:
    database.run("CREATE DATABASE taken", "DROP DATABASE taken WITH (FORCE)")
    database.run("CREATE TABLE prospects (mine int)", database="taken")
    with pytest.raises(ProspectTwinsError, match=r"can't be migrated: .*already exists") as failed:
        migrate_in_child(database.url("taken"))
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"product": "PostgreSQL 12.3 on x86_64", "version": 12}, "version 15 or later"),
        ({"product": "CockroachDB CCL v25.1", "version": 13}, "is CockroachDB, not PostgreSQL"),
        ({"is_replica": True}, "read-only replica"),
        ({"schema": None}, "CREATE SCHEMA"),
    ],
)
def test_what_stands_in_the_way_is_told(changes: dict[str, object], told: str) -> None:
    fit = {"product": "PostgreSQL 18.1", "version": 18, "name": "d", "encoding": "UTF8", "role": "r",
           "schema": "public", "may_create": True, "is_replica": False, "read_only": False}  # fmt: skip
    assert list(obstacles(DatabaseFacts(**fit), migrated=False)) == []  # type: ignore[arg-type]
    [line] = obstacles(DatabaseFacts(**{**fit, **changes}), migrated=False)  # type: ignore[arg-type]
    assert told in line


async def test_a_schema_of_ones_own_holds_the_tables(database: Made, tmp_path: Path) -> None:
    database.run("CREATE DATABASE shared", "DROP DATABASE shared WITH (FORCE)")
    database.run("CREATE SCHEMA crm", database="shared")
    written = database.url("shared") + "&schema=crm"
    url = Settings(database_url=written, data_dir=tmp_path).database_url
    assert url is not None
    await asyncio.to_thread(migrate_in_child, url.get_secret_value())
    opened = Database(url.get_secret_value())
    await opened.open()
    row = await opened.row("SELECT to_regclass('crm.sessions')::text AS there, current_setting('timezone') AS zone")
    await opened.close()
    assert row == {"there": "sessions", "zone": "UTC"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("host=", "host=/nowhere/"), "nothing answers there"),
        (("/postgres?", "/no_such_database?"), r"CREATE DATABASE"),
        (("postgres@", "no_such_user@"), r"no such user"),
        ((None, "postgresql://me:s3cret@no-such-host.invalid/d"), "no such host"),
        ((None, "postgresql://me:s3cret@127.0.0.1:1/d"), "nothing answers there"),
        ((None, "postgresql://me:s3cret@127.0.0.1/d?sslmode=perhaps"), "sslmode"),
    ],
)  # fmt: skip
def test_a_database_that_cant_be_reached_is_one_line_that_says_what_to_correct(
    postgres: str, change: tuple[str | None, str], told: str, tmp_path: Path
) -> None:
    url = postgres.replace(change[0], change[1]) if change[0] else change[1]
    ended = subprocess.run(
        [sys.executable, "-m", "prospect_twins", "keys", "list"],
        env={**os.environ, "PROSPECT_TWINS_DATABASE_URL": url, "PROSPECT_TWINS_DATA_DIR": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    assert ended.stderr.startswith("Error: ")
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert told in ended.stderr
    assert "s3cret" not in ended.stderr
