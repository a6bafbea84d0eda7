from pathlib import Path

import pytest

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.similarity_rating import Rating
from prospect_twins.evaluation.rating_study import Vote, agreement, pearson_gap, read_votes


def votes_of(path: Path, content: str, encoding: str = "utf-8") -> list[Vote]:
    path.write_text(content, encoding=encoding)
    return read_votes(path, text_column="said", vote_column="vote", points=5)


def certain(*points: int) -> list[Rating]:
    return [Rating(tuple(float(point == at) for at in range(1, 6))) for point in points]


def test_rows_with_text_and_vote_are_read(tmp_path: Path) -> None:
    votes = votes_of(tmp_path / "v.csv", 'vote,said\n4,"Yes,\nplease"\n,I forgot to vote\n2,\n1, no \n', "utf-8-sig")
    assert votes == [Vote("Yes,\nplease", 4), Vote("no", 1)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("vote,explanation\n1,no\n", "has no column said"),
        ("vote,said\n6,wow\n", "line 2: a vote must be a whole number from 1 to 5"),
        ("vote,said\nfour,well\n", "line 2: a vote must be a whole number from 1 to 5"),
        ("vote,said\n3,well\n3,hm\n", "too few votes that differ"),
        ("vote,said\n", "too few votes that differ"),
    ],
)
def test_a_file_that_can_t_be_compared_with_is_refused_with_its_reason(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        votes_of(tmp_path / "v.csv", content)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="can't be read as CSV in UTF-8"):
        votes_of(tmp_path / "v.csv", "vote,said\n1,né\n", "latin-1")


VOTES = [Vote("", point) for point in (1, 2, 3, 4, 5)]


def test_ratings_that_equal_the_votes_agree_fully() -> None:
    found = agreement(VOTES, certain(1, 2, 3, 4, 5))
    assert (found.pearson, found.spearman) == pytest.approx((1, 1))
    assert (found.mean_absolute_error, found.ks_similarity) == (0, 1)
    assert found.shares == (0.2,) * 5


def test_ratings_off_by_a_point_keep_the_order_and_lose_the_place() -> None:
    found = agreement(VOTES, certain(2, 3, 4, 5, 5))
    assert found.pearson == pytest.approx(0.9701, abs=1e-4)
    assert found.mean_absolute_error == 0.8
    assert found.spread == pytest.approx(1.3038, abs=1e-4)
    assert found.ks_similarity == pytest.approx(0.8)


def test_the_gap_is_that_of_the_two_correlations_and_changes_its_sign_with_the_order() -> None:
    good, poor = certain(1, 2, 3, 4, 5), certain(2, 1, 4, 3, 5)
    gap, (low, high) = pearson_gap(VOTES, good, poor)
    assert gap == pytest.approx(0.2)
    assert low <= gap <= high
    assert pearson_gap(VOTES, poor, good)[0] == pytest.approx(-0.2)
