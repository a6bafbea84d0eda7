"""The value beside an answer's words: how a model is told of the options, and the schema of what it names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prospect_twins.agents.calling.marked_data import block
from prospect_twins.domain.question_forms import SCALE_POINTS, QuestionForm, QuestionKind
from prospect_twins.domain.question_values import is_read_from_prose, point_labels

POINTS = tuple(range(1, SCALE_POINTS + 1))


def value_schema(form: QuestionForm) -> dict[str, Any] | None:
    """The JSON schema of a `value` of this form; None where the model names none (free text, scales by similarity)."""
    schema = None if is_read_from_prose(form) else _SCHEMAS.get(form.kind)
    return schema(form) if schema else None


def options_in_words(form: QuestionForm, options: Sequence[str]) -> str:
    """What the twin is told of the options, shown in this order and escaped as data; empty where it is told of none.

    Of a scale `options` are what its points mean, if anybody said.
    """
    words = None if is_read_from_prose(form) else _TOLD.get(form.kind)
    if words is None:
        return ""
    return f"{words}\n{options_block(form, options)}"


def options_block(form: QuestionForm, options: Sequence[str]) -> str:
    """The options as a block of data, in this order; of a scale its points with what they mean."""
    shown = (
        _points_in_words(options)
        if form.kind is QuestionKind.SCALE
        else [f"- {_one_line(option)}" for option in options]
    )
    return block("options", "\n".join(shown))


def _points_in_words(labels: Sequence[str]) -> list[str]:
    if not labels:
        return [f"1 = the lowest, {SCALE_POINTS} = the highest"]
    return [f"{point} = {_one_line(label)}" for point, label in zip(POINTS, labels, strict=True)]


def _one_line(text: str) -> str:
    """An option can't pass for two."""
    return " ".join(text.split())


def _one_of(form: QuestionForm) -> dict[str, Any]:
    return {"type": "string", "enum": list(form.options)}


def _some_of(form: QuestionForm) -> dict[str, Any]:
    return {"type": "array", "items": _one_of(form), "maxItems": len(form.options)}


def _all_of(form: QuestionForm) -> dict[str, Any]:
    count = len(form.options)
    return {
        "type": "array",
        "items": _one_of(form),
        "minItems": count,
        "maxItems": count,
        "description": "every option once, the best first",
    }


def _point(form: QuestionForm) -> dict[str, Any]:
    labels = point_labels(form)
    meaning = {"description": "; ".join(_points_in_words(labels))} if labels else {}
    return {"type": "integer", "enum": list(POINTS), **meaning}


_SCHEMAS: Mapping[QuestionKind, Callable[[QuestionForm], dict[str, Any]]] = {
    QuestionKind.SINGLE_CHOICE: _one_of,
    QuestionKind.MULTIPLE_CHOICE: _some_of,
    QuestionKind.SCALE: _point,
    QuestionKind.RANKING: _all_of,
}

_TOLD: Mapping[QuestionKind, str] = {
    QuestionKind.SINGLE_CHOICE: "The person chooses exactly one of these options, and says why:",
    QuestionKind.MULTIPLE_CHOICE: "The person chooses which of these options hold for them, or none, and says why:",
    QuestionKind.SCALE: f"The person chooses one point of this scale, a whole number from 1 to {SCALE_POINTS}, and "
    "says why:",
    QuestionKind.RANKING: "The person ranks all of these options, the best for them first, and says why:",
}
