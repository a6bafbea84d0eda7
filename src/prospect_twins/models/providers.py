"""Models of providers, by Pydantic AI, over one HTTP client that is fast and never retries on its own."""

import inspect
import os
import re
import warnings
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from pydantic_ai.exceptions import UnsupportedSettingWarning, UserError
from pydantic_ai.models import Model, infer_model
from pydantic_ai.profiles import ModelProfile, merge_profile
from pydantic_ai.providers import Provider, infer_provider, infer_provider_class

from prospect_twins.models.credentials import missing_variable, tidy_credentials
from prospect_twins.models.errors import UnusableModel, unknown_model
from prospect_twins.models.wire.client import ProviderClient

_VARIABLE = re.compile(r"`([A-Z][A-Z0-9_]+)`")
_NO_TAGS = ("<no model writes this>", "</no model writes this>")
_EXTRA = re.compile(r"pydantic-ai-slim\[([a-z-]+)\]")


@asynccontextmanager
async def open_provider_model(model: str, connections: int, omits: Sequence[str] = ()) -> AsyncIterator[Model]:
    """The model `provider:name`, with room for `connections` calls at a time. Raises UnusableModel.

    `omits`: fields that are left out of its requests from the start (see `wire.optional_fields`).
    """
    client = ProviderClient(connections, omits)
    # A reasoning model takes no temperature; that the library leaves it out is as it should be, and no news.
    warnings.filterwarnings("ignore", "Sampling parameters", UserWarning)
    warnings.filterwarnings("ignore", category=UnsupportedSettingWarning)
    try:
        tidy_credentials(model, os.environ)
        opened = _inferred(model, client)
        # The library would take `<think>` away where no `</think>` comes, and leave the thoughts as the text; what of
        # a text was meant for the reader is for `domain.spoken` to tell, which needs the whole of it.
        opened.profile = merge_profile(opened.profile, ModelProfile(thinking_tags=_NO_TAGS))
        yield opened
    finally:
        await client.aclose()


def _inferred(model: str, client: httpx2.AsyncClient) -> Model:
    try:
        return infer_model(model, lambda name: provider_on(name, client))
    except ImportError as error:
        extra = _EXTRA.search(str(error))
        package = f"pip install 'pydantic-ai-slim[{extra[1]}]'" if extra else str(error).partition("\n")[0]
        raise UnusableModel(f"The model '{model}' needs a package that is not installed: {package}.") from error
    except UserError as error:
        variable = _VARIABLE.search(error.message)
        if variable is None:
            raise UnusableModel(f"The model '{model}' can't be used: {error.message}") from error
        raise missing_variable(model, variable[1]) from error
    except ValueError as error:
        raise unknown_model(model) from error
    except Exception as error:  # each provider's client has its own way of saying what it misses
        raise UnusableModel(f"The model '{model}' can't be used: {str(error).partition(chr(10))[0]}") from error


def provider_on(name: str, client: httpx2.AsyncClient) -> Provider[Any]:
    """The provider of that name, speaking through `client`; it never retries on its own."""
    if name.startswith("gateway/"):
        return infer_provider(name)
    kind = infer_provider_class(name)
    make: Callable[..., Provider[Any]] = kind
    provider = make(http_client=client) if _takes_client(kind) else make()
    # The SDKs made by Stainless (OpenAI, Anthropic, Groq) retry twice unless told otherwise.
    if hasattr(provider.client, "max_retries"):
        provider.client.max_retries = 0
    return provider


def _takes_client(kind: type[Provider[Any]]) -> bool:
    return "http_client" in inspect.signature(kind.__init__).parameters
