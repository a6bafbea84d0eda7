"""A service that is killed, or stopped, in the middle of its work, and started again on the same data.

The real command line, with its worker and its embedded database; the model is scripted, and served by the test, which
outlives the service and counts what it is asked.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import pytest

from prospect_twins.models.scripted.options import ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from tests.api.live import stream, whole_stream, without_labels
from tests.api.running import PROSPECTS, SESSIONS
from tests.scripted_service import serving as serving_model
from tests.service import QUICK, Service, gone, serving

SUMMARY_CALLS = 10
"""More than a summary of so few answers takes, were it begun twice."""
LABELLING_CALLS = 10
"""Likewise for the labels of so few answers."""
LEADS = [f"LEAD-{number:02d}" for number in range(40)]

NEXT = {"question": "And your bank?", "prospect_ids": ["LEAD-00"]}


@pytest.fixture
def model() -> ScriptedServer:
    """Slow enough that there is a middle to be killed in."""
    return ScriptedServer(ScriptedOptions(latency=0.25))


@pytest.fixture
async def environment(model: ScriptedServer) -> AsyncIterator[dict[str, str]]:
    async with serving_model(model) as url:
        yield {
            "PROSPECT_TWINS_MODEL": "openai-chat:scripted",
            "PROSPECT_TWINS_WORKER_CONCURRENCY": "5",
            "OPENAI_BASE_URL": url,
            "OPENAI_API_KEY": "none",
        }


@pytest.fixture
async def data_dir() -> AsyncIterator[Path]:
    """Not pytest's, which keeps the directories of its last runs: each has a whole cluster."""
    with TemporaryDirectory() as directory:
        yield Path(directory)


async def import_prospects(client: httpx2.AsyncClient) -> None:
    rows = "".join(f'{{"lead_id": "{lead_id}", "full_name": "Person {lead_id}"}}\n' for lead_id in LEADS)
    imported = await client.post(
        f"{PROSPECTS}/import", content=rows.encode(), headers={"Content-Type": "application/x-ndjson"}
    )
    assert imported.json()["created"] == len(LEADS)


async def ask(client: httpx2.AsyncClient, **headers: str) -> str:
    body = {"question": "What would make you switch insurers?", "prospect_ids": LEADS}
    created = await client.post(SESSIONS, json=body, headers=headers)
    assert created.status_code == 201, created.text
    session_id: str = created.json()["session_id"]
    return session_id


async def read_until(client: httpx2.AsyncClient, session_id: str, count: int) -> list[dict[str, Any]]:
    """The first `count` events."""
    async with stream(client, session_id) as opened:
        events = [await opened.next() for _ in range(count)]
    return [event.data for event in events if event is not None]


async def check_whole(client: httpx2.AsyncClient, session_id: str, seen: list[dict[str, Any]]) -> None:
    """The session completes; each prospect has one answer, events have no gap, and what was seen before still holds."""
    async with asyncio.timeout(60):
        rest = [event.data for event in await whole_stream(client, session_id, len(seen) or None)]
    told = seen + rest
    assert [event["event_id"] for event in told] == list(range(1, len(LEADS) + 2))
    replayed = [event.data for event in await whole_stream(client, session_id)]
    assert [without_labels(event) for event in told] == [without_labels(event) for event in replayed]
    assert told[-1]["event_type"] == "session_completed"
    session = (await client.get(f"{SESSIONS}/{session_id}")).json()
    assert session["status"] == "completed"
    assert session["error_message"] is None
    assert [event["new_response"] for event in replayed[:-1]] == session["responses"]
    assert all(response["analysis"] for response in session["responses"])
    assert sorted(response["persona"]["lead_id"] for response in session["responses"]) == LEADS
    assert session["total_responded"] == session["total_expected"] == len(LEADS)
    assert sum(session["summary"]["sentiment_distribution"].values()) == len(LEADS)
    quota = (await client.get("/api/v1/auth/me")).json()["quota"]
    assert quota["used"] == len(LEADS)


async def test_killed_in_mid_session_it_completes_after_a_restart_with_no_answer_lost_or_doubled(
    data_dir: Path, environment: dict[str, str], model: ScriptedServer
) -> None:
    """SIGKILL for server, worker and database at once: the instant after the 201, again while answers land, and once
    more when all have answered and their answers are being labelled.
    """
    async with serving(data_dir, environment) as service:
        async with service.client() as client:
            await import_prospects(client)
            session_id = await ask(client, **{"Idempotency-Key": "the-one"})
        assert len(service.processes()) >= 4, "server, worker, postmaster and its children"
        await service.kill()
    async with serving(data_dir, environment) as service:
        async with service.client() as client:
            assert await ask(client, **{"Idempotency-Key": "the-one"}) == session_id, "the 201 was a promise"
            seen = await read_until(client, session_id, 9)
        await service.kill()
    async with serving(data_dir, environment) as service:
        async with service.client() as client:
            seen = await read_until(client, session_id, len(LEADS))
        await service.kill()
    async with serving(data_dir, environment) as service, service.client() as client:
        assert (await client.get(f"{SESSIONS}/{session_id}")).json()["status"] == "in_progress", "it was not the end"
        await check_whole(client, session_id, seen)
        assert (await client.get(SESSIONS)).json()["total_count"] == 1
    asked_twice = model.statistics.calls - len(LEADS)
    assert asked_twice <= 2 * 5 + LABELLING_CALLS + SUMMARY_CALLS, (
        "what is stored is not asked again; at most what was in flight is"
    )


async def test_killed_alone_the_server_takes_its_worker_and_database_with_it(
    data_dir: Path, environment: dict[str, str]
) -> None:
    """Nothing of a service is left behind that would hold its data, or go on asking the model."""
    async with serving(data_dir, environment) as service:
        tree = service.processes()
        service.process.kill()
        await service.process.wait()
        await gone(tree)


async def second_start(service: Service, environment: dict[str, str]) -> str:
    """What another `serve` says that is to listen on the same port, with the same data."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "prospect_twins", "serve", "--data-dir", str(service.data_dir),
        "--port", service.base_url.rpartition(":")[2],
        env={**os.environ, **QUICK, **environment}, stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await process.communicate()
    assert process.returncode == 1
    return said.decode()


async def test_a_database_that_is_killed_is_started_again_and_nothing_is_lost(
    data_dir: Path, environment: dict[str, str]
) -> None:
    """Its service goes on: it is ready again, takes the next question, and ends the one that was under way."""
    async with serving(data_dir, environment) as service, service.client() as client:
        assert f"running already, at {service.base_url}" in await second_start(service, environment)
        await import_prospects(client)
        session_id = await ask(client)
        seen = await read_until(client, session_id, 3)
        pid_file = data_dir / "postgres" / "postmaster.pid"
        killed = pid_file.read_text().splitlines()[0]
        os.kill(int(killed), signal.SIGKILL)
        async with asyncio.timeout(60):  # those who are connected may be served a moment longer
            while not pid_file.exists() or pid_file.read_text().splitlines()[:1] in ([], [killed]):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            while (created := await client.post(SESSIONS, json=NEXT)).status_code != 201:
                assert created.status_code == 503, created.text
                await asyncio.sleep(0.1)
        await whole_stream(client, created.json()["session_id"])
        await whole_stream(client, session_id)
        found = (await client.get(f"{SESSIONS}/{session_id}")).json()
        assert (found["status"], found["total_responded"]) == ("completed", len(LEADS))
        assert [event.data["event_id"] for event in await whole_stream(client, session_id)][:3] == [
            event["event_id"] for event in seen
        ]


async def test_told_to_stop_it_lets_calls_under_way_end_and_goes_on_after_a_restart(
    data_dir: Path, environment: dict[str, str], model: ScriptedServer
) -> None:
    """SIGTERM: open streams end cleanly, every call that was begun is stored, none is begun, the status is 0."""
    async with serving(data_dir, environment) as service, service.client() as client:
        await import_prospects(client)
        session_id = await ask(client)
        seen = []
        async with stream(client, session_id) as opened:
            for _ in range(8):
                event = await opened.next()
                assert event is not None
                seen.append(event.data)
            stopping = asyncio.create_task(service.stop())
            seen += [event.data for event in await opened.rest()]
        assert await stopping == 0
    assert 8 <= len(seen) < len(LEADS)
    statistics = model.statistics
    assert (statistics.in_flight, statistics.aborted) == (0, 0)
    answered_before = statistics.answered
    async with serving(data_dir, environment) as service, service.client() as client:
        found = (await client.get(f"{SESSIONS}/{session_id}")).json()
        assert found["total_responded"] >= answered_before, "a call that was paid for is not lost"
        await check_whole(client, session_id, seen)


@contextlib.asynccontextmanager
async def another_worker(service: Service, environment: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """`prospect-twins worker` beside the service, on its data directory."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "prospect_twins", "worker", "--data-dir", str(service.data_dir),
        env={**os.environ, **QUICK, **environment}, stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def test_a_worker_that_is_killed_is_noticed_and_another_resumes_its_work(
    data_dir: Path, environment: dict[str, str], model: ScriptedServer
) -> None:
    """The jobs that it held are handed on once it has been silent for a while; the API is there all the time."""
    async with serving(data_dir, environment, "--no-worker") as service, service.client() as client:
        await import_prospects(client)
        session_id = await ask(client)
        async with another_worker(service, environment) as first:
            seen = await read_until(client, session_id, 5)
            first.kill()
            await first.wait()
        assert (await client.get(f"{SESSIONS}/{session_id}")).json()["status"] == "in_progress"
        async with another_worker(service, environment):
            await check_whole(client, session_id, seen)
    assert model.statistics.calls - len(LEADS) <= 5 + SUMMARY_CALLS
