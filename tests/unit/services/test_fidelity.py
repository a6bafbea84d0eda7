"""What twins and their people come to, against figures worked out by hand."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from prospect_twins.domain.comparing import AnsweredTwice, Compared, Given, pairs
from prospect_twins.domain.confidence import Confidence, ConfidenceComponents
from prospect_twins.domain.fidelity import KindFidelity
from prospect_twins.domain.labels import AnswerLabels, Sentiment
from prospect_twins.domain.question_forms import QuestionKind, Value
from prospect_twins.services.fidelity import fidelity

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def twice(
    lead_id: str,
    twin: Value | Given,
    person: Value | Given,
    kind: QuestionKind = QuestionKind.SCALE,
    session_id: str = "QS-1",
    score: float | None = None,
    minute: int = 0,
) -> AnsweredTwice:
    confidence = None if score is None else Confidence(score, True, ConfidenceComponents(agreement=score, draws=5))
    at = NOON + timedelta(minutes=minute)
    one, other = (side if isinstance(side, Given) else Given(side) for side in (twin, person))
    return AnsweredTwice(kind, lead_id, session_id, f"Question of {session_id}", one, other, confidence, at, at)


def only(found: list[KindFidelity]) -> KindFidelity:
    (kind,) = found
    return kind


def test_agreement_and_differences_of_a_worked_example() -> None:
    """Of ten people: six exact, two one point apart, two three points apart."""
    twins, people = [4, 4, 4, 4, 4, 4, 4, 4, 4, 4], [4, 4, 4, 4, 4, 4, 5, 3, 1, 1]
    found = only(fidelity(twice(f"L{n}", *both) for n, both in enumerate(zip(twins, people, strict=True))))
    assert (found.kind, found.compared, found.pairs, found.people, found.sessions) == (
        QuestionKind.SCALE, Compared.VALUE, 10, 10, 1,
    )  # fmt: skip
    assert found.agreement is not None
    assert found.within_one is not None
    assert found.mean_absolute_difference is not None
    assert found.distribution is not None
    assert found.agreement.estimate == pytest.approx(0.6)
    assert found.agreement.low == pytest.approx(0.3, abs=0.05)
    assert found.agreement.high == pytest.approx(0.9, abs=0.05)
    assert found.within_one.estimate == pytest.approx(0.8)
    assert found.mean_absolute_difference.estimate == pytest.approx(0.8)
    # People below 4: 0.3, twins: none; people at most 4: 0.9, twins: all.
    assert found.distribution.measure == "ks"
    assert found.distribution.similarity.estimate == pytest.approx(0.7)
    assert found.base_rate == pytest.approx(0.6)


def test_options_are_compared_as_wholes_by_their_total_variation() -> None:
    """Twins: 8 letters, 4 calls. People: 5 letters, 7 calls. Half of |3| + |-3| of 12 is 0.25."""
    twins = ["letter"] * 8 + ["call"] * 4
    people = ["letter"] * 5 + ["call"] * 7
    given = [
        twice(f"L{n}", twin, person, QuestionKind.SINGLE_CHOICE)
        for n, (twin, person) in enumerate(zip(twins, people, strict=True))
    ]
    found = only(fidelity(given))
    assert found.distribution is not None
    assert found.distribution.measure == "total_variation"
    similarity = found.distribution.similarity
    assert similarity.estimate == pytest.approx(0.75)
    assert similarity.low <= similarity.estimate <= similarity.high
    assert found.base_rate == pytest.approx(7 / 12)
    assert found.within_one is None
    assert found.mean_absolute_difference is None


def test_two_questions_do_not_make_up_for_each_other() -> None:
    """To one the twins all say 1 and people 5, to the other the reverse: as one heap they would look alike."""
    given = [twice(f"L{n}", 1, 5, session_id="QS-1") for n in range(10)]
    given += [twice(f"L{n}", 5, 1, session_id="QS-2") for n in range(10)]
    found = only(fidelity(given))
    assert found.distribution is not None
    assert found.distribution.similarity.estimate == 0
    assert (found.pairs, found.people, found.sessions) == (20, 10, 2)


def test_a_multiple_choice_agrees_as_a_set_and_a_ranking_by_what_comes_first() -> None:
    chosen = pairs([twice("A", ("a", "b"), ("b", "a"), QuestionKind.MULTIPLE_CHOICE)])
    assert [pair.agrees for pair in chosen] == [True]
    assert not pairs([twice("A", ("a",), ("a", "b"), QuestionKind.MULTIPLE_CHOICE)])[0].agrees
    (ranked,) = pairs([twice("A", ("a", "b", "c"), ("a", "c", "b"), QuestionKind.RANKING)])
    assert (ranked.compared, ranked.agrees) == (Compared.FIRST_CHOICE, True)


def test_free_text_is_compared_by_sentiment_and_by_stance() -> None:
    twin = Given.of_twin(None, AnswerLabels(Sentiment.POSITIVE, "a model", stance=5))
    person = Given(sentiment=Sentiment.NEGATIVE, stance=5)
    found = pairs([twice("A", twin, person, QuestionKind.FREE_TEXT)])
    assert {(pair.compared, pair.agrees) for pair in found} == {(Compared.SENTIMENT, False), (Compared.STANCE, True)}
    assert pairs([twice("A", twin, Given(), QuestionKind.FREE_TEXT)]) == []
    assert pairs([twice("A", Given.of_twin(None, None), person, QuestionKind.FREE_TEXT)]) == []


def test_the_newest_outcome_that_can_be_compared_counts() -> None:
    changed = [
        twice("A", 4, 4, minute=2),
        twice("A", 4, 1, minute=1),
        twice("A", 4, Given(), minute=3),
        twice("A", 4, 2, session_id="QS-2"),
    ]
    assert {(pair.session_id, pair.person) for pair in pairs(changed)} == {("QS-1", 4), ("QS-2", 2)}


def test_too_few_people_get_no_figure_but_the_reason() -> None:
    found = only(fidelity(twice("A", 4, 4, session_id=f"QS-{n}") for n in range(50)))
    assert (found.pairs, found.people, found.note) == (50, 1, "1 person: figures need at least 10")
    assert (found.agreement, found.distribution, found.calibration, found.base_rate) == (None, None, None, None)


def test_people_asked_one_by_one_have_no_distribution_to_compare() -> None:
    found = only(fidelity(twice(f"L{n}", 4, 4, session_id=f"QS-{n}") for n in range(12)))
    assert found.agreement is not None
    assert (found.distribution, found.base_rate) == (None, None)
    assert "no question was answered by 10 people" in (found.note or "")


def test_that_all_agree_is_no_certainty() -> None:
    found = only(fidelity(twice(f"L{n}", 4, 4) for n in range(10)))
    assert found.agreement is not None
    assert (found.agreement.estimate, found.agreement.high) == (1, 1)
    assert found.agreement.low == pytest.approx(0.025 ** (1 / 10))


def test_many_answers_of_few_people_are_less_certain_than_those_of_many() -> None:
    """Every person is either right throughout or wrong throughout, so each counts but once."""

    def width(people: int) -> float:
        each = 400 // people
        given = [
            twice(f"L{n % people}", 4, 4 if n % people % 2 else 1, session_id=f"QS-{n // people}")
            for n in range(people * each)
        ]
        agreement = only(fidelity(given)).agreement
        assert agreement is not None
        assert agreement.estimate == pytest.approx(0.5)
        return agreement.high - agreement.low

    assert width(10) > 3 * width(200)


def test_confidence_is_held_against_what_came_true() -> None:
    """Two scores: 0.9, right in 15 of 20, and 0.4, right in 5 of 20."""
    given = [twice(f"a{n}", 4, 4 if n < 15 else 1, score=0.9) for n in range(20)]
    given += [twice(f"b{n}", 4, 4 if n < 5 else 1, score=0.4) for n in range(20)]
    given[0] = replace(given[0], confidence=Confidence(0.9, False, ConfidenceComponents(agreement=0.9, draws=5)))
    found = only(fidelity(given)).calibration
    assert found is not None
    assert found.ece == pytest.approx((0.15 + 0.15) / 2)
    assert found.brier == pytest.approx((15 * 0.01 + 5 * 0.81 + 5 * 0.36 + 15 * 0.16) / 40)
    assert found.auroc == pytest.approx(0.75)
    assert found.calibrated_share == pytest.approx(39 / 40)


def test_without_scores_there_is_no_calibration_and_with_one_outcome_no_auroc() -> None:
    bare = only(fidelity(twice(f"L{n}", 4, 4) for n in range(30)))
    assert bare.calibration is None
    assert "0 people with a confidence score" in (bare.note or "")
    right = only(fidelity(twice(f"L{n}", 4, 4, score=0.9) for n in range(30))).calibration
    assert right is not None
    assert right.auroc is None


def test_the_same_outcomes_give_the_same_figures_in_whatever_order() -> None:
    draw = random.Random(1)
    given = [twice(f"L{n}", draw.randint(1, 5), draw.randint(1, 5), score=draw.random()) for n in range(60)]
    first = fidelity(given)
    draw.shuffle(given)
    again = fidelity(given)
    for one, other in zip(first, again, strict=True):
        assert one.agreement == other.agreement
        assert one.mean_absolute_difference == other.mean_absolute_difference
        assert one.distribution == other.distribution


def test_an_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Populations of 40 people whose twins are right with probability 0.7."""
    draw = random.Random(2)
    held = 0
    for _ in range(60):
        found = only(fidelity(twice(f"L{n}", 4, 4 if draw.random() < 0.7 else 1) for n in range(40))).agreement
        assert found is not None
        held += found.low <= 0.7 <= found.high
    assert held >= 52
