"""What is a value of a question's kind, and what is none."""

import pytest

from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind, ScaleMethod, ScaleName
from prospect_twins.domain.question_values import SCALE_LABELS, is_read_from_prose, parsed_value, point_labels

OPTIONS = ("Term life", "Whole life", "No cover at all")
SINGLE = QuestionForm(QuestionKind.SINGLE_CHOICE, OPTIONS)
MULTIPLE = QuestionForm(QuestionKind.MULTIPLE_CHOICE, OPTIONS)
RANKING = QuestionForm(QuestionKind.RANKING, OPTIONS)
SCALE = QuestionForm(QuestionKind.SCALE)


@pytest.mark.parametrize("raw", ["Whole life", "whole LIFE", "  Whole\n life "])
def test_an_option_matches_but_for_case_and_blanks_and_comes_back_in_the_questions_words(raw: object) -> None:
    assert parsed_value(SINGLE, raw) == "Whole life"


@pytest.mark.parametrize(
    "raw", ["Whole", "Whole life insurance", "Whole life or Term life", "", None, 2, ["Whole life", "Term life"], True]
)
def test_what_is_nearly_an_option_is_none(raw: object) -> None:
    assert parsed_value(SINGLE, raw) is None


def test_a_multiple_choice_comes_in_the_questions_order_without_repeats() -> None:
    assert parsed_value(MULTIPLE, ["no cover at all", "Term life", "term life"]) == ("Term life", "No cover at all")


def test_a_multiple_choice_may_be_none_of_the_options() -> None:
    assert parsed_value(MULTIPLE, []) == ()


@pytest.mark.parametrize("raw", ["Term life, A yacht", ["Term life", "A yacht"], {"Term life": True}, None, [None]])
def test_a_multiple_choice_with_anything_else_in_it_is_none(raw: object) -> None:
    assert parsed_value(MULTIPLE, raw) is None


def test_a_ranking_keeps_its_order() -> None:
    assert parsed_value(RANKING, ["No cover at all", "TERM LIFE", "Whole life"]) == (
        "No cover at all",
        "Term life",
        "Whole life",
    )


@pytest.mark.parametrize(
    "raw", [["Term life", "Whole life"], ["Term life", "Term life", "Whole life"], [*OPTIONS, "Term life"], OPTIONS[0]]
)
def test_a_ranking_holds_each_option_once(raw: object) -> None:
    assert parsed_value(RANKING, raw) is None


@pytest.mark.parametrize(("raw", "point"), [(1, 1), (5, 5), ("3", 3), (3.0, 3), ([3], 3)])
def test_a_point_is_a_whole_number_from_one_to_five(raw: object, point: int) -> None:
    assert parsed_value(SCALE, raw) == point


@pytest.mark.parametrize("raw", [0, 6, -1, 3.5, True, "0", "03", "³", "five", None, [3, 4]])
def test_anything_else_is_no_point(raw: object) -> None:
    assert parsed_value(SCALE, raw) is None


def test_free_text_has_no_value() -> None:
    assert parsed_value(FREE_TEXT, "Term life") is None


def test_a_scales_points_mean_what_the_question_says_or_else_what_the_named_scale_says() -> None:
    named = QuestionForm(QuestionKind.SCALE, scale=ScaleName.AGREEMENT)
    own = QuestionForm(QuestionKind.SCALE, ("a", "b", "c", "d", "e"), scale=ScaleName.AGREEMENT)
    assert point_labels(named) == SCALE_LABELS[ScaleName.AGREEMENT]
    assert point_labels(own) == ("a", "b", "c", "d", "e")
    assert point_labels(SCALE) == ()


def test_every_named_scale_says_what_its_five_points_mean() -> None:
    assert {name: len(labels) for name, labels in SCALE_LABELS.items()} == dict.fromkeys(ScaleName, 5)


def test_only_a_scale_by_similarity_is_read_from_the_prose_alone() -> None:
    similar = QuestionForm(QuestionKind.SCALE, scale=ScaleName.AGREEMENT, scale_method=ScaleMethod.SIMILARITY)
    assert is_read_from_prose(similar)
    assert not is_read_from_prose(SCALE)
    assert not is_read_from_prose(SINGLE)
