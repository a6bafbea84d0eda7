"""A twin that is asked several times for each answer: what it says most often is its answer, how often its agreement.

Self-consistency (Wang et al., ICLR 2023) with the wording of the instruction and the order of the options varied, since
draws that differ by chance alone agree on what the wording suggests.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from statistics import fmean
from typing import Protocol

from prospect_twins.agents.twin.draws import shown_options
from prospect_twins.agents.twin.valued_answers import ValuedAnswers
from prospect_twins.domain.answers import TwinAnswer
from prospect_twins.domain.calibration_pairs import agreed_answer
from prospect_twins.domain.call_slots import Draining
from prospect_twins.domain.confidence import ConfidenceComponents
from prospect_twins.domain.errors import ModelFault, ProspectTwinsError
from prospect_twins.domain.ports import Embedder
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind
from prospect_twins.domain.questions import Exchange, Question
from prospect_twins.domain.similarity_rating import cosine

_log = logging.getLogger(__name__)


class DrawnTwin(Protocol):
    """A twin each of whose draws asks in other words (`SyntheticPersonChatAgent`)."""

    async def answer(
        self, question: Question, prospect: Prospect, memory: Sequence[Exchange], draw: int = 0
    ) -> TwinAnswer:
        """One draw of the twin's answer. `draw`: its number, from 0, which may change the wording."""
        ...


class DrawingTwin:
    """Implements `Twin` (domain/ports.py). `calls_in_flight` bounds the draws of one answer.

    Whoever limits the answers under way should let in only `calls_in_flight / draws` of them. No bound is kept here
    over all answers: one whose calls wait to be tried again would hold up the others.
    """

    def __init__(
        self, twin: DrawnTwin, values: ValuedAnswers, embedder: Embedder, *, draws: int = 1, calls_in_flight: int = 100
    ) -> None:
        self._twin = twin
        self._values = values
        self._embedder = embedder
        self._draws = draws
        self._calls_in_flight = calls_in_flight

    async def answer(self, question: Question, prospect: Prospect, memory: Sequence[Exchange]) -> TwinAnswer:
        """The answer that most draws gave, with its components; `usage` of all draws.

        A draw that fails is left out, and not counted. Raises the first one's ModelFault if all did.
        """
        if self._draws == 1:
            return await self._draw(question, prospect, memory, 0)
        answers = await self._drawn(question, prospect, memory)
        if question.form.kind is QuestionKind.FREE_TEXT:
            chosen = await self._central(answers)
        else:
            chosen = _agreed(question.form, answers)
        return replace(chosen, usage=reduce(add, (answer.usage for answer in answers)))

    async def _draw(self, question: Question, prospect: Prospect, memory: Sequence[Exchange], draw: int) -> TwinAnswer:
        answer = await self._twin.answer(question, prospect, memory, draw)
        return await self._values.valued(question, answer, shown_options(question.form, draw))

    async def _drawn(self, question: Question, prospect: Prospect, memory: Sequence[Exchange]) -> list[TwinAnswer]:
        """The answers of the draws that came, in their order; one or more."""
        at_a_time = asyncio.Semaphore(self._calls_in_flight)

        async def attempt(draw: int) -> TwinAnswer | ModelFault | Draining:
            try:
                async with at_a_time:
                    return await self._draw(question, prospect, memory, draw)
            except (ModelFault, Draining) as ended:
                return ended

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(attempt(draw)) for draw in range(self._draws)]
        results = [task.result() for task in tasks]
        answers = [result for result in results if isinstance(result, TwinAnswer)]
        for result in results:
            if isinstance(result, Draining) or (isinstance(result, ModelFault) and not answers):
                raise result
        return answers

    async def _central(self, answers: Sequence[TwinAnswer]) -> TwinAnswer:
        """The medoid: the answer closest in meaning to the others. Its mean cosine to them, from 0 to 1, is the
        agreement. Without embeddings it is the first one, its agreement unknown.
        """
        first = answers[0]
        if len(answers) == 1:
            return first
        try:
            vectors = await self._embedder.embed([answer.text for answer in answers])
        except ProspectTwinsError as error:
            _log.debug("the agreement of an answer's draws stays unknown: %s", error)
            return replace(first, components=replace(first.components, draws=len(answers)))
        closeness = [
            fmean(cosine(one, other) for at, other in enumerate(vectors) if at != index)
            for index, one in enumerate(vectors)
        ]
        index = max(range(len(answers)), key=lambda index_of: closeness[index_of])
        central = answers[index]
        agreement = min(max(closeness[index], 0.0), 1.0)
        return replace(central, components=replace(central.components, agreement=agreement, draws=len(answers)))


def _agreed(form: QuestionForm, answers: Sequence[TwinAnswer]) -> TwinAnswer:
    """The first of the answers with the value that most draws gave, if there is one without a contradiction.

    Draws without a value agree with none, so they lower the agreement.
    """
    values = [answer.value for answer in answers if answer.value is not None]
    if not values:
        return replace(answers[0], components=replace(answers[0].components, draws=len(answers)))
    most, agreed = agreed_answer(form.kind, values)
    agreeing = [answer for answer in answers if answer.value == most]
    chosen = min(agreeing, key=_contradictions)
    return replace(
        chosen,
        components=ConfidenceComponents(
            agreement=len(agreeing) / len(answers) if len(answers) > 1 else None,
            draws=len(answers),
            closeness=agreed.closeness,
            evidence_coverage=chosen.components.evidence_coverage,
            label_probability=_mean([answer.components.label_probability for answer in agreeing]),
        ),
    )


def _contradictions(answer: TwinAnswer) -> int:
    return len(answer.grounding.contradictions) if answer.grounding else 0


def _mean(measured: Sequence[float | None]) -> float | None:
    known = [measure for measure in measured if measure is not None]
    return fmean(known) if known else None
