"""What a session is said to take before it is asked, held against what it took; and what it cost."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from prospect_twins.app import Stores, build_asking
from prospect_twins.domain.estimates import Estimate
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind
from prospect_twins.domain.sessions import QuestionSession, SessionStatus
from prospect_twins.domain.usage import Usage
from prospect_twins.models.scripted.options import ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from prospect_twins.services.asking import Inquiry
from prospect_twins.services.demo import open_demo_prospects
from prospect_twins.services.importing import import_prospects
from prospect_twins.settings import Settings
from tests.acceptance.test_worker import working
from tests.conftest import Soon
from tests.factories import TENANT
from tests.scripted_service import serving

QUESTION = "Would you pay $40 a month for life insurance that also covers your partner, and why or why not?"
PRICED = "openai-chat:gpt-4o-mini"


@pytest.fixture
async def demo_ids(stores: Stores) -> Sequence[str]:
    """Sixty prospects with notes and transcripts."""
    with open_demo_prospects() as file:
        await import_prospects(file, stores.prospects, TENANT)
    return [f"LEAD-{number}" for number in range(1001, 1061)]


async def asked(settings: Settings, stores: Stores, soon: Soon, inquiry: Inquiry) -> QuestionSession:
    """The session of `inquiry`, answered, labelled and summarised."""
    receipt = await build_asking(settings, stores).ask(TENANT, inquiry)
    session_id = receipt.session_id

    async def has_ended() -> bool:
        return (await stores.sessions.load(TENANT, session_id, frozenset())).status.is_terminal

    async with working(settings, stores):
        await soon(has_ended, within_s=60)
    session = await stores.sessions.load(TENANT, session_id)
    assert session.status is SessionStatus.COMPLETED
    return session


async def estimated(settings: Settings, stores: Stores, inquiry: Inquiry) -> Estimate:
    return await build_asking(settings, stores).estimate(TENANT, inquiry)


@pytest.mark.parametrize("draws", [1, 3])
async def test_an_estimate_comes_near_what_the_session_takes(
    settings: Settings, stores: Stores, soon: Soon, demo_ids: Sequence[str], draws: int
) -> None:
    """Calls to one in twenty, tokens read to 15%; tokens written too, once answers of the model are known."""
    settings = settings.model_copy(update={"draws": draws})
    inquiry = Inquiry(QUESTION, demo_ids, context={"product": "Term life, twenty years", "price": "$40 a month"})
    before = await estimated(settings, stores, inquiry)
    usage = (await asked(settings, stores, soon, inquiry)).usage
    assert before.total_prospects == 60
    assert before.calls == pytest.approx(usage.calls, rel=0.05)
    assert before.input_tokens == pytest.approx(usage.input_tokens, rel=0.15)

    again = await estimated(settings, stores, inquiry)
    usage = (await asked(settings, stores, soon, inquiry)).usage
    assert again.input_tokens > before.input_tokens  # the twins remember
    assert again.input_tokens == pytest.approx(usage.input_tokens, rel=0.15)
    assert again.output_tokens == pytest.approx(usage.output_tokens, rel=0.25)


async def test_a_choice_among_options_is_estimated_as_well(
    settings: Settings, stores: Stores, soon: Soon, demo_ids: Sequence[str]
) -> None:
    form = QuestionForm(QuestionKind.SINGLE_CHOICE, ("Ten years", "Twenty years", "For life", "None of them"))
    inquiry = Inquiry("Which term would you take?", demo_ids[:20], form=form)
    before = await estimated(settings, stores, inquiry)
    usage = (await asked(settings, stores, soon, inquiry)).usage
    # The scripted model counts no schema, which providers do; beside prompts as short as these it weighs more.
    assert usage.input_tokens is not None
    assert usage.input_tokens <= before.input_tokens <= usage.input_tokens * 1.2


async def test_of_many_people_some_are_measured_and_stand_for_all(
    settings: Settings, stores: Stores, demo_ids: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = await estimated(settings, stores, Inquiry(QUESTION, demo_ids))
    monkeypatch.setattr("prospect_twins.services.estimating.SAMPLE", 20)
    some = await estimated(settings, stores, Inquiry(QUESTION, demo_ids))
    assert some.input_tokens == pytest.approx(every.input_tokens, rel=0.1)
    assert any("20 of 60" in note for note in some.notes)
    assert not any("of 60" in note for note in every.notes)


async def test_a_session_s_usage_is_the_sum_of_its_answers_labels_and_summaries(
    settings: Settings, stores: Stores, soon: Soon, demo_ids: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a model with a price, served by the scripted one: every call it served is in the books, and paid for."""
    server = ScriptedServer(ScriptedOptions(), name="gpt-4o-mini")
    async with serving(server) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        priced = settings.model_copy(update={"model": PRICED})
        before = await estimated(priced, stores, Inquiry(QUESTION, demo_ids[:20]))
        session = await asked(priced, stores, soon, Inquiry(QUESTION, demo_ids[:20]))
        again = await estimated(priced, stores, Inquiry(QUESTION, demo_ids[:20]))
    answers = sum((response.usage for response in session.responses), Usage())
    assert session.summary is not None
    labels = _labels(session, answers)
    assert answers.calls >= 20
    assert labels.calls >= 2
    assert session.summary.usage.calls >= 1
    assert session.usage.calls == server.statistics.calls
    for part in (answers, labels, session.summary.usage, session.usage):
        assert part.cost_usd == pytest.approx(((part.input_tokens or 0) * 0.15 + (part.output_tokens or 0) * 0.6) / 1e6)
        assert part.cost_usd
    assert before.cost_usd == pytest.approx(session.usage.cost_usd, rel=0.4)
    assert again.cost_usd == pytest.approx(session.usage.cost_usd, rel=0.25)  # how long its answers get is known


def _labels(session: QuestionSession, answers: Usage) -> Usage:
    """What is left of the session's usage when answers and summary are taken off."""
    assert session.summary is not None
    taken = answers + session.summary.usage
    whole = session.usage
    return Usage(
        (whole.input_tokens or 0) - (taken.input_tokens or 0),
        (whole.output_tokens or 0) - (taken.output_tokens or 0),
        (whole.cost_usd or 0.0) - (taken.cost_usd or 0.0),
        whole.calls - taken.calls,
    )


def test_an_estimate_needs_no_model_library(tmp_path: Path) -> None:
    """An API process is kept small: what calls models is a worker's."""
    program = (
        "import sys, prospect_twins.app.api, prospect_twins.agents.call_plan\n"
        "print([name for name in sys.modules if name.partition('.')[0] in ('pydantic_ai', 'openai', 'genai_prices')])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert ran.stdout.strip() == "[]"
