"""Relatives that a small model gives a person of whom none is known.

Told in every way not to, a 1.5B model still says "my wife and children" for a single person of whom no child is known.
So its sentences are held against the record: one that speaks of a spouse, children or a family without any sign of them
in the record is taken out. English only; what else is invented is not found.
"""

import re
from dataclasses import dataclass

from prospect_twins.domain.sentences import sentence_pieces

_NONE_OF_THEM = re.compile(
    r"^[^:\n]*(?:child|kid|dependent|spouse|partner)[^:\n]*: *(?:0|no|none|false)\b.*$"
    r"|\b(?:not|never|un)[ -]?married\b|\bno (?:children|kids|family|spouse|partner|wife|husband)\b",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Relatives:
    """A kind of relatives: the words that speak of them, and the words of a record that know of them."""

    spoken_of: re.Pattern[str]
    known_by: re.Pattern[str]


_SPOUSE = r"\bmarried\b|\bwife\b|\bhusband\b|\bspouse\b|\bpartner\b|\bwidow|\bfianc|\bliving with"
_CHILDREN = (
    r"\bchild|\bkids?\b|\bsons?\b|\bdaughters?\b|\bbaby\b|\bpregnan|\bgrand(?:child|kid|son|daughter)|\bdependents?\b"
)
_FAMILY = r"\bfamil|\bparents?\b|\bmother\b|\bfather\b|\bsisters?\b|\bbrothers?\b|\brelatives?\b|household size: *[2-9]"


def _mine(nouns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:my|our) (?:\w+ ){{0,2}}(?:{nouns})\b", re.IGNORECASE)


_RELATIVES = (
    Relatives(_mine(r"wife|husband|spouse|partner"), re.compile(_SPOUSE, re.IGNORECASE)),
    Relatives(_mine(r"child|children|kids?|sons?|daughters?|grandchildren"), re.compile(_CHILDREN, re.IGNORECASE)),
    Relatives(
        _mine(r"family|families|loved ones|dependents"),
        re.compile(f"{_SPOUSE}|{_CHILDREN}|{_FAMILY}", re.IGNORECASE),
    ),
)


def founded(text: str, record: str) -> str:
    """`text` without the sentences that speak of relatives of whom `record` knows nothing."""
    known = _NONE_OF_THEM.sub("", record)
    unknown = [relative.spoken_of for relative in _RELATIVES if not relative.known_by.search(known)]
    if not any(pattern.search(text) for pattern in unknown):
        return text
    pieces = sentence_pieces(text)
    return "".join(piece for piece in pieces if not any(pattern.search(piece) for pattern in unknown)).strip()
