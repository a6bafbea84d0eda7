import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.sentences import is_ended, sentence_pieces, sentences


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I worry. Do you? Yes! Well…", ["I worry.", "Do you?", "Yes!", "Well…"]),
        ("It costs 3.50 a day at example.com, v1.2.", ["It costs 3.50 a day at example.com, v1.2."]),
        ('She said "no." Then she left.', ['She said "no."', "Then she left."]),
        ("I asked Dr. Lee, e.g. in May. He knew.", ["I asked Dr. Lee, e.g. in May.", "He knew."]),
        ("Too dear.I would wait.", ["Too dear.", "I would wait."]),
        ("first\nsecond\n\nthird", ["first", "second", "third"]),
        ("价格太高了。我会等。", ["价格太高了。", "我会等。"]),
        ("मुझे चिंता है। क्यों?", ["मुझे चिंता है।", "क्यों?"]),
        ("No end", ["No end"]),
        ("Wait... what?!", ["Wait...", "what?!"]),
        ("", []),
    ],
)
def test_a_sentence_ends_where_a_reader_sees_its_end(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


@given(st.text(alphabet=st.sampled_from("aI .!?…\n\"'”。।1x")))
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(sentence_pieces(text)) == text
    assert all(sentence in text for sentence in sentences(text))


def test_a_sentence_that_breaks_off_is_known() -> None:
    assert [is_ended(said) for said in ("Yes.", 'He said "no."', "是。", "Because I")] == [True, True, True, False]
