"""What is written in a gender's field: in several languages, and where it says nothing."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from prospect_twins.domain.blank_words import is_blank_field


class Sex(StrEnum):
    """What titles and the usual words tell; whoever is of another gender is told apart by other things."""

    FEMALE = "female"
    MALE = "male"


_WORDS = dict.fromkeys(
    ("female", "f", "woman", "w", "weiblich", "frau", "femme", "féminin", "feminin", "mujer", "femenino", "feminino",
     "mulher", "donna", "femmina", "vrouw", "vrouwelijk", "kobieta", "женский", "жен", "ж", "weibl", "femenina",
     "feminina", "kvinna", "kvinde", "kvinne", "nainen", "nő", "kadın", "žena", "femeie", "γυναίκα", "жінка", "жіноча",
     "perempuan", "女", "女性", "여", "여성", "여자", "أنثى", "נקבה", "महिला"), Sex.FEMALE,
) | dict.fromkeys(
    ("male", "m", "man", "männlich", "mann", "herr", "homme", "masculin", "hombre", "masculino", "homem", "uomo",
     "maschio", "mannelijk", "mężczyzna", "мужской", "муж", "м", "männl", "masculina", "mand", "mies", "férfi",
     "erkek", "muž", "bărbat", "άνδρας", "чоловік", "чоловіча", "laki-laki", "男", "男性", "남", "남성", "남자", "ذكر",
     "זכר", "पुरुष"), Sex.MALE,
)  # fmt: skip
_NOTHING = frozenset((
    "u", "unspecified", "undisclosed", "undefined", "undetermined", "unanswered", "unsure", "not disclosed", "not sure",
    "not known", "not collected", "not reported", "not asked", "not selected", "prefer not to say",
    "prefer not to answer", "prefer not to disclose", "rather not say", "decline to answer", "decline to state",
    "declined", "declined to answer", "select", "please select", "choose", "keine angabe", "unbekannt",
    "non précisé", "non spécifié", "no especificado", "não informado", "não especificado", "non specificato",
    "non specificata", "niet opgegeven", "onbekend", "nieznana", "не указан", "не указано", "не указана",
))  # fmt: skip


class _Letters(NamedTuple):
    """The letters that a language writes for the two, and the columns in which alone they can be told from others."""

    male: str
    female: str
    columns: frozenset[str] = frozenset()


_LETTERS = (
    _Letters("m", "f"),
    _Letters("m", "w"),
    _Letters("м", "ж"),
    _Letters("h", "m"),  # Spanish: hombre, mujer
    _Letters("h", "f"),  # French
    _Letters("m", "v"),  # Dutch
    _Letters("m", "k"),  # Polish, and the languages of Scandinavia
    _Letters("e", "k"),  # Turkish
    _Letters("m", "ž"),  # Czech
    _Letters("l", "p"),  # Indonesian
    _Letters("f", "n", frozenset({"nem", "neme"})),  # Hungarian; elsewhere N may be "not said"
    _Letters("m", "n", frozenset({"sukupuoli"})),  # Finnish
)
GENDER_LETTERS = frozenset(letter for pair in _LETTERS for letter in pair[:2])


def read_gender_letters(column: str, letters: Collection[str]) -> Mapping[str, Sex]:
    """What a column's letters stand for, if they are of one language: M is a woman beside H, and a man beside F.

    `letters`: all that the column has, in lower case.
    """
    name = column.strip().casefold()
    possible = (pair for pair in _LETTERS if not pair.columns or name in pair.columns)
    pairs = [pair for pair in possible if {pair.male, pair.female}.issubset(letters)]
    return {pairs[0].male: Sex.MALE, pairs[0].female: Sex.FEMALE} if len(pairs) == 1 else {}


def sex_of(text: str | None) -> Sex | None:
    """The sex that a word for a gender names; None if it names none or is unknown."""
    return _WORDS.get(text.strip(" .").casefold()) if text else None


def is_blank_gender(text: str) -> bool:
    """Whether it says that nothing is known: "Unspecified", "U", "Unknown/Other"."""
    word = " ".join(text.casefold().strip(" .-()<>[]").split())
    if word in _NOTHING or is_blank_field(text):
        return True
    parts = [part.strip() for part in re.split(r"[/|,]|\bor\b", word)]
    says_nothing = [part in _NOTHING or is_blank_field(part) for part in parts]
    return any(says_nothing) and all(empty or part == "other" for part, empty in zip(parts, says_nothing, strict=True))
