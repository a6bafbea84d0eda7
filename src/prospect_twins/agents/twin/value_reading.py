"""Reading a value out of what a person said, by a second call: where the model that answered named none.

What the words leave open stays open: the value is None then, and is counted as such.
"""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest, ModelResponse, SystemPromptPart, UserPromptPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings, merge_model_settings

from prospect_twins.agents.calling.json_reply import BrokenReply, json_object
from prospect_twins.agents.calling.label_probability import (
    MOST_TOLD,
    asking_for_logprobs,
    label_shares,
    value_probability,
)
from prospect_twins.agents.calling.marked_data import DATA_RULE, block
from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.calling.structured_request import request_for
from prospect_twins.agents.calling.tokens import ASCII_CHARACTERS_PER_TOKEN
from prospect_twins.agents.calling.usable_replies import usable_response
from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.agents.twin.values import POINTS, options_block, value_schema
from prospect_twins.domain.question_forms import QuestionKind, Value
from prospect_twins.domain.question_values import parsed_value, point_labels
from prospect_twins.domain.questions import Question
from prospect_twins.domain.usage import Usage

ANSWER_TOKENS = 600
"""Tokens of an answer that are read, at most."""
REPLY_TOKENS = 512
OPEN = "?"
"""The label for an answer that leaves it open."""
ORDERS = 3
"""In how many orders a small model is shown the options of a single choice."""
CLEAR = 0.05
"""By how much the likeliest option must lead the next one. Tried on the embedded model with eleven answers written for
it, three options: read in one order, 5 to 8 were read right, by the order; read in three and averaged, 8. With this
lead, 8 were read right, 3 left open (two of them rightly), and none wrong."""

_FITTING = {"negative": "123", "neutral": "3", "mixed": "234", "positive": "345"}
"""By feeling, the points that do not contradict it, on a scale from against to for. Asked for the number alone, the
embedded model said 4 to nearly every answer, also to "I would not want to buy this"; see `answer_labels`."""
_FEELING_AND_POINT = "root ::= " + " | ".join(
    rf'"{{\"feeling\": \"{feeling}\", \"value\": " [{points}] "}}"' for feeling, points in _FITTING.items()
)
NO_USAGE = Usage()
_PROSE = ModelRequestParameters(instruction_parts=[])


@dataclass(frozen=True, slots=True)
class ReadValue:
    """`probability`: of the value, as the model that read it sees it; None where it does not tell."""

    value: Value | None
    probability: float | None = None
    usage: Usage = NO_USAGE


class ValueReader(Protocol):
    """Reads an option, a point or a ranking out of an answer in words."""

    async def read(self, question: Question, answer: str, options: Sequence[str]) -> ReadValue:
        """What `answer` says, of the `options` as they are shown. Raises ModelFault."""
        ...


class SchemaReader:
    """Implements `ValueReader` with one call that has the value's JSON schema."""

    INSTRUCTIONS = f"""\
You are given a question, what could be chosen, and what a person answered. Give back what the person chose.
value: what the answer says; null if it leaves that open. Don't guess what the person might choose.

{DATA_RULE}"""

    def __init__(self, model: Model, calls: ModelCalls) -> None:
        self._model = model
        self._calls = calls

    async def read(self, question: Question, answer: str, options: Sequence[str]) -> ReadValue:
        """The value that `answer` stands for. `options`: in the order in which the person was shown them."""
        shown = options_block(question.form, options)
        text = "\n".join((block("question", question.text), shown, _said(answer)))
        parameters = request_for(self._model, _reading_schema(value_schema(question.form)), "reading")
        settings = ModelSettings(temperature=0.0, max_tokens=REPLY_TOKENS)
        deadline = self._calls.deadline()

        async def ask(bound: ModelSettings) -> ModelResponse:
            return await self._calls.run(
                lambda: model_request(
                    self._model,
                    [_request(self.INSTRUCTIONS, text)],
                    model_settings=bound,
                    model_request_parameters=parameters,
                ),
                deadline,
            )

        response, usage = await usable_response(ask, settings, _is_value)
        raw = _raw_value(response.text or "")
        return ReadValue(parsed_value(question.form, raw, options), usage=usage)


def _raw_value(text: str) -> Any:
    """What stands at "value"; the text itself where it is no object: models leave out what has one field alone."""
    try:
        return json_object(text, "value")["value"]
    except BrokenReply:
        return None if "{" in text else text


def _is_value(text: str) -> bool:
    """Whether a value can be read, be it that there is none: a list or a word by itself is one."""
    try:
        json_object(text, "value")
    except BrokenReply:
        return "{" not in text and text.strip() not in ("", "NaN")
    return "NaN" not in text


def _reading_schema(schema: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"value": {"anyOf": [schema or {}, {"type": "null"}]}},
        "required": ["value"],
        "additionalProperties": False,
    }


class LetteredReader:
    """Implements `ValueReader` for small models: options under letters, and a grammar (GBNF) that allows only these.

    Small models read letters better than they spell options, but lean to some letters, whatever these stand for.
    """

    INSTRUCTIONS: Mapping[QuestionKind, str] = {
        QuestionKind.SINGLE_CHOICE: "You are given what a person answered to a question, and the options that could be "
        f"chosen. Say which option the person chose: reply with its letter alone. If the answer leaves it open, reply "
        f"with {OPEN}.",
        QuestionKind.MULTIPLE_CHOICE: "You are given what a person answered to a question, and the options that could "
        "be chosen. Say of each option whether the person chose it: its letter, then yes or no.",
        QuestionKind.SCALE: "You are given a question, a scale, and what a person answered. Say which point of the "
        f"scale the person means: reply with its number alone. If the answer does not tell, reply with {OPEN}.",
        QuestionKind.RANKING: "You are given what a person answered to a question, and options that could be ranked. "
        f"Say which one the person puts first: reply with its letter alone. If the answer leaves it open, reply with "
        f"{OPEN}.",
    }

    FEELING = (
        "You are given a question, a scale, and what a person answered. Say how the person feels about what the "
        "question asks about: positive (likes it, wants it), negative (dislikes it, refuses it, worries about it), "
        "mixed (likes some of it and dislikes some of it) or neutral (no feeling either way, or does not know). "
        "Then say which point of the scale the person means.\n"
        'Reply as {"feeling": …, "value": …}.'
    )

    def __init__(self, model: Model, calls: ModelCalls) -> None:
        self._model = model
        self._calls = calls
        self._tells = asking_for_logprobs(model, alternatives=MOST_TOLD)
        self._readers = {
            QuestionKind.SINGLE_CHOICE: self._choice,
            QuestionKind.MULTIPLE_CHOICE: self._choices,
            QuestionKind.SCALE: self._point,
            QuestionKind.RANKING: self._ranking,
        }

    async def read(self, question: Question, answer: str, options: Sequence[str]) -> ReadValue:
        """The value that `answer` stands for. `options`: in the order in which the person was shown them."""
        return await self._readers[question.form.kind](question, answer, options)

    async def _choice(self, question: Question, answer: str, options: Sequence[str]) -> ReadValue:
        """By the shares of the letters, averaged over several orders of the options."""
        orders = min(len(options), ORDERS)
        shares = dict.fromkeys((*options, OPEN), 0.0)
        usage = Usage()
        for order in range(orders):
            start = order * len(options) // orders
            shown = (*options[start:], *options[:start])
            letters = string.ascii_uppercase[: len(shown)]
            labels = (*letters, OPEN)
            response = await self._ask(question, _lettered_text(question, answer, shown), _one_of(labels))
            usage += usage_of(response)
            for label, share in label_shares(response, labels).items():
                shares[OPEN if label == OPEN else shown[letters.index(label)]] += share / orders
        (likeliest, most), (_, next_most) = sorted(shares.items(), key=lambda item: -item[1])[:2]
        if likeliest == OPEN or most - next_most < CLEAR:
            return ReadValue(None, usage=usage)
        return ReadValue(likeliest, most, usage)

    async def _point(self, question: Question, answer: str, options: Sequence[str]) -> ReadValue:
        if question.form.scale is not None:
            return await self._point_that_fits(question, answer)
        labels = (*map(str, POINTS), OPEN)
        scale = options_block(question.form, point_labels(question.form))
        text = "\n".join((block("question", question.text), scale, _said(answer)))
        response = await self._ask(question, text, _one_of(labels))
        shares = label_shares(response, labels)
        reply = (response.text or "").strip()
        point = parsed_value(question.form, reply)
        probability = shares.get(reply) if point is not None and self._tells else None
        return ReadValue(point, probability, usage_of(response))

    async def _point_that_fits(self, question: Question, answer: str) -> ReadValue:
        """On a scale from against to for: how the person feels first, then a point that does not contradict it."""
        scale = options_block(question.form, point_labels(question.form))
        text = "\n".join((block("question", question.text), scale, _said(answer)))
        response = await self._ask(question, text, _FEELING_AND_POINT, 32, self.FEELING)
        point = parsed_value(question.form, _raw_value(response.text or ""))
        return ReadValue(point, value_probability(response), usage_of(response))

    async def _choices(self, question: Question, answer: str, options: Sequence[str]) -> ReadValue:
        letters = string.ascii_uppercase[: len(options)]
        grammar = "root ::= " + ' "\\n" '.join(f'"{letter}: " ("yes" | "no")' for letter in letters)
        response = await self._ask(question, _lettered_text(question, answer, options), grammar, 6 * len(options))
        lines = (response.text or "").strip().split("\n")
        said = dict(line.split(": ", 1) for line in lines if ": " in line)
        if set(said) != set(letters) or not set(said.values()) <= {"yes", "no"}:
            return ReadValue(None, usage=usage_of(response))
        chosen = [option for letter, option in zip(letters, options, strict=True) if said[letter] == "yes"]
        return ReadValue(parsed_value(question.form, chosen), usage=usage_of(response))

    async def _ranking(self, question: Question, answer: str, options: Sequence[str]) -> ReadValue:
        """Pick by pick: the first, then the first of those that are left."""
        left, ranked, usage = list(options), list[str](), Usage()
        while len(left) > 1:
            letters = string.ascii_uppercase[: len(left)]
            labels = (*letters, OPEN) if not ranked else tuple(letters)
            response = await self._ask(question, _lettered_text(question, answer, left), _one_of(labels))
            usage += usage_of(response)
            picked = (response.text or "").strip()
            if len(picked) != 1 or picked not in letters:
                return ReadValue(None, usage=usage)
            ranked.append(left.pop(letters.index(picked)))
        return ReadValue(parsed_value(question.form, [*ranked, *left]), usage=usage)

    async def _ask(
        self, question: Question, text: str, grammar: str, tokens: int = 4, instructions: str = ""
    ) -> ModelResponse:
        instructions = f"{instructions or self.INSTRUCTIONS[question.form.kind]}\n{DATA_RULE}"
        held = ModelSettings(temperature=0.0, max_tokens=tokens, extra_body={"grammar": grammar})
        return await self._calls.run(
            partial(
                model_request,
                self._model,
                [_request(instructions, text)],
                model_settings=merge_model_settings(held, self._tells),
                model_request_parameters=_PROSE,
            )
        )


def _lettered_text(question: Question, answer: str, options: Sequence[str]) -> str:
    """The options last: what comes before them is read once for all their orders."""
    lettered = "\n".join(
        f"{letter}. {' '.join(option.split())}" for letter, option in zip(string.ascii_uppercase, options, strict=False)
    )
    return "\n".join((block("question", question.text), _said(answer), block("options", lettered)))


def _one_of(labels: Sequence[str]) -> str:
    return "root ::= " + " | ".join(f'"{label}"' for label in labels)


def _said(answer: str) -> str:
    return block("answer", answer[: ANSWER_TOKENS * ASCII_CHARACTERS_PER_TOKEN])


def _request(instructions: str, text: str) -> ModelRequest:
    return ModelRequest(parts=[SystemPromptPart(instructions), UserPromptPart(text)])
