import pytest

from prospect_twins.agents.summary.dissent import dissent
from prospect_twins.agents.summary.themes import Theme
from prospect_twins.domain.answers import Answer
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind
from tests.unit.agents.labelling.labelled_answers import answer


def felt(*sentiments: str | None) -> list[Answer]:
    return [answer(place, sentiment=sentiment) for place, sentiment in enumerate(sentiments)]


def test_those_on_the_other_side_of_a_majority_dissent() -> None:
    (one,) = dissent(FREE_TEXT, felt("negative", "negative", "negative", "positive", "neutral"), [])
    assert one.positions == {3}
    assert one.text == "1 of 5 see it otherwise than most: they are for it, where 3 are against it."


@pytest.mark.parametrize(
    "responses",
    [
        felt("positive", "positive", "neutral"),
        felt("positive", "negative"),
        felt("neutral", "neutral", "positive"),
        felt(None, None, None),
        felt("positive", None, None, None),
        [],
    ],
)
def test_without_a_majority_or_its_opposite_nothing_is_said(responses: list[Answer]) -> None:
    assert dissent(FREE_TEXT, responses, []) == []


def test_unlabelled_answers_are_on_no_side() -> None:
    (one,) = dissent(FREE_TEXT, felt("positive", "positive", "negative", None, None), [])
    assert one.text.startswith("1 of 3")


def test_a_stance_says_more_than_a_feeling() -> None:
    responses = [answer(place, sentiment="neutral", stance=stance) for place, stance in enumerate((1, 2, 1, 5))]
    (one,) = dissent(FREE_TEXT, responses, [])
    assert one.positions == {3}


def test_ratings_and_choices_make_their_own_camps() -> None:
    rated = [answer(place, value=value) for place, value in enumerate((5, 4, 4, 1))]
    assert [each.positions for each in dissent(QuestionForm(QuestionKind.SCALE), rated, [])] == [{3}]
    form = QuestionForm(QuestionKind.SINGLE_CHOICE, ("tea", "coffee", "milk"))
    chosen = [answer(place, value=value) for place, value in enumerate(("tea", "tea", "tea", "coffee", "milk"))]
    found = dissent(form, chosen, [])
    assert [(each.camp, each.positions) for each in found] == [("coffee", frozenset({3})), ("milk", frozenset({4}))]
    assert found[0].text == "1 of 5 see it otherwise than most: “coffee”, where 3 are for “tea”."
    ranking = QuestionForm(QuestionKind.RANKING, ("tea", "coffee"))
    ranked = [answer(place, value=value) for place, value in enumerate([("tea", "coffee")] * 2 + [("coffee", "tea")])]
    assert [each.positions for each in dissent(ranking, ranked, [])] == [{2}]


def test_within_a_theme_that_enough_people_speak_of_dissent_is_named_too() -> None:
    responses = felt("negative", "negative", "negative", "positive", "positive", "positive", "positive", "positive")
    themes = [Theme("price", frozenset(range(4))), Theme("trust", frozenset({3, 4, 0}))]
    overall, within = dissent(FREE_TEXT, responses, themes)
    assert overall.positions == {0, 1, 2}
    assert (within.about, within.positions) == ("price", frozenset({3}))
    assert within.text.startswith("Of those who speak of “price”, 1 of 4")
