"""Whom a follow-up is for, and what a twin remembers of its thread."""

from datetime import UTC, datetime, timedelta

import pytest

from prospect_twins.domain.labels import AnswerLabels, Sentiment
from prospect_twins.domain.question_forms import QuestionKind, Value
from prospect_twins.domain.questions import Exchange
from prospect_twins.domain.threads import ParentAnswers, remembered

LABELLED = AnswerLabels(Sentiment.NEGATIVE, "labeller", stance=2, themes=("Monthly price", "trust"))


@pytest.mark.parametrize(
    ("wanted", "is_meant"),
    [
        (ParentAnswers(), True),
        (ParentAnswers(sentiments=("positive", "negative")), True),
        (ParentAnswers(sentiments=("positive", "mixed", "unclear")), False),
        (ParentAnswers(themes=("service", "MONTHLY PRICE")), True),
        (ParentAnswers(themes=("price",)), False),
        (ParentAnswers(stance_max=2), True),
        (ParentAnswers(stance_min=2, stance_max=3), True),
        (ParentAnswers(stance_min=3), False),
        (ParentAnswers(sentiments=("negative",), stance_min=4), False),
    ],
    ids=str,
)
def test_labels_choose_and_every_field_narrows(wanted: ParentAnswers, is_meant: bool) -> None:
    assert wanted.match(QuestionKind.FREE_TEXT, None, LABELLED) is is_meant


@pytest.mark.parametrize(
    ("wanted", "is_meant"),
    [
        (ParentAnswers(), True),
        (ParentAnswers(sentiments=("unclear",)), True),
        (ParentAnswers(sentiments=("neutral",)), False),
        (ParentAnswers(themes=("price",)), False),
        (ParentAnswers(stance_min=1, stance_max=5), False),
        (ParentAnswers(values=("Plan A",)), False),
    ],
    ids=str,
)
def test_an_answer_without_labels_and_value_is_only_ever_unclear(wanted: ParentAnswers, is_meant: bool) -> None:
    assert wanted.match(QuestionKind.SINGLE_CHOICE, None, None) is is_meant


@pytest.mark.parametrize(
    ("kind", "value", "wanted", "is_meant"),
    [
        (QuestionKind.SINGLE_CHOICE, "Plan A", ("Plan A", "Plan C"), True),
        (QuestionKind.SINGLE_CHOICE, "Plan A", ("ｐlan\u00a0a",), True),
        (QuestionKind.SINGLE_CHOICE, "Don’t know", ("don't know",), True),
        (QuestionKind.SCALE, 4, ("4",), True),
        (QuestionKind.MULTIPLE_CHOICE, ("Plan A", "Plan B"), ("Plan B",), True),
        (QuestionKind.MULTIPLE_CHOICE, ("Plan A", "Plan B"), ("Plan C",), False),
        (QuestionKind.MULTIPLE_CHOICE, (), ("Plan C",), False),
        (QuestionKind.RANKING, ("Plan A", "Plan B"), ("Plan A",), True),
        (QuestionKind.RANKING, ("Plan A", "Plan B"), ("Plan B",), False),
        (QuestionKind.SCALE, 4, (4, 5), True),
        (QuestionKind.SCALE, 3, (4, 5), False),
    ],
)
def test_a_value_was_chosen_is_among_those_chosen_or_was_ranked_first(
    kind: QuestionKind, value: Value, wanted: tuple[str | int, ...], is_meant: bool
) -> None:
    assert ParentAnswers(values=wanted).match(kind, value, None) is is_meant


def exchange(hours_ago: int, *, in_thread: bool = False) -> Exchange:
    asked_at = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(hours=hours_ago)
    return Exchange(f"{hours_ago} hours ago", "So it is.", asked_at, in_thread=in_thread)


def hours(exchanges: list[Exchange]) -> list[str]:
    return [exchange.question.partition(" ")[0] for exchange in exchanges]


def test_the_thread_is_remembered_before_newer_exchanges_and_all_of_it_oldest_first() -> None:
    thread = [exchange(5, in_thread=True), exchange(9, in_thread=True)]
    others = [exchange(1), exchange(2), exchange(3), exchange(7)]
    assert hours(remembered(thread, others, 4)) == ["9", "5", "2", "1"]
    assert hours(remembered(thread, others, 6)) == ["9", "7", "5", "3", "2", "1"]


@pytest.mark.parametrize("limit", [0, 1])
def test_what_a_question_follows_up_is_remembered_whatever_the_limit(limit: int) -> None:
    assert hours(remembered([exchange(5), exchange(9)], [exchange(1)], limit)) == ["5"]
    assert hours(remembered([], [exchange(1), exchange(2)], limit)) == ["1"][:limit]
