"""Short replies that can't be read are asked for again, whoever asks."""

import json

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from prospect_twins.agents.acceptance.contradiction_check import ContradictionCheck
from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.calling.model_faults import UNREADABLE_ATTEMPTS
from prospect_twins.agents.calling.usable_replies import ASKED
from prospect_twins.agents.twin.direct_rating import DirectRater
from prospect_twins.agents.twin.value_reading import REPLY_TOKENS, SchemaReader
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.grounding import RecordItem, RecordKind
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind
from prospect_twins.domain.questions import Question

CHOICE = Question("Which one?", form=QuestionForm(QuestionKind.SINGLE_CHOICE, ("Plan A", "Plan B")))
BROKEN = ("", "NaN", '{"value": "Plan', '{"value": NaN', "{}")


class Replying:
    """A model that gives these replies, the last one for ever; `rooms` has the bound on each."""

    def __init__(self, *replies: str, cut: int = 0) -> None:
        self.rooms: list[int | None] = []
        self._replies = replies
        self._cut = cut
        self.model = FunctionModel(self._reply)
        self.calls = ModelCalls(CallPolicy(first_wait_s=0.0001))

    def _reply(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        self.rooms.append((info.model_settings or {}).get("max_tokens"))
        text = self._replies[min(len(self.rooms), len(self._replies)) - 1]
        return ModelResponse([TextPart(text)], finish_reason="length" if len(self.rooms) <= self._cut else "stop")


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_value_is_read_again(broken: str) -> None:
    one = Replying(broken, broken, '{"value": "Plan B"}')
    read = await SchemaReader(one.model, one.calls).read(CHOICE, "The second.", CHOICE.form.options)
    assert (read.value, read.usage.calls) == ("Plan B", 3)


async def test_a_value_that_is_open_is_not_asked_for_again() -> None:
    one = Replying('{"value": null}')
    read = await SchemaReader(one.model, one.calls).read(CHOICE, "Either.", CHOICE.form.options)
    assert (read.value, read.usage.calls) == (None, 1)


async def test_a_reply_that_is_cut_off_gets_more_room_and_at_last_it_stays_open() -> None:
    one = Replying("", cut=10)
    read = await SchemaReader(one.model, one.calls).read(CHOICE, "The second.", CHOICE.form.options)
    assert (read.value, read.usage.calls) == (None, ASKED)
    assert one.rooms == [REPLY_TOKENS, 2 * REPLY_TOKENS, 4 * REPLY_TOKENS, 8 * REPLY_TOKENS]


@pytest.mark.parametrize("broken", BROKEN)
async def test_an_answer_is_checked_again(broken: str) -> None:
    found = {"contradictions": [{"record_id": "f1", "words": "my wife"}]}
    one = Replying(broken, json.dumps(found))
    item = RecordItem("f1", RecordKind.FACT, "Marital status", "widowed")
    contradictions, usage = await ContradictionCheck(one.model, one.calls).contradictions("I ask my wife.", [item])
    assert (len(contradictions), usage.calls) == (1, 2)


async def test_a_point_is_asked_for_a_bounded_number_of_times() -> None:
    one = Replying("no idea")
    with pytest.raises(ModelFault):
        await DirectRater(one.model, "Well?", ["no", "perhaps", "yes"], calls=one.calls).rate(["Hm."])
    assert len(one.rooms) == UNREADABLE_ATTEMPTS
