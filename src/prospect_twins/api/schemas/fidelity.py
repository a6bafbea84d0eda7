"""How well twins speak for their people, as it travels."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import ConfigDict, Field

from prospect_twins.api.schemas.base import IntervalView, Timestamp, Wire
from prospect_twins.domain.comparing import Compared
from prospect_twins.domain.fidelity import KindFidelity
from prospect_twins.domain.question_forms import QuestionKind


class DistributionSimilarityView(IntervalView):
    """How alike twins' and people's answers are as wholes: 1 is equal, 0 apart; question by question, then averaged."""

    measure: Literal["ks", "total_variation"]
    """1 − the Kolmogorov-Smirnov distance (points), or 1 − the total variation distance (options, sentiments)."""


class CalibrationView(Wire):
    """How well the confidence stored with the answers foretold which would be right."""

    model_config = ConfigDict(from_attributes=True)

    ece: float
    """Expected calibration error, ten bins of equal width."""
    brier: float
    auroc: float | None
    """Null where all answers were right, or none was."""
    calibrated_share: float
    """The share of the scores that are calibrated; the others are raw components."""


class KindFidelityView(Wire):
    """How well twins' answers of one kind of question met what people said."""

    model_config = ConfigDict(title="KindFidelity")

    question_kind: QuestionKind
    compared: Compared
    """What was held against each other. Free text has two entries: `sentiment` and `stance`."""
    pairs: int
    """Answers of twins that could be compared: one for a person and a session."""
    people: int
    sessions: int
    agreement: IntervalView | None = None
    """The share of pairs that are exactly alike."""
    within_one: IntervalView | None = None
    """The share of pairs whose points are at most one apart."""
    mean_absolute_difference: IntervalView | None = None
    """The mean of how many points the pairs are apart."""
    distribution_similarity: DistributionSimilarityView | None = None
    calibration: CalibrationView | None = None
    base_rate: float | None = Field(None, ge=0, le=1)
    """The agreement of one who says to everybody what people answered most often."""
    note: str | None = None
    """Why figures are null."""

    @classmethod
    def of(cls, kind: KindFidelity) -> "KindFidelityView":
        """The wire form of the domain's figures."""
        similarity = kind.distribution
        return cls(
            question_kind=kind.kind,
            compared=kind.compared,
            pairs=kind.pairs,
            people=kind.people,
            sessions=kind.sessions,
            agreement=IntervalView.model_validate(kind.agreement) if kind.agreement else None,
            within_one=IntervalView.model_validate(kind.within_one) if kind.within_one else None,
            mean_absolute_difference=IntervalView.model_validate(kind.mean_absolute_difference)
            if kind.mean_absolute_difference
            else None,
            distribution_similarity=DistributionSimilarityView(
                measure=similarity.measure,
                estimate=similarity.similarity.estimate,
                low=similarity.similarity.low,
                high=similarity.similarity.high,
            )
            if similarity
            else None,
            calibration=CalibrationView.model_validate(kind.calibration) if kind.calibration else None,
            base_rate=kind.base_rate,
            note=kind.note,
        )


class FidelityResponse(Wire):
    """Intervals cover 95%, by the bootstrap over people."""

    generated_at: Timestamp
    kinds: list[KindFidelityView]
    """Those with anything to compare."""

    @classmethod
    def of(cls, kinds: Sequence[KindFidelity]) -> "FidelityResponse":
        """The wire form of the figures of all kinds, as of now."""
        return cls(generated_at=datetime.now(UTC), kinds=[KindFidelityView.of(kind) for kind in kinds])
