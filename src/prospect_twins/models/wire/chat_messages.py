"""The text of a chat completion's message, wherever its server has put it."""

import json
from typing import Any

from prospect_twins.domain.spoken import is_object, spoken
from prospect_twins.models.wire.reply_values import Body, called_with, objects


def content_of(message: Body) -> str | None:
    """What the message says; the arguments of a call, or an object among its thoughts, where it says nothing else.

    No tools are offered, so a call's arguments are the form that was asked for. Servers that part thoughts from the
    answer by its template put all of it among the thoughts where the model did not think.
    """
    said = text_of(message.get("content"))
    if said is not None and said.strip():
        return said
    if called := called_with(_calls(message)):
        return called
    written = _unfenced(spoken(thoughts_of(message) or ""))
    return written if is_object(written) else said


def is_call(message: Body) -> bool:
    """Whether the model called a tool."""
    return bool(_calls(message))


def thoughts_of(message: Body) -> str | None:
    """What the model thought, where the server tells it in a field of its own."""
    texts = [message.get(name) for name in ("reasoning_content", "reasoning")]
    content = message.get("content")
    texts += [text_of(part.get("thinking")) for part in objects(content) if part.get("type") == "thinking"]
    return next((thoughts for thoughts in texts if isinstance(thoughts, str) and thoughts.strip()), None)


def text_of(content: Any) -> str | None:
    """The text of a message's content in any of its forms; None if there is none."""
    if isinstance(content, list):
        texts = [part if isinstance(part, str) else _part_text(part) for part in content]
        return "".join(texts) or None
    if isinstance(content, dict):
        # A part by itself, or the JSON object that was asked for, sent as one instead of as its text.
        return _part_text(content) or json.dumps(content)
    return content if isinstance(content, str) else None


def _calls(message: Body) -> list[Body]:
    """The functions that are called, in the present form and in the one before it."""
    calls = [call.get("function", call) for call in objects(message.get("tool_calls"))]
    return objects([*calls, message.get("function_call")])


def _unfenced(text: str) -> str:
    text = text.strip()
    return text.removeprefix("```json").removeprefix("```").removesuffix("```").strip()


def _part_text(part: Any) -> str:
    if not isinstance(part, dict) or part.get("type", "text") not in ("text", "output_text"):
        return ""
    text = part.get("text")
    return text if isinstance(text, str) else ""
