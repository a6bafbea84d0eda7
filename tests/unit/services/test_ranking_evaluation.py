from pathlib import Path

import pytest

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.ranking_evaluation import (
    Ranked,
    Ranking,
    common_ranking,
    first_named,
    kendall_tau,
    ranking_agreement,
    read_rankings,
)


def rankings_of(path: Path, content: str) -> list[Ranked]:
    path.write_text(content, encoding="utf-8")
    return read_rankings(path, text_column="said", ranking_column="order")


def people(*rankings: str) -> list[Ranked]:
    return [Ranked("I like it.", tuple(ranking)) for ranking in rankings]


def test_rows_with_text_and_ranking_are_read(tmp_path: Path) -> None:
    content = "order,said\nB-A-C,B is best\n,nothing\nA-B-C,\n c > A > b , C of course\n"
    assert rankings_of(tmp_path / "r.csv", content.replace(" c > A > b ", '" c > A > b "')) == [
        Ranked("B is best", ("B", "A", "C")),
        Ranked("C of course", ("C", "A", "B")),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("order,why\nA-B,x\n", "has no column said"),
        ("order,said\nA-A,x\n", "line 2: a ranking must name each option's letter once"),
        ("order,said\nfirst,x\n", "line 2: a ranking must name"),
        ("order,said\nA-B,x\nA-C,y\n", "all of the same options"),
        ("order,said\n", "must have rankings"),
    ],
)
def test_a_file_that_can_t_be_compared_with_is_refused_with_its_reason(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        rankings_of(tmp_path / "r.csv", content)


@pytest.mark.parametrize(
    ("own", "other", "tau"), [("ABC", "ABC", 1), ("ABC", "CBA", -1), ("ABC", "ACB", 1 / 3), ("BC", "ACB", -1)]
)
def test_rank_correlation_counts_pairs_in_the_same_order(own: str, other: str, tau: float) -> None:
    assert kendall_tau(tuple(own), tuple(other)) == pytest.approx(tau)


def test_what_was_not_read_misses_the_first_choice_and_is_in_no_correlation() -> None:
    read: list[Ranking | None] = [("A", "C", "B"), None]
    found = ranking_agreement(people("ABC", "ABC"), read)
    assert (found.people, found.read, found.first.estimate) == (2, 1, 0.5)
    assert found.tau is not None
    assert found.tau.estimate == pytest.approx(1 / 3)
    assert found.tau_of_the_rest is not None
    assert found.tau_of_the_rest.estimate == -1


def test_the_common_ranking_begins_with_the_commonest_first_choice() -> None:
    assert common_ranking(people("BAC", "BAC", "ACB", "CAB")) == ("B", "A", "C")


def test_letters_are_taken_for_options_only_where_they_stand_alone() -> None:
    ranking = tuple("ABCD")
    assert Ranked("I'd go with B, not an A's C-thing. Dad agrees.", ranking).named == ("B", "C")
    assert first_named(Ranked("Nothing for us.", ranking)) is None
