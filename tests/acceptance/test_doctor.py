"""`prospect-twins doctor` on machines with something wrong: it tells what, and what to do."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from prospect_twins.models.scripted.options import parse_options
from prospect_twins.models.scripted.server import build_scripted_server
from tests import scripted_service
from tests.service import serving

SECRET = "sk-very-secret-0123456789"


@dataclass(frozen=True)
class Visit:
    status: int
    printed: str

    def states(self) -> dict[str, set[str]]:
        """What was looked at, and how it was found."""
        found: dict[str, set[str]] = {}
        for finding in json.loads(self.printed):
            found.setdefault(finding["what"], set()).add(finding["state"])
        return found

    def advice(self, what: str) -> str:
        told = [finding for finding in json.loads(self.printed) if finding["what"] == what]
        return " ".join(f"{finding['found']} {finding['advice']}" for finding in told)


def visit(tmp_path: Path, *arguments: str, **environment: str) -> Visit:
    """The doctor on a machine of the test's own."""
    state = {"XDG_STATE_HOME": str(tmp_path / "state"), "PROSPECT_TWINS_MODEL": "scripted"}
    ended = subprocess.run(
        [sys.executable, "-m", "prospect_twins", "doctor", "--data-dir", str(tmp_path / "data"), *arguments],
        env={**os.environ, **state, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in ended.stdout + ended.stderr
    assert SECRET not in ended.stdout + ended.stderr
    return Visit(ended.returncode, ended.stdout)


def test_a_sound_machine_is_well_and_nothing_is_left_behind(tmp_path: Path) -> None:
    seen = visit(tmp_path, "--json")
    assert seen.status == 0
    assert all("wrong" not in states for states in seen.states().values())
    assert {"settings", "Python", "text", "clock", "data directory", "API key", "database", "schema", "cache", "model",
            "memory", "embeddings", "service", "port"} <= set(seen.states())  # fmt: skip
    assert not (tmp_path / "data").exists()


def test_it_is_told_in_a_table_that_ends_with_what_to_do(tmp_path: Path) -> None:
    seen = visit(tmp_path, PROSPECT_TWINS_DRAWS="ten")
    assert seen.status == 1
    assert "wrong" in seen.printed
    assert "PROSPECT_TWINS_DRAWS takes" in seen.printed
    assert "→ Correct or unset them." in seen.printed


@pytest.mark.parametrize(
    ("what", "environment", "told"),
    [
        ("settings", {"PROSPECT_TWINS_KEEP_ALIVE_S": "x"}, "PROSPECT_TWINS_KEEP_ALIVE_S takes a number above 0"),
        ("database", {"PROSPECT_TWINS_DATABASE_URL": f"postgresql://me:{SECRET}@127.0.0.1:1/x"}, "nothing answers"),
        ("settings", {"PROSPECT_TWINS_DATABASE_URL": f"mysql://me:{SECRET}@h/x"}, "no PostgreSQL"),
        ("model", {"PROSPECT_TWINS_MODEL": "openai-chat:gpt-5", "OPENAI_API_KEY": ""}, "OPENAI_API_KEY"),
        ("model", {"PROSPECT_TWINS_MODEL": "embedded", "PROSPECT_TWINS_WEIGHTS": "/no/such.gguf"}, "WEIGHTS"),
        ("embeddings", {"PROSPECT_TWINS_EMBEDDING_MODEL": "openai:any", "OPENAI_API_KEY": " "}, "OPENAI_API_KEY"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    what: str, environment: dict[str, str], told: str, tmp_path: Path
) -> None:
    seen = visit(tmp_path, "--json", **environment)
    assert seen.status == 1
    assert "wrong" in seen.states()[what]
    assert told in seen.advice(what)
    assert "port" in seen.states(), "the other checks have to go on"


def test_a_data_directory_that_cant_be_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    seen = visit(tmp_path, "--json")
    assert seen.status == 1
    assert "is a file, not a directory" in seen.advice("data directory")


def test_a_port_that_is_taken_and_a_key_that_others_can_read_are_warnings(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "api-key").write_text("pt_x\n")
    (tmp_path / "data" / "api-key").chmod(0o644)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        seen = visit(tmp_path, "--json", "--port", str(taken.getsockname()[1]))
    assert seen.status == 0
    assert seen.states()["port"] == {"warning"}
    assert "chmod 600" in seen.advice("API key")


def test_a_server_that_is_given_is_looked_at_with_its_clock_and_notifications(url: str, tmp_path: Path) -> None:
    seen = visit(tmp_path, "--json", PROSPECT_TWINS_DATABASE_URL=url)
    assert seen.status == 0
    assert seen.states()["notifications"] == {"ok"}
    assert "the database's agrees" in seen.advice("clock")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "Run the newer version" in visit(tmp_path, "--json", PROSPECT_TWINS_DATABASE_URL=url).advice("schema")


@pytest.mark.parametrize(("path", "state"), [("/v1", "ok"), ("/nowhere", "wrong")])
async def test_a_model_is_called_only_when_asked_for(path: str, state: str, tmp_path: Path) -> None:
    server = build_scripted_server(parse_options(""))
    async with scripted_service.serving(server) as address:
        environment = {
            "PROSPECT_TWINS_MODEL": "openai-chat:scripted",
            "OPENAI_API_KEY": SECRET,
            "OPENAI_BASE_URL": address.replace("/v1", path),
        }
        quiet = await asyncio.to_thread(visit, tmp_path, "--json", **environment)
        seen = await asyncio.to_thread(visit, tmp_path, "--json", "--call", **environment)
    assert "call" not in quiet.states()
    assert seen.states()["call"] == {state}


async def test_a_running_service_is_found_and_named_to_a_second_terminal(tmp_path: Path) -> None:
    state = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_DATA_HOME": str(tmp_path / "own")}

    def second_terminal() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "prospect_twins", "keys", "list"],
            env={**os.environ, **state}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip

    async with serving(tmp_path / "first place", {"PROSPECT_TWINS_MODEL": "scripted", **state}) as service:
        seen = await asyncio.to_thread(visit, tmp_path, "--json", **state)
        refused = await asyncio.to_thread(second_terminal)
        announced = next((tmp_path / "state").rglob("*.json"))
        assert announced.stat().st_mode & 0o077 == 0
        await service.kill()
    assert service.base_url in seen.advice("service")
    assert refused.returncode == 1
    assert f"--data-dir '{tmp_path / 'first place'}'" in refused.stderr
    assert not (tmp_path / "own" / "prospect-twins" / "postgres").exists()
    after = await asyncio.to_thread(second_terminal)  # the service was killed, and its file is no longer believed
    assert after.returncode == 0
    assert f"Using the data directory {tmp_path / 'own' / 'prospect-twins'}." in after.stderr
    assert not announced.exists()
