"""What a model gives back when it is asked for an answer with its evidence: one JSON object, checked field by field.

What can't be read as such an object never becomes an answer. A reply in plain prose, from a server that ignores
schemas, may: it is what a twin says, only that nothing is known of what it rests on.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition

from prospect_twins.agents.values import value_schema
from prospect_twins.domain.question_forms import QuestionForm

MAX_EVIDENCE = 20
MAX_ASSUMPTIONS = 5
MAX_ASSUMPTION_CHARS = 200

_FENCED = re.compile(r"^```\w*\n(.*)\n```$", re.DOTALL)
_NO_PROSE = re.compile(r"[{}]|```|^\s*\[")
"""Signs of JSON or of code, which people don't speak."""
_MARK = re.compile(r"\s*(?:\[|\(|<|&lt;)(?:[fntec]\d+|i1)(?:[,;\s]+(?:[fntec]\d+|i1))*(?:\]|\)|>|&gt;)")
"""An id in an answer, put there like a footnote."""
_ID = re.compile(r"(?<![a-z])[a-z]\d+(?!\w)")


class BrokenReply(Exception):
    """A reply that is not the JSON object asked for (nor prose, where that may be taken)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`evidence` and `assumptions` as the model gave them, bounded; None where it gave none because it wrote prose."""

    answer: str
    evidence: tuple[str, ...] | None = None
    assumptions: tuple[str, ...] = ()
    value: Any = None


def reply_schema(form: QuestionForm) -> dict[str, Any]:
    """The JSON schema of a reply to a question of this form; the answer comes first, so that the rest follows it."""
    properties: dict[str, Any] = {
        "answer": {"type": "string"},
        "evidence": {"type": "array", "items": {"type": "string"}},
        "assumptions": {"type": "array", "items": {"type": "string"}},
    }
    value = value_schema(form)
    if value is not None:
        properties["value"] = value
    # Every field required and none besides: what OpenAI's strict mode asks for.
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def request_for(model: Model, schema: dict[str, Any], name: str) -> ModelRequestParameters:
    """Asks `model` for JSON of this schema: by its provider's means if it has them, else by instructions."""
    return ModelRequestParameters(
        instruction_parts=[],
        output_mode="native" if model.profile.get("supports_json_schema_output", False) else "prompted",
        output_object=OutputObjectDefinition(json_schema=schema, name=name, strict=True),
    )


def read_reply(text: str) -> Reply:
    """The reply in `text`. Raises BrokenReply. Fields that weren't asked for are ignored."""
    text = text.strip()
    if not _NO_PROSE.search(text):
        return Reply(without_marks(text))
    value = json_object(text)
    answer, evidence, assumptions = (value.get(name) for name in ("answer", "evidence", "assumptions"))
    if not isinstance(answer, str) or _NO_PROSE.search(answer):
        raise BrokenReply
    return Reply(without_marks(answer), _ids(evidence), _assumed(assumptions), value.get("value"))


def without_marks(text: str) -> str:
    """`text` without ids that were put into it like footnotes."""
    return _MARK.sub("", text)


def json_object(text: str) -> Mapping[str, Any]:
    """The object that `text` is, or that stands in it between other words. Raises BrokenReply."""
    fenced = _FENCED.match(text)
    inner = fenced[1] if fenced else text[max(text.find("{"), 0) :]
    try:
        value, _ = json.JSONDecoder().raw_decode(inner.strip())
    except (ValueError, RecursionError):
        raise BrokenReply from None
    if not isinstance(value, dict):
        raise BrokenReply
    return value


def _ids(evidence: Any) -> tuple[str, ...]:
    """The ids in the model's list, in its order, each once; whether they exist is for the grounding to say."""
    found = (_ID.search(entry.lower()) for entry in _strings(evidence))
    return tuple(dict.fromkeys(match[0] for match in found if match))[:MAX_EVIDENCE]


def _assumed(assumptions: Any) -> tuple[str, ...]:
    lines = (" ".join(without_marks(entry).split()) for entry in _strings(assumptions))
    cut = (line if len(line) <= MAX_ASSUMPTION_CHARS else f"{line[: MAX_ASSUMPTION_CHARS - 1]}…" for line in lines)
    return tuple(dict.fromkeys(line for line in cut if line))[:MAX_ASSUMPTIONS]


def _strings(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise BrokenReply
    return value
