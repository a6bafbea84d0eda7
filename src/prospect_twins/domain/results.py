"""What the answers to a question with options came to, counted by code."""

from dataclasses import dataclass

from prospect_twins.domain.question_forms import QuestionKind
from prospect_twins.domain.shares import Interval


@dataclass(frozen=True, slots=True)
class OptionCount:
    """One option, or one point of a scale."""

    option: str
    """The option's words; of a scale the point, "1" to "5"."""
    count: int
    """Answers that chose it; in a ranking, that put it first."""
    share: Interval
    """Of the answers with a value; in a multiple choice the shares may add up to more than 1."""
    label: str | None = None
    """What a scale's point means."""
    mean_rank: float | None = None
    """In a ranking: 1 is best."""


@dataclass(frozen=True, slots=True)
class QuestionResults:
    """`answered` = answers with a value + `without_value`."""

    kind: QuestionKind
    answered: int
    without_value: int
    """Answers out of which no value could be read."""
    counts: tuple[OptionCount, ...]
    """In the order of the question's options; a scale's from 1 to 5."""
    mean: Interval | None = None
    """Of a scale's points."""
