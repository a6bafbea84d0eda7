"""The meter round a model: what is let through, and what is counted."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from pydantic_ai.exceptions import (
    ContentFilterError,
    ModelAPIError,
    ModelConnectionError,
    ModelHTTPError,
    ModelTimeoutError,
    UnexpectedModelBehavior,
    UserError,
)
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, SystemPromptPart, TextPart, UserPromptPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage

from prospect_twins.agents.calling.metering import MeteredEmbedder, MeteredModel
from prospect_twins.agents.calling.usage import usage_of
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.estimates import Price
from prospect_twins.domain.spending import Allowance, Meter, metered
from prospect_twins.domain.usage import Usage

NAMED = Price("a setting", 100.0, 200.0)
PROMPT: list[ModelMessage] = [ModelRequest(parts=[SystemPromptPart("s" * 400), UserPromptPart("u" * 400)])]
"""Of 200 tokens, by the estimate: 2 cents at the price named."""

Replying = Callable[[], Awaitable[ModelResponse]]


class Scripted(Model):
    """Says what it is told to, and counts what came in."""

    system = "test"
    model_name = "test"

    def __init__(self, reply: Replying) -> None:
        super().__init__()
        self._reply = reply
        self.calls = 0

    async def request(
        self, messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
    ) -> ModelResponse:
        self.calls += 1
        return await self._reply()


def told(usage: RequestUsage) -> Replying:
    async def reply() -> ModelResponse:
        return ModelResponse([TextPart("a" * 40)], usage=usage)

    return reply


def failing(error: Exception) -> Replying:
    async def reply() -> ModelResponse:
        raise error

    return reply


def about(usd: float) -> float:
    return pytest.approx(usd)  # type: ignore[return-value]


def meter(usd: float | None) -> Meter:
    async def allowance() -> Allowance | None:
        return None if usd is None else Allowance(usd, "the limit")

    return Meter(allowance)


async def asked(reply: Replying | Scripted, counting: Meter | None, price: Price | None = NAMED) -> ModelResponse:
    model = MeteredModel(reply if isinstance(reply, Scripted) else Scripted(reply), price)
    if counting is None:
        return await model.request(PROMPT, None, ModelRequestParameters())
    with metered(counting):
        return await model.request(PROMPT, None, ModelRequestParameters())


WHOLE = told(RequestUsage(input_tokens=1000, output_tokens=500))
COST = about(0.2)


@pytest.mark.parametrize("usd", [None, 5.0])
async def test_a_call_is_counted_at_the_price_that_is_named(usd: float | None) -> None:
    counting = meter(usd)
    response = await asked(WHOLE, counting)
    assert usage_of(response) == Usage(1000, 500, COST, calls=1)
    assert counting.total_usd == COST
    assert counting.take() == usage_of(response)
    assert counting.take() == Usage()


async def test_a_call_of_no_session_has_its_price_too() -> None:
    assert usage_of(await asked(WHOLE, None)) == Usage(1000, 500, COST, calls=1)


@pytest.mark.parametrize("usd", [None, 5.0])
async def test_what_is_not_told_is_counted_by_its_length_with_limits_and_without(usd: float | None) -> None:
    counting = meter(usd)
    response = await asked(told(RequestUsage()), counting)
    assert usage_of(response) == Usage(200, 10, about((200 * 100 + 10 * 200) / 1e6), calls=1)
    partly = await asked(told(RequestUsage(input_tokens=1000)), counting)
    assert usage_of(partly) == Usage(1000, 10, about((1000 * 100 + 10 * 200) / 1e6), calls=1)


@pytest.mark.parametrize("left", [0.0, -1.0, 0.02])
async def test_no_call_is_begun_without_the_money_for_its_prompt(left: float) -> None:
    model, counting = Scripted(WHOLE), meter(left)
    with pytest.raises(ModelFault, match="No further model call was made: the limit is reached") as refused:
        await asked(model, counting)
    assert (model.calls, refused.value.retryable, counting.total_usd) == (0, False, 0.0)
    await asked(WHOLE, meter(0.0201))


async def test_what_is_free_is_never_refused() -> None:
    assert (await asked(WHOLE, meter(0.0), Price("runs here", 0.0, 0.0))).text


async def test_a_model_without_a_price_is_not_asked_where_costs_are_limited() -> None:
    with pytest.raises(ModelFault, match="price is not known"):
        await asked(WHOLE, meter(5.0), None)
    counting = meter(None)
    await asked(WHOLE, counting, None)
    assert counting.take() == Usage(1000, 500, None, calls=1)


def http_error(status: int, kind: str | None = None) -> ModelHTTPError:
    return ModelHTTPError(status, "m", {"error": {"message": "No.", "type": kind}})


async def unreachable() -> ModelResponse:
    try:
        key = ConnectionKey("nowhere", 443, True, True, None, None, None)
        raise aiohttp.ClientConnectorError(key, ConnectionRefusedError(111, "Connection refused"))
    except aiohttp.ClientError as error:
        raise ModelConnectionError("m", "Connection error.") from error


LOST = Usage(200, None, about(0.02), calls=1)
REFUSED = Usage(0, 0, 0.0, calls=1)


@pytest.mark.parametrize("usd", [None, 5.0])
@pytest.mark.parametrize(
    ("reply", "spent"),
    [
        (failing(UnexpectedModelBehavior("no choices")), LOST),
        (failing(ContentFilterError("withheld")), LOST),
        (failing(http_error(502, "unreadable_reply")), LOST),
        (failing(http_error(500)), LOST),
        (failing(http_error(504)), LOST),
        (failing(ModelTimeoutError("m", "Request timed out.")), LOST),
        (failing(ModelConnectionError("m", "Connection error.")), LOST),
        (failing(ModelAPIError("m", "half a body")), LOST),
        (failing(aiohttp.ClientPayloadError("half a body")), LOST),
        (failing(ConnectionResetError()), LOST),
        (failing(TypeError("a reply that a client library trips over")), LOST),
        (failing(http_error(400)), REFUSED),
        (failing(http_error(401)), REFUSED),
        (failing(http_error(429)), REFUSED),
        (failing(http_error(503)), REFUSED),
        (failing(http_error(529)), REFUSED),
        (unreachable, Usage()),
        (failing(UserError("can't be asked so")), Usage()),
    ],
)
async def test_a_call_that_was_begun_counts_whatever_becomes_of_it(
    reply: Replying, spent: Usage, usd: float | None
) -> None:
    """Of a lost reply its prompt; what a provider refuses, it does not charge; what never arrived was no call."""
    counting = meter(usd)
    with pytest.raises((Exception, asyncio.CancelledError)):
        await asked(reply, counting)
    assert counting.take() == spent


@pytest.mark.parametrize("usd", [None, 5.0])
async def test_a_call_that_is_given_up_costs_its_prompt(usd: float | None) -> None:
    counting = meter(usd)
    model = MeteredModel(Scripted(asyncio.Event().wait), NAMED)  # type: ignore[arg-type]
    with pytest.raises(TimeoutError), metered(counting):
        async with asyncio.timeout(0.05):
            await model.request(PROMPT, None, ModelRequestParameters())
    assert counting.take() == LOST


async def test_a_call_of_a_free_model_counts_though_it_costs_nothing() -> None:
    counting = meter(0.0)
    with pytest.raises(ConnectionResetError):
        await asked(failing(ConnectionResetError()), counting, Price("runs here", 0.0, 0.0))
    assert counting.take() == Usage(200, None, 0.0, calls=1)


class Vectors:
    name = "embedder"

    async def embed(self, texts: list[str]) -> list[list[float]]:
        return [[1.0] for _ in texts]


async def test_embeddings_are_counted_and_refused_alike() -> None:
    embedder = MeteredEmbedder(Vectors(), NAMED)  # type: ignore[arg-type]
    counting = meter(5.0)
    with metered(counting):
        assert len(await embedder.embed(["a" * 400, "b" * 400])) == 2
    assert counting.take() == Usage(200, None, about(0.02))
    with metered(meter(0.0)), pytest.raises(ModelFault):
        await embedder.embed(["a"])
