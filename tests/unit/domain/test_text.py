"""Which spellings are of one text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.text import folded, visible_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yes", "ＹＥＳ"),
        ("Yes", "Y\u200be\u2060s\ufeff"),
        ("don't know", "Don’t\u00a0 know"),
        ("it´s", "it's"),
        ('the "big" one', "the “big” one"),
        ("60 - 65", "60 – 65"),
        ("60-65", "60−65"),
        ("café", "cafe\u0301"),
        ("Straße", "STRASSE"),
        ("office", "oﬃce"),
        ("İyi", "iyi"),
        ("co\u00adoperate", "cooperate"),
        ("❤\ufe0f", "❤"),
        ("می\u200cخواهم", "میخواهم"),
        ("wait…", "wait..."),
    ],
)
def test_what_looks_the_same_is_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("Yes", "Yes."), ("cafe", "café"), ("1", "l"), ("a b", "ab"), ("A", "А")])
def test_what_looks_different_is_not(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_once_is_enough(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(), st.sampled_from(["NFC", "NFD"]))
def test_a_composed_accent_is_no_other_text(text: str, form: str) -> None:
    assert folded(unicodedata.normalize(form, text)) == folded(text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written", ["\x1b[31mAnn\x1b[0m", "\x1b]0;title\x07Ann", "\x1b]8;;http://x\x1b\\Ann\x1b]8;;\x1b\\"]
)
def test_what_steers_a_terminal_is_taken_off_whole(written: str) -> None:
    assert visible_text(written) == "Ann"
