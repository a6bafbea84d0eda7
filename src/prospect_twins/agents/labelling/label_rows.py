"""What a model gives back when it labels answers, and what of it is kept: only what code can confirm.

A row counts for the answer that it names, if there is such an answer and no other row that says otherwise of it. Its
quote has to stand in that answer: an invented one is dropped, and one that stands in another answer of the same call
shows that the model has lost count, so the whole row is dropped. Counts of people have no place in the labels of one
answer and are dropped too.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationError

from prospect_twins.agents.calling.json_reply import BrokenReply, json_object, json_objects
from prospect_twins.agents.labelling.prompts import STANCES
from prospect_twins.agents.words.counted_claims import claims
from prospect_twins.agents.words.quotes import stands_in, verbatim
from prospect_twins.domain.labels import MAX_THEMES, AnswerLabels, Intensity, Sentiment
from prospect_twins.domain.named_points import named_point
from prospect_twins.domain.text import folded

MAX_OBJECTIONS = 5
LONGEST_OBJECTION = 120
LONGEST_THEME = 40
THEME_WORDS = 4


def _number(value: Any) -> Any:
    """The number of an answer, however it is written: 3, "3", "answer 3"."""
    numbers = re.findall(r"\d+", value) if isinstance(value, str) else []
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) < 6 else value


def _label(value: Any) -> Any:
    return folded(value).strip(".") if isinstance(value, str) else value


def _intensity(value: Any) -> Any:
    return _label(value) if isinstance(value, str) and _label(value) in set(Intensity) else None


def _texts(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, str)]


class LabelRow(BaseModel):
    """One row of a reply, before it has been held against its answer. What it need not have may be anything."""

    answer: Annotated[int, BeforeValidator(_number)]
    sentiment: Annotated[Sentiment, BeforeValidator(_label)]
    stance: Annotated[int | None, BeforeValidator(lambda value: named_point(STANCES, (), value))] = None
    intensity: Annotated[Intensity | None, BeforeValidator(_intensity)] = None
    objections: Annotated[list[str], BeforeValidator(_texts)] = []
    themes: Annotated[list[str], BeforeValidator(_texts)] = []
    quote: Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else "")] = ""


def read_labels(text: str, answers: Sequence[str], model: str) -> Mapping[int, AnswerLabels]:
    """What of the reply `text` is true of `answers`, by their places (from 0; the model counts from 1).

    A place that is missing was not labelled, or not so that it could be believed. Raises BrokenReply.
    """
    rows: dict[int, list[LabelRow]] = {}
    for row in _rows(text):
        if 1 <= row.answer <= len(answers):
            rows.setdefault(row.answer - 1, []).append(row)
    labels = {}
    for position, proposed in rows.items():
        row = proposed[0]
        if any(other != row for other in proposed) or _is_of_another(row.quote, position, answers):
            continue
        labels[position] = _verified(row, answers[position], model)
    return labels


def _rows(text: str) -> list[LabelRow]:
    """Every row that can be read; one that can't takes no other with it, nor does a list that broke off."""
    rows = json_objects(text, "answer", "sentiment")
    if not rows and not isinstance(json_object(text, "codes")["codes"], list):
        raise BrokenReply
    read = []
    for row in rows:
        with suppress(ValidationError):
            read.append(LabelRow.model_validate(row))
    return read


def _is_of_another(quote: str, position: int, answers: Sequence[str]) -> bool:
    if verbatim(quote, answers[position]) is not None:
        return False
    return any(verbatim(quote, answer) is not None for other, answer in enumerate(answers) if other != position)


def _verified(row: LabelRow, answer: str, model: str) -> AnswerLabels:
    def was_said(words: str) -> bool:
        return stands_in(words, answer)

    return AnswerLabels(
        sentiment=row.sentiment,
        model=model,
        stance=row.stance,
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
            kept.setdefault(folded(line), line)
    return tuple(kept.values())[:most]


def _is_objection(text: str, was_said: Callable[[str], bool]) -> bool:
    return len(text) <= LONGEST_OBJECTION and _is_clean(text, was_said)


def _is_theme(text: str, was_said: Callable[[str], bool]) -> bool:
    return len(text) <= LONGEST_THEME and len(text.split()) <= THEME_WORDS and _is_clean(text, was_said)


_NOT_WORDS = re.compile(r"[<>{}\[\]\\|]|&lt;|https?:")


def _is_clean(text: str, was_said: Callable[[str], bool]) -> bool:
    """Whether it is plain words that claim no count, unless the person said so themselves."""
    return not _NOT_WORDS.search(text) and (was_said(text) or not claims(text, was_said))
