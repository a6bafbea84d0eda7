"""What a model gives back when it is asked for an answer with its evidence: one JSON object, checked field by field.

What can't be read as such an object never becomes an answer. A reply in plain prose, from a server that ignores
schemas, may: it is what a twin says, only that nothing is known of what it rests on. Nor is it of an object that tells
no evidence.
"""

import contextlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prospect_twins.agents.calling.json_reply import BrokenReply, json_object
from prospect_twins.agents.twin.values import value_schema
from prospect_twins.agents.words.answer_wrapping import unwrapped
from prospect_twins.domain.question_forms import QuestionForm
from prospect_twins.domain.spoken import spoken

MAX_EVIDENCE = 20
MAX_ASSUMPTIONS = 5
MAX_ASSUMPTION_CHARS = 200

_NO_PROSE = re.compile(r"[{}]|```|^\s*\[\s*(?:[\"'\d\[\]-]|(?:true|false|null)\b)")
"""Signs of JSON or of code, which people don't speak."""
_CODE = re.compile(r"```|\{\s*[\"'{}]|[\"'\]}]\s*\}|\A\s*(?:\{|\[\s*(?:[\"'\d\[\]-]|(?:true|false|null)\b))")
"""The same in an answer that was read from JSON, where a single brace may be the person's."""
_WHOLE_ANSWER = re.compile(r'\{\s*"answer"\s*:\s*("(?:[^"\\]|\\["\\/bfnrt])*")\s*,\s*"(?:evidence|assumptions|value)"')
"""The beginning of an object that broke off after its answer."""
_OTHER_NAMES = ("response", "reply", "text", "content", "message")
_NOTHING = frozenset(("", "null", "nan", "undefined", "true", "false"))
"""What a program writes where it has nothing to say."""
_RECORD_ID = r"(?:[fntec]\d+|i1)"
_MARK = re.compile(
    rf"\s*(?P<opening>\[|\(|【|<|&lt;)(?P<ids>{_RECORD_ID}(?:(?:[,;\s]|\band\b|&)+{_RECORD_ID})*)(?:\]|\)|】|>|&gt;)"
)
"""What may be an id in an answer, put there like a footnote."""
_FACT = re.compile(r"f\d\d+")
_ID = re.compile(r"(?<![a-z])[a-z]\d+(?!\w)")
_NONE_MADE = frozenset(
    ("", "none", "n/a", "na", "null", "nil", "nothing", "no assumptions", "not applicable", "-", "[]")
)


@dataclass(frozen=True, slots=True)
class AnswerReply:
    """`evidence` and `assumptions` as the model gave them, bounded; None where it told no evidence."""

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


def read_reply(text: str, known: Collection[str], *, cut: bool = False) -> AnswerReply:
    """The reply in `text`; `known`: the ids of the pieces that the model was given. Raises BrokenReply.

    Fields that weren't asked for are ignored. `cut`: whether it was cut off by its length. Prose that was is no answer:
    nobody speaks for so long, and a model that thinks in plain words has only thought so far.
    """
    text = text.strip().removeprefix("\ufeff")
    if text.casefold() in _NOTHING:
        raise BrokenReply
    bare = unwrapped(text)
    if not _NO_PROSE.search(bare):
        if cut:
            raise BrokenReply
        return AnswerReply(without_marks(bare, known))
    fields = _answering(text)
    answer = _text_of(fields["answer"])
    if not answer.strip() or _CODE.search(answer):
        raise BrokenReply
    evidence = _ids(fields.get("evidence"))
    said = without_marks(spoken(answer), known, evidence)
    return AnswerReply(said, evidence if "evidence" in fields else None, _assumed(fields, known), fields.get("value"))


def _answering(text: str) -> Mapping[str, Any]:
    """The object that answers; one that gives its answer another name tells nothing else."""
    try:
        return json_object(text, "answer", "evidence", "assumptions")
    except BrokenReply:
        if whole := _WHOLE_ANSWER.match(text):
            return {"answer": json.loads(whole[1], strict=False)}
        for name in _OTHER_NAMES:
            with contextlib.suppress(BrokenReply):
                fields = json_object(text, name)
                said = fields[name]
                if isinstance(said, str) and (len(said.split()) > 1 or not said.isascii()):
                    return {"answer": said}
        raise


def _text_of(answer: Any) -> str:
    """A text, a list of them, or an object that holds one. Raises BrokenReply."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list) and answer and all(isinstance(text, str) for text in answer):
        return " ".join(answer)
    if isinstance(answer, Mapping):
        texts = [text for text in answer.values() if isinstance(text, str)]
        if len(texts) == 1:
            return texts[0]
    raise BrokenReply


def without_marks(text: str, known: Collection[str], cited: Collection[str] | None = None) -> str:
    """`text` without ids of `known` pieces that were put into it like footnotes.

    Words in round brackets may be anybody's, "(n95)" or "(e5)": they go only where one of them was `cited`, if the
    model told what it cites.
    """

    def left(mark: re.Match[str]) -> str:
        meant = known if cited is None or mark["opening"] != "(" else cited
        ids = re.findall(_RECORD_ID, mark["ids"])
        is_cited = any(item_id in known and item_id in meant for item_id in ids)
        return "" if is_cited or _is_nothing_else(ids, known) else mark[0]

    return _MARK.sub(left, text)


def _is_nothing_else(ids: Collection[str], known: Collection[str]) -> bool:
    """Whether `ids` are of pieces even where none is cited: several of them, or a fact of a high number."""
    return all(item_id in known for item_id in ids) and (
        len(ids) > 1 or any(_FACT.fullmatch(item_id) for item_id in ids)
    )


def _ids(evidence: Any) -> tuple[str, ...] | None:
    """The ids in what the model gave, in its order, each once; whether they exist is for the grounding to say. None if
    it has nothing that could be ids.
    """
    if evidence is None:
        return ()
    if not isinstance(evidence, str | list | Mapping):
        return None
    entries = list(_texts(evidence))
    if not entries and evidence:
        return None
    # What comes after a colon is the piece's own words.
    matches = (match for entry in entries for match in _ID.findall(entry.partition(":")[0].lower()))
    return tuple(dict.fromkeys(matches))[:MAX_EVIDENCE]


def _assumed(fields: Mapping[str, Any], known: Collection[str]) -> tuple[str, ...]:
    lines = (" ".join(without_marks(entry, known).split()) for entry in _texts(fields.get("assumptions")))
    cut = (line if len(line) <= MAX_ASSUMPTION_CHARS else f"{line[: MAX_ASSUMPTION_CHARS - 1]}…" for line in lines)
    made = (line for line in cut if line.rstrip(".").casefold() not in _NONE_MADE)
    return tuple(dict.fromkeys(made))[:MAX_ASSUMPTIONS]


def _texts(value: Any) -> Iterator[str]:
    """The texts in what should be a list of them: that, one text, or objects; of these the id, else a first text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, str | Mapping):
                yield from _texts(entry)
    elif isinstance(value, Mapping):
        if isinstance(known := value.get("id"), str):
            yield known
        elif any(_ID.fullmatch(str(name).lower()) for name in value):
            yield from map(str, value)
        else:
            yield from [entry for entry in value.values() if isinstance(entry, str)][:1]
