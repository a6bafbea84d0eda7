"""One process at a time: an advisory lock on a file, released by the system when its holder dies."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from prospect_twins.own_files import open_own

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        # flock, not lockf: a lock belongs to the open file, so that two tasks of one process exclude each other too.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _nothing() -> None: ...


@asynccontextmanager
async def exclusive(
    path: Path, *, while_waiting: Callable[[], None] = _nothing, poll_s: float = 0.2
) -> AsyncGenerator[None]:
    """Holds the lock on `path` (made if absent, never removed); `while_waiting` is called every `poll_s` seconds."""
    descriptor = open_own(path, os.O_RDWR | os.O_CREAT)
    try:
        while not _try_lock(descriptor):
            while_waiting()
            await asyncio.sleep(poll_s)
        yield
    finally:
        os.close(descriptor)
