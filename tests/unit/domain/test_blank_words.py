import pytest

from prospect_twins.domain.blank_words import is_blank, is_blank_field, is_blank_name

EVERYWHERE = [
    "NULL", "null", "NaN", "nan", "N/A", "n/a", "#N/A", "\\N", "undefined", "<NA>", "NaT", "(blank)", "(null)",
    "(none)", "[null]", "-", "--", "—", "…", "?", "Not provided", "not available", "\uff2e/\uff21", "", "()",
    "Unspecified", "0/0/00", "00/00/0000", "0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00Z", "((null))",
]  # fmt: skip
IN_FIELDS = ["None", "none", "nil", "unknown", "NA", "missing", "TBD"]


@pytest.mark.parametrize("text", EVERYWHERE)
def test_what_programs_write_for_nothing_is_blank_everywhere(text: str) -> None:
    assert is_blank(text)
    assert is_blank_field(text)
    assert is_blank_name(text)


@pytest.mark.parametrize("text", IN_FIELDS)
def test_a_word_that_may_be_a_fact_is_blank_in_fields_alone(text: str) -> None:
    assert not is_blank(text)
    assert is_blank_field(text)


@pytest.mark.parametrize(
    "text", ["Ann", "Nancy", "0", "no", "+", "★★★", "A-", "Null Island", "Nana", "00", "0.0.1", "0/10", "(1)"]
)
def test_what_says_something_is_not(text: str) -> None:
    assert not is_blank_field(text)


def test_a_name_is_blank_if_all_of_it_is() -> None:
    assert is_blank_name("None None")
    assert is_blank_name("nan nan")
    assert not is_blank_name("Jennifer Null")


def test_brackets_within_brackets_do_no_harm() -> None:
    assert not is_blank("(" * 5_000 + "x" + ")" * 5_000)
    assert not is_blank_field("[" * 5_000 + "]" * 5_000)
    assert is_blank("-" * 5_000)
