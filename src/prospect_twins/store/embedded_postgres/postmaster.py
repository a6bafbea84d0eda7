"""A running server, as the file `postmaster.pid` tells of it."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

_BEGINNING = (
    # Said while a server is starting, recovering or stopping, or has no socket yet, or no more.
    "starting up", "shutting down", "recovery", "not yet accepting", "not accepting", "refused", "No such file",
    "timeout", "closed the connection", "reset by peer", "Broken pipe",
)  # fmt: skip
_RUNNING = ("too many clients", "remaining connection slots")
_SUPERUSER = "postgres"


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The server of `cluster`. `socket_dir` may be relative to it; it is empty where the server listens on a port."""

    cluster: Path
    pid: int
    port: str
    socket_dir: str
    host: str

    @classmethod
    def read(cls, cluster: Path) -> "Postmaster | None":
        """The one that the file names, running or not; None without a file, or with a torn one."""
        try:
            lines = (cluster / "postmaster.pid").read_text(errors="surrogateescape").split("\n")
            pid = int(lines[0])
        except (FileNotFoundError, ValueError):
            return None
        port, socket_dir, host = ([*lines, "", "", "", "", "", ""])[3:6]
        return cls(cluster, pid, port.strip(), socket_dir, host.strip())

    @property
    def alive(self) -> bool:
        """Whether a process has its number and is a server of this directory: numbers are given anew."""
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres"):
                return False
            with suppress(psutil.AccessDenied):
                return os.path.samefile(process.cwd(), self.cluster)
        except (psutil.NoSuchProcess, OSError):
            return False
        return True

    @property
    def url(self) -> str:
        """The database's URL for clients on this machine."""
        if not self.socket_dir:
            return f"postgresql://{_SUPERUSER}@{self.host}:{self.port}/postgres?connect_timeout=10"
        host = quote(os.fspath(self.directory_of_socket), safe="")
        return f"postgresql://{_SUPERUSER}@/postgres?host={host}&port={self.port}"

    @property
    def directory_of_socket(self) -> Path:
        """The directory in which the server's socket stands."""
        return self.cluster / self.socket_dir

    @property
    def complete(self) -> bool:
        """Whether it has written where it listens."""
        return bool(self.socket_dir or self.host)

    @property
    def runs(self) -> bool:
        """Whether it is there: as a process here, or one elsewhere that answers (in another container, whose processes
        have other numbers).
        """
        return self.alive or (bool(self.socket_dir) and self.answers())

    def answers(self) -> bool:
        """Whether it serves; False while it is starting, recovering or stopping.

        Raises psycopg.OperationalError where it refuses us, which waiting does not change.
        """
        try:
            with psycopg.connect(self.url, connect_timeout=5) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            said = str(error)
            if any(words in said for words in _RUNNING):
                return True
            if any(words in said for words in _BEGINNING):
                return False
            raise
        return True
