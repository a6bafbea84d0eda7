"""What a real person said or did, recorded to hold their twin against it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.labels import Sentiment
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind, Value
from prospect_twins.domain.question_values import parsed_value

MAX_SAID_CHARS = 8_000
MAX_NOTE_CHARS = 2_000
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far in the future something may have happened: clocks differ."""
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)

_EXPECTED = {
    QuestionKind.FREE_TEXT: "none: the question is free text; give said, sentiment or stance instead",
    QuestionKind.SINGLE_CHOICE: "one of the question's options",
    QuestionKind.MULTIPLE_CHOICE: "a list of the question's options, those that were chosen",
    QuestionKind.SCALE: "a whole number from 1 to 5",
    QuestionKind.RANKING: "a list of all the question's options, best first",
}


@dataclass(frozen=True, slots=True)
class NewObservation:
    """What somebody wants to record. `value` is as it came, not yet held against the question."""

    session_id: str | None = None
    """Whose question it answers."""
    value: Any = None
    said: str | None = None
    sentiment: Sentiment | None = None
    stance: int | None = None
    note: str | None = None
    occurred_at: datetime | None = None
    """Now, if not given."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What a real person said or did, as it was recorded."""

    outcome_id: str
    lead_id: str
    session_id: str | None
    value: Value | None
    said: str | None
    sentiment: Sentiment | None
    """As whoever recorded it heard it."""
    stance: int | None
    note: str | None
    occurred_at: datetime
    recorded_at: datetime


def check_observation(new: NewObservation, now: datetime) -> None:
    """Raises InvalidInput for one that says nothing, or happened when it can't have."""
    values = (new.value, new.said, new.sentiment, new.stance, new.note)
    if all(part is None for part in values):
        raise _invalid("said", "give at least one of value, said, sentiment, stance and note")
    if new.value is not None and new.session_id is None:
        raise _invalid("session_id", "a value answers a question; give the session that asked it")
    at = new.occurred_at
    if at is not None and (at.year < EARLIEST.year or at > now + CLOCK_TOLERANCE):
        raise _invalid("occurred_at", f"must lie between {EARLIEST.year} and now")


def checked_value(form: QuestionForm, raw: Any) -> Value | None:
    """The value in the question's own words; None if none was given. InvalidInput if it is no answer to it."""
    if raw is None:
        return None
    value = parsed_value(form, raw)
    if value is None:
        raise _invalid("value", f"must be {_EXPECTED[form.kind]}")
    return value


def not_asked() -> InvalidInput:
    """For an outcome that answers a question which this person's twin was not asked."""
    return _invalid("session_id", "this prospect was not asked in that session; leave session_id out, or give another")


def _invalid(field: str, reason: str) -> InvalidInput:
    return InvalidInput(f"Not valid: {field}: {reason}.", [{"place": field, "reason": reason}])
