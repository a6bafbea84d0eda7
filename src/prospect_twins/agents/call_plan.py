"""Which calls a session makes, and how large they are, without making any: for estimates.

Prompts are written out by the same code that writes them for the model and measured by `estimated_tokens`. Imports no
Pydantic AI, which an API process does without.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from prospect_twins.agents.person_record import PromptBudgets, person_record
from prospect_twins.agents.prompts import OPEN_QUESTION, block
from prospect_twins.agents.tokens import estimated_tokens
from prospect_twins.domain.estimates import Audience, Stage, Written
from prospect_twins.domain.sessions import Question
from prospect_twins.domain.work import Waiting

WRITTEN = Written(output_tokens=110, answer_tokens=85)
"""Of an answer by a model of which nothing is known yet: two to five sentences."""


@dataclass(frozen=True, slots=True)
class SessionCalls:
    """Implements `CallPlan` (domain/ports.py) for the configured models."""

    model: str
    budgets: PromptBudgets
    draws: int = 1

    def stages(self, question: Question, audience: Audience) -> list[Stage]:
        """The answers first, then what is made of them."""
        written = audience.written or WRITTEN
        calls = audience.total * self.draws
        each = _shared_tokens(question) + _mean([self._person_tokens(person) for person in audience.sample])
        return [Stage(self.model, calls, calls * each, calls * written.output_tokens)]

    def _person_tokens(self, person: Waiting) -> int:
        record = person_record(person.prospect, person.memory, self.budgets).text
        return estimated_tokens(record if isinstance(record, str) else record.text)


def _shared_tokens(question: Question) -> int:
    context = "\n" + block("context", json.dumps(question.context, ensure_ascii=False)) if question.context else ""
    return estimated_tokens(OPEN_QUESTION.instructions + block("question", question.text) + context) + 40


def _mean(values: Sequence[int]) -> float:
    return math.fsum(values) / len(values) if values else 0.0
