"""Locks on files in the data directory. They belong to open files, so the system releases those of a killed process.

A lock file is never removed: a process that waits for it would then hold a lock that nobody else sees.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from prospect_twins.own_files import open_own
from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError

T = TypeVar("T")

if sys.platform == "win32":
    import msvcrt

    _ALL = 2**31 - 2

    def _lock(descriptor: int, offset: int, length: int) -> bool:
        os.lseek(descriptor, offset, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, length)
        except OSError:
            return False
        return True

    def _try_exclusive(descriptor: int) -> bool:
        return _lock(descriptor, 0, _ALL)

    def _share(descriptor: int) -> None:
        # There are no shared locks in this library: each process locks the byte that has its number.
        _lock(descriptor, os.getpid(), 1)

    def _try_alone(descriptor: int) -> bool:
        os.lseek(descriptor, os.getpid(), os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        return _lock(descriptor, 0, _ALL)

else:
    import fcntl

    def _try_exclusive(descriptor: int) -> bool:
        # flock, not lockf: a lock belongs to the open file, so two users within one process count as two.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _share(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH)

    _try_alone = _try_exclusive


@contextmanager
def exclusive(path: Path, within_s: float) -> Iterator[int]:
    """Holds the lock on `path`; yields its descriptor, which a child may inherit to hold the lock as well.

    Raises EmbeddedPostgresError when another process holds it for longer than `within_s` seconds.
    """
    descriptor = _open(path)
    try:
        give_up_at = time.monotonic() + within_s
        while not _attempt(path, _try_exclusive, descriptor):
            if time.monotonic() > give_up_at:
                raise EmbeddedPostgresError(
                    f"another process has been starting or stopping it for {within_s:.0f} seconds; end that process."
                )
            time.sleep(0.02)
        yield descriptor
    finally:
        os.close(descriptor)


class Users:
    """The processes that use the server: each holds a shared lock. Enter and leave while the exclusive one is held."""

    def __init__(self, path: Path) -> None:
        self._descriptor = _open(path)
        _attempt(path, _share, self._descriptor)

    def leave(self) -> bool:
        """Give our lock up. True if nobody else holds one."""
        try:
            return bool(_try_alone(self._descriptor))
        finally:
            os.close(self._descriptor)


def _open(path: Path) -> int:
    return open_own(path, os.O_RDWR | os.O_CREAT)


def _attempt(path: Path, lock: Callable[[int], T], descriptor: int) -> T:
    """`lock(descriptor)`; where the file system has no locks, that is the error."""
    try:
        return lock(descriptor)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"files in {path.parent} can't be locked ({error.strerror}); put the data directory on a local disk."
        ) from error
