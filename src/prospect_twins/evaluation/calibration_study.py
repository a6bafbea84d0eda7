"""How well confidence holds on people that no calibrator has seen, over many ways of cutting people in two."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from prospect_twins.domain.calibration_pairs import CalibrationPair
from prospect_twins.domain.confidence import ConfidenceComponents, raw_score
from prospect_twins.services.calibrating import Candidate, candidates, choose, enough, fit_candidate
from prospect_twins.statistics.calibration import (
    Tally,
    auroc,
    brier,
    expected_calibration_error,
    tallied,
)

RESAMPLES = 200
"""How often a split's test people are drawn again, for the interval and the floor."""
BINS = 10
RAW, BASE_RATE, CALIBRATED = "raw agreement", "base rate", "calibrated"
Score = Callable[[ConfidenceComponents], float]
Partition = tuple[Sequence[CalibrationPair], Sequence[CalibrationPair]]
"""Pairs to fit, pairs to test: of different people."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What one way of scoring is worth on one split's test people."""

    ece_10: float
    ece_15: float
    ece_equal_count: float
    auroc: float
    brier: float


@dataclass(slots=True)
class KindStudy:
    """One kind of question, over all splits."""

    pairs: int = 0
    people: int = 0
    draws: tuple[int, int] = (0, 0)
    accuracy: float = 0.0
    near: float = 0.0
    measures: defaultdict[str, list[Measures]] = field(default_factory=lambda: defaultdict(list))
    """By way of scoring, one for each split."""
    chosen: Counter[str] = field(default_factory=Counter)
    resampled: list[float] = field(default_factory=list)
    """The calibrated score's error, test people drawn anew with replacement."""
    floor: list[float] = field(default_factory=list)
    """The same for a score without any error: what chance alone leaves on as many people."""
    scores: dict[str, list[float]] = field(default_factory=lambda: {RAW: [], CALIBRATED: []})
    outcomes: list[bool] = field(default_factory=list)

    @property
    def interval(self) -> tuple[float, float]:
        """95% of the calibrated error, over people and splits."""
        low, high = np.percentile(self.resampled, [2.5, 97.5])
        return float(low), float(high)

    def tallies(self, scoring: str) -> tuple[Tally, ...]:
        """All splits' test answers together, for a diagram."""
        return tallied(self.scores[scoring], self.outcomes)


def halves(pairs: Sequence[CalibrationPair], splits: int) -> Iterator[Partition]:
    """People cut in two at random, `splits` times; the number of the split is its seed."""
    people = sorted({pair.lead_id for pair in pairs})
    for seed in range(splits):
        order = np.random.default_rng(seed).permutation(len(people))
        fitted = {people[index] for index in order[: len(people) // 2]}
        yield (
            [pair for pair in pairs if pair.lead_id in fitted],
            [pair for pair in pairs if pair.lead_id not in fitted],
        )


def study(partitions: Iterable[Partition]) -> dict[str, KindStudy]:
    """By kind of question; a kind with too few people in any split's fitted part is left out. Takes seconds."""
    studies: defaultdict[str, KindStudy] = defaultdict(KindStudy)
    dropped: set[str] = set()
    for seed, (fitted, tested) in enumerate(partitions):
        for kind in sorted({pair.question_kind for pair in tested}):
            train = [pair for pair in fitted if pair.question_kind == kind]
            test = [pair for pair in tested if pair.question_kind == kind]
            if enough(train):
                _add_split(studies[kind], train, test, seed)
            else:
                dropped.add(kind)
    return {kind: study_of_kind for kind, study_of_kind in studies.items() if kind not in dropped}


def describe(kind_study: KindStudy, pairs: Sequence[CalibrationPair]) -> None:
    """Fill in what doesn't depend on the split: how many pairs of this kind there are, and how many came true."""
    draws = [pair.components.draws for pair in pairs]
    kind_study.pairs, kind_study.people = len(pairs), len({pair.lead_id for pair in pairs})
    kind_study.draws = min(draws), max(draws)
    kind_study.accuracy = sum(pair.was_correct for pair in pairs) / len(pairs)
    kind_study.near = sum(pair.was_near for pair in pairs) / len(pairs)


def named(candidate: Candidate) -> str:
    """The candidate in words, for a report."""
    return f"{candidate.method}: {' + '.join(candidate.features) or 'nothing measured'}"


def _add_split(
    kind_study: KindStudy, train: Sequence[CalibrationPair], test: Sequence[CalibrationPair], seed: int
) -> None:
    right = sum(pair.was_correct for pair in train) / len(train)
    curves = {candidate: fit_candidate(train, candidate) for candidate in candidates(train)}
    chosen = choose(train, seed=seed)
    scorings: dict[str, Score] = {RAW: _raw, BASE_RATE: lambda components: right}
    scorings |= {named(candidate): curve.probability for candidate, curve in curves.items()}
    scorings[CALIBRATED] = curves[chosen].probability
    kind_study.chosen[named(chosen)] += 1
    outcomes = [pair.was_correct for pair in test]
    for name, score in scorings.items():
        known = {parts: score(parts) for parts in {pair.components for pair in test}}
        scores = [known[pair.components] for pair in test]
        kind_study.measures[name].append(_measured(tallied(scores, outcomes)))
        if name in kind_study.scores:
            kind_study.scores[name] += scores
        if name == CALIBRATED:
            _resample(kind_study, test, scores, seed)
    kind_study.outcomes += outcomes


def _raw(components: ConfidenceComponents) -> float:
    score = raw_score(components)
    return 1.0 if score is None else score


def _measured(tallies: Sequence[Tally]) -> Measures:
    return Measures(
        ece_10=expected_calibration_error(tallies, BINS),
        ece_15=expected_calibration_error(tallies, 15),
        ece_equal_count=expected_calibration_error(tallies, BINS, "equal-count"),
        auroc=auroc(tallies),
        brier=brier(tallies),
    )


def _resample(kind_study: KindStudy, test: Sequence[CalibrationPair], scores: Sequence[float], seed: int) -> None:
    """Draw the test people anew, all answers of one together (the cluster bootstrap of Davison & Hinkley 1997).

    For the floor each bin's gap is first taken out, so that what is left is chance (after the consistency resampling
    of Bröcker & Smith 2007).
    """
    number = {person: index for index, person in enumerate(sorted({pair.lead_id for pair in test}))}
    person = np.array([number[pair.lead_id] for pair in test])
    cell = person * BINS + np.minimum((np.array(scores) * BINS).astype(int), BINS - 1)
    gap = np.array(scores) - np.array([pair.was_correct for pair in test])
    shape = (len(number), BINS)
    counts = np.bincount(cell, minlength=shape[0] * BINS).reshape(shape)
    gaps = np.bincount(cell, weights=gap, minlength=shape[0] * BINS).reshape(shape)
    chance = gaps - counts * (gaps.sum(axis=0) / np.maximum(counts.sum(axis=0), 1))
    drawn = np.random.default_rng(seed).multinomial(shape[0], np.full(shape[0], 1 / shape[0]), size=RESAMPLES)
    sizes = (drawn @ counts).sum(axis=1)
    kind_study.resampled += (np.abs(drawn @ gaps).sum(axis=1) / sizes).tolist()
    kind_study.floor += (np.abs(drawn @ chance).sum(axis=1) / sizes).tolist()
