"""Replies in the forms of OpenAI's responses, Anthropic's messages and Google's contents, read for their text.

As in `replies`, what nobody needs is not required, and what their clients would stumble over is left out.
"""

from collections.abc import Mapping
from typing import Any

from prospect_twins.domain.received import clean_line
from prospect_twins.models.wire.reply_values import (
    Asked,
    Body,
    Ending,
    NoReply,
    called_with,
    count,
    ending,
    moment,
    objects,
)


def openai_response(value: Body, asked: Asked) -> Body:
    """A reply of OpenAI's Responses API with what the client library needs."""
    if not isinstance(value.get("output"), list):
        raise NoReply(502, "The server sent a reply without output.")
    incomplete = value.get("incomplete_details")
    reason = incomplete.get("reason") if isinstance(incomplete, dict) else None
    if value.get("status") != "completed":
        ending(reason or value.get("status"))
    read, written = (count(value.get("usage"), name) for name in ("input_tokens", "output_tokens"))
    items = objects(value.get("output"))
    parts = [part for item in items for part in _output_parts(item)]
    if not parts and (called := called_with(items)):
        parts = [{"type": "output_text", "text": called, "annotations": []}]
    return {
        "id": clean_line(value.get("id")),
        "object": "response",
        "created_at": moment(value.get("created_at")),
        "model": clean_line(value.get("model")) or asked.model or "unknown",
        "status": "incomplete" if value.get("status") == "incomplete" else "completed",
        "incomplete_details": {"reason": reason} if isinstance(reason, str) else None,
        "error": None,
        "output": [{"type": "message", "id": "", "role": "assistant", "status": "completed", "content": parts}],
        "usage": {
            "input_tokens": read,
            "output_tokens": written,
            "total_tokens": read + written,
            "input_tokens_details": {"cached_tokens": _detail(value, "input_tokens_details", "cached_tokens", read)},
            "output_tokens_details": {
                "reasoning_tokens": _detail(value, "output_tokens_details", "reasoning_tokens", written)
            },
        }
        if read or written
        else None,
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
    }


def _output_parts(item: Body) -> list[Body]:
    """What is said in an item of the output; other items are thoughts and calls of tools."""
    if item.get("type", "message") != "message":
        return []
    content = item.get("content")
    if isinstance(content, str):
        return [{"type": "output_text", "text": content, "annotations": []}]
    parts: list[Body] = []
    for part in objects(content):
        if isinstance(refusal := part.get("refusal"), str) and refusal:
            parts.append({"type": "refusal", "refusal": refusal})
        elif part.get("type", "output_text") in ("output_text", "text") and isinstance(text := part.get("text"), str):
            tokens = part.get("logprobs")
            logprobs = {"logprobs": tokens} if isinstance(tokens, list) and all(map(_is_token, tokens)) else {}
            parts.append({"type": "output_text", "text": text, "annotations": [], **logprobs})
    return parts


def _is_token(token: Any) -> bool:
    """Whether a token is told with its probability, as the client reads it."""
    if not isinstance(token, dict) or not isinstance(token.get("top_logprobs"), list):
        return False
    return all(
        isinstance(alternative, dict)
        and isinstance(alternative.get("token"), str)
        and isinstance(alternative.get("logprob"), int | float)
        for alternative in (token, *token["top_logprobs"])
    )


def _detail(value: Body, group: str, name: str, most: int) -> int:
    usage = value.get("usage")
    return min(count(usage.get(group), name), most) if isinstance(usage, dict) else 0


_ANTHROPIC_COUNTS = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


_ANTHROPIC_REASONS: Mapping[Ending, str] = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}


def anthropic_message(value: Body, asked: Asked) -> Body:
    """A reply of Anthropic's Messages API with what the client library needs."""
    content = value.get("content")
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    reason = _ANTHROPIC_REASONS[ending(value.get("stop_reason"))]
    if not isinstance(content, list) and reason == "end_turn":
        raise NoReply(502, "The server sent a message without content.")
    texts = [block["text"] for block in objects(content) if isinstance(block.get("text"), str)]
    if not "".join(texts).strip() and (called := called_with(objects(content))):
        texts = [called]
    return {
        "id": clean_line(value.get("id")) or "unknown",
        "type": "message",
        "role": "assistant",
        "model": clean_line(value.get("model")) or asked.model or "unknown",
        "content": [{"type": "text", "text": text} for text in texts],
        "stop_reason": reason,
        "usage": {name: count(value.get("usage"), name) for name in _ANTHROPIC_COUNTS},
    }


_GOOGLE_COUNTS = (
    "promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "cachedContentTokenCount", "totalTokenCount",
)  # fmt: skip


_GOOGLE_REASONS: Mapping[Ending, str] = {"stop": "STOP", "length": "MAX_TOKENS", "content_filter": "SAFETY"}


def google_contents(value: Body, asked: Asked) -> Body:
    """A reply of Google's API with what the client library needs."""
    candidates = objects(value.get("candidates"))
    feedback = value.get("promptFeedback")
    blocked = clean_line(feedback.get("blockReason")) if isinstance(feedback, dict) else ""
    if not candidates and not blocked:
        raise NoReply(502, "The server sent a reply without candidates.")
    counts = {name: count(value.get("usageMetadata"), name) for name in _GOOGLE_COUNTS}
    return {
        "candidates": [_google_candidate(candidate) for candidate in candidates[:1]],
        **({"promptFeedback": {"blockReason": blocked}} if blocked else {}),
        "modelVersion": clean_line(value.get("modelVersion")) or None,
        "responseId": clean_line(value.get("responseId")) or None,
        "usageMetadata": {name: number for name, number in counts.items() if number} or None,
    }


def _google_candidate(candidate: Body) -> Body:
    content = candidate.get("content")
    parts = objects(content.get("parts")) if isinstance(content, dict) else []
    read = [_google_part(part) for part in parts]
    calls = objects([part.get("functionCall") for part in parts])
    if not any(part["text"].strip() for part in read if "thought" not in part) and (called := called_with(calls)):
        read.append({"text": called})
    candidate_read: dict[str, Any] = {"content": {"role": "model", "parts": read}}
    return candidate_read | {"finishReason": _GOOGLE_REASONS[ending(candidate.get("finishReason"))]}


def _google_part(part: Body) -> Body:
    text = part.get("text")
    return {"text": text if isinstance(text, str) else "", **({"thought": True} if part.get("thought") is True else {})}
