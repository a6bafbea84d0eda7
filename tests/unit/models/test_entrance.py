"""Whatever a model sends, what comes out of `CleanedModel` can be stored."""

import math
from typing import Any

import pytest
from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, ThinkingPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.usage import RequestUsage

from prospect_twins.agents.calling.label_probability import value_probability
from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.domain.received import MOST_REPLY_CHARS
from prospect_twins.domain.usage import Usage
from prospect_twins.models.entrance import CleanedModel, cleaned


async def replied(response: ModelResponse) -> ModelResponse:
    def reply(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        return response

    return await model_request(CleanedModel(FunctionModel(reply)), [ModelRequest.user_text_prompt("Well?")])


async def test_texts_and_names_are_cleaned() -> None:
    response = await replied(
        ModelResponse([ThinkingPart("a\x00"), TextPart("Yes\ud83d,\x00 I would.")], model_name="replaced")
    )
    assert response.text == "Yes, I would."
    assert response.thinking == "a"
    named = cleaned(ModelResponse([], model_name="gpt\x00\ud800\n", provider_response_id="\x00"))
    assert (named.model_name, named.provider_response_id) == ("gpt", None)


@pytest.mark.parametrize("count", [-5, 2**40, math.nan, "12", None])
async def test_a_count_that_can_be_none_was_not_told(count: Any) -> None:
    usage = RequestUsage(input_tokens=count, output_tokens=7, cache_read_tokens=count, cost=math.nan, details={"a": 1})
    response = await replied(ModelResponse([TextPart("Yes.")], usage=usage))
    assert usage_of(response) == Usage(None, 7, None, calls=1)


async def test_an_endless_text_counts_as_cut_off() -> None:
    response = await replied(ModelResponse([TextPart("no " * MOST_REPLY_CHARS)], finish_reason="stop"))
    assert len(response.text or "") == MOST_REPLY_CHARS
    assert response.finish_reason == "length"


TEXT = '{"answer": "Yes.", "value": 4}'


@pytest.mark.parametrize(
    "logprobs",
    [
        [{"token": TEXT, "logprob": math.nan}],
        [{"token": TEXT, "logprob": None}],
        [{"token": TEXT}],
        [{"logprob": -1}],
        ["token"],
        {"content": []},
        [{"token": TEXT, "logprob": "-1"}],
        "nonsense",
    ],
)
async def test_probabilities_that_are_none_are_left_out(logprobs: Any) -> None:
    response = await replied(ModelResponse([TextPart(TEXT)], provider_details={"logprobs": logprobs}))
    assert value_probability(response) is None


async def test_probabilities_are_kept() -> None:
    tokens = [{"token": TEXT, "logprob": math.log(0.5), "bytes": None, "top_logprobs": None}]
    details = {"logprobs": tokens, "service_tier": "flex", "odd": object()}
    response = await replied(ModelResponse([TextPart(TEXT)], provider_details=details))
    assert value_probability(response) == pytest.approx(0.5)
    assert set(response.provider_details or {}) == {"logprobs", "service_tier"}
