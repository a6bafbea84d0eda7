"""What is written in a gender's field: in several languages, and where it says nothing."""

import re
from enum import StrEnum

from prospect_twins.domain.blank_words import is_blank_field


class Sex(StrEnum):
    """What titles and the usual words tell; whoever is of another gender is told apart by other things."""

    FEMALE = "female"
    MALE = "male"


_WORDS = dict.fromkeys(
    ("female", "f", "woman", "w", "weiblich", "frau", "femme", "féminin", "feminin", "mujer", "femenino", "feminino",
     "mulher", "donna", "femmina", "vrouw", "vrouwelijk", "kobieta", "женский", "жен", "ж"), Sex.FEMALE,
) | dict.fromkeys(
    ("male", "m", "man", "männlich", "mann", "herr", "homme", "masculin", "hombre", "masculino", "homem", "uomo",
     "maschio", "mannelijk", "mężczyzna", "мужской", "муж", "м"), Sex.MALE,
)  # fmt: skip
_NOTHING = frozenset((
    "u", "unspecified", "undisclosed", "undefined", "undetermined", "unanswered", "unsure", "not disclosed", "not sure",
    "not known", "not collected", "not reported", "not asked", "not selected", "prefer not to say",
    "prefer not to answer", "prefer not to disclose", "rather not say", "decline to answer", "decline to state",
    "declined", "declined to answer", "select", "please select", "choose", "keine angabe", "unbekannt",
    "non précisé", "non spécifié", "no especificado", "não informado", "não especificado", "non specificato",
    "non specificata", "niet opgegeven", "onbekend", "nieznana", "не указан", "не указано", "не указана",
))  # fmt: skip


def sex_of(text: str | None) -> Sex | None:
    return _WORDS.get(text.strip(" .").casefold()) if text else None


def is_blank_gender(text: str) -> bool:
    """Whether it says that nothing is known: "Unspecified", "U", "Unknown/Other"."""
    word = " ".join(text.casefold().strip(" .-()<>[]").split())
    if word in _NOTHING or is_blank_field(text):
        return True
    parts = [part.strip() for part in re.split(r"[/|,]|\bor\b", word)]
    says_nothing = [part in _NOTHING or is_blank_field(part) for part in parts]
    return any(says_nothing) and all(empty or part == "other" for part, empty in zip(parts, says_nothing, strict=True))
