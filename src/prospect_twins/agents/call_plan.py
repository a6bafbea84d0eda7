"""Which calls a session makes, and how large they are, without making any: for estimates.

A person's record is written out by the code that writes it for the model and measured by `estimated_tokens`; what comes
round it in each call is known in tokens (a test holds these figures against the prompts themselves). Nothing here
imports Pydantic AI, which an API process does without.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from prospect_twins.agents.calling.marked_data import block
from prospect_twins.agents.calling.tokens import estimated_tokens
from prospect_twins.agents.twin import prompts
from prospect_twins.agents.twin.draws import shown_options, wording
from prospect_twins.agents.twin.person_record import PromptBudgets, attitude, person_record
from prospect_twins.agents.twin.prompts import OPEN_QUESTION
from prospect_twins.agents.twin.question_record import context_block, question_items
from prospect_twins.agents.twin.values import options_in_words, value_schema
from prospect_twins.domain.estimates import AnswerSizes, Audience, Stage
from prospect_twins.domain.questions import Question
from prospect_twins.domain.work import Waiting

WRITTEN = AnswerSizes(output_tokens=150, answer_tokens=85)
"""By a model of which nothing is known yet: two to five sentences, with the evidence for them."""
SMALL_WRITTEN = AnswerSizes(output_tokens=75, answer_tokens=75)
SMALL_BUDGETS = PromptBudgets(memory_exchanges=3, memory_tokens=400, person_tokens=1800)
SMALL_ATTITUDE_TOKENS = 120
"""As in `layouts`, like all figures here that are a prompt's."""

PERSON_TAGS = 10
REPLY_SCHEMA = 68
"""Tokens of a reply's form, its value aside; providers count what they are told of it."""
LABELLED_AT_A_TIME = 16
BATCH_LABELLING = 487
"""Tokens of a labelling call besides the question and the answers; its schema included."""
LABELLED_ANSWER = 8
LABELS_WRITTEN = 60
"""Tokens that the labels of one answer take."""
SINGLE_LABELLING = 158
CHECKING = 242
CHECK_WRITTEN = 10
MOST_THEMES = 480
THEMES_AT_A_TIME = 120
DISTINCT_THEMES = 1.0
"""Different themes that an answer adds, as long as there are few."""
GROUPING, GROUPED_THEME, GROUP_WRITTEN = 223, 14, 2
WRITING, WRITTEN_FINDINGS, FINDING, FINDING_WRITTEN = 321, 5, 110, 30


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
        return estimated_tokens(record + attitude(person.prospect, SMALL_ATTITUDE_TOKENS)) + 2 * PERSON_TAGS

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
        if self.labeller_is_small:
            return Stage(self.labeller, people, people * (SINGLE_LABELLING + asked + written.answer_tokens), people)
        calls = math.ceil(people / LABELLED_AT_A_TIME)
        answers = people * (written.answer_tokens + LABELLED_ANSWER)
        return Stage(self.labeller, calls, calls * (BATCH_LABELLING + asked) + answers, people * LABELS_WRITTEN)

    def _summary(self, people: int) -> list[Stage]:
        """Themes are merged in lists, whose results are merged again; then the findings are put into words."""
        themes = min(MOST_THEMES, math.ceil(people * DISTINCT_THEMES))
        lists = math.ceil(themes / THEMES_AT_A_TIME)
        calls, shown = (1, themes) if lists == 1 else (lists + 1, themes + themes / 2)
        findings = min(people, WRITTEN_FINDINGS)
        return [
            Stage(self.model, calls, calls * GROUPING + shown * GROUPED_THEME, shown * GROUP_WRITTEN),
            Stage(self.model, 1, WRITING + findings * FINDING, findings * FINDING_WRITTEN),
        ]


def _mean(values: Sequence[int]) -> float:
    return math.fsum(values) / len(values) if values else 0.0
