"""From a model string to an embedder: `embedded`, or one of Pydantic AI's (`provider:model`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from prospect_twins.domain.ports import Embedder


@asynccontextmanager
async def open_embedder(model: str, cache_dir: Path) -> AsyncIterator[Embedder]:
    """The embedder named by `model`, for as long as the context lasts. Raises UnusableModel on entering.

    Nothing is downloaded, loaded or connected to before its first use.
    """
    # What is heavy is imported by the branch that needs it.
    if model == "embedded":
        from prospect_twins.models.embeddings.minilm import MiniLmEmbedder

        yield MiniLmEmbedder(cache_dir)
    else:
        from prospect_twins.models.embeddings.provider import open_provider_embedder

        async with open_provider_embedder(model) as embedder:
            yield embedder
