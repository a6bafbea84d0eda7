"""Which point of a scale a model, a person or a file has named.

By its number, in any digits, as "4", 4.0, "4/5", "4 - would buy" or "**4**"; or by what the point means. Half a
point, a range, a number out of another many, or words that mean another point than the number, are none.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from prospect_twins.domain.named_options import named_option, unwrapped
from prospect_twins.domain.text import folded

_POINT = re.compile(
    r"(?:(?:my |the )?(?:point|rating|score|value|answer|option|number)(?: is)?\s*[:=#]?\s*)?"
    r"[(\[]?(?P<point>\d+)(?:[.,]0+)?[)\]]?"
    r"(?P<most>\s*(?:/|out of|of|von|de|sur|su|van|z|из|з|/\s*)\s*(?P<points>\d+)(?:[.,]0+)?)?"
    r"(?:\s*(?:stars?|points?))?"
    r"(?:\s*[-:=.,;(]\s*(?P<meaning>\D*?))?"
)
_AROUND = " \t\r\n\"'`*_#<>{}“”„«»‘’…"


def named_point(points: int, meanings: Sequence[str], raw: Any) -> int | None:
    """The point, 1 to `points`, that `raw` (of somebody's JSON) names. `meanings`: of the points, lowest first, or
    empty.
    """
    raw = unwrapped(raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        return None
    if isinstance(raw, int):
        return raw if 1 <= raw <= points else None
    if len(raw) > 1000:
        return None
    text = folded(_ascii_digits(raw)).strip(_AROUND).rstrip(".!。").strip(_AROUND)
    match = _POINT.fullmatch(text)
    if match is None:
        return _meant(meanings, raw)
    point = int(match["point"]) if len(match["point"]) == 1 else 0
    if not 1 <= point <= points or (match["points"] and int(match["points"]) != points):
        return None
    meant = _meant(meanings, (match["meaning"] or "").strip(" )]-:;,."))
    return point if meant in (None, point) else None


def _meant(meanings: Sequence[str], text: str) -> int | None:
    label = named_option(meanings, text) if text.strip() and not _is_letter(text) else None
    return None if label is None else list(meanings).index(label) + 1


def _is_letter(text: str) -> bool:
    """A letter would be a place among options; a scale has numbers for that."""
    return len(text.strip(" .():[]")) == 1


def _ascii_digits(text: str) -> str:
    """Decimal digits of any script as 0 to 9. Others, such as a superscript, become no digits: folding would make some
    of them.
    """
    return "".join(str(unicodedata.decimal(sign, "")) or ("^" if sign.isnumeric() else sign) for sign in text)
