"""Processes under measurement: started, waited for, and their CPU and memory read from the operating system."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_s(*pids: int) -> float:
    """User and system seconds of these processes so far, and of their descendants, dead ones included."""
    total = 0.0
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            root = psutil.Process(pid)
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    times = process.cpu_times()
                    total += times.user + times.system + times.children_user + times.children_system
    return total


def memory_bytes(*pids: int) -> int:
    """Proportional set size (shared pages divided among their users) of these processes and their descendants."""
    total = 0
    for pid in pids:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                info = process.memory_full_info()
                total += getattr(info, "pss", info.rss)
    return total


@dataclass(frozen=True, slots=True)
class Service:
    """A running `prospect-twins serve`. `pids`: the service (its workers are its children) and its database."""

    base_url: str
    key: str
    pids: tuple[int, ...]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@contextlib.contextmanager
def service(*arguments: str, **environment: str) -> Iterator[Service]:
    """`prospect-twins serve` on a data directory of its own, ready to serve; stopped and removed at the end."""
    with tempfile.TemporaryDirectory() as directory:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "prospect_twins", "serve", "--port", str(port), "--data-dir", directory, *arguments],
            env=os.environ | {_variable(name): value for name, value in environment.items()},
            stdout=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/healthz" if "--no-worker" in arguments else f"{url}/readyz")
            postmaster = int((Path(directory) / "postgres" / "postmaster.pid").read_text().splitlines()[0])
            yield Service(url, (Path(directory) / "api-key").read_text().strip(), (process.pid, postmaster))
        finally:
            process.terminate()
            process.wait(60)


@contextlib.contextmanager
def server(module: str, *arguments: str, path: str = "/") -> Iterator[tuple[str, int]]:
    """`python -m module … port`: (its URL, its process id) once `path` answers."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", module, *arguments, str(port)], stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}{path}")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(60)


@contextlib.contextmanager
def scripted_server(options: str) -> Iterator[str]:
    """`prospect-twins scripted-model`: its URL."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "prospect_twins", "scripted-model", options, "--port", str(port)],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def _variable(name: str) -> str:
    return name if name.startswith("OPENAI_") else f"PROSPECT_TWINS_{name}"


def wait_for(url: str, within_s: float = 60) -> None:
    give_up_at = time.monotonic() + within_s
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own address
                if answer.status == 200:
                    return
        except OSError:
            if time.monotonic() > give_up_at:
                raise
        time.sleep(0.1)
