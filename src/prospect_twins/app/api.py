"""The API, and what it works on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from prospect_twins.api import frames
from prospect_twins.api.access import Access
from prospect_twins.api.application import create_api
from prospect_twins.api.context import ApiContext, ApiOptions
from prospect_twins.api.pace import WorkersPace
from prospect_twins.app.answerers import LiveAnswerers, cost_limits
from prospect_twins.app.stores import Stores, open_stores
from prospect_twins.services.asking import Asking, AskingLimits
from prospect_twins.services.estimating import Estimator
from prospect_twins.services.rewriting import Rewriting
from prospect_twins.settings import Settings
from prospect_twins.store.access import KEYS_CHANNEL
from prospect_twins.store.progress import CHANGED_CHANNEL, EVENTS_CHANNEL
from prospect_twins.store.summaries import SUMMARIES_CHANNEL
from prospect_twins.stream.hub import EventHub
from prospect_twins.stream.summary_requests import SummaryRequests

WEB_APP = Path(__file__).parent.parent / "web" / "dist"


def build_asking(settings: Settings, stores: Stores, answerers: LiveAnswerers | None = None) -> Asking:
    """`settings`: their limits hold; `answerers`: who would answer, the live workers if not given."""
    answerers = answerers or LiveAnswerers(settings, stores.workers)
    limits = AskingLimits(
        max_prospects=settings.max_prospects,
        daily_answers=settings.daily_answers,
        deadline_s=settings.session_deadline_s,
        window=stores.queue.window.targets,
    )
    return Asking(stores.creation, limits, answerers, Estimator(stores.audiences, answerers, cost_limits(settings)))


def build_api(settings: Settings, url: str, web_app: Path = WEB_APP) -> FastAPI:
    """The HTTP and WebSocket API on a migrated database."""
    options = ApiOptions(
        max_prospects=settings.max_prospects,
        max_import_bytes=settings.max_import_bytes,
        stalled_s=settings.stalled_s,
        send_timeout_s=settings.send_timeout_s,
        keep_alive_s=settings.keep_alive_s,
        summary_timeout_s=settings.summary_timeout_s,
        requests_per_minute=settings.requests_per_minute,
        allowed_origins=settings.allowed_origins,
    )

    def provide() -> AbstractAsyncContextManager[ApiContext]:
        return _open_context(settings, options, url)

    return create_api(options, provide, web_app)


@asynccontextmanager
async def _open_context(settings: Settings, options: ApiOptions, url: str) -> AsyncIterator[ApiContext]:
    async with open_stores(settings, url) as stores:
        answerers = LiveAnswerers(settings, stores.workers)
        hub = EventHub(stores.events.after, frames.encode, options.keep_alive_s)
        requests = SummaryRequests()
        asking = build_asking(settings, stores, answerers)
        access = Access(stores.access.tenant_of, options.allowed_origins)
        channels: dict[str, Callable[[str], None]] = {
            EVENTS_CHANNEL: hub.notify,
            CHANGED_CHANNEL: hub.forget,
            SUMMARIES_CHANNEL: requests.notify,
            KEYS_CHANNEL: access.forget,
        }

        def on_connected() -> None:
            hub.reconnected()
            access.forget()

        loops = [
            asyncio.create_task(stores.database.listen(channels, on_connected)),
            asyncio.create_task(hub.keep_alive()),
        ]
        try:
            yield ApiContext(
                options=options,
                access=access,
                answerers=answerers,
                asking=asking,
                sessions=stores.sessions,
                progress=stores.progress,
                prospects=stores.prospects,
                erasure=stores.erasure,
                events=stores.events,
                idempotency=stores.idempotency,
                observations=stores.observations,
                quota=stores.quota,
                workers=stores.workers,
                hub=hub,
                rewriting=Rewriting(
                    stores.summaries, requests.wait, asking.expected_of_summary, options.summary_timeout_s
                ),
                pace=WorkersPace(lambda: stores.workers.alive(options.stalled_s)),
            )
        finally:
            hub.close()
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
