import asyncio
from collections.abc import Callable

import pytest
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.twin.direct_rating import DirectRater
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault

SCALE = ("never", "perhaps", "surely")


def rater(reply: Callable[[str, AgentInfo], str], **options: object) -> DirectRater:
    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        request = messages[-1]
        assert isinstance(request, ModelRequest)
        [prompt] = [part for part in request.parts if isinstance(part, UserPromptPart)]
        return ModelResponse([TextPart(reply(f"{request.instructions}\n{prompt.content}", info))])

    calls = ModelCalls(CallPolicy(budget_s=1, first_wait_s=0.001))
    return DirectRater(FunctionModel(answer), "Would you buy it?", SCALE, calls=calls, **options)  # type: ignore[arg-type]


async def test_the_number_that_the_model_names_has_all_the_mass() -> None:
    ratings = await rater(lambda prompt, _: "3" if "Yes!" in prompt else " 1.\n").rate(["Yes!", "No."])
    assert [rating.mass for rating in ratings] == [(0, 0, 1), (1, 0, 0)]


async def test_the_model_is_told_the_question_and_what_the_points_mean() -> None:
    prompts: list[str] = []
    await rater(lambda prompt, _: prompts.append(prompt) or "2").rate(["Well."])  # type: ignore[func-returns-value]
    assert "Would you buy it?" in prompts[0]
    assert "1 = never, 2 = perhaps, 3 = surely" in prompts[0]


async def test_settings_given_win_over_its_own() -> None:
    seen: list[ModelSettings | None] = []

    def reply(_: str, info: AgentInfo) -> str:
        seen.append(info.model_settings)
        return "2"

    await rater(reply, settings=ModelSettings(temperature=0.5, extra_body={"grammar": "g"})).rate(["Well."])
    assert seen[0] is not None
    assert (seen[0]["temperature"], seen[0]["extra_body"]) == (0.5, {"grammar": "g"})


@pytest.mark.parametrize("nonsense", ["4", "0", "two", "", "1 or 2", "²"])
async def test_anything_but_a_point_of_the_scale_is_a_fault_once_asking_again_did_not_help(nonsense: str) -> None:
    with pytest.raises(ModelFault) as raised:
        await rater(lambda *_: nonsense).rate(["Well.", "Hm."])
    assert raised.value.code is FailureCode.MODEL_NONSENSE


async def test_nonsense_is_asked_for_again() -> None:
    replies = iter(["I think so", "3"])
    [rating] = await rater(lambda *_: next(replies)).rate(["Well."])
    assert rating.likeliest == 3


async def test_no_more_calls_than_allowed_run_at_a_time() -> None:
    running = most = 0

    async def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.005)
        running -= 1
        return ModelResponse([TextPart("1")])

    await DirectRater(FunctionModel(answer), "Would you?", SCALE, parallel=2).rate(["Well."] * 7)
    assert most == 2
