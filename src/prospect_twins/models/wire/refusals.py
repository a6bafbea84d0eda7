"""Does a server refuse a field, and which? Read from the words of its 400 or 422."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from prospect_twins.domain.provider_words import tells_of_a_filter, tells_of_the_model
from prospect_twins.models.wire.optional_fields import (
    ESSENTIAL,
    OPTIONAL_FIELDS,
    Body,
    OptionalField,
    any_other,
    at_most,
    names_in,
    spellings,
    token_limit,
)

REFUSING = frozenset({400, 415, 422})
"""Statuses by which servers refuse a request for its form."""
REFUSING_IN_WORDS = frozenset({403, 404, 405, 409, 500, 501, 502})
"""By these too, but only in words: most of them mean something else."""
_PARAMETERS = re.compile(r"\b(?:requested|provided|given|unsupported|these|all) parameters?\b", re.IGNORECASE)
"""Words of a router that has no server for all that is asked, without a word on what is too much."""

_NOT_TAKEN = re.compile(
    r"support|unknown|unrecogni[sz]ed|unexpected|extra (?:input|field)|not permitted|not allowed|not implemented"
    r"|not available|invalid|not enabled|no endpoints? found|must be one of|cannot|can't|does ?n[o']t|failed to parse",
    re.IGNORECASE,
)
_MATTER = re.compile(
    r"context[ _](?:length|window|size)|maximum context|too long|too many (?:input )?tokens|reduce the length"
    r"|exceed\w* .{0,40}(?:tokens?|context|limit)|safety|inappropriate|harmful|blocked"
    r"|\bbilling\b|\bcredits?\b|\bquota\b|\bbalance\b"
    r"|(?:invalid|bad|unsupported|corrupt|could not|cannot|unable)[^.]{0,40}\b(?:image|picture)s?\b"
    r"|\b(?:image|picture)s?\b[^.]{0,60}(?:invalid|corrupt|too (?:large|big|small)|supported|decode|download)"
    r"|support[^.]{0,20}\b(?:images?|pictures?|vision)\b|not (?:a )?(?:multimodal|vision)"
    r"|(?:api|access)[ _]key|unauthori[sz]ed",
    re.IGNORECASE,
)
"""Words about what is asked, by whom, or of which model; no field makes the difference."""
_LIMIT = re.compile(r"max_?(?:completion_|new_|output_?)?tokens", re.IGNORECASE)
_ANY_LIMIT = re.compile(rf"{_LIMIT.pattern}|max(?:imum)? (?:\w+ )?tokens|(?:output|completion) tokens", re.IGNORECASE)
_TOO_MUCH = re.compile(
    r"too (?:large|high|big|many)|at most|less than|lower than|maximum|exceed|range|between|up to|limit|greater|[<>≤]",
    re.IGNORECASE,
)
_ROOM = re.compile(r"context[ _](?:length|size)|\bprompt|\binputs?`? tokens?|\bmessages\b", re.IGNORECASE)
"""Words on how much there is room for beside what is asked: that differs from call to call."""
_NUMBER = re.compile(r"(?<![\w.-])(\d{1,3}(?:,\d{3})+|\d+)(?![\w-]|\.\d)(?:[`'\")]*\s*(\(exclusive\)))?")
LEAST_LIMIT = 64
"""Tokens. A smaller number in a server's words is about something else, or would leave no room for an answer."""


def refused_field(status: int, error: Any, words: str, body: Body) -> OptionalField | None:
    """The field of `body` that the server says it refuses; None if it names none."""
    if status not in REFUSING and not (status in REFUSING_IN_WORDS and _NOT_TAKEN.search(words)):
        return None
    if lower := _lower_limit(words, body):
        return lower
    for location in _places(error):
        if field := _named(location, body):
            return field
    if is_about_the_matter(words):
        # A small server may have no room for the answer that we allow for, though it would have for what is said.
        return _limit_by_another_name(words, body)
    return _named(words, body) or _limit_by_another_name(words, body) or _other(words, body)


def is_refusal(status: int, words: str) -> bool:
    """Whether a server refuses a request for its form, be it without a word on what of it."""
    return status in REFUSING or (status in REFUSING_IN_WORDS and bool(_PARAMETERS.search(words)))


def may_be_a_field(status: int, error: Any, words: str) -> bool:
    """Whether it is worth finding out which field is meant, where none is named."""
    details = error.get("error", error) if isinstance(error, Mapping) else None
    code = str(details.get("code")) if isinstance(details, Mapping) else ""
    return is_refusal(status, words) and not is_about_the_matter(f"{words} {code}")


def is_about_the_matter(words: str) -> bool:
    """Whether a refusal speaks of what was asked rather than of a field."""
    return bool(_MATTER.search(words)) or tells_of_a_filter(words) or tells_of_the_model(words)


def _lower_limit(words: str, body: Body) -> OptionalField | None:
    """The limit of tokens lowered to what the server takes, by any of its names; None if it names no such number."""
    asked = token_limit(body)
    if asked is None or not (_ANY_LIMIT.search(words) and _TOO_MUCH.search(words)) or _ROOM.search(words):
        return None
    limits = [int(number[1].replace(",", "")) - bool(number[2]) for number in _NUMBER.finditer(words)]
    fitting = [number for number in limits if LEAST_LIMIT <= number < asked and number not in REFUSING]
    return at_most(max(fitting)) if fitting else None


def _named(words: str, body: Body) -> OptionalField | None:
    return next((field for field in OPTIONAL_FIELDS if field.is_in(body) and field.named.search(words)), None)


def _limit_by_another_name(words: str, body: Body) -> OptionalField | None:
    """The limit of tokens, which servers name as they know it, however it was sent."""
    limit = next((field for field in OPTIONAL_FIELDS if _LIMIT.fullmatch(field.name) and field.is_in(body)), None)
    return limit if limit and _LIMIT.search(words) else None


def _other(words: str, body: Body) -> OptionalField | None:
    """A field of the body that is named as one: between quotation marks, or by a name that is no word of English."""
    for name in names_in(body):
        for spelt in spellings(name):
            quoted = re.search(rf"['\"`]{re.escape(spelt)}['\"`]|\bbody\.{re.escape(spelt)}\b", words)
            is_no_word = "_" in spelt or not spelt.islower()
            if name not in ESSENTIAL and (quoted or (is_no_word and re.search(rf"\b{re.escape(spelt)}\b", words))):
                return any_other(name)
    return None


def _places(error: Any) -> Iterator[str]:
    """Where an error says that it lies: OpenAI's `param`, FastAPI's `loc`."""
    inner = error.get("error", error) if isinstance(error, Mapping) else None
    if not isinstance(inner, Mapping):
        return
    if isinstance(inner.get("param"), str):
        yield inner["param"]
    details = inner.get("detail")
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, Mapping) and isinstance(detail.get("loc"), list | tuple):
            yield ".".join(str(step) for step in detail["loc"])
