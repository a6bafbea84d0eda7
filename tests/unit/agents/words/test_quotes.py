import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.agents.words.quotes import LONGEST, SHORTEST, spoken_in, stands_in, verbatim

ANSWER = "Honestly, I don’t trust “small print”.\n\nMy husband’s insurer took   seven months - seven! - to pay."


@pytest.mark.parametrize(
    ("proposed", "found"),
    [
        ("I don’t trust “small print”", "I don’t trust “small print”"),
        ('I don\'t trust "small print"', "I don’t trust “small print”"),
        ('"my husband\'s insurer took seven months"', "My husband’s insurer took   seven months"),
        ("… took seven months – seven! …", "took   seven months - seven!"),
        ("...took seven months...", "took   seven months"),
        ("took seven months.", "took   seven months"),
    ],
)
def test_a_quote_is_found_whatever_its_signs_and_blanks_and_given_in_the_answers_words(
    proposed: str, found: str
) -> None:
    assert verbatim(proposed, ANSWER) == found
    assert found in ANSWER


@pytest.mark.parametrize(
    "proposed", ["", "…", "trust", "I trust small print", "I don't trust ... seven months", "seven years to pay"]
)
def test_what_nobody_said_or_proves_nothing_is_no_quote(proposed: str) -> None:
    assert verbatim(proposed, ANSWER) is None


def test_a_short_answer_may_be_quoted_whole() -> None:
    assert verbatim("No.", "No.") == "No."
    assert verbatim("No", "Not now, no.") is None


def test_a_long_quote_is_cut_at_a_word_and_still_stands_in_the_answer() -> None:
    answer = "word " * 200
    quote = verbatim(answer, answer)
    assert quote is not None
    assert len(quote) <= LONGEST
    assert quote in answer
    assert quote.endswith("word")


@given(st.text(), st.text(st.characters(categories=("L", "N")), min_size=SHORTEST), st.text())
def test_every_part_of_an_answer_is_verbatim(before: str, part: str, after: str) -> None:
    answer = before + part + after
    found = verbatim(part, answer)
    assert found is not None
    assert found in answer


@given(st.text(), st.text())
def test_a_quote_is_always_a_substring(proposed: str, answer: str) -> None:
    found = verbatim(proposed, answer)
    assert found is None or found in answer


def test_words_in_any_kind_of_quotation_marks_are_noticed() -> None:
    assert spoken_in('He said “yes”, she "no", they «maybe».') == ["yes", "no", "maybe"]


def test_short_words_may_stand_in_an_answer() -> None:
    assert stands_in("seven", ANSWER)
    assert not stands_in("eight", ANSWER)
