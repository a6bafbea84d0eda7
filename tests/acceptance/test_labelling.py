"""Labelling by real workers, whose coding model is another than the one that answers: unable, away, shared, wrong."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from prospect_twins.app import Stores, open_stores, open_worker
from prospect_twins.domain.sessions import QuestionSession, SessionStatus
from prospect_twins.domain.summaries import SummaryStyle
from prospect_twins.settings import Settings
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects, create_session

LEADS = [f"LEAD-{number:02d}" for number in range(40)]


@asynccontextmanager
async def working(settings: Settings, stores: Stores) -> AsyncIterator[None]:
    """A worker with connections of its own, as another process would have."""
    async with open_stores(settings, stores.database.url) as own, open_worker(settings, own) as worker:
        running = asyncio.create_task(worker.run())
        try:
            yield
        finally:
            worker.stop()
            await running


async def completed(stores: Stores, soon: Soon) -> QuestionSession:
    async def is_completed() -> bool:
        return (await stores.sessions.load(TENANT, "QS-1")).status is SessionStatus.COMPLETED

    await soon(is_completed, 30)
    return await stores.sessions.load(TENANT, "QS-1")


async def test_two_workers_label_each_answer_once(settings: Settings, stores: Stores, soon: Soon) -> None:
    """Told by what the calls took: nobody's labels were paid for twice."""
    await add_prospects(stores, *LEADS)
    await create_session(stores, LEADS)
    slow = settings.model_copy(update={"model": "scripted:latency=0.05", "worker_concurrency": 8})
    async with working(slow, stores), working(slow, stores):
        session = await completed(stores, soon)
    assert all(response.labels for response in session.responses)
    assert session.summary is not None
    answering = sum(response.usage.calls for response in session.responses)
    labelling = session.usage.calls - answering - session.summary.usage.calls
    assert 3 <= labelling <= 6


@pytest.mark.parametrize("unable", ["scripted:broken_schema=1", "scripted:server_error=1", "scripted:refusal=1"])
async def test_a_coding_model_that_can_t_fails_no_session_and_another_makes_up_for_it(
    settings: Settings, stores: Stores, soon: Soon, unable: str
) -> None:
    await add_prospects(stores, *LEADS[:3])
    await create_session(stores, LEADS[:3])
    quick = settings.model_copy(update={"summary_timeout_s": 4, "answer_budget_s": 1})
    async with working(quick.model_copy(update={"coding_model": unable}), stores):
        session = await completed(stores, soon)
    assert [response.labels for response in session.responses] == [None] * 3
    assert session.error_message is None
    assert session.summary is not None
    assert session.summary.sentiment_distribution["unclear"] == 3

    request_id = await stores.summaries.request(TENANT, "QS-1", SummaryStyle.CONCISE, [], 60)
    async with working(quick, stores):

        async def is_rewritten() -> bool:
            return await stores.summaries.outcome(request_id) is not None

        await soon(is_rewritten)
    repaired = await stores.sessions.load(TENANT, "QS-1")
    assert all(response.labels for response in repaired.responses)
    assert repaired.summary is not None
    assert repaired.summary.sentiment_distribution["unclear"] == 0


async def test_a_coding_model_of_its_own_codes_and_the_other_answers(
    settings: Settings, stores: Stores, soon: Soon
) -> None:
    """Told by their lies: the honest one always has a true quote, the liar mostly one that nobody gave."""
    await add_prospects(stores, *LEADS[:4])
    await create_session(stores, LEADS[:4])
    async with working(settings.model_copy(update={"coding_model": "scripted:liar"}), stores):
        session = await completed(stores, soon)
    assert all(response.labels for response in session.responses)
    assert any(response.labels and response.labels.quote is None for response in session.responses)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_coding_model_that_is_none_is_told_in_one_line_before_anything_starts(command: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "prospect_twins", command, "--data-dir", str(tmp_path)],
        env={**os.environ, "PROSPECT_TWINS_MODEL": "scripted", "PROSPECT_TWINS_CODING_MODEL": "gpt"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr.startswith("Error: PROSPECT_TWINS_CODING_MODEL: There is no model 'gpt'; PROSPECT_TWINS_MODEL")
    assert "Traceback" not in ended.stderr
