"""Replies of model servers, read for what is needed of them.

Servers that speak OpenAI's API leave out, rename and add fields; the client library wants all of them in their form.
So a reply is written anew here, with what was there and with harmless values for what nobody needs. Only a reply that
holds nothing to be read, or tells of an error, is none; it becomes the HTTP error that it should have been.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from prospect_twins.domain.provider_words import is_page, page_words, provider_words, tells_of_a_filter
from prospect_twins.domain.received import clean_line
from prospect_twins.models.wire.chat_messages import content_of, is_call, text_of, thoughts_of
from prospect_twins.models.wire.other_apis import anthropic_message, google_contents, openai_response
from prospect_twins.models.wire.reply_values import (
    BROKEN_OFF,
    Asked,
    Body,
    NoReply,
    count,
    ending,
    error_of,
    moment,
    without,
)

NO_SUCH_ADDRESS = "no_such_address"
"""The error type of a 404 that is about the address, not about the model."""

_WAITING = re.compile(r"\A(?:\s*:[^\n]*\n)+")
"""Lines that a server sends to keep the connection open while its model is at work (`: OPENROUTER PROCESSING`)."""
_EVENTS = re.compile("(?:data|event|id|retry):")
"""How a stream of server-sent events begins."""
_SAID_BY_AN_API = re.compile(r"model|endpoints? found|deployment|parameter", re.IGNORECASE)
"""Words of a 404 that whoever answers at another address would not say."""

_STATUS_BY_WORD = (
    (("rate_limit", "rate limit", "too many requests", "quota", "throttl"), 429),
    (("insufficient balance", "insufficient_balance"), 402),
    (("context_length", "context length", "invalid_request", "bad_request", "badrequest", "content_filter"), 400),
    (("api key", "api_key", "unauthorized", "authentication", "permission", "forbidden", "login fail"), 401),
    (("model_not_found", "not_found", "does not exist", "no such model"), 404),
    (("overload", "unavailable", "capacity", "try again", "busy"), 503),
)
_UNTOLD_STATUS = 500


_TYPED_FIELDS = ("system_fingerprint", "service_tier", "metadata", "moderation", "error")
_TYPED_MESSAGE_FIELDS = ("tool_calls", "function_call", "audio", "annotations", "reasoning", "reasoning_content")
"""What OpenAI's types check and nobody here reads: no tools are offered, and thoughts are no answer."""


_ERROR_NAMES = ("type", "code", "param", "status")


def decoded(body: bytes, charset: str | None = None) -> str:
    """`body` as text: JSON is UTF-8 whatever its header says, unless it can't be; then the header's `charset` counts,
    and the signs of JSON in UTF-16.
    """
    for encoding in ("utf-8-sig", charset, json.detect_encoding(body)):
        try:
            text = body.decode(encoding or "utf-8-sig")
        except (UnicodeError, LookupError):
            continue
        if "\x00" not in text:
            return text
    return body.decode("utf-8-sig", "replace")


def read_reply_body(text: str, asked: Asked) -> Any:
    """The JSON value that a client library takes, of the body of a reply with status 2xx. Raises NoReply."""
    text = _WAITING.sub("", text).strip()
    if not text:
        raise NoReply(502, "The server sent an empty reply.")
    if is_page(text):
        raise NoReply(502, page_message(text, asked.path))
    try:
        value = _streamed(text) if _EVENTS.match(text) else _loaded(text)
    except (ValueError, RecursionError):
        raise NoReply(502, f"The server sent no JSON, or only its beginning: {clean_line(text, 80)}") from None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        raise NoReply(502, f"The server sent JSON that is no reply: {clean_line(text, 80)}")
    reader = next((read for end, read in _READERS.items() if asked.path.endswith(end)), None)
    try:
        _raise_if_error(value)
        return reader(value, asked) if reader else value
    except NoReply as none:
        # What has no answer in it may say why, in a form of its own.
        if none.is_unreadable and provider_words(value):
            raise _error_inside(value, value) from None
        if none.is_unreadable and "/v1" not in asked.path:
            raise NoReply(none.status, f"{none} {address_hint(asked.path)}") from None
        raise
    except (TypeError, AttributeError, KeyError) as error:
        raise NoReply(502, f"The server sent a reply in no form that is known: {clean_line(text, 80)}") from error


def _loaded(text: str) -> Any:
    return json.loads(text, parse_constant=lambda _: None)


def _streamed(text: str) -> Any:
    """One completion of the events of a server that streams though nobody asked it to.

    Raises NoReply if they break off.
    """
    events = [line.removeprefix("data:").strip() for line in text.splitlines() if line.startswith("data:")]
    chunks = [chunk for event in events if event != "[DONE]" and isinstance(chunk := _loaded(event), dict)]
    whole: dict[str, Any] = {}
    written: list[str] = []
    reason = None
    for chunk in chunks:
        if chunk.get("error"):
            return {"error": chunk["error"]}
        whole |= {name: value for name, value in chunk.items() if value is not None}
        if isinstance(chunk.get("choices"), list) and chunk["choices"]:
            choice = _choice(chunk)
            written.append(text_of((choice.get("delta") or choice.get("message") or {}).get("content")) or "")
            reason = choice.get("finish_reason") or reason
    if reason is None and "[DONE]" not in events:
        raise NoReply(502, "The server's stream broke off before the model's reply had ended.", BROKEN_OFF)
    return {**whole, "choices": [{"message": {"content": "".join(written)}, "finish_reason": reason}]}


def page_message(text: str, path: str) -> str:
    """What to say of a web page that came instead of a reply."""
    said = page_words(text)
    words = f" (“{said}”)" if said else ""
    return f"The address answered with a web page{words}, not with a model's reply. {address_hint(path)}"


def address_hint(path: str) -> str:
    """What to do about an address at which no model answers."""
    if "/v1" in path or "/v2" in path or "/v3" in path or "/api" in path:
        other = " A server without /responses is asked by openai-chat:… models." if path.endswith("/responses") else ""
        return f"Check the base URL (such as OPENAI_BASE_URL), and whether a proxy stands between.{other}"
    return "The base URL (such as OPENAI_BASE_URL) probably lacks /v1 at its end."


def error_body(status: int, body: Any, path: str) -> Any:
    """What a client library is given of an HTTP error: its body, or a word on the address if nothing answers there.

    Libraries look the names of an error up in tables, and take them for text.
    """
    words = provider_words(body)
    if status not in (404, 405) or _SAID_BY_AN_API.search(words):
        return _with_names_as_text(body)
    said = f" ({clean_line(words, 60)})" if words else ""
    message = f"Nothing answers at {path}, status {status}{said}. {address_hint(path)}"
    return error_of(NO_SUCH_ADDRESS, message)


def _with_names_as_text(body: Any) -> Any:
    """An error's body, its `type`, `code`, `param` and `status` as text or number, or None where they are neither."""
    if not isinstance(body, dict):
        return body
    named = {name: body[name] if isinstance(body[name], str | int) else None for name in _ERROR_NAMES if name in body}
    inner = {"error": _with_names_as_text(body["error"])} if isinstance(body.get("error"), dict) else {}
    return {**body, **named, **inner}


def _raise_if_error(value: Body) -> None:
    error = value.get("error")
    is_error = isinstance(error, dict | str) and bool(error)
    if not is_error and value.get("object") != "error" and value.get("type") != "error":
        return
    if any(value.get(name) for name in ("choices", "data", "output", "candidates")):
        return
    raise _error_inside(error if is_error else value, value)


def _error_inside(error: Any, value: Body) -> NoReply:
    """An error that came with status 200, with the status that it tells of."""
    details = error if isinstance(error, dict) else {}
    words = provider_words(error) or provider_words(value) or "an error without words"
    kind = details.get("type") if isinstance(details.get("type"), str) else "error"
    code = details.get("code") if isinstance(details.get("code"), str) else None
    candidates = [details.get(name) for name in ("code", "status", "status_code", "http_status")]
    candidates += [value.get(name) for name in ("code", "status", "status_code")]
    for candidate in candidates:
        if isinstance(candidate, str) and candidate.isdecimal():
            candidate = int(candidate)
        if isinstance(candidate, int) and 400 <= candidate < 600:
            return NoReply(candidate, words, kind or "error", code)
    text = f"{kind} {code} {words}".lower()
    if tells_of_a_filter(text):
        return NoReply(400, words, kind or "error", code)
    status = next((status for terms, status in _STATUS_BY_WORD if any(term in text for term in terms)), _UNTOLD_STATUS)
    return NoReply(status, words, kind or "error", code)


def _chat_completion(value: Body, asked: Asked) -> Body:
    choice = _choice(value)
    message = choice.get("message") or choice.get("delta") or {"content": choice.get("text")}
    if isinstance(message, str):
        message = {"content": message}
    reason = choice.get("finish_reason") or choice.get("stop_reason") or value.get("done_reason")
    if isinstance(choice.get("error"), dict):
        raise _error_inside(choice["error"], value)
    finish: str = ending(reason)
    content, thoughts, refusal = content_of(message), thoughts_of(message), message.get("refusal")
    if finish == "stop" and not content and is_call(message):
        finish = "tool_calls"
    # What else a server sent goes on, for providers whose own client wants it, but nothing that OpenAI's types forbid.
    return {
        **without(value, _TYPED_FIELDS),
        "id": clean_line(value.get("id")),
        "object": "chat.completion",
        "created": moment(value.get("created")),
        "model": clean_line(value.get("model")) or asked.model or "unknown",
        "choices": [
            {
                **without(choice, ("delta", "text")),
                "index": 0,
                "message": {
                    **without(message, _TYPED_MESSAGE_FIELDS),
                    "role": "assistant",
                    "content": content,
                    **({"reasoning_content": thoughts} if thoughts else {}),
                    "refusal": refusal if isinstance(refusal, str) and refusal else None,
                },
                "finish_reason": finish,
                "logprobs": _logprobs(choice.get("logprobs")),
            }
        ],
        "usage": _usage(value.get("usage")),
    }


def _choice(value: Body) -> Body:
    """The first choice; the reply itself where a server sends its one message without a list (Ollama's own form)."""
    choices = value.get("choices")
    if isinstance(choices, dict):
        choices = [choices]
    if isinstance(choices, list):
        first = next((choice for choice in choices if isinstance(choice, dict)), None)
        if first is not None:
            return first
    elif isinstance(value.get("message"), dict):
        return value
    if _is_blocked(value):
        return {"finish_reason": "content_filter"}
    raise NoReply(502, "The server sent a reply without choices.")


def _is_blocked(value: Body) -> bool:
    """Whether a reply says that what was asked was blocked, as Google's does in both of its APIs."""
    feedbacks = (value.get("prompt_feedback"), value.get("promptFeedback"))
    return any(
        isinstance(feedback, dict) and (feedback.get("block_reason") or feedback.get("blockReason"))
        for feedback in feedbacks
    )


def generated_anyway(status: int, body: Any) -> Body | None:
    """A completion of what a model wrote that its server found not to be of the form asked for (Groq's
    `failed_generation`): it is read as any reply is, and asked for again where it is none; None for other errors.
    """
    error = body.get("error") if isinstance(body, dict) else None
    if status != 400 or not isinstance(error, dict):
        return None
    written = error.get("failed_generation")
    if isinstance(written, dict | list):
        written = json.dumps(written)
    if not isinstance(written, str) and error.get("code") != "json_validate_failed":
        return None
    return {"choices": [{"message": {"content": written}, "finish_reason": "stop"}]}


def _logprobs(logprobs: Any) -> Body | None:
    tokens = logprobs.get("content") if isinstance(logprobs, dict) else None
    if not isinstance(tokens, list):
        return None
    try:
        content = [
            {**_token(token), "top_logprobs": [_token(alternative) for alternative in token.get("top_logprobs") or ()]}
            for token in tokens
        ]
    except (TypeError, KeyError, AttributeError):
        return None
    return {"content": content, "refusal": None} if content else None


def _token(token: Any) -> dict[str, Any]:
    if not isinstance(token["token"], str):
        raise TypeError
    return {"token": token["token"], "logprob": float(token["logprob"]), "bytes": None}


def _usage(usage: Any) -> Body | None:
    """None if it is not told how many tokens there were; then nobody takes them for none.

    Some providers count thoughts apart from the completion and charge for them all the same: xAI tells them in the
    details, Google's compatible endpoint in the total alone.
    """
    if not isinstance(usage, dict):
        return None
    read = count(usage, "prompt_tokens", "input_tokens")
    written = count(usage, "completion_tokens", "output_tokens")
    if not read and not written:
        return None
    cached = count(usage.get("prompt_tokens_details"), "cached_tokens")
    reasoned = count(usage.get("completion_tokens_details"), "reasoning_tokens")
    if read:
        written = max(written, count(usage, "total_tokens") - read)
    if reasoned > written:
        written += reasoned
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
        "prompt_tokens_details": {"cached_tokens": min(cached, read)},
        "completion_tokens_details": {"reasoning_tokens": reasoned},
    }


def _embeddings(value: Body, asked: Asked) -> Body:
    rows = value.get("data")
    if not isinstance(rows, list):
        rows = value.get("embeddings")
    if not isinstance(rows, list) or not rows:
        raise NoReply(502, "The server sent a reply without embeddings.")
    vectors = [row.get("embedding") if isinstance(row, dict) else row for row in rows]
    indices = [row.get("index") if isinstance(row, dict) else None for row in rows]
    if sorted(index for index in indices if isinstance(index, int)) == list(range(len(rows))):
        vectors = [vector for _, vector in sorted(zip(indices, vectors, strict=True), key=lambda pair: pair[0] or 0)]
    read = count(value.get("usage"), "prompt_tokens", "input_tokens", "total_tokens")
    return {
        "object": "list",
        "model": clean_line(value.get("model")) or asked.model or "unknown",
        "data": [{"object": "embedding", "index": index, "embedding": vector} for index, vector in enumerate(vectors)],
        "usage": {"prompt_tokens": read, "total_tokens": read},
    }


_READERS: Mapping[str, Callable[[Body, Asked], Body]] = {
    "/chat/completions": _chat_completion,
    "/embeddings": _embeddings,
    "/responses": openai_response,
    "/messages": anthropic_message,
    ":generateContent": google_contents,
}
"""By the end of the address's path; replies to others are taken as they come."""
