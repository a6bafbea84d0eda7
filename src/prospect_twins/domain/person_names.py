"""Whether two spellings may be the name of one person, and which of them says more.

A file that says of somebody's id that they are somebody else is far more often a wrong file than a changed name, so
what is in doubt counts as another person: "Ann Lee" and "Ann Day" are two, though Ann may have married. So are
"Mr. Lee" and "Mrs. Lee", "John Lee Jr." and "John Lee Sr.", "Ann & Bob Lee" and "Ann Lee".
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from prospect_twins.domain.genders import Sex

_WORD = re.compile(r"[^\W\d_]+|2nd|3rd|4th", re.UNICODE)
_APOSTROPHES = re.compile(r"['’‘`´.]")
_SEX = dict.fromkeys(
    ("mr", "mister", "sir", "herr", "hr", "monsieur", "senor", "signor", "sig", "dhr", "shri", "messrs"), Sex.MALE
) | dict.fromkeys(
    ("mrs", "missus", "ms", "miss", "madam", "dame", "frau", "fraulein", "madame", "mme", "mlle", "mademoiselle", "sra",
     "srta", "senora", "senorita", "signora", "sigra", "mevr", "mevrouw", "smt"), Sex.FEMALE,
)  # fmt: skip
_FIRST_ONLY = frozenset(("hr", "sig", "shri", "smt", "ms", "miss", "dame"))
"""Titles that are parts of names where they don't come first."""
_GENERATION = {
    "jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr",
    "ii": "2", "2nd": "2", "iii": "3", "3rd": "3", "iv": "4", "4th": "4",
}  # fmt: skip
_COMES_AND_GOES = frozenset((
    "mx", "dr", "prof", "professor", "rev", "fr", "hon", "dott", "phd", "md", "esq", "cpa", "dds", "rn", "mba", "clu",
    "chfc",
))  # fmt: skip
_SEVERAL = re.compile(r"\w\W*(?:&|\+|/|(?<!\w)(?:and|und|oder)(?!\w))\W*\w", re.IGNORECASE)
_SEVERAL_SHORT = re.compile(r"\w\W* (?:e|en|et|i|og|och|or|y|и|и) \W*\w")
"""The same in words that are also parts and initials of names, which begin with a capital letter."""


class Name(NamedTuple):
    """What a name says."""

    words: tuple[str, ...]
    """In speaking order, without case, accents, titles and suffixes: "Lee, Ánn M." is ann, m, lee."""
    sex: Sex | None = None
    """What the title tells of it: Mrs. Lee."""
    generation: str | None = None
    """Which of a family's John Lees: "jr", "sr", "2", "3", "4"."""
    several: bool = False
    """Whether it is of more than one person: Ann & Bob Lee."""

    @property
    def fullness(self) -> tuple[int, int]:
        """How much it says; the greater says more."""
        whole = sum(len(word) > 1 for word in self.words)
        return whole, len(self.words) + bool(self.sex) + bool(self.generation)


@lru_cache(maxsize=8192)
def read_name(name: str) -> Name:
    """The parts of a person's name, whichever way it is written."""
    family, _, given_names = name.partition(",")
    after = _words(given_names)
    written = (*_words(family), *after) if all(map(_is_beside, after)) else (*after, *_words(family))
    words: list[str] = []
    sex = generation = None
    for index, word in enumerate(written):
        if index == 0 and word == "sr" and len(written) > 1:  # Señor
            sex = Sex.MALE
        elif index and word in _GENERATION:
            generation = _GENERATION[word]
        elif word in _SEX and (index == 0 or word not in _FIRST_ONLY):
            sex = _SEX[word]
        elif word not in _COMES_AND_GOES:
            words.append(word)
    several = bool(_SEVERAL.search(name) or (name != name.lower() and _SEVERAL_SHORT.search(name)))
    return Name(tuple(words) or written, sex, generation, several)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a person's name, as they are compared."""
    return read_name(name).words


def name_key(name: str) -> str:
    """What stays of a name when middle names, titles and suffixes come and go: its first and its last word."""
    words, *_, several = read_name(name)
    if several:
        return " ".join((*sorted(words), "&"))
    return " ".join((words[0], words[-1]) if len(words) > 1 else words) or " ".join(name.casefold().split())


def name_keys(name: str) -> tuple[str, ...]:
    """`name_key` with its words in one order (LEE Ann), and as others may spell it: Müller and Mueller, Łukasz and
    Lukasz, 山田 太郎 and 山田太郎.
    """
    key = name_key(name)
    spellings = [" ".join(sorted(key.split())), " ".join(sorted(_respelt(key).split()))]
    if (words := words_of(name)) and name.upper() == name.lower():  # a script that may set no blanks
        spellings.append("".join(words))
    return tuple(dict.fromkeys(spellings))


def _respelt(text: str) -> str:
    """Words without case and accents, as they are written with plain letters alone, and without the letter that German,
    Danish and other languages write for a dropped accent.
    """
    return _WRITTEN_OUT.sub(lambda match: match[0][0], text.translate(_PLAIN_LETTERS))


_PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "a", "œ": "o", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)
_WRITTEN_OUT = re.compile("[aou]e|aa")


def telling_apart(name: str) -> tuple[str, ...]:
    """What else of a name tells people apart who have the same `name_key`: a suffix, and Mr or Mrs where that and a
    family name is all.
    """
    words, sex, generation, _ = read_name(name)
    return (*([generation] if generation else ()), *([sex] if sex and len(words) == 1 else ()))


def may_be_same(one: str, other: str) -> bool:
    """Whether all words of the shorter name are in the longer one, in any order; an initial stands for a word."""
    first, second = read_name(one), read_name(other)
    if first.several != second.several or any(
        here and there and here != there
        for here, there in ((first.sex, second.sex), (first.generation, second.generation))
    ):
        return False
    if not first.words or not second.words:
        return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
    short, long = sorted((_respelt_words(first), _respelt_words(second)), key=len)
    if "".join(sorted(short)) == "".join(sorted(long)) or "".join(short) == "".join(long):
        return True
    if all(len(word) == 1 for word in short):
        return False
    left = list(long)
    for word in sorted(short, key=len, reverse=True):
        match = next((there for there in left if _alike(word, there)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def says_the_same(one: str, other: str) -> bool:
    """Whether all of the shorter name, of two whole words or more, is in the longer: with an address or a number in
    common that is one person, whereas "Lee" and "A. Lee" may be somebody of the same house.
    """
    whole = min(read_name(one).fullness[0], read_name(other).fullness[0])
    return whole > 1 and may_be_same(one, other)


def fuller(known: str | None, said: str | None) -> str | None:
    """The name to keep of two of one person: what is said last, if it says no less."""
    if not known or not said:
        return said or known
    if may_be_same(known, said) and read_name(said).fullness < read_name(known).fullness:
        return known
    return said


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _respelt_words(name: Name) -> tuple[str, ...]:
    return tuple(map(_respelt, name.words))


def _is_beside(word: str) -> bool:
    return word in _GENERATION or word in _SEX or word in _COMES_AND_GOES


def _words(text: str) -> tuple[str, ...]:
    if text.isascii():
        return tuple(_WORD.findall(_APOSTROPHES.sub("", text.lower())))
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = _APOSTROPHES.sub("", "".join(char for char in apart if not unicodedata.combining(char)))
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", plain)))
