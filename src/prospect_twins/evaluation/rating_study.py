"""Ratings that were read out of real people's words, beside the votes that these people gave."""

import csv
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.similarity_rating import Rating
from prospect_twins.statistics.agreement import (
    Interval,
    bootstrap_interval,
    ks_similarity,
    mean_absolute_error,
    mean_mass,
    pearson,
    shares,
    spearman,
)


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person said, and the point of the scale that they chose themselves."""

    text: str
    point: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well one way of rating agrees with the votes. Intervals cover 95%, over people."""

    pearson: float
    pearson_interval: Interval
    spearman: float
    spearman_interval: Interval
    mean_absolute_error: float
    """In points of the scale, of the expected rating."""
    spread: float
    """Standard deviation of the expected ratings."""
    ks_similarity: float
    """How like the distribution of the votes all ratings' mass together is, from 0 to 1."""
    shares: tuple[float, ...]
    """That mass, for each point."""


def read_votes(path: Path, *, text_column: str, vote_column: str, points: int) -> list[Vote]:
    """The rows of a CSV file with a header that have both a text and a vote. Raises InvalidInput.

    Votes are whole numbers from 1 to `points`.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            missing = {text_column, vote_column} - set(rows.fieldnames or ())
            if missing:
                raise InvalidInput(
                    f"{path.name} has no column {' and no column '.join(sorted(missing))}; name its columns with "
                    "--text-column and --vote-column."
                )
            votes = [
                Vote(text, _point(row[vote_column], points, f"{path.name}, line {rows.line_num}"))
                for row in rows
                if (text := (row[text_column] or "").strip()) and (row[vote_column] or "").strip()
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path.name} can't be read as CSV in UTF-8: {error}") from error
    if len({vote.point for vote in votes}) < 2:
        raise InvalidInput(f"{path.name} has too few votes that differ to compare anything with.")
    return votes


def _point(value: str, points: int, cell: str) -> int:
    try:
        point = int(value)
    except ValueError:
        point = 0
    if not 1 <= point <= points:
        raise InvalidInput(f"{cell}: a vote must be a whole number from 1 to {points}.")
    return point


def agreement(votes: Sequence[Vote], ratings: Sequence[Rating]) -> Agreement:
    """Compares the rating of each person's words with the same person's vote."""
    pairs = [(rating.expected, float(vote.point)) for rating, vote in zip(ratings, votes, strict=True)]
    mass = mean_mass([rating.mass for rating in ratings])
    return Agreement(
        pearson=_pearson(pairs),
        pearson_interval=bootstrap_interval(pairs, _pearson),
        spearman=_spearman(pairs),
        spearman_interval=bootstrap_interval(pairs, _spearman),
        mean_absolute_error=mean_absolute_error(*zip(*pairs, strict=True)),
        spread=statistics.stdev(rating.expected for rating in ratings),
        ks_similarity=ks_similarity(mass, vote_shares(votes, len(mass))),
        shares=mass,
    )


def vote_shares(votes: Sequence[Vote], points: int) -> tuple[float, ...]:
    """The share of people that voted for each point."""
    return shares([vote.point for vote in votes], points)


def pearson_gap(votes: Sequence[Vote], ratings: Sequence[Rating], others: Sequence[Rating]) -> tuple[float, Interval]:
    """By how much the correlation of `ratings` with the votes exceeds that of `others`; both resampled together."""
    rows = [
        (rating.expected, other.expected, float(vote.point))
        for rating, other, vote in zip(ratings, others, votes, strict=True)
    ]

    def gap(drawn: Sequence[tuple[float, float, float]]) -> float:
        ours, theirs, points = zip(*drawn, strict=True)
        return pearson(ours, points) - pearson(theirs, points)

    return gap(rows), bootstrap_interval(rows, gap)


def _pearson(pairs: Sequence[tuple[float, float]]) -> float:
    return pearson(*zip(*pairs, strict=True))


def _spearman(pairs: Sequence[tuple[float, float]]) -> float:
    return spearman(*zip(*pairs, strict=True))
