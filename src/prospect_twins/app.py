"""The composition root: builds every concrete thing and plugs it into what needs it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from prospect_twins.api import frames
from prospect_twins.api.access import Access
from prospect_twins.api.application import create_api
from prospect_twins.api.pace import Pace
from prospect_twins.api.services import ApiOptions, Services
from prospect_twins.domain.work import WorkerReport
from prospect_twins.services.answering import Answering
from prospect_twins.services.asking import Asking, AskingLimits
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.recording import Recorder
from prospect_twins.services.summarizing import Summarizing
from prospect_twins.services.timing import TimedTwin
from prospect_twins.services.turns import Turns
from prospect_twins.settings import Settings
from prospect_twins.store.access import AccessStore
from prospect_twins.store.database import Database
from prospect_twins.store.embedded_postgres import embedded_postgres
from prospect_twins.store.erasure import ErasureStore
from prospect_twins.store.events import EventStore
from prospect_twins.store.idempotency import IdempotencyStore
from prospect_twins.store.jobs import JobQueue
from prospect_twins.store.progress import EVENTS_CHANNEL, ProgressStore
from prospect_twins.store.prospects import ProspectStore
from prospect_twins.store.quota import QuotaStore
from prospect_twins.store.sessions import SessionStore
from prospect_twins.store.slices import SliceStore
from prospect_twins.store.summaries import SUMMARIES_CHANNEL, SummaryStore
from prospect_twins.store.upkeep import UpkeepStore
from prospect_twins.store.workers import WorkerStore
from prospect_twins.stream.hub import EventHub
from prospect_twins.stream.rewritten import Rewritten
from prospect_twins.worker.runner import Window, Worker, WorkerLimits
from prospect_twins.worker.upkeep import Upkeep

WEB_APP = Path(__file__).parent / "web" / "dist"


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """The configured database, or the embedded one, which runs as long as any process uses its data directory."""
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
    else:
        with embedded_postgres(settings.data_dir) as url:
            yield url


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that reads and writes the database, on one pool."""

    database: Database
    queue: JobQueue
    access: AccessStore
    sessions: SessionStore
    progress: ProgressStore
    summaries: SummaryStore
    prospects: ProspectStore
    erasure: ErasureStore
    events: EventStore
    idempotency: IdempotencyStore
    quota: QuotaStore
    workers: WorkerStore


@asynccontextmanager
async def open_stores(settings: Settings, url: str) -> AsyncIterator[Stores]:
    """The stores on a database that has been migrated."""
    database = Database(url)
    await database.open()
    queue = JobQueue(database)
    await queue.open()
    progress = ProgressStore(database, queue)
    try:
        yield Stores(
            database=database,
            queue=queue,
            access=AccessStore(database),
            sessions=SessionStore(database, queue),
            progress=progress,
            summaries=SummaryStore(database, queue),
            prospects=ProspectStore(database),
            erasure=ErasureStore(database, queue, progress),
            events=EventStore(database),
            idempotency=IdempotencyStore(database),
            quota=QuotaStore(database, settings.daily_answers),
            workers=WorkerStore(database),
        )
    finally:
        await queue.close()
        await database.close()


def build_asking(settings: Settings, stores: Stores) -> Asking:
    limits = AskingLimits(
        max_prospects=settings.max_prospects,
        daily_answers=settings.daily_answers,
        deadline_s=settings.session_deadline_s,
        window=Window(settings.worker_concurrency)(),
    )
    return Asking(stores.sessions, limits, settings.model, _sees_images(settings))


def build_api(settings: Settings, url: str, web_app: Path = WEB_APP) -> FastAPI:
    """The HTTP and WebSocket API on a migrated database."""
    options = ApiOptions(
        model=settings.model,
        sees_images=_sees_images(settings),
        window=Window(settings.worker_concurrency)(),
        max_prospects=settings.max_prospects,
        max_import_bytes=settings.max_import_bytes,
        stalled_s=settings.stalled_s,
        send_timeout_s=settings.send_timeout_s,
        keep_alive_s=settings.keep_alive_s,
        summary_timeout_s=settings.summary_timeout_s,
        requests_per_minute=settings.requests_per_minute,
        allowed_origins=settings.allowed_origins,
    )

    def provide() -> AbstractAsyncContextManager[Services]:
        return _open_services(settings, options, url)

    return create_api(options, provide, web_app)


@asynccontextmanager
async def _open_services(settings: Settings, options: ApiOptions, url: str) -> AsyncIterator[Services]:
    async with open_stores(settings, url) as stores:
        hub = EventHub(stores.events.after, frames.encode, options.keep_alive_s)
        rewritten = Rewritten()
        loops = [
            asyncio.create_task(stores.database.listen(EVENTS_CHANNEL, hub.notify, hub.resync)),
            asyncio.create_task(stores.database.listen(SUMMARIES_CHANNEL, rewritten.notify, lambda: None)),
            asyncio.create_task(hub.keep_alive()),
        ]
        try:
            yield Services(
                options=options,
                access=Access(stores.access.tenant_of, options.allowed_origins),
                asking=build_asking(settings, stores),
                sessions=stores.sessions,
                progress=stores.progress,
                summaries=stores.summaries,
                prospects=stores.prospects,
                erasure=stores.erasure,
                events=stores.events,
                idempotency=stores.idempotency,
                quota=stores.quota,
                workers=stores.workers,
                hub=hub,
                rewritten=rewritten,
                pace=Pace(lambda: stores.workers.alive(options.stalled_s)),
            )
        finally:
            hub.close()
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)


def _sees_images(settings: Settings) -> bool:
    if settings.model_sees_images is not None:
        return settings.model_sees_images
    from prospect_twins.models.catalog import sees_images

    return sees_images(settings.model)


@asynccontextmanager
async def open_worker(settings: Settings, stores: Stores) -> AsyncIterator[Worker]:
    """A worker with its models, ready to `run`."""
    from prospect_twins.models.opening import open_models

    async with open_models(settings) as models:
        window = Window(settings.worker_concurrency)
        turns = Turns(settings.worker_concurrency)
        answers_in_flight, summaries_in_flight = InFlight(), InFlight()
        timing = TimedTwin(models.twin)
        yield Worker(
            database=stores.database,
            queue=stores.queue,
            answering=Answering(
                SliceStore(stores.database, settings.memory_exchanges),
                timing,
                Recorder(stores.progress, window),
                turns,
                answers_in_flight,
            ),
            summarizing=Summarizing(
                stores.summaries, stores.progress, models.summarizer, summaries_in_flight, settings.summary_timeout_s
            ),
            answers_in_flight=answers_in_flight,
            summaries_in_flight=summaries_in_flight,
            turns=turns,
            window=window,
            workers=stores.workers,
            upkeep=Upkeep(
                UpkeepStore(stores.database),
                stores.queue,
                stores.progress,
                settings.stalled_s,
                settings.summary_timeout_s,
            ),
            state=lambda: WorkerReport(
                models.name, models.ready(), models.detail(), settings.worker_concurrency, timing.answer_s
            ),
            limits=WorkerLimits(
                settings.worker_concurrency, settings.heartbeat_s, settings.stalled_s, settings.drain_s
            ),
        )
