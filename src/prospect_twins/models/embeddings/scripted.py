"""Embeddings that need neither a download nor a key, for tests and examples: words counted, nothing understood.

Each word of a text is hashed to one coordinate (feature hashing; Weinberger et al., ICML 2009), so texts are as close
as they share words.
"""

import hashlib
import math
import re
from array import array
from collections.abc import Sequence

from prospect_twins.domain.similarity_rating import Vector

DIMENSIONS = 512
_WORD = re.compile(r"\w+(?:['’]\w+)*")


class ScriptedEmbedder:
    """Implements the domain's `Embedder`; the same text always has the same vector."""

    name = "scripted"

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector of length 1 for each text; that of a text without words is null."""
        return [_embedded(text) for text in texts]


def _embedded(text: str) -> Vector:
    counts = array("d", bytes(8 * DIMENSIONS))
    for word in _WORD.findall(text.casefold()):
        digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=4).digest()
        counts[int.from_bytes(digest) % DIMENSIONS] += 1
    length = math.hypot(*counts)
    return array("d", (count / length for count in counts)) if length else counts
