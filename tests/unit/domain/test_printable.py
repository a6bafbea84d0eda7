"""Text from outside can't steer a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann \x1b[31mLee\x1b[0m", "Ann Lee"),
        ("Ann\x1b[2J\x1b[1;1H Lee", "Ann Lee"),
        ("\x9b31mAnn\x9b0m", "Ann"),
        ("\x1b]0;title\x07Ann", "Ann"),
        ("\x1b]8;;http://evil.example\x1b\\Ann\x1b]8;;\x1b\\", "Ann"),
        ("\x9d52;c;c2VjcmV0\x9cAnn", "Ann"),
        ("\x1bP$q\x1b\\Ann", "Ann"),
        ("Ann\x1b", "Ann"),
        ("Ann\x1b]0;never ended", "Ann]0;never ended"),
        ("A\x07n\x08n\x00", "Ann"),
        ("Ann\x85Lee\u2028x", "Ann Lee x"),
        ("Ann\r\n  Error: the disk is full", "Ann Error: the disk is full"),
        ("Ann\rBob", "Ann Bob"),
        ("\u202eeeL nnA\u202c", "eeL nnA"),
        ("\u2066Ann\u2069 \u206aLee\ufeff", "Ann Lee"),
        ("Ann\ud83dLee", "Ann\ufffdLee"),
        ("Zoë\u200d \u0e19\u0e33 မြန်မာ 👩\u200d👩\u200d👧", "Zoë\u200d \u0e19\u0e33 မြန်မာ 👩\u200d👩\u200d👧"),
        ("[red]x[/red] :smile:", "[red]x[/red] :smile:"),
    ],
)
def test_what_steers_is_left_out_and_what_is_read_stays(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_lines_stay_where_there_may_be_some() -> None:
    assert printable("One.\r\nTwo.\x1b[2K\n\n\tThree.", lines=True) == "One.\nTwo.\n\n\tThree."


@given(st.text(st.characters(), max_size=50))
def test_nothing_that_steers_comes_through(text: str) -> None:
    shown = printable(text)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\t" for letter in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert printable(shown) == shown
