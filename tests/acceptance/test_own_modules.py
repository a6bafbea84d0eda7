"""The current directory is the user's: a module in it that has the name of one of Python's is not run by us."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import prospect_twins
from tests.service import serving

DECOYS = (
    "queue", "random", "secrets", "select", "selectors", "socket", "json", "psycopg", "uvloop", "uvicorn", "typer",
    "rich", "alembic", "sqlalchemy", "procrastinate", "pydantic", "fastapi", "xllamacpp", "pip", "psutil",
)  # fmt: skip


@pytest.fixture
def booby_trapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, full of modules that end whoever imports them, and leave a file named after themselves."""
    folder = tmp_path / "work"
    folder.mkdir()
    for name in DECOYS:
        (folder / f"{name}.py").write_text(
            "import os, pathlib\npathlib.Path(__file__).with_suffix('.was-run').touch()\nos._exit(86)\n"
        )
    monkeypatch.chdir(folder)
    return folder


def was_run(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("*.was-run")]


async def test_a_service_and_its_children_run_none_of_them(booby_trapped: Path, tmp_path: Path) -> None:
    """`python -m prospect_twins serve`, the process that migrates, and the worker."""
    async with serving(tmp_path / "data", {"PROSPECT_TWINS_MODEL": "scripted"}) as service:
        assert len(service.processes()) > 2
        assert was_run(booby_trapped) == []


@pytest.mark.parametrize("command", [[sys.executable, "-m", "prospect_twins"], [f"{sys.prefix}/bin/prospect-twins"]])
def test_a_command_runs_none_of_them(booby_trapped: Path, tmp_path: Path, command: list[str]) -> None:
    done = subprocess.run([*command, "keys", "list", "--data-dir", tmp_path / "data"], capture_output=True, text=True)
    assert (done.returncode, done.stderr, was_run(booby_trapped)) == (0, "", [])


def test_a_current_directory_that_is_gone_is_no_traceback(tmp_path: Path) -> None:
    data = tmp_path / "d"
    script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    done = subprocess.run(
        ["sh", "-c", script, "sh", sys.executable, "-m", "prospect_twins", "keys", "list", "--data-dir", data],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


def test_every_process_of_ours_is_started_without_the_current_directory() -> None:
    """Read in the source, since some children start only with a real model."""
    sources = [file.read_text() for file in Path(prospect_twins.__file__).parent.rglob("*.py")]
    first_options = [option for source in sources for option in re.findall(r"sys\.executable, (\S+),", source)]
    assert len(first_options) >= 4
    assert set(first_options) == {'"-P"'}
