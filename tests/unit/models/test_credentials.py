"""Keys and addresses in the environment, as people set them."""

import os
import subprocess
import sys
from collections.abc import MutableMapping
from pathlib import Path

import pytest

from prospect_twins.models.catalog import check_credentials, open_model
from prospect_twins.models.credentials import tidy_credentials
from prospect_twins.models.errors import UnusableModel

LOCAL = "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(
    ("model", "variable"),
    [
        ("openai-chat:gpt-5-mini", "OPENAI_API_KEY"),
        ("openai:gpt-5-mini", "OPENAI_API_KEY"),
        ("openai:text-embedding-3-small", "OPENAI_API_KEY"),
        ("anthropic:claude-haiku-4-5", "ANTHROPIC_API_KEY"),
        ("google:gemini-3-flash", "GOOGLE_API_KEY"),
        ("mistral:mistral-small", "MISTRAL_API_KEY"),
        ("groq:llama", "GROQ_API_KEY"),
        ("openrouter:x/y", "OPENROUTER_API_KEY"),
        ("ollama:qwen3", "OLLAMA_BASE_URL"),
    ],
)
@pytest.mark.parametrize("value", [None, "", " ", "\n", '""', "''"])
def test_a_key_that_is_missing_or_blank_is_one_line_that_names_it(model: str, variable: str, value: str | None) -> None:
    with pytest.raises(UnusableModel, match=f"needs {variable}") as caught:
        check_credentials(model, {} if value is None else {variable: value})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", ["sk-1234", "sk-1234\n", " sk-1234\r\n", '"sk-1234"', "'sk-1234' \n", "“sk-1234”"])
def test_what_stands_round_a_key_is_no_part_of_it(value: str) -> None:
    environ: MutableMapping[str, str] = {"OPENAI_API_KEY": value}
    check_credentials("openai-chat:gpt-5-mini", environ)
    tidy_credentials("openai-chat:gpt-5-mini", environ)
    assert environ == {"OPENAI_API_KEY": "sk-1234"}


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "OPENAI_ADMIN_KEY"])
@pytest.mark.parametrize("value", ["sk-12 34", "sk-12\n34", "Bearer sk-1234", "sk-1234…", "ключ", "sk-\x00"])
def test_a_key_that_can_be_none_is_refused_and_never_shown(variable: str, value: str) -> None:
    with pytest.raises(UnusableModel, match=variable) as caught:
        check_credentials("openai-chat:gpt-5-mini", {"OPENAI_API_KEY": "sk-1234", variable: value})
    assert value not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    ["localhost:8000/v1", "127.0.0.1:8000", "/v1", "http://", "http:/host/v1", "ftp://host/v1", "http://host:port/v1",
     "http://ho st/v1", "https://[::1/v1", "http://me:hunter2@/v1"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_at_once(value: str) -> None:
    with pytest.raises(UnusableModel, match="OPENAI_BASE_URL is no web address") as caught:
        check_credentials("openai-chat:any", {"OPENAI_BASE_URL": value})
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [LOCAL, f" {LOCAL}/ ", f"'{LOCAL}'", f"{LOCAL}\n", "https://[::1]:8000/v1"])
def test_an_address_is_taken_as_it_is_meant_and_needs_no_key(value: str) -> None:
    check_credentials("openai-chat:any", {"OPENAI_BASE_URL": value, "OPENAI_API_KEY": ""})


def test_a_blank_address_is_none_so_the_key_is_needed() -> None:
    with pytest.raises(UnusableModel, match="OPENAI_API_KEY"):
        check_credentials("openai-chat:any", {"OPENAI_BASE_URL": "  ", "OPENAI_API_KEY": ""})


def test_variables_of_other_providers_are_none_of_our_business() -> None:
    for model in ("embedded", "scripted", "scripted:latency=1", "anthropic:claude-haiku-4-5"):
        check_credentials(model, {"OPENAI_API_KEY": "a b", "ANTHROPIC_API_KEY": "sk-ant-1"})


@pytest.mark.parametrize(
    "model", ["openai-chat:gpt", "openai:gpt", "anthropic:claude-haiku-4-5", "google:gemini-3-flash"]
)
@pytest.mark.parametrize("value", ["", "\n", '""'])
async def test_no_clients_own_exception_gets_through(model: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI", "ANTHROPIC", "GOOGLE", "GEMINI"):
        monkeypatch.setenv(f"{name}_API_KEY", value)
        monkeypatch.delenv(f"{name}_BASE_URL", raising=False)
    with pytest.raises(UnusableModel, match="_API_KEY"):
        async with open_model(model, connections=1):
            pass


async def test_a_line_break_after_the_key_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1234\n")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{LOCAL}\n")
    async with open_model("openai-chat:any", connections=1) as model:
        assert model.provider is not None
        assert model.provider.client.api_key == "sk-1234"
        assert str(model.provider.client.base_url) == f"{LOCAL}/"


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["worker"]])
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"OPENAI_API_KEY": ""}, "OPENAI_API_KEY"),
        ({"OPENAI_API_KEY": "two words"}, "OPENAI_API_KEY"),
        ({"OPENAI_API_KEY": "sk-1234", "OPENAI_BASE_URL": "localhost:8000"}, "OPENAI_BASE_URL"),
    ],
)
def test_a_service_ends_at_once_with_one_line(
    command: list[str], variables: dict[str, str], said: str, tmp_path: Path
) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    environ |= {"PROSPECT_TWINS_MODEL": "openai-chat:any", "PROSPECT_TWINS_DATA_DIR": str(tmp_path)} | variables
    ended = subprocess.run(
        [sys.executable, "-m", "prospect_twins", *command], env=environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 78
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())
