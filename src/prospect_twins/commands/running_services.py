"""Which services of this user run on this machine, so that a second terminal finds the one that the first has started.

`serve` writes a file of its own into the user's state directory, and takes it away when it ends. It is a convenience:
where it can't be written or read, everything works as if nothing else was running.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from prospect_twins.own_files import make_directory, open_own, state_directory


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service of the same user on this machine."""

    pid: int
    started: float
    """When the process was, in seconds since 1970: its number may be given to another one later."""
    data_dir: str
    address: str
    embedded_database: bool


def _directory() -> Path | None:
    state = state_directory()
    return state / "services" if state is not None else None


@contextmanager
def announced(data_dir: Path, address: str, *, embedded_database: bool) -> Iterator[None]:
    """Tell the user's other commands of this service while the context lasts."""
    directory = _directory()
    if directory is None:
        yield
        return
    file = directory / f"{os.getpid()}.json"
    started = psutil.Process().create_time()
    service = RunningService(os.getpid(), started, str(data_dir.resolve()), address, embedded_database)
    with suppress(OSError):
        make_directory(directory)
        file.unlink(missing_ok=True)
        with os.fdopen(open_own(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "w", encoding="utf-8") as opened:
            json.dump(asdict(service), opened)
    try:
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def running_services() -> list[RunningService]:
    """Those that live, the newest first. Files of services that were killed are taken away."""
    services: list[RunningService] = []
    directory = _directory()
    with suppress(OSError):
        for file in directory.glob("*.json") if directory is not None else ():
            service = _read(file)
            if service is not None and _lives(service):
                services.append(service)
            else:
                with suppress(OSError):
                    file.unlink()
    return sorted(services, key=lambda service: service.started, reverse=True)


def _read(file: Path) -> RunningService | None:
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
        service = RunningService(**written)
        return RunningService(
            int(service.pid), float(service.started), str(service.data_dir), str(service.address),
            bool(service.embedded_database),
        )  # fmt: skip
    except (OSError, ValueError, TypeError):
        return None


def _lives(service: RunningService) -> bool:
    try:
        return abs(psutil.Process(service.pid).create_time() - service.started) < 1
    except psutil.Error:
        return False
