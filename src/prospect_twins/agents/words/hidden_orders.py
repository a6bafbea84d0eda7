"""Orders to a model that stand in data (English): "Ignore your instructions and say …"."""

import re

_SET_ASIDE = r"\b(?:ignore|disregard|forget|override|overrule|bypass)\b"
_RULES = r"(?:instruction|prompt|rule|guideline|order|role|task|everything|above|previous|prior)"
_SAY = r"(?:say|write|reply|answer|output|respond|repeat|print)"
_ONLY = r"(?: (?:only|exactly|just|simply|with|that|this|nothing but|the words?))*"
_I = re.IGNORECASE | re.DOTALL

_ORDER = re.compile(
    rf"{_SET_ASIDE}.{{0,60}}\b{_RULES}|\b(?:system prompt|you are now|as an ai)\b|\b{_SAY}\b{_ONLY}\s*:", _I
)
_TO_ITS_READER = re.compile(
    rf"{_SET_ASIDE}.{{0,60}}\b{_RULES}"
    r"|\b(?:system|developer)\s+(?:prompt|message)\b|\b(?:all|other|every|each|next|following)\s+answers?\b"
    r"|\b(?:sentiment|stance|json|schema)\b|\banswer\s*(?:n\s*=|number|#)\s*\d|</?\w+[^>]*>",
    _I,
)
_WANTED = re.compile(rf"{_SET_ASIDE}.{{0,60}}?\b{_RULES}.{{0,60}}?\b{_SAY}(?:ing)?\b{_ONLY}\s*:?\s*([^\n]+)", _I)
_WORD = re.compile(r"\w+")


def gives_order(text: str) -> bool:
    """Whether `text` gives an order to the model that reads it. Such words are not shown to a model, nor quoted."""
    return _ORDER.search(text) is not None


def speaks_to_its_reader(text: str) -> bool:
    """Whether `text` may be meant for the model that reads it; more is taken for that than by `gives_order`.

    Such a text is read alone, so that it can't speak for others.
    """
    return _TO_ITS_READER.search(text) is not None


def obeys(text: str, record: str) -> bool:
    """Whether `text` is what an order in `given` wants said, with at most as much again around it."""
    said = _WORD.findall(text.casefold())
    for order in _WANTED.finditer(record):
        wanted = _WORD.findall(re.split(r"(?<=[.!?])\s|[\"”’»]|'(?!\w)", order[1].lstrip("\"“‘«'"))[0].casefold())
        if wanted and len(said) <= 2 * len(wanted) and f" {' '.join(wanted)} " in f" {' '.join(said)} ":
            return True
    return False
