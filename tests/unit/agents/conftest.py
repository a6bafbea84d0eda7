"""Twins and answers with one call; no real provider is reachable from these tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import pydantic_ai.models
import pytest
from pydantic_ai.models import Model

from prospect_twins.domain.prospects import Persona, Prospect
from prospect_twins.models.providers import open_provider_model
from prospect_twins.models.scripted.options import parse_options
from prospect_twins.models.scripted.server import ScriptedServer
from tests.scripted_service import serving

EVELYN = Prospect(
    Persona(
        lead_id="LEAD-3",
        full_name="Evelyn Carter",
        age="67",
        occupation="retired school principal",
        gender="female",
        marital_status="widowed",
        education_level="master's degree",
        annual_income="$52,000",
    ),
    attributes={"Grandchildren": "3", "State": "Georgia"},
    notes=("Has a small burial policy from 1998.", "Very wary of fine print."),
    transcripts=("Evelyn: I want to talk to a person.",),
)


@pytest.fixture(autouse=True)
def no_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pydantic_ai.models, "ALLOW_MODEL_REQUESTS", False)


@pytest.fixture
def evelyn() -> Prospect:
    return EVELYN


class ServedModel:
    """A Pydantic AI model of a real client, and the scripted server that it calls."""

    def __init__(self, model: Model, server: ScriptedServer, stop: Callable[[], Awaitable[None]]) -> None:
        self.model = model
        self.server = server
        self.stop = stop
        """Ends the server; the client stays."""


Serve = Callable[[str], AbstractAsyncContextManager[ServedModel]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """`async with served("rate_limited=1")`: openai-chat against a scripted server with these options."""
    monkeypatch.setattr(pydantic_ai.models, "ALLOW_MODEL_REQUESTS", True)

    @asynccontextmanager
    async def opened(options: str) -> AsyncIterator[ServedModel]:
        server = ScriptedServer(parse_options(options))
        async with AsyncExitStack() as stack:
            monkeypatch.setenv("OPENAI_BASE_URL", await stack.enter_async_context(serving(server)))
            async with open_provider_model("openai-chat:any-name", connections=200) as model:
                yield ServedModel(model, server, stack.aclose)

    return opened
