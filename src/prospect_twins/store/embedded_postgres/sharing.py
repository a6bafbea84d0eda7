"""The server's life: the first process starts it, the last one to leave stops it, and any of them may be killed, or it
itself: then it is started again.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prospect_twins.own_files import make_directory
from prospect_twins.store.embedded_postgres.checks import check_directory
from prospect_twins.store.embedded_postgres.environment import callers_postgres_set_aside
from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError
from prospect_twins.store.embedded_postgres.keeping import kept_running
from prospect_twins.store.embedded_postgres.layout import Layout
from prospect_twins.store.embedded_postgres.locks import Users, exclusive
from prospect_twins.store.embedded_postgres.server import TURN_WITHIN_S, PostgresServer


@contextmanager
def embedded_postgres(data_dir: Path) -> Iterator[str]:
    """Yields the URL of the database in `data_dir`/postgres, shared with every process that uses this directory.

    Blocking. While it lasts, this process has no PG* variables. Raises EmbeddedPostgresError.
    """
    with callers_postgres_set_aside():
        layout = Layout(data_dir)
        users, url = _enter(layout)
        try:
            with kept_running(layout, url):
                yield url
        finally:
            with suppress(FileNotFoundError):  # the directory was removed: the server then ends by itself
                _leave(layout, users)


def _enter(layout: Layout) -> tuple[Users, str]:
    for problem in check_directory(layout.data_dir):
        raise EmbeddedPostgresError(problem)
    try:
        make_directory(layout.data_dir)
        with exclusive(layout.lock, TURN_WITHIN_S) as lock:
            server = PostgresServer(layout)
            server.ensure_cluster(lock)
            users = Users(layout.users)
            try:
                return users, server.ensure_running().url
            except BaseException:
                if users.leave():
                    server.stop()
                raise
    except OSError as error:
        raise EmbeddedPostgresError(f"{error.filename or layout.data_dir}: {error.strerror or error}.") from error


def _leave(layout: Layout, users: Users) -> None:
    with exclusive(layout.lock, TURN_WITHIN_S):
        if users.leave():
            PostgresServer(layout).stop()
