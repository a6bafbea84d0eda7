"""What tells about the service asks its workers: the settings of who tells may be quite others."""

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest

from prospect_twins.app import Stores, build_asking
from prospect_twins.app.answerers import LiveAnswerers, setup_of
from prospect_twins.domain.errors import ImageNotSupported, InvalidInput
from prospect_twins.domain.estimates import Estimate
from prospect_twins.domain.work import WorkerReport
from prospect_twins.services.asking import Inquiry
from prospect_twins.settings import Settings
from tests.acceptance.test_worker import working
from tests.api.routes import ESTIMATE
from tests.api.running import PATIENT, running_api, worked_service
from tests.api.test_contract_05_images import b64, picture
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects

PAID = Settings(model="openai-chat:gpt-4o-mini", stalled_s=600)


async def report(stores: Stores, settings: Settings) -> uuid.UUID:
    """A worker with these settings says that it is alive."""
    worker = uuid.uuid4()
    name = settings.model.partition(":")[2] or settings.model
    await stores.workers.report(worker, WorkerReport(name, True, "ready", 100, setup=setup_of(settings)))
    return worker


async def estimated(own: Settings, stores: Stores, *lead_ids: str) -> Estimate:
    return await build_asking(own, stores).estimate(TENANT, Inquiry("Why?", lead_ids))


async def test_an_estimate_is_of_the_model_that_the_live_workers_run(settings: Settings, stores: Stores) -> None:
    await add_prospects(stores, "A", "B")
    own = await estimated(settings, stores, "A", "B")
    assert (own.model, own.cost_usd) == ("scripted", 0.0)
    drawn = PAID.model_copy(update={"draws": 3, "check_answers": "model", "model_price": (50.0, 100.0)})
    worker = await report(stores, drawn)
    found = await estimated(settings, stores, "A", "B")
    assert found.model == "openai-chat:gpt-4o-mini"
    assert found.price is not None
    assert (found.price.source, found.price.input_usd_per_mtok) == ("PROSPECT_TWINS_MODEL_PRICE", 50.0)
    assert found.cost_usd == pytest.approx((found.input_tokens * 50 + found.output_tokens * 100) / 1e6, rel=0.01)
    assert found.calls == 2 * 3 + 2 * 3 + 1 + 2  # drawn, checked, labelled, summarised
    await stores.workers.leave(worker)
    assert (await estimated(settings, stores, "A", "B")).model == "scripted"


async def test_a_worker_that_has_died_is_not_asked_and_one_is_by_its_own_time(
    settings: Settings, stores: Stores
) -> None:
    await add_prospects(stores, "A")
    await report(stores, PAID)
    await stores.database.row(
        "UPDATE worker_reports SET reported_at = now() - interval '60 s' RETURNING worker"
    )  # silent for longer than `settings.stalled_s`, but not for the time that the worker is given
    assert (await estimated(settings, stores, "A")).model == PAID.model
    await stores.database.row("UPDATE worker_reports SET reported_at = now() - interval '601 s' RETURNING worker")
    assert (await estimated(settings, stores, "A")).model == "scripted"


async def test_where_workers_disagree_the_dearest_counts_and_it_is_said(settings: Settings, stores: Stores) -> None:
    await add_prospects(stores, "A")
    await report(stores, PAID.model_copy(update={"model": "openai-chat:gpt-4o"}))
    await report(stores, PAID)
    found = await estimated(settings, stores, "A")
    assert found.model == "openai-chat:gpt-4o"
    assert any("gpt-4o-mini" in note and "dearest" in note for note in found.notes)
    await report(stores, PAID.model_copy(update={"model": "ollama:made-up"}))
    unknown = await estimated(settings, stores, "A")
    assert (unknown.model, unknown.cost_usd) == ("ollama:made-up", None)


async def test_workers_that_agree_are_one(settings: Settings, stores: Stores) -> None:
    await add_prospects(stores, "A")
    for _ in range(3):
        await report(stores, PAID)
    assert not any("dearest" in note for note in (await estimated(settings, stores, "A")).notes)


async def test_a_picture_is_for_a_model_of_the_workers_to_see(settings: Settings, stores: Stores) -> None:
    await add_prospects(stores, "A")
    seen = Inquiry("What do you see?", ["A"], image_base64=b64(picture()))
    seeing, blind = settings, settings.model_copy(update={"model": "embedded"})
    with pytest.raises(ImageNotSupported, match="embedded"):
        await build_asking(blind, stores).estimate(TENANT, seen)
    worker = await report(stores, PAID)
    assert (await build_asking(blind, stores).estimate(TENANT, seen)).image_tokens
    await report(stores, PAID.model_copy(update={"model": "openai-chat:gpt-3.5-turbo"}))
    with pytest.raises(ImageNotSupported, match=r"gpt-3\.5"):  # it may be the one that gets the job
        await build_asking(seeing, stores).estimate(TENANT, seen)
    await stores.workers.leave(worker)


async def test_limits_are_the_service_s_and_the_tightest_of_them(settings: Settings, stores: Stores) -> None:
    for most in (7, 5):
        await report(stores, PAID.model_copy(update={"max_prospects": most, "daily_answers": most * 10}))
    limits = await LiveAnswerers(settings, stores.workers).strictest()
    assert (limits.max_prospects, limits.daily_answers, limits.data_dir) == (5, 50, settings.data_dir)
    with pytest.raises(InvalidInput, match="at most 5 prospects"):
        await build_asking(limits, stores).estimate(TENANT, Inquiry("Why?", list("ABCDEF")))


async def test_a_worker_tells_what_it_runs(settings: Settings, stores: Stores, soon: Soon) -> None:
    told = settings.model_copy(update={"draws": 2, "person_tokens": 777})
    async with working(told, stores):

        async def is_alive() -> bool:
            return bool(await stores.workers.alive(5))

        await soon(is_alive)
        (read,) = await LiveAnswerers(Settings(model="embedded"), stores.workers).settings()
    assert (read.model, read.draws, read.person_tokens) == ("scripted", 2, 777)


async def test_the_api_tells_of_its_workers_not_of_itself(settings: Settings, stores: Stores, url: str) -> None:
    """Its process may run on another machine, with other settings."""
    await report(stores, PAID)
    async with running_api(settings.model_copy(update={"model": "embedded"}), url) as api, api.tenant() as tenant:
        await tenant.know("A")
        made = await tenant.client.post(
            ESTIMATE, json={"question": "Why?", "prospect_ids": ["A"], "image_base64": b64(picture())}
        )
        me = await tenant.client.get("/api/v1/auth/me")
        ready = await tenant.client.get("/readyz")
    assert (made.json()["model"], made.json()["cost_usd"] > 0) == (PAID.model, True)
    assert (me.json()["model"], me.json()["sees_images"]) == ("gpt-4o-mini", True)
    assert ready.json()["model"] == "gpt-4o-mini"


def typed(url: str, directory: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """What `prospect-twins` prints, typed in a shell whose settings say nothing but where the database is."""
    ran = subprocess.run(
        [sys.executable, "-m", "prospect_twins", *arguments],
        env={**os.environ, "PROSPECT_TWINS_DATABASE_URL": url, "PROSPECT_TWINS_DATA_DIR": str(directory),
             "COLUMNS": "200", **(environment or {})},
        capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    return ran.stdout + ran.stderr


async def test_the_command_beside_a_service_tells_its_model_and_price_and_asks_before_it_spends(
    url: str, tmp_path: Path
) -> None:
    """The case that was met: the shell knows of no model, so the answer was the embedded one's, at no charge."""
    service = PATIENT | {"MODEL": "openai-chat:gpt-4o-mini", "MODEL_PRICE": "20000,60000", "DAILY_ANSWERS": "33"}
    async with worked_service(url, tmp_path / "service", **service) as worked, worked.api.tenant("default") as tenant:
        await tenant.know("A", "B")
        ask = ("ask", "Why?", "--prospects", "A,B")
        told = await asyncio.to_thread(typed, url, tmp_path / "shell", *ask, "--estimate")
        refused = await asyncio.to_thread(typed, url, tmp_path / "shell", *ask)
        quota = await asyncio.to_thread(typed, url, tmp_path / "shell", "quota", "set", "--tenant", "default")
        assert worked.model.statistics.calls == 0
    assert "openai-chat:gpt-4o-mini" in told
    assert "no charge" not in told
    assert "about $" in told
    assert "This would cost about $" in refused
    assert "--yes" in refused
    assert "may ask for 33 answers" in quota


@pytest.mark.parametrize("worker", [PAID, None], ids=["a worker", "no worker"])
async def test_a_service_without_a_worker_tells_of_the_workers_and_not_of_its_own_model(
    settings: Settings, stores: Stores, url: str, tmp_path: Path, worker: Settings | None
) -> None:
    if worker:
        await report(stores, worker)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "prospect_twins", "serve", "--no-worker", "--port", "0", "--data-dir", str(tmp_path),
        env={**os.environ, "PROSPECT_TWINS_DATABASE_URL": url, "PROSPECT_TWINS_MODEL": "openai-chat:own-model"},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            while not (line := (await process.stdout.readline()).decode()).startswith("  Model"):
                assert line, "it has ended"
        assert ("gpt-4o-mini" if worker else "none is running yet") in line
        assert "own-model" not in line
    finally:
        process.terminate()
        await process.wait()
