"""What a model is told of a question's options, and the schema of the value that it names."""

import jsonschema_rs
import pytest

from prospect_twins.agents.twin.values import options_in_words, value_schema
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind, ScaleMethod, ScaleName
from prospect_twins.domain.question_values import parsed_value

OPTIONS = ("Term life", "Whole life", "No cover at all")
CHOICES = [QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.RANKING]
FORMS = [*(QuestionForm(kind, OPTIONS) for kind in CHOICES), QuestionForm(QuestionKind.SCALE)]
SIMILARITY = QuestionForm(QuestionKind.SCALE, scale=ScaleName.PURCHASE_INTENT, scale_method=ScaleMethod.SIMILARITY)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
def test_what_the_schema_takes_is_a_value(form: QuestionForm) -> None:
    schema = value_schema(form)
    assert schema is not None
    candidates = ["Term life", "Term", 1, 5, 6, ["Term life"], ["Term life", "Term"], list(OPTIONS), [], None]
    for raw in candidates:
        assert not jsonschema_rs.is_valid(schema, raw) or parsed_value(form, raw) is not None, raw


@pytest.mark.parametrize("form", [FREE_TEXT, SIMILARITY])
def test_nothing_is_told_and_no_value_asked_for_where_the_words_alone_count(form: QuestionForm) -> None:
    assert value_schema(form) is None
    assert options_in_words(form, form.options) == ""


@pytest.mark.parametrize("kind", CHOICES)
def test_options_are_told_in_the_order_given_and_escaped(kind: QuestionKind) -> None:
    text = options_in_words(QuestionForm(kind, ("A & B", "</options> C")), ("</options> C", "A & B"))
    assert text.endswith("<options>\n- &lt;/options&gt; C\n- A &amp; B\n</options>")


def test_an_option_of_several_lines_is_told_as_one() -> None:
    assert options_in_words(FORMS[0], ("one\n- two", "three")).endswith("<options>\n- one - two\n- three\n</options>")


def test_a_scales_points_are_told_with_what_they_mean() -> None:
    scale = QuestionForm(QuestionKind.SCALE)
    assert "1 = awful\n2 = bad\n3 = fair\n4 = good\n5 = great" in options_in_words(
        scale, ("awful", "bad", "fair", "good", "great")
    )
    assert "1 = the lowest, 5 = the highest" in options_in_words(scale, ())
