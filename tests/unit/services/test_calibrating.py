"""Calibrators fitted to made-up people whose true odds are known."""

import json
import math
import random
from dataclasses import replace

import pytest

from prospect_twins.domain.calibration_pairs import (
    CalibrationPair,
    agreed_answer,
    normalised_answer,
    parse_calibration_file,
)
from prospect_twins.domain.confidence import Calibrator, ConfidenceComponents, raw_score
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.question_forms import QuestionKind
from prospect_twins.evaluation.calibration_study import CALIBRATED, RAW, halves, study
from prospect_twins.services.calibrating import Candidate, choose, fit, fit_calibrator, fit_candidate, fit_kind
from prospect_twins.statistics.calibration import (
    accuracy,
    auroc,
    brier,
    expected_calibration_error,
    reliability_bins,
    tallied,
)

DRAWS = 5


def overconfident(agreement: float) -> float:
    """The true odds of the made-up twins: far below their agreement, and bent."""
    return 0.15 + 0.6 * agreement**4


def made_up_pairs(
    people: int, questions: int, *, seed: int, kind: QuestionKind = QuestionKind.SINGLE_CHOICE
) -> list[CalibrationPair]:
    random_ = random.Random(seed)
    pairs = []
    for person in range(people):
        for question in range(questions):
            agreeing = random_.randint(3, DRAWS)
            answer, components = agreed_answer(kind, [1] * agreeing + [2] * (DRAWS - agreeing))
            real = 1 if random_.random() < overconfident(agreeing / DRAWS) else 2
            pairs.append(CalibrationPair(kind, f"{seed}-{person}", str(question), answer, real, components))
    return pairs


def error_of(calibrator: Calibrator, pairs: list[CalibrationPair]) -> float:
    scores = [calibrator.score(pair.question_kind, pair.components) or 0.0 for pair in pairs]
    return expected_calibration_error(tallied(scores, (pair.was_correct for pair in pairs)))


def agreeing(share: float, **more: float) -> ConfidenceComponents:
    return ConfidenceComponents(agreement=share, draws=DRAWS, **more)


def test_scores_hold_on_people_never_seen() -> None:
    others = made_up_pairs(400, 20, seed=2)
    fitted = fit_calibrator(made_up_pairs(400, 20, seed=1))
    assert error_of(Calibrator(), others) > 0.25
    assert error_of(fitted, others) < 0.02


@pytest.mark.parametrize("method", ["logistic", "isotonic"])
def test_more_agreement_always_scores_higher(method: str) -> None:
    candidate = Candidate("isotonic" if method == "isotonic" else "logistic", ("agreement",))
    curve = fit_candidate(made_up_pairs(100, 10, seed=3), candidate)
    scores = [curve.probability(agreeing(step / 20)) for step in range(21)]
    assert scores == sorted(scores)
    assert len(set(scores)) == len(scores)


def test_support_that_seems_to_hurt_is_left_out_rather_than_counted_against_an_answer() -> None:
    """Here the twins agree most where they are wrong."""
    pairs = [
        replace(pair, real_answer=1 if pair.components.agreement == 0.6 else pair.real_answer)
        for pair in made_up_pairs(100, 10, seed=4)
    ]
    curve = fit_kind(pairs)
    assert curve is not None
    assert curve.features == ()
    assert curve.probability(agreeing(0.6)) == pytest.approx(sum(p.was_correct for p in pairs) / len(pairs), abs=0.01)


def test_a_bent_truth_is_met_by_steps_and_pure_chance_by_the_plainest_curve() -> None:
    bent = made_up_pairs(400, 20, seed=5)
    assert choose(bent).method == "isotonic"
    random_ = random.Random(6)
    chance = [replace(pair, real_answer=random_.choice((1, 2))) for pair in bent]
    assert choose(chance) == Candidate("logistic", ("agreement",))


def test_few_pairs_are_drawn_towards_the_base_rate() -> None:
    few = made_up_pairs(30, 2, seed=8)
    many = [replace(pair, lead_id=f"{copy}-{pair.lead_id}") for copy in range(50) for pair in few]
    plain = Candidate("logistic", ("agreement",))
    timid, bold = (fit_candidate(pairs, plain).features[0].weight for pairs in (few, many))
    assert 0 < timid < 0.7 * bold


def test_too_few_people_leave_a_kind_uncalibrated_and_say_so() -> None:
    calibrator = fit_calibrator(made_up_pairs(19, 50, seed=9) + made_up_pairs(200, 5, seed=10, kind=QuestionKind.SCALE))
    components = agreeing(0.8)
    assert calibrator.score("single_choice", components) is None
    assert calibrator.score("scale", components) is not None
    assert calibrator.score("scale", ConfidenceComponents(agreement=None, draws=1)) is None


def test_only_one_outcome_is_no_basis_for_a_curve() -> None:
    pairs = [replace(pair, real_answer=pair.answer) for pair in made_up_pairs(50, 5, seed=11)]
    assert fit_kind(pairs) is None


def test_a_single_draw_is_scored_by_what_else_was_measured() -> None:
    random_ = random.Random(12)
    pairs = []
    for person in range(300):
        coverage = random_.random()
        components = ConfidenceComponents(agreement=None, draws=1, evidence_coverage=coverage)
        real = "yes" if random_.random() < 0.2 + 0.6 * coverage else "no"
        pairs.append(CalibrationPair(QuestionKind.SINGLE_CHOICE, str(person), "1", "yes", real, components))
    curve = fit_kind(pairs)
    assert curve is not None
    low, high = (ConfidenceComponents(agreement=None, draws=1, evidence_coverage=share) for share in (0.05, 0.95))
    assert curve.probability(low) == pytest.approx(0.23, abs=0.1)
    assert curve.probability(high) == pytest.approx(0.77, abs=0.1)


def test_a_calibrator_survives_storing() -> None:
    fitted = fit_calibrator(made_up_pairs(400, 20, seed=13))
    assert Calibrator.from_json(json.loads(json.dumps(fitted.to_json()))) == fitted
    assert fitted.kinds["single_choice"].knots


def test_a_calibrator_of_another_version_or_with_unknown_features_is_refused() -> None:
    stored = fit_calibrator(made_up_pairs(100, 5, seed=14)).to_json()
    with pytest.raises(ValueError, match="calibrate again"):
        Calibrator.from_json({**stored, "version": 99})
    stored["kinds"]["single_choice"]["features"][0][0] = "horoscope"
    with pytest.raises(ValueError, match="horoscope"):
        Calibrator.from_json(stored)


def test_the_same_pairs_give_the_same_calibrator_in_whatever_order() -> None:
    pairs = made_up_pairs(100, 10, seed=15)
    again = fit_calibrator(reversed(pairs))
    score = fit_calibrator(pairs).score("single_choice", agreeing(0.8))
    assert again.score("single_choice", agreeing(0.8)) == pytest.approx(score)


def test_a_study_tests_on_people_it_did_not_fit() -> None:
    pairs = made_up_pairs(101, 3, seed=16)
    for fitted, tested in halves(pairs, 3):
        assert not {pair.lead_id for pair in fitted} & {pair.lead_id for pair in tested}
        assert len(fitted) + len(tested) == len(pairs)
    cuts = [frozenset(pair.lead_id for pair in fitted) for fitted, _ in halves(pairs, 3)]
    assert len(set(cuts)) == 3


def test_a_study_sees_miscalibration_and_its_end() -> None:
    found = study(halves(made_up_pairs(300, 10, seed=17), 3))["single_choice"]
    assert min(each.ece_10 for each in found.measures[RAW]) > 0.25
    assert max(each.ece_10 for each in found.measures[CALIBRATED]) < 0.05
    low, high = found.interval
    assert 0 < low < high < 0.1


def test_the_answer_is_what_most_draws_gave() -> None:
    answer, components = agreed_answer(QuestionKind.SINGLE_CHOICE, ["no", "yes", "yes"])
    assert answer == "yes"
    assert components == ConfidenceComponents(agreement=2 / 3, draws=3)
    assert agreed_answer(QuestionKind.SINGLE_CHOICE, ["b", "a"])[0] == "b"


def test_a_tie_on_a_scale_goes_to_the_point_nearest_the_median() -> None:
    answer, components = agreed_answer(QuestionKind.SCALE, [1, 1, 4, 4, 5])
    assert answer == 4
    assert components.closeness == pytest.approx(1 - 7 / 20)


def test_one_draw_has_nothing_to_agree_with() -> None:
    _, components = agreed_answer(QuestionKind.SCALE, [3])
    assert components == ConfidenceComponents(agreement=None, draws=1)
    assert raw_score(components) is None


def test_the_calibration_error_of_a_worked_example() -> None:
    tallies = tallied([0.9, 0.9, 0.6, 0.6], [True, False, True, True])
    assert expected_calibration_error(tallies) == pytest.approx(0.5 * 0.4 + 0.5 * 0.4)
    assert brier(tallies) == pytest.approx((0.01 + 0.81 + 0.16 + 0.16) / 4)
    assert auroc(tallies) == pytest.approx(1 / 6)
    assert accuracy(tallies) == 0.75
    assert math.isnan(auroc(tallied([0.5], [True])))


def test_bins_of_equal_count_never_part_answers_of_one_score() -> None:
    tallies = tallied([0.1] * 90 + [0.2, 0.3, 0.4] * 10, [True] * 120)
    bins = reliability_bins(tallies, 4, "equal-count")
    assert [each.count for each in bins] == [90, 30]
    assert sum(each.count for each in reliability_bins(tallies, 15)) == 120


def test_a_sure_score_falls_into_the_last_bin() -> None:
    (only,) = reliability_bins(tallied([1.0], [True]))
    assert (only.lower, only.upper) == (0.9, 1.0)


CSV = """question_kind,lead_id,question_id,twin_answer_1,twin_answer_2,twin_answer_3,real_answer,evidence_coverage,x
single_choice,LEAD-1,q1,Yes,yes ,no,YES,0.5,north
scale,LEAD-1,q2,4,,4.0,5,,north
scale,LEAD-2,q2,7,maybe,,5,,north
guess,LEAD-2,q3,1,1,1,1,,north
single_choice,,q1,a,a,a,a,,north
single_choice,LEAD-2,q1,a,a,a,b,1.5,north
multiple_choice,LEAD-1,q4,Price | Trust,trust|price,|,Trust|PRICE,,north
ranking,LEAD-1,q5,A|B|C,A|C|B,C|A|B,a|b|c,,north
free_text,LEAD-1,q6,Positive,mixed,positive,negative,,north
free_text,LEAD-2,q6,glad,,,negative,,north
scale,LEAD-1,q2,1,1,1,1,,north
"""


def test_a_file_gives_its_good_rows_as_pairs_and_the_others_by_line_and_reason() -> None:
    pairs, rejected = parse_calibration_file(CSV.splitlines())
    assert [(pair.answer, pair.was_correct, pair.was_near, pair.components.draws) for pair in pairs] == [
        ("yes", True, True, 3),
        (4, False, True, 2),
        (frozenset({"price", "trust"}), True, True, 3),
        ("a", True, True, 3),
        ("positive", False, False, 3),
    ]
    assert pairs[0].components.evidence_coverage == 0.5
    assert [line for line, _ in rejected] == [4, 5, 6, 7, 11, 12]
    reasons = [reason for _, reason in rejected]
    assert "evidence_coverage" in reasons[3]
    assert "one of positive, neutral, negative, mixed" in reasons[4]
    assert "earlier row" in reasons[5]


def test_points_may_be_texts_and_keep_what_they_are() -> None:
    answer, components = agreed_answer(QuestionKind.SCALE, ["4", "4", "5"])
    assert answer == "4"
    assert components.closeness == pytest.approx(1 - 1 / 12)


def test_rankings_agree_in_their_whole_order_and_are_compared_by_the_first() -> None:
    lines = CSV.splitlines()
    (pair,) = parse_calibration_file([lines[0], "ranking,LEAD-1,q5,A|B|C,A|C|B,A|B|C,a|c|b,,north"])[0]
    assert pair.components.agreement == pytest.approx(2 / 3)
    assert pair.was_correct


def test_no_option_at_all_is_an_answer_to_a_multiple_choice_and_an_empty_cell_is_none() -> None:
    assert normalised_answer(QuestionKind.MULTIPLE_CHOICE, " | ") == frozenset()
    assert normalised_answer(QuestionKind.MULTIPLE_CHOICE, " ") is None


def test_a_file_without_a_needed_column_says_which() -> None:
    with pytest.raises(InvalidInput, match=r"real_answer, twin_answer_1"):
        parse_calibration_file(["question_kind,lead_id,question_id", "scale,a,b"])


def test_a_file_that_is_no_csv_says_where() -> None:
    lines = ["question_kind,lead_id,question_id,real_answer,twin_answer", "scale,A,q," + "9" * 200_000 + ",1"]
    with pytest.raises(InvalidInput, match="after line 1"):
        parse_calibration_file(lines)


def test_fitting_proves_itself_on_people_left_out() -> None:
    (found,) = fit(made_up_pairs(300, 10, seed=18))
    assert (found.kind, found.pairs, found.people, found.why_not) == (QuestionKind.SINGLE_CHOICE, 3000, 300, None)
    assert found.calibration is not None
    assert found.proof is not None
    assert found.proof.before > 0.25
    assert found.proof.after < 0.04


def test_what_can_t_be_fitted_says_why() -> None:
    few = made_up_pairs(7, 50, seed=19)
    one_sided = [
        replace(pair, question_kind=QuestionKind.SCALE, real_answer=pair.answer)
        for pair in made_up_pairs(40, 3, seed=20)
    ]
    unmeasured = [
        replace(pair, question_kind=QuestionKind.RANKING, components=ConfidenceComponents())
        for pair in made_up_pairs(100, 3, seed=21)
    ]
    reasons = {found.kind: found.why_not or "" for found in fit(few + one_sided + unmeasured)}
    assert reasons[QuestionKind.SINGLE_CHOICE].startswith("7 people")
    assert "0 people were ever wrong" in reasons[QuestionKind.SCALE]
    assert "nothing was measured" in reasons[QuestionKind.RANKING]


def test_answers_of_one_draw_do_not_take_agreement_away_from_the_others() -> None:
    drawn = made_up_pairs(100, 5, seed=22)
    single = [
        replace(pair, question_id=f"single-{pair.question_id}", components=ConfidenceComponents(evidence_coverage=0.5))
        for pair in drawn
    ]
    (found,) = fit(drawn + single)
    assert found.calibration is not None
    assert [feature.name for feature in found.calibration.features] == ["agreement"]
    assert (found.pairs, found.left_aside) == (500, 500)


def test_an_answer_without_what_the_fit_looks_at_stays_uncalibrated() -> None:
    calibrator = fit_calibrator(made_up_pairs(200, 5, seed=23))
    single_draw = ConfidenceComponents(evidence_coverage=0.7)
    assert calibrator.score(QuestionKind.SINGLE_CHOICE, single_draw) is None
