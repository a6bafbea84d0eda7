from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.agents.summary.themes import Theme, key_of, merged, name_of, proposed, shared, with_the_rest
from tests.unit.agents.labelling.labelled_answers import answer

names = st.lists(st.sampled_from(["price", "Prices", "the price", "trust", "claims paid", "paid claims"]), max_size=3)


def theme(name: str, *positions: int) -> Theme:
    return Theme(name, frozenset(positions), frozenset({key_of(name)}))


def test_wordings_that_differ_by_case_plural_order_and_small_words_are_one_theme() -> None:
    wordings = ("Claims paid", "claim paid", "paid claims", "the claims paid", "Claims paid")
    (one,) = proposed([answer(place, themes=[wording]) for place, wording in enumerate(wordings)])
    assert (one.name, one.positions) == ("Claims paid", frozenset(range(5)))


@given(st.lists(names, max_size=30))
def test_each_person_counts_once_for_a_theme_however_often_they_were_labelled_with_it(
    labelled: list[list[str]],
) -> None:
    responses = [answer(place, themes=themes) for place, themes in enumerate(labelled)]
    for found in proposed(responses):
        keys = [{key_of(name) for name in themes} for themes in labelled]
        assert found.positions == {place for place, those in enumerate(keys) if those & found.keys}


def test_a_name_that_counts_people_or_is_none_makes_no_theme() -> None:
    assert proposed([answer(1, themes=["everyone agrees", "", "7 of 9 people", "x" * 61])]) == []
    assert name_of(" “401k\n plans” ") == "401k plans"


def test_what_a_model_says_means_the_same_is_one_theme_called_what_most_were_labelled_with() -> None:
    themes = [theme("cost", 1, 2, 3), theme("price", 3, 4), theme("trust", 5)]
    assert merged(themes, [[2, 1]]) == [Theme("cost", frozenset({1, 2, 3, 4})), themes[2]]


def test_a_theme_belongs_to_the_first_group_and_a_number_without_a_theme_to_none() -> None:
    themes = [theme("cost", 1, 2), theme("price", 3), theme("trust", 4)]
    found = merged(themes, [[99, -1, 0], [1, 2], [2, 3], [1, 1]])
    assert [(each.name, sorted(each.positions)) for each in found] == [("cost", [1, 2, 3]), ("trust", [4])]


def test_a_model_that_puts_everything_into_one_group_is_not_believed() -> None:
    themes = [theme(f"subject {'abcdefghij'[place]}", place) for place in range(10)]
    assert merged(themes, [list(range(1, 11)), [1, 2]])[0].positions == {0, 1}


@given(st.lists(st.lists(st.integers(-2, 14)), max_size=6))
def test_no_grouping_loses_or_invents_an_answer(groups: list[list[int]]) -> None:
    themes = [theme(f"subject {'abcdefghijkl'[place]}", place, place + 1) for place in range(12)]
    found = merged(themes, groups)
    assert frozenset().union(*(each.positions for each in found)) == frozenset(range(13))
    assert sum(len(each.keys) for each in found) == 12


def test_rare_wordings_join_the_theme_whose_words_they_share_and_others_are_left_out() -> None:
    frequent = [theme("monthly price", 1, 2, 3), theme("trust", 4, 5)]
    found = with_the_rest(frequent, [theme("high monthly price", 6), theme("grandchildren", 7)])
    assert [(each.name, sorted(each.positions)) for each in found] == [
        ("monthly price", [1, 2, 3, 6]),
        ("trust", [4, 5]),
    ]


def test_a_theme_is_what_two_people_share_unless_one_answered() -> None:
    themes = [theme("price", 1, 2), theme("trust", 3)]
    assert shared(themes, 9) == themes[:1]
    assert shared([theme("trust", 0)], 1) == [theme("trust", 0)]
