"""What the readers of replies share: what a reply answers, that there is none, and numbers in it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from prospect_twins.domain.received import clean_line, token_count
from prospect_twins.domain.spoken import is_object

Body = Mapping[str, Any]

UNREADABLE = "unreadable_reply"
"""The error type of a reply in which there is nothing to be read; asking again may help, a few times."""


BROKEN_OFF = "broken_off"
"""The error type of a reply that ended before the model had."""


class NoReply(Exception):
    """The body is no reply. `status` is what an HTTP server would have said, `error` the body of that error."""

    def __init__(self, status: int, message: str, kind: str = UNREADABLE, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.is_unreadable = kind == UNREADABLE
        self.error = error_of(kind, message, code)


def error_of(kind: str, message: str, code: str | None = None) -> dict[str, Any]:
    """The body of an error of that kind, which OpenAI's and Anthropic's clients read as `type`, Google's as
    `status`.
    """
    return {"error": {"message": message, "type": kind, "status": kind, "code": code, "param": None}}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reply is the reply to."""

    path: str
    """The address's path, such as `/v1/chat/completions`."""
    request: bytes = b"{}"

    @property
    def model(self) -> str:
        """The model that the request names."""
        try:
            return clean_line(json.loads(self.request).get("model"))
        except (ValueError, AttributeError):
            return ""


Ending = Literal["stop", "length", "content_filter"]

_ENDINGS: Sequence[tuple[re.Pattern[str], Ending | None]] = (
    (re.compile("length|max_tokens?|tokens$|token_limit|context_window|error_limit"), "length"),
    (
        re.compile(
            "filter|safety|refus|block|recitation|guardrail|prohibit|spii|sensitive|toxic|moderat|policy|violat"
        ),
        "content_filter",
    ),
    (
        re.compile(
            "error|abort|cancel|network|interrupt|incomplete|fail|time_?out|time_?limit|preempt|evict|overload"
            "|insufficient|unspecified|malformed|unexpected|disconnect|language|other$|pause"
        ),
        None,
    ),
)
"""What the names of finish reasons have in common, of OpenAI, Azure, Anthropic, Google, Mistral, Cohere, DeepSeek,
Zhipu, and the servers vLLM and SGLang. None: the reply broke off."""


def ending(reason: Any) -> Ending:
    """How a reply ended, by the reason that its server gives; by an unknown one or none, as its model wished.

    Raises NoReply if it broke off: half a sentence is no answer, and asking again may bring one.
    """
    name = re.sub(r"\W+", "_", reason.strip().lower()) if isinstance(reason, str) else ""
    known: Ending | None = next((meaning for names, meaning in _ENDINGS if names.search(name)), "stop")
    if known is None:
        raise NoReply(502, f"The server broke the model's reply off ({clean_line(reason, 60)}).", BROKEN_OFF)
    return known


def count(usage: Any, *names: str) -> int:
    """The first whole number, not negative, that stands under one of `names`; 0 if there is none."""
    if not isinstance(usage, dict):
        return 0
    values = (usage.get(name) for name in names)
    return next((number for number in map(_counted, values) if number), 0)


def _counted(value: Any) -> int:
    return token_count(int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else value)


def moment(value: Any) -> int:
    """Seconds since 1970; 0, which stands for none, for what is no time of a reply."""
    return int(value) if isinstance(value, int | float) and 0 <= value < 10**11 else 0


def without(value: Body, names: Sequence[str]) -> dict[str, Any]:
    """The object without these members."""
    return {name: field for name, field in value.items() if name not in names}


def objects(values: Any) -> list[Body]:
    """The objects of what should be a list of them."""
    return [entry for entry in values if isinstance(entry, dict)] if isinstance(values, list) else []


def called_with(calls: Sequence[Body]) -> str | None:
    """The object that a tool was called with, as JSON; None if there is none. No tools are offered, so it is the form
    that was asked for. The APIs call it `arguments`, `input` or `args`.
    """
    for call in calls:
        arguments = next((call[name] for name in ("arguments", "input", "args") if call.get(name)), None)
        if isinstance(arguments, dict):
            return json.dumps(arguments)
        if isinstance(arguments, str) and is_object(arguments):
            return arguments
    return None
