"""How well ratings agree with the votes that people gave themselves."""

import math
import random
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Interval: TypeAlias = tuple[float, float]

RESAMPLES = 2000
COVERAGE = 0.95


def pearson(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Product-moment correlation, -1 to 1; NaN if either side does not vary."""
    try:
        return statistics.correlation(xs, ys)
    except statistics.StatisticsError:
        return math.nan


def spearman(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Rank correlation: Pearson's of the ranks, where equals share the mean of theirs; NaN if a side does not vary."""
    return pearson(ranks(xs), ranks(ys))


def ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, the mean rank for equals."""
    from scipy.stats import rankdata

    return [float(rank) for rank in rankdata(values)]


def mean_absolute_error(xs: Sequence[float], ys: Sequence[float]) -> float:
    """The mean of the absolute differences of two sequences of equal length."""
    return statistics.fmean(abs(x - y) for x, y in zip(xs, ys, strict=True))


def shares(votes: Sequence[int], points: int) -> tuple[float, ...]:
    """The share of votes for each point 1 to `points`."""
    counts = Counter(votes)
    return tuple(counts[point] / len(votes) for point in range(1, points + 1))


def mean_mass(masses: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The distribution that several probability masses make together."""
    return tuple(statistics.fmean(column) for column in zip(*masses, strict=True))


def ks_similarity(p: Sequence[float], q: Sequence[float]) -> float:
    """1 − the Kolmogorov-Smirnov distance of two distributions over the same ordered points; 1 if they are equal."""
    gap = distance = 0.0
    for share, other in zip(p, q, strict=True):
        gap += share - other
        distance = max(distance, abs(gap))
    return 1 - distance


def bootstrap_interval(
    items: Sequence[T],
    statistic: Callable[[Sequence[T]], float],
    *,
    resamples: int = RESAMPLES,
    coverage: float = COVERAGE,
    seed: int = 0,
) -> Interval:
    """The percentile bootstrap interval of `statistic` (Efron 1979), items drawn with replacement; seeded.

    Resamples for which the statistic is NaN are left out; the interval is NaN if none remains.
    """
    draw = random.Random(seed)  # noqa: S311  # no secret depends on it
    drawn = (statistic(draw.choices(items, k=len(items))) for _ in range(resamples))
    values = sorted(value for value in drawn if not math.isnan(value))
    if not values:
        return math.nan, math.nan
    tail = (1 - coverage) / 2
    return values[math.floor(tail * (len(values) - 1))], values[math.ceil((1 - tail) * (len(values) - 1))]
