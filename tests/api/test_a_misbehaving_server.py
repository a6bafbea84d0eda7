"""Whole sessions on servers that speak only part of the API, or send what is no reply."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from prospect_twins.models.scripted.options import parse_options
from prospect_twins.models.scripted.server import ServerStatistics
from tests.api.live import whole_stream
from tests.api.running import PATIENT, Tenant, Worked, worked_service
from tests.conftest import fresh_database

PEOPLE = tuple(f"P-{number:02}" for number in range(60))
CHOICE = {"question_kind": "single_choice", "options": ["Yes", "No", "Perhaps"]}


@pytest.fixture(scope="module")
async def patient(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Worked]:
    """A service that has time for retries."""
    with fresh_database(postgres) as url:
        async with worked_service(url, tmp_path_factory.mktemp("patient"), **PATIENT) as running:
            yield running


@pytest.fixture
async def tenant(patient: Worked) -> AsyncIterator[Tenant]:
    patient.model.statistics = ServerStatistics()
    async with patient.api.tenant() as made:
        yield made


async def asked(patient: Worked, tenant: Tenant, script: str, *leads: str, **body: Any) -> dict[str, Any]:
    """A session, once it has ended."""
    patient.model.options = parse_options(script)
    session_id = await tenant.ask(*leads, **body)
    async with asyncio.timeout(150):
        await whole_stream(tenant.client, session_id)
    return await tenant.get(session_id)


@pytest.mark.parametrize(
    "script",
    [
        "empty=0.15,unreadable=0.15",
        "cut=0.1,page=0.1,error_inside=0.1",
        "nonsense=0.15,broken_schema=0.15",
    ],
)
async def test_with_thirty_percent_of_bad_replies_nearly_everybody_is_answered(
    patient: Worked, tenant: Tenant, script: str
) -> None:
    session = await asked(patient, tenant, script, *PEOPLE)
    assert session["status"] == "completed"
    assert session["total_responded"] >= 59, session["failed_prospects"]
    assert session["summary"], session["error_message"]
    labelled = [response for response in session["responses"] if response["analysis"]]
    assert len(labelled) >= 0.9 * len(session["responses"])


@pytest.mark.parametrize(
    "script",
    [
        "refuses=logprobs+response_format+max_completion_tokens+max_tokens+system,refusal_status=422",
        "refuses=logprobs+json_schema+max_completion_tokens,refusal_names=no",
        "bare=yes,refuses=strict",
    ],
)
async def test_a_server_that_takes_part_of_the_api_answers_labels_and_sums_up(
    postgres: str, tmp_path: Path, script: str
) -> None:
    with fresh_database(postgres) as url:
        async with worked_service(url, tmp_path, SUMMARY_TIMEOUT_S="60") as fresh, fresh.api.tenant() as tenant:
            session = await asked(fresh, tenant, script, *PEOPLE[:20], **CHOICE)
    assert (session["status"], session["total_responded"], session["failed_prospects"]) == ("completed", 20, [])
    assert {response["value"] for response in session["responses"]} <= {"Yes", "No", "Perhaps"}
    assert all(response["analysis"] for response in session["responses"])
    assert session["summary"]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("page=1", "web page (“Sign in”)"),
        ("refuses=messages", "'messages' is not supported here"),
        ("empty=1", ""),
    ],
)
async def test_who_could_not_be_asked_is_told_why(patient: Worked, tenant: Tenant, script: str, said: str) -> None:
    session = await asked(patient, tenant, script, *PEOPLE[:2])
    assert session["status"] == "failed"
    assert [said in failed["message"] for failed in session["failed_prospects"]] == [True, True]


async def readiness(tenant: Tenant) -> dict[str, Any]:
    told: dict[str, Any] = (await tenant.client.get("/readyz")).json()
    return told


@pytest.mark.parametrize(
    ("script", "said", "advice"),
    [
        ("refuses=model,refusal_status=401", "refused the configured API key", "OPENAI_API_KEY"),
        ("refuses=model,refusal_status=404", "does not know the configured model", "PROSPECT_TWINS_MODEL"),
    ],
)
async def test_a_model_that_can_not_be_asked_is_told_of_everywhere_until_it_answers(
    patient: Worked, tenant: Tenant, script: str, said: str, advice: str
) -> None:
    session = await asked(patient, tenant, script, *PEOPLE[:5])
    assert session["status"] == "failed"
    assert all(said in failed["message"] and advice in failed["message"] for failed in session["failed_prospects"])
    async with asyncio.timeout(30):
        while said not in (await readiness(tenant)).get("trouble", ""):  # noqa: ASYNC110 (the worker reports in its own time)
            await asyncio.sleep(0.1)
    log = (patient.service.data_dir / "serve.log").read_text()
    assert len([line for line in log.splitlines() if said in line]) == 1
    assert (await asked(patient, tenant, "", *PEOPLE[:5]))["status"] == "completed"
    async with asyncio.timeout(30):
        while "trouble" in await readiness(tenant):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
