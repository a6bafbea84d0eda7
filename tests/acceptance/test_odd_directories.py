"""The whole service, its worker and its commands, in data directories that paths and environments make difficult."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.service import serving


@pytest.mark.parametrize(
    "name",
    ["Application Support/prospect, twins & 'co' (1)", "$HOME; `x` %20 #1", "deep/" * 40, "ü漢 "],
)
async def test_a_service_answers_and_commands_join_it(tmp_path: Path, name: str) -> None:
    environment = {
        "PROSPECT_TWINS_MODEL": "scripted", "PGOPTIONS": "-c nonsense=1", "PGSERVICE": "nowhere", "LANG": "xx_YY.UTF-8",
    }  # fmt: skip
    async with serving(tmp_path / name, environment, "--demo") as service, service.client() as client:
        ready = await client.get("/readyz")
        assert ready.status_code == 200
        command = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "prospect_twins", "keys", "list", "--data-dir", str(service.data_dir)),
            env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, complaints = await command.communicate()
        assert (command.returncode, complaints) == (0, b"")
        assert b"default" in said
    assert not (tmp_path / name / "postgres" / "postmaster.pid").exists(), "the last one stopped it"
