"""Settings as users set them: in the environment, with the quotes, spaces and line ends that files and shells leave on.

Every field of `Settings` has its examples here; one without them fails.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from prospect_twins.commands.failures import WrongSettings
from prospect_twins.commands.options import load_settings
from prospect_twins.commands.wrong_settings import unknown_variables, wrong_settings
from prospect_twins.settings import PREFIX, Settings

SHA = "ab" * 32


@dataclass(frozen=True)
class Example:
    """What is typically `written`, what it `means`, and what is `wrong` and has to be refused."""

    written: str
    means: Any
    wrong: tuple[str, ...]


SECONDS = ("soon", "0", "-1", "nan", "inf", "1e300")
COUNT = ("many", "1.5", "-1", "99999999999")
AMOUNT = ("$5", "-1", "nan", "inf", "1,50")
PRICES = ("0.15", "cheap,dear", "1,2,3", "-1,2", "nan,1")
MODEL = ("gpt", "openai-chat:", "scripted:no_such_option=1")

EXAMPLES = {
    "database_url": Example(
        "postgresql://twins:s3cret@db.example/twins",
        SecretStr("postgresql://twins:s3cret@db.example/twins"),
        ("mysql://twins:s3cret@db.example/twins", "db.example", "postgresql://twins:s3cret@db.example:port/twins"),
    ),
    "data_dir": Example("/srv/twins data", Path("/srv/twins data"), ("~nobody-of-this-name/data",)),
    "cache_dir": Example("~/cache", Path.home() / "cache", ("~nobody-of-this-name/cache",)),
    "model": Example("openai-chat:gpt-5-mini", "openai-chat:gpt-5-mini", MODEL),
    "model_sees_images": Example("true", True, ("perhaps", "2")),
    "weights": Example("/srv/model.gguf", Path("/srv/model.gguf"), ("~nobody-of-this-name/model.gguf",)),
    "weights_sha256": Example(f"sha256:{SHA.upper()}", SHA, ("abc", "g" * 64)),
    "embedded_idle_s": Example("60", 60.0, SECONDS),
    "embedded_parallel": Example("4", 4, (*COUNT, "0", "65")),
    "worker_concurrency": Example("50", 50, (*COUNT, "0", "10001")),
    "call_timeout_s": Example("30.5", 30.5, SECONDS),
    "answer_budget_s": Example("90", 90.0, SECONDS),
    "summary_timeout_s": Example("90", 90.0, SECONDS),
    "session_deadline_s": Example("600", 600.0, SECONDS),
    "memory_exchanges": Example("0", 0, COUNT),
    "memory_tokens": Example("0", 0, COUNT),
    "person_tokens": Example("3000", 3000, (*COUNT, "199")),
    "answer_tokens": Example("8192", 8192, (*COUNT, "255", "32769")),
    "draws": Example("3", 3, (*COUNT, "0", "10")),
    "check_answers": Example("model", "model", ("rules", "Facts.")),
    "coding_model": Example("anthropic:claude-haiku-4-5", "anthropic:claude-haiku-4-5", MODEL),
    "embedding_model": Example("openai:text-embedding-3-small", "openai:text-embedding-3-small", ("minilm", "openai:")),
    "model_omits": Example("logprobs, json_schema", ("logprobs", "json_schema"), ("nothing", "logprobs json_schema")),
    "max_prospects": Example("100", 100, (*COUNT, "0")),
    "daily_answers": Example("0", 0, COUNT),
    "max_import_bytes": Example("10485760", 10_485_760, ("big", "10 MB", "-1", "1023")),
    "requests_per_minute": Example("0", 0, COUNT),
    "max_cost_usd": Example("2.50", 2.5, AMOUNT),
    "max_cost_usd_per_day": Example("10", 10.0, AMOUNT),
    "model_price": Example("0.15, 0.60", (0.15, 0.6), PRICES),
    "coding_model_price": Example("0,0", (0.0, 0.0), PRICES),
    "embedding_model_price": Example("0.02", 0.02, AMOUNT),
    "keep_alive_s": Example("5", 5.0, SECONDS),
    "send_timeout_s": Example("5", 5.0, SECONDS),
    "allowed_origins": Example(
        "https://crm.example, http://localhost:5173/",
        ("https://crm.example", "http://localhost:5173"),
        ("*", "crm.example", "https://crm.example/app", "null"),
    ),
    "heartbeat_s": Example("1", 1.0, SECONDS),
    "stalled_s": Example("5", 5.0, SECONDS),
    "drain_s": Example("0", 0.0, ("soon", "-1", "nan", "inf", "1e300")),
}

each_setting = pytest.mark.parametrize("name", Settings.model_fields)


def variable(name: str) -> str:
    return PREFIX + name.upper()


def refused(name: str, written: str) -> str:
    """The line in which it is refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(variable(name), written)
        with pytest.raises(ValidationError) as wrong:
            Settings()
    return str(wrong_settings(wrong.value, {variable(name): written}))


def test_every_setting_has_its_examples() -> None:
    assert set(EXAMPLES) == set(Settings.model_fields)


@each_setting
@pytest.mark.parametrize("around", ["{}", '"{}"', "'{}'", "  {} ", "{}\r\n", ' "{}"\n', "\t'{}'"])
def test_what_is_typically_written_is_meant_whatever_is_around_it(
    name: str, around: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(name), around.format(EXAMPLES[name].written))
    assert getattr(Settings(), name) == EXAMPLES[name].means


@each_setting
@pytest.mark.parametrize("nothing", ["", '""', "''", " ", "\n", '" "'])
def test_a_variable_that_is_set_to_nothing_is_not_set(name: str, nothing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default = getattr(Settings(), name)
    monkeypatch.setenv(variable(name), nothing)
    settings = Settings()
    assert getattr(settings, name) == default
    assert name not in settings.model_fields_set


@each_setting
def test_a_wrong_value_is_refused_in_one_line_that_names_the_variable_and_what_it_takes(name: str) -> None:
    assert EXAMPLES[name].wrong
    for written in EXAMPLES[name].wrong:
        line = refused(name, written)
        assert line.startswith(variable(name)), line
        assert "\n" not in line
        assert len(line) > len(variable(name)) + 15, line
        assert "s3cret" not in line
        assert name == "cache_dir" or "CACHE_DIR" not in line, "nobody has set it"


@pytest.mark.parametrize(
    ("name", "written", "line"),
    [
        ("draws", "ten", "PROSPECT_TWINS_DRAWS takes a whole number from 1 to 9, not 'ten'."),
        ("keep_alive_s", "0", "PROSPECT_TWINS_KEEP_ALIVE_S takes a number above 0, not '0'."),
        ("check_answers", "rules", "PROSPECT_TWINS_CHECK_ANSWERS takes one of facts, model, not 'rules'."),
        ("model_sees_images", "perhaps", "PROSPECT_TWINS_MODEL_SEES_IMAGES takes true or false, not 'perhaps'."),
        ("data_dir", "$HOME/x", "PROSPECT_TWINS_DATA_DIR: $HOME is not expanded here; write the whole path."),
        ("cache_dir", "${HOME}/x", "PROSPECT_TWINS_CACHE_DIR: ${HOME} is not expanded here; write the whole path."),
        ("daily_answers", "\x1b[2Jx\ny", "PROSPECT_TWINS_DAILY_ANSWERS takes a whole number, 0 or more, not 'x y'."),
    ],
)  # fmt: skip
def test_how_a_wrong_value_is_told(name: str, written: str, line: str) -> None:
    assert refused(name, written) == line


@pytest.mark.parametrize(
    "written",
    [
        "https://crm.example,http://localhost:5173",
        " https://crm.example , http://localhost:5173/ ,",
        '"https://crm.example/,http://localhost:5173"',
        "'https://crm.example', 'http://localhost:5173'",
        '["https://crm.example", "http://localhost:5173"]',
        "https://crm.example,http://localhost:5173\r\n",
    ],
)
def test_origins_are_listed_with_commas(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPECT_TWINS_ALLOWED_ORIGINS", written)
    assert Settings().allowed_origins == ("https://crm.example", "http://localhost:5173")


@pytest.mark.parametrize("name", ["database_url", "draws", "allowed_origins", "model"])  # one of each way of refusing
def test_the_command_line_ends_with_2_and_one_line(name: str, tmp_path: Path) -> None:
    written = EXAMPLES[name].wrong[0]
    ended = subprocess.run(
        [sys.executable, "-m", "prospect_twins", "keys", "list"],
        env={**os.environ, "PROSPECT_TWINS_DATA_DIR": str(tmp_path), variable(name): written},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Error: {variable(name)}")
    assert ended.stderr.count("\n") == 1
    assert "s3cret" not in ended.stderr


def test_a_slip_of_the_pen_is_told_with_what_was_meant() -> None:
    told = unknown_variables(
        ["PROSPECT_TWINS_DRAWZ", "prospect_twins_modell", "PROSPECT_TWINS_XQW", "PROSPECT_TWINS_DRAWS"]
    )
    assert told == {
        "PROSPECT_TWINS_DRAWZ": "PROSPECT_TWINS_DRAWZ is no setting, and has no effect; PROSPECT_TWINS_DRAWS is one.",
        "PROSPECT_TWINS_XQW": "PROSPECT_TWINS_XQW is no setting, and has no effect.",
        "prospect_twins_modell": "prospect_twins_modell is no setting, and has no effect; PROSPECT_TWINS_MODEL is one.",
    }


def test_it_is_told_when_settings_are_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PROSPECT_TWINS_MODELS", "scripted")
    load_settings(tmp_path)
    assert "PROSPECT_TWINS_MODELS is no setting" in capsys.readouterr().err


def test_a_worker_is_not_taken_for_dead_between_two_signs_of_life(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROSPECT_TWINS_STALLED_S", "2")
    with pytest.raises(WrongSettings, match="STALLED_S takes more seconds than PROSPECT_TWINS_HEARTBEAT_S, which is 2"):
        load_settings(tmp_path)
    monkeypatch.setenv("PROSPECT_TWINS_HEARTBEAT_S", "0.5")
    load_settings(tmp_path)
