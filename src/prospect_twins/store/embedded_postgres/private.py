"""A directory that only the server and we can enter, with a short path, elsewhere than in the data directory.

It holds the socket where the data directory's own path is too long for one, and a copy of the programs where the
server's account can't reach them.
"""

import os
import shutil
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from prospect_twins.store.embedded_postgres.account import Account
from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError

_PREFIX = "prospect-twins-"
PORT = 5432
"""Part of the socket's name; nothing listens on the network."""
SOCKET = f".s.PGSQL.{PORT}"
_LONGEST = 103 if sys.platform == "darwin" else 107
"""Bytes of a socket's path (sockaddr_un)."""


def holds_sockets(directory: Path) -> bool:
    """Whether a client can be told of a socket in `directory`: in few bytes, and a comma would end the name."""
    try:
        path = os.fspath(directory / SOCKET).encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8
        return False
    return len(path) <= _LONGEST and b"," not in path


def make_private_directory(account: Account | None, again: Path | None = None) -> Path:
    """A new one, of `account` (None: ours), or the empty one that was made before. Raises EmbeddedPostgresError."""
    if again is not None and _is_ours(again):
        with suppress(OSError):
            with suppress(FileExistsError):
                again.mkdir(mode=0o700)
            status = again.lstat()
            owner = account.uid if account is not None else os.geteuid()
            if stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o700:
                if status.st_uid == owner:
                    return again
                if status.st_uid == os.geteuid() and account is not None:
                    account.own(again)
                    return again
    for parent in _candidates():
        with suppress(OSError):
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))  # with mode 0700
            if holds_sockets(folder) and (account is None or account.reaches(folder)):
                if account is not None:
                    account.own(folder)
                return folder
            folder.rmdir()
    raise EmbeddedPostgresError(
        "it needs a private directory with a short path, and none can be made; set TMPDIR to a directory that you can "
        "write to, or choose a data directory with a shorter path, without commas (--data-dir)."
    )


def remove_private_directory(folder: Path) -> None:
    """Remove one that `make_private_directory` made; nothing else is touched."""
    if _is_ours(folder):
        shutil.rmtree(folder, ignore_errors=True)


def empty_private_directory(folder: Path) -> None:
    """Remove what is in it. It stays itself, so that nobody can put another one in its place."""
    if _is_ours(folder) and folder.is_dir() and not folder.is_symlink():
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _is_ours(folder: Path) -> bool:
    return folder.is_absolute() and folder.name.startswith(_PREFIX)


def _candidates() -> list[Path]:
    named = [os.environ.get(name) for name in ("XDG_RUNTIME_DIR", "TMPDIR")]
    return [Path(name).resolve() for name in (*named, "/tmp", "/var/tmp", "/dev/shm") if name]  # noqa: S108
