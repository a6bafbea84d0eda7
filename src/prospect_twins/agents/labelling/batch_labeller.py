"""Labels answers after they were given: several a call, under a schema, each held against its answer by code."""

import json
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import partial

from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest, ModelResponse, SystemPromptPart, UserPromptPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition

from prospect_twins.agents.calling.json_reply import BrokenReply
from prospect_twins.agents.calling.marked_data import block, escaped
from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.calling.tokens import ASCII_CHARACTERS_PER_TOKEN, estimated_tokens
from prospect_twins.agents.calling.usable_replies import is_withheld
from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.agents.labelling.label_rows import read_labels
from prospect_twins.agents.labelling.prompts import BATCH_INSTRUCTIONS, LABELS_SCHEMA, LabellingBudgets
from prospect_twins.agents.words.hidden_orders import speaks_to_its_reader
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.labels import AnswerLabels
from prospect_twins.domain.questions import Question
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import LabelledBatch

FAILED_CALLS = 10
"""Failed calls of one batch, until it is given up. To find the one answer that breaks sixteen takes five."""

ALONE_AGAIN = 2
"""How often a call for one answer is made again: its reply may have been broken on its way."""

_SPLIT = frozenset({FailureCode.MODEL_NONSENSE, FailureCode.MODEL_REFUSED, FailureCode.PROCESSING_ERROR})
"""Faults that may lie in one of the answers, so that the others are worth another call; the rest lie in the model."""


class BatchLabeller:
    """Implements `Labeller` (domain/ports.py) on a model that can follow a schema."""

    def __init__(self, model: Model, calls: ModelCalls, budgets: LabellingBudgets | None = None) -> None:
        self._model = model
        self._calls = calls
        self._budgets = budgets or LabellingBudgets()
        native = model.profile.get("supports_json_schema_output", False)
        self._parameters = ModelRequestParameters(
            output_mode="native" if native else "prompted",
            output_object=OutputObjectDefinition(json_schema=LABELS_SCHEMA, name="codes", strict=True),
        )

    @property
    def batch(self) -> int:
        """Answers that fit one call, if they are of ordinary length."""
        return self._budgets.answers

    async def label(self, question: Question, answers: Sequence[str]) -> LabelledBatch:
        """The labels of `answers`, in their order; None for those that could not be labelled. See `Labeller`.

        What breaks the schema, or leaves answers out, is asked for again in smaller calls, down to one answer.
        """
        labels: dict[int, AnswerLabels] = {}
        usage = Usage()
        failed = 0
        alone: Counter[int] = Counter()
        waiting = deque(self._parts(answers))
        while waiting and failed < FAILED_CALLS:
            part = waiting.popleft()
            try:
                response = await self._calls.run(partial(self._ask, question, [answers[position] for position in part]))
            except ModelFault as fault:
                if fault.code not in _SPLIT:
                    if labels:
                        break  # what was labelled is paid for
                    raise
                if fault.code is FailureCode.MODEL_REFUSED:
                    alone.update(part * ALONE_AGAIN)
                labelled: dict[int, AnswerLabels] = {}
            else:
                usage += usage_of(response)
                labelled = self._read(response, part, answers)
                if is_withheld(response.finish_reason):
                    alone.update(part * ALONE_AGAIN)
            labels |= labelled
            left = [position for position in part if position not in labelled]
            if left:
                failed += 1
                if len(part) > 1:
                    waiting.extend(_smaller(part, left))
                elif alone[part[0]] < ALONE_AGAIN:
                    alone[part[0]] += 1
                    waiting.append(part)
        return LabelledBatch(tuple(labels.get(position) for position in range(len(answers))), usage)

    def _parts(self, answers: Sequence[str]) -> Iterator[list[int]]:
        """Places of answers that go into one call.

        One that seems to speak to its reader goes alone, so that it can't speak for others.
        """
        part: list[int] = []
        tokens = 0
        for position, answer in enumerate(answers):
            if speaks_to_its_reader(answer):
                yield [position]
                continue
            size = min(estimated_tokens(answer), self._budgets.answer_tokens)
            if part and (len(part) == self._budgets.answers or tokens + size > self._budgets.call_tokens):
                yield part
                part, tokens = [], 0
            part.append(position)
            tokens += size
        if part:
            yield part

    async def _ask(self, question: Question, answers: Sequence[str]) -> ModelResponse:
        longest = self._budgets.answer_tokens * ASCII_CHARACTERS_PER_TOKEN
        numbered = "\n".join(
            f'<answer n="{number}">\n{escaped(answer[:longest])}\n</answer>' for number, answer in enumerate(answers, 1)
        )
        parts = [block("question", question.text), *self._context(question), f"<answers>\n{numbered}\n</answers>"]
        request = ModelRequest(parts=[SystemPromptPart(BATCH_INSTRUCTIONS), UserPromptPart("\n\n".join(parts))])
        return await model_request(self._model, [request], model_request_parameters=self._parameters)

    def _context(self, question: Question) -> list[str]:
        """What seems to speak to its reader is left out: it would speak for all answers of the call."""
        written = {name: json.dumps(value, ensure_ascii=False, default=str) for name, value in question.context.items()}
        kept = {
            name: question.context[name]
            for name, text in written.items()
            if not speaks_to_its_reader(f"{name}: {text}")
        }
        if not kept:
            return []
        context = json.dumps(kept, ensure_ascii=False, default=str)
        return [block("context", context[: self._budgets.context_tokens * ASCII_CHARACTERS_PER_TOKEN])]

    def _read(self, response: ModelResponse, part: Sequence[int], answers: Sequence[str]) -> dict[int, AnswerLabels]:
        name = response.model_name or self._model.model_name
        try:
            labels = read_labels(response.text or "", [answers[position] for position in part], name)
        except BrokenReply:
            return {}
        return {part[position]: label for position, label in labels.items()}


def _smaller(part: Sequence[int], left: list[int]) -> Iterator[list[int]]:
    """Calls that try again what a call of `part` left unlabelled; none for a single answer."""
    if len(left) < len(part):
        yield left
    elif len(left) > 1:
        middle = len(left) // 2
        yield left[:middle]
        yield left[middle:]
