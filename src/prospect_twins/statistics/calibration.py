"""How well scores foretell what came true: calibration error, discrimination, and both at once.

All work on tallies, the counts per distinct score, so that a hundred thousand answers cost no more than the few scores
they share.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Binning = Literal["equal-width", "equal-count"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many predictions had this score, and how many of them were right."""

    score: float
    count: int
    correct: int


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The answers of one bin: where their scores lie, their mean, and the share that came true."""

    lower: float
    upper: float
    count: int
    mean_score: float
    accuracy: float


def tallied(scores: Iterable[float], outcomes: Iterable[bool]) -> tuple[Tally, ...]:
    """Counts per distinct score, in rising order. ValueError unless there are as many outcomes as scores, 0..1."""
    counts: defaultdict[float, list[int]] = defaultdict(lambda: [0, 0])
    for score, correct in zip(scores, outcomes, strict=True):
        if not 0 <= score <= 1:
            raise ValueError("scores must lie between 0 and 1")
        counts[score][0] += 1
        counts[score][1] += bool(correct)
    return tuple(Tally(score, *counts[score]) for score in sorted(counts))


def accuracy(tallies: Sequence[Tally]) -> float:
    """The share of predictions that were right, from 0 to 1."""
    return sum(tally.correct for tally in tallies) / _size(tallies)


def reliability_bins(
    tallies: Sequence[Tally], bins: int = 10, binning: Binning = "equal-width"
) -> tuple[ReliabilityBin, ...]:
    """The bins that hold answers. `equal-width` cuts 0..1 into `bins`; `equal-count` cuts the answers, ordered by
    score, into at most `bins` groups of about the same size, never between two answers of the same score.
    """
    total, seen = _size(tallies), 0
    groups: defaultdict[int, list[Tally]] = defaultdict(list)
    for tally in tallies:
        position = tally.score if binning == "equal-width" else (seen + tally.count / 2) / total
        groups[min(int(position * bins), bins - 1)].append(tally)
        seen += tally.count
    result = []
    for position, members in sorted(groups.items()):
        count = _size(members)
        equal_width = binning == "equal-width"
        result.append(
            ReliabilityBin(
                lower=position / bins if equal_width else members[0].score,
                upper=(position + 1) / bins if equal_width else members[-1].score,
                count=count,
                mean_score=sum(tally.score * tally.count for tally in members) / count,
                accuracy=accuracy(members),
            )
        )
    return tuple(result)


def expected_calibration_error(tallies: Sequence[Tally], bins: int = 10, binning: Binning = "equal-width") -> float:
    """Mean gap between score and accuracy, bins weighted by their answers (Naeini et al. 2015)."""
    total = _size(tallies)
    reliability = reliability_bins(tallies, bins, binning)
    return sum(one_bin.count * abs(one_bin.mean_score - one_bin.accuracy) for one_bin in reliability) / total


def auroc(tallies: Sequence[Tally]) -> float:
    """The chance that an answer that came true has the higher score than one that didn't, a tie being half.

    NaN where all came true or none did.
    """
    below = wins = 0.0
    right = sum(tally.correct for tally in tallies)
    wrong = _size(tallies) - right
    for tally in tallies:
        missed = tally.count - tally.correct
        wins += tally.correct * (below + missed / 2)
        below += missed
    return wins / (right * wrong) if right and wrong else math.nan


def brier(tallies: Sequence[Tally]) -> float:
    """Mean squared error of the scores (Brier 1950); lower is better."""
    squared = (
        tally.correct * (1 - tally.score) ** 2 + (tally.count - tally.correct) * tally.score**2 for tally in tallies
    )
    return sum(squared) / _size(tallies)


def _size(tallies: Iterable[Tally]) -> int:
    if not (size := sum(tally.count for tally in tallies)):
        raise ValueError("there are no answers to measure")
    return size
