"""A second terminal without the export, beside a service on another data directory: asked whether that one is meant."""

import os
import pty
import select
import sys
from pathlib import Path

import pytest

from prospect_twins.commands.running_services import announced

PATIENCE_S = 30
MOST_TIMES = 5


def typed(answer: bytes, tmp_path: Path) -> tuple[int, str]:
    """The exit status and the screen of `keys list` in a terminal, at which `answer` is typed when it asks."""
    home = tmp_path / "home"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PROSPECT_TWINS_")},
        "XDG_DATA_HOME": str(home), "XDG_STATE_HOME": os.environ["XDG_STATE_HOME"], "COLUMNS": "300",
    }  # fmt: skip
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover  # another process
        os.execve(sys.executable, [sys.executable, "-m", "prospect_twins", "keys", "list"], environment)  # noqa: S606
    screen, typed_times = b"", 0
    while typed_times < MOST_TIMES:
        if not select.select([terminal], [], [], PATIENCE_S)[0]:
            # A Ctrl-C just before Python waits for the terminal is seen with the next key only: a person presses again.
            if typed_times:
                os.write(terminal, answer)
                typed_times += 1
            continue
        try:
            written = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not written:
            break
        screen += written
        if not typed_times and b"[Y/n]" in screen:
            os.write(terminal, answer)
            typed_times = 1
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), screen.decode(errors="replace")


@pytest.mark.parametrize(("answer", "theirs"), [(b"\n", True), (b"n\n", False)])
def test_the_one_that_is_chosen_is_used(
    answer: bytes, theirs: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    running = tmp_path / "running's"
    with announced(running, "http://127.0.0.1:1", embedded_database=True):
        status, screen = typed(answer, tmp_path)
    assert status == 0, screen
    assert f"a service is running on {running} (http://127.0.0.1:1). Use that one?" in screen
    assert (running / "postgres").exists() is theirs
    assert bool(list((tmp_path / "home").rglob("postgres"))) is not theirs


@pytest.mark.parametrize(("answer", "expected"), [(b"\x03", 1), (b"\x04", 1)])
def test_who_gives_no_answer_has_done_nothing(
    answer: bytes, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C and Ctrl-D."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    running = tmp_path / "running"
    with announced(running, "http://127.0.0.1:1", embedded_database=True):
        status, screen = typed(answer, tmp_path)
    assert status in (expected, 130), screen
    assert "Traceback" not in screen
    assert not running.exists()
    assert not list((tmp_path / "home").rglob("postgres"))
