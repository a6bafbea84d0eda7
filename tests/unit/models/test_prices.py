"""Prices are those of genai-prices' list, without a network."""

import socket

import genai_prices
import pytest

from prospect_twins.models.prices import price_of


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a price was asked for over the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    price_of.cache_clear()


@pytest.mark.parametrize("model", ["openai-chat:gpt-4o-mini", "openai:gpt-4o-mini", "openai-responses:gpt-4o-mini"])
def test_a_known_model_has_a_price_however_its_provider_is_called(model: str) -> None:
    price = price_of(model)
    assert price is not None
    assert (price.input_usd_per_mtok, price.output_usd_per_mtok) == (0.15, 0.6)
    assert price.source == f"genai-prices {genai_prices.__version__}"
    assert price.of(2_000_000, 500_000) == pytest.approx(0.6)


def test_a_price_with_tiers_is_that_of_ordinary_prompts() -> None:
    price = price_of("anthropic:claude-sonnet-4-5")
    assert price is not None
    assert (price.input_usd_per_mtok, price.output_usd_per_mtok) == (3.0, 15.0)


@pytest.mark.parametrize("model", ["openai-chat:scripted", "ollama:llama3", "nobody:knows"])
def test_an_unknown_model_has_none(model: str) -> None:
    assert price_of(model) is None


@pytest.mark.parametrize("model", ["embedded", "scripted", "scripted:latency=0.5"])
def test_what_runs_here_is_free(model: str) -> None:
    price = price_of(model)
    assert price is not None
    assert price.of(1_000_000, 1_000_000) == 0
