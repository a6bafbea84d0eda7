"""The schema: the newest migration is the one that a running service compares with."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from prospect_twins.store import migrating


def test_head_is_the_newest_migration() -> None:
    versions = Path(migrating.__file__).parent / "migrations" / "versions"
    assert max(path.stem for path in versions.glob("*.py")).partition("_")[0] == migrating.HEAD


def test_migrating_again_changes_nothing(url: str) -> None:
    migrating.migrate_in_child(url)
    migrating.migrate(url)
    assert asyncio.run(migrating.current_revision(url)) == migrating.HEAD


def test_a_database_without_a_schema_gets_one_in_a_child(postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bare")
    bare = postgres.replace("/postgres?", "/bare?")
    assert asyncio.run(migrating.current_revision(bare)) is None
    migrating.migrate_in_child(bare)
    assert asyncio.run(migrating.current_revision(bare)) == migrating.HEAD


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(migrating.DatabaseTooNew, match="newer version"):
        migrating.migrate_in_child(url)
