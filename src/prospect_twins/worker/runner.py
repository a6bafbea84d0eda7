"""A worker: job name -> service call, with signs of life, upkeep and an orderly end."""

import asyncio
import logging
import math
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from prospect_twins.domain.call_slots import Draining
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.session_flow import SLICE
from prospect_twins.domain.work import WorkerReport
from prospect_twins.services.answering import Answering
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.labelling import Labelling
from prospect_twins.services.recording import Recorder
from prospect_twins.services.summarizing import Summarizing
from prospect_twins.services.turns import Turns
from prospect_twins.store.database import Database
from prospect_twins.store.jobs import ASK_SLICE, REGENERATE_SUMMARY, SUMMARIZE, JobQueue
from prospect_twins.store.progress import ABORT_CHANNEL
from prospect_twins.store.workers import WorkerStore
from prospect_twins.worker.upkeep import Upkeep

_log = logging.getLogger(__name__)


_SLOTS = 256
"""Jobs at a time, at least. A slice whose calls are tried for minutes keeps its slot, and with few of them would keep
other tenants' slices out; what limits the calls are the places that `Turns` gives."""


class RetryWhatPasses(BaseRetryStrategy):
    """A job is done again when the process stops or the database is away, and for nothing else: what fails once for
    another reason fails each time, holds a place meanwhile, and pays for the same calls again.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When the job is to be done again; None if never."""
        if isinstance(exception, Draining | asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": 0})
        if isinstance(exception, DatabaseUnavailable):
            return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 6), 60)})
        return None


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Calls in flight, and the seconds of `settings` that concern a worker."""

    concurrency: int
    heartbeat_s: float
    stalled_s: float
    drain_s: float


@dataclass(frozen=True, slots=True)
class WorkerServices:
    """What a worker hands its jobs to, and what it stops in order when it is stopped."""

    answering: Answering
    summarizing: Summarizing
    labelling: Labelling
    recorder: Recorder
    answers_in_flight: InFlight
    summaries_in_flight: InFlight
    turns: Sequence[Turns]


class Worker:
    """Takes jobs from the queue and does them, until it is stopped."""

    def __init__(
        self,
        *,
        database: Database,
        queue: JobQueue,
        services: WorkerServices,
        workers: WorkerStore,
        upkeep: Upkeep,
        state: Callable[[], WorkerReport],
        limits: WorkerLimits,
    ) -> None:
        self._id = uuid.uuid4()
        self._database = database
        self._queue = queue
        self._services = services
        self._workers = workers
        self._upkeep = upkeep
        self._state = state
        self._limits = limits
        self._stopping = asyncio.Event()
        self._stopped_at = 0.0
        self._slices = 0
        # Twice those that fill the limit, so that the next targets are loaded before the last ones end.
        self._enough_slices = 2 * math.ceil(limits.concurrency / SLICE)
        bind = queue.app.task
        bind(name=ASK_SLICE, retry=RetryWhatPasses())(self._answer_slice)
        bind(name=SUMMARIZE, retry=RetryWhatPasses())(services.summarizing.summarize)
        bind(name=REGENERATE_SUMMARY, retry=RetryWhatPasses())(services.summarizing.rewrite)

    async def _answer_slice(self, session_id: str, first: int, last: int) -> None:
        self._slices += 1
        try:
            await self._services.answering.answer_slice(session_id, first, last)
        finally:
            self._slices -= 1

    def stop(self) -> None:
        """Begin no new call, let those under way end within the drain time, hand the rest back to the queue."""
        self._stopping.set()
        self._stopped_at = time.monotonic()
        for turns in self._services.turns:
            turns.drain()

    async def run(self) -> None:
        """Work until `stop`. Survives the loss of the database: it connects again and goes on."""
        loops = [
            asyncio.create_task(self._every(self._limits.heartbeat_s, self._report)),
            asyncio.create_task(self._every(self._limits.heartbeat_s, self._look_after)),
            asyncio.create_task(self._database.listen({ABORT_CHANNEL: self._abort}, lambda: None)),
        ]
        try:
            while not self._stopping.is_set():
                await self._work()
        finally:
            left_s = max(self._stopped_at + self._limits.drain_s - time.monotonic(), 0)
            await asyncio.gather(self._services.labelling.close(left_s), self._services.recorder.close(left_s))
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            with suppress(Exception):
                await self._workers.leave(self._id)

    async def _work(self) -> None:
        """Run the queue's worker until it is told to stop, or fails for want of a database."""
        self._queue.hold_back = lambda: self._slices >= self._enough_slices
        running = asyncio.create_task(
            self._queue.app.run_worker_async(
                concurrency=max(_SLOTS, 4 * self._enough_slices),
                install_signal_handlers=False,
                update_heartbeat_interval=self._limits.heartbeat_s,
                stalled_worker_timeout=self._limits.stalled_s,
                shutdown_graceful_timeout=self._limits.drain_s,
                delete_jobs="always",
            )
        )
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        running.cancel()  # it waits for its jobs as long as the drain time allows
        try:
            await running
        except asyncio.CancelledError:
            if not self._stopping.is_set():
                raise
        except Exception as error:
            _log.warning("the queue's worker stopped, starting it again: %s", error)
            await asyncio.sleep(1)

    async def _report(self) -> None:
        await self._workers.report(self._id, self._state())
        alive = await self._workers.alive(self._limits.stalled_s)
        self._queue.window.update(max(self._limits.concurrency, sum(report.concurrency for report in alive)))

    async def _look_after(self) -> None:
        await self._upkeep.run_once()
        ended = await self._upkeep.ended(
            [*self._services.answers_in_flight.session_ids, *self._services.summaries_in_flight.session_ids]
        )
        for session_id in ended:  # the notification was lost
            self._abort(f"all:{session_id}")

    def _abort(self, payload: str) -> None:
        calls, _, session_id = payload.partition(":")
        self._services.answers_in_flight.abort(session_id)
        if calls == "all":
            self._services.summaries_in_flight.abort(session_id)

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception as error:
                _log.warning("%s failed, trying again: %s", work.__name__, error)
            await asyncio.sleep(seconds)
