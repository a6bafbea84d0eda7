"""Embeddings of providers, by Pydantic AI."""

import math
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from pydantic_ai.embeddings import EmbeddingModel, infer_embedding_model
from pydantic_ai.exceptions import UnexpectedModelBehavior
from pydantic_ai.providers import Provider

from prospect_twins.domain.similarity_rating import Vector
from prospect_twins.models.credentials import check_credentials, tidy_credentials
from prospect_twins.models.errors import UnusableModel
from prospect_twins.models.providers import provider_on
from prospect_twins.models.wire.client import ProviderClient

BATCH = 96
"""Texts in one request: what the strictest of the providers (Cohere) takes."""
CONNECTIONS = 16


class ProviderEmbedder:
    """Implements the domain's `Embedder` with any embedding model of Pydantic AI.

    Raises Pydantic AI's errors as they come, as its models do; `ModelCalls` retries them and tells what they mean.
    """

    def __init__(self, model: EmbeddingModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The embedder's name, as it is stored beside what it embedded."""
        return self._model.model_name

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector of length 1 for each text; as many dimensions as the model has."""
        vectors: list[Vector] = []
        for start in range(0, len(texts), BATCH):
            # As documents, all of them: two texts are compared, and neither is a query that searches for the other.
            batch = texts[start : start + BATCH]
            result = await self._model.embed(batch, input_type="document")
            if len(result.embeddings) != len(batch):
                raise UnexpectedModelBehavior(f"{len(result.embeddings)} embeddings for {len(batch)} texts")
            vectors += map(_unit, result.embeddings)
        if len(set(map(len, vectors))) > 1:
            raise UnexpectedModelBehavior("embeddings of different lengths")
        return vectors


@asynccontextmanager
async def open_provider_embedder(model: str) -> AsyncIterator[ProviderEmbedder]:
    """The embedding model `provider:name`, for as long as the context lasts. Raises UnusableModel."""
    async with AsyncExitStack() as stack:
        client = ProviderClient(CONNECTIONS)
        stack.push_async_callback(client.aclose)
        providers: list[Provider[Any]] = []

        def provider(name: str) -> Provider[Any]:
            providers.append(provider_on(name, client))
            return providers[-1]

        tidy_credentials(model, os.environ)
        check_credentials(model, chosen_by="PROSPECT_TWINS_EMBEDDING_MODEL")
        try:
            opened = infer_embedding_model(model, provider_factory=provider)
        except Exception as error:  # each provider's client has its own way of saying what it misses
            reason = str(error).partition("\n")[0]
            raise UnusableModel(
                f"The embedding model '{model}' can't be used ({reason}); name one such as "
                "'openai:text-embedding-3-small', or 'embedded'."
            ) from error
        for used in providers:
            await stack.enter_async_context(used)
        yield ProviderEmbedder(opened)


def _unit(vector: Sequence[float]) -> Vector:
    """`vector` at length 1; a null vector as it is. Raises UnexpectedModelBehavior if it isn't made of numbers."""
    try:
        length = math.hypot(*vector)
    except (TypeError, OverflowError):
        length = math.nan
    if not math.isfinite(length) or not vector:
        raise UnexpectedModelBehavior("an embedding that is not made of finite numbers")
    return [coordinate / length for coordinate in vector] if length else vector
