"""Servers that refuse a field of a request, over real HTTP: the field is left out, and the answer is there."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.messages import (
    BinaryContent,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    UserPromptPart,
)
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModelSettings

from prospect_twins.agents.calling.structured_request import request_for
from prospect_twins.models.catalog import open_model
from prospect_twins.models.errors import UnusableModel

SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
    "additionalProperties": False,
}
SETTINGS = OpenAIChatModelSettings(
    max_tokens=100,
    temperature=0.5,
    seed=7,
    top_p=0.9,
    stop_sequences=["END"],
    openai_logprobs=True,
    openai_top_logprobs=3,
    presence_penalty=0.1,
)

Judge = Callable[[dict[str, Any]], tuple[int, Any] | None]
"""The status and body with which a request is refused; None if it isn't."""


class Strict:
    """An OpenAI-compatible server that judges what it is asked, and remembers it."""

    def __init__(self) -> None:
        self.judge: Judge = lambda body: None
        self.bodies: list[dict[str, Any]] = []
        self.taken: list[dict[str, Any]] = []

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.bodies.append(body)
        await asyncio.sleep(0)
        if verdict := self.judge(body):
            status, error = verdict
            if isinstance(error, str):
                return web.Response(status=status, text=error)
            return web.json_response(error, status=status)
        self.taken.append(body)
        message = {"role": "assistant", "content": '{"answer": "Yes."}'}
        return web.json_response(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "m",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            }
        )


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Strict]:
    strict = Strict()
    application = web.Application()
    application.router.add_post("/v1/chat/completions", strict.answer)
    async with TestServer(application) as running:
        monkeypatch.setenv("OPENAI_BASE_URL", str(running.make_url("/v1")))
        monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up-1234")
        yield strict


def opened(*omits: str) -> AbstractAsyncContextManager[Model]:
    return open_model("openai-chat:any", connections=200, omits=omits)


async def ask(model: Model, text: str = "Well?", picture: bool = False) -> ModelResponse:
    content: Any = [text, BinaryContent(b"png", media_type="image/png", vendor_metadata={"detail": "low"})]
    request = ModelRequest([SystemPromptPart("You are Ann."), UserPromptPart(content if picture else text)])
    parameters = request_for(model, SCHEMA, "reply")
    return await model_request(model, [request], model_settings=SETTINGS, model_request_parameters=parameters)


def holds(name: str) -> Callable[[dict[str, Any]], bool]:
    def is_in(body: dict[str, Any]) -> bool:
        form: dict[str, Any] = body.get("response_format", {})
        if name == "json_schema":
            return bool(form.get("type") == "json_schema")
        if name == "strict":
            return "strict" in form.get("json_schema", {})
        if name == "system":
            return any(message["role"] in ("system", "developer") for message in body["messages"])
        if name == "detail":
            return '"detail"' in json.dumps(body)
        return name in body

    return is_in


def refusing(status: int, words: Callable[[str], Any], *names: str) -> Judge:
    def judge(body: dict[str, Any]) -> tuple[int, Any] | None:
        found = next((name for name in names if holds(name)(body)), None)
        return (status, words(found)) if found else None

    return judge


def openai(name: str) -> Any:
    return {"error": {"message": f"Unsupported parameter: '{name}'", "type": "invalid_request_error", "param": name}}


def in_words(name: str) -> Any:
    told = {"system": "System role not supported", "detail": "'detail' is unknown"}
    return {"error": {"message": told.get(name, f"{name} is not supported by this model")}}


def fastapi(name: str) -> Any:
    return {"detail": [{"loc": ["body", name], "msg": "Extra inputs are not permitted", "type": "extra_forbidden"}]}


def plain(name: str) -> Any:
    return f"unknown field: `{name}`"


def silent(name: str) -> Any:
    return {"error": {"message": "Bad Request", "type": "invalid_request_error"}}


def wordless(name: str) -> Any:
    return ""


FIELDS = (
    "logprobs", "top_logprobs", "json_schema", "response_format", "strict", "max_completion_tokens", "temperature",
    "seed", "top_p", "stop", "system", "detail", "presence_penalty",
)  # fmt: skip


GO_WITH = {
    "logprobs": ("top_logprobs",),
    "json_schema": ("strict",),
    "response_format": ("json_schema", "strict"),
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(("status", "words"), [(400, openai), (422, in_words), (422, fastapi), (400, plain)])
async def test_a_field_that_is_refused_by_name_is_left_out_for_good(
    server: Strict, status: int, words: Callable[[str], Any], field: str, caplog: pytest.LogCaptureFixture
) -> None:
    if field in ("system", "detail") and words is fastapi:
        pytest.skip("it is no field of the body")
    server.judge = refusing(status, words, field)
    async with opened() as model:
        with caplog.at_level(logging.WARNING):
            for _ in range(3):
                assert (await ask(model, picture=True)).text == '{"answer": "Yes."}'
    assert len(server.bodies) - len(server.taken) <= 2
    assert len([record for record in caplog.records if "refuses" in record.message]) == 1
    kept = [name for name in FIELDS if holds(name)(server.taken[-1])]
    assert set(FIELDS) - set(kept) == {field, *GO_WITH.get(field, ())}


@pytest.mark.parametrize("field", [name for name in FIELDS if name != "presence_penalty"])
@pytest.mark.parametrize("words", [silent, wordless])
async def test_a_field_that_is_refused_without_a_word_is_found(
    server: Strict, words: Callable[[str], Any], field: str
) -> None:
    server.judge = refusing(400, words, field)
    async with opened() as model:
        for _ in range(2):
            await ask(model, picture=True)
    assert not holds(field)(server.taken[-1])
    assert len(server.taken) == 2
    assert holds("seed")(server.taken[-1]) is (field != "seed")


async def test_schema_steps_down_to_json_mode_and_then_to_words(server: Strict) -> None:
    server.judge = refusing(400, openai, "json_schema")
    async with opened() as model:
        await ask(model)
    [body] = server.taken
    assert body["response_format"] == {"type": "json_object"}
    assert '"additionalProperties"' in body["messages"][0]["content"]
    server.judge = refusing(400, openai, "response_format")
    async with opened() as model:
        await ask(model)
    assert "response_format" not in server.taken[-1]
    assert '"additionalProperties"' in server.taken[-1]["messages"][0]["content"]


async def test_the_limit_of_tokens_gets_its_older_name_and_then_none(server: Strict) -> None:
    server.judge = refusing(400, openai, "max_completion_tokens")
    async with opened() as model:
        await ask(model)
        assert server.taken[-1]["max_tokens"] == 100
        server.judge = refusing(422, in_words, "max_completion_tokens", "max_tokens")
        await ask(model)
    assert "max_tokens" not in server.taken[-1]


TOO_LARGE = [
    "max_tokens is too large: 100. This model supports at most 80 completion tokens, whereas you provided 100.",
    "`max_completion_tokens` must be less than or equal to `80`, the maximum value for `max_completion_tokens` is less "
    "than the `context_window` for this model",
    "max_tokens: 100 > 80, which is the maximum allowed number of output tokens for claude-3-haiku-20240307",
    "Invalid max_tokens value, the valid range of max_tokens is [1, 80]",
    "Range of max_tokens should be [1, 80]",
    "The supported range is from 1 (inclusive) to 81 (exclusive) for max_output_tokens.",
    "too many tokens: max tokens must be less than or equal to 80",
    "The maximum tokens you requested exceeds the model limit of 80. Try again with a lower value.",
    "body.max_tokens: Input should be less than or equal to 80",
    "Error code: 400 - max_tokens must be at most 80",
]


@pytest.mark.parametrize("sent_as", ["max_completion_tokens", "max_tokens"])
@pytest.mark.parametrize("words", TOO_LARGE)
async def test_a_limit_of_tokens_that_is_too_large_is_lowered_and_all_else_stays(
    server: Strict, words: str, sent_as: str
) -> None:
    def judge(body: dict[str, Any]) -> tuple[int, Any] | None:
        if sent_as == "max_tokens" and "max_completion_tokens" in body:
            return 400, openai("max_completion_tokens")
        return (400, {"error": {"message": words, "param": "max_tokens"}}) if body[sent_as] > 80 else None

    server.judge = judge
    async with opened() as model:
        await ask(model)
        refused = len(server.bodies) - 1
        await ask(model)
    assert refused == 1 + (sent_as == "max_tokens")
    assert len(server.bodies) == refused + 2
    assert [body[sent_as] for body in server.taken] == [80, 80]
    assert all(holds(name)(server.taken[-1]) for name in ("logprobs", "json_schema", "strict", "seed", "system"))


@pytest.mark.parametrize(
    "words", ["Error code: 400 - max_tokens is not supported", "Unknown field max_tokens (see RFC 1234, page 77)"]
)
async def test_numbers_that_are_no_limit_are_taken_for_none(server: Strict, words: str) -> None:
    sent = ("max_completion_tokens", "max_tokens")
    server.judge = lambda body: (400, {"error": {"message": words}}) if any(name in body for name in sent) else None
    async with opened() as model:
        await ask(model)
    assert not any(name in server.taken[-1] for name in sent)
    assert holds("json_schema")(server.taken[-1])


async def test_logprobs_that_are_forbidden_are_left_out(server: Strict) -> None:
    error = {"error": {"message": "You are not allowed to request logprobs from this model"}}
    server.judge = lambda body: (403, error) if "logprobs" in body else None
    async with opened() as model:
        for _ in range(2):
            await ask(model)
    assert len(server.bodies) == 3
    assert holds("json_schema")(server.taken[-1])


ROUTED = (
    "No endpoints found that can handle the requested parameters. To learn more about routing, visit: https://a.b/c"
)


@pytest.mark.parametrize("names", [("logprobs",), ("json_schema",), ("logprobs", "json_schema")])
async def test_a_router_without_a_server_for_all_parameters_is_asked_with_fewer(
    server: Strict, names: tuple[str, ...]
) -> None:
    server.judge = refusing(404, lambda name: {"error": {"message": ROUTED, "code": 404}}, *names)
    async with opened() as model:
        for _ in range(2):
            await ask(model)
    assert len(server.taken) == 2
    assert not any(holds(name)(server.taken[-1]) for name in names)


@pytest.mark.parametrize("raw", ['{"error": {"message": "logprobs is not supported"}}', "no logprobs here"])
async def test_a_routers_server_is_understood_and_heard(
    server: Strict, raw: str, caplog: pytest.LogCaptureFixture
) -> None:
    error = {"error": {"message": "Provider returned error", "code": 400, "metadata": {"raw": raw}}}
    server.judge = refusing(400, lambda name: error, "logprobs")
    async with opened() as model:
        with caplog.at_level(logging.WARNING):
            await ask(model)
    assert len(server.bodies) == 2
    assert "Provider returned error; " in caplog.text
    assert "logprobs" in caplog.messages[-1].partition("Provider returned error; ")[2]


@pytest.mark.parametrize("written", ['{"answer": "Well, yes.', "", None, '{"answer": "Yes."}', {"answer": "Yes."}])
async def test_one_reply_that_is_not_of_the_form_takes_no_form_away(server: Strict, written: Any) -> None:
    error = {"message": "Failed to validate JSON.", "code": "json_validate_failed", "failed_generation": written}
    server.judge = lambda body: (400, {"error": error}) if holds("json_schema")(body) else None
    async with opened() as model:
        text = (await ask(model)).text or ""
        assert text == (json.dumps(written) if isinstance(written, dict) else written or "")
        server.judge = lambda body: None
        await ask(model)
    assert len(server.bodies) == 2
    assert holds("strict")(server.taken[-1])


async def test_the_systems_words_become_part_of_the_users(server: Strict) -> None:
    server.judge = refusing(400, in_words, "system")
    async with opened() as model:
        await ask(model)
    [message] = server.taken[-1]["messages"]
    assert message["role"] == "user"
    assert message["content"].startswith("You are Ann.")
    assert message["content"].endswith("Well?")


@pytest.mark.parametrize("words", [openai, in_words, silent])
async def test_several_fields_are_left_out_one_after_the_other(server: Strict, words: Callable[[str], Any]) -> None:
    server.judge = refusing(400, words, "logprobs", "json_schema", "max_completion_tokens", "system")
    async with opened() as model:
        await ask(model)
        refused = len(server.bodies)
        await ask(model)
    assert len(server.bodies) == refused + 1
    assert holds("temperature")(server.taken[-1])


@pytest.mark.parametrize("words", [openai, silent])
async def test_a_hundred_calls_at_a_time_all_get_their_answer(
    server: Strict, words: Callable[[str], Any], caplog: pytest.LogCaptureFixture
) -> None:
    server.judge = refusing(400, words, "logprobs", "json_schema")
    async with opened() as model:
        with caplog.at_level(logging.WARNING):
            answers = await asyncio.gather(*(ask(model, f"Question {number}?") for number in range(100)))
    assert len(answers) == len(server.taken) == 100
    assert len(server.bodies) <= 100 * 3 + 20
    assert len([record for record in caplog.records if "refuses" in record.message]) <= 2


@pytest.mark.parametrize("omits", [("logprobs", "json_schema", "max_completion_tokens", "system", "temperature")])
async def test_what_a_user_names_is_left_out_from_the_start(server: Strict, omits: tuple[str, ...]) -> None:
    server.judge = refusing(400, openai, *omits)
    async with opened(*omits) as model:
        await ask(model)
    assert len(server.bodies) == len(server.taken) == 1


async def test_what_can_not_be_left_out_is_refused_with_what_can() -> None:
    with pytest.raises(UnusableModel, match=r"MODEL_OMITS names 'messages'.*logprobs"):
        async with opened("messages"):
            pass


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens. Reduce it.",
        "The response was filtered due to the prompt triggering our content management policy.",
        "Invalid image: the picture could not be decoded.",
        "This model does not support image input.",
        "Your credit balance is too low.",
        "The model `any` does not exist.",
        "any is not a valid model ID",
        "Content Exists Risk",
        "Input data may contain inappropriate content.",
    ],
)
async def test_a_refusal_of_what_is_asked_stays_one(server: Strict, message: str) -> None:
    server.judge = lambda body: (400, {"error": {"message": message}})
    async with opened() as model:
        with pytest.raises(ModelHTTPError, match=message[:20]):
            await ask(model)
        assert len(server.bodies) == 1
        server.judge = lambda body: None
        await ask(model)
    assert all(holds(name)(server.taken[-1]) for name in ("logprobs", "strict", "seed", "system"))


async def test_a_refusal_that_no_field_makes_a_difference_to_is_found_out_once(server: Strict) -> None:
    server.judge = lambda body: (400, {"error": {"message": "Request 17 is bad."}})
    async with opened() as model:
        for _ in range(2):
            with pytest.raises(ModelHTTPError, match="is bad"):
                await ask(model)
        tried = len(server.bodies)
        assert tried < 30
        server.judge = lambda body: (400, {"error": {"message": "Request 18 is bad."}})
        with pytest.raises(ModelHTTPError):
            await ask(model)
        assert len(server.bodies) == tried + 1
        server.judge = lambda body: None
        await ask(model)
    assert holds("logprobs")(server.taken[-1])


async def test_stray_refusals_without_a_field_take_none_away(server: Strict) -> None:
    """Two in a row, as a proxy sends them while it restarts; then all is well."""
    stray = iter([True, True, False, False])
    words = {"error": {"message": "We could not parse the JSON body of your request.", "param": None}}
    server.judge = lambda body: (400, words) if next(stray, False) else None
    async with opened() as model:
        for _ in range(2):
            await ask(model)
    assert all(holds(name)(server.taken[-1]) for name in ("logprobs", "strict", "seed", "system"))


async def test_a_small_server_has_room_for_the_question_if_not_for_the_longest_answer(server: Strict) -> None:
    words = "max_tokens is too large: 100. This model's maximum context length is 64 tokens."
    server.judge = lambda body: (
        (400, {"error": {"message": words}}) if {"max_tokens", "max_completion_tokens"} & body.keys() else None
    )
    async with opened() as model:
        await ask(model)
    assert len(server.taken) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
async def test_what_is_no_refusal_of_a_field_is_passed_on_at_once(server: Strict, status: int) -> None:
    server.judge = lambda body: (status, {"error": {"message": "Not now, not you, not here."}})
    async with opened() as model:
        with pytest.raises(ModelHTTPError) as caught:
            await ask(model)
    assert caught.value.status_code == status
    assert len(server.bodies) == 1


async def test_a_passing_fault_after_a_refusal_is_the_fault_that_is_told(server: Strict) -> None:
    server.judge = lambda body: (
        (400, openai("logprobs")) if "logprobs" in body else (503, {"error": {"message": "busy"}})
    )
    async with opened() as model:
        with pytest.raises(ModelHTTPError) as caught:
            await ask(model)
    assert caught.value.status_code == 503


async def test_anthropics_api_steps_down_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[dict[str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        body = await request.json()
        bodies.append(body)
        for name in ("temperature", "output_config"):
            if name in body:
                error = {"type": "invalid_request_error", "message": f"{name}: Extra inputs are not permitted"}
                return web.json_response({"type": "error", "error": error}, status=400)
        usage = {"input_tokens": None, "output_tokens": 3}
        return web.json_response({"content": [{"type": "text", "text": '{"answer": "Yes."}'}], "usage": usage})

    application = web.Application()
    application.router.add_post("/v1/messages", answer)
    async with TestServer(application) as running:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", str(running.make_url("")))
        monkeypatch.setenv("ANTHROPIC_API_KEY", "made-up-1234")
        async with open_model("anthropic:claude-haiku-4-5", connections=2) as model:
            for _ in range(2):
                assert (await ask(model)).text == '{"answer": "Yes."}'
    assert len(bodies) == 4
    assert bodies[-1].keys() & {"temperature", "output_config"} == set()
    assert '"additionalProperties"' in json.dumps(bodies[-1]["messages"]).replace("\\", "")
