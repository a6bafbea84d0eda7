"""The embedded model's life: loaded at the first call, unloaded when it has rested, started again when it died."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.models.embedded import memory, process
from prospect_twins.models.embedded.errors import EmbeddedModelError, NotEnoughMemory
from prospect_twins.models.embedded.process import Endpoint, LlamaProcess
from prospect_twins.models.embedded.weights import Progress

CONTEXT_TOKENS = 8192
"""Tokens for one prompt and its answer."""


class RuntimeState(StrEnum):
    """How far the embedded model has come."""

    WEIGHTS_MISSING = "weights missing"
    FETCHING = "fetching"
    """The weights are being downloaded or checked."""
    FETCHED = "fetched"
    """The weights are there; nothing was asked yet."""
    LOADING = "loading"
    READY = "ready"
    UNLOADED = "unloaded"
    """Stopped after a rest, or ended by itself (`reason` says how); the next call loads it again."""
    FAILED = "failed"
    """It could not be loaded, `reason` says why; the next call tries again."""
    CLOSED = "closed"

    @property
    def can_serve(self) -> bool:
        """Whether a call made now can be expected to be answered."""
        return self in (self.FETCHED, self.LOADING, self.READY, self.UNLOADED)


@dataclass(frozen=True, slots=True)
class RuntimeStatus:
    """The state, and the reason for it if there is one."""

    state: RuntimeState
    reason: str | None = None


class WeightsProvider(Protocol):
    """Who has the weights (`Weights`)."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    def present(self) -> Path | None:
        """The weights' file if it is here and whole, else None."""
        ...

    async def fetch(self, progress: Progress = ...) -> Path:
        """The weights' file, downloaded before if it is not here. Raises WeightsError."""
        ...


class EmbeddedRuntime:
    """Lends the model to one caller after another, at most `parallel` at a time.

    A call beyond that waits here rather than in llama.cpp, where a caller that gave up could not leave the queue.
    One instance belongs to one event loop.
    """

    def __init__(
        self,
        weights: WeightsProvider,
        *,
        log_path: Path,
        parallel: int,
        idle_s: float,
        context: int = CONTEXT_TOKENS,
        available_memory: Callable[[], int] = memory.available,
    ) -> None:
        self.parallel = parallel
        self.context = context
        self._weights = weights
        self._log_path = log_path
        self._idle_s = idle_s
        self._available_memory = available_memory
        self._places = asyncio.Semaphore(parallel)
        self._in_use = 0
        self._llama: LlamaProcess | None = None
        self._starting: asyncio.Task[LlamaProcess] | None = None
        self._resting: asyncio.TimerHandle | None = None
        self._stopping: set[asyncio.Task[None]] = set()
        self._phase: RuntimeState | None = None
        self._failure: str | None = None
        self._rested = False
        self._closed = False

    @property
    def name(self) -> str:
        """The model's name, marked as the embedded one."""
        return f"{self._weights.name} (embedded)"

    @property
    def status(self) -> RuntimeStatus:
        """Looks at the disk at most; loads nothing."""
        if self._closed:
            return RuntimeStatus(RuntimeState.CLOSED)
        if self._llama and self._llama.alive:
            return RuntimeStatus(RuntimeState.READY)
        if self._phase:
            return RuntimeStatus(self._phase)
        if self._failure:
            return RuntimeStatus(RuntimeState.FAILED, self._failure)
        if self._llama:
            status = self._llama.process.returncode
            return RuntimeStatus(RuntimeState.UNLOADED, f"llama.cpp ended by itself (status {status})")
        if not self._weights.present():
            return RuntimeStatus(RuntimeState.WEIGHTS_MISSING)
        return RuntimeStatus(RuntimeState.UNLOADED if self._rested else RuntimeState.FETCHED)

    @property
    def in_use(self) -> int:
        """Calls under way."""
        return self._in_use

    @property
    def pid(self) -> int | None:
        """The llama.cpp process, if one runs."""
        return self._llama.pid if self._llama and self._llama.alive else None

    async def fetch(self, progress: Progress | None = None) -> Path:
        """Sees to it that the weights are there, without loading them. Raises WeightsError."""
        with self._in_phase(RuntimeState.FETCHING):
            return await (self._weights.fetch(progress) if progress else self._weights.fetch())

    @asynccontextmanager
    async def lease(self) -> AsyncGenerator[Endpoint]:
        """The model for one call, loaded if need be. Raises ModelFault (MODEL_UNAVAILABLE) if it can't be had."""
        async with self._places:
            self._in_use += 1
            self._keep_awake()
            try:
                llama = await self._running()
                yield llama.endpoint
            finally:
                self._in_use -= 1
                self._rest()

    async def is_gone(self, endpoint: Endpoint) -> bool:
        """Whether the process behind a lease has ended; to be asked when a connection to it broke.

        Waits a moment, because the system tells of the broken connection before it tells of the ended process.
        """
        llama = self._llama
        if llama is None or llama.endpoint is not endpoint:
            return True
        try:
            async with asyncio.timeout(1):
                await llama.process.wait()
        except TimeoutError:
            return False
        return True

    async def aclose(self) -> None:
        """Ends the process and whatever is under way; later calls are refused."""
        self._closed = True
        self._keep_awake()
        if self._starting:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        if self._llama:
            await self._llama.stop()
        await asyncio.gather(*self._stopping)

    async def _running(self) -> LlamaProcess:
        if self._closed:
            raise _stopping()
        if self._llama and self._llama.alive:
            return self._llama
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
            self._starting.add_done_callback(self._started)
        starting = self._starting
        # Waited for rather than awaited: others wait for the same start, and any one of them may be cancelled.
        await asyncio.wait([starting])
        if starting.cancelled():
            raise _stopping()
        try:
            return starting.result()
        except EmbeddedModelError as error:
            raise ModelFault(FailureCode.MODEL_UNAVAILABLE, str(error)) from error

    async def _start(self) -> LlamaProcess:
        weights = await self.fetch()
        with self._in_phase(RuntimeState.LOADING):
            needed = memory.needed(await asyncio.to_thread(_size, weights), self.parallel * self.context)
            available = self._available_memory()
            if available < needed:
                raise NotEnoughMemory(self._weights.name, needed, available)
            return await process.start(
                weights, self.name, parallel=self.parallel, context=self.context, log_path=self._log_path
            )

    @contextmanager
    def _in_phase(self, phase: RuntimeState) -> Generator[None]:
        self._phase, self._failure = phase, None
        try:
            yield
        except EmbeddedModelError as error:
            self._failure = str(error)
            raise
        finally:
            self._phase = None

    def _started(self, task: asyncio.Task[LlamaProcess]) -> None:
        self._starting = None
        if task.cancelled() or task.exception():
            return
        self._llama = task.result()
        self._rest()

    def _keep_awake(self) -> None:
        if self._resting:
            self._resting.cancel()
            self._resting = None

    def _rest(self) -> None:
        self._keep_awake()
        if self._in_use == 0 and self._llama and self._llama.alive:
            self._resting = asyncio.get_running_loop().call_later(self._idle_s, self._unload)

    def _unload(self) -> None:
        llama, self._llama = self._llama, None
        if llama:
            self._rested = True
            stopping = asyncio.create_task(llama.stop())
            self._stopping.add(stopping)
            stopping.add_done_callback(self._stopping.discard)


def _size(path: Path) -> int:
    return path.stat().st_size


def _stopping() -> ModelFault:
    return ModelFault(FailureCode.MODEL_UNAVAILABLE, "The service is stopping.", retryable=True)
