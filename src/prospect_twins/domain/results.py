"""What the answers to a question with options came to, counted by code."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from prospect_twins.domain.question_forms import SCALE_POINTS, QuestionForm, QuestionKind, Value
from prospect_twins.domain.question_values import point_labels
from prospect_twins.statistics.intervals import Interval, mean_interval, share_interval

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OptionCount:
    """One option, or one point of a scale."""

    option: str
    """The option's words; of a scale the point, "1" to "5"."""
    count: int
    """Answers that chose it; in a ranking, that put it first."""
    share: Interval
    """The share of the answers with a value; in a multiple choice the shares may add up to more than 1."""
    label: str | None = None
    """What a scale's point means."""
    mean_rank: float | None = None
    """In a ranking: 1 is best."""


@dataclass(frozen=True, slots=True)
class QuestionResults:
    """`answered` + `without_value` are all answers."""

    kind: QuestionKind
    answered: int
    """Answers with a value."""
    without_value: int
    """Answers out of which no value could be read; they count nowhere else."""
    counts: tuple[OptionCount, ...]
    """In the order of the question's options; a scale's from 1 to 5."""
    mean: Interval | None = None
    """The mean of a scale's points; None where nobody gave one."""


def results_of(form: QuestionForm, values: Iterable[Value | None]) -> QuestionResults | None:
    """The results of one value for each answer; None for free text, which has none."""
    count = _COUNTERS.get(form.kind)
    if count is None:
        return None
    answers = list(values)
    known = [value for value in answers if value is not None]
    counts, mean = count(form, known)
    return QuestionResults(form.kind, len(known), len(answers) - len(known), counts, mean)


_Counted = tuple[tuple[OptionCount, ...], Interval | None]


def _chosen(form: QuestionForm, values: Sequence[Value]) -> _Counted:
    return _counted(form, Counter(values), len(values)), None


def _chosen_together(form: QuestionForm, values: Sequence[Value]) -> _Counted:
    chosen = Counter(option for options in _of_type(tuple, values) for option in options)
    return _counted(form, chosen, len(values)), None


def _ranked(form: QuestionForm, values: Sequence[Value]) -> _Counted:
    rankings = _of_type(tuple, values)
    ranks: Counter[Value] = Counter()
    for ranking in rankings:
        ranks.update({option: rank for rank, option in enumerate(ranking, start=1)})
    counts = _counted(form, Counter(ranking[0] for ranking in rankings), len(rankings))
    if rankings:
        counts = tuple(replace(count, mean_rank=ranks[count.option] / len(rankings)) for count in counts)
    return counts, None


def _rated(form: QuestionForm, values: Sequence[Value]) -> _Counted:
    points = _of_type(int, values)
    tally = Counter(points)
    labels = point_labels(form) or (None,) * SCALE_POINTS
    counts = tuple(
        OptionCount(str(point), tally[point], share_interval(tally[point], len(points)), label)
        for point, label in enumerate(labels, start=1)
    )
    return counts, mean_interval(points) if points else None


def _counted(form: QuestionForm, tally: Mapping[Value, int], total: int) -> tuple[OptionCount, ...]:
    return tuple(
        OptionCount(option, tally.get(option, 0), share_interval(tally.get(option, 0), total))
        for option in form.options
    )


def _of_type(wanted: type[T], values: Sequence[Value]) -> list[T]:
    """Values are checked before they are stored (`parsed_value`); one of another kind is a fault of ours."""
    if not all(isinstance(value, wanted) for value in values):
        raise TypeError(f"a value that is no {wanted.__name__}")
    return [value for value in values if isinstance(value, wanted)]


_COUNTERS: Mapping[QuestionKind, Callable[[QuestionForm, Sequence[Value]], _Counted]] = {
    QuestionKind.SINGLE_CHOICE: _chosen,
    QuestionKind.MULTIPLE_CHOICE: _chosen_together,
    QuestionKind.RANKING: _ranked,
    QuestionKind.SCALE: _rated,
}
