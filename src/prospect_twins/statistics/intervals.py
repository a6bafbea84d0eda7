"""Shares and means of a number of answers, with how far chance may have moved them.

Intervals are those of the bootstrap over people with percentiles (Efron, "Bootstrap Methods: Another Look at the
Jackknife", 1979), worked out rather than simulated: what resampling would come to is known for a share exactly, and for
a mean closely. So they are the same every time, and quick for thousands of answers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

TAIL = 0.025
"""The share of the resamples on either side of the interval."""
_Z = NormalDist().inv_cdf(1 - TAIL)
_REACH = 6
"""Standard deviations beyond which nothing of a binomial distribution is left that counts."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% interval of a share or a mean, by the bootstrap over people (Efron 1979): `low` <= `estimate` <= `high`."""

    estimate: float
    low: float
    high: float


@lru_cache(maxsize=8192)
def share_interval(count: int, total: int) -> Interval:
    """The share `count` / `total` of people. Of nobody, the estimate is 0 and the interval all of 0..1.

    A resample of `total` people holds a binomially distributed number of those counted, so the percentiles are that
    distribution's. Where all or none were counted every resample is the same, which would pass for certainty; there the
    far end is the exact bound (Clopper and Pearson 1934): 0 of 10 may still be 31% of all.
    """
    if not 0 <= count <= total:
        raise ValueError("count must lie between 0 and total")
    if total == 0:
        return Interval(0.0, 0.0, 1.0)
    if count in (0, total):
        bound = 1 - TAIL ** (1 / total)
        return Interval(0.0, 0.0, bound) if count == 0 else Interval(1.0, 1 - bound, 1.0)
    share = count / total
    return Interval(share, *(_binomial_quantile(total, share, level) / total for level in (TAIL, 1 - TAIL)))


def mean_interval(values: Sequence[float]) -> Interval:
    """The mean of one value a person, at least one.

    The percentiles of resampled means by their Cornish-Fisher expansion up to the skewness (Hall, "The Bootstrap and
    Edgeworth Expansion", 1992), held within the values. Where all values are equal there is nothing to resample: the
    interval is that value, however few they are.
    """
    lowest, highest = min(values), max(values)
    if lowest == highest:
        return Interval(lowest, lowest, lowest)
    number = len(values)
    mean = math.fsum(values) / number
    deviations = [value - mean for value in values]
    deviation = math.sqrt(math.fsum(deviation_of_one * deviation_of_one for deviation_of_one in deviations) / number)
    skewness = math.fsum((deviation_of_one / deviation) ** 3 for deviation_of_one in deviations) / number
    skew = skewness * (_Z * _Z - 1) / (6 * math.sqrt(number))
    error = deviation / math.sqrt(number)
    low, high = mean + error * (skew - _Z), mean + error * (skew + _Z)
    return Interval(mean, max(min(low, mean), lowest), min(max(high, mean), highest))


def _binomial_quantile(total: int, share: float, level: float) -> int:
    """The least number that a binomial variable is at most with probability `level`."""
    odds = math.log(share), math.log1p(-share)
    reach = _REACH * math.sqrt(total * share * (1 - share)) + _REACH
    number = max(0, math.floor(total * share - reach))
    all_orders = math.lgamma(total + 1)
    below = 0.0
    while number < total:
        orders = all_orders - math.lgamma(number + 1) - math.lgamma(total - number + 1)
        below += math.exp(orders + number * odds[0] + (total - number) * odds[1])
        if below >= level:
            break
        number += 1
    return number
