"""An embedder that retries what may pass, and gives up for a while on what doesn't."""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial

from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.domain.errors import NotAffordable, ProspectTwinsError
from prospect_twins.domain.ports import Embedder
from prospect_twins.domain.similarity_rating import Vector

PAUSE_S = 60.0
"""After a failure, how long no other attempt is made: each of 5,000 answers would wait for a download to fail."""

_log = logging.getLogger(__name__)


class SteadyEmbedder:
    """Implements the domain's `Embedder`. Says once in the log that embeddings can't be had, and why."""

    def __init__(self, embedder: Embedder, calls: ModelCalls, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._embedder = embedder
        self._calls = calls
        self._clock = clock
        self._failure: ProspectTwinsError | None = None
        self._until = 0.0

    @property
    def name(self) -> str:
        """The embedder's name, as it is stored beside what it embedded."""
        return self._embedder.name

    async def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
        """One vector of length 1 for each text. Raises ProspectTwinsError; within the pause the one of before."""
        if self._failure and self._clock() < self._until:
            raise self._failure
        try:
            vectors = await self._calls.run(partial(self._embedder.embed, texts))
        except NotAffordable:
            raise
        except ProspectTwinsError as error:
            if self._failure is None:
                _log.warning("no embeddings for now, so no scales by similarity nor agreement of free text: %s", error)
            self._failure, self._until = error, self._clock() + PAUSE_S
            raise
        self._failure = None
        return vectors
