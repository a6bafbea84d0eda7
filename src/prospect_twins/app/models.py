"""The configured models, and the agents that speak through them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from pydantic_ai.models import Model
from pydantic_ai.models.wrapper import WrapperModel

from prospect_twins.agents.calling.metering import MeteredEmbedder, MeteredModel
from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.calling.steady_embedder import SteadyEmbedder
from prospect_twins.agents.twin.person_record import PromptBudgets
from prospect_twins.agents.wiring import AgentLimits, AskedModel, Drawing, build_agents
from prospect_twins.app.answerers import prices_of
from prospect_twins.app.weights import build_weights
from prospect_twins.domain.ports import Labeller, Summarizer, Twin
from prospect_twins.domain.rating_scales import SCALES
from prospect_twins.models.catalog import is_small, open_model
from prospect_twins.models.embedded.model import EmbeddedModel
from prospect_twins.models.embedded.runtime import EmbeddedRuntime
from prospect_twins.models.embeddings.catalog import open_embedder
from prospect_twins.services.rating import SimilarityRater
from prospect_twins.settings import Settings

_SUMMARY_CALLS = 8
"""Calls of one summary at a time, to a provider: beside answers, so well below a worker's limit."""


@dataclass(frozen=True, slots=True)
class Models:
    """What a worker asks.

    `labelling_share`: of a summary's time, for labelling what is left before it. `state`: whether it can serve, and a
    word on it for people. `trouble`: what is wrong with them since their last replies.
    """

    name: str
    twin: Twin
    summarizer: Summarizer
    labeller: Labeller
    labelling_share: float
    state: Callable[[], tuple[bool, str]]
    trouble: Callable[[], str | None]


def _call_policy(settings: Settings, model: str) -> CallPolicy:
    """The settings' time-outs; none but the session's deadline for the embedded model. A provider that is silent for
    long has lost the call, but a busy machine is only slow, and what it has computed until then would be lost.
    """
    if model == "embedded":
        return CallPolicy(settings.session_deadline_s, settings.session_deadline_s)
    return CallPolicy(settings.call_timeout_s, settings.answer_budget_s)


@asynccontextmanager
async def open_configured_model(settings: Settings, model: str | None = None) -> AsyncIterator[Model]:
    """The model named so, or else the one that answers, for as long as the context lasts. Raises UnusableModel."""
    name = model or settings.model

    @asynccontextmanager
    async def embedded() -> AsyncIterator[Model]:
        runtime = EmbeddedRuntime(
            build_weights(settings),
            log_path=settings.data_dir / "llama.log",
            parallel=settings.embedded_parallel,
            idle_s=settings.embedded_idle_s,
        )
        opened = EmbeddedModel(runtime)
        try:
            yield opened
        finally:
            await opened.aclose()
            await runtime.aclose()

    async with open_model(
        name, connections=settings.calls_at_a_time(name), embedded=embedded, omits=settings.model_omits
    ) as opened:
        yield MeteredModel(opened, prices_of(settings).of(name))


async def _drawing(stack: AsyncExitStack, settings: Settings) -> Drawing:
    """With an embedder that loads nothing before it is used. Raises UnusableModel."""
    opened = await stack.enter_async_context(open_embedder(settings.embedding_model, settings.cache_dir))
    metered = MeteredEmbedder(opened, prices_of(settings).of(settings.embedding_model))
    embedder = SteadyEmbedder(metered, ModelCalls(CallPolicy(settings.call_timeout_s, settings.answer_budget_s)))
    raters = {name: SimilarityRater(embedder, scale) for name, scale in SCALES.items()}
    return Drawing(embedder, raters, settings.draws, settings.calls_in_flight)


async def _asked(stack: AsyncExitStack, settings: Settings, name: str) -> AskedModel:
    model = await stack.enter_async_context(open_configured_model(settings, name))
    return AskedModel(model, ModelCalls(_call_policy(settings, name)), is_small(name))


def _state(model: Model) -> tuple[bool, str]:
    while isinstance(model, WrapperModel):
        model = model.wrapped
    if not isinstance(model, EmbeddedModel):
        return True, "ready"
    status = model.runtime.status
    return status.state.can_serve, status.reason or status.state.value


@asynccontextmanager
async def open_models(settings: Settings) -> AsyncIterator[Models]:
    """The agents on the configured models. Raises UnusableModel."""
    async with AsyncExitStack() as stack:
        answers = await _asked(stack, settings, settings.model)
        is_one = settings.model_that_labels == settings.model
        labels = answers if is_one else await _asked(stack, settings, settings.model_that_labels)
        limits = AgentLimits(
            PromptBudgets(settings.memory_exchanges, settings.memory_tokens, settings.person_tokens),
            settings.answer_tokens,
            settings.summary_timeout_s,
            min(settings.calls_in_flight, _SUMMARY_CALLS),
        )
        drawing = await _drawing(stack, settings)
        agents = build_agents(answers, labels, drawing, limits, check=settings.check_answers == "model")
        yield Models(
            name=answers.model.model_name,
            twin=agents.twin,
            summarizer=agents.summarizer,
            labeller=agents.labeller,
            labelling_share=agents.labelling_share,
            state=lambda: _state(answers.model),
            trouble=lambda: next((health.trouble for health in agents.health if health.trouble), None),
        )
