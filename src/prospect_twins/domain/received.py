"""What model providers send, made fit to be stored and shown: the one rule for texts, numbers and names.

Everything that a provider returns is cleaned by these functions where it enters. After them a text holds nothing that
PostgreSQL or UTF-8 refuses, and a number fits its column. They are for replies, whose words may be mended; what a user
sends is refused instead (`text.check_text`).
"""

import math
import re
from typing import Any

MOST_REPLY_CHARS = 200_000
"""Characters of one reply. The longest that is asked for has some 40,000; a model that runs away
writes more."""
MOST_NAME_CHARS = 200
MOST_TOKENS = 10_000_000
"""Tokens of one call: more than any model reads. A greater number was not counted; a sum of
hundreds fits 32 bits."""
MOST_COST_USD = 10_000.0
"""The cost of one call, at most."""
LONGEST_WAIT_S = 3600.0
"""That a provider may ask for: what is longer would stop all calls for good."""

_TERMINAL_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")
_LINE_ENDS = re.compile(r"\r\n?|\x85")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""C0 and C1 controls but for the tab and the line feed, and half surrogate pairs."""
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\.", re.DOTALL)
_REFUSED_ESCAPES = {r"\b": "", r"\f": "", r"\r": r"\n"}


def clean_text(text: str, most: int = MOST_REPLY_CHARS) -> str:
    """`text` of at most `most` characters, without controls and half characters; its line ends are line feeds.

    The same holds of what stands in a JSON object as an escape (a backslash, u, and four hexadecimal digits): reading
    a reply must not bring back what was taken out.
    """
    text = text[:most]
    if "\\" in text and "{" in text:
        text = _ESCAPED.sub(_clean_escapes, text)
    if _CONTROL.search(text) is None:
        return text.removeprefix("\ufeff")
    # First what counts as one: halves that belong together, a terminal's sequence, the two signs of a line end.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _LINE_ENDS.sub("\n", _TERMINAL_SEQUENCE.sub("", text))
    return _CONTROL.sub("", text).removeprefix("\ufeff")


def clean_line(text: Any, most: int = MOST_NAME_CHARS) -> str:
    """`text` as one line of at most `most` characters: names, and a provider's words; empty if it is no text."""
    if not isinstance(text, str):
        return ""
    line = " ".join(clean_text(text, 50 * most).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def token_count(value: Any) -> int:
    """A number of tokens; 0, which stands for "not told", for what can't be one."""
    number = finite_number(value, 0, MOST_TOKENS)
    return int(number) if number is not None else 0


def cost_usd(value: Any) -> float | None:
    """Dollars of one call; None for what can't be that."""
    return finite_number(value, 0, MOST_COST_USD)


def wait_s(value: Any) -> float | None:
    """Seconds that a provider asks to wait, at most LONGEST_WAIT_S; None for what can't be that."""
    number = finite_number(value, 0, math.inf)
    return min(number, LONGEST_WAIT_S) if number is not None else None


def finite_number(value: Any, least: float, most: float) -> float | None:
    """`value` as a number within the bounds; None for anything else, NaN and booleans included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Compared before it is converted: an integer may be greater than any float.
    if not least <= value <= most:
        return None
    number = float(value) if abs(value) < 1e300 else math.inf
    return number if math.isfinite(number) else None


def _clean_escapes(match: re.Match[str]) -> str:
    """A run of JSON escapes without those that name what `clean_text` takes out."""
    escape = match[0]
    if not escape.startswith(r"\u"):
        return _REFUSED_ESCAPES.get(escape, escape)
    units = [int(escape[at + 2 : at + 6], 16) for at in range(0, len(escape), 6)]
    kept: list[str] = []
    at = 0
    while at < len(units):
        unit, following = units[at], units[at + 1] if at + 1 < len(units) else 0
        if 0xD800 <= unit < 0xDC00 and 0xDC00 <= following < 0xE000:
            kept.append(escape[6 * at : 6 * at + 12])
            at += 2
            continue
        if unit in (0x0D, 0x85):
            kept.append(r"\n")
        elif _CONTROL.match(chr(unit)) is None:
            kept.append(escape[6 * at : 6 * at + 6])
        at += 1
    return "".join(kept)
