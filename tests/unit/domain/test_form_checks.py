"""What a question's form must hold to; every refusal names its place and what to do."""

from typing import Any

import pytest

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.form_checks import checked_form
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind, ScaleMethod, ScaleName

TWO = ("Yes", "No")
FIVE = ("a", "b", "c", "d", "e")
CHOICES = [QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.RANKING]
SCALE, SINGLE = QuestionKind.SCALE, QuestionKind.SINGLE_CHOICE
SIMILARITY, DIRECT = ScaleMethod.SIMILARITY, ScaleMethod.DIRECT
INTENT = ScaleName.PURCHASE_INTENT


@pytest.mark.parametrize("form", [FREE_TEXT, *(QuestionForm(kind, TWO) for kind in CHOICES)])
def test_a_form_that_holds_stays_as_it_is(form: QuestionForm) -> None:
    assert checked_form(form) is form


@pytest.mark.parametrize("options", [(), FIVE])
def test_a_scale_is_rated_directly_unless_said_otherwise(options: tuple[str, ...]) -> None:
    assert checked_form(QuestionForm(SCALE, options)) == QuestionForm(SCALE, options, scale_method=DIRECT)
    similar = QuestionForm(SCALE, options, INTENT, SIMILARITY)
    assert checked_form(similar) is similar


REFUSED: list[tuple[tuple[Any, ...], str]] = [
    ((QuestionKind.FREE_TEXT, TWO), "options"),
    ((SINGLE, ()), "options"),
    ((QuestionKind.MULTIPLE_CHOICE, ("One",)), "options"),
    ((QuestionKind.RANKING, ("One",)), "options"),
    ((SINGLE, tuple(map(str, range(21)))), "options"),
    ((SINGLE, ("Yes", "No", " yES ")), "options.2"),
    ((SINGLE, ("Yes", "No", "Ｙｅｓ")), "options.2"),
    ((SINGLE, ("Don't know", "Don’t\u200b know")), "options.1"),
    ((SINGLE, ("60-65", "60–65")), "options.1"),
    ((SINGLE, ("Yes", "\u200b\ufeff")), "options.1"),
    ((SINGLE, ("Yes", " \n")), "options.1"),
    ((SINGLE, ("Yes", "x" * 201)), "options.1"),
    ((SINGLE, ("Yes", "N\0")), "options.1"),
    ((SINGLE, ("Yes", "\ud800")), "options.1"),
    ((SCALE, ("low", "high")), "options"),
    ((SCALE, (), None, SIMILARITY), "scale"),
    ((SINGLE, TWO, INTENT), "scale"),
    ((SINGLE, TWO, None, DIRECT), "scale_method"),
    ((QuestionKind.FREE_TEXT, (), None, SIMILARITY), "scale_method"),
]


@pytest.mark.parametrize(("given", "place"), REFUSED)
def test_a_form_that_does_not_hold_is_refused_at_its_place(given: tuple[Any, ...], place: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_form(QuestionForm(*given))
    assert refused.value.details is not None
    (fault,) = refused.value.details["errors"]
    assert fault["place"] == place
    assert refused.value.message == f"Not valid: {place}: {fault['reason']}."


def test_everything_that_does_not_hold_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_form(QuestionForm(SINGLE, ("Yes",), INTENT, SIMILARITY))
    assert refused.value.details is not None
    assert [fault["place"] for fault in refused.value.details["errors"]] == ["options", "scale", "scale_method"]
