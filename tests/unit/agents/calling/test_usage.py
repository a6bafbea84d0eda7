"""What calls took, in tokens and money."""

import pytest
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.usage import RequestUsage

from prospect_twins.agents.calling.usage import usage_of, usage_of_run
from prospect_twins.domain.usage import Usage


def response(
    model: str, provider: str | None, *, url: str | None = None, text: str = "Well.", **tokens: int
) -> ModelResponse:
    usage = RequestUsage(**(tokens or {"input_tokens": 2000, "output_tokens": 100}))  # type: ignore[arg-type]
    return ModelResponse([TextPart(text)], model_name=model, provider_name=provider, provider_url=url, usage=usage)


def test_a_call_costs_what_the_list_says_of_its_model() -> None:
    usage = usage_of(response("gpt-4o-mini-2024-07-18", "openai", url="https://api.openai.com/v1/"))
    assert (usage.input_tokens, usage.output_tokens, usage.calls) == (2000, 100, 1)
    assert usage.cost_usd == pytest.approx((2000 * 0.15 + 100 * 0.6) / 1e6)


def test_cached_tokens_cost_less() -> None:
    usage = usage_of(response("gpt-4o-mini", "openai", input_tokens=2000, cache_read_tokens=1000, output_tokens=100))
    assert usage.cost_usd == pytest.approx((1000 * 0.15 + 1000 * 0.075 + 100 * 0.6) / 1e6)


def test_behind_another_address_the_provider_s_name_decides() -> None:
    usage = usage_of(response("gpt-4o-mini", "openai", url="http://127.0.0.1:8080/v1"))
    assert usage.cost_usd == pytest.approx(0.00036)


@pytest.mark.parametrize("provider", ["embedded", "scripted"])
def test_a_model_that_runs_here_costs_nothing(provider: str) -> None:
    assert usage_of(response("qwen", provider)).cost_usd == 0.0


@pytest.mark.parametrize(("model", "provider"), [("scripted", "openai"), ("llama3", "ollama"), ("x", None)])
def test_what_an_unknown_model_costs_is_not_known_however_often_it_is_asked(model: str, provider: str | None) -> None:
    assert [usage_of(response(model, provider)).cost_usd for _ in range(3)] == [None, None, None]


def test_a_call_whose_tokens_were_not_told_has_no_cost() -> None:
    usage = usage_of(response("gpt-4o-mini", "openai", input_tokens=0, output_tokens=0))
    assert usage == Usage(None, None, None, calls=1)


async def test_a_run_s_usage_counts_every_call_refused_ones_too() -> None:
    replies = iter(["no JSON", '{"response": 3}'])

    async def reply(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        return response("gpt-4o-mini", "openai", text=next(replies))

    agent = Agent(
        FunctionModel(reply, profile={"supports_json_schema_output": True}),
        output_type=NativeOutput(int),
        retries={"output": 2},
    )
    usage = usage_of_run(await agent.run("How many?"))
    assert (usage.calls, usage.input_tokens, usage.output_tokens) == (2, 4000, 200)
