"""Which option was named: every spelling of one, and never a guess."""

import unicodedata
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.form_checks import checked_form
from prospect_twins.domain.named_options import named_option, named_options, option_key
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind

YES_NO = ("Yes", "No")
MANY = ("Yes, at once", "Perhaps later", "Never", "Fire and theft")
WRITTEN: tuple[Any, ...] = (
    "Yes",
    "YES",
    "yes.",
    "Yes!",
    " Yes\n",
    "Ｙｅｓ",
    "Y\u200bes",
    "\ufeffYes",
    "**Yes**",
    "“Yes”",
    "'Yes'",
    "`yes`",
    "- Yes",
    "• Yes",
    "1. Yes",
    "1) Yes",
    "A. Yes",
    "(a) Yes",
    "Option A: Yes",
    "Option 1: Yes",
    "Answer: Yes",
    "My choice is: Yes",
    "A",
    "a",
    "(A)",
    "Option A",
    ["Yes"],
    [["yes"]],
    {"value": "Yes"},
    {"Value": ["Yes"]},
    {"option": "A", "text": "Yes"},
    {"choice": {"label": "yes"}},
    True,
    "true",
    "True",
)


@pytest.mark.parametrize("raw", WRITTEN, ids=repr)
def test_an_option_is_named_in_many_ways(raw: Any) -> None:
    assert named_option(YES_NO, raw) == "Yes"


@pytest.mark.parametrize(
    "raw",
    [
        "Yes or No",
        "Yes/No",
        "Yes, but no",
        "Ye",
        "Yes I would",
        "B. Yes",
        {"option": "B", "text": "Yes"},
        ["Yes", "No"],
        {"value": "Yes", "answer": "No"},
        {"thought": "Yes"},
        0,
        1,
        1.0,
        "1",
        "C",
        "",
        None,
        [],
        {},
        float("nan"),
        "\u200b",
    ],
    ids=repr,
)
def test_what_names_none_or_two_is_none(raw: Any) -> None:
    assert named_option(YES_NO, raw) is None


@pytest.mark.parametrize(
    ("options", "raw"),
    [
        (("Term life", "Whole life"), "Whole"),
        (("Term life", "Term life (20 years)"), "Term life (10 years)"),
        (("4-6 times", "6 times"), "4 - 6 times"),
        (("Yes", "Yes!"), "yes."),
        (("Plan A", "Plan B"), "A"),
        (("Ja", "Nein"), 1),
        (("Yes", "Sure", "No"), "yes, sure"),
        (("Agree", "Disagree"), True),
    ],
)
def test_what_is_only_like_an_option_is_none(options: tuple[str, ...], raw: Any) -> None:
    assert named_option(options, raw) is None


@pytest.mark.parametrize(
    ("options", "raw", "named"),
    [
        (("3", "10"), 10, "10"),
        (("3", "10"), 3.0, "3"),
        (("A", "B"), "b", "B"),
        (("A) Red", "B) Blue"), "Blue", "B) Blue"),
        (("A) Red", "B) Blue"), "b", "B) Blue"),
        (("Don’t know", "Know"), "don't know", "Don’t know"),
        (("Sí", "No"), False, "No"),
        (("Ja", "Nein"), True, "Ja"),
        (("はい", "いいえ"), "はい。", "はい"),
    ],
)
def test_an_option_is_found_by_its_own_words_first(options: tuple[str, ...], raw: Any, named: str) -> None:
    assert named_option(options, raw) == named


def test_a_letter_is_a_place_only_where_all_orders_agree() -> None:
    assert named_option(YES_NO, "B", ("Yes", "No")) == "No"
    assert named_option(YES_NO, "B", ("No", "Yes")) is None


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ("Yes, at once, Never", ["Yes, at once", "Never"]),
        ("never; perhaps later", ["Never", "Perhaps later"]),
        ("1. Never\n2. Yes, at once", ["Never", "Yes, at once"]),
        ("- Never\n- Fire and theft", ["Never", "Fire and theft"]),
        ("Never, Perhaps later, and Fire and theft", ["Never", "Perhaps later", "Fire and theft"]),
        ("Never", ["Never"]),
        ('["Never", "Perhaps later"]', ["Never", "Perhaps later"]),
        ("A, C", ["Yes, at once", "Never"]),
        ({"values": ["Never"]}, ["Never"]),
        ("2. Never\n1. Perhaps later", ["Perhaps later", "Never"]),
        ("Never > Perhaps later", ["Never", "Perhaps later"]),
        ({"1": "Never", "2": "Perhaps later"}, ["Never", "Perhaps later"]),
        ([{"rank": 2, "option": "Never"}, {"rank": 1, "option": "Perhaps later"}], ["Perhaps later", "Never"]),
        (
            {"Never": 1, "Perhaps later": 2, "Yes, at once": 3, "Fire and theft": 4},
            ["Never", "Perhaps later", "Yes, at once", "Fire and theft"],
        ),
        (
            {"Never": True, "Perhaps later": False, "Yes, at once": True, "Fire and theft": False},
            ["Never", "Yes, at once"],
        ),
        ([], []),
    ],
    ids=repr,
)
def test_several_options_are_listed_in_many_ways(raw: Any, named: list[str]) -> None:
    assert named_options(MANY, raw) == named


@pytest.mark.parametrize(
    "raw", ["", "none", "Never, nothing", "not Never", "Fire", ["Never", "A yacht"], {"Never": True}, None, "," * 1000]
)
def test_a_list_with_anything_else_in_it_is_none(raw: Any) -> None:
    assert named_options(MANY, raw) is None


def test_a_list_that_can_be_read_in_two_ways_is_none() -> None:
    assert named_options(("Salt", "Pepper", "Salt, Pepper"), "Salt, Pepper, Salt") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
OPTIONS = st.lists(st.text(min_size=1, max_size=12), min_size=2, max_size=5)
FOLDINGS = [
    str.upper,
    str.lower,
    str.title,
    lambda text: f"  {text}\u00a0",
    lambda text: f"\u200b{text}\ufeff",
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFKC", text),
    lambda text: text.replace("-", "–").replace("'", "’").replace('"', "“"),
    lambda text: text.replace(" ", "  \n"),
]


@given(OPTIONS, JSON)
def test_whatever_is_given_is_an_option_or_none(options: list[str], raw: Any) -> None:
    assert named_option(options, raw) in {*options, None}
    assert set(named_options(options, raw) or ()) <= set(options)


@given(OPTIONS, st.data())
def test_an_option_that_is_echoed_in_any_folding_reads_back(options: list[str], data: st.DataObject) -> None:
    try:
        checked_form(QuestionForm(QuestionKind.SINGLE_CHOICE, tuple(options)))
    except InvalidInput:  # such options can't be asked for
        assume(False)
    wanted = data.draw(st.sampled_from(options))
    echoed = data.draw(st.sampled_from(FOLDINGS))(wanted)
    # Upper case is not always undone by folding ("ŉ", "ΐ"), of which no option is made.
    assume(option_key(echoed) == option_key(wanted))
    assert named_option(options, echoed) == wanted
    assert named_option(options, [echoed]) == wanted
    assert named_option(options, {"value": echoed}) == wanted
