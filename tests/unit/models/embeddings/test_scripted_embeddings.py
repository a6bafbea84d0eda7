"""The keyless embeddings for tests, and what names an embedding model."""

from pathlib import Path

import pytest

from prospect_twins.domain.similarity_rating import cosine
from prospect_twins.models.embeddings.catalog import check_embedding_model, open_embedder
from prospect_twins.models.errors import UnusableModel


async def test_texts_are_as_close_as_they_share_words(tmp_path: Path) -> None:
    async with open_embedder("scripted", tmp_path) as embedder:
        price, dear, cat, again, nothing = await embedder.embed(
            ["The price is high.", "the price is too high", "My cat sleeps.", "The price is high.", "…"]
        )
    assert cosine(price, again) == pytest.approx(1)
    assert cosine(price, dear) > 0.8
    assert cosine(price, cat) < 0.3
    assert cosine(price, nothing) == 0


@pytest.mark.parametrize("model", ["embedded", "scripted", "openai:text-embedding-3-small", "cohere:embed-v4.0"])
def test_what_can_name_an_embedding_model_passes(model: str) -> None:
    check_embedding_model(model)


@pytest.mark.parametrize("model", ["", "openai", "openai:", ":small", "minilm"])
def test_what_can_t_is_refused_in_one_line_that_says_what_can(model: str) -> None:
    with pytest.raises(UnusableModel, match="name one such as") as refused:
        check_embedding_model(model)
    assert "\n" not in str(refused.value)
