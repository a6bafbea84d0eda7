"""Rankings that were read out of real people's words, beside the rankings that these people gave."""

import csv
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.shares import Interval, mean_interval, share_interval

Ranking = tuple[str, ...]
"""The letters of all options, best first."""
_NAMED = re.compile(r"(?<![\w'’])[A-Z](?![\w'’])")


@dataclass(frozen=True, slots=True)
class Ranked:
    """What one person said of their choice, and how they ranked the options themselves."""

    text: str
    ranking: Ranking

    @property
    def named(self) -> tuple[str, ...]:
        """The options named by their letters, in the order of the words; "I" and such are none."""
        return tuple(letter for letter in _NAMED.findall(self.text) if letter in self.ranking)


@dataclass(frozen=True, slots=True)
class RankingAgreement:
    """How well read rankings agree with those of the same people. Intervals cover 95%, over people."""

    people: int
    read: int
    """Of how many a ranking was read; the others count as missed first choices and in no correlation."""
    first: Interval
    """The share whose first choice was read."""
    tau: Interval | None
    """The mean of Kendall's rank correlation with the person's own ranking; None where nothing was read."""
    tau_of_the_rest: Interval | None
    """The same among the options that the person did not put first."""


def read_rankings(path: Path, *, text_column: str, ranking_column: str) -> list[Ranked]:
    """The rows of a CSV file with a header that have both a text and a ranking such as B-A-C. Raises InvalidInput."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            missing = {text_column, ranking_column} - set(rows.fieldnames or ())
            if missing:
                raise InvalidInput(
                    f"{path.name} has no column {' and no column '.join(sorted(missing))}; name its columns with "
                    "--text-column and --ranking-column."
                )
            found = [
                Ranked(text, _ranking(row[ranking_column], f"{path.name}, line {rows.line_num}"))
                for row in rows
                if (text := (row[text_column] or "").strip()) and (row[ranking_column] or "").strip()
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path.name} can't be read as CSV in UTF-8: {error}") from error
    if len({frozenset(each.ranking) for each in found}) != 1:
        raise InvalidInput(f"{path.name} must have rankings, all of the same options.")
    return found


def _ranking(cell: str, place: str) -> Ranking:
    letters = tuple(part.strip().upper() for part in re.split(r"[-,;>]", cell))
    if (
        len(set(letters)) != len(letters)
        or len(letters) < 2
        or not all(re.fullmatch("[A-Z]", each) for each in letters)
    ):
        raise InvalidInput(f"{place}: a ranking must name each option's letter once, such as B-A-C.")
    return letters


def ranking_agreement(people: Sequence[Ranked], rankings: Sequence[Ranking | None]) -> RankingAgreement:
    """Compares what was read (None: nothing) with what each person chose."""
    pairs = [(each.ranking, ranking) for each, ranking in zip(people, rankings, strict=True) if ranking is not None]
    right = sum(own[0] == ranking[0] for own, ranking in pairs)
    return RankingAgreement(
        people=len(people),
        read=len(pairs),
        first=share_interval(right, len(people)),
        tau=mean_interval([kendall_tau(own, ranking) for own, ranking in pairs]) if pairs else None,
        tau_of_the_rest=mean_interval([kendall_tau(own[1:], ranking) for own, ranking in pairs]) if pairs else None,
    )


def first_named(person: Ranked) -> str | None:
    """What a reader without any understanding takes for the first choice: the first letter that is named."""
    return person.named[0] if person.named else None


def common_ranking(people: Sequence[Ranked]) -> Ranking:
    """The ranking that knows these people but none of their words: by first choices, then by mean rank."""
    firsts = Counter(each.ranking[0] for each in people)
    ranks = {letter: statistics.fmean(each.ranking.index(letter) for each in people) for letter in people[0].ranking}
    best = min(ranks, key=lambda letter: (-firsts[letter], ranks[letter], letter))
    return (best, *sorted(ranks.keys() - {best}, key=lambda letter: (ranks[letter], letter)))


def kendall_tau(own: Ranking, other: Ranking) -> float:
    """Pairs of the options in `own` that both put in the same order, less those they don't, as a share of all pairs:
    -1 to 1 (Kendall 1938). `other` holds every option of `own`, and may hold more."""
    places = {letter: place for place, letter in enumerate(other)}
    pairs = list(combinations(own, 2))
    return sum(1 if places[better] < places[worse] else -1 for better, worse in pairs) / len(pairs)
