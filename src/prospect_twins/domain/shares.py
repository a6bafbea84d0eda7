"""A share of a number of answers, with how far chance may have moved it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% interval of a share or a mean, by the bootstrap over people (Efron 1979): `low` <= `estimate` <= `high`."""

    estimate: float
    low: float
    high: float
