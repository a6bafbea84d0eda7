"""What confidence is worth before a tenant has observations of its own: what it was worth for twins of public people.

Twin-2K-500 (Toubia et al., 2025; CC BY 4.0; 1,029 of its people): their real answers to 40 purchase questions and 10
opinions from 1 to 5, and the answers of seven twins of each. A curve says how often a twin was right, by the agreement
of its draws. A test fits the curves anew where the data are at hand.

No score goes beyond the ceiling: the share of answers that came true where all seven agreed. Where other signs than
agreement were measured, they count as one draw's, so that they say little. Kinds of question that these people were not
asked have the curve of the nearest kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from prospect_twins.domain.confidence import (
    Calibrator,
    Confidence,
    ConfidenceComponents,
    KindCalibration,
    WeightedFeature,
    raw_score,
)


@dataclass(frozen=True, slots=True)
class PublicCurve:
    """`ceiling`: the share of answers that came true where all draws agreed."""

    calibration: KindCalibration
    ceiling: float


def _curve(intercept: float, agreement: WeightedFeature, pairs: int, ceiling: float) -> PublicCurve:
    return PublicCurve(KindCalibration("logistic", intercept, (agreement,), (), 0.0, pairs, 1029), ceiling)


CHOICE = _curve(0.9045, WeightedFeature("agreement", 0.7409, 0.1272, 0.5104), 41_160, 0.82)
OPINION = _curve(-0.5793, WeightedFeature("agreement", 0.6726, 0.1560, 0.6078), 10_290, 0.64)
CURVES: Mapping[str, PublicCurve] = {
    "single_choice": CHOICE,
    "multiple_choice": CHOICE,
    "scale": OPINION,
    "ranking": OPINION,
    "free_text": OPINION,
}


def confidence_in(
    question_kind: str, components: ConfidenceComponents, calibrator: Calibrator, *, matched: bool = False
) -> Confidence:
    """How far an answer to such a question can be trusted: by the tenant's own calibrator, else by the public curve.

    `matched`: code found the evidence by shared words. What that is worth only a tenant's own observations tell.
    """
    own = calibrator.score(question_kind, components)
    if own is not None:
        return Confidence(own, True, components, "own_people")
    raw = raw_score(components)
    if raw is None or matched:
        return Confidence(None, False, components)
    curve = CURVES[question_kind]
    seen = components if components.agreement is not None else replace(components, agreement=raw, draws=1)
    score = min(curve.calibration.probability(seen), curve.ceiling)
    return Confidence(score, False, components, "twin_2k_500", curve.ceiling)
