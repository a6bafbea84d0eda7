"""Whether two spellings may be the name of one person.

A file that says of somebody's id that they are somebody else is far more often a wrong file than a changed name, so
what is in doubt counts as another person: "Ann Lee" and "Ann Day" are two, though Ann may have married.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_BESIDE = frozenset((
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "dame", "rev", "fr", "hon", "herr",
    "frau", "monsieur", "madame", "mme", "mlle", "sr", "sra", "srta", "dott", "jr", "snr", "jnr", "ii", "iii", "iv",
    "phd", "md", "esq", "cpa", "dds", "rn", "mba", "clu", "chfc",
))  # fmt: skip
"""Titles and suffixes, which come and go."""


def words_of(name: str) -> tuple[str, ...]:
    """A name's words in speaking order, without case, accents, titles and suffixes: "Lee, Ánn M." is ann, m, lee."""
    family, _, given = name.partition(",")
    return (*_words(given), *_words(family)) or _words(name, titles=True)


def name_key(name: str) -> str:
    """What stays of a name when middle names come and go: its first and its last word."""
    words = words_of(name)
    return " ".join((words[0], words[-1]) if len(words) > 1 else words) or " ".join(name.casefold().split())


def may_be_same(one: str, other: str) -> bool:
    """Whether all words of the shorter name are in the longer one, in any order; an initial stands for a word."""
    first, second = words_of(one), words_of(other)
    if not first or not second:
        return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
    short, long = sorted((first, second), key=len)
    if "".join(sorted(short)) == "".join(sorted(long)) or "".join(first) == "".join(second):
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


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _words(text: str, *, titles: bool = False) -> tuple[str, ...]:
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = re.sub(r"['’‘`´.]", "", "".join(char for char in apart if not unicodedata.combining(char)))
    words = _WORD.findall(unicodedata.normalize("NFKC", plain))
    return tuple(word for word in words if titles or word not in _BESIDE)
