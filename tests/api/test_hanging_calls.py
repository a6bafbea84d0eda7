"""A model whose calls hang for ever, and settings that would wait for them: the deadline ends the session, though."""

import asyncio
from pathlib import Path

import pytest

from prospect_twins.models.scripted.options import Fault, ScriptedOptions
from tests.api.live import whole_stream
from tests.api.running import worked_service
from tests.conftest import fresh_database

ENDLESS = {"ANSWER_BUDGET_S": "3000", "CALL_TIMEOUT_S": "3000", "SUMMARY_TIMEOUT_S": "3000"}
HANGS = ScriptedOptions(faults={Fault.TIMEOUT: 1.0})


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        pytest.param(0, "", id="while people are asked"),
        pytest.param(1, "PARTIAL: 1 of 3 answered", id="after the first answer"),
        pytest.param(3, "SUMMARY_FAILED", id="while answers are labelled and summed up"),
    ],
)
async def test_a_session_whose_calls_hang_ends_by_its_deadline_with_what_it_has(
    postgres: str, tmp_path: Path, answered: int, said: str
) -> None:
    leads = ("A", "B", "C")
    with fresh_database(postgres) as url:
        async with (
            worked_service(url, tmp_path, SESSION_DEADLINE_S="15", **ENDLESS) as worked,
            worked.api.tenant() as tenant,
        ):
            worked.model.options = ScriptedOptions(
                fail=dict.fromkeys(leads[answered:], Fault.TIMEOUT), faults={} if answered else HANGS.faults
            )
            session_id = await tenant.ask(*leads)
            async with asyncio.timeout(60):
                while (await tenant.get(session_id))["total_responded"] < answered:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                worked.model.options = HANGS
                await whole_stream(tenant.client, session_id)
            session = await tenant.get(session_id)
            assert session["status"] == ("completed" if answered else "failed")
            assert session["total_responded"] == answered
            assert {failed["error_code"] for failed in session["failed_prospects"]} <= {"DEADLINE_EXCEEDED"}
            assert len(session["failed_prospects"]) == 3 - answered
            assert said in (session["error_message"] or "")
