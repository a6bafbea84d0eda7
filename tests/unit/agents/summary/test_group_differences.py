"""Planted differences are found; shuffled answers show hardly any."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from scipy.stats import f_oneway, fisher_exact

from prospect_twins.agents.summary.group_differences import LEVEL, differences
from prospect_twins.domain.answers import Answer
from prospect_twins.domain.labels import AnswerLabels, Sentiment
from prospect_twins.domain.prospects import LeadClassification, Persona
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, QuestionKind, Value
from prospect_twins.statistics.permutation_tests import PermutationTests, adjusted

CLASSES = tuple(LeadClassification)
GENDERS = ("female", "male")


def person(number: int, draw: random.Random) -> Persona:
    return Persona(
        f"LEAD-{number}",
        lead_classification=draw.choice(CLASSES),
        age=str(draw.randint(18, 80)),
        occupation=draw.choice(("baker", "teacher", "nurse", "driver")),
        gender=draw.choice(GENDERS),
        marital_status=draw.choice(("single", "married", "widowed")),
        annual_income=f"${draw.randint(20, 160)},000",
    )


def answers(
    number: int, draw: random.Random, stance: Callable[[Persona], int], value: Callable[[Persona], Value] | None = None
) -> list[Answer]:
    """`stance` and `value` of each person; 4 and 5 are positive, 1 and 2 negative."""
    made = []
    for place in range(number):
        who = person(place, draw)
        taken = stance(who)
        sentiment = Sentiment.POSITIVE if taken > 3 else Sentiment.NEGATIVE if taken < 3 else Sentiment.NEUTRAL
        made.append(
            Answer(
                who,
                "I said so.",
                datetime(2026, 1, 1, tzinfo=UTC),
                place + 1,
                "scripted",
                value=value(who) if value else None,
                labels=AnswerLabels(sentiment, "scripted", stance=taken),
            )
        )
    return made


def any_stance(draw: random.Random) -> Callable[[Persona], int]:
    return lambda who: draw.randint(1, 5)


def test_a_planted_difference_is_found_with_each_groups_figure() -> None:
    draw = random.Random(1)
    responses = answers(200, draw, lambda who: draw.randint(3, 5) if who.gender == "female" else draw.randint(1, 3))
    found = [each for each in differences(FREE_TEXT, responses, {}, PermutationTests()) if each.is_larger_than_chance]
    assert {(each.field, each.measure) for each in found[:3]} == {
        ("gender", "stance"),
        ("gender", "positive"),
        ("gender", "negative"),
    }
    (negative,) = [each for each in found if (each.field, each.measure) == ("gender", "negative")]
    for group in negative.groups:
        stances = [each.labels.stance for each in responses if each.labels and each.persona.gender == group.value]
        count = sum(stance is not None and stance < 3 for stance in stances)
        assert group.answers == len(stances)
        assert group.figure.estimate == pytest.approx(count / len(stances))
        assert group.figure.low <= group.figure.estimate <= group.figure.high
        assert f"{group.value} {count} of {len(stances)}" in negative.text


def test_a_theme_that_the_old_speak_of_is_found_in_the_bands_of_age() -> None:
    draw = random.Random(2)
    responses = answers(300, draw, any_stance(draw))
    old = [place for place, each in enumerate(responses) if int(each.persona.age or 0) > 60 and draw.random() < 0.7]
    found = differences(FREE_TEXT, responses, {"burial costs": old}, PermutationTests())
    assert ("age", "burial costs") in {(each.field, each.measure) for each in found if each.is_larger_than_chance}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (QuestionKind.SINGLE_CHOICE, lambda hot: "monthly" if hot else "yearly"),
        (QuestionKind.MULTIPLE_CHOICE, lambda hot: ("monthly", "yearly") if hot else ("yearly",)),
        (QuestionKind.RANKING, lambda hot: ("monthly", "yearly") if hot else ("yearly", "monthly")),
    ],
)
def test_what_hot_leads_choose_is_compared(kind: QuestionKind, value: Callable[[bool], Value]) -> None:
    draw = random.Random(3)
    responses = answers(
        90, draw, any_stance(draw), lambda who: value(who.lead_classification is LeadClassification.HOT)
    )
    form = QuestionForm(kind, ("monthly", "yearly"))
    found = differences(form, responses, {}, PermutationTests())
    assert ("lead_classification", "monthly") in {
        (each.field, each.measure) for each in found if each.is_larger_than_chance
    }


def test_ratings_are_compared_by_their_mean() -> None:
    draw = random.Random(4)
    responses = answers(90, draw, any_stance(draw), lambda who: 4 if who.gender == "male" else 2)
    found = differences(QuestionForm(QuestionKind.SCALE), responses, {}, PermutationTests())
    (rating,) = [each for each in found if (each.field, each.measure) == ("gender", "rating")]
    assert {group.value: group.figure.estimate for group in rating.groups} == {"male": 4.0, "female": 2.0}


def test_classifications_are_told_even_where_they_differ_by_no_more_than_chance() -> None:
    draw = random.Random(5)
    responses = answers(36, draw, any_stance(draw))
    (told,) = differences(FREE_TEXT, responses, {}, PermutationTests())
    assert told.field == "lead_classification"
    assert not told.is_larger_than_chance
    assert "no more than by chance" in told.text
    assert [group.value for group in told.groups] == ["hot", "warm", "cold"]
    assert sum(group.answers for group in told.groups) == 36


def test_a_group_of_fewer_than_five_is_compared_with_nobody() -> None:
    draw = random.Random(5)
    responses = answers(200, draw, any_stance(draw))
    hot = [each for each in responses if each.persona.lead_classification == "hot"]
    cold = [each for each in responses if each.persona.lead_classification == "cold"]
    for few in (0, 1, 4):
        assert not differences(FREE_TEXT, [*hot[:5], *cold[:few]], {}, PermutationTests())
    (told,) = [
        each
        for each in differences(FREE_TEXT, [*hot[:5], *cold[:5]], {}, PermutationTests())
        if each.field == "lead_classification"
    ]
    assert [(group.value, group.answers) for group in told.groups] == [("hot", 5), ("cold", 5)]


def test_of_one_classification_there_is_nothing_to_tell() -> None:
    draw = random.Random(6)
    hot = [each for each in answers(40, draw, any_stance(draw)) if each.persona.lead_classification == "hot"]
    assert len(hot) > 5
    assert all(each.field != "lead_classification" for each in differences(FREE_TEXT, hot, {}, PermutationTests()))


def test_unlabelled_answers_are_compared_by_nothing() -> None:
    unlabelled = [
        Answer(person(place, random.Random(place)), "No.", datetime(2026, 1, 1, tzinfo=UTC), place + 1, "scripted")
        for place in range(30)
    ]
    assert differences(FREE_TEXT, unlabelled, {}, PermutationTests()) == ()


def test_where_nothing_was_planted_alarms_are_no_more_frequent_than_the_level() -> None:
    """Each session makes dozens of comparisons; one in twenty sessions may show a difference that isn't there."""
    alarms = 0
    for seed in range(100):
        draw = random.Random(seed)
        responses = answers(80, draw, any_stance(draw))
        themes = {name: [place for place in range(80) if draw.random() < 0.3] for name in ("price", "trust", "claims")}
        found = differences(FREE_TEXT, responses, themes, PermutationTests(deals=1999))
        alarms += any(each.is_larger_than_chance for each in found)
    assert alarms <= 100 * LEVEL + 3


def test_the_same_answers_give_the_same_figures() -> None:
    draw = random.Random(7)
    responses = answers(60, draw, any_stance(draw))
    themes = {"price": list(range(0, 60, 3))}
    assert differences(FREE_TEXT, responses, themes, PermutationTests()) == differences(
        FREE_TEXT, responses, themes, PermutationTests()
    )


def test_p_values_agree_with_the_classical_tests() -> None:
    draw = random.Random(8)
    groups = [draw.randrange(3) for _ in range(400)]
    stances = [float(min(5, draw.randint(1, 5) + (group == 2 and draw.random() < 0.25))) for group in groups]
    by_group = [[stance for stance, group in zip(stances, groups, strict=True) if group == which] for which in range(3)]
    assert PermutationTests().p_value(groups, stances) == pytest.approx(f_oneway(*by_group).pvalue, abs=0.02)
    two, spoke = [0] * 8 + [1] * 7, [1.0] * 7 + [0.0] + [1.0] * 2 + [0.0] * 5
    assert PermutationTests().p_value(two, spoke) == pytest.approx(fisher_exact([[7, 1], [2, 5]]).pvalue, abs=0.01)


@pytest.mark.parametrize(("groups", "values"), [([0, 0, 0], [1.0, 0.0, 1.0]), ([0, 1, 1], [1.0, 1.0, 1.0])])
def test_without_two_groups_or_two_values_nothing_can_differ(groups: Sequence[int], values: Sequence[float]) -> None:
    assert PermutationTests().p_value(groups, values) == 1.0


def test_adjusting_is_that_of_benjamini_and_hochberg() -> None:
    assert adjusted([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert adjusted([]) == []
