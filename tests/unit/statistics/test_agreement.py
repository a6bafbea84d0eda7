import math

import pytest

from prospect_twins.statistics.agreement import (
    bootstrap_interval,
    ks_similarity,
    mean_absolute_error,
    mean_mass,
    pearson,
    ranks,
    shares,
    spearman,
)


def test_pearson_is_that_of_the_textbook() -> None:
    assert pearson([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]) == pytest.approx(0.8)
    assert pearson([1, 2, 3], [6, 4, 2]) == pytest.approx(-1)


def test_what_does_not_vary_has_no_correlation() -> None:
    assert math.isnan(pearson([3, 3, 3], [1, 2, 3]))
    assert math.isnan(spearman([1, 2, 3], [3, 3, 3]))


def test_equals_share_the_mean_of_their_ranks() -> None:
    assert ranks([10, 20, 20, 5, 20]) == [2, 4, 4, 1, 4]


def test_spearman_sees_order_alone() -> None:
    assert spearman([1, 2, 3, 4], [1, 10, 100, 1000]) == pytest.approx(1)
    assert spearman([1, 2, 2, 4], [1, 3, 2, 4]) == pytest.approx(4.5 / math.sqrt(4.5 * 5))


def test_the_error_is_the_mean_distance() -> None:
    assert mean_absolute_error([1, 2.5, 5], [2, 2, 5]) == 0.5


def test_distributions_of_votes_and_of_masses() -> None:
    assert shares([1, 3, 3, 5], 5) == (0.25, 0, 0.5, 0, 0.25)
    assert mean_mass([(1, 0), (0.5, 0.5)]) == (0.75, 0.25)


def test_ks_similarity_is_one_less_the_greatest_gap_of_the_cumulative_shares() -> None:
    assert ks_similarity((0.5, 0.5, 0), (0.5, 0.5, 0)) == 1
    assert ks_similarity((1, 0, 0), (0, 0, 1)) == 0
    assert ks_similarity((0.2, 0.5, 0.3), (0.4, 0.1, 0.5)) == pytest.approx(0.8)


def test_the_interval_of_a_mean_is_close_to_the_textbook_s() -> None:
    values = [float(value) for value in range(100)]
    low, high = bootstrap_interval(values, lambda drawn: sum(drawn) / len(drawn))
    error = math.sqrt(sum((value - 49.5) ** 2 for value in values) / 100 / 100)
    assert low == pytest.approx(49.5 - 1.96 * error, abs=0.6)
    assert high == pytest.approx(49.5 + 1.96 * error, abs=0.6)


def test_the_interval_is_the_same_every_time() -> None:
    pairs = [(1.0, 2.0), (2.0, 1.0), (3.0, 4.0), (4.0, 3.0)]
    assert bootstrap_interval(pairs, lambda drawn: drawn[0][0]) == bootstrap_interval(pairs, lambda drawn: drawn[0][0])


def test_resamples_without_a_value_are_left_out() -> None:
    flat_or_not = [(1.0, 1.0), (2.0, 2.0)]
    assert bootstrap_interval(flat_or_not, lambda drawn: pearson(*zip(*drawn, strict=True))) == pytest.approx((1, 1))
    assert all(map(math.isnan, bootstrap_interval([1, 2], lambda drawn: math.nan)))
