"""What a value is: an option, a scale's point, or options in an order; anything else is none.

Strict on purpose. Spelling is forgiven (`named_options`, `named_points`), meaning is not: guessing what was meant would
put answers into people's mouths that nobody could tell from real ones.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prospect_twins.domain.named_options import named_option, named_options
from prospect_twins.domain.named_points import named_point
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


def point_labels(form: QuestionForm) -> tuple[str, ...]:
    """What a scale's points mean, lowest first; empty where nobody said."""
    if form.options or form.scale is None:
        return form.options
    return SCALE_LABELS[form.scale]


def is_read_from_prose(form: QuestionForm) -> bool:
    """Whether the value is had from the words of the answer alone, so that the twin is told of no options."""
    return form.kind is QuestionKind.SCALE and form.scale_method is ScaleMethod.SIMILARITY


def parsed_value(form: QuestionForm, raw: Any, shown: Sequence[str] = ()) -> Value | None:
    """`raw` (of somebody's JSON) in the question's own words and order; None if it is no value of this form.

    `shown`: the options in the order in which they were shown, if that was another than the question's. A multiple
    choice may be empty (none of them); a ranking holds each option once.
    """
    parse = _PARSERS.get(form.kind)
    return parse(form, raw, shown) if parse else None


def chosen_options(kind: QuestionKind, value: Value | None) -> tuple[str | int, ...]:
    """The options, or the point of a scale, that a value stands for: of a ranking the first; empty for no value."""
    if value is None:
        return ()
    if not isinstance(value, tuple):
        return (value,)
    return value[:1] if kind is QuestionKind.RANKING else value


def _choice(form: QuestionForm, raw: Any, shown: Sequence[str]) -> str | None:
    return named_option(form.options, raw, shown)


def _choices(form: QuestionForm, raw: Any, shown: Sequence[str]) -> tuple[str, ...] | None:
    chosen = named_options(form.options, raw, shown)
    return None if chosen is None else tuple(option for option in form.options if option in chosen)


def _ranking(form: QuestionForm, raw: Any, shown: Sequence[str]) -> tuple[str, ...] | None:
    ranked = named_options(form.options, raw, shown)
    if ranked is None or len(ranked) != len(form.options) or len(set(ranked)) != len(ranked):
        return None
    return tuple(ranked)


def _point(form: QuestionForm, raw: Any, shown: Sequence[str]) -> int | None:
    return named_point(SCALE_POINTS, point_labels(form), raw)


_PARSERS: Mapping[QuestionKind, Callable[[QuestionForm, Any, Sequence[str]], Value | None]] = {
    QuestionKind.SINGLE_CHOICE: _choice,
    QuestionKind.MULTIPLE_CHOICE: _choices,
    QuestionKind.SCALE: _point,
    QuestionKind.RANKING: _ranking,
}
