"""Tells what the prospects said together, so that each statement can be checked.

Map: every answer was labelled by itself, when it came. Reduce: code counts the labels; a model says which themes mean
the same, in lists of a fixed size merged level by level, which themes concern the reader's focus areas, and puts a
bounded number of findings into words, each from its counts and a sample of quotes. So what is asked of a model after
labelling stays the same, be it 50 answers or 5,000. It writes no number, no quote and no name; code puts these in,
takes out what can't be confirmed, and composes the text. With a small model code does all of it: a free summary by a
1.5B model was wrong when tried.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from pydantic_ai.models import Model

from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.summary.calls import Shown, SummaryAgents, SummaryCalls
from prospect_twins.agents.summary.dissent import dissent
from prospect_twins.agents.summary.facts import FactFinder, Findings, FocusArea, SummaryFinding
from prospect_twins.agents.summary.group_differences import differences
from prospect_twins.agents.summary.prompts import Area, SummaryBudgets
from prospect_twins.agents.summary.statements import believed
from prospect_twins.agents.summary.styles import STYLES, StyleRow
from prospect_twins.agents.summary.themes import Theme, by_frequency, key_of, merged, proposed, shared, with_the_rest
from prospect_twins.agents.words.quotes import stands_in, verbatim
from prospect_twins.agents.words.recurring_words import recurring
from prospect_twins.domain.answers import Answer
from prospect_twins.domain.questions import Question
from prospect_twins.domain.summaries import Difference, FocusFinding, Quote, Summary, SummaryStyle
from prospect_twins.domain.usage import Usage
from prospect_twins.statistics.permutation_tests import PermutationTests

FOCUS_QUOTES = 2
FOCUS_SAMPLE = 3
"""Quotes by which it is judged whether a theme concerns a focus area."""


class AnswerSummarizer:
    """Implements `Summarizer` (domain/ports.py). `small`: ask the model nothing, code writes from the labels."""

    def __init__(
        self,
        model: Model,
        *,
        calls: ModelCalls,
        small: bool = False,
        budgets: SummaryBudgets | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._agents = SummaryAgents(model)
        self._calls = calls
        self._small = small
        self._budgets = budgets or SummaryBudgets()
        self._now = now

    async def summarize(
        self,
        question: Question,
        responses: Sequence[Answer],
        style: SummaryStyle,
        focus_areas: Sequence[str],
    ) -> Summary:
        """A summary of all `responses` (at least one), labelled or not.

        Raises ModelFault when no call succeeded. A model that replies, but can't keep to a form, is done without.
        """
        if not responses:
            raise ValueError("There is nothing to summarise.")
        calls = None if self._small else SummaryCalls(self._agents, self._calls)
        return await _OneSummary(question, responses, STYLES[style], tuple(focus_areas), calls, self._budgets).written(
            style, self._agents.model_name, self._now
        )


class _OneSummary:
    """One summary in the making; `calls` is None where no model is asked."""

    def __init__(
        self,
        question: Question,
        responses: Sequence[Answer],
        row: StyleRow,
        areas: tuple[str, ...],
        calls: SummaryCalls | None,
        budgets: SummaryBudgets,
    ) -> None:
        self._question = question
        self._responses = responses
        self._row = row
        self._areas = tuple(dict.fromkeys(areas))
        self._calls = calls
        self._budgets = budgets
        self._finder = FactFinder(question, responses)

    async def written(self, style: SummaryStyle, model_name: str, now: Callable[[], datetime]) -> Summary:
        every = await self._themes()
        themes = shared(every, len(self._responses))[: self._row.themes]
        differing = asyncio.create_task(asyncio.to_thread(self._differences, themes))
        try:
            areas = await self._focus(every)
            insights, dissenting = self._selected(themes, areas)
            insights, dissenting, overview = await self._stated(insights, dissenting)
            if self._calls:
                self._calls.raise_if_all_failed()
            findings = self._findings(themes, areas, insights, dissenting, await differing, overview)
        finally:
            differing.cancel()
        return Summary(
            summary_text=self._row.compose(findings),
            key_insights=findings.insights,
            sentiment_distribution=findings.counts,
            common_themes=tuple(theme.theme for theme in findings.themes),
            generated_at=now(),
            model=self._calls.model_name if self._calls else model_name,
            style=style,
            sentiment_shares=findings.shares,
            themes=findings.themes,
            dissent=findings.dissent,
            differences=findings.differences,
            focus=findings.focus,
            usage=self._calls.usage if self._calls else Usage(),
        )

    async def _themes(self) -> list[Theme]:
        """All themes, merged as far as possible, the most frequent first; words that recur where none was shared."""
        labelled = proposed(self._responses)
        frequent, rest = labelled[: self._budgets.merged], labelled[self._budgets.merged :]
        if self._calls:
            frequent, left = await self._grouped(frequent)
            rest = [*left, *rest]
        else:
            common = shared(frequent, len(self._responses))
            frequent, rest = common, [*frequent[len(common) :], *rest]
        every = with_the_rest(frequent, rest)
        if shared(every, len(self._responses)):
            return every
        positions_by_word = await asyncio.to_thread(
            recurring, [response.answer for response in self._responses], self._question.text, self._row.themes
        )
        words = [
            Theme(name, frozenset(positions), frozenset({key_of(name)}))
            for name, positions in positions_by_word.items()
        ]
        return by_frequency(words) or every

    async def _grouped(self, themes: list[Theme]) -> tuple[list[Theme], list[Theme]]:
        """`themes` with those that mean the same made one, and those that were too rare for the next level."""
        left: list[Theme] = []
        try:
            async with asyncio.timeout(self._budgets.grouping_s):
                while len(themes) > 1:
                    lists = -(-len(themes) // self._budgets.grouped)
                    # Dealt out, so that each list has some of the frequent ones.
                    batches = [themes[start::lists] for start in range(lists)]
                    grouped = await self._in_parallel(batches)
                    themes = by_frequency(theme for batch in grouped for theme in batch)
                    if lists == 1:
                        break
                    # The next level's lists are shorter whatever came back, so merging comes to an end.
                    kept = (lists // 2) * self._budgets.grouped
                    themes, left = themes[:kept], [*themes[kept:], *left]
        except TimeoutError:
            pass
        return themes, left

    async def _in_parallel(self, batches: Sequence[list[Theme]]) -> list[list[Theme]]:
        slots = asyncio.Semaphore(self._budgets.parallel)

        async def in_turn(batch: list[Theme]) -> list[Theme]:
            assert self._calls  # noqa: S101  # the caller has looked
            async with slots:
                groups = await self._calls.group(self._question.text, [theme.name for theme in batch])
            return batch if groups is None else merged(batch, groups)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(in_turn(batch)) for batch in batches]
        return [task.result() for task in tasks]

    async def _focus(self, themes: Sequence[Theme]) -> list[FocusArea]:
        """Who speaks of each area: its themes' people, if their quotes bear it out, and who uses its words."""
        shown = [
            Shown(theme.name, self._finder.voices.on_theme(theme, FOCUS_SAMPLE))
            for theme in themes[: self._budgets.focused]
        ]
        chosen: list[Area] | None = None
        if self._calls and self._areas and shown:
            chosen = await self._calls.focus(self._question.text, self._areas, shown)
        areas = []
        for number, area in enumerate(self._areas, 1):
            named = dict.fromkeys(
                concerning_theme.theme - 1
                for concerned in chosen or ()
                if concerned.area == number
                for concerning_theme in concerned.themes
                if 0 < concerning_theme.theme <= len(shown)
                and _bears_out(concerning_theme.quotes, shown[concerning_theme.theme - 1].quotes)
            )
            concerning = tuple(themes[index] for index in named)
            speaking = frozenset(await asyncio.to_thread(self._finder.voices.mentioning, area))
            areas.append(FocusArea(area, speaking, concerning))
        return areas

    def _selected(
        self, themes: Sequence[Theme], areas: Sequence[FocusArea]
    ) -> tuple[list[SummaryFinding], list[SummaryFinding]]:
        """What insights are made of, in their order, and who dissents."""
        finder = self._finder
        stated = {theme.positions for area in areas for theme in area.themes} | {area.positions for area in areas}
        insights = [*finder.on_values(), *(finder.on_area(area) for area in areas if area.positions)]
        insights += [finder.on_theme(theme) for theme in themes if theme.positions not in stated]
        insights = [finding for finding in insights if finding.quotes]
        if len(insights) < self._row.insights:
            insights += [finding for finding in finder.on_feelings() if finding.quotes]
        dissenting = dissent(self._question.form, self._responses, themes)
        return (insights or [finder.on_everything()])[: self._row.insights], [finder.on_dissent(d) for d in dissenting]

    async def _stated(
        self, insights: list[SummaryFinding], dissenting: list[SummaryFinding]
    ) -> tuple[list[SummaryFinding], list[SummaryFinding], str]:
        """The findings with the model's statements, and the overview, as far as they are believed."""
        findings = [*insights, *dissenting]
        if self._calls is None:
            return insights, dissenting, ""
        shown = [Shown(one.about, one.quotes, one.feelings) for one in findings]
        writing = await self._calls.write(self._question.text, shown, self._row.guidance)
        if writing is None:
            return insights, dissenting, ""
        stated = dict(enumerate(findings))
        for written in reversed(writing.findings):
            # The first statement on a finding counts; one on a finding that isn't there counts for none.
            if finding := stated.get(written.finding - 1):
                quotes = [quote.text for quote in finding.quotes]
                sentences = believed([written.statement], quotes, finding.sentiments, self._is_asked)
                stated[written.finding - 1] = finding.stated(sentences[:1])
        every = [quote.text for finding in findings for quote in finding.quotes]
        overview = believed(writing.overview, every, self._finder.counts, self._is_asked)
        done = list(stated.values())
        sentences = overview[: self._row.overview_sentences]
        return done[: len(insights)], done[len(insights) :], " ".join(sentences)

    def _findings(
        self,
        themes: Sequence[Theme],
        areas: Sequence[FocusArea],
        insights: Sequence[SummaryFinding],
        dissenting: Sequence[SummaryFinding],
        differing: tuple[Difference, ...],
        overview: str,
    ) -> Findings:
        finder, row = self._finder, self._row
        return Findings(
            names={
                answer.persona.lead_id: answer.persona.full_name or answer.persona.lead_id for answer in self._responses
            },
            counts=finder.counts,
            shares=finder.shares(),
            results=finder.results,
            themes=finder.theme_counts(themes, row.quotes),
            apart=finder.apart_from(themes),
            insights=tuple(finding.insight(row.quotes) for finding in insights),
            dissent=tuple(finding.insight(row.quotes) for finding in dissenting),
            differences=differing,
            focus=tuple(
                FocusFinding(area.area, finder.on_area(area).lead_ids, finder.on_area_quotes(area, FOCUS_QUOTES))
                for area in areas
            ),
            overview=overview,
        )

    def _differences(self, themes: Sequence[Theme]) -> tuple[Difference, ...]:
        compared = {theme.name: sorted(theme.positions) for theme in themes[: self._budgets.compared]}
        return differences(self._question.form, self._responses, compared, PermutationTests())

    def _is_asked(self, words: str) -> bool:
        return stands_in(words, self._question.text)


def _bears_out(proposed: Sequence[str], shown: Sequence[Quote]) -> bool:
    """Whether most of the quotes shown of a theme have words that the model copied from them.

    One would not do: it counts all the theme's people, and a single one of them may have spoken of two things.
    """
    borne_out = sum(any(verbatim(words, quote.text) for words in proposed) for quote in shown)
    return 2 * borne_out > len(shown)
