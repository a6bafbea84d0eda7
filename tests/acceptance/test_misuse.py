"""No command ends in a traceback, whatever is done to it: each is tried with the usual misuses.

Commands, their arguments and options are read from the command line itself, so that a new one is tried too.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer

from docs.tables import commands
from prospect_twins.commands.typed import Command
from tests.conftest import fresh_database

COMMANDS = dict(commands())
FILES = ("file", "folder")
READ_FILES = [name for name, command in COMMANDS.items() if any(p.name in FILES for p in command.params)]
ON_THE_DATABASE = [name for name, command in COMMANDS.items() if any(p.name == "data_dir" for p in command.params)]

each_command = pytest.mark.parametrize("name", COMMANDS)


def run(name: str, arguments: list[str], tmp_path: Path, redirected: str = "", **environment: str) -> tuple[int, str]:
    """The exit status and what was said, of a command in a process of its own."""
    return run_as((), name, arguments, tmp_path, redirected, **environment)


def run_as(
    before: tuple[str, ...], name: str, arguments: list[str], tmp_path: Path, redirected: str = "", **environment: str
) -> tuple[int, str]:
    """The same, started by the program `before`."""
    typed = [*before, sys.executable, "-m", "prospect_twins", *name.split()[1:], *arguments]
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


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("prospect-twins serve", ["--host", ""], "--host was given nothing"),
        ("prospect-twins serve", ["--data-dir="], "--data-dir was given nothing"),
        ("prospect-twins ask", ["Why?", "--prospects", ""], "--prospects was given nothing"),
        ("prospect-twins keys create", ["--tenant", ""], "--tenant was given nothing"),
        ("prospect-twins keys create", ["--tenant", " "], "a tenant's name has"),
        ("prospect-twins quota set", ["--tenant", "a", "--daily", "99999999999999999999"], "2147483647"),
    ],
)
def test_nothing_and_too_much_are_one_line_and_status_2(name: str, typed: list[str], said: str, tmp_path: Path) -> None:
    status, line = run(name, typed, tmp_path)
    assert status == 2, line
    assert said in line
    assert line.count("\n") == 1, line


def test_each_option_of_each_command_is_refused_when_it_is_given_nothing() -> None:
    for name, command in COMMANDS.items():
        assert isinstance(command, Command), name
        for parameter in command.params:
            if parameter.param_type_name == "option" and not getattr(parameter, "is_flag", False):
                for typed in ([parameter.opts[0], ""], [f"{parameter.opts[0]}="]):
                    with pytest.raises(typer.BadParameter, match="was given nothing"):
                        command.make_context(name, typed)


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


@pytest.fixture(scope="session")
def bound_by_modes() -> tuple[str, ...]:
    """What starts a program that may read and write only what the modes of files allow, as root may not otherwise."""
    if os.geteuid() != 0:
        return ()
    program = shutil.which("setpriv")
    if program is None:
        pytest.skip("root is not bound by modes, and there is no setpriv (util-linux) to be bound with")
    return (program, "--bounding-set=-dac_override,-dac_read_search")


@pytest.mark.parametrize("name", READ_FILES)
def test_a_file_that_may_not_be_read_is_told(name: str, bound_by_modes: tuple[str, ...], tmp_path: Path) -> None:
    given = tmp_path / "given"
    if any(parameter.name == "folder" for parameter in COMMANDS[name].params):
        given.mkdir()
    else:
        given.write_text("Name\nAnn Lee\n")
    given.chmod(0)
    status, said = run_as(bound_by_modes, name, filled(COMMANDS[name], file=str(given), folder=str(given)), tmp_path)
    assert status in (1, 2), said
    assert said.count("Error: ") == 1, said
    assert "ermission denied" in said or "not readable" in said, said


@pytest.mark.parametrize("name", ON_THE_DATABASE)
def test_a_data_directory_that_may_not_be_written_is_told(
    name: str, bound_by_modes: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "people.csv").write_text("Name,Email\nAnn Lee,ann@example.com\n")
    (tmp_path / "data").chmod(0o500)
    typed = ["--show"] if name.endswith("calibrate") else filled(COMMANDS[name], file=str(tmp_path / "people.csv"))
    if name.endswith("serve"):
        typed += ["--port", "0"]
    status, said = run_as(bound_by_modes, name, typed, tmp_path)
    assert status == 1, said
    assert said.count("Error: ") <= 1, said
    assert "may not write to" in " ".join(said.split()), said
    assert "recursion" not in said, said


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


EMBEDDING = "openai:text-embedding-3-small"


@pytest.mark.parametrize(
    ("command", "arguments", "variable", "key"),
    [
        ("ask", ["Why?", "--yes"], "PROSPECT_TWINS_MODEL", ""),
        ("ask", ["Why?", "--yes"], "PROSPECT_TWINS_EMBEDDING_MODEL", " \t"),
        ("evaluate ratings", ["FILE", "--embeddings", EMBEDDING, "--model", "none"], "", ""),
        ("evaluate ratings", ["FILE", "--embeddings", "scripted"], "PROSPECT_TWINS_MODEL", " \t"),
        ("evaluate coding", ["FILE"], "PROSPECT_TWINS_CODING_MODEL", ""),
    ],
)
def test_a_model_without_its_key_is_one_line_before_anything_is_done(
    command: str, arguments: list[str], variable: str, key: str, url: str, tmp_path: Path
) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text("Explanation,Vote\nI like it,5\nNo,1\nPerhaps,3\n")
    model = EMBEDDING if "EMBEDDING" in variable else "openai-chat:gpt-4.1-mini"
    status, said = run(
        f"prospect-twins {command}", [str(votes) if each == "FILE" else each for each in arguments], tmp_path,
        PROSPECT_TWINS_DATABASE_URL=url, OPENAI_API_KEY=key, **({variable: model} if variable else {}),
    )  # fmt: skip
    assert status == 78, said
    assert "needs OPENAI_API_KEY" in said
    assert f"another model with {variable or '--'}" in said or command.startswith("evaluate")
    assert said.count("\n") == 1, said
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("keys revoke", ["no-such-key", "--tenant", "default"]),
        ("keys list", ["--tenant", "nobody"]),
        ("quota set", ["--tenant", "nobody", "--daily", "5"]),
        ("fidelity", ["--session", "QS-unknown"]),
        ("fidelity", ["--tenant", "nobody"]),
        ("import", ["FILE", "--tenant", "nobody"]),
        ("import", ["FILE", "--tenant", "nobody", "--dry-run"]),
        ("calibrate", ["--show", "--tenant", "nobody"]),
        ("calibrate", ["--remove", "no-such-kind"]),
    ],
)
def test_what_does_not_exist_is_named_on_one_line(command: str, arguments: list[str], url: str, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("Name,Email\nAnn Lee,ann@example.com\n")
    typed = [str(people) if each == "FILE" else each for each in arguments]
    status, said = run(f"prospect-twins {command}", typed, tmp_path, PROSPECT_TWINS_DATABASE_URL=url)
    assert status == 1, said
    assert said.startswith("Error: ")
    assert said.count("\n") == 1, said


WORKS_UNTIL_STOPPED = ("prospect-twins serve", "prospect-twins worker", "prospect-twins scripted-model")
AS_TYPED = {
    "prospect-twins ask": ["Why?", "--yes", "--prospects", "LEAD-1"],
    "prospect-twins calibrate": ["--show"],
    "prospect-twins quota set": ["--tenant", "default", "--daily", "5"],
    "prospect-twins keys create": ["--tenant", "default"],
}
"""Where what has to be given does not say enough."""


@pytest.fixture(scope="module")
def shared_url(postgres: str) -> Iterator[str]:
    with fresh_database(postgres) as url:
        yield url


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in WORKS_UNTIL_STOPPED])
@pytest.mark.parametrize("redirected", ["| head -c 1", ">/dev/full", ">&- 2>&-"])
def test_what_is_said_to_nobody_ends_quietly(name: str, redirected: str, shared_url: str, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("Lead ID,Name,Email\nLEAD-1,Ann Lee,ann@example.com\n")
    run("prospect-twins import", [str(people)], tmp_path, PROSPECT_TWINS_DATABASE_URL=shared_url)
    typed = AS_TYPED.get(name) or filled(COMMANDS[name], file=str(people), folder=str(tmp_path))
    status, said = run(name, typed, tmp_path, redirected, PROSPECT_TWINS_DATABASE_URL=shared_url)
    if redirected == ">/dev/full" and status == 0:
        assert said == "", "all that it says goes to standard error, where nothing was wrong"
    elif redirected == ">/dev/full":
        assert "can't be written" in said or "Error: " in said, said


@pytest.mark.parametrize("redirected", [">/dev/full", "2>/dev/full"])
def test_a_key_that_could_not_be_shown_is_revoked(redirected: str, shared_url: str, tmp_path: Path) -> None:
    tenant = f"t{len(redirected)}"
    here = {"PROSPECT_TWINS_DATABASE_URL": shared_url}
    status, _ = run("prospect-twins keys create", ["--tenant", tenant], tmp_path, redirected, **here)
    assert status == 1
    listed = run("prospect-twins keys list", ["--tenant", tenant], tmp_path, **here)
    assert listed[0] == 0
    (line,) = [line for line in listed[1].splitlines() if tenant in line]
    assert len(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", line)) == 2, "created and revoked"


@pytest.mark.parametrize(
    ("command", "arguments", "begun"),
    [
        ("import", ["FILE"], "SELECT count(*) FROM prospects"),
        ("ask", ["Why?", "--yes", "--prospects", "LEAD-1"], "SELECT count(*) FROM sessions"),
        ("serve", ["--port", "0"], "SELECT count(*) FROM api_keys"),
    ],
)
def test_ctrl_c_in_the_middle_is_a_line_or_nothing(
    command: str, arguments: list[str], begun: str, url: str, tmp_path: Path
) -> None:
    """Stopped as soon as it has begun to store something."""
    few, many = tmp_path / "few.csv", tmp_path / "many.csv"
    few.write_text("id,name\nLEAD-1,Ann Lee\n")
    many.write_text("id,name\n" + "".join(f"P-{number},Person {number}\n" for number in range(300_000)))
    if command == "ask":
        run("prospect-twins import", [str(few)], tmp_path, PROSPECT_TWINS_DATABASE_URL=url)
    process = subprocess.Popen(
        [sys.executable, "-m", "prospect_twins", command, *(str(many) if it == "FILE" else it for it in arguments)],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path / "state"), "PROSPECT_TWINS_MODEL": "scripted:latency=60",
             "PROSPECT_TWINS_DATA_DIR": str(tmp_path / "data"), "PROSPECT_TWINS_DATABASE_URL": url},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(begun).fetchone() == (0,) and process.poll() is None:
            time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=120)[0].decode()
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert said.count("Error") == 0, said


def test_no_tenant_comes_of_a_slip_of_the_pen(url: str, tmp_path: Path) -> None:
    """Only `keys create` makes one."""
    (tmp_path / "people.csv").write_text("name,email\nAnn Lee,ann@example.com\n")
    for command, typed in (("import", [str(tmp_path / "people.csv")]), ("quota set", ["--daily", "4"])):
        status, said = run(
            f"prospect-twins {command}", [*typed, "--tenant", "nope"], tmp_path, PROSPECT_TWINS_DATABASE_URL=url
        )
        assert (status, said.count("\n")) == (1, 1), said
        assert "keys create --tenant nope" in said
