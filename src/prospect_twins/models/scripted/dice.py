"""Chance that always falls the same way: a hash of the seed and of what is decided."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws that depend on `seed`, `material` and the name of the draw, and on nothing else."""

    def __init__(self, seed: int, *material: str) -> None:
        self._state = hashlib.blake2b("\x1f".join((str(seed), *material)).encode("utf-8", "replace"), digest_size=16)

    def share(self, name: str) -> float:
        """Uniform in [0, 1)."""
        state = self._state.copy()
        state.update(name.encode())
        return int.from_bytes(state.digest()[:7], "big") / (1 << 56)

    def pick(self, name: str, choices: Sequence[T]) -> T:
        """One of `choices`, the same for the same name."""
        return choices[int(self.share(name) * len(choices))]
