"""What a value is: an option, a scale's point, or options in an order; anything else is none.

Strict on purpose. A value that a model gave nearly right was not given: guessing what it meant would put answers into
people's mouths that nobody could tell from real ones.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prospect_twins.domain.question_forms import (
    SCALE_POINTS,
    QuestionForm,
    QuestionKind,
    ScaleMethod,
    ScaleName,
    Value,
)

SCALE_LABELS: Mapping[ScaleName, tuple[str, ...]] = {
    ScaleName.PURCHASE_INTENT: (
        "certainly would not buy it",
        "probably would not buy it",
        "might or might not buy it",
        "probably would buy it",
        "certainly would buy it",
    ),
    ScaleName.AGREEMENT: (
        "strongly disagree",
        "disagree",
        "neither agree nor disagree",
        "agree",
        "strongly agree",
    ),
}
"""What the points of the named scales mean, lowest first, unless the question says it in words of its own."""


def option_key(text: str) -> str:
    """What two spellings of one option have in common: all but case and blanks."""
    return " ".join(text.split()).casefold()


def point_labels(form: QuestionForm) -> tuple[str, ...]:
    """What a scale's points mean, lowest first; empty where nobody said."""
    if form.options or form.scale is None:
        return form.options
    return SCALE_LABELS[form.scale]


def is_read_from_prose(form: QuestionForm) -> bool:
    """Whether the value is had from the words of the answer alone, so that the twin is told of no options."""
    return form.kind is QuestionKind.SCALE and form.scale_method is ScaleMethod.SIMILARITY


def parsed_value(form: QuestionForm, raw: Any) -> Value | None:
    """`raw` (of a model's JSON) in the question's own words and order; None if it is no value of this form.

    Options match regardless of case and blanks. A multiple choice may be empty (none of them); a ranking holds each
    option once. A point may be written as a string, since not every provider's schemas can tell numbers apart.
    """
    parse = _PARSERS.get(form.kind)
    return parse(form, raw) if parse else None


def _choice(form: QuestionForm, raw: Any) -> str | None:
    if not isinstance(raw, str):
        return None
    wanted = option_key(raw)
    return next((option for option in form.options if option_key(option) == wanted), None)


def _choices(form: QuestionForm, raw: Any) -> tuple[str, ...] | None:
    chosen = _options(form, raw)
    return None if chosen is None else tuple(option for option in form.options if option in chosen)


def _ranking(form: QuestionForm, raw: Any) -> tuple[str, ...] | None:
    ranked = _options(form, raw)
    if ranked is None or len(ranked) != len(form.options) or len(set(ranked)) != len(ranked):
        return None
    return tuple(ranked)


def _options(form: QuestionForm, raw: Any) -> list[str] | None:
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        return None
    found = [_choice(form, each) for each in raw]
    options = [option for option in found if option is not None]
    return options if len(options) == len(found) else None


def _point(form: QuestionForm, raw: Any) -> int | None:
    if isinstance(raw, str):
        raw = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 1 else None
    if isinstance(raw, bool) or not isinstance(raw, int):
        return None
    return raw if 1 <= raw <= SCALE_POINTS else None


_PARSERS: Mapping[QuestionKind, Callable[[QuestionForm, Any], Value | None]] = {
    QuestionKind.SINGLE_CHOICE: _choice,
    QuestionKind.MULTIPLE_CHOICE: _choices,
    QuestionKind.SCALE: _point,
    QuestionKind.RANKING: _ranking,
}
