"""The scripted model in process, as a Pydantic AI model."""

import asyncio

import pytest
from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import ModelConnectionError, ModelHTTPError, ModelRateLimitError, ModelServerError
from pydantic_ai.messages import BinaryContent, ModelRequest, ModelResponse

from prospect_twins.models.scripted.model import ScriptedModel
from prospect_twins.models.scripted.options import parse_options


async def ask(options: str, words: str = "Would you buy it?") -> ModelResponse:
    return await model_request(ScriptedModel(parse_options(options)), [ModelRequest.user_text_prompt(words)])


async def test_it_answers_under_a_name_that_cannot_be_mistaken() -> None:
    response = await ask("")
    assert response.text
    assert response.model_name == "scripted"
    assert response.usage.input_tokens > 0
    assert response.usage.output_tokens > 0


async def test_a_rate_limit_says_how_long_to_wait() -> None:
    with pytest.raises(ModelRateLimitError) as caught:
        await ask("rate_limited=1,retry_after=0.5")
    assert caught.value.retry_after == 0.5
    assert isinstance(caught.value, ModelHTTPError)
    assert caught.value.status_code == 429


async def test_other_faults_are_those_of_a_provider() -> None:
    with pytest.raises(ModelServerError):
        await ask("server_error=1")
    with pytest.raises(ModelConnectionError):
        await ask("dropped=1")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await ask("timeout=1")


async def test_agents_get_their_schema() -> None:
    class Vote(BaseModel):
        score: int
        reason: str

    agent = Agent(ScriptedModel(), output_type=NativeOutput(Vote))
    assert isinstance((await agent.run("Vote!")).output, Vote)


async def test_it_sees_that_there_is_a_picture() -> None:
    request = ModelRequest.user_text_prompt("<question>\nNice?\n</question>")
    shown = ["<question>\nNice?\n</question>", BinaryContent(b"\x89PNG", media_type="image/png")]
    seeing = ModelRequest.user_text_prompt("")
    seeing.parts[0].content = shown  # type: ignore[union-attr, misc]
    assert "picture" in ((await model_request(ScriptedModel(), [seeing])).text or "")
    assert "picture" not in ((await model_request(ScriptedModel(), [request])).text or "")
