"""What files hold where nothing is known: one list for every field, every format and every language that we met.

Databases write `NULL` and `\\N`, pandas `NaN`, `NaT` and `<NA>`, spreadsheets `#N/A`, pivot tables `(blank)`,
JavaScript `undefined`, Python `None`; people write a dash, "n/a" or "not provided".
"""

import re
import unicodedata

_NOTHING = frozenset((
    "null", "nan", "nat", "undefined", "\\n", "n/a", "n.a", "n.a.", "n\\a", "n/d", "n.d.", "n/v", "#n/a", "#na", "#n/d",
    "#nv", "#null!", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "-nan", "+nan", "1.#qnan", "-1.#ind", "no data",
    "no value", "no answer given", "k.a.", "k. a.", "keine angabe", "sin datos", "non renseigné",
)) | frozenset(
    f"not {told}"
    for told in ("provided", "available", "applicable", "specified", "given", "known", "stated", "recorded", "entered")
)  # fmt: skip
_PERHAPS_A_FACT = frozenset((
    "na", "nil", "none", "unknown", "blank", "empty", "missing", "nobody", "no name", "not set", "tba", "tbd",
    "ninguno", "keine", "aucun", "desconocido", "unbekannt",
))  # fmt: skip
_SIGNS = re.compile(r"[-‐-―−_.…?/\\ ]+")
_BRACKETS = ("()", "<>", "[]", "{}")
_BEGINNINGS = frozenset(
    char for word in (*_NOTHING, *_PERHAPS_A_FACT, *_BRACKETS) for char in (word[0], word[0].upper())
) | frozenset("-_.?/\\ \t\r\n")
_WRITTEN_AS_NAMES = frozenset(("Null", "Nan", "Nil", "Na", "Nat"))


def is_blank(text: str) -> bool:
    """Whether `text` says that there is nothing, whatever it stands for."""
    if not _may_be_blank(text):
        return False
    word = _folded(text)
    if word[:1] + word[-1:] in _BRACKETS:  # programs put them around what isn't a value: <NA>, (none)
        word = word[1:-1].strip()
        return word in _PERHAPS_A_FACT or is_blank(word)
    return not word or word in _NOTHING or _SIGNS.fullmatch(word) is not None


def is_blank_field(text: str) -> bool:
    """The same of a field that everyone has, such as a name or an age, where "none" and "unknown" say nothing either.

    Elsewhere they are facts: somebody has no children, and somebody's cover is none.
    """
    return is_blank(text) or (_may_be_blank(text) and _folded(text) in _PERHAPS_A_FACT)


def is_blank_name(text: str) -> bool:
    """The same of a person's whole name: each of its words says nothing ("None None" comes of two empty cells)."""
    return is_blank_field(text) or all(map(is_blank_field, text.split()))


def is_written_as_name(text: str) -> bool:
    """Whether a blank word is spelt as a part of a name would be: there are people called Null, Nan and Na, and
    programs write NULL, nan and NA."""
    return text in _WRITTEN_AS_NAMES


def _may_be_blank(text: str) -> bool:
    """Tells most texts, of which there are millions, from blank ones by their first letter."""
    return not text.isascii() or text[:1] in _BEGINNINGS or not text


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
