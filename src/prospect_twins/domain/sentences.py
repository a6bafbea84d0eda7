"""Where a sentence ends: the one rule for answers, quotes, refusals and summaries."""

import re
from collections.abc import Iterator

STOPS = "。！？｡।॥۔؟።។៕༎་།"
"""Ends of sentences in scripts that have their own, mostly without a blank after them."""
_CLOSING = "[\"'”’»)\\]]*"
_END = re.compile(
    rf"(?P<stop>[.!?…]+{_CLOSING}(?=\s|$)|[{STOPS}]+{_CLOSING}|(?<=[^\W\d_]{{3}})[.!?](?=[A-Z][a-z']|I\b))\s*|\n\s*"
)
"""A stop before a blank, a stop of a script that needs no blank, a blank forgotten between two words, or a line's end;
with the blanks after it. A point within a number or a name (3.5, example.com) ends nothing."""
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:mrs?|ms|dr|prof|st|jr|sr|vs|no|approx|e\.g|i\.e|bzw|z\.b|sra?|mme|m|sig)\.\Z", re.IGNORECASE
)


def sentence_pieces(text: str) -> Iterator[str]:
    """`text` cut after each sentence; each piece with the blanks behind it, so that together they are `text`."""
    begin = 0
    for end in _END.finditer(text):
        if end["stop"] == "." and _ABBREVIATED.search(text, max(begin, end.start() - 8), end.start() + 1):
            continue
        yield text[begin : end.end()]
        begin = end.end()
    if begin < len(text):
        yield text[begin:]


def sentences(text: str) -> list[str]:
    """The sentences of `text` in order, each a part of it without the blanks around."""
    return [stripped for piece in sentence_pieces(text) if (stripped := piece.strip())]


def is_ended(sentence: str) -> bool:
    """Whether `sentence` ends in a stop, rather than breaking off."""
    return _STOPPED.search(sentence) is not None


_STOPPED = re.compile(rf"[.!?…{STOPS}]{_CLOSING}\s*\Z")
