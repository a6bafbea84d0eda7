"""What README.md and the API by example tell to type is typed, against a real service with the scripted model."""

import contextlib
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.markdown import DOCS, ROOT, Block, blocks

README = (ROOT / "README.md").read_text()
API = "\n".join((DOCS / page).read_text() for page in ("tutorials/api-by-example.md", "reference/api.md"))

NOT_RUN_HERE = {
    "make test": "it is the test run that this test is a part of",
    "make run": "its last step is run in its place, on another port: installing is what came before the tests",
}
"""Commands that are not typed as they stand, and why; `make run` with a model before it is run likewise."""

DOCUMENTED_ADDRESS = "http://127.0.0.1:8000"
MARK = "=== end of block ==="
START_S = 120
TYPED_S = 240


def shell(page: str) -> list[Block]:
    return [block for block in blocks(page) if block.language == "sh"]


def is_make(line: str) -> bool:
    return re.match(r"(\w+=\S+ )*make ", line) is not None


def make_lines() -> list[str]:
    return [line for block in shell(README) for line in block.text.splitlines() if is_make(line)]


MODEL_LINES = [line for line in make_lines() if line.endswith(" make run")]


@dataclass(frozen=True)
class Service:
    """What `make run` started: its address, the folder that it was started in, and what it printed."""

    address: str
    folder: Path

    @property
    def key(self) -> str:
        return (self.folder / "data" / "api-key").read_text().strip()

    @property
    def printed(self) -> str:
        return (self.folder / "printed").read_text()

    @property
    def readiness(self) -> dict[str, Any]:
        with urlopen(f"{self.address}/readyz", timeout=5) as response:  # noqa: S310  # our own service
            answer: dict[str, Any] = json.load(response)
        return answer

    def is_ready(self) -> bool:
        try:
            return bool(self.readiness) and "Ctrl-C" in self.printed
        except (URLError, TimeoutError):
            return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def path_without_us() -> str:
    """The shell's path of one who has not activated the virtual environment."""
    ours = str(Path(sys.prefix) / "bin")
    return os.pathsep.join(folder for folder in os.environ["PATH"].split(os.pathsep) if folder != ours)


def environment_of(line: str) -> dict[str, str]:
    """`NAME=value` before a command, with letters in the place of a key's `…`."""
    return dict(word.replace("…", "x1y2").split("=", 1) for word in shlex.split(line) if re.match(r"\w+=", word))


@contextlib.contextmanager
def made_to_run(folder: Path, environment: Mapping[str, str]) -> Iterator[Service]:
    """`make run` in `folder`, without what it would install, on a free port."""
    (folder / ".venv").symlink_to(sys.prefix)
    port = free_port()
    steps = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "run", f"PORT={port}"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(
            shlex.split(steps[-1]), cwd=folder, stdout=printed, stderr=subprocess.STDOUT,
            env={**os.environ, "PATH": path_without_us(), "COLUMNS": "200", **environment},
        )  # fmt: skip
        service = Service(f"http://127.0.0.1:{port}", folder)
        try:
            until = time.monotonic() + START_S
            while not service.is_ready():
                assert process.poll() is None, service.printed
                assert time.monotonic() < until, service.printed
                time.sleep(0.2)
            yield service
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with made_to_run(tmp_path_factory.mktemp("run"), {"PROSPECT_TWINS_MODEL": "scripted"}) as running:
        yield running


def typed(commands: Sequence[Block], service: Service) -> list[str]:
    """What each block prints when they are typed one after the other into one shell; every command has to succeed."""
    script = "".join(f"{block.text}\nprintf '\\n{MARK}\\n'\n" for block in commands)
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace(DOCUMENTED_ADDRESS, service.address)],
        cwd=service.folder, env={**os.environ, "PATH": path_without_us()},
        capture_output=True, text=True, timeout=TYPED_S,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout.split(f"\n{MARK}\n")[:-1]


def without_make(block: Block) -> Block:
    return Block(block.language, "".join(f"{line}\n" for line in block.text.splitlines() if not is_make(line)))


def test_what_is_not_typed_as_it_stands_is_listed_with_its_reason() -> None:
    assert {line for line in make_lines() if line not in MODEL_LINES} == set(NOT_RUN_HERE)


def test_make_run_prints_what_the_readme_shows(service: Service) -> None:
    shown = next(block.text for block in blocks(README) if "is running" in block.text)
    printed = service.printed.replace(service.address, DOCUMENTED_ADDRESS).replace(service.key, "pt_…")
    model = re.search(r"Model +(.*)", shown)
    assert model is not None
    printed = re.sub(r"(Model +)scripted", lambda found: found[1] + model[1], printed)
    assert [line.rstrip() for line in printed.splitlines()] == shown.splitlines()


def test_the_readmes_commands_do_what_it_says(service: Service) -> None:
    printed = "".join(typed([without_make(block) for block in shell(README)], service))
    assert "2 rows: 2 created" in printed
    assert "Nora Quill" in printed
    assert printed.count("Summary · by scripted") == 3
    assert re.search(r"^id: 4\nevent: session_completed$", printed, re.MULTILINE)


@pytest.mark.parametrize("line", MODEL_LINES, ids=lambda line: line.partition("_MODEL=")[2].split()[0])
def test_each_model_the_readme_names_is_opened(line: str, tmp_path: Path) -> None:
    environment = environment_of(line)
    with made_to_run(tmp_path, environment) as running:
        assert running.readiness["model"] == environment["PROSPECT_TWINS_MODEL"].rpartition(":")[2]


def test_the_scripted_models_page_sets_up_a_server_that_is_asked_over_http(tmp_path: Path) -> None:
    start, run = (block.text.strip() for block in shell((DOCS / "reference" / "scripted-model.md").read_text()))
    port = str(free_port())
    program, *arguments = shlex.split(start.replace("8100", port))
    model = subprocess.Popen([Path(sys.prefix) / "bin" / program, *arguments], stdout=subprocess.DEVNULL)
    try:
        with made_to_run(tmp_path, environment_of(run.replace("8100", port))) as running:
            ask = "prospect-twins ask 'Would you switch?' --prospects LEAD-1001 --data-dir data"
            printed = "".join(typed([Block("sh", f". .venv/bin/activate\n{ask}\n")], running))
            assert "synthetic, by scripted" in printed
    finally:
        model.terminate()
        model.wait(60)


def test_the_api_pages_commands_succeed_and_answer_in_the_form_shown(service: Service) -> None:
    activate = Block("sh", ". .venv/bin/activate\n")
    printed = typed([activate, *shell(API)], service)[1:]
    shown = [block for block in blocks(API) if block.language in ("sh", "json")]
    outputs = iter(printed)
    output = ""
    compared = 0
    for block in shown:
        if block.language == "sh":
            output = next(outputs)
        else:
            assert_shortened(json.loads(block.text), json.loads(output), "$")
            compared += 1
    assert compared >= 12


EXACT = frozenset({"status", "message", "error_code", "style", "becomes", "by", "reason", "full_name", "question"})
"""Texts that are shown whole, unless they have an ellipsis."""


def assert_shortened(shown: Any, real: Any, place: str) -> None:
    """`shown` is `real` with members, items and parts of texts left out, and other ids, times and figures."""
    if shown is None or real is None:
        return
    assert type(shown) is type(real), place
    if isinstance(shown, dict):
        assert set(shown) <= set(real), place
        for name, value in shown.items():
            assert_shortened(value, real[name], f"{place}.{name}")
    elif isinstance(shown, list):
        assert bool(shown) == bool(real) or not shown, place
        for index, item in enumerate(shown):
            assert_one_of(item, real, f"{place}[{index}]")
    elif isinstance(shown, str) and "…" not in shown and place.rpartition(".")[2] in EXACT:
        assert shown == real, place


def assert_one_of(shown: Any, real: Sequence[Any], place: str) -> None:
    failures = []
    for candidate in real:
        try:
            assert_shortened(shown, candidate, place)
        except AssertionError as failure:
            failures.append(str(failure))
        else:
            return
    pytest.fail(f"{place} is like none of the items: {failures}")
