"""Data directories with a cluster, and processes of their own that use them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import psycopg
import pytest

from prospect_twins.store.embedded_postgres import embedded_postgres
from prospect_twins.store.embedded_postgres.layout import Layout
from prospect_twins.store.embedded_postgres.postmaster import Postmaster

USES = """
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from prospect_twins.store.embedded_postgres import EmbeddedPostgresError, embedded_postgres
import psycopg
try:
    with embedded_postgres(Path(sys.argv[1])) as url, psycopg.connect(url) as connection:
        connection.execute("SELECT 1")
        print(url, flush=True)
        sys.stdin.read()
except EmbeddedPostgresError as error:
    print("refused:", error, flush=True)
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose cluster is made, with 42 in a table, and stopped. Copy it."""
    made = tmp_path_factory.mktemp("cluster")
    with embedded_postgres(made) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS value")
    return made


@pytest.fixture
def data_dir(cluster: Path, tmp_path: Path) -> Path:
    """A copy of it; if we are root it is root's now, as one from a backup is."""
    return Path(shutil.copytree(cluster, tmp_path / "data"))


def kept(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT value FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def server_of(data_dir: Path) -> psutil.Process:
    server = Postmaster.read(Layout(data_dir).cluster)
    assert server is not None
    return psutil.Process(server.pid)


def runs(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@dataclass(frozen=True)
class User:
    """A process that uses the database until its standard input ends. `said` is the URL, or why it was refused."""

    process: "subprocess.Popen[str]"

    @property
    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate(timeout=120)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


Uses = Callable[..., User]


@pytest.fixture
def uses() -> Iterator[Uses]:
    """`uses(data_dir, …)` starts a process that uses it; further arguments are those of `subprocess.Popen`."""
    started: list[User] = []

    def start(data_dir: Path, python: Sequence[str] = (sys.executable,), **options: Any) -> User:
        command = [*python, "-P", "-c", USES, str(data_dir)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
        )
        started.append(User(process))
        return started[-1]

    yield start
    for user in started:
        if user.process.returncode is None:
            user.leave()


@dataclass(frozen=True)
class OtherUser:
    """How to start a Python, with this package, as a user who is neither we nor root."""

    uid: int
    python: tuple[str, ...]
    environment: Mapping[str, str]

    @property
    def options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.uid, "extra_groups": [], "env": dict(self.environment), "cwd": "/"}


@pytest.fixture
def other_user() -> Callable[[int], OtherUser]:
    """The user with a number, who need not have an account. Skips where we can't be someone else."""
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("only root can start a process as another user")
    paths = [path for path in sys.path if Path(path).is_dir()]

    def find(uid: int) -> OtherUser:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        for python in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
            other = OtherUser(uid, (python,), {"PYTHONPATH": os.pathsep.join(paths), "PATH": "/usr/bin:/bin"})
            try:
                subprocess.run(
                    [python, "-P", "-c", "import prospect_twins.store.embedded_postgres"],
                    check=True, capture_output=True, **other.options,
                )  # fmt: skip
            except (OSError, subprocess.CalledProcessError):
                continue
            return other
        pytest.skip(f"user {uid} can't run a Python with this package on this machine")

    return find


@pytest.fixture
def public() -> Iterator[Path]:
    """A directory that all may enter; pytest's own are closed to others."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder).resolve()
