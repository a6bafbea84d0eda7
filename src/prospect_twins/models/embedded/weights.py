"""The weights file: where it comes from, and the certainty that it is the right one.

Pinned weights are known by their SHA-256, so it does not matter who hands them over: every source appends to one
partial file, from wherever the one before it stopped, and only a file with the pinned hash gets its final name.
"""

import asyncio
import errno
import hashlib
import os
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from prospect_twins.models.embedded.errors import (
    CacheNotWritable,
    NoDiskSpace,
    NoSourceReachable,
    NotGguf,
    WeightsNotFound,
    WrongHash,
)
from prospect_twins.models.embedded.file_lock import exclusive
from prospect_twins.own_files import make_directory, open_own

CHUNK = 1 << 20
"""Bytes read, hashed or written at a time."""

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with bytes done, bytes in all, and who gives them (a source's name)."""


class SourceFailed(Exception):
    """A source that can't give the file now. The message says why, to go into a list of such reasons."""


class Sink(Protocol):
    """Where a source puts the file's bytes, in order."""

    @property
    def position(self) -> int:
        """Bytes already there: the source goes on from this offset."""
        ...

    @property
    def staging(self) -> Path:
        """A directory of the source's own for pieces not yet appended; kept if the download is interrupted."""
        ...

    async def write(self, chunk: bytes) -> None:
        """Append a chunk."""
        ...

    def staged(self, size: int) -> None:
        """Tells that `size` bytes wait in `staging`, for the progress shown."""
        ...


class Source(Protocol):
    """Someone who has the file."""

    @property
    def name(self) -> str:
        """The source's name, for messages."""
        ...

    @property
    def working_space(self) -> int:
        """Bytes of disk that it needs besides the file itself."""
        ...

    async def copy(self, sink: Sink) -> None:
        """Appends everything from `sink.position` on. Raises SourceFailed; what was appended by then is kept."""
        ...


@dataclass(frozen=True, slots=True)
class PinnedWeights:
    """A weights file that is known to the byte."""

    name: str
    """What the model is called, in answers too."""
    sha256: str
    size: int
    """Bytes."""
    licence: str
    """SPDX identifier."""
    sources: tuple[Source, ...]
    """Tried in this order."""


def _silent(done: int, total: int, source: str) -> None: ...


def _on_this_loop(progress: Progress) -> Progress:
    loop = asyncio.get_running_loop()

    def report(done: int, total: int, source: str) -> None:
        loop.call_soon_threadsafe(progress, done, total, source)

    return report


def _free_space(directory: Path) -> int:
    return shutil.disk_usage(directory).free


def _sha256(path: Path, on_read: Callable[[int], None]) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            on_read(file.tell())
    return digest.hexdigest()


class Weights:
    """The weights to load: a file that the user gave, or pinned ones, downloaded into the cache when first needed.

    The cache is `<cache_dir>/weights/<sha256>.gguf`. A file gets that name only once its hash was checked while it was
    written, so its presence is trusted later on; the 1.1 GB are not hashed again at every start.
    """

    def __init__(
        self,
        pinned: PinnedWeights,
        cache_dir: Path,
        *,
        file: Path | None = None,
        file_sha256: str | None = None,
        free_space: Callable[[Path], int] = _free_space,
    ) -> None:
        self._pinned = pinned
        self._directory = cache_dir / "weights"
        self._cached = self._directory / f"{pinned.sha256}.gguf"
        self._file = file
        self._file_sha256 = file_sha256.lower() if file_sha256 else None
        self._free_space = free_space

    @property
    def name(self) -> str:
        """What the model is called: the pinned name, or the stem of the file that was given."""
        return self._file.stem if self._file else self._pinned.name

    def present(self) -> Path | None:
        """The file, if nothing has to be downloaded. Looks, and checks nothing."""
        if self._file:
            return self._file if self._file.is_file() else None
        return self._cached if self._cached.is_file() else None

    async def fetch(self, progress: Progress = _silent) -> Path:
        """The checked file, downloaded if need be. Raises WeightsError.

        An interrupted download goes on where it stopped; a second process waits for the first one's file.
        """
        # Hashing runs in a thread; the caller's progress bar is still called where the caller runs.
        progress = _on_this_loop(progress)
        if self._file:
            return await asyncio.to_thread(self._check, self._file, progress)
        if path := self.present():
            return path
        try:
            make_directory(self._directory, 0o755)
            async with exclusive(self._directory / f"{self._pinned.sha256}.lock", while_waiting=self._watch(progress)):
                return self.present() or await self._download(progress)
        except OSError as error:  # a source's own faults come as SourceFailed
            raise CacheNotWritable(self._directory, error.strerror or str(error)) from error

    def _check(self, path: Path, progress: Progress) -> Path:
        if not path.is_file():
            raise WeightsNotFound(path)
        with path.open("rb") as file:
            magic = file.read(4)
        if magic != b"GGUF":
            raise NotGguf(path)
        if self._file_sha256:
            size = path.stat().st_size
            actual = _sha256(path, lambda done: progress(done, size, "checking the file"))
            if actual != self._file_sha256:
                raise WrongHash(str(path), self._file_sha256, actual, "correct one of the two")
        return path

    def _watch(self, progress: Progress) -> Callable[[], None]:
        def report() -> None:
            done = self._partial.stat().st_size if self._partial.exists() else 0
            progress(done, self._pinned.size, "another process")

        return report

    @property
    def _partial(self) -> Path:
        return self._directory / f"{self._pinned.sha256}.partial"

    async def _download(self, progress: Progress) -> Path:
        staging = self._directory / f"{self._pinned.sha256}.staging"
        make_directory(staging, 0o755)
        reasons: dict[str, str] = {}
        refused: WrongHash | None = None
        for source in self._pinned.sources:
            try:
                await self._pull(source, staging, progress)
            except SourceFailed as failure:
                reasons[source.name] = str(failure)
            except WrongHash as wrong:
                refused = wrong
                reasons[source.name] = "gave another file"
            else:
                self._partial.replace(self._cached)
                shutil.rmtree(staging, ignore_errors=True)
                return self._cached
        raise refused or NoSourceReachable(self._pinned.name, reasons)

    async def _pull(self, source: Source, staging: Path, progress: Progress) -> None:
        """Completes the partial file from one source; one that turns out wrong is removed."""
        while True:
            async with self._open_partial(source, staging, progress) as file:
                started_at = file.position
                self._require_space(self._pinned.size - started_at + source.working_space)
                if file.position < self._pinned.size:
                    await source.copy(file)
                if file.position < self._pinned.size:
                    raise SourceFailed(f"gave {file.position:,} of {self._pinned.size:,} bytes")
                await asyncio.to_thread(file.flush)
            actual = file.digest.hexdigest()
            if actual == self._pinned.sha256:
                return
            self._partial.unlink()
            if started_at == 0:
                raise WrongHash(f"What {source.name} gave", self._pinned.sha256, actual, "nothing of it was kept")
            # The beginning came from an earlier run, perhaps from another source: this one deserves a clean start.

    @asynccontextmanager
    async def _open_partial(self, source: Source, staging: Path, progress: Progress) -> AsyncGenerator["_Partial"]:
        with os.fdopen(open_own(self._partial, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644), "a+b") as file:
            growing = _Partial(file, staging, source.name, self._pinned.size, progress)
            await asyncio.to_thread(growing.read_back)
            try:
                yield growing
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    self._require_space(self._pinned.size - growing.position, at_least_fails=True)
                raise

    def _require_space(self, needed: int, *, at_least_fails: bool = False) -> None:
        free = self._free_space(self._directory)
        if at_least_fails or free < needed:
            raise NoDiskSpace(self._directory, needed, free)


class _Partial:
    """The file in the making: it hashes what it writes."""

    def __init__(self, file: BinaryIO, staging: Path, source: str, size: int, progress: Progress) -> None:
        self.staging = staging
        self.position = 0
        self.digest = hashlib.sha256()
        self._file = file
        self._source = source
        self._size = size
        self._progress = progress
        self._shown = 0

    def read_back(self) -> None:
        self._file.seek(0)
        while chunk := self._file.read(CHUNK):
            self.digest.update(chunk)
            self.position += len(chunk)
            self.staged(0)

    async def write(self, chunk: bytes) -> None:
        if self.position + len(chunk) > self._size:
            raise SourceFailed(f"gave more than the {self._size:,} bytes the file has")
        await asyncio.to_thread(self._append, chunk)
        self.position += len(chunk)
        self.staged(0)

    def _append(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self.digest.update(chunk)

    def flush(self) -> None:
        # Before the rename: after a power cut, a file with the final name must have its bytes.
        self._file.flush()
        os.fsync(self._file.fileno())

    def staged(self, size: int) -> None:
        # Never backwards: a wheel's bytes leave `staging` a moment before they count as appended, or after.
        self._shown = max(self._shown, min(self.position + size, self._size))
        self._progress(self._shown, self._size, self._source)
