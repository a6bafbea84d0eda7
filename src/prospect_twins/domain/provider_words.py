"""What a provider says of a call that failed: found in its reply, shortened, and without keys."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from prospect_twins.domain.received import clean_line

MOST_CHARS = 240
_KEPT_OF_SECRETS = "[hidden]"

_SECRET_NAME = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$")
SHORTEST_SECRET = 6
"""Characters; "none" and the like are words that a message may hold."""
_SECRETS = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|hf|key|pat|ghp|glpat|r8|pplx|nvapi|AIza|AKIA|ya29)[-_.]?[\w*.-]*[\w*]{5,}"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"
    r"|\b(?=[\w*-]*\d)(?=[\w*-]*[A-Za-z])[\w*-]{32,}"
)
_AFTER_ITS_NAME = re.compile(
    r"((?:\b(?:bearer|basic)\b|(?:api|access|secret|auth)[ _-]?(?:key|token)(?: provided)?|\bauthorization|\bpassword"
    r"|\bx-api-key|[?&](?:key|token|api_key|access_token))[\"']?\s*[:=]?\s*[\"']?)(?!bearer|basic)([^\s\"',;&]{6,})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+[.,:;!?]?$")
_CREDENTIALS_IN_ADDRESS = re.compile(r"(\bhttps?://)[^\s/@]+@")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_UNSHOWN = re.compile(r"<(script|style|head)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_WHERE = (
    "error", "message", "detail", "msg", "status_msg", "error_msg", "error_message", "error_description", "description",
    "reason", "title", "errors", "details", "base_resp", "metadata", "raw",
)  # fmt: skip
"""Fields that tell what is wrong, the most usual first; other fields may repeat what was asked. Routers of many
providers put the words of the one that was asked into `metadata.raw`, MiniMax its own into `base_resp`."""
_DEEPEST = 6


def provider_words(body: Any, secrets: Sequence[str] = ()) -> str:
    """The words of an error's body (JSON as Python has it, or text, also of a web page) on one line; empty if none.

    `secrets` are configured keys, which are taken out wherever they stand; what looks like a key is taken out as well.
    """
    words = clean_line("; ".join(dict.fromkeys(_found(body, 0))), 4 * MOST_CHARS)
    return clean_line(masked(words, secrets), MOST_CHARS)


_FILTERED = re.compile(
    r"content[ _-]?(?:filter|policy|management|moderation)|moderation|\bflagged\b|safety (?:system|filter|reason)"
    r"|safety_(?:check|violation)|content exists risk|considered high risk|data_?inspection|inappropriate content"
    r"|sensitive[ _]?content|sensitivecontent|new_sensitive|contains? sensitive|unsafe (?:or|content)"
    r"|usage (?:guidelines|polic)|guardrail|jailbreak|prohibited_content|\bblock_?list|敏感|不安全|违规",
    re.IGNORECASE,
)
"""Azure, OpenAI, DeepSeek, Moonshot, Alibaba, Volcengine, MiniMax, xAI, Bedrock, Google, Zhipu and OpenRouter."""
_OF_THE_MODEL = re.compile(
    r"model[^.]{0,60}(?:not found|does not exist|not exist|no access)"
    r"|(?:unknown|invalid|no such|unable to access|not a valid) model|no models? (?:is |are )?loaded"
    r"|model_not_(?:found|available|exist)|\bdeployment[^.]{0,40}does not exist",
    re.IGNORECASE,
)


def tells_of_a_filter(words: str) -> bool:
    """Whether an error's words, or its code, say that a provider's filter took what was asked or answered amiss."""
    return bool(_FILTERED.search(words))


def tells_of_the_model(words: str) -> bool:
    """Whether an error's words, or its code, say that there is no such model."""
    return bool(_OF_THE_MODEL.search(words))


def configured_secrets(environ: Mapping[str, str]) -> Sequence[str]:
    """The values of variables that hold keys, as their names tell."""
    return [value for name, value in environ.items() if _SECRET_NAME.search(name) and len(value) >= SHORTEST_SECRET]


def masked(text: str, secrets: Sequence[str] = ()) -> str:
    """`text` without keys."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, _KEPT_OF_SECRETS)
    text = _CREDENTIALS_IN_ADDRESS.sub(rf"\1{_KEPT_OF_SECRETS}@", text)
    text = _AFTER_ITS_NAME.sub(lambda match: match[0] if _WORD.match(match[2]) else match[1] + _KEPT_OF_SECRETS, text)
    return _SECRETS.sub(_KEPT_OF_SECRETS, text)


def page_words(text: str) -> str:
    """What a web page says: its title, or else its text."""
    title = _TITLE.search(text)
    words = title[1] if title and title[1].strip() else _TAG.sub(" ", _UNSHOWN.sub(" ", text))
    return clean_line(html.unescape(words))


def is_page(text: str) -> bool:
    """Whether `text` is HTML (or other XML)."""
    return text.lstrip()[:1] == "<"


def _found(body: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(body, str):
        if body.lstrip()[:1] in ("{", "["):
            try:
                inner = json.loads(body)
            except (ValueError, RecursionError):
                inner = None
            if within := list(_found(inner, depth + 1)):
                yield from within
                return
        words = page_words(body) if is_page(body) else clean_line(body, 4 * MOST_CHARS)
        if words:
            yield words
    elif isinstance(body, Mapping):
        location = body.get("loc")
        if isinstance(location, list | tuple) and isinstance(body.get("msg"), str):
            yield f"{'.'.join(str(step) for step in location)}: {body['msg']}"
            return
        for name in _WHERE:
            if body.get(name):
                yield from _found(body[name], depth + 1)
    elif isinstance(body, list | tuple):
        for entry in body[:5]:
            yield from _found(entry, depth + 1)
