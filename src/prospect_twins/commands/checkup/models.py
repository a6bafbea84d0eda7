"""The models that answer, code and compare: their keys, their files, and the memory they take."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prospect_twins.commands.checkup.findings import CheckupFinding, odd, well, wrong

if TYPE_CHECKING:
    from prospect_twins.settings import Settings

_MB = 1_000_000
_ANSWER_WITHIN_S = 60


def check_models(settings: "Settings") -> Iterator[CheckupFinding]:
    """The one that answers, and the one that labels if it is another."""
    for name in dict.fromkeys((settings.model, settings.model_that_labels)):
        what = "model" if name == settings.model else "coding model"
        yield _weights(settings, what) if name == "embedded" else _credentials(name, what)


def check_memory(settings: "Settings") -> Iterator[CheckupFinding]:
    """Look whether the embedded model fits into the memory that is free."""
    from prospect_twins.models.embedded import memory
    from prospect_twins.models.embedded.runtime import CONTEXT_TOKENS

    free = memory.available()
    state = f"{free / _MB:,.0f} MB free"
    if "embedded" not in (settings.model, settings.model_that_labels):
        yield well("memory", state)
        return
    size = _weights_size(settings)
    needed = memory.needed(size, settings.embedded_parallel * CONTEXT_TOKENS)
    if free < needed:
        advice = (
            f"The embedded model takes {needed / _MB:,.0f} MB: close something, lower "
            "PROSPECT_TWINS_EMBEDDED_PARALLEL, or set PROSPECT_TWINS_MODEL to another model. A model that is loaded "
            "already has taken its part."
        )
        yield odd("memory", state, advice)
    else:
        yield well("memory", f"{state}; the embedded model takes {needed / _MB:,.0f} MB")


def check_embeddings(settings: "Settings") -> Iterator[CheckupFinding]:
    """Look whether the embedding model can be used."""
    name = settings.embedding_model
    if name != "embedded":
        yield _credentials(name, "embeddings")
        return
    from prospect_twins.models.embeddings.minilm import MiniLmEmbedder

    if MiniLmEmbedder(settings.cache_dir).present():
        yield well("embeddings", "embedded, its files are here")
    else:
        yield well("embeddings", "embedded; 23 MB are downloaded at first use")


def check_model_answers(settings: "Settings") -> Iterator[CheckupFinding]:
    """Asks each model for one word."""
    for name in dict.fromkeys((settings.model, settings.model_that_labels)):
        yield asyncio.run(_asked(settings, name))


def _credentials(name: str, what: str) -> CheckupFinding:
    from prospect_twins.models.credentials import check_credentials
    from prospect_twins.models.errors import UnusableModel

    try:
        check_credentials(name)
    except UnusableModel as error:
        return wrong(what, name, str(error))
    if name.partition(":")[0] == "scripted":
        return odd(what, name, "Its answers are made up from templates; set PROSPECT_TWINS_MODEL for real ones.")
    return well(what, f"{name}; its variables are set")


def _weights(settings: "Settings", what: str) -> CheckupFinding:
    from prospect_twins.app.weights import build_weights

    weights = build_weights(settings)
    if weights.present():
        return well(what, f"embedded, {weights.name}; its file is here")
    if settings.weights is not None:
        return wrong(what, f"there is no file {settings.weights}", "Correct PROSPECT_TWINS_WEIGHTS, or unset it.")
    return well(what, f"embedded, {weights.name}; 1.1 GB are downloaded at the first start")


def _weights_size(settings: "Settings") -> int:
    from prospect_twins.app.weights import build_weights
    from prospect_twins.models.embedded.pinned import QWEN_CODER

    file = build_weights(settings).present()
    return file.stat().st_size if file else QWEN_CODER.size


async def _asked(settings: "Settings", name: str) -> CheckupFinding:
    from pydantic_ai.direct import model_request
    from pydantic_ai.messages import ModelRequest

    from prospect_twins.agents.calling.model_faults import FAULTS, fault_of
    from prospect_twins.app.models import open_configured_model
    from prospect_twins.domain.errors import ProspectTwinsError

    what = "call"
    try:
        async with asyncio.timeout(_ANSWER_WITHIN_S), open_configured_model(settings, name) as model:
            await model_request(model, [ModelRequest.user_text_prompt("Say OK.")], model_settings={"max_tokens": 200})
    except TimeoutError:
        return wrong(what, f"{name} gave no answer within {_ANSWER_WITHIN_S} s", "Look at its server, or try again.")
    except FAULTS as error:
        return wrong(what, f"{name} gave no answer", str(fault_of(error)))
    except ProspectTwinsError as error:
        return wrong(what, f"{name} can't be used", str(error))
    return well(what, f"{name} answers")
