"""A model's look at an answer: what it finds counts only if code finds it too."""

import json
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.usage import RequestUsage

from prospect_twins.agents.acceptance.contradiction_check import ContradictionCheck
from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.twin.layouts import SHARED_FIRST
from prospect_twins.agents.twin.person_record import PromptBudgets, person_record
from prospect_twins.agents.twin.synthetic_person import SyntheticPersonChatAgent
from prospect_twins.domain.grounding import Contradiction
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.questions import Question
from prospect_twins.models.scripted.model import ScriptedModel
from prospect_twins.models.scripted.options import parse_options

ANSWER = "I sold my burial policy last year. I'd buy anything."


class Checking:
    def __init__(self, *found: Any, text: str | None = None) -> None:
        self.asked: list[str] = []
        self._text = json.dumps({"contradictions": found}) if text is None else text
        self.check = ContradictionCheck(FunctionModel(self._reply), ModelCalls())

    def _reply(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        self.asked.append("\n".join(str(getattr(part, "content", "")) for part in messages[0].parts))
        usage = RequestUsage(input_tokens=5, output_tokens=1)
        return ModelResponse(parts=[TextPart(self._text)], usage=usage)

    async def found(self, evelyn: Prospect) -> tuple[Contradiction, ...]:
        findings, _ = await self.check.contradictions(ANSWER, person_record(evelyn, [], PromptBudgets()).items)
        return findings


def finding(record_id: Any, words: Any) -> dict[str, Any]:
    return {"record_id": record_id, "words": words}


async def test_a_finding_counts_if_piece_and_words_are_there(evelyn: Prospect) -> None:
    one = Checking(
        finding("n1", "I sold my burial policy"), finding("n1", "last year"), finding("<n2>", "buy anything")
    )
    assert await one.found(evelyn) == (
        Contradiction("n1", "Has a small burial policy from 1998.", "I sold my burial policy"),
        Contradiction("n2", "Very wary of fine print.", "buy anything"),
    )
    assert "<n1> note: Has a small burial policy from 1998." in one.asked[0]
    assert ANSWER in one.asked[0]


async def test_what_a_lying_model_finds_is_dropped(evelyn: Prospect) -> None:
    lies = (
        finding("f99", "I sold"), finding("n1", "I never had a policy"), finding("t1", "I sold"), finding("n1", ""),
        finding(None, "I sold"), finding("n1", 3), "n1", None,
    )  # fmt: skip
    assert await Checking(*lies).found(evelyn) == ()


async def test_a_reply_in_another_form_finds_nothing(evelyn: Prospect) -> None:
    for text in ("", "None that I can see.", "[]", '{"contradictions": "none"}', '{"contradic', "{}"):
        assert await Checking(text=text).found(evelyn) == ()


async def test_a_model_that_fails_leaves_the_answer_to_the_rules(evelyn: Prospect) -> None:
    failing = ScriptedModel(parse_options("server_error=1"))
    check = ContradictionCheck(failing, ModelCalls(CallPolicy(budget_s=5, first_wait_s=10)))
    assert (await check.contradictions(ANSWER, person_record(evelyn, [], PromptBudgets()).items))[0] == ()


async def test_who_is_known_by_nothing_costs_no_call() -> None:
    one = Checking()
    assert (await one.check.contradictions(ANSWER, []))[1].calls == 0
    assert one.asked == []


async def test_what_the_model_finds_has_the_answer_redone_and_every_call_is_counted(evelyn: Prospect) -> None:
    def reply(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        told = str(getattr(messages[0].parts[-1], "content", ""))
        said = "I keep my policy." if "Known: Has a small burial policy" in told else ANSWER
        text = json.dumps({"answer": said, "evidence": ["n1"], "assumptions": []})
        return ModelResponse(parts=[TextPart(text)], usage=RequestUsage(input_tokens=7, output_tokens=3))

    one = Checking(finding("n1", "I sold my burial policy"))
    twin = SyntheticPersonChatAgent(FunctionModel(reply), layout=SHARED_FIRST, calls=ModelCalls(), check=one.check)
    answer = await twin.answer(Question("Would you buy?"), evelyn, [])
    assert answer.text == "I keep my policy."
    assert answer.grounding
    assert answer.grounding.contradictions == ()
    assert (answer.usage.calls, answer.usage.input_tokens, answer.usage.output_tokens) == (4, 24, 8)
