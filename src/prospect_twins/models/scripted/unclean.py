"""What real servers send now and then and no database stores: half a character, a NUL, a count that counts nothing."""

from typing import Any

HALF = "\ud83d"
"""The first half of a surrogate pair, as it stays when a reply is cut between two tokens of an emoji."""
NUL = "\0"
TOO_MANY_TOKENS = 2**40

_WRITTEN = frozenset({"answer", "assumptions", "themes", "objections", "statement", "overview"})
"""Fields of replies whose texts a model writes itself; quotes and ids it copies."""


def unclean_text(text: str) -> str:
    """The text with half a surrogate pair and a NUL behind it."""
    return f"{text}{HALF}{NUL}"


def unclean(value: Any, field: str = "") -> Any:
    """A reply to a call for JSON with such characters in each text that it has written; a list gets one more."""
    if isinstance(value, dict):
        return {name: unclean(item, name) for name, item in value.items()}
    if isinstance(value, list):
        items = [unclean(item, field) for item in value]
        return [*items, unclean_text("that it is so")] if field == "assumptions" else items
    return unclean_text(value) if isinstance(value, str) and field in _WRITTEN else value
