"""The schema: the newest migration is the one that a running service compares with."""

from pathlib import Path

from prospect_twins.store import migrating


def test_head_is_the_newest_migration() -> None:
    versions = Path(migrating.__file__).parent / "migrations" / "versions"
    assert max(path.stem for path in versions.glob("*.py")).partition("_")[0] == migrating.HEAD


async def test_migrating_again_changes_nothing(url: str) -> None:
    assert await migrating.current_revision(url) == migrating.HEAD
    migrating.migrate_in_child(url)
    assert await migrating.current_revision(url) == migrating.HEAD
