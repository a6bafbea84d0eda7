"""No command ends in a traceback, whatever is done to it: each is tried with the usual misuses.

Commands, their arguments and options are read from the command line itself, so that a new one is tried too.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from docs.tables import commands

COMMANDS = dict(commands())
FILES = ("file", "folder")
READ_FILES = [name for name, command in COMMANDS.items() if any(p.name in FILES for p in command.params)]
ON_THE_DATABASE = [name for name, command in COMMANDS.items() if any(p.name == "data_dir" for p in command.params)]

each_command = pytest.mark.parametrize("name", COMMANDS)


def run(name: str, arguments: list[str], tmp_path: Path, redirected: str = "", **environment: str) -> tuple[int, str]:
    """The exit status and what was said, of a command in a process of its own."""
    typed = [sys.executable, "-m", "prospect_twins", *name.split()[1:], *arguments]
    ended = subprocess.run(
        ["sh", "-c", f'"$@" {redirected}', "sh", *typed],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path / "state"), "PROSPECT_TWINS_MODEL": "scripted",
             "PROSPECT_TWINS_DATA_DIR": str(tmp_path / "data"), **environment},
        stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    said = (ended.stdout + ended.stderr).decode(errors="replace")
    assert "Traceback" not in said, said
    assert "Exception ignored" not in said, said
    return ended.returncode, said


def filled(command: Any, **values: str) -> list[str]:
    """What has to be given, as it may be typed; `values` by the parameter's name."""
    typed = []
    for parameter in command.params:
        value = values.get(parameter.name, "LEAD-1" if parameter.name not in FILES else "/nowhere/file.csv")
        if parameter.param_type_name == "argument" and (parameter.required or parameter.name in values):
            typed.append(value)
        elif parameter.required:
            typed += [parameter.opts[0], value]
    return typed


@each_command
def test_a_wrong_option_is_one_line_and_status_2(name: str, tmp_path: Path) -> None:
    status, said = run(name, ["--no-such-option"], tmp_path)
    assert status == 2
    assert said.startswith("Error: ")
    assert said.count("\n") == 1, said


@pytest.mark.parametrize("name", ON_THE_DATABASE)
def test_a_wrong_database_url_is_told_without_its_password(name: str, tmp_path: Path) -> None:
    arguments = filled(COMMANDS[name], file=os.devnull)
    if name.endswith("calibrate"):
        arguments = ["--show"]
    status, said = run(name, arguments, tmp_path, PROSPECT_TWINS_DATABASE_URL="mysql://me:s3cret@h/x")
    assert status in (1, 2)
    assert "s3cret" not in said


@pytest.mark.parametrize(
    "name", [name for name, command in COMMANDS.items() if any(p.name in FILES for p in command.params)]
)
@pytest.mark.parametrize("kind", ["missing", "a directory", "empty", "binary"])
def test_a_file_that_is_none_is_told(name: str, kind: str, tmp_path: Path) -> None:
    given = tmp_path / "given.csv"
    if kind == "a directory":
        given.mkdir()
    elif kind != "missing":
        given.write_bytes(b"" if kind == "empty" else b"\x7fELF\x00\x01\xff\xfe" * 200)
    status, said = run(name, filled(COMMANDS[name], file=str(given), folder=str(given)), tmp_path)
    assert status in (1, 2), said
    assert "Error: " in said


@each_command
@pytest.mark.parametrize("redirected", ["| head -c 1", ">&-", "<&-", "2>&-", ">/dev/full"])
def test_help_into_a_pipe_or_stream_that_is_closed_ends_quietly(name: str, redirected: str, tmp_path: Path) -> None:
    run(name, ["--help"], tmp_path, redirected)


@pytest.mark.parametrize("name", ["prospect-twins keys list", "prospect-twins migrate", "prospect-twins serve"])
def test_a_data_directory_that_is_a_file_is_told_with_the_way_to_the_doctor(name: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    status, said = run(name, ["--port", "0"] if name.endswith("serve") else [], tmp_path)
    assert status == 1
    assert "is a file, not a directory" in said
    assert "prospect-twins doctor" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["--prospects", "LEAD-UNKNOWN"],
        ["--prospects", ",, ,"],
        ["--follow-up", "QS-unknown"],
        ["--tenant", "nobody"],
        ["--where", "x"],
        [],
    ],
)
def test_nobody_to_ask_is_one_line(arguments: list[str], url: str, tmp_path: Path) -> None:
    status, said = run("prospect-twins ask", ["Why?", *arguments], tmp_path, PROSPECT_TWINS_DATABASE_URL=url)
    assert status == 1
    assert said.startswith("Error: ")
    assert said.count("\n") == 1, said
