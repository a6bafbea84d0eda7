"""A session that can't go on holds up no other one, and ends by its deadline whatever it waits for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.summary.summarizer import AnswerSummarizer
from prospect_twins.agents.twin.synthetic_person import SyntheticPersonChatAgent
from prospect_twins.app import Stores, open_stores, open_worker
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.sessions import QuestionSession
from prospect_twins.settings import Settings
from prospect_twins.store.progress import ProgressStore
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects, create_session

LEADS = [f"L{number:02d}" for number in range(40)]


@asynccontextmanager
async def working(settings: Settings, stores: Stores) -> AsyncIterator[None]:
    async with open_stores(settings, stores.database.url) as own, open_worker(settings, own) as worker:
        work = asyncio.create_task(worker.run())
        try:
            yield
        finally:
            worker.stop()
            await work


async def ended(stores: Stores, soon: Soon, session_id: str, within_s: float) -> QuestionSession:
    async def has_ended() -> bool:
        return (await stores.sessions.load(TENANT, session_id)).status.is_terminal

    await soon(has_ended, within_s)
    return await stores.sessions.load(TENANT, session_id)


async def never(*arguments: Any) -> Any:
    await asyncio.Event().wait()


@pytest.mark.parametrize("stuck", ["labelling", "summarising"])
async def test_the_deadline_holds_while_a_summary_is_due(
    settings: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch, stuck: str
) -> None:
    """All have answered; it has until its deadline and no longer, though a summary may take half an hour by itself."""
    if stuck == "summarising":
        monkeypatch.setattr(AnswerSummarizer, "summarize", never)
    patient = {"coding_model": "scripted:latency=3600" if stuck == "labelling" else None, "summary_timeout_s": 1800}
    await add_prospects(stores, "A", "B")
    await create_session(stores, ["A", "B"], deadline_s=600)

    async def answered() -> bool:
        return (await stores.sessions.load(TENANT, "QS-1")).total_responded == 2

    async with working(settings.model_copy(update=patient), stores):
        await soon(answered, 60)
        await stores.database.row(
            """UPDATE sessions SET created_at = now() - interval '3 seconds', deadline_at = now()
               WHERE session_id = 'QS-1' RETURNING session_id"""
        )
        session = await ended(stores, soon, "QS-1", 40)
    assert (session.total_responded, session.summary) == (2, None)
    assert (session.error_message or "").startswith("SUMMARY_FAILED")


async def test_sessions_that_can_t_be_saved_for_now_starve_nobody(
    settings: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has more jobs than the worker has places, and is saved, without being asked again, once it can be."""
    real, held = ProgressStore.settle, {f"QS-held-{number}" for number in range(3)}
    answer, asked = SyntheticPersonChatAgent.answer, 0

    async def settle(self: ProgressStore, session_id: str, outcomes: Any) -> int:
        if session_id in held:
            raise DatabaseUnavailable("its row is locked")
        return await real(self, session_id, outcomes)

    async def ask(self: SyntheticPersonChatAgent, *arguments: Any, **named: Any) -> Any:
        nonlocal asked
        asked += 1
        return await answer(self, *arguments, **named)

    monkeypatch.setattr(ProgressStore, "settle", settle)
    monkeypatch.setattr(SyntheticPersonChatAgent, "answer", ask)
    await add_prospects(stores, *LEADS, "OTHER")
    for session_id in sorted(held):
        await create_session(stores, LEADS, session_id, deadline_s=600, window=48)
    async with working(settings.model_copy(update={"worker_concurrency": 4}), stores):
        await asyncio.sleep(1)
        await create_session(stores, ["OTHER"], "QS-other", deadline_s=600)
        assert (await ended(stores, soon, "QS-other", 60)).total_responded == 1
        mended = sorted(held)
        held.clear()
        sessions = [await ended(stores, soon, session_id, 120) for session_id in mended]
    assert asked == len(mended) * len(LEADS) + 1
    for session in sessions:
        assert session.total_responded == len(LEADS)
        assert session.error_message is None


async def test_sessions_whose_calls_hang_leave_another_tenant_its_places(
    settings: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call of the three large ones hangs until it times out, and is tried again for as long as the test lasts."""
    answer = SyntheticPersonChatAgent.answer
    calls = ModelCalls(CallPolicy(call_timeout_s=0.5, budget_s=600, first_wait_s=0.1, longest_wait_s=0.2))

    async def hanging(agent: Any, question: Any, prospect: Any, *rest: Any) -> Any:
        if prospect.persona.lead_id.startswith("L"):
            return await calls.run(never)
        return await answer(agent, question, prospect, *rest)

    monkeypatch.setattr(SyntheticPersonChatAgent, "answer", hanging)
    others = [f"O{number}" for number in range(20)]
    await add_prospects(stores, *LEADS, *others)
    for number in range(3):
        await create_session(stores, LEADS, f"QS-{number}", deadline_s=600, window=48)
    async with working(settings.model_copy(update={"worker_concurrency": 4}), stores):
        await asyncio.sleep(1)
        await create_session(stores, others, "QS-other", deadline_s=600, window=48)
        session = await ended(stores, soon, "QS-other", 60)
        assert session.total_responded == len(others)
        held = [(await stores.sessions.load(TENANT, f"QS-{number}")).status.value for number in range(3)]
    assert held == ["pending"] * 3
