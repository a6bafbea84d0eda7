"""Replies, refused fields and refusals in the forms of OpenAI's responses, Anthropic's messages and Google's contents,
over the real clients.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest, ModelResponse, SystemPromptPart, UserPromptPart
from pydantic_ai.models.openai import OpenAIResponsesModelSettings

from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.calling.model_faults import UNREADABLE_ATTEMPTS
from prospect_twins.agents.calling.structured_request import request_for
from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.agents.twin.direct_rating import DirectRater
from prospect_twins.agents.twin.layouts import layout_for
from prospect_twins.agents.twin.synthetic_person import SyntheticPersonChatAgent
from prospect_twins.agents.twin.value_reading import SchemaReader
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind
from prospect_twins.domain.questions import Question
from prospect_twins.models.catalog import open_model
from tests.factories import persona

OPENAI, RESPONSES = "openai-chat:any", "openai-responses:gpt-4.1-mini"
ANTHROPIC, GOOGLE = "anthropic:claude-haiku-4-5", "google:gemini-2.5-flash"
TEXT = "It depends on the price."
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
    "additionalProperties": False,
}
SETTINGS = OpenAIResponsesModelSettings(
    max_tokens=100, temperature=0.5, seed=7, top_p=0.9, stop_sequences=["END"], openai_logprobs=True,
    openai_top_logprobs=3,
)  # fmt: skip


@dataclass
class Provider:
    """One server for all four APIs; it refuses what `refuses` names, in Google's and in OpenAI's words."""

    reply: Any = None
    mended: Any = None
    """The reply from the second time on, if it is another."""
    refuses: tuple[str, ...] = ()
    refusal: Mapping[str, Any] | None = None
    bodies: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.bodies.append(body)
        told = json.dumps(body)
        for name in self.refuses:
            if f'"{name}"' in told:
                message = f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.'
                return web.json_response(self.refusal or {"error": {"message": message}}, status=400)
        return web.json_response(self.mended if self.mended and len(self.bodies) > 1 else self.reply)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    provider = Provider()
    application = web.Application()
    application.router.add_post("/{path:.*}", provider.answer)
    async with TestServer(application) as running:
        address = str(running.make_url("/")).rstrip("/")
        for name in ("ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL"):
            monkeypatch.setenv(name, address)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{address}/v1")
        for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"):
            monkeypatch.setenv(name, "made-up-1234")
        yield provider


AGAIN_AT_ONCE = CallPolicy(budget_s=20, first_wait_s=0.001, longest_wait_s=0.01)


async def ask(name: str, policy: CallPolicy = AGAIN_AT_ONCE) -> ModelResponse:
    async with open_model(name, connections=2) as model:
        request = ModelRequest([SystemPromptPart("You are Ann."), UserPromptPart("Well?")])
        parameters = request_for(model, SCHEMA, "reply")
        return await ModelCalls(policy).run(
            lambda: model_request(model, [request], model_settings=SETTINGS, model_request_parameters=parameters)
        )


def gemini(**changes: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": [{"text": TEXT}]}, **changes}]}


def responses(**changes: Any) -> dict[str, Any]:
    message = {"type": "message", "content": [{"type": "output_text", "text": TEXT}]}
    return {"output": [message], **changes}


def claude(**changes: Any) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": TEXT}], **changes}


NOTHING_TOLD = {
    "Google: bare": (GOOGLE, gemini()),
    "Google: nulls": (
        GOOGLE,
        {**gemini(finishReason=None, index=None, safetyRatings=None), "usageMetadata": None, "responseId": None,
         "modelVersion": None, "createTime": None, "promptFeedback": None},
    ),
    "Google: counts of nulls": (GOOGLE, {**gemini(), "usageMetadata": {"promptTokenCount": None}}),
    "Google: counts in words": (
        GOOGLE, {**gemini(), "usageMetadata": {"promptTokenCount": "many", "candidatesTokenCount": -1}}
    ),
    "Google: odd types": (
        GOOGLE,
        {**gemini(citationMetadata=7, logprobsResult="x", avgLogprobs="y"), "modelVersion": 3, "createTime": "once"},
    ),
    "Google: unknown fields": (GOOGLE, {**gemini(mood="good"), "mood": {}}),
    "Google: an unknown end": (GOOGLE, gemini(finishReason=7)),
    "Google: thoughts beside": (
        GOOGLE, gemini(content={"parts": [{"text": "Hm.", "thought": True}, {"text": TEXT}, None]})
    ),
    "responses: bare": (RESPONSES, responses()),
    "responses: nulls": (
        RESPONSES,
        responses(id=None, model=None, created_at=None, status=None, error=None, usage={"input_tokens": None}),
    ),
    "responses: odd items": (
        RESPONSES,
        responses(output=[None, {"type": "reasoning", "summary": None}, {"type": "mood"}, *responses()["output"]]),
    ),
    "responses: plain content": (RESPONSES, responses(output=[{"content": TEXT}])),
    "responses: broken logprobs": (
        RESPONSES,
        responses(output=[{"content": [{"type": "output_text", "text": TEXT, "logprobs": [{"token": 1}]}]}]),
    ),
    "Anthropic: bare": (ANTHROPIC, claude()),
    "Anthropic: plain content": (ANTHROPIC, {"content": TEXT}),
    "Anthropic: nulls": (
        ANTHROPIC, claude(id=None, model=None, stop_reason=None, stop_details=3, usage={"input_tokens": None})
    ),
    "Anthropic: odd blocks": (ANTHROPIC, claude(content=[None, {"type": "mood"}, {"type": "text", "text": TEXT}])),
    "Anthropic: odd counts": (
        ANTHROPIC, claude(usage={"input_tokens": "x", "cache_creation": 7, "server_tool_use": []})
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", NOTHING_TOLD)
async def test_a_reply_is_read_for_what_is_needed_of_it(server: Provider, kind: str) -> None:
    name, server.reply = NOTHING_TOLD[kind]
    response = await ask(name)
    assert response.text == TEXT
    assert usage_of(response).input_tokens is None
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        (GOOGLE, {**gemini(), "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 4}}),
        (GOOGLE, {**gemini(), "usageMetadata": {"promptTokenCount": "3", "candidatesTokenCount": 4.0}}),
        (RESPONSES, responses(usage={"input_tokens": 3, "output_tokens": 4})),
        (ANTHROPIC, claude(usage={"input_tokens": 3, "output_tokens": 4})),
    ],
)
async def test_tokens_are_counted_as_they_are_told(server: Provider, name: str, reply: Any) -> None:
    server.reply = reply
    found = usage_of(await ask(name))
    assert (found.input_tokens, found.output_tokens) == (3, 4)


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        (GOOGLE, gemini(finishReason="MAX_TOKENS")),
        (RESPONSES, responses(status="incomplete", incomplete_details={"reason": "max_output_tokens"})),
        (ANTHROPIC, claude(stop_reason="max_tokens")),
    ],
)
async def test_a_cut_is_known(server: Provider, name: str, reply: Any) -> None:
    server.reply = reply
    assert (await ask(name)).finish_reason == "length"


@pytest.mark.parametrize(
    ("name", "reply", "mended"),
    [
        (GOOGLE, gemini(finishReason="OTHER"), gemini()),
        (GOOGLE, gemini(finishReason="MALFORMED_RESPONSE"), gemini()),
        (RESPONSES, responses(status="cancelled"), responses()),
        (RESPONSES, responses(status="failed"), responses()),
        (RESPONSES, responses(status="incomplete", incomplete_details=None), responses()),
        (ANTHROPIC, claude(stop_reason="pause_turn"), claude()),
        (ANTHROPIC, claude(stop_reason="aborted"), claude()),
    ],
)
async def test_a_reply_that_was_broken_off_is_asked_for_again(
    server: Provider, name: str, reply: Any, mended: Any
) -> None:
    server.reply, server.mended = reply, mended
    assert ((await ask(name)).text, len(server.bodies)) == (TEXT, 2)
    server.mended = None
    with pytest.raises(ModelFault, match="broke the model's reply off") as caught:
        await ask(name, CallPolicy(first_wait_s=1e9, longest_wait_s=1e9))
    assert (caught.value.code, caught.value.retryable) == (FailureCode.MODEL_UNAVAILABLE, True)


@pytest.mark.parametrize("name", [GOOGLE, RESPONSES, ANTHROPIC])
@pytest.mark.parametrize("reply", [{}, {"candidates": [], "output": None, "content": None}, {"candidates": [None]}])
async def test_what_holds_no_reply_is_asked_again_a_few_times(server: Provider, name: str, reply: Any) -> None:
    server.reply = reply
    with pytest.raises(ModelFault, match="no reply that could be read") as caught:
        await ask(name)
    assert (caught.value.code, len(server.bodies)) == (FailureCode.MODEL_UNAVAILABLE, UNREADABLE_ATTEMPTS)


REFUSALS = {
    "OpenAI": (OPENAI, {"choices": [{"message": {"content": None, "refusal": "I can't."}, "finish_reason": "stop"}]}),
    "OpenAI: filtered": (OPENAI, {"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]}),
    "responses": (RESPONSES, {"output": [{"content": [{"type": "refusal", "refusal": "I can't."}]}]}),
    "responses: filtered": (
        RESPONSES, {"output": [], "status": "incomplete", "incomplete_details": {"reason": "content_filter"}}
    ),
    "Anthropic": (ANTHROPIC, {"content": [], "stop_reason": "refusal"}),
    "Anthropic: null": (ANTHROPIC, {"content": None, "stop_reason": "refusal", "usage": None}),
    "Anthropic: begun": (ANTHROPIC, claude(stop_reason="refusal")),
    "Google: SAFETY": (GOOGLE, {"candidates": [{"finishReason": "SAFETY"}]}),
    "Google: PROHIBITED_CONTENT": (GOOGLE, {"candidates": [{"finishReason": "PROHIBITED_CONTENT", "content": {}}]}),
    "Google: begun": (GOOGLE, gemini(finishReason="SAFETY", safetyRatings=[{"blocked": True, "category": 1}])),
    "Google: the prompt": (GOOGLE, {"promptFeedback": {"blockReason": "SAFETY", "safetyRatings": None}}),
    "Google: the prompt, no candidates": (
        GOOGLE, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "candidates": []}
    ),
}  # fmt: skip
CHOICE = Question("Which one?", form=QuestionForm(QuestionKind.SINGLE_CHOICE, ("Plan A", "Plan B")))


@pytest.mark.parametrize("kind", REFUSALS)
async def test_a_refusal_in_a_field_of_its_own_is_one_and_is_not_asked_again(server: Provider, kind: str) -> None:
    name, server.reply = REFUSALS[kind]
    async with open_model(name, connections=2) as model:
        twin = SyntheticPersonChatAgent(model, layout=layout_for(model, small=False), calls=ModelCalls(AGAIN_AT_ONCE))
        with pytest.raises(ModelFault, match="declined") as caught:
            await twin.answer(CHOICE, Prospect(persona()), [])
        assert (caught.value.code, len(server.bodies)) == (FailureCode.MODEL_REFUSED, 1)
        read = await SchemaReader(model, ModelCalls(AGAIN_AT_ONCE)).read(CHOICE, "The second.", CHOICE.form.options)
        assert (read.value, len(server.bodies)) == (None, 2)
        with pytest.raises(ModelFault, match="declined"):
            await DirectRater(model, "Well?", ["no", "yes"], calls=ModelCalls(AGAIN_AT_ONCE)).rate(["Hm."])
        assert len(server.bodies) == 3


GOOGLE_FIELDS = ("responseJsonSchema", "responseMimeType", "maxOutputTokens", "temperature", "topP", "seed",
                 "stopSequences", "responseModalities", "systemInstruction")  # fmt: skip


def in_googles_words(name: str) -> dict[str, Any]:
    message = f"Invalid JSON payload received. Unknown name \"{name}\" at 'generation_config': Cannot find field."
    return {"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}}


def in_its_other_words(name: str) -> dict[str, Any]:
    told = {
        "responseMimeType": "JSON mode is not enabled for models/any",
        "systemInstruction": "Developer instruction is not enabled for models/any",
        "responseJsonSchema": "generation_config.response_schema is not supported",
        "topP": "generation_config.top_p is not supported",
    }
    message = told.get(name, f"`{name}` is not supported")
    return {"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}}


@pytest.mark.parametrize("refusal", [in_googles_words, in_its_other_words])
@pytest.mark.parametrize("name", GOOGLE_FIELDS)
async def test_a_field_that_google_refuses_is_left_out(server: Provider, name: str, refusal: Any) -> None:
    server.reply, server.refuses, server.refusal = gemini(), (name,), refusal(name)
    assert (await ask(GOOGLE)).text == TEXT
    assert len(server.bodies) == 2
    told = json.dumps(server.bodies[-1])
    assert f'"{name}"' not in told
    assert "You are Ann." in told
    # A schema that isn't held to is told in words.
    assert "additionalProperties" in told


@pytest.mark.parametrize("name", [name for name in GOOGLE_FIELDS if name != "responseModalities"])
async def test_a_field_that_google_refuses_without_a_word_is_found(server: Provider, name: str) -> None:
    server.reply, server.refuses = gemini(), (name,)
    server.refusal = {"error": {"code": 400, "message": "Request contains an invalid argument."}}
    assert (await ask(GOOGLE)).text == TEXT
    assert [body for body in server.bodies if f'"{name}"' not in json.dumps(body)]


async def test_the_systems_words_become_the_first_of_the_users(server: Provider) -> None:
    server.reply, server.refuses = gemini(), ("systemInstruction", "responseJsonSchema")
    await ask(GOOGLE)
    [content] = server.bodies[-1]["contents"]
    first, second, form = [part["text"] for part in content["parts"]]
    assert (first, second) == ("You are Ann.", "Well?")
    assert "additionalProperties" in form
    assert server.bodies[-1]["generationConfig"]["responseMimeType"] == "application/json"


RESPONSES_FIELDS = (
    "json_schema", "message.output_text.logprobs", "max_output_tokens", "temperature", "top_p", "top_logprobs",
)  # fmt: skip


@pytest.mark.parametrize("words", ["Unsupported parameter: '{}' is not supported.", "Bad Request"])
@pytest.mark.parametrize("name", RESPONSES_FIELDS)
async def test_a_field_that_the_responses_api_refuses_is_left_out(server: Provider, name: str, words: str) -> None:
    server.reply, server.refuses = responses(), (name,)
    server.refusal = {"error": {"message": words.format(name), "type": "invalid_request_error"}}
    assert (await ask(RESPONSES)).text == TEXT
    assert f'"{name}"' in json.dumps(server.bodies[0])
    [without] = {json.dumps(body) for body in server.bodies if f'"{name}"' not in json.dumps(body)}
    assert "additionalProperties" in without


GIVEN = {"answer": "It depends.", "evidence": []}


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        (RESPONSES, {"output": [{"type": "function_call", "name": "reply", "arguments": json.dumps(GIVEN)}]}),
        (ANTHROPIC, {"content": [{"type": "tool_use", "name": "reply", "input": GIVEN}], "stop_reason": "tool_use"}),
        (GOOGLE, gemini(content={"parts": [{"functionCall": {"name": "reply", "args": GIVEN}}]})),
    ],
)
async def test_an_object_that_a_tool_is_called_with_is_the_answer(server: Provider, name: str, reply: Any) -> None:
    server.reply = reply
    assert json.loads((await ask(name)).text or "") == GIVEN


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        (RESPONSES, responses(output=[*responses()["output"], {"type": "function_call", "arguments": '{"a": 1}'}])),
        (ANTHROPIC, claude(content=[*claude()["content"], {"type": "tool_use", "input": {"a": 1}}])),
        (GOOGLE, gemini(content={"parts": [{"text": TEXT}, {"functionCall": {"args": {"a": 1}}}]})),
    ],
)
async def test_what_is_said_goes_before_what_a_tool_is_called_with(server: Provider, name: str, reply: Any) -> None:
    server.reply = reply
    assert (await ask(name)).text == TEXT
