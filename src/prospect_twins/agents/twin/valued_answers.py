"""Sees to it that an answer has its value: as named by the model, read out of the words, or placed by similarity."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from prospect_twins.agents.twin.value_reading import ValueReader
from prospect_twins.domain.answers import TwinAnswer
from prospect_twins.domain.errors import ProspectTwinsError
from prospect_twins.domain.question_forms import QuestionKind, ScaleName
from prospect_twins.domain.question_values import is_read_from_prose
from prospect_twins.domain.questions import Question
from prospect_twins.domain.similarity_rating import Rating

_log = logging.getLogger(__name__)


class Rater(Protocol):
    """Places texts on a scale."""

    async def rate(self, texts: Sequence[str]) -> Sequence[Rating]:
        """One rating for each text, in their order. Raises ProspectTwinsError."""
        ...


class ValuedAnswers:
    """Adds values to answers.

    An answer is worth having without its value: if that can't be had, because its words leave it open, the reading
    call fails or the embedding model is missing, it is None, which the results count as `without_value`.
    """

    def __init__(self, reader: ValueReader, raters: Mapping[ScaleName, Rater]) -> None:
        self._reader = reader
        self._raters = raters

    async def valued(self, question: Question, answer: TwinAnswer, options: Sequence[str]) -> TwinAnswer:
        """`answer` with a value, if there is one to be had; `options` as the twin was shown them."""
        if question.form.kind is QuestionKind.FREE_TEXT or answer.value is not None:
            return answer
        by_similarity = is_read_from_prose(question.form)
        try:
            return await (self._rated(question, answer) if by_similarity else self._read(question, answer, options))
        except ProspectTwinsError as error:
            # What is wrong with the embedder it has said itself, once.
            _log.log(
                logging.DEBUG if by_similarity else logging.WARNING, "an answer stays without its value: %s", error
            )
            return answer

    async def _read(self, question: Question, answer: TwinAnswer, options: Sequence[str]) -> TwinAnswer:
        read = await self._reader.read(question, answer.text, options)
        return replace(
            answer,
            value=read.value,
            usage=answer.usage + read.usage,
            components=replace(answer.components, label_probability=read.probability),
        )

    async def _rated(self, question: Question, answer: TwinAnswer) -> TwinAnswer:
        assert question.form.scale is not None  # noqa: S101  # `checked_form` has looked
        (rating,) = await self._raters[question.form.scale].rate([answer.text])
        return replace(answer, value=rating.likeliest)
