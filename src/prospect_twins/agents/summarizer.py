"""Tells what the prospects said together, so that each statement can be checked.

The model proposes labels, observations and words; code counts, verifies every quote, removes counts that the model
wrote, and puts the text together. Large sets are read in parts of a fixed size and what was found is merged, so the
work grows with the number of answers and not faster. Small models only label, and code writes from the labels and from
what recurs: a free summary by a 1.5B model was wrong when tried.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from pydantic_ai.models import Model

from prospect_twins.agents.answer_reading import AnswerReader, Reading
from prospect_twins.agents.counted_claims import claims, without_claims
from prospect_twins.agents.model_calls import ModelCalls
from prospect_twins.agents.quotes import stands_in
from prospect_twins.agents.summary_facts import (
    Findings,
    Observation,
    by_theme,
    counted_observations,
    focus_findings,
    in_parts,
    insights_of,
    merged,
    ranked,
    sentiment_counts,
    themes_of,
    verified_quotes,
    with_statement,
)
from prospect_twins.agents.summary_styles import STYLES, StyleRow
from prospect_twins.agents.tokens import ASCII_CHARACTERS_PER_TOKEN
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.sessions import FailureCode, Question, Response, Summary, SummaryStyle

T = TypeVar("T")

LONGEST_THEME = 60


@dataclass(frozen=True, slots=True)
class ReadingBudgets:
    part_tokens: int = 6000
    """Estimated tokens of answers in one reading call."""
    part_answers: int = 40
    """Beyond this, models lose count of the answers they label."""
    answer_tokens: int = 800
    """Of one answer, at most; what is quoted is still checked against the whole."""
    grouped: int = 60
    """Observations in one grouping call."""
    kept: int = 12
    """Of those, at most, that come out of it; far fewer than go in, so that merging comes to an end."""
    parallel: int = 8
    """Calls at a time."""
    reading_s: float = 240.0
    """Seconds for labels and observations; what is not there by then counts as unclear."""


@dataclass(frozen=True, slots=True)
class Material:
    """What one summary is made from."""

    question: str
    responses: Sequence[Response]
    areas: tuple[str, ...]
    row: StyleRow

    def was_said(self, words: str) -> bool:
        """Whether `words` stand in any answer."""
        return any(stands_in(words, response.answer) for response in self.responses)

    def cleaned(self, text: str) -> str:
        """`text` without what can't be confirmed."""
        return without_claims(text, self.was_said)


@dataclass(frozen=True, slots=True)
class Read:
    """What reading gave: each answer's label (None if it failed), and observations with verified quotes."""

    labels: Sequence[str | None]
    observations: Sequence[Observation] = ()


class AnswerSummarizer:
    """Implements `Summarizer` (domain/ports.py). `small`: let the model label, one answer a call, and nothing else."""

    def __init__(
        self,
        model: Model,
        *,
        calls: ModelCalls,
        small: bool = False,
        budgets: ReadingBudgets | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._reader = AnswerReader(model, calls)
        self._small = small
        self._budgets = budgets or ReadingBudgets()
        self._now = now

    async def summarize(
        self,
        question: Question,
        responses: Sequence[Response],
        style: SummaryStyle,
        focus_areas: Sequence[str],
    ) -> Summary:
        """A summary of all `responses` (at least one). Raises ModelFault when not one answer could be labelled."""
        if not responses:
            raise ValueError("There is nothing to summarise.")
        row = STYLES[style]
        material = Material(question.text, responses, tuple(focus_areas), row)
        read = await (self._label_each(material) if self._small else self._read(material))
        observations = await self._distinct(material, read.observations)
        overview = ""
        if observations:
            overview = await self._overview(material, observations)
            insights, themes = observations, observations
        else:
            insights, themes = counted_observations(material.question, responses, read.labels, row.themes)
        findings = Findings(
            names={each.persona.lead_id: each.persona.full_name or each.persona.lead_id for each in responses},
            counts=sentiment_counts(read.labels),
            insights=insights_of(insights, row.insights, row.quotes),
            focus=focus_findings(material.areas, observations, responses),
            overview=overview,
        )
        return Summary(
            summary_text=row.compose(findings),
            key_insights=findings.insights,
            sentiment_distribution=findings.counts,
            common_themes=themes_of(themes, row.themes),
            generated_at=self._now(),
            model=self._reader.model_name,
            style=style,
        )

    async def _read(self, material: Material) -> Read:
        """Reads the answers part by part; a part that fails leaves its answers unlabelled."""
        shown = [self._shown(response) for response in material.responses]
        parts = in_parts(shown, self._budgets.part_tokens, self._budgets.part_answers)
        readings = await self._gathered([partial(self._read_part, material, shown, part) for part in parts])
        labels: list[str | None] = []
        observations: list[Observation] = []
        for part, read in zip(parts, readings, strict=True):
            labels += read.labels if read else [None] * len(part)
            observations += read.observations if read else ()
        return Read(labels, observations)

    async def _read_part(self, material: Material, shown: Sequence[str], part: range) -> Read:
        try:
            reading = await self._reader.read(material.question, material.areas, shown[part.start : part.stop])
        except ModelFault as fault:
            if fault.code is not FailureCode.MODEL_NONSENSE:
                raise
            # It broke the schema of the whole part; one word an answer is easier. If not even that works, give up.
            first = await self._reader.label(material.question, shown[part.start])
            rest = [await self._label(material, answer) for answer in shown[part.start + 1 : part.stop]]
            return Read([first, *rest])
        return _checked(reading, material, part)

    async def _label_each(self, material: Material) -> Read:
        labels = await self._gathered(
            [partial(self._reader.label, material.question, self._shown(each)) for each in material.responses]
        )
        return Read(labels)

    async def _label(self, material: Material, answer: str) -> str | None:
        try:
            return await self._reader.label(material.question, answer)
        except ModelFault:
            return None

    async def _distinct(self, material: Material, observations: Sequence[Observation]) -> list[Observation]:
        """`observations` with those that say the same made one, what can't be confirmed taken out, best first."""
        cleaned = by_theme(with_statement(each, material.cleaned) for each in observations)
        while len(cleaned) > self._budgets.kept:
            batches = [
                cleaned[start : start + self._budgets.grouped]
                for start in range(0, len(cleaned), self._budgets.grouped)
            ]
            grouped = await asyncio.gather(*(self._grouped(material, batch) for batch in batches))
            cleaned = by_theme(each for batch in grouped for each in batch)
            if len(batches) == 1:
                break
        return ranked(cleaned)

    async def _grouped(self, material: Material, batch: list[Observation]) -> list[Observation]:
        try:
            grouping = await self._reader.group(material.question, batch)
        except ModelFault:
            return ranked(batch)[: self._budgets.kept]
        left = dict(enumerate(batch, 1))
        groups = []
        for group in grouping.groups:
            # An observation belongs to the first group that names it; one that isn't there belongs to none.
            members = [left.pop(number) for number in dict.fromkeys(group.members) if number in left]
            theme = _theme(group.theme, material) or (members[0].theme if members else "")
            groups.append((theme, material.cleaned(group.statement) or theme, members))
        return ranked([*merged(groups), *left.values()])[: self._budgets.kept]

    async def _overview(self, material: Material, observations: Sequence[Observation]) -> str:
        """The model's own sentences, as far as they can be confirmed; empty if there are none."""
        wanted = material.row.overview_sentences
        if not wanted:
            return ""
        try:
            overview = await self._reader.overview(
                material.question, observations[: material.row.insights], material.row.guidance
            )
        except ModelFault:
            return ""
        sentences = (material.cleaned(sentence) for sentence in overview.sentences)
        return " ".join([sentence for sentence in sentences if sentence][:wanted])

    async def _gathered(self, jobs: Sequence[Callable[[], Awaitable[T]]]) -> list[T | None]:
        """What each of `jobs` gives, None for one that fails or isn't done in time; raises if all fail."""
        places = asyncio.Semaphore(self._budgets.parallel)

        async def in_turn(job: Callable[[], Awaitable[T]]) -> T:
            async with places:
                return await job()

        tasks = [asyncio.ensure_future(in_turn(job)) for job in jobs]
        try:
            await asyncio.wait(tasks, timeout=self._budgets.reading_s)
        finally:
            for task in tasks:
                task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception) and not isinstance(outcome, ModelFault):
                raise outcome
        results = [None if isinstance(outcome, BaseException) else outcome for outcome in outcomes]
        if all(result is None for result in results):
            fault = next((outcome for outcome in outcomes if isinstance(outcome, ModelFault)), None)
            raise fault or ModelFault(
                FailureCode.MODEL_TIMEOUT, "The answers could not be read in time.", retryable=True
            )
        return results

    def _shown(self, response: Response) -> str:
        """As much of an answer as the model is shown; what is quoted is still checked against the whole."""
        return response.answer[: self._budgets.answer_tokens * ASCII_CHARACTERS_PER_TOKEN]


def _checked(reading: Reading, material: Material, part: range) -> Read:
    """What of `reading` is true of the answers in `part`."""
    labels: list[str | None] = [None] * len(part)
    for label in reading.labels:
        place = label.answer - 1
        # The first label counts; one for an answer that isn't in the part counts for none.
        if 0 <= place < len(part) and labels[place] is None:
            labels[place] = label.sentiment
    observations = []
    for each in reading.observations:
        proposed = [(part.start + evidence.answer - 1, evidence.quote) for evidence in each.evidence]
        quotes = verified_quotes(proposed, material.responses, part)
        theme = _theme(each.theme, material)
        if quotes and theme:
            focus = each.focus_area - 1 if 1 <= each.focus_area <= len(material.areas) else None
            observations.append(Observation(theme, each.statement, quotes, focus))
    return Read(labels, observations)


def _theme(proposed: str, material: Material) -> str:
    """A theme's name on one line, or nothing if it is too long for one or claims a count."""
    theme = " ".join(proposed.split()).strip(' ."“”')
    return "" if len(theme) > LONGEST_THEME or claims(theme, material.was_said) else theme
