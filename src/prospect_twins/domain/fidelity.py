"""What the comparison of twins with their people came to."""

from dataclasses import dataclass
from typing import Literal

from prospect_twins.domain.comparing import Compared
from prospect_twins.domain.question_forms import QuestionKind
from prospect_twins.statistics.intervals import Interval

SimilarityMeasure = Literal["ks", "total_variation"]
"""1 − the Kolmogorov-Smirnov distance, for points; 1 − the total variation distance, for options and sentiments."""


@dataclass(frozen=True, slots=True)
class DistributionSimilarity:
    """How alike the twins' answers and the people's are as wholes, whoever gave which: 1 is equal, 0 apart."""

    measure: SimilarityMeasure
    similarity: Interval


@dataclass(frozen=True, slots=True)
class CalibrationFigures:
    """How well the confidence stored with the answers foretold which would be right."""

    ece: float
    """Expected calibration error in ten bins of equal width."""
    brier: float
    auroc: float | None
    """None where all answers were right, or none was."""
    calibrated_share: float
    """The share of the scores that are calibrated; the others are raw components."""


@dataclass(frozen=True, slots=True)
class KindFidelity:
    """What the comparison of one kind of question came to; None where there is too little to say, and `note` why."""

    kind: QuestionKind
    compared: Compared
    pairs: int
    people: int
    sessions: int
    agreement: Interval | None = None
    within_one: Interval | None = None
    mean_absolute_difference: Interval | None = None
    distribution: DistributionSimilarity | None = None
    calibration: CalibrationFigures | None = None
    base_rate: float | None = None
    """The agreement of one who says to everybody what people answered most often: hard to beat, as it knows that."""
    note: str | None = None
