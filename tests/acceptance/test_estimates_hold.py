"""What an estimate tells is near what a session then takes, by the usage that the model's server itself reports."""

from collections.abc import Mapping
from typing import Any

import pytest

from prospect_twins.app import Stores, build_asking
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind
from prospect_twins.models.scripted.options import ScriptedOptions
from prospect_twins.services.asking import Inquiry
from prospect_twins.settings import Settings
from tests.acceptance.test_cost_limits import ended, paid, served
from tests.acceptance.test_worker import working
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects

__all__ = ["paid"]

OPTIONS = ("Ten years", "Twenty years", "For life")
FORMS = {
    "free": FREE_TEXT,
    "choice": QuestionForm(QuestionKind.SINGLE_CHOICE, OPTIONS),
    "ranking": QuestionForm(QuestionKind.RANKING, OPTIONS),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("changes", [{}, {"draws": 3}, {"draws": 9, "check_answers": "model"}], ids=str)
async def test_calls_tokens_and_cost_are_estimated_with_a_little_over(
    paid: Settings,
    stores: Stores,
    soon: Soon,
    monkeypatch: pytest.MonkeyPatch,
    changes: Mapping[str, Any],
    form: QuestionForm,
) -> None:
    leads = [f"L{n}" for n in range(20)]
    async with served(monkeypatch, ScriptedOptions()):
        asking = paid.model_copy(update={"worker_concurrency": 20, "embedding_model": "scripted", **changes})
        await add_prospects(stores, *leads)
        service = build_asking(asking, stores)
        inquiry = Inquiry("Which term would you take, and why?", leads, form=form)
        estimate = await service.estimate(TENANT, inquiry)
        receipt = await service.ask(TENANT, inquiry)
        async with working(asking, stores):
            session = await ended(stores, soon, receipt.session_id)
    used = session.usage
    assert used.input_tokens is not None
    assert used.output_tokens is not None
    assert used.cost_usd is not None
    assert estimate.cost_usd is not None
    assert estimate.calls == used.calls
    assert 0.9 <= estimate.input_tokens / used.input_tokens <= 1.5
    assert 0.9 <= estimate.cost_usd / used.cost_usd <= 1.5
    # The scripted model writes less than models do: half of what is assumed of one that nothing is known of.
    assert 0.9 <= estimate.output_tokens / used.output_tokens <= 2.2
