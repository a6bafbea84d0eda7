"""Puts the agents together around the model that answers and the one that labels; `app` calls it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic_ai.models import Model

from prospect_twins.agents.acceptance.contradiction_check import ContradictionCheck
from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.calling.model_health import ModelHealth
from prospect_twins.agents.labelling.batch_labeller import BatchLabeller
from prospect_twins.agents.labelling.single_labeller import SingleLabeller
from prospect_twins.agents.summary.prompts import SummaryBudgets
from prospect_twins.agents.summary.summarizer import AnswerSummarizer
from prospect_twins.agents.twin.drawing_twin import DrawingTwin
from prospect_twins.agents.twin.layouts import LONGEST_ANSWER_TOKENS, layout_for
from prospect_twins.agents.twin.person_record import PromptBudgets
from prospect_twins.agents.twin.synthetic_person import SyntheticPersonChatAgent
from prospect_twins.agents.twin.value_reading import LetteredReader, SchemaReader
from prospect_twins.agents.twin.valued_answers import Rater, ValuedAnswers
from prospect_twins.domain.ports import Embedder, Labeller
from prospect_twins.domain.question_forms import ScaleName

LABELLING_SHARE = 0.5
"""The share of a summary's time that labelling the answers that are left may take."""
SMALL_LABELLING_SHARE = 0.8
"""The same where code writes the summary, which takes next to no time."""
GROUPING_SHARE = 0.25
"""The share of a summary's time that merging themes by meaning may take; what isn't merged by then stays apart."""


@dataclass(frozen=True, slots=True)
class AskedModel:
    """A model, and how it is called: all that ask it share one pause on rate limits. `small`: `catalog.is_small`."""

    model: Model
    calls: ModelCalls
    small: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """How often a twin is asked for one answer, and what its answers are placed and compared by."""

    embedder: Embedder
    raters: Mapping[ScaleName, Rater]
    draws: int = 1
    calls_in_flight: int = 100
    """Calls at a time, all draws together."""


@dataclass(frozen=True, slots=True)
class Agents:
    """`twin` implements the domain's `Twin`, `summarizer` its `Summarizer`, `labeller` its `Labeller`."""

    twin: DrawingTwin
    summarizer: AnswerSummarizer
    labeller: Labeller
    labelling_share: float
    """The share of a summary's time that labelling may take."""
    health: tuple[ModelHealth, ...]
    """The health of the model that answers, and of the one that labels."""


@dataclass(frozen=True, slots=True)
class AgentLimits:
    """How much agents may take."""

    budgets: PromptBudgets
    answer_tokens: int = LONGEST_ANSWER_TOKENS
    """Tokens of one reply, at most."""
    summary_s: float = 300.0
    summary_calls: int = 8
    """Calls of one summary at a time; for the embedded model, the answers it writes at a time."""


def build_agents(
    answers: AskedModel, labels: AskedModel, drawing: Drawing, limits: AgentLimits, *, check: bool = False
) -> Agents:
    """The agents that ask the model that `answers`, and the labeller, which asks the one that `labels`.

    `check`: whether the latter looks for contradictions in each answer, besides the rules.
    """
    twin = SyntheticPersonChatAgent(
        answers.model,
        layout=layout_for(answers.model, small=answers.small, answer_tokens=limits.answer_tokens),
        calls=answers.calls,
        budgets=limits.budgets,
        check=ContradictionCheck(labels.model, labels.calls) if check else None,
    )
    reader = (LetteredReader if answers.small else SchemaReader)(answers.model, answers.calls)
    return Agents(
        twin=DrawingTwin(
            twin,
            ValuedAnswers(reader, drawing.raters),
            drawing.embedder,
            draws=drawing.draws,
            calls_in_flight=drawing.calls_in_flight,
        ),
        summarizer=AnswerSummarizer(
            answers.model,
            calls=answers.calls,
            small=answers.small,
            budgets=SummaryBudgets(parallel=limits.summary_calls, grouping_s=limits.summary_s * GROUPING_SHARE),
        ),
        labelling_share=SMALL_LABELLING_SHARE if answers.small else LABELLING_SHARE,
        health=tuple(dict.fromkeys((answers.calls.health, labels.calls.health))),
        labeller=(SingleLabeller if labels.small else BatchLabeller)(labels.model, labels.calls),
    )
