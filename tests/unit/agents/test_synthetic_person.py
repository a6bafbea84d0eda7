"""The twin, on the scripted model in process and over HTTP."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.usage import RequestUsage

from prospect_twins.agents.layouts import PERSON_FIRST, SHARED_FIRST
from prospect_twins.agents.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.person_record import PromptBudgets
from prospect_twins.agents.synthetic_person import SyntheticPersonChatAgent
from prospect_twins.domain.confidence import NOTHING_MEASURED
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.prospects import Persona, Prospect
from prospect_twins.domain.sessions import Exchange, FailureCode, Image, Question
from prospect_twins.models.scripted.model import ScriptedModel
from prospect_twins.models.scripted.options import parse_options

from .conftest import Serve

QUESTION = Question("What worries you about life insurance?")
NO_RETRIES = CallPolicy(budget_s=0.2, call_timeout_s=0.1, first_wait_s=10)


def scripted(options: str = "") -> SyntheticPersonChatAgent:
    model = ScriptedModel(parse_options(options))
    return SyntheticPersonChatAgent(model, layout=SHARED_FIRST, calls=ModelCalls(NO_RETRIES))


def saying(text: str, asked: list[str] | None = None) -> SyntheticPersonChatAgent:
    """A twin whose small model continues what was begun for it with `text`; `asked` grows with each call."""

    def reply(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        if asked is not None:
            asked.append(text)
        usage = RequestUsage(input_tokens=7, output_tokens=3)
        return ModelResponse(parts=[TextPart(text)], usage=usage)

    return SyntheticPersonChatAgent(FunctionModel(reply), layout=PERSON_FIRST, calls=ModelCalls())


async def test_an_answer_names_its_model_its_tokens_and_no_confidence(evelyn: Prospect) -> None:
    answer = await scripted().answer(QUESTION, evelyn, [])
    assert answer.model == "scripted"
    assert answer.components == NOTHING_MEASURED
    assert answer.usage.input_tokens
    assert answer.usage.output_tokens


async def test_the_answer_rests_on_the_person(evelyn: Prospect) -> None:
    answers = {(await scripted(f"seed={seed}").answer(QUESTION, evelyn, [])).text for seed in range(12)}
    told = "67|principal|widowed|52,000|fine print|burial|Grandchildren|Georgia|master's|talk to a person"
    assert all(re.search(told, text) for text in answers)


async def test_the_person_remembers_what_was_said(evelyn: Prospect) -> None:
    said = Exchange("And then?", "Marmalade was my answer.", datetime(2026, 1, 1, tzinfo=UTC))
    told = [(await scripted(f"seed={seed}").answer(QUESTION, evelyn, [said])).text for seed in range(30)]
    assert any("Marmalade" in text for text in told)


async def test_the_picture_is_shown(evelyn: Prospect) -> None:
    shown = replace(QUESTION, image=Image("image/png", b"\x89PNG"))
    assert "picture" in (await scripted().answer(shown, evelyn, [])).text


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("refusal", FailureCode.MODEL_REFUSED),
        ("nonsense", FailureCode.MODEL_NONSENSE),
        ("rate_limited", FailureCode.MODEL_RATE_LIMITED),
        ("server_error", FailureCode.MODEL_UNAVAILABLE),
        ("dropped", FailureCode.MODEL_UNAVAILABLE),
        ("timeout", FailureCode.MODEL_TIMEOUT),
    ],
)
async def test_one_persons_fault_is_told_by_its_code(evelyn: Prospect, fault: str, code: FailureCode) -> None:
    twin = scripted(f"fail=LEAD-3:{fault}")
    with pytest.raises(ModelFault) as caught:
        await twin.answer(QUESTION, evelyn, [])
    assert caught.value.code is code
    other = replace(evelyn, persona=replace(evelyn.persona, lead_id="LEAD-4"))
    assert (await scripted(f"fail=LEAD-3:{fault}").answer(QUESTION, other, [])).text


async def test_a_refusal_over_http_is_not_asked_again(served: Serve, evelyn: Prospect) -> None:
    async with served("refusal=1") as one:
        twin = SyntheticPersonChatAgent(one.model, layout=SHARED_FIRST, calls=ModelCalls())
        with pytest.raises(ModelFault) as caught:
            await twin.answer(QUESTION, evelyn, [])
        assert caught.value.code is FailureCode.MODEL_REFUSED
        assert one.server.statistics.calls == 1


async def test_a_picture_and_a_person_arrive_over_http(served: Serve, evelyn: Prospect) -> None:
    async with served("") as one:
        twin = SyntheticPersonChatAgent(one.model, layout=SHARED_FIRST, calls=ModelCalls())
        shown = replace(QUESTION, image=Image("image/png", b"\x89PNG"))
        answer = await twin.answer(shown, evelyn, [])
        assert "picture" in answer.text


@pytest.mark.parametrize("reply", [" would rather wait and see what it costs.", "{opener} would rather wait and see."])
async def test_the_words_begun_for_a_small_model_are_part_of_its_answer_once(evelyn: Prospect, reply: str) -> None:
    shared = PERSON_FIRST.shared(QUESTION, saying("")._task)
    opener = PERSON_FIRST.prompt(shared, QUESTION, saying("")._task, evelyn, [], PromptBudgets()).opener
    text = (await saying(reply.format(opener=opener)).answer(QUESTION, evelyn, [])).text
    assert text.startswith(f"{opener} would rather wait")
    assert text.count(opener) == 1


async def test_the_providers_name_for_the_model_is_told_even_if_another_was_configured(
    served: Serve, evelyn: Prospect
) -> None:
    async with served("") as one:
        assert one.model.model_name != "scripted"
        twin = SyntheticPersonChatAgent(one.model, layout=SHARED_FIRST, calls=ModelCalls())
        assert (await twin.answer(QUESTION, evelyn, [])).model == "scripted"


async def test_a_small_models_invented_relatives_are_taken_out_of_its_answer() -> None:
    loner = Prospect(Persona("L", full_name="Bo", marital_status="single"), {"Household size": "1"})
    said = " would like cover that I can pay for every month. It should protect my wife and my children."
    text = (await saying(said).answer(QUESTION, loner, [])).text
    assert "every month." in text
    assert "wife" not in text


async def test_an_answer_that_is_all_about_invented_relatives_is_asked_for_again_once_then_given_up() -> None:
    asked: list[str] = []
    twin = saying(" want it for my wife and my children.", asked)
    with pytest.raises(ModelFault) as caught:
        await twin.answer(QUESTION, Prospect(Persona("L", full_name="Bo")), [])
    assert caught.value.code is FailureCode.MODEL_NONSENSE
    assert len(asked) == 2


async def test_a_question_is_prepared_once_for_all_its_people(evelyn: Prospect) -> None:
    prepared: list[str] = []

    def counted(question: Question, task: object) -> tuple[str, ...]:
        prepared.append(question.text)
        return (question.text,)

    layout = replace(SHARED_FIRST, shared=counted)
    twin = SyntheticPersonChatAgent(ScriptedModel(), layout=layout, calls=ModelCalls())
    for number in range(20):
        question = Question(f"Question {number}?")
        for _ in range(3):
            await twin.answer(question, evelyn, [])
    assert len(prepared) == 20
