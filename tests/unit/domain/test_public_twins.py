"""Before a tenant calibrates, no score goes beyond what twins of public people reached."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.confidence import UNCALIBRATED, Calibrator, ConfidenceComponents
from prospect_twins.domain.public_twins import CHOICE, CURVES, OPINION, confidence_in
from prospect_twins.domain.question_forms import QuestionKind

SHARES = st.none() | st.floats(0, 1)
KINDS = st.sampled_from([kind.value for kind in QuestionKind])


@given(KINDS, SHARES, SHARES, SHARES, st.integers(1, 1000))
def test_whatever_was_measured_no_score_is_above_the_ceiling(
    kind: str, agreement: float | None, coverage: float | None, probability: float | None, draws: int
) -> None:
    components = ConfidenceComponents(agreement, draws, None, coverage, probability)
    confidence = confidence_in(kind, components, UNCALIBRATED)
    assert not confidence.calibrated
    if confidence.score is None:
        assert (agreement, coverage, probability) == (None, None, None)
        assert (confidence.basis, confidence.ceiling, confidence.level) == (None, None, None)
    else:
        assert confidence.basis == "twin_2k_500"
        assert confidence.ceiling == CURVES[kind].ceiling <= 0.82
        assert 0 < confidence.score <= confidence.ceiling


@given(KINDS, st.floats(0, 1), st.floats(0, 1), st.integers(2, 20))
def test_more_agreement_is_never_less_confidence(kind: str, one: float, other: float, draws: int) -> None:
    low, high = (
        confidence_in(kind, ConfidenceComponents(agreement, draws), UNCALIBRATED).score or 0.0
        for agreement in sorted((one, other))
    )
    assert low <= high


def test_every_kind_of_question_has_a_curve() -> None:
    assert CURVES.keys() == {kind.value for kind in QuestionKind}


@pytest.mark.parametrize(("kind", "score"), [("single_choice", 0.65), ("scale", 0.35), ("free_text", 0.35)])
def test_full_coverage_by_evidence_is_one_draw_s_word(kind: str, score: float) -> None:
    """It was 1.0 for every answer that named a piece of the record and no assumption."""
    confidence = confidence_in(kind, ConfidenceComponents(evidence_coverage=1.0), UNCALIBRATED)
    assert confidence.score == pytest.approx(score, abs=0.01)


def test_words_in_common_with_the_record_are_worth_nothing_until_a_tenant_has_observations() -> None:
    components = ConfidenceComponents(evidence_coverage=1.0)
    assert confidence_in("scale", components, UNCALIBRATED, matched=True).score is None
    drawn = ConfidenceComponents(agreement=1.0, draws=3, evidence_coverage=1.0)
    assert confidence_in("scale", drawn, UNCALIBRATED, matched=True).score is None
    own = confidence_in("scale", drawn, Calibrator({"scale": OPINION.calibration}), matched=True)
    assert (own.calibrated, own.basis, own.ceiling) == (True, "own_people", None)


def test_what_a_tenant_s_own_people_said_comes_first_and_has_no_ceiling() -> None:
    drawn = ConfidenceComponents(agreement=1.0, draws=1000)
    own = confidence_in("single_choice", drawn, Calibrator({"single_choice": CHOICE.calibration}))
    assert own.score is not None
    assert own.score > CHOICE.ceiling
    assert confidence_in("scale", drawn, Calibrator({"single_choice": CHOICE.calibration})).basis == "twin_2k_500"


@pytest.mark.parametrize(("agreement", "draws", "level"), [(1.0, 7, "high"), (0.7, 7, "medium"), (0.5, 2, "low")])
def test_a_score_has_a_word(agreement: float, draws: int, level: str) -> None:
    assert confidence_in("single_choice", ConfidenceComponents(agreement, draws), UNCALIBRATED).level == level
