"""Labels for models of a few billion parameters: two labels an answer, under a grammar, one answer a call.

Tried on the embedded model with the 50 explanations of `bottled_gazpacho.csv`, whose writers also voted from 1 to 5;
Pearson correlation of what was read with the votes, at temperature 0 (sentiment as -1, 0 and 1):

    form of the reply                                              stance  sentiment
    {"sentiment":"negative","stance":2}, stances that fit            0.83       0.83
    the same with intensity, any stance                              0.15       0.84
    "negative 2", stances that fit the word                          0.80       0.72
    "negative 2", any stance                                         0.81       0.72
    "negative 2 medium", any stance                                  0.70       0.75
    "negative, rather against", in words that fit                    0.68       0.67
    "2 negative medium", any stance                                  0.33       0.80

So it writes the short object, whose grammar leaves out stances that contradict the sentiment. Intensity came out as
"low" for nearly every dislike ("I HATE soup"), so it is left open, and so are themes and objections: code finds what
recurs better than so small a model names it. The quote is a sentence that code chooses. One run each; differences of
some hundredths mean nothing.
"""

import re
from collections.abc import Sequence
from functools import partial

from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest, ModelResponse, SystemPromptPart, UserPromptPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.calling.marked_data import block
from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.calling.tokens import ASCII_CHARACTERS_PER_TOKEN
from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.agents.labelling.prompts import SINGLE_INSTRUCTIONS
from prospect_twins.agents.words.quotes import shortened
from prospect_twins.agents.words.recurring_words import telling_sentence
from prospect_twins.domain.labels import AnswerLabels, Sentiment
from prospect_twins.domain.questions import Question
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import LabelledBatch

_STANCES = {"negative": "123", "neutral": "3", "mixed": "234", "positive": "345"}
"""By sentiment, the stances that fit it."""
GRAMMAR = r'root ::= "{\"sentiment\":\"" ({choices}) "}"'.replace(
    "{choices}",
    " | ".join(rf'"{label}\",\"stance\":" [{stances}]' for label, stances in _STANCES.items()),
)
"""GBNF, which llama.cpp holds the reply to, token by token."""

ANSWER_TOKENS = 400
"""Tokens of an answer that are read, at most."""

_REPLY = re.compile(r'\{"sentiment": ?"(positive|neutral|negative|mixed)", ?"stance": ?([1-5])\}')
_SETTINGS = ModelSettings(temperature=0.0, max_tokens=32, extra_body={"grammar": GRAMMAR})
_PARAMETERS = ModelRequestParameters(instruction_parts=[])


class SingleLabeller:
    """Implements `Labeller` (domain/ports.py) with one short call for each answer."""

    def __init__(self, model: Model, calls: ModelCalls) -> None:
        self._model = model
        self._calls = calls

    @property
    def batch(self) -> int:
        """One: such a model loses count of several answers."""
        return 1

    async def label(self, question: Question, answers: Sequence[str]) -> LabelledBatch:
        """Sentiment and stance of each of `answers`, and a sentence of it; None for one whose labels can't be read.

        Raises ModelFault.
        """
        labels: list[AnswerLabels | None] = []
        usage = Usage()
        for answer in answers:
            response = await self._calls.run(partial(self._ask, question, answer))
            usage += usage_of(response)
            labels.append(self._read(response, answer))
        return LabelledBatch(tuple(labels), usage)

    async def _ask(self, question: Question, answer: str) -> ModelResponse:
        shown = answer[: ANSWER_TOKENS * ASCII_CHARACTERS_PER_TOKEN]
        prompt = f"{block('question', question.text)}\n\n{block('answer', shown)}"
        request = ModelRequest(parts=[SystemPromptPart(SINGLE_INSTRUCTIONS), UserPromptPart(prompt)])
        return await model_request(
            self._model, [request], model_settings=_SETTINGS, model_request_parameters=_PARAMETERS
        )

    def _read(self, response: ModelResponse, answer: str) -> AnswerLabels | None:
        labels = _REPLY.fullmatch((response.text or "").strip())
        if labels is None:
            return None
        return AnswerLabels(
            sentiment=Sentiment(labels[1]),
            model=response.model_name or self._model.model_name,
            stance=int(labels[2]),
            quote=shortened(telling_sentence(answer)),
        )
