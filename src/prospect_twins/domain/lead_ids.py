"""What an id of a prospect may be, and how one is made for a prospect who comes without.

An id has to be reachable by every route, through whatever proxies and clients stand between: one rule for all ways in.
"""

import hashlib
import re
import unicodedata
from itertools import product

from prospect_twins.domain.blank_words import is_blank_field

MAX_LEAD_ID = 128
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_SUBORDINATE = "outcomes"
"""What the API keeps beneath a prospect's path: `A/outcomes` would be both a person and another's outcomes."""


def check_lead_id(text: str) -> str:
    """`text`, its accents composed (NFC).

    Raises ValueError that says, as the end of a sentence, why it can't be an id and what to do.
    """
    text = unicodedata.normalize("NFC", text)
    if is_blank_field(text):
        raise ValueError("is blank; give the prospect an id")
    if not text.isprintable() or text != text.strip():
        raise ValueError("holds characters that can't be seen; remove them")
    first, *rest = text.split("/")
    if {"", ".", ".."} & {first, *rest} or _SUBORDINATE in rest:  # proxies and clients rewrite the dots
        raise ValueError(
            f"can't stand in a web address; something other than dots and '{_SUBORDINATE}' has to stand around each '/'"
        )
    if _SCIENTIFIC.fullmatch(text):
        raise ValueError("was turned into scientific notation by a spreadsheet; export the column as text")
    if len(text) > MAX_LEAD_ID:
        raise ValueError(f"is longer than {MAX_LEAD_ID:,} characters; shorten it")
    return text


def derived_lead_id(*parts: str) -> str:
    """An id that is the same whenever the same parts come, and from which they can't be read."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    bits = int.from_bytes(digest[:10], "big")
    return "LEAD-" + "".join([_PAIRS[bits >> shift & 1023] for shift in range(70, -1, -10)])


_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = tuple(map("".join, product(_BASE32, repeat=2)))
"""What ten bits are in base 32 (RFC 4648); the library's encoder takes longer than all else that is done to a row."""
