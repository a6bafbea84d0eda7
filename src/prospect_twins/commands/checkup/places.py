"""The directories that the service writes to."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from prospect_twins.commands.checkup.findings import CheckupFinding, odd, well, wrong

if TYPE_CHECKING:
    from prospect_twins.settings import Settings

_MB = 1_000_000
_LITTLE = 500 * _MB
"""Bytes below which a growing database will soon have no room."""


def check_data_directory(settings: "Settings") -> Iterator[CheckupFinding]:
    """Look whether the data directory can hold a database."""
    from prospect_twins.store.embedded_postgres import check_directory

    where = settings.data_dir
    named = "" if "data_dir" in settings.model_fields_set else " (not named; it is the user's own)"
    problems = check_directory(where) if settings.database_url is None else list(_unwritable(where, "--data-dir"))
    for problem in problems:
        yield wrong("data directory", f"{where}{named}", problem[:1].upper() + problem[1:])
    if problems:
        return
    free = shutil.disk_usage(_there(where)).free
    state = f"{where}{named}, {free / _MB:,.0f} MB free"
    if free < _LITTLE:
        yield odd("data directory", state, "Make room on its disk, or name another with --data-dir.")
    else:
        yield well("data directory", state)


def check_key_file(settings: "Settings") -> Iterator[CheckupFinding]:
    """Look whether the API key's file can be read, and by nobody else."""
    file = settings.data_dir / "api-key"
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        file.open("rb").close()
    except FileNotFoundError:
        yield well("API key", "none yet; the first `prospect-twins serve` makes one")
    except OSError as error:
        yield odd("API key", f"{file}: {error.strerror}", "Run as the user who started the service.")
    else:
        if os.name == "posix" and mode & 0o077:
            yield odd("API key", f"{file} can be read by others (mode {mode:04o})", f"chmod 600 {file}")
        else:
            yield well("API key", str(file))


def check_cache(settings: "Settings") -> Iterator[CheckupFinding]:
    """Look whether weights can be kept in the cache directory."""
    where = settings.cache_dir
    for problem in _unwritable(where, "PROSPECT_TWINS_CACHE_DIR"):
        yield odd("cache", str(where), f"{problem} Nothing can be downloaded.")
        return
    yield well("cache", f"{where}, {shutil.disk_usage(_there(where)).free / _MB:,.0f} MB free")


def _unwritable(directory: Path, setting: str) -> Iterator[str]:
    there = _there(directory)
    if not there.is_dir():
        yield f"{there} is a file, not a directory; choose another with {setting}."
    elif not os.access(there, os.W_OK | os.X_OK):
        yield f"{there} can't be written to; choose another with {setting}, or change its mode or owner."


def _there(directory: Path) -> Path:
    """The nearest of it and its parents that exists."""
    return next((folder for folder in (directory, *directory.parents) if os.path.lexists(folder)), Path())
