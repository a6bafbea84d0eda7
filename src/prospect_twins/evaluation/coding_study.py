"""Codes that were read out of real people's words, beside the votes that these people gave.

A vote is no code: somebody who praises a product may still not buy it. What votes can show is whether the codes tell
those who would buy from those who would not.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prospect_twins.domain.analysis import AnswerAnalysis, Sentiment
from prospect_twins.domain.ports import Coder
from prospect_twins.domain.questions import Question
from prospect_twins.domain.usage import Usage
from prospect_twins.evaluation.rating_study import Vote
from prospect_twins.statistics.agreement import bootstrap_interval, pearson, spearman
from prospect_twins.statistics.intervals import Interval, mean_interval, share_interval

AGAINST, FOR = (1, 2), (4, 5)
"""The votes that a negative and a positive sentiment should go with; 3 takes no side."""

_Statistic = Callable[[Sequence[tuple[float, float]]], float]
Codes = Sequence[AnswerAnalysis | None]
"""One for each vote, in their order; None where the words could not be coded."""


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
class CodingAgreement:
    """Intervals cover 95%, over people."""

    people: int
    coded: int
    stances: int
    """How many codes tell a stance."""
    pearson: Interval
    """Stance with vote, of those that have a stance; NaN where either doesn't vary."""
    spearman: Interval
    same_point: Interval
    """The share of stances that are the vote itself."""
    by_sentiment: tuple[SentimentVotes, ...]
    """In the order of Sentiment; the uncoded last."""
    told_apart: Interval
    """The share of the people who took a side whose sentiment is positive where they are for it and negative where they
    are against; neutral, mixed and uncoded count as missed."""
    right_when_said: Interval
    """The same of those whose sentiment is positive or negative."""
    commonest: float
    """What `told_apart` would be if everybody were called what most of them are."""
    quotes: int
    """Codes with a quote that is found word for word in what the person said."""
    false_quotes: int
    """Codes with a quote that is not."""


async def code_votes(coder: Coder, question: str, votes: Sequence[Vote]) -> tuple[list[AnswerAnalysis | None], Usage]:
    """The codes of everybody's words, as many to a call as the coder likes. Raises ModelFault."""
    codes: list[AnswerAnalysis | None] = []
    usage = Usage()
    for start in range(0, len(votes), coder.batch):
        coded = await coder.code(Question(question), [vote.text for vote in votes[start : start + coder.batch]])
        codes += coded.codes
        usage = usage + coded.usage
    return codes, usage


def coding_agreement(votes: Sequence[Vote], codes: Codes) -> CodingAgreement:
    """Compares the codes of each person's words with the same person's vote."""
    pairs = list(zip(votes, codes, strict=True))
    stances = [(float(code.stance), float(vote.point)) for vote, code in pairs if code and code.stance is not None]
    sides = [(vote.point in FOR, code.sentiment if code else None) for vote, code in pairs if _takes_a_side(vote)]
    said = [(is_for, it) for is_for, it in sides if it in (Sentiment.POSITIVE, Sentiment.NEGATIVE)]
    right = sum((it is Sentiment.POSITIVE) is is_for for is_for, it in said)
    quoted = [(vote.text, code.quote) for vote, code in pairs if code and code.quote is not None]
    verbatim = sum(quote in text for text, quote in quoted)
    return CodingAgreement(
        people=len(pairs),
        coded=sum(code is not None for code in codes),
        stances=len(stances),
        pearson=_interval(stances, _pearson),
        spearman=_interval(stances, _spearman),
        same_point=share_interval(sum(stance == point for stance, point in stances), len(stances)),
        by_sentiment=_by_sentiment(votes, codes),
        told_apart=share_interval(right, len(sides)),
        right_when_said=share_interval(right, len(said)),
        commonest=max(Counter(is_for for is_for, _ in sides).values(), default=0) / max(len(sides), 1),
        quotes=verbatim,
        false_quotes=len(quoted) - verbatim,
    )


def _takes_a_side(vote: Vote) -> bool:
    return vote.point in AGAINST or vote.point in FOR


def _by_sentiment(votes: Sequence[Vote], codes: Codes) -> tuple[SentimentVotes, ...]:
    points: dict[Sentiment | None, list[int]] = {sentiment: [] for sentiment in (*Sentiment, None)}
    for vote, code in zip(votes, codes, strict=True):
        points[code.sentiment if code else None].append(vote.point)
    return tuple(
        SentimentVotes(
            sentiment=sentiment,
            against=sum(point in AGAINST for point in given),
            undecided=sum(point not in AGAINST + FOR for point in given),
            for_it=sum(point in FOR for point in given),
            mean=mean_interval(given) if given else None,
        )
        for sentiment, given in points.items()
    )


def _interval(pairs: Sequence[tuple[float, float]], statistic: _Statistic) -> Interval:
    if len(pairs) < 2:
        return Interval(float("nan"), float("nan"), float("nan"))
    return Interval(statistic(pairs), *bootstrap_interval(pairs, statistic))


def _pearson(pairs: Sequence[tuple[float, float]]) -> float:
    return pearson(*zip(*pairs, strict=True))


def _spearman(pairs: Sequence[tuple[float, float]]) -> float:
    return spearman(*zip(*pairs, strict=True))
