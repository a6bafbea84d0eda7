"""The scripted model behind an OpenAI-compatible API, so that the real HTTP client is what tests and benchmarks use.

A plain ASGI app: what it spends would otherwise be measured as ours. Faults of the transport are real ones: 429 with
Retry-After, 500, a connection closed in the middle of the answer, a call that is never answered.
"""

import asyncio
import json
import math
import re
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prospect_twins.models.scripted.call import ScriptedCall
from prospect_twins.models.scripted.misbehaviour import bare, odd_reply, refusal
from prospect_twins.models.scripted.options import MODEL_NAME, Fault, ScriptedOptions
from prospect_twins.models.scripted.replies import FOREVER_S, Attempts, ScriptedReply, reply_to, retry_after_headers

SURE = 0.99
"""How probable it says each of its tokens was, if it is asked."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(slots=True)
class ServerStatistics:
    """What the server has counted in its whole life."""

    calls: int = 0
    answered: int = 0
    refused: int = 0
    """Calls with a field that it refuses."""
    aborted: int = 0
    """Calls whose caller hung up before the answer."""
    in_flight: int = 0
    most_in_flight: int = 0
    faults: dict[Fault, int] = field(default_factory=dict)


def build_scripted_server(options: ScriptedOptions | None = None) -> "ScriptedServer":
    """The ASGI app: `POST /v1/chat/completions` (without streaming), `GET /v1/models`, `GET /healthz`."""
    return ScriptedServer(options or ScriptedOptions())


class ScriptedServer:
    """`options` may be changed between calls; `statistics` tell what came in."""

    def __init__(self, options: ScriptedOptions, *, name: str | None = None) -> None:
        self.options = options
        self._name = name
        self.statistics = ServerStatistics()
        self._attempts = Attempts()
        self._routes: Mapping[tuple[str, str], Callable[[Receive, Send], Awaitable[None]]] = {
            ("POST", "/v1/chat/completions"): self._chat_completions,
            ("GET", "/v1/models"): self._models,
            ("GET", "/healthz"): self._healthz,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call of the application (ASGI)."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            route = self._routes.get((scope["method"], scope["path"]))
            if route is None:
                await _send_error(send, 404, "not_found", "There is no such path; POST to /v1/chat/completions.")
            else:
                await route(receive, send)

    async def _healthz(self, receive: Receive, send: Send) -> None:
        await _send_json(send, 200, {"status": "ok"})

    async def _models(self, receive: Receive, send: Send) -> None:
        model = {"id": MODEL_NAME, "object": "model", "created": 0, "owned_by": "prospect-twins"}
        await _send_json(send, 200, {"object": "list", "data": [model]})

    async def _chat_completions(self, receive: Receive, send: Send) -> None:
        try:
            request = json.loads(await _body(receive))
            call = _call(request)
        except (ValueError, TypeError, KeyError, AttributeError):
            await _send_error(send, 400, "invalid_request_error", "The body is not a chat completion request.")
            return
        if request.get("stream"):
            await _send_error(send, 400, "invalid_request_error", "The scripted model does not stream.")
            return
        if refused := refusal(request, self.options):
            self.statistics.refused += 1
            await _send_error(send, self.options.refusal_status, "invalid_request_error", refused)
            return
        statistics = self.statistics
        statistics.calls += 1
        statistics.in_flight += 1
        statistics.most_in_flight = max(statistics.most_in_flight, statistics.in_flight)
        try:
            await self._answer(call, receive, send, tells_probabilities=bool(request.get("logprobs")))
        finally:
            statistics.in_flight -= 1

    async def _answer(self, call: ScriptedCall, receive: Receive, send: Send, *, tells_probabilities: bool) -> None:
        reply = reply_to(call, self.options, self._attempts.next(call))
        fault = reply.fault
        if fault is not None:
            self.statistics.faults[fault] = self.statistics.faults.get(fault, 0) + 1
        if await _hangs_up(receive, FOREVER_S if fault is Fault.TIMEOUT else reply.delay_s):
            self.statistics.aborted += 1
        elif fault is Fault.RATE_LIMITED:
            headers = retry_after_headers(self.options.retry_after)
            await _send_error(send, 429, "rate_limit_exceeded", "Too many requests.", headers)
        elif fault is Fault.SERVER_ERROR:
            await _send_error(send, 500, "server_error", "Something went wrong.")
        elif fault is Fault.DROPPED:
            await _send_torso(send)
        else:
            probabilities = _probabilities(reply) if tells_probabilities else None
            completion = _completion(reply, self._name or reply.model, probabilities)
            if fault and (odd := odd_reply(fault, reply.variant, completion)):
                await _send(send, odd.status, odd.body, odd.headers)
            else:
                self.statistics.answered += 1
                await _send_json(send, 200, bare(completion) if self.options.bare else completion)


async def _hangs_up(receive: Receive, seconds: float) -> bool:
    """Waits; whether the caller hung up meanwhile."""
    if not seconds:
        return False
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
            return True
    except TimeoutError:
        return False


def _call(request: Mapping[str, Any]) -> ScriptedCall:
    texts: list[str] = []
    images = 0
    for message in request["messages"]:
        content: str | Sequence[Mapping[str, Any]] = message.get("content") or ""
        for part in [{"type": "text", "text": content}] if isinstance(content, str) else content:
            if part["type"] == "text":
                texts.append(part["text"])
            elif part["type"] == "image_url":
                images += 1
    response_format = request.get("response_format") or {}
    schema = response_format.get("json_schema", {}).get("schema")
    text = "\n".join(texts)
    return ScriptedCall(text, schema or _schema_in_words(text), images)


def _schema_in_words(text: str) -> Any:
    """The JSON schema that stands on a line of the prompt by itself, as servers without schemas are told of it."""
    for line in text.splitlines():
        if line.startswith('{"') and '"properties"' in line:
            try:
                schema = json.loads(line)
            except ValueError:
                continue
            if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
                return schema
    return None


def _probabilities(reply: ScriptedReply) -> dict[str, Any]:
    """As many servers tell them: of each token its natural logarithm. A word is a token here, and all are as sure."""
    tokens = [
        {"token": token, "logprob": math.log(SURE), "bytes": list(token.encode("utf-8", "replace")), "top_logprobs": []}
        for token in re.findall(r"\w+|\W", reply.text)
    ]
    return {"content": tokens, "refusal": None}


def _completion(reply: ScriptedReply, name: str, probabilities: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": name,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": reply.text},
                "finish_reason": reply.finish_reason,
                "logprobs": probabilities,
            }
        ],
        "usage": {
            "prompt_tokens": reply.input_tokens,
            "completion_tokens": reply.output_tokens,
            "total_tokens": reply.input_tokens + reply.output_tokens,
        },
    }


async def _body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ValueError("The caller hung up before the body was read.")
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


async def _send_error(
    send: Send, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> None:
    await _send_json(send, status, {"error": {"message": message, "type": code, "code": code, "param": None}}, headers)


async def _send_json(send: Send, status: int, value: Any, headers: Mapping[str, str] | None = None) -> None:
    fields = [(b"content-type", b"application/json")]
    fields += [(name.encode(), text.encode()) for name, text in (headers or {}).items()]
    await _send(send, status, json.dumps(value).encode(), fields)


async def _send(send: Send, status: int, body: bytes, headers: Sequence[tuple[bytes, bytes]]) -> None:
    fields = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body})


async def _send_torso(send: Send) -> None:
    """Less than was announced: the server closes the connection when the app returns."""
    fields = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    await send({"type": "http.response.body", "body": b'{"id": "chatcmpl-', "more_body": True})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
