"""Starting, asking after and stopping the llama.cpp process (`server.py`)."""

import asyncio
import contextlib
import json
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from prospect_twins.models.embedded.errors import LoadingFailed
from prospect_twins.own_files import make_directory

LOG_LIMIT = 1_000_000
"""Bytes of log after which it is started anew, the former one being kept beside it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model answers: OpenAI's chat completions API, under `base_url`."""

    base_url: str
    api_key: str
    model: str


@dataclass(frozen=True, slots=True)
class LlamaProcess:
    """A process that has loaded its weights."""

    endpoint: Endpoint
    process: asyncio.subprocess.Process

    @property
    def pid(self) -> int:
        """The process's id."""
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.returncode is None

    async def stop(self) -> None:
        """Ends it, calls in flight included; harmless if it has ended already."""
        await _stop(self.process)


async def start(weights: Path, name: str, *, parallel: int, context: int, log_path: Path) -> LlamaProcess:
    """Starts the process and waits until the weights are loaded. Raises LoadingFailed."""
    key = secrets.token_urlsafe(32)
    try:
        log_start = _prepare_log(log_path)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "prospect_twins.models.embedded.server"),
            *("--model", str(weights), "--name", name, "--log", str(log_path)),
            *("--parallel", str(parallel), "--context", str(context)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Ctrl-C in a terminal goes to the whole group; the answers under way are to be finished first.
            start_new_session=True,
        )
    except OSError as error:
        raise LoadingFailed(name, error.strerror or str(error), log_path) from error
    try:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 (both were asked for)
        # Not as an argument or a variable: those are readable by others, or inherited.
        process.stdin.write(key.encode() + b"\n")
        line = await process.stdout.readline()
        if not line:
            ending = await _ending(process)
            raise LoadingFailed(name, last_error(log_path, log_start) or ending, log_path)
    except BaseException:
        await _stop(process)
        raise
    message = json.loads(line)
    return LlamaProcess(Endpoint(message["url"] + "/v1", key, message["model"]), process)


async def _ending(process: asyncio.subprocess.Process) -> str:
    """How a process ended that said nothing."""
    status = await process.wait()
    return f"ended by signal {-status}" if status < 0 else f"ended with status {status}"


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    # Killed, not asked: it has nothing to save, and while it loads it does not listen.
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _prepare_log(path: Path) -> int:
    """Puts a long log aside; the size of the one that goes on."""
    make_directory(path.parent)
    size = path.stat().st_size if path.exists() else 0
    if size <= LOG_LIMIT:
        return size
    path.replace(path.with_name(path.name + ".1"))
    return 0


def last_error(log_path: Path, since: int = 0) -> str | None:
    """Why a process failed that wrote to the log from byte `since` on, None if it does not say.

    Of llama.cpp's last run of error lines it is the first, which caused the others; of a traceback, the last.
    """
    try:
        with log_path.open("rb") as log:
            log.seek(since)
            lines = log.read().decode(errors="replace").splitlines()
    except OSError:
        return None
    if lines and not lines[-1][:1].isdigit():
        return lines[-1].strip() or None
    cause = None
    for line in reversed(lines):
        level, _, text = line.partition(" ")[2].partition(" ")
        if level != "E":
            break
        cause = text.partition(": ")[2].strip() or text.strip()
    return cause
