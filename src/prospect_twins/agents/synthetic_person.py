"""The twin of one prospect: answers a question as that person would, by one model call."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic_ai.direct import model_request
from pydantic_ai.models import Model, ModelRequestParameters

from prospect_twins.agents.answer_checks import SHORTEST_KEPT, Said, checked_answer
from prospect_twins.agents.layouts import Prompt, PromptLayout, SharedPart
from prospect_twins.agents.model_calls import ModelCalls
from prospect_twins.agents.person_record import PromptBudgets
from prospect_twins.agents.prompts import OPEN_QUESTION, Task
from prospect_twins.agents.unfounded import founded
from prospect_twins.agents.usage import usage_of
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.sessions import Exchange, FailureCode, Question, TwinAnswer

REMEMBERED_QUESTIONS = 8
"""Shared parts kept ready. A part may hold a picture of some megabytes."""

UNFOUNDED_RETRIES = 1
"""How often a model is asked again when next to nothing of its answer is founded."""

_PARAMETERS = ModelRequestParameters(instruction_parts=[])


class SyntheticPersonChatAgent:
    """Implements `Twin` (domain/ports.py) for any prospect; holds no state of a prospect.

    The call goes through `pydantic_ai.direct`: an agent run costs more than twice its CPU, which is what bounds a
    worker.
    """

    def __init__(
        self,
        model: Model,
        *,
        layout: PromptLayout,
        calls: ModelCalls,
        budgets: PromptBudgets | None = None,
        task: Task = OPEN_QUESTION,
    ) -> None:
        self._model = model
        self._layout = layout
        self._calls = calls
        budgets = budgets or PromptBudgets()
        self._budgets = budgets.at_most(layout.budgets) if layout.budgets else budgets
        self._task = task
        self._shared: dict[int, tuple[Question, SharedPart]] = {}

    async def answer(self, question: Question, prospect: Prospect, memory: Sequence[Exchange]) -> TwinAnswer:
        """One answer in the first person. `memory` is oldest first. Raises ModelFault after its own retries."""
        prompt = self._layout.prompt(self._shared_part(question), question, self._task, prospect, memory, self._budgets)
        for _ in range(1 + UNFOUNDED_RETRIES):
            answer = await self._ask(prompt, question, prospect)
            kept = founded(answer.text, prompt.record) if prompt.record else answer.text
            if kept == answer.text or len(kept) >= SHORTEST_KEPT:
                return replace(answer, text=kept)
        raise ModelFault(FailureCode.MODEL_NONSENSE, "The model gave the person relatives that nobody knows of.")

    async def _ask(self, prompt: Prompt, question: Question, prospect: Prospect) -> TwinAnswer:
        response = await self._calls.run(
            lambda: model_request(
                self._model,
                prompt.messages,
                model_settings=self._layout.settings,
                model_request_parameters=_PARAMETERS,
            )
        )
        text = checked_answer(
            Said(
                _with_opener(response.text or "", prompt.opener),
                response.finish_reason,
                question.text,
                prospect.persona.full_name,
            )
        )
        return TwinAnswer(text=text, model=response.model_name or self._model.model_name, usage=usage_of(response))

    def _shared_part(self, question: Question) -> SharedPart:
        """The question's shared part, made once for the many people who are asked it (they get the same object)."""
        known = self._shared.get(id(question))
        if known and known[0] is question:
            return known[1]
        shared = self._layout.shared(question, self._task)
        while len(self._shared) >= REMEMBERED_QUESTIONS:
            del self._shared[next(iter(self._shared))]
        # Holding the question keeps its id from being given to another one.
        self._shared[id(question)] = (question, shared)
        return shared


def _with_opener(text: str, opener: str) -> str:
    """`text` beginning with the words that were put into the model's mouth; some servers give them back, some don't."""
    if not opener or text.startswith(opener):
        return text
    return f"{opener}{text}" if text[:1] in " ,.'’" else f"{opener} {text}"
