"""What answers come to: counts that add up, with the intervals of shares."""

import random

import pytest

from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind, ScaleName, Value
from prospect_twins.domain.results import QuestionResults, results_of
from prospect_twins.statistics.intervals import mean_interval, share_interval

OPTIONS = ("A", "B", "C")


def results(form: QuestionForm, *values: Value | None) -> QuestionResults:
    found = results_of(form, values)
    assert found is not None
    return found


def counts(found: QuestionResults) -> dict[str, int]:
    return {each.option: each.count for each in found.counts}


def test_free_text_has_no_results() -> None:
    assert results_of(FREE_TEXT, [None, None]) is None


def test_choices_are_counted_per_option_in_the_questions_order_and_answers_without_a_value_apart() -> None:
    found = results(QuestionForm(QuestionKind.SINGLE_CHOICE, OPTIONS), "B", "A", None, "B", None)
    assert counts(found) == {"A": 1, "B": 2, "C": 0}
    assert (found.answered, found.without_value) == (3, 2)
    assert [each.share for each in found.counts] == [share_interval(1, 3), share_interval(2, 3), share_interval(0, 3)]


def test_several_choices_count_for_each_and_none_of_them_is_an_answer() -> None:
    found = results(QuestionForm(QuestionKind.MULTIPLE_CHOICE, OPTIONS), ("A", "C"), ("C",), (), None)
    assert counts(found) == {"A": 1, "B": 0, "C": 2}
    assert (found.answered, found.without_value) == (3, 1)
    assert found.counts[2].share == share_interval(2, 3)


def test_a_ranking_counts_first_places_and_has_mean_ranks() -> None:
    found = results(
        QuestionForm(QuestionKind.RANKING, OPTIONS), ("B", "A", "C"), ("B", "C", "A"), ("A", "B", "C"), None
    )
    assert counts(found) == {"A": 1, "B": 2, "C": 0}
    assert [each.mean_rank for each in found.counts] == [pytest.approx(2), pytest.approx(4 / 3), pytest.approx(8 / 3)]


def test_a_scale_counts_its_points_and_has_a_mean_with_an_interval() -> None:
    found = results(QuestionForm(QuestionKind.SCALE, scale=ScaleName.AGREEMENT), 1, 4, 4, None, 5)
    assert counts(found) == {"1": 1, "2": 0, "3": 0, "4": 2, "5": 1}
    assert found.mean == mean_interval([1, 4, 4, 5])
    assert [each.label for each in found.counts][::4] == ["strongly disagree", "strongly agree"]


@pytest.mark.parametrize("kind", [QuestionKind.SINGLE_CHOICE, QuestionKind.SCALE, QuestionKind.RANKING])
def test_before_anybody_answered_nothing_is_counted_and_nothing_known(kind: QuestionKind) -> None:
    found = results(QuestionForm(kind, OPTIONS if kind is not QuestionKind.SCALE else ()))
    assert (found.answered, found.without_value, found.mean) == (0, 0, None)
    assert {each.count for each in found.counts} == {0}
    assert {(each.share.low, each.share.high, each.mean_rank) for each in found.counts} == {(0, 1, None)}


def test_counts_of_five_thousand_answers_add_up() -> None:
    draw = random.Random(1)
    values = [draw.choice([*OPTIONS, None]) for _ in range(5000)]
    found = results(QuestionForm(QuestionKind.SINGLE_CHOICE, OPTIONS), *values)
    assert sum(counts(found).values()) == found.answered == sum(value is not None for value in values)
    assert found.answered + found.without_value == 5000


def test_a_value_of_another_kind_is_not_counted_silently() -> None:
    with pytest.raises(TypeError):
        results(QuestionForm(QuestionKind.SCALE), "A")
