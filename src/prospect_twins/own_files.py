"""Files and directories of ours, wherever the service keeps any: closed to others, and never root's in a directory that
is someone else's, who comes next as themselves.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import platformdirs

_NAME = "prospect-twins"


def data_directory() -> Path | None:
    """The system's place for this user's data. None where there is no home to keep anything in."""
    return _of_user(platformdirs.user_data_dir, "XDG_DATA_HOME")


def cache_directory() -> Path | None:
    """Likewise for what can be fetched again."""
    return _of_user(platformdirs.user_cache_dir, "XDG_CACHE_HOME")


def state_directory() -> Path | None:
    """Likewise for what is of this machine and of no use elsewhere."""
    return _of_user(platformdirs.user_state_dir, "XDG_STATE_HOME")


def _of_user(find: Callable[[str], str], variable: str) -> Path | None:
    try:
        directory = Path(find(_NAME))
    except RuntimeError:  # neither HOME nor an entry in the list of accounts, as in some containers
        return None
    if Path(os.environ.get(variable, "").strip()).is_absolute():
        return directory
    # A home that does not exist is not ours to make.
    return directory if any(home.is_dir() for home in _homes() if directory.is_relative_to(home)) else None


def _homes() -> Iterator[Path]:
    """The one that HOME names, and the one in the list of accounts."""
    if (named := Path(os.environ.get("HOME", ""))).is_absolute():
        yield named
    elif sys.platform != "win32":
        import pwd

        with suppress(KeyError):
            yield Path(pwd.getpwuid(os.geteuid()).pw_dir)
    else:
        yield Path.home()


def make_directory(path: Path, mode: int = 0o700) -> None:
    """Make it, with the directories above it, closed to others unless `mode` opens it. Raises OSError."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        with suppress(FileExistsError):
            folder.mkdir(mode)
            owner = _other_owner(folder.parent)
            if owner is not None:
                os.chown(folder, *owner, follow_symlinks=False)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))


def open_own(path: Path, flags: int, mode: int = 0o600) -> int:
    """The descriptor of a file that its owner alone can read, from its first instant on, unless `mode` opens it.

    `flags` are those of `os.open`. Raises OSError.
    """
    owner = _other_owner(path.parent)
    if owner is None:
        return os.open(path, flags, mode)
    # Whoever owns the directory could lead us to a file of root's, by a link of either kind.
    descriptor = os.open(path, flags | os.O_NOFOLLOW, mode)
    status = os.fstat(descriptor)
    if status.st_uid == 0 and status.st_nlink == 1:
        with suppress(PermissionError):  # a file system on which owners can't be changed
            os.fchown(descriptor, *owner)
    return descriptor


def _other_owner(directory: Path) -> tuple[int, int] | None:
    """(user, group) of whoever has `directory`, if we are root and they are not."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    status = directory.stat()
    return (status.st_uid, status.st_gid) if status.st_uid != 0 else None
