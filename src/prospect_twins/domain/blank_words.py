"""What files hold where nothing is known: one list for every field, every format and every language that we met.

Databases write `NULL` and `\\N`, pandas `NaN`, `NaT` and `<NA>`, spreadsheets `#N/A`, pivot tables `(blank)`,
JavaScript `undefined`, Python `None`, Outlook `Unspecified`; people write a dash, "n/a" or "not provided".
"""

import re
import unicodedata

_NOTHING = frozenset((
    "null", "nan", "nat", "undefined", "\\n", "n/a", "n.a", "n.a.", "n\\a", "n/d", "n.d.", "n/v", "#n/a", "#na", "#n/d",
    "#nv", "#null!", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "-nan", "+nan", "1.#qnan", "-1.#ind", "no data",
    "no value", "no answer given", "k.a.", "k. a.", "keine angabe", "sin datos", "non renseigné",
    "unspecified", "[object object]",
)) | frozenset(
    f"not {participle}"
    for participle in ("provided", "available", "applicable", "specified", "given", "known", "stated", "recorded",
                       "entered")
)  # fmt: skip
_PERHAPS_A_FACT = frozenset((
    "na", "nil", "none", "unknown", "blank", "empty", "missing", "nobody", "no name", "not set", "tba", "tbd",
    "ninguno", "keine", "aucun", "desconocido", "unbekannt",
))  # fmt: skip
_SIGNS = re.compile(r"[-‐-―−_.…?/\\ ]+")
_DATE_OF_ZEROS = re.compile(r"(?:0{4}[-/.]0?0[-/.]0?0|0?0[-/.]0?0[-/.](?:00){1,2})(?:[ t]0?0:00(?::00)?(?:\.0+)?z?)?")
"""Outlook's 0/0/00 and MySQL's 0000-00-00, where there is no date."""
_BRACKETS = ("()", "<>", "[]", "{}")
_LONGEST = 60
"""No word is longer, in whatever brackets."""
_BEGINNINGS = frozenset(word[:2] for word in (*_NOTHING, *_PERHAPS_A_FACT, "00", "0-", "0/", "0."))
_FIRST_SIGNS = frozenset("-_.?/\\ \t\r\n") | frozenset(bracket[0] for bracket in _BRACKETS)
_WRITTEN_AS_NAMES = frozenset(("Null", "Nan", "Nil", "Na", "Nat"))


def is_blank(text: str) -> bool:
    """Whether `text` says that there is nothing, whatever it stands for."""
    return _may_be_blank(text) and _is_nothing(_folded(text))


def is_blank_field(text: str) -> bool:
    """The same of a field that everyone has, such as a name or an age, where "none" and "unknown" say nothing either.

    Elsewhere they are facts: somebody has no children, and somebody's cover is none.
    """
    return _may_be_blank(text) and ((word := _folded(text)) in _PERHAPS_A_FACT or _is_nothing(word))


def is_blank_name(text: str) -> bool:
    """The same of a person's whole name: each of its words says nothing ("None None" comes of two empty cells)."""
    return is_blank_field(text) or (len(words := text.split()) > 1 and all(map(is_blank_field, words)))


def is_written_as_name(text: str) -> bool:
    """Whether a blank word is spelt as a part of a name would be: there are people called Null, Nan and Na, and
    programs write NULL, nan and NA.
    """
    return text in _WRITTEN_AS_NAMES


def _may_be_blank(text: str) -> bool:
    """Tells most texts, of which there are millions, from blank ones by how they begin."""
    return text[:2].lower() in _BEGINNINGS or text[:1] in _FIRST_SIGNS or not text or not text.isascii()


def _is_nothing(word: str) -> bool:
    if len(word) > _LONGEST:
        return _SIGNS.fullmatch(word) is not None
    if word in _NOTHING:
        return True
    while word[:1] + word[-1:] in _BRACKETS:  # programs put them around what isn't a value: <NA>, (none)
        word = word[1:-1].strip()
        if word in _PERHAPS_A_FACT:
            return True
    return not word or word in _NOTHING or bool(_SIGNS.fullmatch(word) or _DATE_OF_ZEROS.fullmatch(word))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
