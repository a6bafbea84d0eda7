"""What all tests share: a real PostgreSQL, and a fresh database in it for each test that wants one."""

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import psycopg
import pytest

from prospect_twins.app import Stores, open_stores
from prospect_twins.settings import Settings
from prospect_twins.store.embedded_postgres import embedded_postgres
from prospect_twins.store.migrating import migrate

# No test asserts a time, not even that of one generated example: a loaded machine takes as long as it takes.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# Tests press Ctrl-C. What a shell starts in the background ignores it, and so does all that it starts in turn.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_numbers = itertools.count()


@pytest.fixture(scope="session", autouse=True)
def no_real_provider() -> None:
    """No test calls a paid model: a key in the environment must not make one do so."""
    for name in list(os.environ):
        if name.endswith("_API_KEY") or name.startswith("PROSPECT_TWINS_"):
            del os.environ[name]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real, embedded PostgreSQL whose database `template` has the schema."""
    with TemporaryDirectory() as directory, embedded_postgres(Path(directory)) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE template")
        migrate(_database(url, "template"))
        yield url


@contextmanager
def fresh_database(postgres: str) -> Iterator[str]:
    """The URL of a new database with the schema and nothing in it; it is dropped at the end."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template")
    yield _database(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def url(postgres: str) -> Iterator[str]:
    """A database of the test's own, with the schema and nothing in it."""
    with fresh_database(postgres) as fresh:
        yield fresh


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Quick to notice things, on the scripted model."""
    return Settings(data_dir=tmp_path, model="scripted", heartbeat_s=0.2, stalled_s=1.5, drain_s=2, keep_alive_s=0.5)


@pytest.fixture
async def stores(settings: Settings, url: str) -> AsyncIterator[Stores]:
    async with open_stores(settings, url) as opened:
        await opened.access.ensure_tenant("default")
        yield opened


def _database(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def soon() -> "Soon":
    return Soon()


class Soon:
    """`await soon(condition)`: waits until an async condition holds, a minute at most."""

    async def __call__(self, condition, within_s: float = 60) -> None:  # type: ignore[no-untyped-def]
        async with asyncio.timeout(within_s):
            while not await condition():  # noqa: ASYNC110  # any condition, of any process
                await asyncio.sleep(0.02)
