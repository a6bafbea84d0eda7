"""Whether a text refuses, or was said by a model as itself, in the languages of `refusal_patterns`.

What a provider withholds it mostly says by its finish reason, in any language.
"""

import re

from prospect_twins.agents.refusal_patterns import REFUSALS
from prospect_twins.domain.text import folded

_SHORT = 3
"""Letters of a hint that has to be a word of its own: these letters stand in words of any language."""
_PATTERNS = [
    (
        frozenset(hint for hint in language.hints.split("|") if len(hint) <= _SHORT and hint.isascii()),
        tuple(hint for hint in language.hints.split("|") if len(hint) > _SHORT or not hint.isascii()),
        re.compile("|".join(language.patterns)),
    )
    for language in REFUSALS.values()
]
"""Hints are looked for first: all patterns on every answer would take longer than all else that is done with it."""
_LATIN_WORD = re.compile(r"[a-z]+")


def is_refusal(text: str) -> bool:
    """Whether `text` declines to answer, or answers as the model that it is."""
    text = folded(text)
    words = frozenset(_LATIN_WORD.findall(text))
    return any(
        pattern.search(text) is not None
        for short, long, pattern in _PATTERNS
        if not words.isdisjoint(short) or any(hint in text for hint in long)
    )
