"""The system account that the server runs as: PostgreSQL refuses to run as root."""

import os
import shutil
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError

_NAME = "pgserver"
"""The account that root's servers have always run as; their data belongs to it."""


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged account, by its numbers."""

    uid: int
    gid: int

    @property
    def process_options(self) -> dict[str, Any]:
        """Arguments of `subprocess.Popen` that start a process as it."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, path: Path, permission: int) -> bool:
        """Whether the mode of `path` allows it `permission` (4 read, 2 write, 1 search or execute)."""
        status = path.stat()
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
        return bool(stat.S_IMODE(status.st_mode) >> shift & permission)

    def reaches(self, path: Path) -> bool:
        """Whether it may pass all directories above `path`."""
        return all(self.may(parent, 1) for parent in path.resolve().parents)

    def own(self, path: Path) -> None:
        """Gives it `path` and all that is in it. Links are not followed."""
        os.chown(path, self.uid, self.gid, follow_symlinks=False)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(Path(folder, name), self.uid, self.gid, follow_symlinks=False)


def account_for(directory: Path) -> Account | None:
    """Who the server in `directory` is to run as: None for ourselves.

    For root it is the owner of the data, or of the data directory, who may come next as themselves; or else an account
    of its own, made when it is missing. Raises EmbeddedPostgresError.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    for folder in (directory, directory.parent):
        if folder.exists() and (owner := folder.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    return _find() or _make()


def has_a_name(account: Account | None) -> bool:
    """Whether the system's list of accounts has it (None: us)."""
    if sys.platform == "win32":
        return True
    import pwd

    try:
        pwd.getpwuid(account.uid if account else os.geteuid())
    except KeyError:
        return False
    return True


def _find() -> Account | None:
    import pwd

    try:
        entry = pwd.getpwnam(_NAME)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _make() -> Account:
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and there is neither an account {_NAME} nor `useradd` to make one; "
            "start as another user."
        )
    said = ""
    for _ in range(20):  # the list of accounts may be locked by another process that adds one
        command = [program, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", _NAME]
        done = subprocess.run(  # noqa: S603  # constants
            command, check=False, capture_output=True, text=True, errors="replace"
        )
        if (account := _find()) is not None:
            return account
        said = done.stderr.strip()
        if "lock" not in said:
            break
        time.sleep(0.2)
    raise EmbeddedPostgresError(
        f"PostgreSQL does not run as root, and the account {_NAME} can't be made ({said}); start as another user."
    )
