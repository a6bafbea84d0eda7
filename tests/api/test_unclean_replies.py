"""Replies with half a character, a NUL and a count over 32 bits: no answer is lost, and no session hangs.

The first tests try the service as it is: replies are cleaned as they enter. The others take that away and try what
stands behind it: what can't be saved fails alone, and is neither tried nor paid for again and again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic_ai.models import Model

from prospect_twins.app import Stores, open_stores, open_worker
from prospect_twins.domain.sessions import QuestionSession
from prospect_twins.models import entrance
from prospect_twins.models.scripted.model import ScriptedModel
from prospect_twins.models.scripted.options import ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from prospect_twins.models.scripted.unclean import HALF, NUL
from prospect_twins.settings import Settings
from tests.api.live import whole_stream
from tests.api.running import Tenant, Worked
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects, create_session

LEADS = [f"L{number:02d}" for number in range(60)]
DEADLINE_S = 60.0


@pytest.fixture
async def tenant(worked: Worked, model: ScriptedServer) -> AsyncIterator[Tenant]:
    async with worked.api.tenant() as made:
        yield made


@pytest.mark.parametrize("share", [0.3, 1.0])
async def test_every_prospect_is_answered_and_labelled(tenant: Tenant, model: ScriptedServer, share: float) -> None:
    model.options = ScriptedOptions(unclean=share)
    session_id = await tenant.ask(*LEADS)
    await whole_stream(tenant.client, session_id)
    session = await tenant.get(session_id)
    assert (session["status"], session["error_message"]) == ("completed", None)
    assert sorted(response["persona"]["lead_id"] for response in session["responses"]) == LEADS
    assert all(response["analysis"] for response in session["responses"])
    assert session["summary"] is not None
    text = str(session)
    assert not any(character in text for character in (HALF, NUL, repr(HALF)[1:-1], repr(NUL)[1:-1]))


async def test_such_sessions_starve_nobody(worked: Worked, tenant: Tenant, model: ScriptedServer) -> None:
    model.options = ScriptedOptions(unclean=1.0)
    async with worked.api.tenant() as other:
        theirs = [await tenant.ask(*LEADS) for _ in range(3)]
        session_id = await other.ask("A", "B")
        await whole_stream(other.client, session_id)
        assert (await other.get(session_id))["total_responded"] == 2
        await asyncio.gather(*(whole_stream(tenant.client, each) for each in theirs))


@asynccontextmanager
async def uncleaned(
    stores: Stores, directory: Path, patch: pytest.MonkeyPatch, model: str, coding_model: str | None = None
) -> AsyncIterator[list[Model]]:
    """A worker to which replies come as they were sent; gives the models that it has opened."""
    opened: list[Model] = []

    def as_it_is(model: Model) -> Model:
        opened.append(model)
        return model

    patch.setattr(entrance, "CleanedModel", as_it_is)
    settings = Settings(
        data_dir=directory, model=model, coding_model=coding_model, heartbeat_s=0.2, stalled_s=1.5, drain_s=2
    )
    async with open_stores(settings, stores.database.url) as own, open_worker(settings, own) as worker:
        work = asyncio.create_task(worker.run())
        try:
            yield opened
        finally:
            worker.stop()
            await work


async def ended(stores: Stores, soon: Soon, *session_ids: str) -> list[QuestionSession]:
    async def all_ended() -> bool:
        return all([(await stores.sessions.load(TENANT, each)).status.is_terminal for each in session_ids])

    await soon(all_ended, DEADLINE_S / 2)
    return [await stores.sessions.load(TENANT, each) for each in session_ids]


@pytest.mark.parametrize("share", [0.3, 1.0])
async def test_what_is_not_cleaned_fails_alone(
    stores: Stores, tmp_path: Path, soon: Soon, monkeypatch: pytest.MonkeyPatch, share: float,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    await add_prospects(stores, *LEADS)
    async with uncleaned(stores, tmp_path, monkeypatch, f"scripted:unclean={share}"):
        await create_session(stores, LEADS, deadline_s=DEADLINE_S)
        (session,) = await ended(stores, soon, "QS-1")
    answered = [response.persona.lead_id for response in session.responses]
    failed = [failure.lead_id for failure in session.failed_prospects]
    assert sorted([*answered, *failed]) == LEADS
    assert {failure.error_code for failure in session.failed_prospects} <= {"PROCESSING_ERROR", "MODEL_NONSENSE"}
    assert answered if share < 1 else failed
    unstored = [failure for failure in session.failed_prospects if failure.error_code == "PROCESSING_ERROR"]
    assert unstored
    told = [record.getMessage() for record in caplog.records if "can't be stored" in record.getMessage()]
    assert len(told) >= len(unstored)


@pytest.mark.parametrize("share", [0.3, 1.0])
async def test_labels_that_are_not_cleaned_are_paid_for_once_and_end_no_session_late(
    stores: Stores, tmp_path: Path, soon: Soon, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    """All have answered, what can be stored of the labels is, and the summary is written from that."""
    await add_prospects(stores, *LEADS)
    ids = [f"QS-{number}" for number in range(3)]
    async with uncleaned(stores, tmp_path, monkeypatch, "scripted", coding_model=f"scripted:unclean={share}") as opened:
        for session_id in ids:
            await create_session(stores, LEADS, session_id, deadline_s=DEADLINE_S)
        sessions = await ended(stores, soon, *ids)
    (labeller,) = [model for model in opened if isinstance(model, ScriptedModel) and model.options.unclean]
    for session in sessions:
        assert session.total_responded == len(LEADS)
        assert session.error_message is None
        assert session.summary is not None
        assert any(response.labels for response in session.responses) == (share < 1)
    batches = -(-len(LEADS) // 16)
    assert labeller.calls <= len(ids) * (batches + 2)  # fewer answers than a batch may be left when the last one lands
