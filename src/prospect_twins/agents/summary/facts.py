"""What code knows of a summary before a model says a word: who holds what, how many they are, their words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from prospect_twins.agents.summary.dissent import Dissent
from prospect_twins.agents.summary.themes import Theme
from prospect_twins.agents.summary.voices import UNCLEAR, Voices, label_of, sentiments_of
from prospect_twins.domain.answers import Answer
from prospect_twins.domain.question_forms import QuestionKind
from prospect_twins.domain.question_values import chosen_options
from prospect_twins.domain.questions import Question
from prospect_twins.domain.results import QuestionResults, results_of
from prospect_twins.domain.summaries import SENTIMENTS, Difference, FocusFinding, Insight, Quote, ThemeCount
from prospect_twins.statistics.intervals import Interval, share_interval

SAMPLE = 5
"""Quotes of one finding that a model is shown, at most; whatever the number of people behind it."""
SENTIMENTS_BY_INTEREST = ("negative", "positive", "mixed", "neutral")
_HIGH, _LOW = (4, 5), (1, 2)


@dataclass(frozen=True, slots=True)
class SummaryFinding:
    """Something that people said, who they are, and a sample of their words."""

    about: str
    counted: str
    """A sentence with the counts, by code."""
    lead_ids: tuple[str, ...]
    sentiments: Mapping[str, int]
    quotes: tuple[Quote, ...]
    statement: str = ""
    """The model's sentence, as far as it is believed."""

    @property
    def feelings(self) -> str:
        """In words, the most frequent first, for a model that is not to count."""
        felt = sorted(
            (label for label in SENTIMENTS if self.sentiments[label]),
            key=lambda label_name: -self.sentiments[label_name],
        )
        return f"How they feel, the most frequent first: {', '.join(felt)}."

    def insight(self, quotes: int) -> Insight:
        """The finding as an insight with at most `quotes` quotes."""
        return Insight(f"{self.statement} {self.counted}".strip(), self.quotes[:quotes], self.lead_ids)

    def stated(self, sentences: Sequence[str]) -> "SummaryFinding":
        """The finding with sentences of a model's, which stand before the counts."""
        return replace(self, statement=" ".join(sentences))


class FocusArea(NamedTuple):
    """An area that a reader asked about, and the answers and themes that concern it."""

    area: str
    wording: frozenset[int]
    """Places of the answers that have its words."""
    themes: tuple[Theme, ...]
    """Those that concern it."""

    @property
    def positions(self) -> frozenset[int]:
        """The places of the answers that speak of it."""
        return self.wording.union(*(theme.positions for theme in self.themes))


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a summary's text is put together from."""

    names: Mapping[str, str]
    """What people are called, by lead id."""
    counts: Mapping[str, int]
    shares: Mapping[str, Interval]
    results: QuestionResults | None
    themes: tuple[ThemeCount, ...]
    apart: int
    """Labelled answers that speak of none of the themes."""
    insights: tuple[Insight, ...]
    dissent: tuple[Insight, ...]
    differences: tuple[Difference, ...]
    focus: tuple[FocusFinding, ...]
    overview: str = ""
    """The model's own sentences, as far as they are believed; empty if code writes alone."""

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return sum(self.counts.values())


FEWEST_FOR_SHARES = 5
"""Answers below which counts say all: an interval of three answers reaches from nobody to nearly all."""


class FactFinder:
    """Finds in the labelled answers to one question what can be told by counting."""

    def __init__(self, question: Question, responses: Sequence[Answer]) -> None:
        self.question = question
        self.responses = responses
        self.voices = Voices(responses)
        self.counts = sentiments_of(responses)
        self.results = results_of(question.form, (response.value for response in responses))

    def shares(self) -> dict[str, Interval]:
        """The shares of the sentiments among the labelled answers; empty if these are too few for shares."""
        labelled = len(self.responses) - self.counts[UNCLEAR]
        if labelled < FEWEST_FOR_SHARES:
            return {}
        return {label: share_interval(number, labelled) for label, number in self.counts.items() if label != UNCLEAR}

    def theme_counts(self, themes: Sequence[Theme], quotes: int) -> tuple[ThemeCount, ...]:
        """Each theme with the number and share of its people, and at most `quotes` quotes."""
        return tuple(
            ThemeCount(
                theme.name,
                len(theme.positions),
                share_interval(len(theme.positions), len(self.responses)),
                self._sentiments(theme.positions),
                self.voices.on_theme(theme, quotes),
            )
            for theme in themes
        )

    def apart_from(self, themes: Sequence[Theme]) -> int:
        """How many answers with labels speak of none of `themes`."""
        spoken = frozenset[int]().union(*(theme.positions for theme in themes))
        return sum(position not in spoken for position, answer in enumerate(self.responses) if answer.labels)

    def on_theme(self, theme: Theme) -> SummaryFinding:
        """What people said on a theme."""
        return self._finding(theme.name, self._comes_up(theme), theme.positions, self.voices.on_theme(theme, SAMPLE))

    def on_area(self, area: FocusArea) -> SummaryFinding:
        """What people said on an area that a reader asked about."""
        counted = self._of_people("speaks", "speak", f"of “{area.area}”", area.positions)
        return self._finding(area.area, counted, area.positions, self.on_area_quotes(area, SAMPLE))

    def on_area_quotes(self, area: FocusArea, number: int) -> tuple[Quote, ...]:
        """The area's own words first, then those of its themes."""
        worded = self.voices.on_theme(Theme(area.area, area.wording), number)
        quotes = [*worded, *(quote for theme in area.themes for quote in self.voices.on_theme(theme, number))]
        first = {quote.lead_id: quote for quote in reversed(quotes)}
        return tuple(sorted(first.values(), key=quotes.index)[:number])

    def on_dissent(self, dissent: Dissent) -> SummaryFinding:
        """What the people said who see it differently from most."""
        about = f"{dissent.about}: {dissent.camp}" if dissent.about else dissent.camp
        return self._finding(about, dissent.text, dissent.positions, self.voices.telling(dissent.positions, SAMPLE))

    def on_feelings(self) -> list[SummaryFinding]:
        """One for each sentiment that somebody has."""
        findings = []
        for label in SENTIMENTS_BY_INTEREST:
            positions = frozenset(
                position for position, answer in enumerate(self.responses) if label_of(answer) == label
            )
            if positions:
                counted = _feeling(len(positions), len(self.responses), label)
                findings.append(
                    self._finding(f"{label} answers", counted, positions, self.voices.telling(positions, SAMPLE))
                )
        return findings

    def on_everything(self) -> SummaryFinding:
        """What is left to say of answers that were not labelled and share no words."""
        positions = frozenset(range(len(self.responses)))
        counted = _number_of_answers(len(self.responses))
        return self._finding("what was said", counted, positions, self.voices.telling(positions, SAMPLE))

    def on_values(self) -> list[SummaryFinding]:
        """What people chose most, or who rated high and low, where the question has options."""
        form = self.question.form
        if self.results is None or not self.results.answered:
            return []
        if form.kind is QuestionKind.SCALE:
            return [*self._on_points("high", _HIGH), *self._on_points("low", _LOW)]
        top = max(self.results.counts, key=lambda count: count.count)
        positions = frozenset(
            position
            for position, answer in enumerate(self.responses)
            if top.option in chosen_options(form.kind, answer.value)
        )
        verb = "put first by" if form.kind is QuestionKind.RANKING else "chosen by"
        counted = f"“{top.option}” is {verb} {top.count} of {self.results.answered}, more than any other."
        if sum(count.count == top.count for count in self.results.counts) > 1:
            counted = f"“{top.option}” is {verb} {top.count} of {self.results.answered}, as are others."
        return (
            [self._finding(top.option, counted, positions, self.voices.telling(positions, SAMPLE))] if positions else []
        )

    def _on_points(self, word: str, points: tuple[int, int]) -> list[SummaryFinding]:
        positions = frozenset(position for position, answer in enumerate(self.responses) if answer.value in points)
        if not positions or self.results is None:
            return []
        counted = f"{len(positions)} of {self.results.answered} rate it {points[0]} or {points[1]}."
        return [self._finding(f"{word} ratings", counted, positions, self.voices.telling(positions, SAMPLE))]

    def _finding(
        self, about: str, counted: str, positions: frozenset[int], quotes: tuple[Quote, ...]
    ) -> SummaryFinding:
        lead_ids = tuple(self.responses[position].persona.lead_id for position in sorted(positions))
        return SummaryFinding(about, counted, lead_ids, self._sentiments(positions), quotes)

    def _sentiments(self, positions: frozenset[int]) -> dict[str, int]:
        return sentiments_of(self.responses[position] for position in positions)

    def _comes_up(self, theme: Theme) -> str:
        return self._of_people("speaks", "speak", f"of “{theme.name}”", theme.positions)

    def _of_people(self, speaks: str, speak: str, of: str, positions: frozenset[int]) -> str:
        number, total = len(positions), len(self.responses)
        if total == 1:
            return f"The one answer {speaks} {of}."
        felt = self._sentiments(positions)
        split = listed([f"{felt[label]} {label}" for label in SENTIMENTS if felt[label] and label != UNCLEAR])
        return f"{number} of {total} people {speaks if number == 1 else speak} {of}{split and ': ' + split}."


def listed(items: Sequence[str]) -> str:
    """The items in one phrase: "a", "a and b", "a, b and c"; empty for none."""
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def _feeling(number: int, total: int, label: str) -> str:
    if total == 1:
        return f"The one answer is {label}."
    return f"{number} of {total} answers {'is' if number == 1 else 'are'} {label}."


def _number_of_answers(total: int) -> str:
    return "There is one answer." if total == 1 else f"There are {total} answers, which share no words."
