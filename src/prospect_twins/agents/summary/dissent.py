"""Who sees it otherwise than most. Pure.

People are put into camps: by the option they chose or ranked first; by their rating; else by their stance, or where
that isn't known by how they feel. Where more than half are in one camp, the people of the opposite one dissent (of
options: of any other). An answer without labels is in no camp, and nothing is said of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prospect_twins.agents.summary.themes import Theme
from prospect_twins.domain.answers import Answer
from prospect_twins.domain.labels import Sentiment
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind

FOR, AGAINST, BETWEEN = "for it", "against it", "neither for nor against it"
_OPPOSITE = {FOR: AGAINST, AGAINST: FOR}
_CHOICES = (QuestionKind.SINGLE_CHOICE, QuestionKind.RANKING)
_MOST_OPTIONS = 3
_MOST_THEMES = 3
_SMALLEST_THEME = 4
"""People; below this, one of them is no majority's opposite."""


@dataclass(frozen=True, slots=True)
class Dissent:
    """`places`: the answers of those who dissent. `text` counts them."""

    about: str
    """A theme's name; empty for the question as a whole."""
    camp: str
    positions: frozenset[int]
    text: str


def dissent(form: QuestionForm, responses: Sequence[Answer], themes: Sequence[Theme]) -> list[Dissent]:
    """On the question as a whole, then within the most frequent themes; empty if nobody is known to dissent."""
    camps = [_camp(form, response) for response in responses]
    dissents = list(_within("", camps, range(len(responses))))
    within = (of_theme for theme in themes for of_theme in _within(theme.name, camps, theme.positions))
    return dissents + [of_theme for of_theme in within if form.kind not in _CHOICES][:_MOST_THEMES]


def _within(about: str, camps: Sequence[str | None], positions: Iterable[int]) -> Iterable[Dissent]:
    members: dict[str, set[int]] = defaultdict(set)
    for position in positions:
        if camp := camps[position]:
            members[camp].add(position)
    known = sum(map(len, members.values()))
    most = max(members, key=lambda camp: len(members[camp]), default=BETWEEN)
    if most == BETWEEN or 2 * len(members[most]) <= known or (about and known < _SMALLEST_THEME):
        return
    others = [_OPPOSITE[most]] if most in _OPPOSITE else [camp for camp in members if camp != most]
    for camp in sorted(others, key=lambda camp: -len(members[camp]))[:_MOST_OPTIONS]:
        if members[camp]:
            counts = f"{len(members[camp])} of {known}"
            text = _in_words(about, counts, camp, len(members[most]), most, options=most not in _OPPOSITE)
            yield Dissent(about, camp, frozenset(members[camp]), text)


def _in_words(about: str, counts: str, camp: str, number: int, most: str, *, options: bool) -> str:
    if options:
        return f"{counts} see it otherwise than most: “{camp}”, where {number} are for “{most}”."
    where = f"Of those who speak of “{about}”, " if about else ""
    return f"{where}{counts} see it otherwise than most: they are {camp}, where {number} are {most}."


def _camp(form: QuestionForm, response: Answer) -> str | None:
    value = response.value
    if form.kind in _CHOICES:
        return value[0] if isinstance(value, tuple) else str(value) if value is not None else None
    if isinstance(value, int):
        return _by_point(value)
    labels = response.labels
    if labels is None:
        return None
    if labels.stance is not None:
        return _by_point(labels.stance)
    return {Sentiment.POSITIVE: FOR, Sentiment.NEGATIVE: AGAINST}.get(labels.sentiment, BETWEEN)


def _by_point(point: int) -> str:
    """The camp of a point from 1 to 5; the middle is neither."""
    return FOR if point > 3 else AGAINST if point < 3 else BETWEEN
