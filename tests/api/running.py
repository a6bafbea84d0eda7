"""The real API under a real uvicorn, in the test's own event loop, and tenants who use it."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

from prospect_twins.api.frames import Frame
from prospect_twins.app import Stores, build_api, open_stores
from prospect_twins.commands.server import ApiServer, server_config
from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.prospects import ProspectPatch
from prospect_twins.domain.summaries import Summary
from prospect_twins.domain.work import TargetResult
from prospect_twins.models.scripted.options import ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from prospect_twins.settings import Settings
from prospect_twins.stream.hub import EventHub
from tests.factories import answered, summary
from tests.scripted_service import serving as serving_model
from tests.service import Service, serving

SESSIONS = "/api/v1/qa/sessions"
PROSPECTS = "/api/v1/prospects"


class SignalFreeServer(ApiServer):
    """The product's server, leaving the test run's signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True)
class Api:
    """An API that runs somewhere, and the stores on its database."""

    base_url: str
    settings: Settings
    stores: Stores
    database_url: str

    @property
    def websocket_url(self) -> str:
        return self.base_url.replace("http://", "ws://") + f"{SESSIONS}/ws"

    @contextlib.asynccontextmanager
    async def tenant(self, tenant_id: str | None = None) -> AsyncIterator["Tenant"]:
        """A new tenant (or a further key of a known one), with a client of its own."""
        name = tenant_id or f"tenant-{secrets.token_hex(4)}"
        key_id, key = await self.stores.access.create_key(name)
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx2.AsyncClient(base_url=self.base_url, headers=headers, timeout=30) as client:
            yield Tenant(self, name, key_id, key, client)


@dataclass(frozen=True)
class RunningApi(Api):
    """An API that runs in the test's own process."""

    app: FastAPI
    server: SignalFreeServer

    @property
    def hub(self) -> EventHub[Frame]:
        hub: EventHub[Frame] = self.app.state.context.hub
        return hub


@contextlib.asynccontextmanager
async def running_api(settings: Settings, url: str) -> AsyncIterator[RunningApi]:
    """The API on a migrated database, on a free port; stopped at the end as SIGTERM would stop it."""
    app = build_api(settings, url)
    config = server_config(app, settings)
    config.port = 0
    server = SignalFreeServer(config, on_stop=lambda: app.state.context.hub.close())
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if serving.done():
                await serving
            await asyncio.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        async with open_stores(settings, url) as stores:
            yield RunningApi(f"http://127.0.0.1:{port}", settings, stores, url, app, server)
    finally:
        server.should_exit = True
        await serving


@dataclass(frozen=True)
class Worked:
    """A whole service, with a worker process, and the scripted model that it asks, which the test serves."""

    service: Service
    api: Api
    model: ScriptedServer


PATIENT = {"CALL_TIMEOUT_S": "20", "ANSWER_BUDGET_S": "120", "SUMMARY_TIMEOUT_S": "120"}
"""Settings for `worked_service` where no call is meant to be given up: a loaded machine may take its time."""


@contextlib.asynccontextmanager
async def worked_service(url: str, data_dir: Path, **changes: str) -> AsyncIterator[Worked]:
    """`prospect-twins serve` on a migrated database; calls, answers and summaries are given up soon.

    `changes` are settings: `DRAWS="3"`.
    """
    model = ScriptedServer(ScriptedOptions())
    async with serving_model(model) as model_url:
        environment = {
            "PROSPECT_TWINS_DATABASE_URL": url,
            "PROSPECT_TWINS_MODEL": "openai-chat:scripted",
            "PROSPECT_TWINS_MODEL_SEES_IMAGES": "true",
            "OPENAI_BASE_URL": model_url,
            "OPENAI_API_KEY": "none",
            "PROSPECT_TWINS_CALL_TIMEOUT_S": "1.5",
            "PROSPECT_TWINS_ANSWER_BUDGET_S": "3",
            "PROSPECT_TWINS_SUMMARY_TIMEOUT_S": "4",
            "PROSPECT_TWINS_EMBEDDING_MODEL": "scripted",
            **{f"PROSPECT_TWINS_{name}": value for name, value in changes.items()},
        }
        settings = Settings(data_dir=data_dir)
        async with serving(data_dir, environment) as service, open_stores(settings, url) as stores:
            yield Worked(service, Api(service.base_url, settings, stores, url), model)


@dataclass(frozen=True)
class Tenant:
    """One who has a key: asks over HTTP, and stands in for a worker through the stores."""

    api: Api
    tenant_id: str
    key_id: str
    key: str
    client: httpx2.AsyncClient

    @property
    def stores(self) -> Stores:
        return self.api.stores

    @property
    def bearer(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    async def know(self, *lead_ids: str, **fields: str) -> None:
        """Have these prospects; each is called `Person <lead id>` unless `fields` say otherwise."""
        patches = [ProspectPatch(lead_id, fields={"full_name": f"Person {lead_id}"} | fields) for lead_id in lead_ids]
        await self.stores.prospects.upsert_prospects(self.tenant_id, sorted(patches, key=lambda patch: patch.lead_id))

    async def post(self, body: Mapping[str, Any] | None = None, **headers: str) -> httpx2.Response:
        """Create a session; `idempotency_key="…"` and the like are headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(SESSIONS, json=body, headers=named)

    async def ask(self, *lead_ids: str, question: str = "Would you pay $40 a month?", **body: Any) -> str:
        """A session's id; the prospects are made if they are new."""
        await self.know(*lead_ids)
        created = await self.post({"question": question, "prospect_ids": list(lead_ids), **body})
        assert created.status_code == 201, created.text
        session_id: str = created.json()["session_id"]
        return session_id

    async def settle(self, session_id: str, *outcomes: TargetResult) -> int:
        return await self.stores.progress.settle(session_id, outcomes)

    async def answer(self, session_id: str, *lead_ids: str) -> None:
        """Store an answer of each, one after the other."""
        for lead_id in lead_ids:
            assert await self.settle(session_id, answered(lead_id, f"{lead_id} says it depends.")) == 1

    async def fail(self, session_id: str, *lead_ids: str, code: FailureCode = FailureCode.MODEL_REFUSED) -> None:
        failures = [FailedProspect(lead_id, code, "it gave no answer") for lead_id in lead_ids]
        assert await self.settle(session_id, *failures) == len(failures)

    async def finish(self, session_id: str, end: Summary | str | None = None) -> None:
        """End a session whose prospects are all settled, with a summary, or with the reason why there is none."""
        progress = self.stores.progress
        if isinstance(end, str):
            assert await progress.complete_without_summary(session_id, end)
        else:
            written_from = (await self.stores.sessions.load(self.tenant_id, session_id)).total_responded
            assert await progress.complete(session_id, end or summary(), written_from)

    async def completed(self, *lead_ids: str, **body: Any) -> str:
        """A session that is completed, with an answer of each and a summary."""
        session_id = await self.ask(*lead_ids, **body)
        await self.answer(session_id, *lead_ids)
        await self.finish(session_id)
        return session_id

    async def get(self, session_id: str) -> dict[str, Any]:
        found = await self.client.get(f"{SESSIONS}/{session_id}")
        assert found.status_code == 200, found.text
        session: dict[str, Any] = found.json()
        return session

    async def counts(self) -> dict[str, int]:
        """Rows of this tenant by table, and all jobs: what a refused request must leave as it was."""
        row = await self.stores.database.row(
            """SELECT (SELECT count(*) FROM sessions WHERE tenant_id = %(t)s) AS sessions,
                      (SELECT count(*) FROM targets WHERE tenant_id = %(t)s) AS targets,
                      (SELECT count(*) FROM idempotency_keys WHERE tenant_id = %(t)s) AS idempotency_keys,
                      (SELECT coalesce(sum(used), 0)::int FROM quota_usage WHERE tenant_id = %(t)s) AS quota,
                      (SELECT count(*) FROM images) AS images,
                      (SELECT count(*) FROM procrastinate_jobs) AS jobs""",
            {"t": self.tenant_id},
        )
        assert row is not None
        return row


__all__ = [
    "PROSPECTS",
    "SESSIONS",
    "Api",
    "RunningApi",
    "Tenant",
    "Worked",
    "answered",
    "running_api",
    "summary",
    "worked_service",
]
