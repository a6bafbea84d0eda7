"""One call, from the reply as real models send it to the twin's answer, without asking a second time."""

import json
from typing import Any

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.labelling.batch_labeller import BatchLabeller
from prospect_twins.agents.summary.calls import SummaryAgents, SummaryCalls
from prospect_twins.agents.twin.layouts import SHARED_FIRST
from prospect_twins.agents.twin.synthetic_person import SyntheticPersonChatAgent
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.labels import Sentiment
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind
from prospect_twins.domain.questions import Question
from prospect_twins.models.entrance import CleanedModel

SAID = "I'd rather wait; the price worries me."
WRITTEN = json.dumps({"answer": SAID, "evidence": ["f1"], "assumptions": [], "value": "Not now"})
QUESTION = Question("Would you buy it?", form=QuestionForm(QuestionKind.SINGLE_CHOICE, ("At once", "Not now")))


class Sends:
    """A model that sends the same text to every call."""

    def __init__(self, text: str) -> None:
        self.calls = 0

        def reply(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
            self.calls += 1
            return ModelResponse([TextPart(text)])

        self.model = CleanedModel(FunctionModel(reply))

    def twin(self) -> SyntheticPersonChatAgent:
        return SyntheticPersonChatAgent(self.model, layout=SHARED_FIRST, calls=ModelCalls())


WRAPPED = {
    "a thought whose beginning the template wrote": "I am Evelyn {so}.\n</think>\n{}",
    "a thought": "<think>{hm}</think>{}",
    "harmony": "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>",
    "an end of turn": "{}<|im_end|>\n<|im_start|>user",
    "a brace in prose": "As {Evelyn}:\n{}",
    "a fence in prose": "Sure!\n```json\n{}\n```\nAnything else?",
}


@pytest.mark.parametrize("wrapped", WRAPPED.values(), ids=WRAPPED.keys())
async def test_what_surrounds_the_object_costs_no_answer(evelyn: Prospect, wrapped: str) -> None:
    sends = Sends(wrapped.replace("{}", WRITTEN))
    answer = await sends.twin().answer(QUESTION, evelyn, [])
    assert (answer.text, answer.value, sends.calls) == (SAID, "Not now", 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"evidence": "[]"},
        {"evidence": None, "assumptions": "none"},
        {"evidence": {"f1": "Name"}},
        {"value": ["Not now"]},
        {"value": "not now."},
        {"value": {"value": "ＮＯＴ\u00a0now"}},
        {"value": "Option B: Not now"},
        {"answer": f"Evelyn: “{SAID}”"},
        {"answer": f"{SAID} [f1]"},
    ],
    ids=repr,
)
async def test_a_field_in_another_form_costs_no_answer(evelyn: Prospect, fields: dict[str, Any]) -> None:
    sends = Sends(json.dumps({**json.loads(WRITTEN), **fields}))
    answer = await sends.twin().answer(QUESTION, evelyn, [])
    assert (answer.text, answer.value, sends.calls) == (SAID, "Not now", 1)


@pytest.mark.parametrize(
    "text",
    [
        "<think>I am Evelyn and",
        "hm</think>",
        WRITTEN[:40],
        "null",
        "NaN",
        '{"answer": "", "evidence": []}',
        "",
        "[]",
        "{}",
    ],
)
async def test_what_is_no_answer_or_broke_off_is_asked_again_and_never_made_up(evelyn: Prospect, text: str) -> None:
    sends = Sends(text)
    with pytest.raises(ModelFault) as caught:
        await sends.twin().answer(QUESTION, evelyn, [])
    assert caught.value.code is FailureCode.MODEL_NONSENSE
    assert sends.calls > 1


LABELS = '{"codes": [{"answer": 1, "quote": "the price worries me", "themes": ["price"], "sentiment": "Negative", '


@pytest.mark.parametrize(
    "text",
    [
        f'hm</think>```json\n{LABELS}"stance": "2", "intensity": "strong", "objections": null}},]}}\n```',
        f'{LABELS}"stance": 2.0}}, {{"answer": 2, "sentiment": "so-so"}}]}}',
        f'{LABELS}"stance": "2 - rather against"}}, {{"answer": 2, "senti',
        LABELS.removeprefix('{"codes": [') + '"stance": 2}',
    ],
)
async def test_labels_are_read_row_by_row(text: str) -> None:
    labelled = await BatchLabeller(Sends(text).model, ModelCalls()).label(QUESTION, [SAID])
    code = labelled.labels[0]
    assert code is not None
    assert (code.sentiment, code.stance, code.themes) == (Sentiment.NEGATIVE, 2, ("price",))


@pytest.mark.parametrize(
    "text",
    ["Here {goes}:\n```\n{'groups': [{'members': [1, 2],},],}\n```", 'hm</think>{"Groups": [{"members": [1, 2]}]}'],
)
async def test_the_summarys_calls_have_the_same_reader(text: str) -> None:
    calls = SummaryCalls(SummaryAgents(Sends(text).model), ModelCalls())
    assert await calls.group("Would you buy it?", ["price", "cost"]) == [[1, 2]]
