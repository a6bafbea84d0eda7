"""`prospect-twins serve` as a user starts it: a process tree of its own, to be stopped, killed and started again."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx2
import psutil

from prospect_twins.store.embedded_postgres.postmaster import Postmaster

START_WITHIN_S = 90.0
STOP_WITHIN_S = 60.0
_LOG = "serve.log"
_ADDRESS = re.compile(r"Web app\s+(http://[\d.]+:\d+)/")

QUICK = {
    "PROSPECT_TWINS_HEARTBEAT_S": "0.2",
    "PROSPECT_TWINS_STALLED_S": "2",
    "PROSPECT_TWINS_DRAIN_S": "5",
    "PROSPECT_TWINS_KEEP_ALIVE_S": "0.5",
    "PROSPECT_TWINS_REQUESTS_PER_MINUTE": "0",
}
"""Settings with which a service notices things soon."""


@dataclass(frozen=True)
class Service:
    """A running service. `key` is the one that it wrote for its first tenant, `default`."""

    process: asyncio.subprocess.Process
    base_url: str
    key: str
    data_dir: Path

    def client(self, key: str | None = None) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return httpx2.AsyncClient(base_url=self.base_url, headers=headers, timeout=30)

    def processes(self) -> list[psutil.Process]:
        """The whole tree: the server, its worker, and the database with its own processes, if it is embedded."""
        roots = [self.process.pid]
        if postmaster := Postmaster.read(self.data_dir / "postgres"):
            roots.append(postmaster.pid)
        found: dict[int, psutil.Process] = {}
        for pid in roots:
            with contextlib.suppress(psutil.NoSuchProcess):
                root = psutil.Process(pid)
                found |= {process.pid: process for process in (root, *root.children(recursive=True))}
        return list(found.values())

    async def kill(self) -> None:
        """SIGKILL for every process of the tree at once; returns when all are gone."""
        tree = self.processes()
        for process in tree:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        await self.process.wait()
        await gone(tree)

    async def stop(self) -> int:
        """SIGTERM for the server, as a supervisor sends it; returns its exit status when the whole tree has ended."""
        tree = self.processes()
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_WITHIN_S):
            status = await self.process.wait()
        await gone(tree)
        return status


async def gone(processes: Iterable[psutil.Process]) -> None:
    """Waits until all of them have ended."""
    async with asyncio.timeout(STOP_WITHIN_S):
        while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def serving(data_dir: Path, environment: Mapping[str, str], *arguments: str) -> AsyncIterator[Service]:
    """`prospect-twins serve` on a free port, once it is ready; stopped at the end, unless it has ended before.

    `environment` holds its settings, beside `QUICK`; `arguments` are further ones of the command line.
    """
    with _log_in(data_dir) as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "prospect_twins", "serve", "--port", "0", "--data-dir", str(data_dir), *arguments,
            stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
            env={**os.environ, **QUICK, **environment}, start_new_session=True,
        )  # fmt: skip
    service: Service | None = None
    try:
        base_url = await _address(process, data_dir)
        service = Service(process, base_url, _read(data_dir / "api-key").strip(), data_dir)
        yield service
    finally:
        if process.returncode is None:
            if service is not None:
                await service.stop()
            else:
                process.kill()
                await process.wait()


async def _address(process: asyncio.subprocess.Process, data_dir: Path) -> str:
    """Where it listens, which it says once it can serve."""
    async with asyncio.timeout(START_WITHIN_S):
        while (said := _ADDRESS.search(_read(data_dir / _LOG))) is None:
            if process.returncode is not None:
                raise RuntimeError(f"the service ended with {process.returncode}: {_read(data_dir / _LOG)}")
            await asyncio.sleep(0.05)
    return said[1]


def _log_in(data_dir: Path) -> BinaryIO:
    data_dir.mkdir(parents=True, exist_ok=True)
    return (data_dir / _LOG).open("wb")


def _read(file: Path) -> str:
    return file.read_text()
