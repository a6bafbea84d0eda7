"""A provider's embeddings, over HTTP: only the provider is made up."""

import math
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.calling.model_faults import UNREADABLE_ATTEMPTS
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.models.embeddings.catalog import open_embedder
from prospect_twins.models.embeddings.minilm import MiniLmEmbedder
from prospect_twins.models.errors import UnusableModel

MODEL = "openai:text-embedding-3-small"


@dataclass
class MadeUpProvider:
    """Speaks OpenAI's embeddings API: a text of n characters gets (3n, 4n). `status` other than 200 refuses."""

    status: int = 200
    left_out: int = 0
    sent: Any = None
    """Instead of the second vector."""
    inputs: list[list[str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.inputs.append(body["input"])
        if self.status != 200:
            return web.json_response({"error": {"message": "no", "type": "no"}}, status=self.status)
        data = [
            {"object": "embedding", "index": index, "embedding": [3.0 * len(text), 4.0 * len(text)]}
            for index, text in enumerate(body["input"][self.left_out :])
        ]
        if self.sent is not None:
            data[1]["embedding"] = self.sent
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return web.json_response({"object": "list", "model": body["model"], "data": data, "usage": usage})


@pytest.fixture
async def provider(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MadeUpProvider]:
    made_up = MadeUpProvider()
    application = web.Application()
    application.router.add_post("/v1/embeddings", made_up.answer)
    async with TestServer(application) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", str(server.make_url("/v1")))
        monkeypatch.setenv("OPENAI_API_KEY", "made-up")
        yield made_up


async def test_each_text_gets_a_vector_of_length_one_in_its_order(provider: MadeUpProvider, tmp_path: Path) -> None:
    async with open_embedder(MODEL, tmp_path) as embedder:
        vectors = await embedder.embed(["a", "bcd", ""])
        assert embedder.name == "text-embedding-3-small"
    assert [list(vector) for vector in vectors] == [pytest.approx([0.6, 0.8]), pytest.approx([0.6, 0.8]), [0, 0]]
    assert math.isclose(math.hypot(*vectors[1]), 1)


async def test_many_texts_are_sent_in_several_requests_and_none_in_none(
    provider: MadeUpProvider, tmp_path: Path
) -> None:
    texts = [f"text {number}" for number in range(200)]
    async with open_embedder(MODEL, tmp_path) as embedder:
        assert len(await embedder.embed(texts)) == 200
        assert await embedder.embed([]) == []
    assert [len(batch) for batch in provider.inputs] == [96, 96, 8]
    assert [text for batch in provider.inputs for text in batch] == texts


@pytest.mark.parametrize(
    ("status", "left_out", "code", "asked"),
    [
        (401, 0, FailureCode.MODEL_UNAVAILABLE, 1),
        (400, 0, FailureCode.PROCESSING_ERROR, 1),
        (200, 1, FailureCode.MODEL_NONSENSE, UNREADABLE_ATTEMPTS),
    ],
)
async def test_a_refusal_is_told_as_one_of_a_model_and_not_repeated_by_itself(
    provider: MadeUpProvider, tmp_path: Path, status: int, left_out: int, code: FailureCode, asked: int
) -> None:
    provider.status, provider.left_out = status, left_out
    async with open_embedder(MODEL, tmp_path) as embedder:
        calls = ModelCalls(CallPolicy(budget_s=60, first_wait_s=0.001))
        with pytest.raises(ModelFault) as raised:
            await calls.run(partial(embedder.embed, ["a", "b"]))
    assert raised.value.code is code
    assert len(provider.inputs) == asked


async def test_the_client_leaves_retries_to_the_caller(provider: MadeUpProvider, tmp_path: Path) -> None:
    provider.status = 503
    async with open_embedder(MODEL, tmp_path) as embedder:
        with pytest.raises(ModelFault):
            await ModelCalls(CallPolicy(budget_s=30, first_wait_s=60), draw=lambda: 1).run(
                partial(embedder.embed, ["a"])
            )
    assert len(provider.inputs) == 1


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("openai", "The embedding model 'openai' can't be used"),
        ("nobody:knows", "The embedding model 'nobody:knows' can't be used"),
        (MODEL, f"The model '{MODEL}' needs OPENAI_API_KEY"),
    ],
)
async def test_a_model_that_can_t_be_used_is_refused_in_one_line(
    model: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(UnusableModel, match=said) as raised:
        async with open_embedder(model, tmp_path):
            pytest.fail("it was opened")
    assert "\n" not in str(raised.value)


async def test_embedded_is_the_model_on_this_machine(tmp_path: Path) -> None:
    async with open_embedder("embedded", tmp_path) as embedder:
        assert isinstance(embedder, MiniLmEmbedder)
        assert embedder.name == "all-minilm-l6-v2-int8 (embedded)"


@pytest.mark.parametrize("sent", [[math.nan, 1.0], [math.inf, 0.0], [None, 1], ["a", "b"], [], [1.0], 7])
async def test_what_is_no_vector_is_never_taken_for_one(provider: MadeUpProvider, tmp_path: Path, sent: Any) -> None:
    provider.sent = sent
    async with open_embedder(MODEL, tmp_path) as embedder:
        with pytest.raises(ModelFault) as caught:
            await ModelCalls(CallPolicy(budget_s=1, first_wait_s=0.001)).run(partial(embedder.embed, ["a", "b", "c"]))
    assert caught.value.code in (FailureCode.MODEL_NONSENSE, FailureCode.MODEL_UNAVAILABLE)
