"""What is printed can neither steer the terminal nor fail on it."""

import ast
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.panel import Panel
from rich.progress import DownloadColumn
from rich.table import Table

from prospect_twins import commands
from prospect_twins.commands.terminal import Terminal, outside, verbatim

EVIL = "Ann\x1b[31m \x1b]0;t\x07[red]Lee[/red] [/] [link=http://evil.example]x[/link] :smile: \u202e\x9b2J"
SHOWN = "Ann [red]Lee[/red] [/] [link=http://evil.example]x[/link] :smile:"

MODULES = sorted(Path(commands.__file__).parent.rglob("*.py"))


def shown(*printed: object, width: int = 200) -> str:
    out = io.StringIO()
    Terminal(file=out, width=width).print(*printed)
    return out.getvalue()


def test_outside_text_is_shown_letter_by_letter_wherever_it_stands() -> None:
    table = Table(outside(EVIL))
    table.add_row(outside(EVIL))
    for printed in (outside(EVIL), verbatim(EVIL), table, Panel(outside(EVIL), title=verbatim(EVIL))):
        text = shown(printed)
        assert SHOWN in text, text
        assert not set(text) & set("\x1b\x9b\x07\u202e")


def test_what_was_forgotten_is_cleaned_all_the_same() -> None:
    text = shown(Panel("Ann\x1b[2J\x9b31m\u202e Lee"))
    assert not set(text) & set("\x1b\x9b\u202e")
    assert "Lee" in text


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_every_command_prints_through_the_terminal(module: Path) -> None:
    """Neither by `print`, `typer.echo` or a stream, nor by a console or a progress bar of its own."""
    if module.stem == "terminal":
        return
    tree = ast.parse(module.read_text())
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert not called & {
        "print",
        "typer.echo",
        "typer.secho",
        "sys.stdout.write",
        "sys.stderr.write",
        "Console",
        "Progress",
    }
    assert not imported & {"Console", "Progress"}
    if "rich" in module.read_text():
        assert not imported & {"escape"}


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_a_progress_bar_fits_into_its_line_with_all_its_figures(width: int) -> None:
    out = io.StringIO()
    terminal = Terminal(file=out, width=width, force_terminal=True, color_system=None, legacy_windows=False)
    with terminal.progress(DownloadColumn()) as bar:
        bar.add_task(
            "Importing a file with quite a long name, as exports have it 2026-11-26.csv",
            total=5_000_000,
            completed=5_000_000,
        )
    drawn = [line.rpartition("\r")[2] for line in out.getvalue().split("\n")]
    line = next(line for line in drawn if "MB" in line)
    assert "5.0/5.0 MB" in line
    assert len(line.replace("\x1b[2K", "").replace("\x1b[?25l", "")) <= width


def test_no_bar_is_drawn_where_nobody_looks() -> None:
    out = io.StringIO()
    with Terminal(file=out).progress() as bar:
        bar.add_task("Importing", total=1, completed=1)
    assert out.getvalue() == ""


PRINTS = """
from rich.panel import Panel
from prospect_twins.commands.terminal import Terminal, say, steady_streams
steady_streams()
say("Жанна “…” → 😀")
Terminal().print(Panel("Zoë – Жанна", title="×"))
Terminal(errors=True).failed("Жанна …")
"""


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "cp437", "koi8-r", "utf-8", "latin-1:strict"])
def test_letters_that_a_terminal_has_not_end_nothing(encoding: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PRINTS],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    text = ended.stdout.decode(encoding.partition(":")[0])
    assert ("Жанна" if encoding in ("utf-8", "koi8-r") else r"\u0416\u0430\u043d\u043d\u0430") in text
    assert "?" not in text


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full"])
def test_a_stream_that_is_closed_or_full_ends_in_no_traceback(closed: str) -> None:
    command = f"{sys.executable} -m prospect_twins --version {closed}"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr
    assert "Exception ignored" not in ended.stderr
    assert ended.returncode == (1 if closed == ">/dev/full" else 0)


@pytest.mark.parametrize(("name", "value"), [("COLUMNS", "0"), ("LINES", "0")])
def test_a_screen_of_no_size_hides_nothing(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    out = io.StringIO()
    terminal = Terminal(file=out)
    terminal.print("an answer")
    terminal.print(Panel("framed"))
    assert "an answer" in out.getvalue()
    assert "framed" in out.getvalue()
