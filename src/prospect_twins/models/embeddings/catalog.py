"""From a model string to an embedder: `embedded`, `scripted`, or one of Pydantic AI's (`provider:model`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from prospect_twins.domain.ports import Embedder
from prospect_twins.models.errors import UnusableModel

KEYLESS = ("embedded", "scripted")


def check_embedding_model(model: str) -> None:
    """Raises UnusableModel if `model` can't name an embedding model at all; imports nothing heavy."""
    provider, colon, name = model.partition(":")
    if model not in KEYLESS and not (provider and colon and name):
        raise UnusableModel(
            f"The embedding model '{model}' can't be used (it is no provider:model); name one such as "
            "'openai:text-embedding-3-small', or 'embedded'."
        )


@asynccontextmanager
async def open_embedder(model: str, cache_dir: Path) -> AsyncIterator[Embedder]:
    """The embedder named by `model`, for as long as the context lasts. Raises UnusableModel on entering.

    Nothing is downloaded, loaded or connected to before its first use.
    """
    check_embedding_model(model)
    # What is heavy is imported by the branch that needs it.
    if model == "embedded":
        from prospect_twins.models.embeddings.minilm import MiniLmEmbedder

        yield MiniLmEmbedder(cache_dir)
    elif model == "scripted":
        from prospect_twins.models.embeddings.scripted import ScriptedEmbedder

        yield ScriptedEmbedder()
    else:
        from prospect_twins.models.embeddings.provider import open_provider_embedder

        async with open_provider_embedder(model) as embedder:
            yield embedder
