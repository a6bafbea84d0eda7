"""From a model string to a model: `embedded`, `scripted[:options]`, or any of Pydantic AI's (`provider:model`).

Light to import: the API process asks only `sees_images`. What is heavy is imported by the function that opens a model.
"""

import os
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prospect_twins.models.credentials import check_credentials as check_credentials  # noqa: PLC0414  # handed on
from prospect_twins.models.errors import UnusableModel, unknown_model
from prospect_twins.models.scripted.options import InvalidScript, ScriptedOptions, parse_options

if TYPE_CHECKING:
    from pydantic_ai.models import Model

OPENAI_ADDRESS = "https://api.openai.com/"
OPENAI_PROVIDERS = frozenset({"openai", "openai-chat", "openai-responses"})
"""Providers that `OPENAI_BASE_URL` sends to another server."""

SEEING = re.compile(
    r"gpt-4o|gpt-4\.[15]|gpt-4-turbo|gpt-[5-9]|chatgpt-4o"
    r"|\bo1(?!-mini)|\bo3(?!-mini)|\bo4\b"
    r"|claude-(?!2|instant)"
    r"|gemini-|gemma-?[34]"
    r"|llava|moondream|pixtral|minicpm-?v|vision|llama-?4"
    r"|qwen[\d.]*-?vl|glm-[\d.]+v|internvl"
    r"|grok-[4-9]|mistral-medium-[3-9]|mistral-small-?3\.[1-9]"
)
"""Names of model families that take pictures, whoever serves them. A family that is missing here is taken to be blind,
so that a picture is refused rather than ignored; PROSPECT_TWINS_MODEL_SEES_IMAGES overrules it."""
BLIND = re.compile(r"gpt-oss|embed|whisper|tts|audio")


@dataclass(frozen=True, slots=True)
class ModelSource:
    """One row of the catalog."""

    open: "Callable[[str, OpeningOptions], AbstractAsyncContextManager[Model]]"
    """Opens the model of a whole model string."""
    sees_images: Callable[[str, Mapping[str, str]], bool]
    """Told by the whole model string and the environment."""
    small: bool = False
    """Whether its models need the prompts made for small ones."""


@dataclass(frozen=True, slots=True)
class OpeningOptions:
    """What opening a model needs besides its name."""

    connections: int
    """Calls under way at a time; HTTP clients keep as many connections."""
    embedded: "Callable[[], AbstractAsyncContextManager[Model]] | None" = None
    """Opens the embedded model, which needs a runtime of its own."""
    omits: Sequence[str] = ()
    """Fields that are left out of requests to a provider from the start."""


@asynccontextmanager
async def open_model(
    model: str,
    *,
    connections: int,
    embedded: "Callable[[], AbstractAsyncContextManager[Model]] | None" = None,
    omits: Sequence[str] = (),
) -> "AsyncIterator[Model]":
    """The model named by `model`, for as long as the context lasts; what it replies is cleaned (see `entrance`).

    `connections` is the number of calls under way at a time, `embedded` opens the embedded model, `omits` names what
    is left out of a provider's requests. Retries of the providers' own clients are off: they would know nothing of our
    budgets. Raises UnusableModel on entering.
    """
    async with _source(model).open(model, OpeningOptions(connections, embedded, omits)) as opened:
        from prospect_twins.models.entrance import CleanedModel

        yield CleanedModel(opened)


def check_model(model: str) -> None:
    """Raises UnusableModel if `model` can't be a model string at all; imports nothing heavy."""
    prefix, colon, rest = model.partition(":")
    if prefix == "scripted":
        _script(model)
    elif prefix != "embedded" and not (colon and rest):
        raise unknown_model(model)


def sees_images(model: str, override: bool | None = None, environ: Mapping[str, str] | None = None) -> bool:
    """Whether `model` takes pictures: `override` if given, else what is known of its name.

    Behind another OPENAI_BASE_URL any name may mean any model, so there the answer is no unless `override` says yes.
    """
    if override is not None:
        return override
    return _source(model).sees_images(model, os.environ if environ is None else environ)


def is_small(model: str) -> bool:
    """Whether `model` needs the prompts made for models of a few billion parameters."""
    return _source(model).small


def _source(model: str) -> ModelSource:
    return SOURCES.get(model.partition(":")[0], PROVIDERS)


@asynccontextmanager
async def _open_embedded(model: str, options: OpeningOptions) -> "AsyncIterator[Model]":
    if options.embedded is None:
        raise UnusableModel("The embedded model can't be opened here; choose another with PROSPECT_TWINS_MODEL.")
    async with options.embedded() as opened:
        yield opened


@asynccontextmanager
async def _open_scripted(model: str, options: OpeningOptions) -> "AsyncIterator[Model]":
    script = _script(model)
    from prospect_twins.models.scripted.model import ScriptedModel

    yield ScriptedModel(script)


@asynccontextmanager
async def _open_provider(model: str, options: OpeningOptions) -> "AsyncIterator[Model]":
    check_model(model)
    from prospect_twins.models.providers import open_provider_model

    async with open_provider_model(model, options.connections, options.omits) as opened:
        yield opened


def _provider_sees_images(model: str, environ: Mapping[str, str]) -> bool:
    provider, _, name = model.partition(":")
    address = environ.get("OPENAI_BASE_URL", "")
    if provider in OPENAI_PROVIDERS and address and not address.startswith(OPENAI_ADDRESS):
        return False
    return bool(SEEING.search(name.lower())) and not BLIND.search(name.lower())


def _script(model: str) -> ScriptedOptions:
    try:
        return parse_options(model.partition(":")[2])
    except InvalidScript as error:
        raise UnusableModel(str(error)) from error


SOURCES: Mapping[str, ModelSource] = {
    "embedded": ModelSource(_open_embedded, lambda model, environ: False, small=True),
    "scripted": ModelSource(_open_scripted, lambda model, environ: _script(model).images),
}
PROVIDERS = ModelSource(_open_provider, _provider_sees_images)
"""Every other model string: `provider:model`, as Pydantic AI reads it."""
