"""Puts the agents together around one model; `app` calls it."""

from dataclasses import dataclass

from pydantic_ai.models import Model

from prospect_twins.agents.contradiction_check import ContradictionCheck
from prospect_twins.agents.layouts import layout_for
from prospect_twins.agents.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.person_record import PromptBudgets
from prospect_twins.agents.summarizer import AnswerSummarizer, SummaryBudgets
from prospect_twins.agents.synthetic_person import SyntheticPersonChatAgent

GROUPING_SHARE = 0.25
"""Of a summary's time, what merging themes by meaning may take; what isn't merged by then stays apart."""


@dataclass(frozen=True, slots=True)
class Agents:
    """`twin` implements the domain's `Twin`, `summarizer` its `Summarizer`; both share one pause on rate limits."""

    twin: SyntheticPersonChatAgent
    summarizer: AnswerSummarizer


def build_agents(
    model: Model,
    *,
    small: bool = False,
    policy: CallPolicy | None = None,
    budgets: PromptBudgets | None = None,
    summary_s: float = 300.0,
    parallel: int = 8,
    check: bool = False,
) -> Agents:
    """The agents that ask `model`.

    `small`: what the catalog says (`catalog.is_small`). `summary_s`: the seconds a summary may take. `parallel`: calls
    of one summary at a time; for the embedded model, the answers it writes at a time. `check`: whether the model looks
    for contradictions in each answer, besides the rules.
    """
    calls = ModelCalls(policy)
    return Agents(
        twin=SyntheticPersonChatAgent(
            model,
            layout=layout_for(model, small=small),
            calls=calls,
            budgets=budgets,
            check=ContradictionCheck(model, calls) if check else None,
        ),
        summarizer=AnswerSummarizer(
            model,
            calls=calls,
            small=small,
            budgets=SummaryBudgets(parallel=parallel, grouping_s=summary_s * GROUPING_SHARE),
        ),
    )
