"""Fields of a request that help but need not be there, and how each is left out: pure functions on the JSON body.

What a schema would have enforced is asked for in words instead, so that the reply may still have the form.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]

ESSENTIAL = frozenset(
    {"model", "messages", "input", "contents", "instructions", "systemInstruction", "generationConfig"}
)
"""Without these a request asks nothing."""

FORM_IN_WORDS = """\
Reply with one JSON object that fits this JSON schema, and with nothing before or after it:
{schema}"""


@dataclass(frozen=True, slots=True)
class OptionalField:
    """`name` as users and logs know it; `named` finds it in a server's words."""

    name: str
    named: re.Pattern[str]
    is_in: Callable[[Body], bool]
    without: Callable[[Body], Body]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _config(body: Body) -> Body:
    """Where Google's API keeps the fields that other APIs have in the body itself."""
    config = body.get("generationConfig")
    return config if isinstance(config, dict) else {}


def names_in(body: Body) -> list[str]:
    """The names of all fields in a request's body."""
    return [*body, *_config(body)]


def _has(*names: str) -> Callable[[Body], bool]:
    return lambda body: any(held.get(name) is not None for name in names for held in (body, _config(body)))


def _less(*names: str) -> Callable[[Body], Body]:
    def without(body: Body) -> Body:
        less = {name: value for name, value in body.items() if name not in names}
        if config := _config(body):
            less["generationConfig"] = {name: value for name, value in config.items() if name not in names}
        return less

    return without


def _format(body: Body) -> Mapping[str, Any]:
    response_format = body.get("response_format")
    return response_format if isinstance(response_format, dict) else {}


_SCHEMAS: tuple[tuple[str, ...], ...] = (
    ("response_format", "json_schema", "schema"),
    ("text", "format", "schema"),
    ("output_config", "format", "schema"),
    ("output_format", "schema"),
    ("generationConfig", "responseJsonSchema"),
    ("generationConfig", "responseSchema"),
)
"""Where a schema stands: in chat completions, OpenAI's responses, Anthropic's messages (now, and before), Google's
contents (so too)."""


def _schema(body: Body) -> tuple[str, Any] | None:
    """The request's field that holds a schema, and the schema."""
    for path in _SCHEMAS:
        node: Any = body
        for step in path:
            node = node.get(step) if isinstance(node, dict) else None
        if node is not None:
            return path[0], node
    return None


def _has_schema(body: Body) -> bool:
    return _schema(body) is not None


def _json_mode(body: Body) -> Body:
    schema_fields = _schema(body)
    if schema_fields is None:
        return body
    holder, schema = schema_fields
    changed = instructed(body, FORM_IN_WORDS.format(schema=json.dumps(schema, ensure_ascii=False)))
    if holder == "response_format":
        return {**changed, "response_format": {"type": "json_object"}}
    if holder == "generationConfig":
        return _less("responseJsonSchema", "responseSchema")(changed)
    return _less(holder)(changed)


def _without_format(body: Body) -> Body:
    return _less("response_format", "responseMimeType")(_json_mode(body))


def _is_strict(body: Body) -> bool:
    return "strict" in _format(body).get("json_schema", {})


def _not_strict(body: Body) -> Body:
    response_format = _format(body)
    schema = {name: value for name, value in response_format["json_schema"].items() if name != "strict"}
    return {**body, "response_format": {**response_format, "json_schema": schema}}


def _included(body: Body) -> list[Any]:
    """What a request to OpenAI's responses wants besides the answer."""
    included = body.get("include")
    return included if isinstance(included, list) else []


def _is_logprobs(included: Any) -> bool:
    return "logprobs" in str(included)


def _has_logprobs(body: Body) -> bool:
    return _has("logprobs", "responseLogprobs")(body) or any(map(_is_logprobs, _included(body)))


def _without_logprobs(body: Body) -> Body:
    less = _less("logprobs", "top_logprobs", "responseLogprobs")(body)
    if included := _included(body):
        less["include"] = [name for name in included if not _is_logprobs(name)]
    return less


def _older_limit(body: Body) -> Body:
    return {**_less("max_completion_tokens")(body), "max_tokens": body["max_completion_tokens"]}


_LIMITS = ("max_completion_tokens", "max_tokens", "max_output_tokens", "maxOutputTokens")


def token_limit(body: Body) -> int | None:
    """How many tokens a request lets be written, at most."""
    limits = (held[name] for held in (body, _config(body)) for name in _LIMITS if isinstance(held.get(name), int))
    return next(limits, None)


def _limited(held: Body, most: int) -> Body:
    lower = {name: most for name in _LIMITS if isinstance(held.get(name), int) and held[name] > most}
    return {**held, **lower}


def _messages(body: Body) -> Iterator[dict[str, Any]]:
    yield from (message for message in body.get("messages") or () if isinstance(message, dict))


def _speaks_as_system(body: Body) -> bool:
    roles = (message.get("role") for message in _messages(body))
    return "systemInstruction" in body or any(role in ("system", "developer") for role in roles)


def _system_as_user(body: Body) -> Body:
    """The system's words at the beginning of the first user message: some servers want roles to alternate."""
    if "systemInstruction" in body:
        return _with_google_parts(
            {name: value for name, value in body.items() if name != "systemInstruction"},
            _google_parts(body["systemInstruction"]),
            at_end=False,
        )
    said: list[str] = []
    messages: list[dict[str, Any]] = []
    for message in _messages(body):
        if message.get("role") in ("system", "developer"):
            said.append(_text(message.get("content")))
        elif said and message.get("role") == "user":
            messages.append({**message, "content": _joined("\n\n".join(said), message.get("content"))})
            said = []
        else:
            messages.append(message)
    if said:
        messages.append({"role": "user", "content": "\n\n".join(said)})
    return {**body, "messages": messages}


def instructed(body: Body, words: str) -> Body:
    """`body` with `words` at the end of the system's, or failing that of the last user message."""
    if "contents" in body:
        return _with_google_parts(body, [{"text": words}], at_end=True)
    if "messages" not in body:
        return {**body, "instructions": _joined(body.get("instructions"), words)}
    messages = list(_messages(body))
    indices = [at for at, message in enumerate(messages) if message.get("role") in ("system", "developer")]
    indices += [at for at, message in reversed(list(enumerate(messages))) if message.get("role") == "user"]
    if not indices:
        return {**body, "messages": [{"role": "user", "content": words}, *messages]}
    message = messages[indices[0]]
    messages[indices[0]] = {**message, "content": _joined(message.get("content"), words)}
    return {**body, "messages": messages}


def _google_parts(content: Any) -> list[Any]:
    parts = content.get("parts") if isinstance(content, dict) else None
    return parts if isinstance(parts, list) else []


def _with_google_parts(body: Body, parts: list[Any], *, at_end: bool) -> Body:
    """A request to Google's API with `parts` at the end of the system's words, or failing that before or after the
    user's.
    """
    if at_end and isinstance(system := body.get("systemInstruction"), dict):
        return {**body, "systemInstruction": {**system, "parts": [*_google_parts(system), *parts]}}
    contents = [dict(content) for content in body.get("contents") or () if isinstance(content, dict)]
    said_by_user = [content for content in contents if content.get("role", "user") == "user"]
    if not said_by_user:
        return {**body, "contents": [{"role": "user", "parts": parts}, *contents]}
    if at_end:
        said_by_user[-1]["parts"] = [*_google_parts(said_by_user[-1]), *parts]
    else:
        said_by_user[0]["parts"] = [*parts, *_google_parts(said_by_user[0])]
    return {**body, "contents": contents}


def _joined(first: Any, second: Any) -> Any:
    """Two contents as one: text, or a list of parts if one of them is a list."""
    if isinstance(first, list) or isinstance(second, list):
        return [*_parts(first), *_parts(second)]
    return "\n\n".join(filter(None, (_text(first), _text(second))))


def _parts(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [{"type": "text", "text": _text(content)}]


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(part["text"] for part in content if isinstance(part, dict) and "text" in part)
    return content if isinstance(content, str) else ""


def _image_parts(body: Body) -> Iterator[dict[str, Any]]:
    for message in _messages(body):
        content = message.get("content")
        for part in content if isinstance(content, list) else ():
            if isinstance(part, dict) and isinstance(part.get("image_url"), dict):
                yield part


def _has_detail(body: Body) -> bool:
    return any("detail" in part["image_url"] for part in _image_parts(body))


def _without_detail(body: Body) -> Body:
    copied: Body = json.loads(json.dumps(body))
    for part in _image_parts(copied):
        part["image_url"].pop("detail", None)
    return copied


OPTIONAL_FIELDS: tuple[OptionalField, ...] = (
    OptionalField(
        "top_logprobs",
        _words(r"top_logprobs"),
        lambda body: body.get("top_logprobs") is not None and _has_logprobs(body),
        _less("top_logprobs"),
    ),
    OptionalField(
        "logprobs",
        _words(r"(?<!top_)logprobs|log ?prob(?:abilitie)?s"),
        _has_logprobs,
        _without_logprobs,
    ),
    OptionalField(
        "strict", _words(r"\bstrict\b(?! mode schema)"), _is_strict, _not_strict
    ),
    OptionalField(
        "json_schema",
        _words(r"json[_ ]?schema|response_?format|structured (?:output|response)|guided|grammar"
            r"|response_?schema|output_?(?:format|config)|\btext\.format"),
        _has_schema,
        _json_mode,
    ),
    OptionalField(
        "response_format",
        _words(r"response_?format|json_object|json[ _]mode|structured (?:output|response)|json[_ ]?schema|grammar"
            r"|response_?mime_?type"),
        _has("response_format", "responseMimeType"),
        _without_format,
    ),
    OptionalField(
        "max_completion_tokens", _words(r"max_completion_tokens"), _has("max_completion_tokens"), _older_limit
    ),
    OptionalField(
        "max_tokens", _words(r"\bmax_?(?:new_|output_?)?tokens"), _has(*_LIMITS[1:]), _less(*_LIMITS[1:])
    ),
    OptionalField(
        "system",
        _words(
            r"\b(?:system|developer)['\"`]?[ -](?:role|message|prompt|instruction)"
            r"|role[^.]{0,20}\b(?:system|developer)\b|['\"`](?:system|developer)['\"`]|roles must alternate"
            r"|messages\W{1,3}\d+\W{1,3}role|system_?instruction"
        ),
        _speaks_as_system,
        _system_as_user,
    ),
    OptionalField("temperature", _words(r"\btemperature\b"), _has("temperature"), _less("temperature")),
    OptionalField("seed", _words(r"\bseed\b"), _has("seed"), _less("seed")),
    OptionalField("top_p", _words(r"\btop_?p\b"), _has("top_p", "topP"), _less("top_p", "topP")),
    OptionalField(
        "stop", _words(r"['\"`]stop['\"`]|\bstop[ _]?(?:sequences?|words?|parameter)|\bbody\.stop\b|^stop\b"),
        _has("stop", "stop_sequences", "stopSequences"), _less("stop", "stop_sequences", "stopSequences"),
    ),
    OptionalField(
        "include", _words(r"\binclude\b|encrypted[ _]content"), _has("include"), _less("include")
    ),
    OptionalField(
        "detail", _words(r"image_url\W{1,3}detail|['\"`]detail['\"`]|image detail"), _has_detail, _without_detail
    ),
)  # fmt: skip
"""In the order in which they are left out if a server doesn't say which it means: the least missed come first."""

BY_NAME: Mapping[str, OptionalField] = {field.name: field for field in OPTIONAL_FIELDS}


def at_most(tokens: int) -> OptionalField:
    """What of a limit of tokens is above `tokens`."""

    def without(body: Body) -> Body:
        less = _limited(body, tokens)
        return {**less, "generationConfig": _limited(config, tokens)} if (config := _config(body)) else less

    name = f"max_tokens above {tokens}"
    return OptionalField(name, _words(re.escape(name)), lambda body: (token_limit(body) or 0) > tokens, without)


def any_other(name: str) -> OptionalField:
    """A field of which nothing is known but that a server names it."""
    return OptionalField(name, _words(rf"\b(?:{'|'.join(map(re.escape, spellings(name)))})\b"), _has(name), _less(name))


def spellings(name: str) -> tuple[str, str]:
    """`topK` and `top_k`: Google's servers take the one, and name the other in their errors."""
    return name, re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
