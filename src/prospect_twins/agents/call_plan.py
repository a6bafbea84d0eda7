"""Which calls a session makes, and how large they are, without making any: for estimates.

A person's record and the instructions of each call are written by the code that writes them for the model, and measured
by `estimated_tokens`. What a model will write is assumed. Nothing here imports Pydantic AI, which an API process does
without.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from prospect_twins.agents.acceptance.check_prompt import CHECK_INSTRUCTIONS, CONTRADICTIONS_SCHEMA
from prospect_twins.agents.calling.marked_data import block
from prospect_twins.agents.calling.tokens import estimated_tokens
from prospect_twins.agents.labelling.prompts import (
    BATCH_INSTRUCTIONS,
    LABELS_SCHEMA,
    SINGLE_INSTRUCTIONS,
    LabellingBudgets,
)
from prospect_twins.agents.summary.prompts import GROUPING, WRITING, Grouping, SummaryBudgets, Writing
from prospect_twins.agents.twin import prompts
from prospect_twins.agents.twin.draws import shown_options, wording
from prospect_twins.agents.twin.person_record import (
    ATTITUDE_TOKENS,
    SMALL_BUDGETS,
    PromptBudgets,
    attitude,
    person_record,
)
from prospect_twins.agents.twin.prompts import OPEN_QUESTION
from prospect_twins.agents.twin.question_record import context_block, question_items
from prospect_twins.agents.twin.values import options_in_words, value_schema
from prospect_twins.domain.estimates import AnswerSizes, Audience, Stage
from prospect_twins.domain.questions import Question
from prospect_twins.domain.work import Waiting

WRITTEN = AnswerSizes(output_tokens=150, answer_tokens=85)
"""By a model of which nothing is known yet: two to five sentences, with the evidence for them."""
SMALL_WRITTEN = AnswerSizes(output_tokens=75, answer_tokens=75)

PERSON_TAGS = 10
REPLY_SCHEMA = 68
"""Tokens of a reply's form, its value aside; providers count what they are told of it."""
LABELLED_ANSWER = 8
"""Tokens of an answer's tags."""
LABELS_WRITTEN = 60
"""Tokens that the labels of one answer take."""
CHECK_WRITTEN = 10
DISTINCT_THEMES = 1.0
"""Different themes that an answer adds, as long as there are few."""
GROUPED_THEME, GROUP_WRITTEN = 14, 2
"""Tokens of a theme in a grouping call, and of its reply."""
WRITTEN_FINDINGS, FINDING, FINDING_WRITTEN = 5, 110, 30
"""Findings that are put into words, and tokens of each, read and written."""


def _fixed_tokens(instructions: str, schema: object = None) -> int:
    """Tokens of a call that are the same whatever it is about: what it is told, and its reply's form."""
    return estimated_tokens(instructions) + (estimated_tokens(json.dumps(schema)) if schema else 0)


BATCH_LABELLING = _fixed_tokens(BATCH_INSTRUCTIONS, LABELS_SCHEMA)
SINGLE_LABELLING = _fixed_tokens(SINGLE_INSTRUCTIONS)
CHECKING = _fixed_tokens(CHECK_INSTRUCTIONS, CONTRADICTIONS_SCHEMA)
GROUPING_THEMES = _fixed_tokens(GROUPING, Grouping.model_json_schema())
WRITING_FINDINGS = _fixed_tokens(WRITING, Writing.model_json_schema())


@dataclass(frozen=True, slots=True)
class SessionCalls:
    """Implements `CallPlan` (domain/ports.py) for the configured models.

    `small`, `labeller_is_small`: `catalog.is_small` of the model that answers, and of the one that labels. `checked`:
    whether a model looks for contradictions.
    """

    model: str
    labeller: str
    budgets: PromptBudgets
    draws: int = 1
    small: bool = False
    labeller_is_small: bool = False
    checked: bool = False

    def stages(self, question: Question, audience: Audience) -> list[Stage]:
        """The answers first, then their checks, their labels and the summary. What has to be asked again, since a reply
        was of no use, is not in it.
        """
        written = audience.written or (SMALL_WRITTEN if self.small else WRITTEN)
        people, answers = audience.total, audience.total * self.draws
        record = _mean([self._record_tokens(person) for person in audience.sample])
        shared = _mean([self._shared_tokens(question, draw) for draw in range(self.draws)])
        stages = [Stage(self.model, answers, answers * (shared + record), answers * written.output_tokens)]
        if self.checked:
            call_tokens = CHECKING + record + written.answer_tokens
            stages.append(Stage(self.labeller, answers, answers * call_tokens, answers * CHECK_WRITTEN))
        return [*stages, self._labels(question, people, written), *([] if self.small else self._summary(people))]

    def summary_stages(self, question: Question, answers: int, unlabelled: int) -> list[Stage]:
        """The calls of a summary that is written anew; answers that have no labels yet are labelled before."""
        labels = [self._labels(question, unlabelled, SMALL_WRITTEN if self.small else WRITTEN)] if unlabelled else []
        return [*labels, *([] if self.small else self._summary(answers))]

    def _record_tokens(self, person: Waiting) -> int:
        if not self.small:
            return estimated_tokens(person_record(person.prospect, person.memory, self.budgets).text) + PERSON_TAGS
        record = person_record(person.prospect, person.memory, self.budgets.at_most(SMALL_BUDGETS), with_ids=False).text
        return estimated_tokens(record + attitude(person.prospect, ATTITUDE_TOKENS)) + 2 * PERSON_TAGS

    def _shared_tokens(self, question: Question, draw: int) -> int:
        """All of an answer's prompt but the person's record."""
        context = context_block(question_items(question), with_ids=not self.small)
        options = options_in_words(question.form, shown_options(question.form, draw))
        asked = "\n".join(filter(None, (block("question", question.text), options, context)))
        if self.small:
            return estimated_tokens(prompts.SMALL_MODEL_RECORD + prompts.SMALL_MODEL_QUESTION + asked)
        schema = value_schema(question.form)
        form = REPLY_SCHEMA + (estimated_tokens(json.dumps(schema)) if schema else 0)
        return estimated_tokens(OPEN_QUESTION.instructions + asked + wording(draw)) + form

    def _labels(self, question: Question, people: int, written: AnswerSizes) -> Stage:
        asked = estimated_tokens(block("question", question.text) + context_block(question_items(question)))
        answer = written.answer_tokens + LABELLED_ANSWER
        if self.labeller_is_small:
            return Stage(self.labeller, people, people * (SINGLE_LABELLING + asked + answer), people)
        calls = math.ceil(people / LabellingBudgets().answers)
        return Stage(self.labeller, calls, calls * (BATCH_LABELLING + asked) + people * answer, people * LABELS_WRITTEN)

    def _summary(self, people: int) -> list[Stage]:
        """Themes are merged in lists, whose results are merged again; then the findings are put into words."""
        budgets = SummaryBudgets()
        themes = min(budgets.merged, math.ceil(people * DISTINCT_THEMES))
        lists = math.ceil(themes / budgets.grouped)
        calls, shown = (1, themes) if lists == 1 else (lists + 1, themes + themes / 2)
        findings = min(people, WRITTEN_FINDINGS)
        return [
            Stage(self.model, calls, calls * GROUPING_THEMES + shown * GROUPED_THEME, shown * GROUP_WRITTEN),
            Stage(self.model, 1, WRITING_FINDINGS + findings * FINDING, findings * FINDING_WRITTEN),
        ]


def _mean(values: Sequence[int]) -> float:
    return math.fsum(values) / len(values) if values else 0.0
