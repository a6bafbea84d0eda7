"""The JSON object in a model's reply: the one reader of all that ask for one.

It may be fenced, stand between other words, in a list or under a name, be written as a string, or have its names in
capitals; of several objects it is the one with the fields that were asked for.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from prospect_twins.agents.calling.loose_json import NoJson, value_at

MOST_STARTS = 50
"""Brackets at which an object is looked for; a text with more that begin none is no reply."""
DEEPEST_WRAPPER = 4

_START = re.compile(r"[{\[]")
_ESCAPED_OBJECT = re.compile(r"[\[{]\s*(?:\\n\s*)*\\\"")
_NAME_SIGNS = re.compile(r"[\s-]+")


class BrokenReply(Exception):
    """A reply that does not have the form asked for."""


def json_object(text: str, *fields: str) -> Mapping[str, Any]:
    """The object in `text` that has the most of `fields`, the first of them at least; of several alike the last, since
    models draft first. Its names are in lower case, with underscores. Raises BrokenReply.

    One that broke off counts where nothing but closing brackets is missing: it has all `fields`.
    """
    best: Mapping[str, Any] | None = None
    for candidate, closed in _objects(text, fields[0]):
        if not closed and _number(candidate, fields) < len(fields):
            continue
        if best is None or _number(candidate, fields) >= _number(best, fields):
            best = candidate
    if best is None:
        raise BrokenReply
    return best


def json_objects(text: str, *fields: str) -> list[Mapping[str, Any]]:
    """All whole objects in `text` that have all `fields`, in their order, also where the list around them broke off."""
    return [
        candidate
        for candidate, closed in _objects(text, fields[0])
        if closed and _number(candidate, fields) == len(fields)
    ]


def _number(candidate: Mapping[str, Any], fields: tuple[str, ...]) -> int:
    return sum(field in candidate for field in fields)


def _objects(text: str, first: str) -> Iterator[tuple[Mapping[str, Any], bool]]:
    for value, closed in _values(text.strip().removeprefix("\ufeff"), DEEPEST_WRAPPER):
        for candidate in _holding(value, first, DEEPEST_WRAPPER):
            yield candidate, closed


def _values(text: str, depth: int) -> Iterator[tuple[Any, bool]]:
    """Objects and lists in `text`, outermost first, each with whether it is whole."""
    try:
        value = json.loads(text, strict=False, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, str) and depth:
        yield from _values(value, depth - 1)
    if isinstance(value, dict | list):
        yield value, True
    if value is not None:
        return
    if depth and _ESCAPED_OBJECT.search(text) and (bare := _without_escapes(text)):
        yield from _values(bare, 0)
        return
    at = 0
    for _ in range(MOST_STARTS):
        start = _START.search(text, at)
        if start is None:
            return
        try:
            parsed = value_at(text, start.start())
        except NoJson:
            at = start.end()
            continue
        yield parsed.value, parsed.closed
        at = max(parsed.end, start.end())


def _without_escapes(text: str) -> str | None:
    """`text` that was written as the inside of a string."""
    try:
        bare = json.loads(f'"{text.strip().strip(chr(34))}"', strict=False)
    except ValueError:
        return None
    return bare if isinstance(bare, str) else None


def _holding(value: Any, first: str, depth: int) -> Iterator[Mapping[str, Any]]:
    """Objects with the field `first`, as far out as there is one: `value` itself, or what is wrapped in it."""
    if isinstance(value, dict):
        named = _named(value)
        if first in named:
            yield named
            return
        inner = list(value.values())
    else:
        inner = value if isinstance(value, list) else []
    if not depth:
        return
    for member in inner:
        if isinstance(member, str) and member.lstrip().startswith(("{", "[")):
            for written, closed in _values(member, 0):
                if closed:
                    yield from _holding(written, first, depth - 1)
        else:
            yield from _holding(member, first, depth - 1)


def _named(value: Mapping[str, Any]) -> dict[str, Any]:
    """The object by its names in lower case; a name that is so already goes before one that is made so."""
    folded = {_NAME_SIGNS.sub("_", name.strip()).casefold(): content for name, content in value.items()}
    return folded | {name: content for name, content in value.items() if name in folded}
