"""How much memory a model takes, and how much there is."""

from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")

FIXED = 250_000_000
"""Bytes for the interpreter, llama.cpp's working buffers and its threads (measured: 140 MB for one answer at a time,
175 MB for four)."""
WEIGHTS_PER_TOKEN = 39_000
"""Weights of so many bytes keep one byte of keys and values per token of context.

A rule of thumb from two models in 4-bit weights and 16-bit keys and values: Qwen2.5 1.5B, 1.12 GB and 28.7 kB a token;
Llama 3.1 8B, 4.9 GB and 131 kB a token.
"""


def needed(weights_size: int, context: int) -> int:
    """Bytes for weights of so many bytes and `context` tokens in all (those of every answer written at a time)."""
    return weights_size + weights_size * context // WEIGHTS_PER_TOKEN + FIXED


def available(cgroup: Path = CGROUP) -> int:
    """Bytes that can be taken without swapping: of the machine, or of the container if that has less left."""
    import psutil  # only when a model is about to be loaded

    machine = int(psutil.virtual_memory().available)
    container = _left_in_container(cgroup)
    return machine if container is None else min(machine, container)


def _left_in_container(cgroup: Path) -> int | None:
    """Bytes below the limit of this process's control group (version 2), None without one.

    Pages of files that were not used of late count as used there, and are given up when memory is needed.
    """
    try:
        limit = int((cgroup / "memory.max").read_text())  # "max" if there is none
        current = int((cgroup / "memory.current").read_text())
        statistics = dict(line.split() for line in (cgroup / "memory.stat").read_text().splitlines())
        return limit - current + int(statistics.get("inactive_file", 0))
    except (OSError, ValueError):
        return None
