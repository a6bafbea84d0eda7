"""What the routes work on; `app` fills it in."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from prospect_twins.api.access import Access
from prospect_twins.api.frames import Frame
from prospect_twins.api.pace import WorkersPace
from prospect_twins.domain.answerers import Answerers
from prospect_twins.services.asking import Asking
from prospect_twins.services.rewriting import Rewriting
from prospect_twins.store.erasure import ErasureStore
from prospect_twins.store.events import EventStore
from prospect_twins.store.idempotency import IdempotencyStore
from prospect_twins.store.observations import ObservationStore
from prospect_twins.store.progress import ProgressStore
from prospect_twins.store.prospects import ProspectStore
from prospect_twins.store.quota import QuotaStore
from prospect_twins.store.sessions import SessionStore
from prospect_twins.store.workers import WorkerStore
from prospect_twins.stream.hub import EventHub


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """The settings that concern the API, in their units."""

    max_prospects: int
    max_import_bytes: int
    stalled_s: float
    send_timeout_s: float
    keep_alive_s: float
    summary_timeout_s: float
    requests_per_minute: int
    allowed_origins: Sequence[str]


@dataclass(frozen=True, slots=True)
class ApiContext:
    """What routes work on; it is opened when the application starts."""

    options: ApiOptions
    access: Access
    answerers: Answerers
    asking: Asking
    sessions: SessionStore
    progress: ProgressStore
    prospects: ProspectStore
    erasure: ErasureStore
    events: EventStore
    idempotency: IdempotencyStore
    observations: ObservationStore
    quota: QuotaStore
    workers: WorkerStore
    hub: EventHub[Frame]
    rewriting: Rewriting
    pace: WorkersPace


async def context(connection: HTTPConnection) -> ApiContext:
    """What the process opened, from a request or a WebSocket. Async, so that FastAPI does not run it in a thread."""
    stored: ApiContext = connection.app.state.context
    return stored
