"""An answer gets its value; where it can't be had, the answer is given without one."""

from collections.abc import Sequence

import pytest

from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.calling.steady_embedder import PAUSE_S, SteadyEmbedder
from prospect_twins.agents.twin.value_reading import ReadValue
from prospect_twins.agents.twin.valued_answers import ValuedAnswers
from prospect_twins.domain.answers import FailureCode, TwinAnswer
from prospect_twins.domain.errors import ModelFault, ProspectTwinsError
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind, ScaleMethod, ScaleName
from prospect_twins.domain.questions import Question
from prospect_twins.domain.rating_scales import SCALES
from prospect_twins.domain.similarity_rating import Vector
from prospect_twins.domain.usage import Usage
from prospect_twins.models.embeddings.scripted import ScriptedEmbedder
from prospect_twins.services.rating import SimilarityRater

CHOICE = Question("Which?", form=QuestionForm(QuestionKind.SINGLE_CHOICE, ("A", "B")))
SIMILAR = Question(
    "Would you buy it?",
    form=QuestionForm(QuestionKind.SCALE, (), ScaleName.PURCHASE_INTENT, ScaleMethod.SIMILARITY),
)


class Reader:
    def __init__(self, read: ReadValue | ModelFault) -> None:
        self.read_out = read
        self.shown: list[Sequence[str]] = []

    async def read(self, question: Question, answer: str, options: Sequence[str]) -> ReadValue:
        self.shown.append(options)
        if isinstance(self.read_out, ModelFault):
            raise self.read_out
        return self.read_out


class Missing:
    name = "missing"

    def __init__(self) -> None:
        self.attempts = 0

    async def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
        self.attempts += 1
        raise ProspectTwinsError("its file can't be had")


def valued(reader: Reader, embedder: "ScriptedEmbedder | SteadyEmbedder | None" = None) -> ValuedAnswers:
    raters = {name: SimilarityRater(embedder or ScriptedEmbedder(), scale) for name, scale in SCALES.items()}
    return ValuedAnswers(reader, raters)


def said(text: str, value: str | None = None) -> TwinAnswer:
    return TwinAnswer(text, "m", Usage(10, 5, None, 1), value)


async def test_a_value_that_is_there_is_not_read_again() -> None:
    reader = Reader(ReadValue("B"))
    answer = said("A, please.", "A")
    assert await valued(reader).valued(CHOICE, answer, ("A", "B")) is answer
    assert reader.shown == []


async def test_a_missing_value_is_read_out_of_the_words_and_what_that_took_is_added() -> None:
    reader = Reader(ReadValue("B", 0.7, Usage(3, 1, None, 3)))
    answer = await valued(reader).valued(CHOICE, said("The second."), ("B", "A"))
    assert (answer.value, answer.components.label_probability) == ("B", 0.7)
    assert answer.usage == Usage(13, 6, None, 4)
    assert reader.shown == [("B", "A")]


async def test_a_reading_that_fails_leaves_the_answer_without_a_value() -> None:
    answer = said("The second.")
    reader = Reader(ModelFault(FailureCode.MODEL_UNAVAILABLE, "gone"))
    assert await valued(reader).valued(CHOICE, answer, ("A", "B")) == answer


@pytest.mark.parametrize("point", [1, 3, 5])
async def test_a_scale_by_similarity_takes_the_point_whose_anchors_the_words_are_like(point: int) -> None:
    like = " ".join(anchors[point - 1] for anchors in SCALES[ScaleName.PURCHASE_INTENT].anchor_sets)
    answer = await valued(Reader(ReadValue(None))).valued(SIMILAR, said(like), ())
    assert answer.value == point


async def test_without_an_embedding_model_the_answer_comes_without_a_value_and_the_reason_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    missing, now = Missing(), [0.0]
    steady = SteadyEmbedder(missing, ModelCalls(CallPolicy()), clock=lambda: now[0])
    values = valued(Reader(ReadValue(None)), steady)
    for _ in range(5):
        assert (await values.valued(SIMILAR, said("Yes."), ())).value is None
    assert missing.attempts == 1, "no attempt is made while it pauses"
    assert [record.message for record in caplog.records if "can't be had" in record.message] == [
        "no embeddings for now, so no scales by similarity nor agreement of free text: its file can't be had"
    ]
    now[0] += PAUSE_S + 1
    await values.valued(SIMILAR, said("Yes."), ())
    assert missing.attempts == 2


async def test_an_embedder_that_is_well_again_is_used_again() -> None:
    class Moody(Missing):
        async def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
            if self.attempts:
                return await ScriptedEmbedder().embed(texts)
            return await super().embed(texts)

    now = [0.0]
    steady = SteadyEmbedder(Moody(), ModelCalls(CallPolicy()), clock=lambda: now[0])
    with pytest.raises(ProspectTwinsError):
        await steady.embed(["x"])
    now[0] += PAUSE_S + 1
    assert len(await steady.embed(["x"])) == 1
