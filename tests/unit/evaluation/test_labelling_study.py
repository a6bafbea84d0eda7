import math
from collections.abc import Sequence

import pytest

from prospect_twins.domain.labels import AnswerLabels, Sentiment
from prospect_twins.domain.questions import Question
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import LabelledBatch
from prospect_twins.evaluation.labelling_study import label_agreement, label_votes
from prospect_twins.evaluation.rating_study import Vote

POSITIVE, NEGATIVE, MIXED = Sentiment.POSITIVE, Sentiment.NEGATIVE, Sentiment.MIXED


def voted(*points: int) -> list[Vote]:
    return [Vote(f"I say {point}.", point) for point in points]


def labelled(sentiment: Sentiment, stance: int | None = None, quote: str | None = None) -> AnswerLabels:
    return AnswerLabels(sentiment, "made-up", stance=stance, quote=quote)


def test_stances_that_follow_the_votes_correlate_fully() -> None:
    found = label_agreement(voted(1, 2, 4, 5), [labelled(MIXED, stance) for stance in (1, 2, 3, 4)])
    assert (found.stances, found.spearman.estimate) == (4, 1)
    assert found.spearman.low <= 1 == found.spearman.high
    assert found.same_point.estimate == 0.5


def test_only_people_who_took_a_side_can_be_told_apart() -> None:
    labels = [labelled(NEGATIVE), labelled(POSITIVE), labelled(POSITIVE), None, labelled(MIXED)]
    found = label_agreement(voted(1, 2, 3, 4, 5), labels)
    assert found.told_apart.estimate == 0.25
    assert found.right_when_said.estimate == 0.5
    assert found.commonest == 0.5
    assert (found.people, found.labelled) == (5, 4)


def test_everybody_is_counted_under_one_sentiment_or_none() -> None:
    votes = voted(1, 3, 5, 5, 2)
    found = label_agreement(
        votes, [labelled(POSITIVE), labelled(POSITIVE), labelled(POSITIVE), None, labelled(NEGATIVE)]
    )
    counts = {row.sentiment: (row.against, row.undecided, row.for_it) for row in found.by_sentiment}
    assert counts == {
        Sentiment.POSITIVE: (1, 1, 1),
        Sentiment.NEUTRAL: (0, 0, 0),
        Sentiment.NEGATIVE: (1, 0, 0),
        Sentiment.MIXED: (0, 0, 0),
        None: (0, 0, 1),
    }
    means = {row.sentiment: row.mean.estimate for row in found.by_sentiment if row.mean}
    assert means == {Sentiment.POSITIVE: 3, Sentiment.NEGATIVE: 2, None: 5}


def test_a_quote_that_nobody_said_is_counted_as_false() -> None:
    votes = voted(1, 2, 4)
    found = label_agreement(
        votes, [labelled(NEGATIVE, quote="say 1"), labelled(NEGATIVE, quote="say 3"), labelled(POSITIVE)]
    )
    assert (found.quotes, found.false_quotes) == (1, 1)


def test_nothing_labelled_has_no_correlation() -> None:
    found = label_agreement(voted(1, 5), [None, None])
    assert (found.labelled, found.told_apart.estimate) == (0, 0)
    assert math.isnan(found.pearson.estimate)


class MadeUpLabeller:
    """Codes each answer by its words, two to a call."""

    batch = 2

    def __init__(self) -> None:
        self.sizes: list[int] = []

    async def label(self, question: Question, answers: Sequence[str]) -> LabelledBatch:
        self.sizes.append(len(answers))
        return LabelledBatch(tuple(labelled(POSITIVE, quote=answer) for answer in answers), Usage(input_tokens=10))


async def test_answers_are_labelled_in_their_order_as_many_at_a_time_as_the_labeller_likes() -> None:
    labeller = MadeUpLabeller()
    labels, usage = await label_votes(labeller, "Would you buy it?", voted(1, 2, 3, 4, 5))
    assert labeller.sizes == [2, 2, 1]
    assert [label.quote for label in labels if label] == [f"I say {point}." for point in (1, 2, 3, 4, 5)]
    assert usage.input_tokens == pytest.approx(30)
