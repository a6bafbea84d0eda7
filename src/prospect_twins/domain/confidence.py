"""How far an answer of a twin can be trusted: what speaks for it, and what that has been worth so far.

The components of an answer are measured when it is given. What they mean is learnt from answers of twins whose people
answered too: a calibrator, fitted per kind of question, turns them into the share of such answers that came true. Where
a tenant has fitted none, they are worth what they were worth for twins of public people (`public_twins`).
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

CALIBRATOR_VERSION = 1
"""The version of the JSON form. A calibrator of another version is refused, never misread."""

Method = Literal["logistic", "isotonic"]


@dataclass(frozen=True, slots=True)
class ConfidenceComponents:
    """What speaks for one answer. All but `draws` lie in 0..1, more being surer; None where it wasn't measured."""

    agreement: float | None = None
    """The share of the draws that gave this answer; None below two draws, where there is nothing to agree."""
    draws: int = 1
    closeness: float | None = None
    """On a scale: 1 less the mean distance of the draws from this answer, as a share of the scale's length."""
    evidence_coverage: float | None = None
    label_probability: float | None = None

    def __post_init__(self) -> None:
        if self.draws < 1:
            raise ValueError("an answer needs at least one draw")
        for name in ("agreement", "closeness", "evidence_coverage", "label_probability"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise ValueError(f"{name} must lie between 0 and 1")


NOTHING_MEASURED = ConfidenceComponents()


Basis = Literal["own_people", "twin_2k_500"]
Level = Literal["low", "medium", "high"]
MEDIUM, HIGH = 0.5, 0.7
"""The scores from which a level begins: right as often as not, and clearly more often than not."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """`score`: the probability that the person would answer so.

    None where nothing was measured, and where all that speaks for an answer is words that it shares with the record.
    """

    score: float | None
    calibrated: bool
    """Whether the score was learnt from what the tenant's own people said."""
    components: ConfidenceComponents
    basis: Basis | None = None
    """Whose answers the score was learnt from; None without a score."""
    ceiling: float | None = None
    """The most that a score of this basis can be, where it is bounded."""

    @property
    def level(self) -> Level | None:
        """The score in a word; None without one."""
        if self.score is None:
            return None
        return "high" if self.score >= HIGH else "medium" if self.score >= MEDIUM else "low"


def _steadied_agreement(components: ConfidenceComponents) -> float | None:
    """Laplace's rule of succession: 2 draws of 2 say less than 9 of 9. Increasing in the agreement."""
    if components.agreement is None:
        return None
    return (components.agreement * components.draws + 1) / (components.draws + 2)


FEATURES: Mapping[str, Callable[[ConfidenceComponents], float | None]] = {
    "agreement": _steadied_agreement,
    "closeness": lambda components: components.closeness,
    "evidence_coverage": lambda components: components.evidence_coverage,
    "label_probability": lambda components: components.label_probability,
}
"""What a calibrator may look at: never who the person is, which question it was or what was answered, because a map
that knew these would fit the people at hand and no others. The order is that of the columns when fitting."""


@dataclass(frozen=True, slots=True)
class WeightedFeature:
    """One term of the index, `weight * (value - mean) / scale`. No weight is negative: support adds confidence."""

    name: str
    mean: float
    scale: float
    weight: float


@dataclass(frozen=True, slots=True)
class KindCalibration:
    """The map for one kind of question: a weighted sum of the features (the index), then a rising curve.

    The curve is `sigmoid(intercept + index)` (Platt 1999), or a mixture of it with the isotonic regression through
    `knots` (Zadrozny & Elkan 2002), linear between them and level outside. The mixture's share of the former keeps
    the curve strictly rising, so no two answers that raw agreement tells apart are put level.
    """

    method: Method
    intercept: float
    features: tuple[WeightedFeature, ...]
    knots: tuple[tuple[float, float], ...]
    """(index, probability), both rising; empty for `logistic`."""
    knot_share: float
    """The isotonic part of the mixture, 0 to 1."""
    pairs: int
    people: int

    def __post_init__(self) -> None:
        if any(feature.weight < 0 or feature.scale <= 0 for feature in self.features):
            raise ValueError("a feature's weight can't be negative, nor its scale zero")
        if any(lower[0] >= upper[0] or lower[1] > upper[1] for lower, upper in pairwise(self.knots)):
            raise ValueError("knots must rise")

    def covers(self, components: ConfidenceComponents) -> bool:
        """Whether all it looks at was measured: else it would pass off the mean of other answers for this one's."""
        return all(FEATURES[feature.name](components) is not None for feature in self.features)

    def index(self, components: ConfidenceComponents) -> float:
        """A feature that wasn't measured counts as its mean among the pairs fitted."""
        total = 0.0
        for feature in self.features:
            value = FEATURES[feature.name](components)
            if value is not None:
                total += feature.weight * (value - feature.mean) / feature.scale
        return total

    def probability(self, components: ConfidenceComponents) -> float:
        """The calibrated probability, from 0 to 1, that the person would answer so."""
        index = self.index(components)
        smooth = _sigmoid(self.intercept + index)
        if not self.knots:
            return smooth
        return self.knot_share * _interpolated(self.knots, index) + (1 - self.knot_share) * smooth


@dataclass(frozen=True, slots=True)
class Calibrator:
    """What has been learnt of each kind of question. Without kinds it is the calibrator before any fitting."""

    kinds: Mapping[str, KindCalibration] = field(default_factory=dict)

    def score(self, question_kind: str, components: ConfidenceComponents) -> float | None:
        """The calibrated probability, from 0 to 1, that the person would answer so.

        None if this kind was not fitted, or if what the fit looks at was not measured.
        """
        kind = self.kinds.get(question_kind)
        if kind is None or raw_score(components) is None or not kind.covers(components):
            return None
        return kind.probability(components)

    def to_json(self) -> dict[str, Any]:
        """The calibrator as JSON, which `from_json` reads."""
        return {
            "version": CALIBRATOR_VERSION,
            "kinds": {
                name: {
                    "method": kind.method,
                    "intercept": kind.intercept,
                    "features": [
                        [feature.name, feature.mean, feature.scale, feature.weight] for feature in kind.features
                    ],
                    "knots": [list(knot) for knot in kind.knots],
                    "knot_share": kind.knot_share,
                    "pairs": kind.pairs,
                    "people": kind.people,
                }
                for name, kind in self.kinds.items()
            },
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Calibrator":
        """The inverse of `to_json`. ValueError for another version or a feature this version doesn't know."""
        if stored.get("version") != CALIBRATOR_VERSION:
            raise ValueError(
                f"a calibrator of version {stored.get('version')}, not {CALIBRATOR_VERSION}: calibrate again"
            )
        kinds = {}
        for name, kind in stored["kinds"].items():
            features = tuple(WeightedFeature(*feature) for feature in kind["features"])
            if unknown := {feature.name for feature in features} - FEATURES.keys():
                raise ValueError(f"unknown features {sorted(unknown)}: calibrate again")
            kinds[name] = KindCalibration(
                method=kind["method"],
                intercept=kind["intercept"],
                features=features,
                knots=tuple((x, y) for x, y in kind["knots"]),
                knot_share=kind["knot_share"],
                pairs=kind["pairs"],
                people=kind["people"],
            )
        return cls(kinds)


UNCALIBRATED = Calibrator()
"""Before any fitting."""


def raw_score(components: ConfidenceComponents) -> float | None:
    """The one component that says most: the first that was measured of agreement, label probability, coverage."""
    measured = (components.agreement, components.label_probability, components.evidence_coverage)
    return next((value for value in measured if value is not None), None)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _interpolated(knots: Sequence[tuple[float, float]], x: float) -> float:
    above = bisect_right(knots, x, key=lambda knot: knot[0])
    if above == 0:
        return knots[0][1]
    if above == len(knots):
        return knots[-1][1]
    (left, low), (right, high) = knots[above - 1], knots[above]
    return low + (high - low) * (x - left) / (right - left)
