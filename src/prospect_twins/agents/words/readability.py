"""Whether a text can be read: in any script, and not as noise.

Letters alone don't tell. Half of a Burmese or Tamil word's characters are marks that stand on the other half, families
of emoji are joined by signs that are not shown, and text in the wrong encoding consists of letters all over.
"""

import re
import unicodedata

READABLE_SHARE = 0.5
"""The least share of letters among the characters that are shown."""
MOST_NOISE = 0.02
"""The largest share of controls, private characters, and ones that Unicode hasn't."""
MARKS_PER_LETTER = 4
"""More are piled up for their looks."""

_NOISE = frozenset(("Cc", "Cn", "Co", "Cs"))
_NOT_SHOWN = frozenset(("Cf", "Zs", "Zl", "Zp"))
_PAIRS = re.compile("[\xc2-\xf4\u0178][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]{1,3}")
"""A character of UTF-8 as it looks when it was read as Latin-1, or as Windows' code page for Western Europe."""
MOST_PAIRS = 3
PAIRS_SHARE = 0.3
"""The least share of such pairs in a text of which some bytes were lost."""


def is_readable(text: str) -> bool:
    """Whether `text` is letters, numbers or emoji for the most part, rightly decoded."""
    if text.isascii() and text.isprintable():
        readable = sum(sign.isalnum() or sign == " " for sign in text)
        return readable >= READABLE_SHARE * len(text)
    if text.count("\ufffd") > 2 or _is_wrongly_decoded(text):
        return False
    counts = {"letters": 0, "marks": 0, "noise": 0, "shown": 0}
    readable = 0
    for sign in text:
        category = unicodedata.category(sign)
        if sign.isspace() or category in _NOT_SHOWN:
            readable += sign.isspace()
            counts["shown"] += sign.isspace()
            continue
        counts["shown"] += 1
        counts["letters"] += category[0] in "LNS"
        counts["marks"] += category[0] == "M"
        counts["noise"] += category in _NOISE
        readable += category[0] in "LNM" or category in ("So", "Sk")
    if counts["noise"] > MOST_NOISE * len(text) or counts["marks"] > MARKS_PER_LETTER * counts["letters"]:
        return False
    return readable >= READABLE_SHARE * counts["shown"]


def _is_wrongly_decoded(text: str) -> bool:
    """Whether the text makes sense only as the bytes that it was read from; those of rightly read text are no UTF-8."""
    try:
        right = b"".join(map(_byte, text)).decode()
    except UnicodeError:
        pairs = _PAIRS.findall(text)
        return len(pairs) >= MOST_PAIRS and len("".join(pairs)) > PAIRS_SHARE * len(text)
    return len(right) < len(text)


def _byte(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")
