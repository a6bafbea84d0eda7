"""What would never work in a data directory, said before anything is started."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from prospect_twins.store.embedded_postgres.binaries import MAJOR, installed
from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError
from prospect_twins.store.embedded_postgres.layout import Layout

_LONGEST = 900
"""Bytes of a path: PostgreSQL allows 1023 for a file in it."""
_NEW_CLUSTER_BYTES = 80 * 1024 * 1024
"""A new cluster has 40 MB, and writes as many again soon."""
_ELSEWHERE = "choose another --data-dir"


def check_directory(data_dir: Path) -> list[str]:
    """What keeps the embedded database from working in `data_dir`: one line each, that says what to do.

    Changes and starts nothing. Without a problem the list is empty.
    """
    try:
        installed()
        return list(_problems(Layout(data_dir)))
    except EmbeddedPostgresError as error:
        return [error.reason]
    except OSError as error:
        return [f"{error.filename or data_dir} can't be used ({error.strerror}); {_ELSEWHERE}."]


def _problems(layout: Layout) -> Iterator[str]:
    path = os.fspath(layout.data_dir)
    if any(ord(character) < 32 or ord(character) == 127 for character in path):
        yield f"the path {path!a} has a control character; {_ELSEWHERE}."
        return
    if any("\ud800" <= character <= "\udfff" for character in path):
        yield f"the path {path!a} has bytes that are no UTF-8; {_ELSEWHERE}."
        return
    if len(os.fsencode(path)) > _LONGEST:
        yield f"the path of the data directory has more than {_LONGEST} bytes; {_ELSEWHERE}."
        return
    there = next(folder for folder in (layout.data_dir, *layout.data_dir.parents) if _exists(folder))
    if not there.is_dir():
        yield f"{there} is a file, not a directory; {_ELSEWHERE}."
        return
    if not os.access(there, os.W_OK | os.X_OK):
        made = "" if there == layout.data_dir else f"{layout.data_dir} can't be made: "
        yield f"{made}{there} {_why_not_written(there)}."
        return
    if layout.cluster.exists() and (problems := list(_cluster_problems(layout))):
        yield from problems
        return
    if not layout.has_cluster and (free := shutil.disk_usage(there).free) < _NEW_CLUSTER_BYTES:
        yield (
            f"{free // 2**20} MB are free on the disk of {there}, and a new database takes "
            f"{_NEW_CLUSTER_BYTES // 2**20} MB; make room, or {_ELSEWHERE}."
        )


def _exists(path: Path) -> bool:
    # Not Path.exists: that says False, or raises, where a parent may not be entered; such a path is to be named.
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        return False
    return True


def _why_not_written(path: Path) -> str:
    if sys.platform == "win32":
        return f"can't be written to; {_ELSEWHERE}"
    if os.statvfs(path).f_flag & os.ST_RDONLY:
        return f"is on a disk that can only be read; {_ELSEWHERE}"
    owner, we = path.stat().st_uid, os.geteuid()
    return (
        f"belongs to user {owner}, and you (user {we}) may not write to it; {_ELSEWHERE}, or change its mode or owner"
    )


def _cluster_problems(layout: Layout) -> Iterator[str]:
    cluster = layout.cluster
    if not cluster.is_dir():
        yield f"{cluster} is a file, not a directory; {_ELSEWHERE}."
        return
    if sys.platform != "win32" and os.geteuid() not in (0, owner := cluster.stat().st_uid):
        yield f"{cluster} belongs to user {owner}, not to you ({os.geteuid()}); start as that user, or {_ELSEWHERE}."
        return
    if not layout.has_cluster:
        if any(cluster.iterdir()):
            yield f"{cluster} has files in it that are no database; {_ELSEWHERE}."
        return
    version = (cluster / "PG_VERSION").read_text(errors="replace").strip()
    if version != str(MAJOR):
        yield f"{cluster} was made by PostgreSQL {version}, and this is {MAJOR}; use that version, or {_ELSEWHERE}."
    elif not (cluster / "global" / "pg_control").exists():
        yield f"{cluster} is not whole: it was never finished, or files were lost; restore a backup, or {_ELSEWHERE}."
