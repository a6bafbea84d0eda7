"""The twin of one prospect: answers a question as that person would, and says what the answer rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings, merge_model_settings

from prospect_twins.agents.acceptance.answer_checks import (
    SHORTEST_KEPT,
    RepeatedAnswer,
    Said,
    check_not_withheld,
    checked_answer,
)
from prospect_twins.agents.acceptance.contradiction_check import ContradictionCheck
from prospect_twins.agents.acceptance.contradictions import contradictions
from prospect_twins.agents.acceptance.grounding import matched_grounding, stated_grounding
from prospect_twins.agents.acceptance.unfounded import founded
from prospect_twins.agents.calling.json_reply import BrokenReply
from prospect_twins.agents.calling.label_probability import asking_for_logprobs, value_probability
from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.calling.structured_request import request_for
from prospect_twins.agents.calling.unusable_replies import unusable_words
from prospect_twins.agents.calling.usable_replies import is_withheld
from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.agents.twin.answer_reply import AnswerReply, read_reply, reply_schema
from prospect_twins.agents.twin.draws import shown_options
from prospect_twins.agents.twin.layouts import Prompt, PromptLayout, SharedPart
from prospect_twins.agents.twin.person_record import PromptBudgets
from prospect_twins.agents.twin.prompts import ANSWERED_BEFORE, FORM_AGAIN, OPEN_QUESTION, Task, correction
from prospect_twins.domain.answers import FailureCode, TwinAnswer
from prospect_twins.domain.confidence import ConfidenceComponents
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.grounding import Contradiction, RecordItem
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.question_forms import Value
from prospect_twins.domain.question_values import parsed_value
from prospect_twins.domain.questions import Exchange, Question
from prospect_twins.domain.usage import Usage

REMEMBERED_QUESTIONS = 16
"""Shared parts kept ready, one for each draw of a question. A part may hold a picture of some megabytes."""

REDONE = 1
"""How often an answer is asked for anew that goes against what is known, or is hardly founded on it."""
ASKED = 6
"""How often a reply is asked for at most, the first time included, until one of them can be used. With 30% of replies
that can't, one prospect in a thousand is lost."""
ASKED_IF_SMALL = 3
"""The same of a small model, which takes seconds for each, and whose replies are broken by itself, not on their way."""
ASKED_FOR_MORE = 2
"""How often at most, where an answer is there and only its value or its end is missing."""
ASKED_IF_REFUSED = 2
"""How often at most, where the model itself refused: it does so by chance. What sounds like a refusal again is taken as
one, for an answer that says nothing but that it can't help tells nothing of the person."""
MEMORY_WITHHELD = 2
"""Repetitions of an earlier answer after which the model is no longer shown any."""
MOST_ROOM = 4
"""By how much at most the bound on a reply's length is raised for one that was cut off by it."""

_PROSE = ModelRequestParameters(instruction_parts=[])


@dataclass(frozen=True, slots=True)
class _Prepared:
    """One draw of a question, ready for each of its people."""

    question: Question
    shared: SharedPart
    parameters: ModelRequestParameters
    settings: ModelSettings
    shown: tuple[str, ...]
    """The options, in this draw's order."""
    wants_value: bool


@dataclass(frozen=True, slots=True)
class _Given:
    """One checked reply; `usage` of all calls that it took."""

    reply: AnswerReply
    value: Value | None
    prompt: Prompt
    model: str
    usage: Usage
    label_probability: float | None
    """How likely the model thought the value, where it tells that."""


class SyntheticPersonChatAgent:
    """Implements `Twin` (domain/ports.py) for any prospect; holds no state of a prospect.

    The call goes through `pydantic_ai.direct`: an agent run costs more than twice its CPU, which is what bounds a
    worker. `check`: a model that looks for contradictions besides the rules.
    """

    def __init__(
        self,
        model: Model,
        *,
        layout: PromptLayout,
        calls: ModelCalls,
        budgets: PromptBudgets | None = None,
        task: Task = OPEN_QUESTION,
        check: ContradictionCheck | None = None,
    ) -> None:
        self._model = model
        self._layout = layout
        self._calls = calls
        budgets = budgets or PromptBudgets()
        self._budgets = budgets.at_most(layout.budgets) if layout.budgets else budgets
        self._task = task
        self._check = check
        self._prepared: dict[tuple[int, int], _Prepared] = {}

    async def answer(
        self, question: Question, prospect: Prospect, memory: Sequence[Exchange], draw: int = 0
    ) -> TwinAnswer:
        """One answer in the first person. `memory` is oldest first. Raises ModelFault after its own retries.

        Each `draw` (0, 1 …) asks the same in other words. An answer that goes against a known fact is redone once; if
        that goes wrong too, or fails, the better one is given with its contradictions marked.
        """
        prepared = self._prepare(question, draw)
        deadline = self._calls.deadline()
        best: TwinAnswer | None = None
        contradictions: tuple[Contradiction, ...] = ()
        usage, note = Usage(), ""
        for _ in range(1 + REDONE):
            try:
                grounds = await self._given(prepared, prospect, memory, note, deadline)
            except ModelFault:
                if best is None:
                    raise
                break
            usage += grounds.usage
            said = grounds.reply.answer
            text = founded(said, grounds.prompt.record) if grounds.prompt.record else said
            if text != said and len(text) < SHORTEST_KEPT:
                continue
            findings, checking = await self._contradictions(text, grounds.prompt.items)
            usage += checking
            if best is None or len(findings) <= len(contradictions):
                best, contradictions = _grounded(text, grounds, question, findings), findings
            if not findings:
                break
            note = correction(findings)
        if best is None:
            raise ModelFault(FailureCode.MODEL_NONSENSE, "The model gave the person relatives that nobody knows of.")
        return replace(best, usage=usage)

    async def _given(
        self, prepared: _Prepared, prospect: Prospect, memory: Sequence[Exchange], note: str, deadline: float
    ) -> _Given:
        """A reply whose answer has passed all checks: asked for again where one was broken, cut off or nonsense."""
        usage = Usage()
        kept: _Given | None = None
        fault = ModelFault(FailureCode.MODEL_NONSENSE, "The model gave no answer in the time that it had.")
        again, room, refusals, repeated = "", 1, 0, 0
        for asked in range(1, (ASKED if self._layout.structured else ASKED_IF_SMALL) + 1):
            if (kept is not None and asked > ASKED_FOR_MORE) or (asked > 1 and self._calls.is_over(deadline)):
                break  # an answer that lacks something is still an answer
            remembered = memory if repeated < MEMORY_WITHHELD else ()
            prompt = self._layout.prompt(prepared.shared, self._task, prospect, remembered, self._budgets, note + again)
            is_cut = is_said = False
            try:
                response = await self._ask(prompt, prepared, room, deadline)
                usage += usage_of(response)
                is_said = not is_withheld(response.finish_reason)
                is_cut = response.finish_reason == "length" and self._layout.structured and room < MOST_ROOM
                reply = self._checked(response, prompt, prepared, prospect, memory)
            except RepeatedAnswer as failed:
                fault, again, repeated = failed, ANSWERED_BEFORE, repeated + 1
                continue
            except BrokenReply:
                fault = ModelFault(FailureCode.MODEL_NONSENSE, unusable_words(response, room * _bound(prepared)))
                again, room = ("", 2 * room) if is_cut else (FORM_AGAIN, room)
                continue
            except ModelFault as failed:
                refusals += failed.code is FailureCode.MODEL_REFUSED
                may_pass = is_said and kept is None and refusals < ASKED_IF_REFUSED
                if failed.code is not FailureCode.MODEL_NONSENSE and not may_pass:
                    if kept is None:
                        raise
                    break
                fault, room = failed, 2 * room if is_cut else room
                continue
            value = parsed_value(prepared.question.form, reply.value, prepared.shown)
            probability = value_probability(response) if value is not None else None
            kept = _Given(reply, value, prompt, response.model_name or self._model.model_name, usage, probability)
            if not is_cut and not (prepared.wants_value and value is None):
                break
            again, room = ("", 2 * room) if is_cut else (FORM_AGAIN, room)
        if kept is None:
            raise fault
        return replace(kept, usage=usage)

    async def _ask(self, prompt: Prompt, prepared: _Prepared, room: int, deadline: float) -> ModelResponse:
        """A response of at most `room` times the usual length."""
        settings = prepared.settings
        if room > 1:
            settings = ModelSettings(**{**settings, "max_tokens": room * _bound(prepared)})
        return await self._calls.run(
            lambda: model_request(
                self._model,
                prompt.messages,
                model_settings=settings,
                model_request_parameters=prepared.parameters,
            ),
            deadline,
        )

    def _checked(
        self,
        response: ModelResponse,
        prompt: Prompt,
        prepared: _Prepared,
        prospect: Prospect,
        memory: Sequence[Exchange],
    ) -> AnswerReply:
        """The reply with its answer trimmed. Raises BrokenReply, and ModelFault where the answer is none."""
        check_not_withheld(response.finish_reason)
        text = response.text or ""
        if self._layout.structured:
            reply = read_reply(text, {item.id for item in prompt.items}, cut=response.finish_reason == "length")
        else:
            reply = AnswerReply(_with_opener(text, prompt.opener))
        said = Said(
            reply.answer,
            response.finish_reason,
            prepared.question.text,
            prospect.persona.full_name,
            [item.text for item in prompt.items],
            self._task.instructions,
            memory,
        )
        return replace(reply, answer=checked_answer(said))

    async def _contradictions(self, text: str, items: Sequence[RecordItem]) -> tuple[tuple[Contradiction, ...], Usage]:
        by_rules = contradictions(text, items)
        if self._check is None:
            return by_rules, Usage()
        by_model, usage = await self._check.contradictions(text, items)
        known = {finding.record_id for finding in by_rules}
        return (*by_rules, *(finding for finding in by_model if finding.record_id not in known)), usage

    def _prepare(self, question: Question, draw: int) -> _Prepared:
        """The question's shared part, made once for the many people who are asked it (they get the same object)."""
        known = self._prepared.get((id(question), draw))
        if known and known.question is question:
            return known
        schema = reply_schema(question.form)
        structured = self._layout.structured
        wants_value = structured and "value" in schema["properties"]
        prepared = _Prepared(
            question,
            self._layout.shared(question, draw),
            request_for(self._model, schema, "reply") if structured else _PROSE,
            merge_model_settings(self._layout.settings, asking_for_logprobs(self._model) if wants_value else None)
            or self._layout.settings,
            shown_options(question.form, draw),
            wants_value,
        )
        while len(self._prepared) >= REMEMBERED_QUESTIONS:
            del self._prepared[next(iter(self._prepared))]
        # Holding the question keeps its id from being given to another one.
        self._prepared[id(question), draw] = prepared
        return prepared


def _bound(prepared: _Prepared) -> int:
    """The usual bound on a reply's length, in tokens."""
    return prepared.settings.get("max_tokens", 0)


def _grounded(text: str, grounds: _Given, question: Question, findings: tuple[Contradiction, ...]) -> TwinAnswer:
    reply, items = grounds.reply, grounds.prompt.items
    if reply.evidence is None:
        grounding, coverage = matched_grounding(text, items, question.text)
    else:
        grounding, coverage = stated_grounding(reply.evidence, reply.assumptions, items)
    return TwinAnswer(
        text=text,
        model=grounds.model,
        value=grounds.value,
        grounding=replace(grounding, contradictions=findings),
        components=ConfidenceComponents(evidence_coverage=coverage, label_probability=grounds.label_probability),
    )


def _with_opener(text: str, opener: str) -> str:
    """`text` beginning with the words that were put into the model's mouth; some servers give them back, some don't."""
    if not opener or text.startswith(opener):
        return text
    return f"{opener}{text}" if text[:1] in " ,.'’" else f"{opener} {text}"
