"""How well a text's letters beyond ASCII fit the languages that are written in Latin letters.

Code pages of one alphabet have letters in the same places: what is ğ, ı, ş in Turkey's is ð, ý, þ in the West's. Only a
language tells which are meant: Icelandic has ð and þ, but it has á, í and ó as well, and no ç.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

_SHARES: Mapping[str, str] = {
    "German": "ü40 ä28 ö16 ß13 é1",
    "French": "é60 è13 à10 ê6 ç5 ô2 î2 ë2 ï2 û1 â1 ù1 œ1",
    "Spanish": "ó24 í24 á20 é16 ñ11 ú4 ü1",
    "Portuguese": "ã21 ç17 á14 é12 í10 ó8 ê6 õ4 ú3 â3 ô2 à2",
    "Italian": "à30 è25 ò15 ù13 ì10 é7",
    "Dutch": "ë50 é25 ï12 ü6 ö5 è3",
    "Swedish and Finnish": "ä45 ö30 å22 é3",
    "Danish and Norwegian": "ø36 å33 æ24 é3 ö2 ä1 ü1",
    "Icelandic": "ð20 á16 í13 ó9 þ8 ö8 æ7 é7 ú6 ý3",
    "Turkish": "ı33 ş14 ü14 ğ9 ç9 ö7 İ7 â1",
    "Polish": "ł23 ó12 ą12 ę12 ż11 ś10 ć8 ń7 ź2",
    "Czech": "í17 á16 é9 ř10 ě9 š8 ž8 č9 ý7 ů3 ú2 ň1 ť1 ď1",
    "Slovak": "á19 í11 č10 š9 ž9 ý9 é9 ú8 ľ5 ť5 ň2 ô2 ó1 ä1 ď1 ĺ1 ŕ1",
    "Hungarian": "á31 é28 ö10 ó9 ő8 ü5 í5 ú3 ű2",
    "Croatian and Slovene": "č26 š26 ć20 ž17 đ10",
    "Romanian": "ă36 ţ17 ş17 î15 â12",
    "Lithuanian": "ė24 š19 ų15 ž14 ū9 ą7 į6 č7 ę3",
    "Latvian": "ā38 ī17 ē14 š9 ū6 ņ6 ļ4 ž3 č2 ķ2 ģ2",
    "Estonian": "ä31 õ27 ü25 ö14 š1 ž1",
    "Vietnamese": "đ10 ư9 ơ5 ă4 â7 ê8 ô7 à6 á5 ì2 í2 ò2 ó2 ù2 ú2 è1 é1 \u030010 \u030110 \u03234 \u03094 \u03034",
}
"""About how often each letter is among a language's letters beyond ASCII, in per cent."""

_CAPITAL = 0.12
"""So often a letter is a capital one. (In lists of names more than in prose.)"""
_FOREIGN = 0.002
"""The share of a letter that the language hasn't: a few names come from elsewhere."""
_SIGN = 0.02
_SIGNS = frozenset("’‘“”„–—…€£§°«»·¿¡\xa0•™©®º²½")
_NEVER = 0.0002


def _letters(shares: str) -> Mapping[str, float]:
    small = {part[0]: int(part[1:]) / 100 for part in shares.split()}
    capitals = {capital: share * _CAPITAL for letter, share in small.items() if len(capital := letter.upper()) == 1}
    return {letter: share for letter, share in (capitals | small).items() if not letter.isascii()}


_LANGUAGES = tuple(map(_letters, _SHARES.values()))


_WORD = re.compile(r"\w[\w\u0300-\u036f]*|[^\w\s]")


def likelihood(text: str) -> float:
    """The logarithm of how likely a text's characters beyond ASCII are in the language that they fit best.

    Each word counts once: where all live in one city, that it is written so often tells no more.
    """
    counts = Counter(char for word in set(_WORD.findall(text)) for char in word if not char.isascii())
    return max(_total(counts.items(), language) for language in _LANGUAGES)


def _total(counts: Iterable[tuple[str, int]], language: Mapping[str, float]) -> float:
    return sum(count * math.log(language.get(char) or _elsewhere(char)) for char, count in counts)


def _elsewhere(char: str) -> float:
    if char in _SIGNS:
        return _SIGN
    return _FOREIGN if unicodedata.category(char) in ("Ll", "Lu") else _NEVER


def is_latin(text: str) -> bool:
    """Whether most of a text's letters beyond ASCII are Latin ones, or there are none."""
    letters = Counter(
        unicodedata.name(char, "").startswith("LATIN ") for char in text if not char.isascii() and char.isalpha()
    )
    return letters[True] >= letters[False]
