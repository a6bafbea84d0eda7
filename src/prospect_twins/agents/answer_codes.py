"""What a model gives back when it codes answers, and what of it is kept: only what code can confirm.

A row counts for the answer that it names, if there is such an answer and no other row that says otherwise of it. Its
quote has to stand in that answer: an invented one is dropped, and one that stands in another answer of the same call
shows that the model has lost count, so the whole row is dropped. Counts of people have no place in the codes of one
answer and are dropped too.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from prospect_twins.agents.counted_claims import claims
from prospect_twins.agents.quotes import stands_in, verbatim
from prospect_twins.domain.analysis import MAX_THEMES, AnswerAnalysis, Intensity, Sentiment

MAX_OBJECTIONS = 5
LONGEST_OBJECTION = 120
LONGEST_THEME = 40
THEME_WORDS = 4

_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_ROW: dict[str, Any] = {
    "answer": {"type": "integer"},
    "quote": _TEXT,
    "themes": _TEXTS,
    "objections": _TEXTS,
    "sentiment": {"type": "string", "enum": [label.value for label in Sentiment]},
    "stance": {"type": "integer", "enum": [1, 2, 3, 4, 5]},
    "intensity": {"type": "string", "enum": [label.value for label in Intensity]},
}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    # Every field required and none besides: what OpenAI's strict mode asks for.
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


CODES_SCHEMA = _object({"codes": {"type": "array", "items": _object(_ROW)}})
"""Of a reply: one row for each answer. The quote comes first, so that the labels follow what was said."""


class BrokenCodes(Exception):
    """A reply that does not follow the schema."""


class ProposedCode(BaseModel):
    """One row of a reply, before it has been held against its answer."""

    answer: int
    sentiment: Sentiment
    stance: int | None = None
    intensity: Intensity | None = None
    objections: list[str] = []
    themes: list[str] = []
    quote: str = ""


def read_codes(text: str, answers: Sequence[str], model: str) -> Mapping[int, AnswerAnalysis]:
    """What of the reply `text` is true of `answers`, by their places (from 0; the model counts from 1).

    A place that is missing was not coded, or not so that it could be believed. Raises BrokenCodes.
    """
    rows: dict[int, list[ProposedCode]] = {}
    for row in _rows(text):
        if 1 <= row.answer <= len(answers):
            rows.setdefault(row.answer - 1, []).append(row)
    found = {}
    for place, told in rows.items():
        row = told[0]
        if any(other != row for other in told) or _is_of_another(row.quote, place, answers):
            continue
        found[place] = _verified(row, answers[place], model)
    return found


def _rows(text: str) -> list[ProposedCode]:
    start = text.find("{")
    try:
        value, _ = json.JSONDecoder().raw_decode(text[start:] if start >= 0 else text)
        return [ProposedCode.model_validate(row) for row in value["codes"]]
    except (ValueError, TypeError, KeyError, RecursionError, ValidationError):
        raise BrokenCodes from None


def _is_of_another(quote: str, place: int, answers: Sequence[str]) -> bool:
    if verbatim(quote, answers[place]) is not None:
        return False
    return any(verbatim(quote, answer) is not None for other, answer in enumerate(answers) if other != place)


def _verified(row: ProposedCode, answer: str, model: str) -> AnswerAnalysis:
    def was_said(words: str) -> bool:
        return stands_in(words, answer)

    return AnswerAnalysis(
        sentiment=row.sentiment,
        model=model,
        stance=row.stance if row.stance is not None and 1 <= row.stance <= 5 else None,
        intensity=row.intensity,
        objections=_kept(row.objections, MAX_OBJECTIONS, lambda text: _is_objection(text, was_said)),
        themes=_kept(row.themes, MAX_THEMES, lambda text: _is_theme(text, was_said)),
        quote=verbatim(row.quote, answer),
    )


def _kept(proposed: Sequence[str], most: int, fits: Callable[[str], bool]) -> tuple[str, ...]:
    """The first `most` of `proposed` that fit, each on one line, and once."""
    lines = (" ".join(text.split()).strip(" .,;:\"'“”‘’*#-") for text in proposed)
    kept: dict[str, str] = {}
    for line in lines:
        if line and fits(line):
            kept.setdefault(line.casefold(), line)
    return tuple(kept.values())[:most]


def _is_objection(text: str, was_said: Callable[[str], bool]) -> bool:
    return len(text) <= LONGEST_OBJECTION and _is_clean(text, was_said)


def _is_theme(text: str, was_said: Callable[[str], bool]) -> bool:
    return len(text) <= LONGEST_THEME and len(text.split()) <= THEME_WORDS and _is_clean(text, was_said)


_NOT_WORDS = re.compile(r"[<>{}\[\]\\|]|&lt;|https?:")


def _is_clean(text: str, was_said: Callable[[str], bool]) -> bool:
    """Whether it is plain words that claim no count, unless the person said so themselves."""
    return not _NOT_WORDS.search(text) and (was_said(text) or not claims(text, was_said))
