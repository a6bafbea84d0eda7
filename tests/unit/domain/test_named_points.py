"""Which point of a scale was named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.named_points import named_point
from prospect_twins.domain.question_forms import ScaleName
from prospect_twins.domain.question_values import SCALE_LABELS

INTENT = SCALE_LABELS[ScaleName.PURCHASE_INTENT]


@pytest.mark.parametrize(
    "raw",
    [
        4,
        4.0,
        "4",
        "4.0",
        "4,0",
        " 4 ",
        "4.",
        "４",
        "٤",
        "४",
        "**4**",
        "(4)",
        '"4"',
        "4/5",
        "4 / 5",
        "4 of 5",
        "4 out of 5",
        "4 - would buy",
        "4 – probably would buy it",
        "4: probably",
        "4 = yes",
        "4 (probably would buy it)",
        "4, I think",
        "Rating: 4",
        "Point 4",
        "my answer is 4",
        "4 stars",
        [4],
        ["4"],
        {"value": 4},
        {"rating": "4/5"},
        [{"value": 4.0}],
        "probably would buy it",
        "Probably WOULD buy it.",
    ],
    ids=repr,
)
def test_a_point_is_named_in_many_ways(raw: Any) -> None:
    assert named_point(5, INTENT, raw) == 4


@pytest.mark.parametrize(
    "raw",
    [
        True,
        False,
        None,
        0,
        6,
        -4,
        4.5,
        "4.5",
        "4,5",
        "04",
        "-4",
        "³",
        "④",
        "Ⅳ",
        "3-4",
        "3–4",
        "3 or 4",
        "4 - 5",
        "4/10",
        "8/10",
        "40",
        "four",
        "",
        "?",
        [3, 4],
        {},
        {"low": 3},
        float("nan"),
        float("inf"),
        10**400,
        "4 - certainly would not buy it",
        "would buy",
        "a",
        "not 4",
        "4" * 5000,
    ],
    ids=lambda raw: repr(raw)[:30],
)
def test_what_names_no_point_for_certain_names_none(raw: Any) -> None:
    assert named_point(5, INTENT, raw) is None


@given(st.text() | st.floats() | st.integers())
def test_whatever_is_given_is_a_point_or_none(raw: Any) -> None:
    assert named_point(5, INTENT, raw) in {1, 2, 3, 4, 5, None}


@given(st.floats())
def test_a_number_is_a_point_only_if_it_is_whole(number: float) -> None:
    assert named_point(5, (), number) == (int(number) if number in (1, 2, 3, 4, 5) else None)
