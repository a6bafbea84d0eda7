import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from openai import AsyncOpenAI
from pydantic_ai.models import Model

from prospect_twins.models.catalog import check_model, is_small, open_model, sees_images
from prospect_twins.models.entrance import CleanedModel
from prospect_twins.models.errors import UnusableModel
from prospect_twins.models.scripted.model import ScriptedModel

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY", "OPENAI_BASE_URL", "OLLAMA_BASE_URL")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("model", "sees"),
    [
        ("embedded", False),
        ("scripted", True),
        ("scripted:latency=1", True),
        ("scripted:images=no", False),
        ("openai-chat:gpt-4o-mini", True),
        ("openai:gpt-5.2", True),
        ("openai-chat:gpt-3.5-turbo", False),
        ("openai-chat:gpt-4", False),
        ("openai-chat:o3-mini", False),
        ("openai-chat:o3", True),
        ("openai-chat:gpt-oss-20b", False),
        ("anthropic:claude-haiku-4-5", True),
        ("anthropic:claude-2.1", False),
        ("google:gemini-3-flash", True),
        ("ollama:llama3.2-vision", True),
        ("ollama:qwen3:8b", False),
        ("ollama:qwen2.5vl:7b", True),
        ("openrouter:anthropic/claude-sonnet-4-5", True),
        ("mistral:nobody-knows", False),
    ],
)
def test_what_is_known_of_a_models_eyes(model: str, sees: bool) -> None:
    assert sees_images(model, environ={}) is sees


def test_behind_another_address_any_name_may_be_any_model() -> None:
    assert not sees_images("openai-chat:gpt-4o", environ={"OPENAI_BASE_URL": "http://localhost:8000/v1"})
    assert sees_images("openai-chat:gpt-4o", environ={"OPENAI_BASE_URL": "https://api.openai.com/v1"})
    assert sees_images("anthropic:claude-haiku-4-5", environ={"OPENAI_BASE_URL": "http://localhost:8000/v1"})


@pytest.mark.parametrize("override", [True, False])
def test_the_setting_overrules_what_is_known(override: bool) -> None:
    assert sees_images("embedded", override) is override
    assert sees_images("anthropic:claude-haiku-4-5", override) is override


def test_only_the_embedded_model_needs_prompts_for_small_ones() -> None:
    assert is_small("embedded")
    assert not is_small("scripted")
    assert not is_small("openai-chat:gpt-4o")


def test_asking_for_a_models_eyes_imports_nothing_heavy() -> None:
    asked = (
        "import sys; from prospect_twins.models.catalog import check_model, sees_images; "
        "sees_images('openai:gpt-5'); sees_images('scripted'); check_model('openai:gpt-5'); "
        "print(sorted({'pydantic_ai', 'openai', 'aiohttp', 'httpx2'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


async def test_the_scripted_model_needs_nothing_and_takes_its_options() -> None:
    async with open_model("scripted:latency=0.5,seed=7", connections=1) as model:
        assert isinstance(model, CleanedModel)
        assert isinstance(model.wrapped, ScriptedModel)
        assert (model.wrapped.options.latency, model.wrapped.options.seed) == (0.5, 7)


async def test_the_embedded_model_is_opened_by_its_own_runtime() -> None:
    opened: list[str] = []

    @asynccontextmanager
    async def embedded() -> AsyncIterator[Model]:
        opened.append("opened")
        yield ScriptedModel()
        opened.append("closed")

    async with open_model("embedded", connections=1, embedded=embedded):
        pass
    assert opened == ["opened", "closed"]
    with pytest.raises(UnusableModel, match="PROSPECT_TWINS_MODEL"):
        async with open_model("embedded", connections=1):
            pass


@pytest.mark.parametrize(
    ("model", "variable"),
    [
        ("openai-chat:gpt-5-mini", "OPENAI_API_KEY"),
        ("openai:gpt-5-mini", "OPENAI_API_KEY"),
        ("anthropic:claude-haiku-4-5", "ANTHROPIC_API_KEY"),
        ("google:gemini-3-flash", "GOOGLE_API_KEY"),
        ("ollama:qwen3", "OLLAMA_BASE_URL"),
    ],
)
async def test_a_missing_key_is_one_line_that_names_the_variable(model: str, variable: str) -> None:
    with pytest.raises(UnusableModel) as caught:
        async with open_model(model, connections=1):
            pass
    assert f"needs {variable}: set it" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "model", ["", "gpt-5", "nobody:gpt-5", "openai-chat:", ":x", "scripted:nonsense=7", "scripted:x=1"]
)
async def test_an_unknown_string_is_one_line_with_examples(model: str) -> None:
    with pytest.raises(UnusableModel) as caught:
        async with open_model(model, connections=1):
            pass
    assert "\n" not in str(caught.value)
    assert "scripted" in str(caught.value)


async def test_a_package_that_is_not_installed_is_named() -> None:
    with pytest.raises(UnusableModel, match=r"pip install 'pydantic-ai-slim\[groq\]'"):
        async with open_model("groq:llama", connections=1):
            pass


@pytest.mark.parametrize("model", ["", "gpt-5", "scripted:latency=fast"])
def test_a_string_that_can_be_no_model_is_refused_before_anything_starts(model: str) -> None:
    with pytest.raises(UnusableModel):
        check_model(model)
    for known in ("embedded", "scripted", "anthropic:claude-haiku-4-5"):
        check_model(known)


@pytest.mark.parametrize("model", ["openai-chat:gpt-5-mini", "openai:gpt-5-mini", "anthropic:claude-haiku-4-5"])
async def test_clients_never_retry_on_their_own(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "unused")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "unused")
    async with open_model(model, connections=1) as opened:
        assert opened.provider is not None
        assert opened.provider.client.max_retries == 0


async def test_a_local_server_needs_no_key_and_there_is_room_for_all_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    async with open_model("openai-chat:anything", connections=700) as opened:
        assert opened.provider is not None
        client = opened.provider.client
        assert isinstance(client, AsyncOpenAI)
        assert str(client.base_url) == "http://127.0.0.1:9/v1/"
        transport = client._client._transport
        assert transport.limits.max_connections >= 700  # type: ignore[attr-defined]
    assert client._client.is_closed


async def test_google_opens_with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "unused")
    async with open_model("google:gemini-3-flash", connections=1) as opened:
        assert opened.model_name == "gemini-3-flash"
