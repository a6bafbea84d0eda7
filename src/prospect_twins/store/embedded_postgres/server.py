"""Making a cluster, starting its server and stopping it. All under the data directory's lock.

No path of the user's is ever an argument of PostgreSQL's programs, which would hand some of them to a shell: they are
started in the cluster's directory, and told that it is `.`.
"""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from prospect_twins.store.embedded_postgres.account import Account, account_for, has_a_name
from prospect_twins.store.embedded_postgres.binaries import Binaries, installed
from prospect_twins.store.embedded_postgres.environment import server_environment
from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError
from prospect_twins.store.embedded_postgres.failures import failure
from prospect_twins.store.embedded_postgres.layout import Layout
from prospect_twins.store.embedded_postgres.postmaster import Postmaster
from prospect_twins.store.embedded_postgres.private import (
    PORT,
    SOCKET,
    empty_private_directory,
    holds_sockets,
    make_private_directory,
    remove_private_directory,
)

READY_WITHIN_S = 600
"""A recovery after a crash reads what was written since the last checkpoint; more than minutes is a fault."""
TURN_WITHIN_S = READY_WITHIN_S + 60
"""Longer than any process holds the lock."""
_PASSES_WITHIN_S = 20
"""What a killed server leaves behind is gone by then."""
_STOPS_WITHIN_S = 60
_POLL_S = 0.02
_HERE = "."
_HERE_BY_LINK = "/proc/self/cwd"
"""Names the current directory without its path, for an account that may not pass the directories above it."""


class PostgresServer:
    """The server of one data directory."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._account: Account | None = account_for(layout.cluster)
        self._here = _HERE
        if self._account is not None and not self._account.reaches(layout.cluster):
            self._here = _HERE_BY_LINK
            if not Path(_HERE_BY_LINK).exists():
                raise EmbeddedPostgresError(
                    f"PostgreSQL does not run as root, and its account can't reach {layout.data_dir}; start as another "
                    "user, or choose a --data-dir below directories that all may enter."
                )

    def ensure_cluster(self, lock: int) -> None:
        """Make the cluster if there is none; mend the mode and owner of one that was copied."""
        cluster = self._layout.cluster
        if not self._layout.has_cluster:
            self._make_cluster(lock)
        elif sys.platform != "win32":
            if self._account is not None and cluster.stat().st_uid != self._account.uid:
                self._account.own(cluster)  # root has put a backup there
            if cluster.stat().st_mode & 0o027:
                cluster.chmod(0o700)
            if cluster.stat().st_mode & 0o027:
                raise EmbeddedPostgresError(
                    f"the file system of {cluster} keeps no modes, and others could read it; put the data directory on "
                    "a local disk."
                )

    def _make_cluster(self, lock: int) -> None:
        new, cluster = self._layout.unfinished, self._layout.cluster
        if new != cluster:
            shutil.rmtree(new, ignore_errors=True)  # of a process that was killed; initdb holds the lock while it lives
            new.mkdir(mode=0o700, parents=True)
        if self._account is not None:
            self._account.own(new)
        with self._programs(nameless=not has_a_name(self._account)) as programs:
            done = subprocess.run(  # noqa: S603  # constants
                [programs.program("initdb"), "-D", self._here, "--username=postgres", "--auth=trust", "--encoding=UTF8",
                 "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"],
                check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                pass_fds=() if sys.platform == "win32" else (lock,), **self._options(new),
            )  # fmt: skip
        if done.returncode:  # it has removed what it made
            if new != cluster:
                shutil.rmtree(new, ignore_errors=True)
            raise EmbeddedPostgresError(self._named(failure(done.stderr).reason))
        if new != cluster:
            if cluster.exists():
                cluster.rmdir()  # it is empty: that was checked
            new.rename(cluster)

    @contextmanager
    def _programs(self, *, nameless: bool) -> Iterator[Binaries]:
        """The programs for one run: the wheel's, or a copy where those can't be used."""
        binaries = installed()
        if not nameless and binaries.usable_by(self._account):
            yield binaries
            return
        folder = make_private_directory(self._account)
        try:
            copy = self._copy(binaries, folder)
            if nameless:
                copy.do_without_a_name()
            yield copy
        finally:
            remove_private_directory(folder)

    def _copy(self, binaries: Binaries, folder: Path) -> Binaries:
        copy = binaries.copy_to(folder)
        if self._account is not None:
            self._account.own(folder)
        return copy

    def _options(self, folder: Path) -> dict[str, Any]:
        """How PostgreSQL's programs are started."""
        options: dict[str, Any] = {"cwd": folder, "env": server_environment()}
        if sys.platform == "win32":
            return options | {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        options |= {"umask": 0o077, "start_new_session": True}  # Ctrl-C in a terminal is not for it
        return options | (self._account.process_options if self._account else {})

    def ensure_running(self) -> Postmaster:
        """The server that answers: the one that runs, or one that is started.

        Waits for one that is starting or recovering; raises EmbeddedPostgresError at once for what does not pass.
        """
        passes_until = time.monotonic() + _PASSES_WITHIN_S
        while True:
            postmaster = Postmaster.read(self._layout.cluster)
            if postmaster is not None and postmaster.runs:
                if self._becomes_ready(postmaster):
                    return postmaster
                continue
            self._clear(postmaster)
            log_size = self._log_size()
            said = self._start(postmaster)
            if said is None:
                started = Postmaster.read(self._layout.cluster)
                if started is not None and self._becomes_ready(started):
                    return started
            why = failure(self._written_since(log_size) + (said or ""))
            if not why.passing or time.monotonic() > passes_until:
                raise EmbeddedPostgresError(f"{self._named(why.reason)} Its log is {self._layout.log}.")
            time.sleep(0.3)

    def _named(self, reason: str) -> str:
        return reason.replace(_HERE_BY_LINK, str(self._layout.cluster))

    def _becomes_ready(self, postmaster: Postmaster) -> bool:
        """Waits until it answers; False if it ends instead."""
        give_up_at = time.monotonic() + READY_WITHIN_S
        while postmaster.runs:
            try:
                if postmaster.answers():
                    return True
            except psycopg.OperationalError as error:
                raise EmbeddedPostgresError(f"it runs, and refuses us: {error}") from error
            if time.monotonic() > give_up_at:
                raise EmbeddedPostgresError(
                    f"it has been starting for {READY_WITHIN_S // 60} minutes; see {self._layout.log}."
                )
            time.sleep(_POLL_S)
        return False

    def _clear(self, dead: Postmaster | None) -> None:
        """Remove what a server left that is gone. PostgreSQL does so itself, unless another process has its number."""
        for name in ("postmaster.pid", SOCKET, f"{SOCKET}.lock"):
            (self._layout.cluster / name).unlink(missing_ok=True)
        if dead is not None:
            empty_private_directory(dead.directory_of_socket)

    def _start(self, dead: Postmaster | None) -> str | None:
        """Starts it, and waits until it has written its file (None) or has ended (what was said).

        It is to be reached as the `dead` one was: that one's clients look for it there.
        """
        cluster = self._layout.cluster
        binaries, folder = self._where_it_runs(dead)
        starter = subprocess.Popen(  # noqa: S603  # constants, and a quoted path
            [binaries.program("pg_ctl"), "start", "-w", "-t", str(READY_WITHIN_S), "-D", self._here, "-l", "log",
             "-o", _listening(folder, dead)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            # Where there is no fork, the server would inherit the pipe, and we would wait for its end.
            stderr=subprocess.DEVNULL if sys.platform == "win32" else subprocess.PIPE,
            text=True, errors="replace", **self._options(cluster),
        )  # fmt: skip
        try:
            while starter.poll() is None:
                started = Postmaster.read(cluster)
                if started is not None and started.complete:
                    return None
                time.sleep(_POLL_S)
            if starter.returncode == 0:
                return None
            if folder is not None:
                remove_private_directory(folder)
            return starter.stderr.read() if starter.stderr else ""
        finally:
            starter.kill()  # it only waits, as we do; the server is not its concern any more
            starter.communicate()

    def _where_it_runs(self, dead: Postmaster | None) -> tuple[Binaries, Path | None]:
        """The programs to start it with, and the directory of its socket if that is not the cluster's."""
        binaries = installed()
        usable = binaries.usable_by(self._account)
        before = dead.directory_of_socket if dead is not None else None
        if usable and (sys.platform == "win32" or holds_sockets(self._layout.cluster)):
            folder = None
        else:
            folder = make_private_directory(self._account, before)
        if before is not None and before != folder:
            remove_private_directory(before)
        if folder is None:
            return binaries, None
        return (binaries if usable else self._copy(binaries, folder)), folder

    def _log_size(self) -> int:
        return self._layout.log.stat().st_size if self._layout.log.exists() else 0

    def _written_since(self, position: int) -> str:
        if not self._layout.log.exists():
            return ""
        with self._layout.log.open("rb") as log:
            log.seek(position)
            return log.read().decode(errors="replace")

    def stop(self) -> None:
        """Stop it if it runs, as soon as its transactions are broken off; harder if it does not listen."""
        running = Postmaster.read(self._layout.cluster)
        if running is None or not running.alive:
            return
        for mode in ("fast", "immediate"):
            self._ask_to_stop(running, mode)
            give_up_at = time.monotonic() + _STOPS_WITHIN_S
            while running.alive and time.monotonic() < give_up_at:
                time.sleep(_POLL_S)
        if running.alive:
            psutil.Process(running.pid).kill()
        remove_private_directory(running.directory_of_socket)

    def _ask_to_stop(self, running: Postmaster, mode: str) -> None:
        if sys.platform == "win32":
            command = [installed().program("pg_ctl"), "stop", "-m", mode, "-W", "-D", self._here]
            subprocess.run(command, check=False, **self._options(self._layout.cluster))  # noqa: S603  # constants
        elif running.alive:
            os.kill(running.pid, {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode])


def _listening(folder: Path | None, dead: Postmaster | None) -> str:
    """The server's options: a socket in `folder`, or in its own directory (None), and no port."""
    if sys.platform == "win32":
        for port in (int(dead.port) if dead is not None and dead.port.isdigit() else 0, 0):
            with suppress(OSError), socket.create_server(("127.0.0.1", port)) as probe:
                return f"-h 127.0.0.1 -p {probe.getsockname()[1]}"
    where = _HERE if folder is None else '"{}"'.format(os.fspath(folder).replace('"', '""'))
    return f"-k {shlex.quote(where)} -h '' -p {PORT} -c unix_socket_permissions=0700"
