"""Twins beside their people: agreement, distributions and confidence, with intervals.

Intervals are those of the bootstrap over people (Efron 1979; all answers of one together, the cluster bootstrap of
Davison & Hinkley 1997), since two answers of one person resemble each other. The seed is fixed: the same outcomes give
the same figures.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from prospect_twins.domain.comparing import COMPARED, AnsweredTwice, Comparable, Pair, pairs
from prospect_twins.domain.fidelity import CalibrationFigures, DistributionSimilarity, KindFidelity
from prospect_twins.domain.question_forms import SCALE_POINTS
from prospect_twins.statistics.calibration import auroc, brier, expected_calibration_error, tallied
from prospect_twins.statistics.intervals import Interval, share_interval

MIN_PEOPLE = 10
"""Below, no figure at all: an interval would be as wide as what it measures."""
MIN_PEOPLE_CALIBRATION = 20
"""As many as a calibrator is fitted to at least; an error in ten bins of a few answers is chance."""
MIN_PAIRS_OF_QUESTION = 10
"""Below, a question's two distributions differ by chance alone, and its most frequent answer is anybody's."""
RESAMPLES = 1000
_CHUNK = 2_000_000
"""Weights held at a time, 8 bytes each."""

Floats = NDArray[np.float64]


def fidelity(answered: Iterable[AnsweredTwice]) -> list[KindFidelity]:
    """By kind of question and what of it is compared; only what there is. Takes a second or so for thousands."""
    all_pairs = pairs(answered)
    return [
        _measured(of_kind)
        for kind, compared in COMPARED.items()
        for what in compared
        if (of_kind := [pair for pair in all_pairs if pair.kind is kind and pair.compared is what])
    ]


def _measured(kind_pairs: Sequence[Pair]) -> KindFidelity:
    kind, compared = kind_pairs[0].kind, kind_pairs[0].compared
    people = len({pair.lead_id for pair in kind_pairs})
    counts = (kind, compared, len(kind_pairs), people, len({pair.session_id for pair in kind_pairs}))
    if people < MIN_PEOPLE:
        return KindFidelity(*counts, note=f"{_people(people)}: figures need at least {MIN_PEOPLE}")
    table = _People(kind_pairs)
    right = [pair.agrees for pair in kind_pairs]
    differences = _differences(kind_pairs)
    calibration = _calibration(kind_pairs) if compared is COMPARED[kind][0] else None
    notes = [] if calibration or compared is not COMPARED[kind][0] else [_no_calibration(kind_pairs)]
    questions = [asked for asked in _by_question(kind_pairs).values() if len(asked) >= MIN_PAIRS_OF_QUESTION]
    if not questions:
        notes.append(
            f"no question was answered by {MIN_PAIRS_OF_QUESTION} people: no distribution to compare, no base rate"
        )
    return KindFidelity(
        *counts,
        agreement=table.share(right),
        within_one=table.share([difference <= 1 for difference in differences]) if differences else None,
        mean_absolute_difference=table.mean(differences) if differences else None,
        distribution=table.similarity(questions) if questions else None,
        calibration=calibration,
        base_rate=_base_rate(questions) if questions else None,
        note="; ".join(notes) or None,
    )


def _people(number: int) -> str:
    return f"{number} {'person' if number == 1 else 'people'}"


def _differences(kind_pairs: Sequence[Pair]) -> list[float]:
    """Between points; none for what has no order."""
    return [
        abs(pair.twin - pair.person)
        for pair in kind_pairs
        if isinstance(pair.twin, int) and isinstance(pair.person, int)
    ]


def _by_question(kind_pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    questions: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in kind_pairs:
        questions[pair.question].append(pair)
    return questions


def _base_rate(questions: Sequence[Sequence[Pair]]) -> float:
    commonest = (Counter(pair.person for pair in question).most_common(1)[0][1] for question in questions)
    return sum(commonest) / sum(map(len, questions))


def _scored(kind_pairs: Sequence[Pair]) -> list[tuple[Pair, float, bool]]:
    """(the pair, its score, whether that is calibrated) of those that have one."""
    return [
        (pair, pair.confidence.score, pair.confidence.calibrated)
        for pair in kind_pairs
        if pair.confidence is not None and pair.confidence.score is not None
    ]


def _calibration(kind_pairs: Sequence[Pair]) -> CalibrationFigures | None:
    scored = _scored(kind_pairs)
    if len({pair.lead_id for pair, _, _ in scored}) < MIN_PEOPLE_CALIBRATION:
        return None
    tallies = tallied((score for _, score, _ in scored), (pair.agrees for pair, _, _ in scored))
    area = auroc(tallies)
    return CalibrationFigures(
        ece=expected_calibration_error(tallies),
        brier=brier(tallies),
        auroc=None if math.isnan(area) else area,
        calibrated_share=sum(calibrated for _, _, calibrated in scored) / len(scored),
    )


def _no_calibration(kind_pairs: Sequence[Pair]) -> str:
    people = len({pair.lead_id for pair, _, _ in _scored(kind_pairs)})
    return f"{_people(people)} with a confidence score: calibration needs at least {MIN_PEOPLE_CALIBRATION}"


class _People:
    """The pairs by person, and people drawn anew: every figure is one of sums over people."""

    def __init__(self, kind_pairs: Sequence[Pair]) -> None:
        number = {person: index for index, person in enumerate(sorted({pair.lead_id for pair in kind_pairs}))}
        self._number = number
        self._person = np.array([number[pair.lead_id] for pair in kind_pairs])
        self._size = len(number)

    def share(self, holds: Sequence[bool]) -> Interval:
        """The share of the pairs for which it holds.

        Where it holds for all or for none every resample is alike; then it is the exact bound for people.
        """
        if all(holds) or not any(holds):
            return share_interval(self._size if holds[0] else 0, self._size)
        return self.mean([float(held) for held in holds])

    def mean(self, values: Sequence[float]) -> Interval:
        """The mean of one value a pair."""
        sums = np.bincount(self._person, weights=np.array(values), minlength=self._size)
        counts = np.bincount(self._person, minlength=self._size)
        drawn = [(weights @ sums) / (weights @ counts) for weights in self._weights()]
        return _interval(float(sums.sum() / counts.sum()), np.concatenate(drawn))

    def similarity(self, questions: Sequence[Sequence[Pair]]) -> DistributionSimilarity:
        """Each question's, averaged by its pairs.

        Resampling adds chance to a distance, which can't be negative, so the interval leans towards less alike.
        """
        is_ordered = isinstance(questions[0][0].twin, int)
        tables = [self._marks(question, is_ordered) for question in questions]
        estimate = _similarity(np.ones((1, self._size)), tables, is_ordered)[0]
        drawn = np.concatenate([_similarity(weights, tables, is_ordered) for weights in self._weights()])
        return DistributionSimilarity("ks" if is_ordered else "total_variation", _interval(float(estimate), drawn))

    def _marks(self, question: Sequence[Pair], is_ordered: bool) -> "_Marks":
        """Which answers each pair holds; of several options every one counts."""
        answers_given = {answer for pair in question for side in (pair.twin, pair.person) for answer in _answers(side)}
        answers = list(range(1, SCALE_POINTS + 1)) if is_ordered else sorted(answers_given, key=str)
        column_of = {answer: column for column, answer in enumerate(answers)}
        twins, people = np.zeros((len(question), len(column_of))), np.zeros((len(question), len(column_of)))
        for row, pair in enumerate(question):
            for side, table in ((pair.twin, twins), (pair.person, people)):
                table[row, [column_of[answer] for answer in _answers(side)]] = 1
        return np.array([self._number[pair.lead_id] for pair in question]), twins, people

    def _weights(self) -> Iterable[Floats]:
        """How often each person is drawn, a row a resample."""
        draw = np.random.default_rng(0)
        step = max(1, _CHUNK // self._size)
        for start in range(0, RESAMPLES, step):
            size = min(step, RESAMPLES - start)
            yield draw.multinomial(self._size, np.full(self._size, 1 / self._size), size=size).astype(np.float64)


_Marks = tuple[NDArray[np.int_], Floats, Floats]
"""One question's pairs, a row each: whose it is; the twin's answers, and the person's, a column each."""


def _answers(side: Comparable) -> Sequence[str | int]:
    return sorted(side) if isinstance(side, frozenset) else (side,)


def _similarity(weights: Floats, tables: Sequence[_Marks], is_ordered: bool) -> Floats:
    """One figure a row of `weights`. A question of which nothing was drawn counts for nothing there."""
    total = np.zeros(len(weights))
    size = np.zeros(len(weights))
    for persons, twins, people in tables:
        drawn = weights[:, persons]
        gap = _shares(drawn @ twins) - _shares(drawn @ people)
        distance = np.abs(np.cumsum(gap, axis=1)).max(axis=1) if is_ordered else np.abs(gap).sum(axis=1) / 2
        count = drawn.sum(axis=1)
        total += count * (1 - distance)
        size += count
    return total / np.maximum(size, 1)


def _shares(counts: Floats) -> Floats:
    shares: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares


def _interval(estimate: float, drawn: Floats) -> Interval:
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Interval(estimate, min(float(low), estimate), max(float(high), estimate))
