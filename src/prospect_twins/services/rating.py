"""Placing free answers on a rating scale."""

import asyncio
from collections.abc import Sequence

from prospect_twins.domain.ports import Embedder
from prospect_twins.domain.rating_scales import RatingScale
from prospect_twins.domain.similarity_rating import EPSILON, TEMPERATURE, Rating, Vector, rate


class SimilarityRater:
    """Rates texts on one scale by semantic similarity; the scale's anchors are embedded once."""

    def __init__(
        self, embedder: Embedder, scale: RatingScale, *, temperature: float = TEMPERATURE, epsilon: float = EPSILON
    ) -> None:
        self._embedder = embedder
        self._scale = scale
        self._temperature = temperature
        self._epsilon = epsilon
        self._anchors: list[Sequence[Vector]] | None = None

    async def rate(self, texts: Sequence[str]) -> list[Rating]:
        """One rating for each text, in their order. Raises what the embedder raises."""
        if self._anchors is None:
            self._anchors = await self._embedded_anchors()
        vectors = await self._embedder.embed(texts)
        return await asyncio.to_thread(self._rate, vectors, self._anchors)

    async def _embedded_anchors(self) -> list[Sequence[Vector]]:
        points = self._scale.points
        vectors = await self._embedder.embed([anchor for anchors in self._scale.anchor_sets for anchor in anchors])
        return [vectors[start : start + points] for start in range(0, len(vectors), points)]

    def _rate(self, vectors: Sequence[Vector], anchors: Sequence[Sequence[Vector]]) -> list[Rating]:
        return [rate(vector, anchors, temperature=self._temperature, epsilon=self._epsilon) for vector in vectors]
