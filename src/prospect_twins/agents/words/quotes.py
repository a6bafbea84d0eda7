"""Whether somebody really said what they are quoted with.

A proposed quote counts when it stands in the answer, the following aside: runs of blanks and line breaks, the kind of
quotation marks, apostrophes and dashes, upper and lower case, and quotation marks, dots or an ellipsis put around it.
What is kept is the answer's own wording, so every quote shown is a substring of an answer.
"""

import re

SHORTEST = 8
"""Characters below which words prove nothing, unless they are the whole answer."""
LONGEST = 300
"""Characters beyond which a quote is cut, at a word."""

_AROUND = " \t\r\n\"'“”„«»‘’…*_"
_ALIKE = tuple((group, f"[{re.escape(group)}]") for group in ("'’‘ʼ`´", '"“”„«»', "-‐‑–—"))
_LIKE = {sign: pattern for group, pattern in _ALIKE for sign in group}
_SPOKEN = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]")


def verbatim(proposed: str, answer: str) -> str | None:
    """The part of `answer` that `proposed` quotes, in the answer's own wording; None if it does not stand there."""
    wanted = proposed.strip(_AROUND)
    if wanted.startswith("...") or wanted.endswith("..."):
        wanted = wanted.strip(".").strip(_AROUND)
    if not wanted or (len(wanted) < SHORTEST and len(wanted) < len(answer.strip(_AROUND)) - 1):
        return None
    for words in (proposed.strip(), wanted, wanted.rstrip(".,;:!?")):
        if words and (match := _pattern(words).search(answer)):
            return shortened(match[0])
    return None


def stands_in(words: str, answer: str) -> bool:
    """Whether `answer` has `words`, however short they are."""
    return _pattern(words.strip(_AROUND)).search(answer) is not None


def spoken_in(text: str) -> list[str]:
    """What `text` puts in quotation marks."""
    return [next(filter(None, groups)) for groups in _SPOKEN.findall(text)]


def shortened(quote: str) -> str:
    """`quote`, or its beginning up to a word's end if it is longer than LONGEST."""
    if len(quote) <= LONGEST:
        return quote
    kept = quote[: LONGEST + 1].rpartition(" ")[0]
    return kept or quote[:LONGEST]


def _pattern(wanted: str) -> re.Pattern[str]:
    words = ("".join(_LIKE.get(sign) or re.escape(sign) for sign in word) for word in wanted.split())
    return re.compile(r"\s+".join(words), re.IGNORECASE)
