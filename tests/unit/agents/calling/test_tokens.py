from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.agents.calling.tokens import estimated_tokens, newest_characters


def test_english_is_counted_at_four_characters_a_token() -> None:
    assert estimated_tokens("word " * 100) == 125


def test_a_character_outside_ascii_counts_as_a_token() -> None:
    assert estimated_tokens("保险费用") == 4


@given(st.text(), st.integers(0, 50))
def test_the_newest_characters_are_an_end_of_the_text_that_fits(text: str, tokens: int) -> None:
    end = newest_characters(text, tokens)
    assert text.endswith(end)
    assert estimated_tokens(end) <= tokens


def test_a_cut_begins_at_a_word() -> None:
    assert newest_characters("alpha beta gamma", 3) == "beta gamma"
