"""Keys and addresses of providers, as they stand in the environment: checked before anything is asked.

The providers' own clients read these variables, each in its way: an empty key (`${KEY:-}`) or one with a line break
ends some of them with an exception, and others only when the first question comes. Here they are read once for all.
"""

import os
import re
from collections.abc import Iterator, Mapping, MutableMapping
from urllib.parse import urlsplit, urlunsplit

from prospect_twins.models.errors import UnusableModel

_PREFIXES: Mapping[str, tuple[str, ...]] = {
    "openai-chat": ("OPENAI",),
    "openai-responses": ("OPENAI",),
    "google": ("GOOGLE", "GEMINI"),
    "google-gla": ("GOOGLE", "GEMINI"),
    "google-vertex": ("GOOGLE",),
    "azure": ("AZURE_OPENAI", "OPENAI_API_VERSION"),
    "bedrock": ("AWS",),
    "cohere": ("CO",),
    "huggingface": ("HF",),
    "grok": ("XAI", "GROK"),
    "heroku": ("HEROKU_INFERENCE",),
    "vercel": ("VERCEL",),
    "github": ("GITHUB",),
    "alibaba": ("ALIBABA", "DASHSCOPE"),
    "voyageai": ("VOYAGE",),
    "gateway": ("PAIG", "PYDANTIC_AI_GATEWAY"),
}
"""How the variables of a provider begin, where it is not by its own name."""
_KEYS: Mapping[str, tuple[str, ...]] = {
    "openai": ("OPENAI_API_KEY",),
    "openai-chat": ("OPENAI_API_KEY",),
    "openai-responses": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "google": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "mistral": ("MISTRAL_API_KEY",),
    "groq": ("GROQ_API_KEY",),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY",),
    "cohere": ("CO_API_KEY",),
}
"""Variables of which one has to be set; other providers say by themselves what they miss, when they are opened."""
_KEYLESS_BY_ADDRESS = frozenset({"openai", "openai-chat", "openai-responses"})
"""Behind another address these need no key: many local servers have none."""
_SECRET = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)S?(?:_ID)?$")
_ADDRESS = re.compile(r"(?:_URL|_ENDPOINT|_API_BASE)$")
_QUOTES = "\"'`“”‘’"


def check_credentials(
    model: str, environ: Mapping[str, str] | None = None, *, chosen_by: str = "PROSPECT_TWINS_MODEL"
) -> None:
    """Raises UnusableModel, one line that names the variable, if `model`'s key or address can't be right.

    `chosen_by`: with which setting or option another model is chosen.

    A blank variable counts as not set; blanks and quotation marks around a value don't count. Imports nothing heavy,
    connects to nothing.
    """
    variables = dict(os.environ if environ is None else environ)
    tidy_credentials(model, variables)
    provider = model.partition(":")[0]
    keys = _KEYS.get(provider, ())
    local = provider in _KEYLESS_BY_ADDRESS and "OPENAI_BASE_URL" in variables
    if keys and not local and not any(name in variables for name in keys):
        raise missing_variable(model, keys[0], chosen_by)
    if provider == "ollama" and "OLLAMA_BASE_URL" not in variables:
        raise missing_variable(model, "OLLAMA_BASE_URL", chosen_by)


def tidy_credentials(model: str, environ: MutableMapping[str, str]) -> None:
    """Write the variables of `model`'s provider into `environ` as they are meant: blanks and quotation marks around
    them dropped, blank ones removed. Raises UnusableModel for a value that can't be meant.
    """
    for name in list(_variables(model, environ)):
        value = environ[name].strip().strip(_QUOTES).strip()
        if not value:
            del environ[name]
            continue
        if _SECRET.search(name):
            _check_secret(name, value)
        elif _ADDRESS.search(name):
            _check_address(name, value)
        if value != environ[name]:
            environ[name] = value


def missing_variable(model: str, name: str, chosen_by: str = "PROSPECT_TWINS_MODEL") -> UnusableModel:
    """The error that an environment variable is not set. `chosen_by`: the setting that names the model."""
    return UnusableModel(
        f"The model '{model}' needs {name}: set it in the environment, or choose another model with {chosen_by} "
        "('embedded' and 'scripted' need nothing)."
    )


def _variables(model: str, environ: Mapping[str, str]) -> Iterator[str]:
    provider = model.partition(":")[0].partition("/")[0]
    if provider in ("embedded", "scripted"):
        return
    prefixes = _PREFIXES.get(provider, (provider.upper().replace("-", "_"),))
    for name in environ:
        if any(name == prefix or name.startswith(f"{prefix}_") for prefix in prefixes):
            yield name


def _check_secret(name: str, value: str) -> None:
    if not all("!" <= sign <= "~" for sign in value):
        raise UnusableModel(
            f"{name} holds a blank, a line break or a letter that no key has; set it to the key alone, without "
            "anything before or after it."
        )


def _check_address(name: str, value: str) -> None:
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or a bracket that does not close
        valid = False
    if not valid or any(sign.isspace() for sign in value):
        raise UnusableModel(
            f"{name} is no web address ('{_without_password(value)}'); write it in full, such as "
            "http://127.0.0.1:8000/v1 or https://api.example.com/v1."
        )


def _without_password(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])).rpartition("@")[2]
