"""The one rule for what providers send."""

import json
import math
from typing import Any

import pytest

from prospect_twins.domain.received import (
    MOST_REPLY_CHARS,
    MOST_TOKENS,
    clean_line,
    clean_text,
    cost_usd,
    token_count,
    wait_s,
)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plain, with a tab\tand\nlines", "plain, with a tab\tand\nlines"),
        ("half \ud83d a pair \ude00 alone", "half  a pair  alone"),
        ("a pair \ud83d\ude00 in two halves", "a pair 😀 in two halves"),
        ("a NUL\x00 and a bell\x07 and \x9b C1 and \x7f", "a NUL and a bell and  C1 and "),
        ("\x1b[31mred\x1b[0m and \x1b]0;title\x07done", "red and done"),
        ("two\r\nthree\rfour\x85five", "two\nthree\nfour\nfive"),
        ("\ufeff{}", "{}"),
        ("မင်္ဂလာပါ — 5 €\u200d", "မင်္ဂလာပါ — 5 €\u200d"),
        ("no JSON: C:\\bin\\files\\u0000", "no JSON: C:\\bin\\files\\u0000"),
    ],
)
def test_a_text_keeps_its_words_and_loses_what_can_not_be_stored(sent: str, kept: str) -> None:
    assert clean_text(sent) == kept
    clean_text(sent).encode()


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (r"half \ud83d alone \ude00 here", "half  alone  here"),
        (r"a pair \ud83d\ude00 and a half \ud83d\ud83d\ude00", "a pair 😀 and a half 😀"),
        (r"NUL \u0000, bell \u0007, C1 \u009b, \b\f", "NUL , bell , C1 , "),
        (r"lines \u000a\r\n\u000d, tab \u0009\t", "lines \n\n\n\n, tab \t\t"),
        (r"an escaped \\u0000 is words, \\\u0000 is a backslash", r"an escaped \u0000 is words, \ is a backslash"),
        (r"é \u00e9 \"quoted\"", 'é é "quoted"'),
    ],
)
def test_what_stands_in_json_as_an_escape_is_cleaned_as_well(said: str, read: str) -> None:
    assert json.loads(clean_text(f'{{"answer": "{said}"}}')) == {"answer": read}


def test_a_text_is_bounded_and_so_is_a_name() -> None:
    assert len(clean_text("x" * 10_000_000)) == MOST_REPLY_CHARS
    assert clean_line(" a\x00 name \n in two lines ") == "a name in two lines"
    assert len(clean_line("x" * 1000)) == 200
    assert (clean_line(None), clean_line(7), clean_line(b"x")) == ("", "", "")


@pytest.mark.parametrize("value", [-1, 2**31, 10**400, math.nan, math.inf, -math.inf, True, "12", None, [3]])
def test_what_can_be_no_number_of_tokens_was_not_told(value: Any) -> None:
    assert token_count(value) == 0


def test_numbers_that_can_be_are_kept() -> None:
    assert (token_count(12), token_count(12.0), token_count(MOST_TOKENS)) == (12, 12, MOST_TOKENS)
    assert (cost_usd(0.5), cost_usd(math.nan), cost_usd(math.inf), cost_usd(-1.0)) == (0.5, None, None, None)
    assert (wait_s(2.5), wait_s(1e9), wait_s(-1), wait_s(math.nan)) == (2.5, 3600.0, None, None)
