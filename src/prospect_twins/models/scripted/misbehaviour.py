"""Replies of servers that don't keep to the API, as they are met: refused fields, missing fields, no reply at all."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prospect_twins.models.scripted.options import Fault, ScriptedOptions

Request = Mapping[str, Any]

PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to the proxy</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Odd:
    """A reply that is none."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/json"),)


def refusal(request: Request, options: ScriptedOptions) -> str | None:
    """What the server says of the first field in `request` that it refuses; None if it takes them all."""
    refused = next((name for name in options.refuses if _is_in(request, name)), None)
    if refused is None:
        return None
    return f"Unsupported parameter: '{refused}' is not supported here." if options.refusal_names else "Bad request."


def _is_in(request: Request, name: str) -> bool:
    form = request.get("response_format")
    form = form if isinstance(form, dict) else {}
    if name == "json_schema":
        return form.get("type") == "json_schema"
    if name == "strict":
        return "strict" in form.get("json_schema", {})
    if name == "system":
        return any(message.get("role") in ("system", "developer") for message in request["messages"])
    return request.get(name) is not None


def bare(completion: Mapping[str, Any]) -> dict[str, Any]:
    """A completion with nothing but its text, and nulls where others have values."""
    message = completion["choices"][0]["message"]
    return {
        "choices": [{"message": {"content": message["content"]}, "finish_reason": None}],
        "usage": {"prompt_tokens": None, "completion_tokens": None, "total_tokens": None},
    }


def odd_reply(fault: Fault, variant: float, completion: Mapping[str, Any]) -> Odd | None:
    """What is sent instead of `completion`; None for faults of another kind. `variant` (0 to 1) chooses the form."""
    forms = _ODD.get(fault)
    return forms[int(variant * len(forms))](completion) if forms else None


def _text(completion: Mapping[str, Any], content: Any) -> Odd:
    choice = {**completion["choices"][0], "message": {"role": "assistant", "content": content}}
    return Odd(json.dumps({**completion, "choices": [choice]}).encode())


def _error(status: Any, kind: str) -> Odd:
    return Odd(json.dumps({"error": {"message": "The engine is overloaded.", "type": kind, "code": status}}).encode())


_ODD: Mapping[Fault, tuple[Callable[[Mapping[str, Any]], Odd], ...]] = {
    Fault.EMPTY: (
        lambda completion: Odd(b""),
        lambda completion: Odd(b"null"),
        lambda completion: Odd(json.dumps({**completion, "choices": []}).encode()),
        lambda completion: Odd(json.dumps({**completion, "choices": None}).encode()),
        lambda completion: _text(completion, None),
        lambda completion: _text(completion, ""),
    ),
    Fault.UNREADABLE: (
        lambda completion: Odd(b"NaN"),
        lambda completion: _text(completion, "NaN"),
        lambda completion: _text(completion, '{"answer": NaN, "evidence": [], "assumptions": []}'),
        lambda completion: Odd(json.dumps(completion).encode()[:-40]),
        lambda completion: Odd(b"\x1f\x8bno gzip", headers=((b"content-encoding", b"gzip"),)),
        lambda completion: Odd(b"upstream connect error", headers=((b"content-type", b"text/plain"),)),
    ),
    Fault.PAGE: (lambda completion: Odd(PAGE.encode(), headers=((b"content-type", b"text/html"),)),),
    Fault.ERROR_INSIDE: (
        lambda completion: _error(503, "server_error"),
        lambda completion: _error("429", "rate_limit_error"),
        lambda completion: _error(None, "overloaded_error"),
    ),
}
