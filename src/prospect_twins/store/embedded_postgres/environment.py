"""The environment of the server and of our connections to it: ours, whatever the caller's is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_KEPT = (
    # What loading the programs needs, and the locales that a database of an earlier version may have been made with.
    "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "LOCPATH", "LOCALE_ARCHIVE",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "TEMP", "TMP",
)  # fmt: skip


def server_environment() -> dict[str, str]:
    """For PostgreSQL's programs: no PG* variable, the locale C, the time zone UTC."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}


@contextmanager
def callers_postgres_set_aside() -> Iterator[None]:
    """Takes PG* variables out of our environment, and puts them back at the end.

    They are meant for another server. The client library reads them itself wherever it connects, and a few (PGSERVICE)
    can't be overruled by a URL.
    """
    aside = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
    try:
        yield
    finally:
        os.environ.update(aside)
