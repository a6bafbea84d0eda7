"""The database and the stores on it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from prospect_twins.settings import Settings
from prospect_twins.store.access import AccessStore
from prospect_twins.store.audiences import AudienceStore
from prospect_twins.store.calibrations import CalibrationStore
from prospect_twins.store.costs import CostStore
from prospect_twins.store.creation import SessionCreation
from prospect_twins.store.database import Database
from prospect_twins.store.embedded_postgres import embedded_postgres
from prospect_twins.store.erasure import ErasureStore
from prospect_twins.store.events import EventStore
from prospect_twins.store.idempotency import IdempotencyStore
from prospect_twins.store.jobs import JobQueue, QueueWindow
from prospect_twins.store.observations import ObservationStore
from prospect_twins.store.progress import ProgressStore
from prospect_twins.store.prospects import ProspectStore
from prospect_twins.store.quota import QuotaStore
from prospect_twins.store.sessions import SessionStore
from prospect_twins.store.summaries import SummaryStore
from prospect_twins.store.workers import WorkerStore


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
    audiences: AudienceStore
    creation: SessionCreation
    sessions: SessionStore
    progress: ProgressStore
    summaries: SummaryStore
    prospects: ProspectStore
    erasure: ErasureStore
    events: EventStore
    idempotency: IdempotencyStore
    observations: ObservationStore
    calibrations: CalibrationStore
    quota: QuotaStore
    costs: CostStore
    workers: WorkerStore


@asynccontextmanager
async def open_stores(settings: Settings, url: str) -> AsyncIterator[Stores]:
    """The stores on a database that has been migrated."""
    database = Database(url)
    await database.open()
    queue = JobQueue(database, QueueWindow(settings.calls_in_flight))
    await queue.open()
    progress = ProgressStore(database, queue)
    try:
        yield Stores(
            database=database,
            queue=queue,
            access=AccessStore(database),
            audiences=AudienceStore(database),
            creation=SessionCreation(database),
            sessions=SessionStore(database),
            progress=progress,
            summaries=SummaryStore(database, queue),
            prospects=ProspectStore(database),
            erasure=ErasureStore(database, queue, progress),
            events=EventStore(database),
            idempotency=IdempotencyStore(database),
            observations=ObservationStore(database),
            calibrations=CalibrationStore(database),
            quota=QuotaStore(database, settings.daily_answers),
            costs=CostStore(database),
            workers=WorkerStore(database),
        )
    finally:
        await queue.close()
        await database.close()
