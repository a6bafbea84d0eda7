"""Intervals of shares and means, held against resampling by hand."""

import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.statistics.intervals import Interval, mean_interval, share_interval

RESAMPLES = 4000


def resampled(values: list[float]) -> tuple[float, float]:
    """The percentile bootstrap, as the books have it."""
    draw = random.Random(1)
    means = sorted(fmean(draw.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return means[int(RESAMPLES * 0.025)], means[int(RESAMPLES * 0.975)]


@pytest.mark.parametrize(("count", "total"), [(3, 10), (1, 20), (17, 40), (250, 300)])
def test_a_share_has_the_interval_that_resampling_its_people_gives(count: int, total: int) -> None:
    low, high = resampled([1.0] * count + [0.0] * (total - count))
    interval = share_interval(count, total)
    assert interval.estimate == count / total
    assert interval.low == pytest.approx(low, abs=1.01 / total)
    assert interval.high == pytest.approx(high, abs=1.01 / total)


@pytest.mark.parametrize(
    "values",
    [[1, 2, 2, 3, 5, 5, 4, 1, 3, 3], [1] * 30 + [5] * 4, [1, 5, 3, 4, 4, 4] * 30],
    ids=["few", "skewed", "many"],
)
def test_a_mean_has_the_interval_that_resampling_its_people_gives(values: list[float]) -> None:
    low, high = resampled(values)
    interval = mean_interval(values)
    assert interval.estimate == pytest.approx(fmean(values))
    width = high - low
    assert interval.low == pytest.approx(low, abs=0.06 * width)
    assert interval.high == pytest.approx(high, abs=0.06 * width)


def test_none_of_ten_may_still_be_some_of_all() -> None:
    none, all_of_them = share_interval(0, 10), share_interval(10, 10)
    assert (none.estimate, none.low, round(none.high, 4)) == (0, 0, 0.3085)
    assert (all_of_them.estimate, round(all_of_them.low, 4), all_of_them.high) == (1, 0.6915, 1)


def test_of_nobody_nothing_is_known() -> None:
    assert share_interval(0, 0) == Interval(0.0, 0.0, 1.0)


def test_more_than_all_is_no_share() -> None:
    with pytest.raises(ValueError, match="between 0 and total"):
        share_interval(4, 3)


def test_the_interval_narrows_with_the_number_of_people() -> None:
    few, many = share_interval(3, 10), share_interval(1500, 5000)
    assert many.high - many.low < (few.high - few.low) / 10
    assert many.low == pytest.approx(0.2874, abs=5e-4)
    assert many.high == pytest.approx(0.3128, abs=5e-4)


def test_values_that_are_all_alike_have_that_mean_alone() -> None:
    assert mean_interval([4, 4, 4]) == Interval(4.0, 4.0, 4.0)


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_a_share_lies_in_its_interval_and_that_in_all(of: tuple[int, int]) -> None:
    interval = share_interval(*of)
    assert 0 <= interval.low <= interval.estimate <= interval.high <= 1


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_a_mean_lies_in_its_interval_and_that_among_the_values(values: list[float]) -> None:
    interval = mean_interval(values)
    assert min(values) <= interval.low <= interval.estimate <= interval.high <= max(values)
