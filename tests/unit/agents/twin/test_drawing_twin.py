"""A twin that is asked several times: what most draws say is its answer, and how many did is its agreement."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from prospect_twins.agents.twin.drawing_twin import DrawingTwin
from prospect_twins.agents.twin.value_reading import ReadValue
from prospect_twins.agents.twin.valued_answers import ValuedAnswers
from prospect_twins.domain.answers import FailureCode, TwinAnswer
from prospect_twins.domain.confidence import ConfidenceComponents
from prospect_twins.domain.errors import ModelFault, ProspectTwinsError
from prospect_twins.domain.grounding import Contradiction, Grounding
from prospect_twins.domain.prospects import Persona, Prospect
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind, Value
from prospect_twins.domain.questions import Exchange, Question
from prospect_twins.domain.similarity_rating import Vector
from prospect_twins.domain.usage import Usage
from prospect_twins.models.embeddings.scripted import ScriptedEmbedder

SINGLE = QuestionForm(QuestionKind.SINGLE_CHOICE, ("A", "B", "C"))
SCALE = QuestionForm(QuestionKind.SCALE)
RANKING = QuestionForm(QuestionKind.RANKING, ("A", "B"))
PROSPECT = Prospect(Persona("LEAD-1"), {})
FAULT = ModelFault(FailureCode.MODEL_TIMEOUT, "late")

Drawn = Callable[[int], TwinAnswer | Exception]


class NoReader:
    """Reads nothing: what the draws bring is all there is."""

    async def read(self, question: Question, answer: str, options: Sequence[str]) -> ReadValue:
        return ReadValue(None)


class FixedDraws:
    """Answers draw 0, 1 … as told; counts what is under way."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.under_way = self.most_under_way = 0

    async def answer(
        self, question: Question, prospect: Prospect, memory: Sequence[Exchange], draw: int = 0
    ) -> TwinAnswer:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        answer = self.drawn(draw)
        if isinstance(answer, Exception):
            raise answer
        return answer


class NoEmbeddings:
    name = "none"

    async def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
        raise ProspectTwinsError("the embedding model can't be had")


def said(
    value: Value | None = None,
    text: str = "",
    label_probability: float | None = None,
    evidence_coverage: float | None = None,
) -> TwinAnswer:
    components = ConfidenceComponents(label_probability=label_probability, evidence_coverage=evidence_coverage)
    return TwinAnswer(text or f"I'd say {value}.", "m", Usage(10, 5, 0.5, 1), value, components=components)


def twin(draws: Sequence[TwinAnswer | Exception], **changes: int) -> DrawingTwin:
    values = ValuedAnswers(NoReader(), {})
    return DrawingTwin(FixedDraws(draws.__getitem__), values, ScriptedEmbedder(), **{"draws": len(draws), **changes})


async def answer(form: QuestionForm, *draws: TwinAnswer | Exception) -> TwinAnswer:
    return await twin(draws).answer(Question("Which?", form=form), PROSPECT, ())


async def test_one_draw_is_the_answer_and_has_nothing_to_agree_with() -> None:
    only = said("A", evidence_coverage=0.5)
    assert await answer(SINGLE, only) == only


async def test_the_value_of_most_draws_is_the_answer_in_the_words_of_one_that_gave_it() -> None:
    found = await answer(SINGLE, said("B"), said("A", "A, surely."), said("A"))
    assert (found.value, found.text) == ("A", "A, surely.")
    assert (found.components.agreement, found.components.draws) == (2 / 3, 3)


async def test_what_all_draws_took_is_what_the_answer_took() -> None:
    found = await answer(SINGLE, said("A"), said("B"), said("A"))
    assert found.usage == Usage(30, 15, 1.5, 3)


async def test_on_a_scale_a_tie_goes_to_the_middle_and_closeness_tells_how_far_apart_the_draws_are() -> None:
    found = await answer(SCALE, said(1), said(4), said(5))
    assert found.value == 4
    assert found.components.closeness == pytest.approx(1 - (3 + 0 + 1) / 12)


async def test_rankings_agree_if_they_are_the_same_from_first_to_last() -> None:
    found = await answer(RANKING, said(("A", "B")), said(("B", "A")), said(("B", "A")))
    assert (found.value, found.components.agreement) == (("B", "A"), 2 / 3)


async def test_a_draw_without_a_value_agrees_with_none() -> None:
    found = await answer(SINGLE, said(None), said("A"), said("A"), said(None))
    assert (found.value, found.components.agreement, found.components.draws) == ("A", 0.5, 4)


async def test_draws_none_of_which_has_a_value_give_an_answer_without_one() -> None:
    found = await answer(SINGLE, said(None, "Hm."), said(None, "Well."))
    assert (found.value, found.text, found.components.agreement, found.components.draws) == (None, "Hm.", None, 2)


async def test_a_draw_that_fails_is_left_out_and_not_counted() -> None:
    found = await answer(SINGLE, FAULT, said("A"), said("B"), said("A"))
    assert (found.value, found.components.agreement, found.components.draws) == ("A", 2 / 3, 3)


async def test_one_draw_that_came_of_several_has_no_agreement() -> None:
    for form, value in ((SINGLE, "A"), (FREE_TEXT, None)):
        found = await answer(form, FAULT, said(value))
        assert (found.components.agreement, found.components.draws) == (None, 1)


async def test_draws_that_all_fail_are_a_fault() -> None:
    with pytest.raises(ModelFault) as raised:
        await answer(SINGLE, FAULT, ModelFault(FailureCode.MODEL_REFUSED, "no"))
    assert raised.value is FAULT


async def test_a_draw_that_goes_against_a_fact_is_not_the_one_that_is_shown_if_another_says_the_same() -> None:
    wrong = Grounding(contradictions=(Contradiction("f1", "Marital status: widowed", "my wife"),))
    contradicting = TwinAnswer("My wife says A.", "m", value="A", grounding=wrong)
    found = await answer(SINGLE, contradicting, said("A", "I say A."), said("B"))
    assert found.text == "I say A."


async def test_label_probability_is_the_mean_of_the_draws_that_agree_and_evidence_that_of_the_one_shown() -> None:
    found = await answer(
        SINGLE,
        said("A", label_probability=0.9, evidence_coverage=0.5),
        said("A", label_probability=0.7, evidence_coverage=1.0),
        said("B", label_probability=0.1),
    )
    assert found.components.label_probability == pytest.approx(0.8)
    assert found.components.evidence_coverage == 0.5


async def test_of_free_answers_the_one_closest_to_the_others_is_given_with_its_closeness_as_agreement() -> None:
    found = await answer(
        FREE_TEXT,
        said(text="My cat sleeps all day."),
        said(text="the price is too high for me"),
        said(text="the price is far too high for me"),
    )
    assert found.text.startswith("the price")
    assert found.components.agreement is not None
    assert 0.4 < found.components.agreement < 0.6
    assert found.components.draws == 3


async def test_free_answers_that_are_all_alike_agree_wholly() -> None:
    found = await answer(FREE_TEXT, *[said(text="It depends on the price.")] * 3)
    assert found.components.agreement == pytest.approx(1.0)
    assert found.components.agreement is not None
    assert found.components.agreement <= 1


async def test_without_embeddings_a_free_answer_still_comes_and_its_agreement_is_unknown() -> None:
    draws = FixedDraws([said(text="one"), said(text="two")].__getitem__)
    drawing = DrawingTwin(draws, ValuedAnswers(NoReader(), {}), NoEmbeddings(), draws=2)
    found = await drawing.answer(Question("Why?"), PROSPECT, ())
    assert (found.text, found.components.agreement, found.components.draws) == ("one", None, 2)


async def test_draws_of_one_answer_never_make_more_calls_than_there_are_places() -> None:
    draws = FixedDraws(lambda draw: said("A"))
    drawing = DrawingTwin(draws, ValuedAnswers(NoReader(), {}), ScriptedEmbedder(), draws=3, calls_in_flight=2)
    await drawing.answer(Question("Which?", form=SINGLE), PROSPECT, ())
    assert draws.most_under_way == 2
