"""The summarizer's model calls: which themes mean the same, which concern a focus area, what findings say.

Their number and size depend on the themes and findings shown, which are bounded, not on the answers. What comes back is
only proposed; `themes`, `focus` and `statements` decide what of it is believed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput, PromptedOutput, capture_run_messages
from pydantic_ai.agent import AgentRunResult
from pydantic_ai.exceptions import ContentFilterError, UnexpectedModelBehavior
from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import Model

from prospect_twins.agents.calling.marked_data import block, escaped
from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.calling.tidied_json import TidiedJson
from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.agents.summary.prompts import FOCUS, GROUPING, WRITING, Area, Focus, Grouping, Writing
from prospect_twins.agents.words.refusals import is_refusal
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.summaries import Quote
from prospect_twins.domain.usage import Usage


@dataclass(frozen=True, slots=True)
class Shown:
    """What a model is shown of a theme or a finding."""

    about: str
    quotes: Sequence[Quote]
    note: str = ""
    """What code knows of it, in words."""


SCHEMA_RETRIES = 3
"""With 30% of replies broken, one call in a hundred fails."""
OutputT = TypeVar("OutputT", bound=BaseModel)


class SummaryAgents:
    """The agents, made once for all summaries."""

    def __init__(self, model: Model) -> None:
        self.model_name = model.model_name
        self.grouping = _agent(model, Grouping)
        self.focus = _agent(model, Focus)
        self.writing = _agent(model, Writing)


class SummaryCalls:
    """The calls of one summary. Each gives None if it fails; `raise_if_all_failed` tells why if every one did."""

    def __init__(self, agents: SummaryAgents, calls: ModelCalls) -> None:
        self._agents = agents
        self._calls = calls
        self._succeeded = False
        self._fault: ModelFault | None = None
        self.model_name = agents.model_name
        """The name that the provider gave in its last reply."""
        self.usage = Usage()
        """What all calls took, those that failed included."""

    async def group(self, question: str, themes: Sequence[str]) -> list[list[int]] | None:
        """Numbers, from 1, of themes that mean the same."""
        listed = f"<themes>\n{_numbered('theme', [escaped(theme) for theme in themes])}\n</themes>"
        grouping = await self._run(self._agents.grouping, GROUPING, [block("question", question), listed])
        return None if grouping is None else [group.members for group in grouping.groups]

    async def focus(self, question: str, areas: Sequence[str], themes: Sequence[Shown]) -> list[Area] | None:
        """For each area the themes that concern it, all numbered from 1."""
        listed = f"<themes>\n{_numbered('theme', map(_in_words, themes))}\n</themes>"
        asked = f"<focus_areas>\n{_numbered('focus_area', map(escaped, areas))}\n</focus_areas>"
        reply = await self._run(self._agents.focus, FOCUS, [block("question", question), listed, asked])
        return None if reply is None else reply.areas

    async def write(self, question: str, findings: Sequence[Shown], sentences: str) -> Writing | None:
        """Statements on findings (numbered from 1) and an overview; `sentences` says what kind of overview."""
        listed = f"<findings>\n{_numbered('finding', map(_in_words, findings))}\n</findings>"
        instructions = WRITING.format(sentences=sentences)
        return await self._run(self._agents.writing, instructions, [block("question", question), listed])

    def raise_if_all_failed(self) -> None:
        """The first fault, if no call succeeded and it was another than a broken form: then code can write alone."""
        if self._fault and not self._succeeded and self._fault.code is not FailureCode.MODEL_NONSENSE:
            raise self._fault

    async def _run(self, agent: "Agent[None, OutputT]", instructions: str, parts: Sequence[str]) -> OutputT | None:
        prompt = "\n\n".join(parts)
        try:
            result = await self._calls.run(lambda: self._attempt(agent, instructions, prompt))
        except ModelFault as fault:
            self._fault = self._fault or fault
            return None
        self._succeeded = True
        self.model_name = result.response.model_name or self.model_name
        return result.output

    async def _attempt(self, agent: "Agent[None, OutputT]", instructions: str, prompt: str) -> AgentRunResult[OutputT]:
        with capture_run_messages() as messages:
            try:
                return await agent.run(prompt, instructions=instructions)
            except ContentFilterError:
                raise
            except UnexpectedModelBehavior:
                replies = [message for message in messages if isinstance(message, ModelResponse)]
                if replies and is_refusal(replies[-1].text or ""):
                    raise ModelFault(FailureCode.MODEL_REFUSED, "The model refused to write the summary.") from None
                # The run has asked again as often as is worth while.
                raise ModelFault(
                    FailureCode.MODEL_NONSENSE, "The model's reply does not have the form that was asked for."
                ) from None
            finally:
                replies = [message for message in messages if isinstance(message, ModelResponse)]
                self.usage = sum(map(usage_of, replies), self.usage)


def _agent(model: Model, output: type[OutputT]) -> "Agent[None, OutputT]":
    # Tool calls fail on small local models, and a schema that the server enforces can't be broken at all.
    native = model.profile.get("supports_json_schema_output", False)
    form: Any = NativeOutput(output) if native else PromptedOutput(output)
    return Agent(TidiedJson(model, list(output.model_fields)), output_type=form, retries=SCHEMA_RETRIES)


def _in_words(shown: Shown) -> str:
    lines = [block("about", shown.about)]
    lines += [block("note", shown.note)] if shown.note else []
    return "\n".join((*lines, *(block("quote", quote.text) for quote in shown.quotes)))


def _numbered(tag: str, contents: Iterable[str]) -> str:
    return "\n".join(f'<{tag} n="{number}">\n{content}\n</{tag}>' for number, content in enumerate(contents, 1))
