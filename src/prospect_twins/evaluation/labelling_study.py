"""Labels that were read out of real people's words, beside the votes that these people gave.

A vote is no label: somebody who praises a product may still not buy it. What votes can show is whether the labels tell
those who would buy from those who would not.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prospect_twins.domain.labels import AnswerLabels, Sentiment
from prospect_twins.domain.ports import Labeller
from prospect_twins.domain.questions import Question
from prospect_twins.domain.usage import Usage
from prospect_twins.evaluation.rating_study import Vote
from prospect_twins.statistics.agreement import bootstrap_interval, pearson, spearman
from prospect_twins.statistics.intervals import Interval, mean_interval, share_interval

AGAINST, FOR = (1, 2), (4, 5)
"""The votes that a negative and a positive sentiment should go with; 3 takes no side."""

_Statistic = Callable[[Sequence[tuple[float, float]]], float]
Labels = Sequence[AnswerLabels | None]
"""One for each vote, in their order; None where the words could not be labelled."""


@dataclass(frozen=True, slots=True)
class SentimentVotes:
    """How the people voted whose words were given one sentiment, or none."""

    sentiment: Sentiment | None
    against: int
    undecided: int
    for_it: int
    mean: Interval | None
    """The mean of their votes; None where there is nobody."""


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Intervals cover 95%, over people."""

    people: int
    labelled: int
    stances: int
    """How many labels tell a stance."""
    pearson: Interval
    """Stance with vote, of those that have a stance; NaN where either doesn't vary."""
    spearman: Interval
    same_point: Interval
    """The share of stances that are the vote itself."""
    by_sentiment: tuple[SentimentVotes, ...]
    """In the order of Sentiment; the unlabelled last."""
    told_apart: Interval
    """The share of the people who took a side whose sentiment is positive where they are for it and negative where they
    are against; neutral, mixed and unlabelled count as missed."""
    right_when_said: Interval
    """The same of those whose sentiment is positive or negative."""
    commonest: float
    """What `told_apart` would be if everybody were called what most of them are."""
    quotes: int
    """Labels with a quote that is found word for word in what the person said."""
    false_quotes: int
    """Labels with a quote that is not."""


async def label_votes(
    labeller: Labeller, question: str, votes: Sequence[Vote]
) -> tuple[list[AnswerLabels | None], Usage]:
    """The labels of everybody's words, as many to a call as the labeller likes. Raises ModelFault."""
    labels: list[AnswerLabels | None] = []
    usage = Usage()
    for start in range(0, len(votes), labeller.batch):
        labelled = await labeller.label(
            Question(question), [vote.text for vote in votes[start : start + labeller.batch]]
        )
        labels += labelled.labels
        usage = usage + labelled.usage
    return labels, usage


def label_agreement(votes: Sequence[Vote], labels: Labels) -> LabelAgreement:
    """Compares the labels of each person's words with the same person's vote."""
    pairs = list(zip(votes, labels, strict=True))
    stances = [(float(label.stance), float(vote.point)) for vote, label in pairs if label and label.stance is not None]
    sides = [(vote.point in FOR, label.sentiment if label else None) for vote, label in pairs if _takes_a_side(vote)]
    said = [(is_for, it) for is_for, it in sides if it in (Sentiment.POSITIVE, Sentiment.NEGATIVE)]
    right = sum((it is Sentiment.POSITIVE) is is_for for is_for, it in said)
    quoted = [(vote.text, label.quote) for vote, label in pairs if label and label.quote is not None]
    verbatim = sum(quote in text for text, quote in quoted)
    return LabelAgreement(
        people=len(pairs),
        labelled=sum(label is not None for label in labels),
        stances=len(stances),
        pearson=_interval(stances, _pearson),
        spearman=_interval(stances, _spearman),
        same_point=share_interval(sum(stance == point for stance, point in stances), len(stances)),
        by_sentiment=_by_sentiment(votes, labels),
        told_apart=share_interval(right, len(sides)),
        right_when_said=share_interval(right, len(said)),
        commonest=max(Counter(is_for for is_for, _ in sides).values(), default=0) / max(len(sides), 1),
        quotes=verbatim,
        false_quotes=len(quoted) - verbatim,
    )


def _takes_a_side(vote: Vote) -> bool:
    return vote.point in AGAINST or vote.point in FOR


def _by_sentiment(votes: Sequence[Vote], labels: Labels) -> tuple[SentimentVotes, ...]:
    points: dict[Sentiment | None, list[int]] = {sentiment: [] for sentiment in (*Sentiment, None)}
    for vote, label in zip(votes, labels, strict=True):
        points[label.sentiment if label else None].append(vote.point)
    return tuple(
        SentimentVotes(
            sentiment=sentiment,
            against=sum(point in AGAINST for point in votes_given),
            undecided=sum(point not in AGAINST + FOR for point in votes_given),
            for_it=sum(point in FOR for point in votes_given),
            mean=mean_interval(votes_given) if votes_given else None,
        )
        for sentiment, votes_given in points.items()
    )


def _interval(pairs: Sequence[tuple[float, float]], statistic: _Statistic) -> Interval:
    if len(pairs) < 2:
        return Interval(float("nan"), float("nan"), float("nan"))
    return Interval(statistic(pairs), *bootstrap_interval(pairs, statistic))


def _pearson(pairs: Sequence[tuple[float, float]]) -> float:
    return pearson(*zip(*pairs, strict=True))


def _spearman(pairs: Sequence[tuple[float, float]]) -> float:
    return spearman(*zip(*pairs, strict=True))
