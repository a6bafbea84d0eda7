"""What becomes of odd replies, and of addresses at which no model answers, over a real client."""

import asyncio
import gzip
import json
import warnings
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import ModelAPIError
from pydantic_ai.messages import ModelRequest, ModelResponse
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.calling.label_probability import asking_for_logprobs
from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.calling.model_faults import UNREADABLE_ATTEMPTS, fault_of
from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.models.catalog import open_model

TEXT = "It depends on the price."


@dataclass
class Odd:
    """A server that sends what it is told to."""

    url: str = ""
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    asked: int = 0

    def says(self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.status = status
        self.headers = {"Content-Type": "application/json", **(headers or {})}

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(status=self.status, body=self.body, headers=self.headers)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Odd]:
    odd = Odd()
    application = web.Application()
    application.router.add_post("/v1/chat/completions", odd.answer)
    async with TestServer(application) as running:
        odd.url = str(running.make_url("/"))
        monkeypatch.setenv("OPENAI_BASE_URL", f"{odd.url}v1")
        monkeypatch.setenv("OPENAI_API_KEY", "made-up-1234")
        yield odd


AGAIN_AT_ONCE = CallPolicy(budget_s=20, first_wait_s=0.001, longest_wait_s=0.01)
NOT_AGAIN = CallPolicy(first_wait_s=1e9, longest_wait_s=1e9)
"""The next try would come after the end of any budget, so the first fault is raised."""


async def reply(policy: CallPolicy = AGAIN_AT_ONCE) -> ModelResponse:
    async with open_model("openai-chat:asked-for", connections=2) as model:
        return await ModelCalls(policy).run(
            lambda: model_request(
                model,
                [ModelRequest.user_text_prompt("Well?")],
                model_settings=asking_for_logprobs(model, alternatives=2),
            )
        )


async def fault(policy: CallPolicy = NOT_AGAIN) -> ModelFault:
    with pytest.raises(ModelFault) as caught:
        await reply(policy)
    return caught.value


def completion(**changes: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop"}
    whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "its-name", "choices": [choice]}
    return {**whole, **changes}


def with_choice(**changes: Any) -> dict[str, Any]:
    return completion(choices=[{**completion()["choices"][0], **changes}])


ODD_REPLIES = {
    "bare": {"choices": [{"message": {"content": TEXT}}]},
    "no id": completion(id=None),
    "a number as id": completion(id=7),
    "no model": completion(model=None),
    "no created": completion(created=None),
    "created in words": completion(created="yesterday"),
    "created as a fraction": completion(created=1.5),
    "another object": completion(object="text_completion"),
    "usage null": completion(usage=None),
    "usage of nulls": completion(usage={"prompt_tokens": None, "completion_tokens": None, "total_tokens": None}),
    "usage empty": completion(usage={}),
    "usage a list": completion(usage=[]),
    "usage in words": completion(usage={"prompt_tokens": "many", "completion_tokens": "few"}),
    "usage negative": completion(usage={"prompt_tokens": -1, "completion_tokens": 2**40}),
    "usage details null": completion(usage={"prompt_tokens_details": None, "completion_tokens_details": {"x": None}}),
    "finish reason null": with_choice(finish_reason=None),
    "finish reason unknown": with_choice(finish_reason="eos"),
    "finish reason a number": with_choice(finish_reason=3),
    "no index": with_choice(index=None),
    "no role": with_choice(message={"content": TEXT}),
    "tool calls empty": with_choice(message={"content": TEXT, "tool_calls": [], "function_call": None}),
    "tool calls broken": with_choice(message={"content": TEXT, "tool_calls": [{"id": None}]}),
    "parts": with_choice(message={"content": [{"type": "text", "text": TEXT[:8]}, {"type": "text", "text": TEXT[8:]}]}),
    "a part": with_choice(message={"content": {"type": "text", "text": TEXT}}),
    "thoughts beside": with_choice(message={"content": TEXT, "reasoning_content": "Hm.", "reasoning": {"x": 1}}),
    "extra fields": {**completion(), "prompt_filter_results": [], "metadata": [1], "service_tier": 3, "x_groq": {}},
    "system fingerprint": completion(system_fingerprint=12),
    "logprobs null": with_choice(logprobs={"content": None}),
    "logprobs of another form": with_choice(logprobs={"tokens": ["It"], "token_logprobs": [-0.1]}),
    "logprobs broken": with_choice(logprobs={"content": [{"token": "It", "logprob": None, "top_logprobs": None}]}),
    "annotations": with_choice(message={"content": TEXT, "annotations": "none", "audio": 1, "refusal": ""}),
    "a delta": {"choices": [{"delta": {"content": TEXT}}]},
    "an older API's text": {"choices": [{"text": TEXT}]},
    "a choice that is none first": completion(choices=[None, completion()["choices"][0]]),
    "one choice without a list": completion(choices=completion()["choices"][0]),
    "Ollama's own": {"model": "m", "message": {"role": "assistant", "content": TEXT}, "done": True},
    "an error that is none": completion(error=None),
    "an error that is empty": completion(error={}),
    "a list of one": [completion()],
    "a stream": b"".join(
        b"data: " + json.dumps({"model": "m", "choices": [{"delta": {"content": part}}]}).encode() + b"\n\n"
        for part in (TEXT[:5], TEXT[5:], None)
    )
    + b"data: [DONE]\n\n",
}


@pytest.mark.parametrize("name", ODD_REPLIES)
async def test_a_reply_is_read_for_what_is_needed_of_it(server: Odd, name: str) -> None:
    server.says(ODD_REPLIES[name])
    response = await reply()
    assert response.text == TEXT
    assert response.model_name in ("its-name", "asked-for", "m")
    assert usage_of(response).input_tokens is None
    assert server.asked == 1


OBJECT = '{"answer": "It depends.", "evidence": []}'
CALL = {"name": "reply", "arguments": OBJECT}
PUT_ELSEWHERE = {
    "among the thoughts": {"content": None, "reasoning_content": OBJECT},
    "among the thoughts, by their other name": {"content": "", "reasoning": f"\n{OBJECT}\n"},
    "after the thoughts": {"content": None, "reasoning_content": f"Hm. Let me see.</think>{OBJECT}"},
    "fenced": {"content": " ", "reasoning_content": f"```json\n{OBJECT}\n```"},
    "in a call": {"content": None, "tool_calls": [{"id": "1", "type": "function", "function": CALL}]},
    "in a call, as an object": {
        "content": None,
        "tool_calls": [{"function": {**CALL, "arguments": json.loads(OBJECT)}}],
    },
    "in a call of the older form": {"content": None, "function_call": CALL},
}


@pytest.mark.parametrize("name", PUT_ELSEWHERE)
async def test_an_object_is_the_answer_wherever_a_server_puts_it(server: Odd, name: str) -> None:
    server.says(with_choice(message=PUT_ELSEWHERE[name], finish_reason="tool_calls"))
    assert json.loads((await reply()).text or "") == json.loads(OBJECT)


@pytest.mark.parametrize(
    "message",
    [
        {"content": None, "reasoning_content": "I think it depends."},
        {"content": None, "reasoning_content": f"I could say {OBJECT} but no."},
        {"content": None, "reasoning": json.loads(OBJECT)},
        {"content": None, "tool_calls": [{"function": {"name": "weather", "arguments": "Paris"}}]},
        {"content": None, "tool_calls": "reply", "function_call": 7},
    ],
)
async def test_thoughts_and_calls_of_other_kinds_are_no_answer(server: Odd, message: dict[str, Any]) -> None:
    server.says(with_choice(message=message))
    assert not (await reply()).text


THOUGHTS = "Okay, so the user asks me to play this person. I need to be careful not to invent things."


@pytest.mark.parametrize("reason", ["stop", "length"])
@pytest.mark.parametrize("opening", ["<think>", "<think>\n", "\n<THINK>", "<thinking>", "[THINK]", "<seed:think>"])
async def test_thoughts_without_an_end_are_no_answer(server: Odd, opening: str, reason: str) -> None:
    server.says(with_choice(message={"content": f"{opening}{THOUGHTS}"}, finish_reason=reason))
    response = await reply()
    assert not response.text
    assert THOUGHTS in (response.thinking or "")


async def test_a_tag_within_an_object_leaves_it_whole(server: Odd) -> None:
    said = '{"answer": "I <think> so, and </think> is odd."}'
    server.says(with_choice(message={"content": said}))
    assert (await reply()).text == said


@pytest.mark.parametrize(
    ("charset", "encoding"), [("gb18030", "gb18030"), ("GBK", "gbk"), ("iso-8859-1", "latin-1"), ("gbk", "utf-8"),
    ("no-such", "utf-8"), ("utf-16", "utf-16"), ("", "utf-16")],
)  # fmt: skip
async def test_a_reply_is_read_in_the_encoding_that_it_is_said_to_have(
    server: Odd, charset: str, encoding: str
) -> None:
    said = "Très bien, à peu près" if encoding == "latin-1" else "我担心房子。"
    body = json.dumps(with_choice(message={"content": said}), ensure_ascii=False).encode(encoding)
    kind = f"application/json; charset={charset}" if charset else "application/json"
    server.says(body, headers={"Content-Type": kind})
    assert (await reply()).text == said
    server.says(
        json.dumps({"error": {"message": said}}, ensure_ascii=False).encode(encoding), 400, {"Content-Type": kind}
    )
    assert said in (await fault()).message


@pytest.mark.parametrize(
    "reason",
    ["length", "max_tokens", "MAX_TOKENS", "model_length", "model_context_window_exceeded", "ERROR_LIMIT"],
)
async def test_a_cut_is_known_by_each_of_its_names(server: Odd, reason: str) -> None:
    server.says(with_choice(finish_reason=reason))
    assert (await reply()).finish_reason == "length"


@pytest.mark.parametrize("reason", [
    "content_filter", "SAFETY", "refusal", "guardrail_intervened", "sensitive", "PROHIBITED_CONTENT", "BLOCKLIST",
    "SPII", "content_filter: PROHIBITED_CONTENT", "FinishReason.RECITATION", "ERROR_TOXIC",
])  # fmt: skip
async def test_a_filter_is_known_by_each_of_its_names(server: Odd, reason: str) -> None:
    server.says(with_choice(finish_reason=reason))
    assert (await reply()).finish_reason == "content_filter"


@pytest.mark.parametrize(
    "reason", ["stop", "STOP", "stop_sequence", "eos", "eos_token", "COMPLETE", "end_turn", "done"]
)
async def test_an_end_is_known_by_each_of_its_names(server: Odd, reason: str) -> None:
    server.says(with_choice(finish_reason=reason))
    assert (await reply()).finish_reason == "stop"


@pytest.mark.parametrize("reason", [
    "insufficient_system_resource", "abort", "network_error", "error", "OTHER", "cancelled", "MALFORMED_RESPONSE",
    "timeout", "FINISH_REASON_UNSPECIFIED", "LANGUAGE",
])  # fmt: skip
async def test_a_reply_that_was_broken_off_is_asked_for_again(server: Odd, reason: str) -> None:
    server.says(with_choice(finish_reason=reason, message={"content": "I worry about the"}))
    found = await fault()
    assert (found.code, found.retryable) == (FailureCode.MODEL_UNAVAILABLE, True)
    assert reason in found.message


def events(*chunks: Any, before: str = "") -> bytes:
    return b"".join(f"{before}data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks)


HALF = {"choices": [{"delta": {"content": "I worry about the"}}]}
WHOLE = ({"choices": [{"delta": {"content": TEXT}}]}, {"choices": [{"delta": {}, "finish_reason": "stop"}]})


@pytest.mark.parametrize("before", ["", "event: message\n", "id: 1\n", "retry: 10\nid: 1\n", ": wait\n"])
async def test_a_stream_nobody_asked_for_is_read(server: Odd, before: str) -> None:
    server.says(events(*WHOLE, before=before))
    assert (await reply()).text == TEXT


@pytest.mark.parametrize(("body", "said"), [
    (events(HALF), "broke off"),
    (events(HALF, {"error": {"message": "Provider disconnected", "code": 502}}) + b"data: [DONE]\n\n", "disconnected"),
    (events(HALF, {"choices": [{"delta": {}, "finish_reason": "error"}]}), "broke the model's reply off"),
])  # fmt: skip
async def test_a_stream_that_breaks_off_is_no_answer(server: Odd, body: bytes, said: str) -> None:
    server.says(body)
    found = await fault()
    assert (found.code, found.retryable) == (FailureCode.MODEL_UNAVAILABLE, True)
    assert said in found.message


@pytest.mark.parametrize(
    ("usage", "read", "written"),
    [
        ({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}, 3, 4),
        ({"prompt_tokens": "3", "completion_tokens": 4.0}, 3, 4),
        ({"input_tokens": 3, "output_tokens": 4}, 3, 4),
        ({"prompt_tokens": 3, "completion_tokens": None, "prompt_tokens_details": {"cached_tokens": 900}}, 3, None),
        (  # xAI counts thoughts apart, and charges for them
            {
                "prompt_tokens": 279, "completion_tokens": 60, "total_tokens": 3339,
                "completion_tokens_details": {"reasoning_tokens": 3000},
            },
            279, 3060,
        ),
        (  # the same from a server that tells no total
            {
                "prompt_tokens": 279, "completion_tokens": 60,
                "completion_tokens_details": {"reasoning_tokens": 3000},
            },
            279, 3060,
        ),
        ({"prompt_tokens": 1000, "completion_tokens": 60, "total_tokens": 4060}, 1000, 3060),  # Google
        (  # OpenAI counts thoughts among what was written
            {
                "prompt_tokens": 9, "completion_tokens": 70, "total_tokens": 79,
                "completion_tokens_details": {"reasoning_tokens": 50},
            },
            9, 70,
        ),
        ({"prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 2}, 9, 7),
    ],
)  # fmt: skip
async def test_tokens_are_counted_as_they_are_told(
    server: Odd, usage: dict[str, Any], read: int | None, written: int | None
) -> None:
    server.says(completion(usage=usage))
    found = usage_of(await reply())
    assert (found.input_tokens, found.output_tokens) == (read, written)


async def test_blanks_a_byte_order_mark_another_type_and_nan_do_no_harm(server: Odd) -> None:
    body = json.dumps({**completion(), "usage": {"prompt_tokens": float("nan")}}).encode()
    server.says(b"\n\n  \xef\xbb\xbf".replace(b"\n\n  ", b"") + body + b"\n", headers={"Content-Type": "text/plain"})
    assert (await reply()).text == TEXT
    server.says(b"\n \n" + body)
    assert (await reply()).text == TEXT


async def test_lines_that_keep_the_connection_open_do_no_harm(server: Odd) -> None:
    server.says(b": WORKING\n\n: WORKING\n\n" + json.dumps(completion()).encode())
    assert (await reply()).text == TEXT
    assert server.asked == 1


async def test_thoughts_among_the_parts_of_a_text_are_known_as_thoughts(server: Odd) -> None:
    thoughts = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}
    server.says(with_choice(message={"content": [thoughts, {"type": "text", "text": TEXT}]}))
    assert ((await reply()).text, (await reply()).thinking) == (TEXT, "Hm.")
    server.says(with_choice(message={"content": [thoughts]}))
    assert (not (await reply()).text, (await reply()).thinking) == (True, "Hm.")


async def test_a_packed_reply_is_unpacked(server: Odd) -> None:
    server.says(gzip.compress(json.dumps(completion()).encode()), headers={"Content-Encoding": "gzip"})
    assert (await reply()).text == TEXT


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"null", b"NaN", b"[]", b"7", b'"text"', b"{}", b'{"choices": []}', b'{"choices": null}',
        b'{"choices": [null]}', b'{"choices": "x"}', b'{"choices": [{"mess', b"upstream connect error", b"\x00\xff",
    ],
)  # fmt: skip
async def test_what_holds_no_reply_is_asked_again_a_few_times(server: Odd, body: bytes) -> None:
    server.says(body)
    found = await fault(AGAIN_AT_ONCE)
    assert (found.code, server.asked) == (FailureCode.MODEL_UNAVAILABLE, UNREADABLE_ATTEMPTS)
    assert "no reply that could be read" in found.message


async def test_bytes_that_can_not_be_unpacked_are_no_reply(server: Odd) -> None:
    server.says(b"\x1f\x8bno gzip at all", headers={"Content-Encoding": "gzip"})
    assert "unpacked" in (await fault()).message


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        ({"message": "Slow down", "code": 429}, FailureCode.MODEL_RATE_LIMITED, True),
        ({"message": "Slow down", "code": "429"}, FailureCode.MODEL_RATE_LIMITED, True),
        ({"message": "Slow down", "type": "rate_limit_error"}, FailureCode.MODEL_RATE_LIMITED, True),
        ({"message": "The engine is overloaded", "code": None}, FailureCode.MODEL_UNAVAILABLE, True),
        ({"message": "Oops", "status": 503}, FailureCode.MODEL_UNAVAILABLE, True),
        ("Internal error", FailureCode.MODEL_UNAVAILABLE, True),
        ({"message": "Invalid API key", "code": "invalid_api_key"}, FailureCode.MODEL_UNAVAILABLE, False),
        ({"message": "No such model", "code": 404}, FailureCode.MODEL_UNAVAILABLE, False),
        ({"message": "Bad", "code": 400}, FailureCode.PROCESSING_ERROR, False),
        ({"message": "You have no credit", "code": 402}, FailureCode.MODEL_RATE_LIMITED, False),
    ],
)
async def test_an_error_inside_is_the_error_that_it_tells(
    server: Odd, error: Any, code: FailureCode, retryable: bool
) -> None:
    server.says({"error": error})
    async with open_model("openai-chat:asked-for", connections=2) as model:
        with pytest.raises(ModelFault) as caught:
            await ModelCalls(CallPolicy(budget_s=30, first_wait_s=100), draw=lambda: 1.0).run(
                lambda: model_request(model, [ModelRequest.user_text_prompt("Well?")])
            )
    assert (caught.value.code, caught.value.retryable) == (code, retryable)
    assert (error if isinstance(error, str) else error["message"]) in caught.value.message


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": {"message": "The response was filtered due to the prompt.", "code": "content_filter"}}),
        (400, {"error": {"message": "Content Exists Risk", "type": "invalid_request_error"}}),
        (
            400,
            {"error": {"message": "Input data may contain inappropriate content.", "code": "data_inspection_failed"}},
        ),
        (
            403,
            {"error": {"message": "openai/any requires moderation. Your input was flagged for violence.", "code": 403}},
        ),
        (400, {"error": {"code": "1301", "message": "系统检测到输入或生成内容可能包含不安全或敏感内容"}}),
        (400, {"error": {"message": "Invalid prompt: your prompt was flagged as violating our usage policy."}}),
        (403, {"error": "Content violates usage guidelines."}),
        (400, {"error": {"message": "The request was rejected because it was considered high risk"}}),
        (200, {"base_resp": {"status_code": 1026, "status_msg": "input new_sensitive"}}),
        (200, {"error": {"message": "Content Exists Risk"}}),
    ],
)
async def test_a_providers_filter_is_a_refusal(server: Odd, status: int, body: Any) -> None:
    server.says(body, status)
    found = await fault()
    assert (found.code, server.asked) == (FailureCode.MODEL_REFUSED, 1)


async def test_a_blocked_question_is_withheld(server: Odd) -> None:
    for name, reason in (("prompt_feedback", "block_reason"), ("promptFeedback", "blockReason")):
        server.says({"choices": [], name: {reason: "PROHIBITED_CONTENT"}})
        assert (await reply()).finish_reason == "content_filter"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"detail": "Internal error"}, "Internal error"),
        ({"base_resp": {"status_code": 1004, "status_msg": "login fail: no key"}}, "login fail: no key"),
        ({"code": 500, "msg": "404 NOT_FOUND", "success": False}, "404 NOT_FOUND"),
        ({"choices": [], "message": "The engine fell over"}, "The engine fell over"),
    ],
)
async def test_a_reply_without_an_answer_says_what_the_provider_says(server: Odd, body: Any, words: str) -> None:
    server.says(body)
    async with open_model("openai-chat:asked-for", connections=2) as model:
        with pytest.raises(ModelFault, match=words) as caught:
            await ModelCalls(CallPolicy(budget_s=30, first_wait_s=100), draw=lambda: 1.0).run(
                lambda: model_request(model, [ModelRequest.user_text_prompt("Well?")])
            )
    assert caught.value.code is FailureCode.MODEL_UNAVAILABLE
    assert "login" not in words or "API key" in caught.value.message


async def test_a_model_that_is_none_is_told_as_one(server: Odd) -> None:
    for words in ("foo is not a valid model ID", "No models loaded. Please load a model."):
        server.says({"error": {"message": words, "code": 400}}, 400)
        found = await fault()
        assert found.code is FailureCode.MODEL_UNAVAILABLE
        assert "Check PROSPECT_TWINS_MODEL" in found.message


async def test_a_routers_404_is_no_wrong_address_and_a_wrong_address_is_told_whole(server: Odd) -> None:
    server.says({"error": {"message": "No endpoints found matching your data policy (free models).", "code": 404}}, 404)
    message = (await fault()).message
    assert "matching your data policy" in message
    assert "address" not in message
    server.says({"detail": "Not Found. " + "There is nothing here. " * 30}, 404)
    message = (await fault()).message
    assert "Check the base URL (such as OPENAI_BASE_URL), and whether a proxy stands between" in message


async def test_a_server_that_falls_over_without_a_word_hints_at_what_may_be_left_out(server: Odd) -> None:
    for body, hinted in ((b"Internal Server Error", True), (b"", True), (b'{"detail": "CUDA out of memory"}', False)):
        server.says(body, 500)
        async with open_model("openai-chat:asked-for", connections=2) as model:
            with pytest.raises(ModelFault) as caught:
                await ModelCalls(CallPolicy(budget_s=30, first_wait_s=100), draw=lambda: 1.0).run(
                    lambda model=model: model_request(model, [ModelRequest.user_text_prompt("Well?")])  # type: ignore[misc]
                )
        assert ("PROSPECT_TWINS_MODEL_OMITS" in caught.value.message) is hinted


async def test_a_reasoning_model_makes_no_noise_about_its_temperature(server: Odd) -> None:
    server.says(completion())
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        async with open_model("openai-chat:gpt-5-mini", connections=2) as model:
            settings = ModelSettings(temperature=0.0, stop_sequences=["END"])
            await model_request(model, [ModelRequest.user_text_prompt("Well?")], model_settings=settings)
    assert [str(warning.message) for warning in heard] == []


PAGE = b"<!doctype html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"


@pytest.mark.parametrize("kind", ["text/html", "application/json", "text/plain"])
async def test_a_web_page_is_told_as_one(server: Odd, kind: str) -> None:
    server.says(PAGE, headers={"Content-Type": kind})
    found = await fault()
    assert "web page (“Sign in”)" in found.message
    assert "OPENAI_BASE_URL" in found.message


@pytest.mark.parametrize("end", ["", "/", "/openai", "v2"])
async def test_an_address_without_v1_says_so(server: Odd, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}{end}")
    found = await fault()
    assert "No model answers at the configured address" in found.message
    assert "OPENAI_BASE_URL" in found.message
    assert ("lacks /v1" in found.message) is (end != "v2")
    assert not found.retryable


async def test_a_refused_connection_and_an_unknown_host_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for address, said in (("http://127.0.0.1:9/v1", "127.0.0.1:9"), ("http://no-such-host.invalid/v1", "no-such-host")):
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        async with open_model("openai-chat:any", connections=1) as model:
            calls = ModelCalls(CallPolicy(budget_s=60, first_wait_s=1000), draw=lambda: 1.0)
            with pytest.raises(ModelFault, match=said):
                await calls.run(lambda model=model: model_request(model, [ModelRequest.user_text_prompt("Well?")]))  # type: ignore[misc]
        assert said in (calls.health.trouble or "")


@pytest.mark.parametrize("odd", [["z"], {"z": 1}, [], 7, None, True])
@pytest.mark.parametrize("status", [500, 200])
async def test_an_error_s_names_may_be_anything(server: Odd, status: int, odd: Any) -> None:
    bodies: list[dict[str, Any]] = [
        {"error": {"message": "The engine failed.", name: odd}} for name in ("type", "code", "param", "message")
    ]
    bodies += [{"error": "The engine failed.", "type": odd, "code": odd, "status": odd}]
    async with open_model("openai-chat:asked-for", connections=2) as model:
        for body in bodies:
            server.says(body, status)
            with pytest.raises(ModelAPIError) as caught:
                await model_request(model, [ModelRequest.user_text_prompt("Well?")])
            told = fault_of(caught.value)
            assert (told.code, told.retryable) == (FailureCode.MODEL_UNAVAILABLE, True)


async def test_a_trouble_is_over_with_the_next_reply(server: Odd, caplog: pytest.LogCaptureFixture) -> None:
    calls = ModelCalls(AGAIN_AT_ONCE)
    async with open_model("openai-chat:any", connections=20) as model:

        async def ask() -> None:
            await calls.run(lambda: model_request(model, [ModelRequest.user_text_prompt("Well?")]))

        server.says({"error": {"message": "Wrong key"}}, 401)
        results = await asyncio.gather(*(ask() for _ in range(20)), return_exceptions=True)
        assert all(isinstance(result, ModelFault) for result in results)
        assert "Wrong key" in (calls.health.trouble or "")
        assert len([record for record in caplog.records if "Wrong key" in record.getMessage()]) == 1
        server.says(completion())
        await ask()
        assert calls.health.trouble is None
