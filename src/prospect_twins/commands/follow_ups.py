"""`ask --follow-up … --answered …`: whom of a session's people a follow-up is for, as it is typed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prospect_twins.domain.threads import ParentAnswers

FIELDS = ("sentiment", "theme", "value", "stance")


def parent_answers(conditions: Sequence[str]) -> "ParentAnswers | None":
    """From `field=value` each: entries of one field are alternatives; `stance=4..5`, `stance=4`; None without any.

    Raises InvalidInput.
    """
    from prospect_twins.domain.errors import InvalidInput
    from prospect_twins.domain.summaries import SENTIMENTS
    from prospect_twins.domain.threads import ParentAnswers

    fields: dict[str, list[str]] = {}
    for condition in conditions:
        name, equals, value = condition.partition("=")
        if not equals or name not in FIELDS or not value:
            raise InvalidInput(f"--answered takes Field=value, with a field of {', '.join(FIELDS)}.")
        fields.setdefault(name, []).append(value)
    if not fields:
        return None
    sentiments = tuple(fields.get("sentiment", ()))
    if not set(sentiments) <= set(SENTIMENTS):
        raise InvalidInput(f"--answered sentiment=… takes any of {', '.join(SENTIMENTS)}.")
    low, high = _stance(fields["stance"][-1]) if "stance" in fields else (None, None)
    # A scale's points are numbers; an option may look like one.
    values: list[str | int] = list(fields.get("value", ()))
    values += [int(value) for value in values if isinstance(value, str) and value in ("1", "2", "3", "4", "5")]
    return ParentAnswers(sentiments, tuple(fields.get("theme", ())), low, high, tuple(values))


def _stance(text: str) -> tuple[int, int]:
    from prospect_twins.domain.errors import InvalidInput

    first, _, last = text.partition("..")
    try:
        low, high = int(first), int(last or first)
    except ValueError:
        low = high = 0
    if not 1 <= low <= high <= 5:
        raise InvalidInput("--answered stance=… takes a number from 1 to 5, or two as in 4..5.")
    return low, high
