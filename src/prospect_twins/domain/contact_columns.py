"""Which columns hold a person's own e-mail addresses and phone numbers.

Only a name that is made of known words throughout counts: "Home Phone" and "Person - Email - Work", but neither
"Last Phone Call" nor "Doctor Phone". Somebody else's number, or a day and an hour taken for one, would make one person
of two.
"""

import re
from functools import lru_cache

from prospect_twins.domain.crm_columns import normalised

_WHOSE = (
    "person", "contact", "lead", "prospect", "client", "customer", "member", "candidate", "account", "individual",
    "insured", "applicant", "policyholder", "subscriber", "properties", "fields", "my",
)  # fmt: skip
_WHICH = (
    "primary", "main", "first", "secondary", "second", "third", "alternate", "alternative", "additional", "other",
    "preferred", "best", "default", "direct", "personal", "private", "home", "house", "work", "business", "office",
    "day", "daytime", "evening", "night", "nighttime", "us", "international", "formatted", "number", "numbers", "no",
    "nr", "num", "value", "values", "raw", "e164",
    "privat", "private", "privater", "geschaftlich", "dienstlich", "arbeit", "buro", "haus", "zuhause", "nummer",
    "numero", "de", "di", "du", "del", "domicile", "fixe", "travail", "bureau", "personnel", "personnelle",
    "professionnel", "professionnelle", "perso", "casa", "trabajo", "particular", "fijo", "principal", "fisso",
    "personale", "ufficio", "lavoro", "pessoal", "residencial", "comercial", "fixo", "thuis", "werk", "prive", "vast",
    "zakelijk", "domowy", "sluzbowy", "prywatny", "numer", "домашнии", "рабочии", "личныи", "номер",
)  # fmt: skip
_MOBILE = (
    "mobile", "mobil", "mobiel", "mobiltelefon", "cell", "cellphone", "cellular", "cellulare", "handy", "gsm", "natel",
    "celular", "movil", "telemovel", "portable", "komorka", "komorkowy", "мобильныи",
)  # fmt: skip
_PHONE = (
    *_MOBILE, "phone", "phones", "telephone", "telefon", "telefono", "telefone", "telefoon", "tel", "telf", "fon",
    "rufnummer", "landline", "festnetz", "whatsapp", "телефон", "телефона",
)  # fmt: skip
_E_MAIL = (
    "email", "emails", "mail", "mails", "epost", "correo", "courriel", "почта", "почты",
)  # fmt: skip
_ADDRESS = (
    "address", "addresses", "adresse", "adres", "direccion", "indirizzo", "endereco", "adresa", "electronico",
    "electronique", "elettronica", "posta", "электронная", "электроннои", "адрес", "эл", "id",
)  # fmt: skip
_ALONE = frozenset(("sms", "worknumber", "homenumber", "mobilenumber", "landlinenumber"))
_LONGEST = 60


def _made_of(*words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted({word for group in words for word in group}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(longest_first)}|[0-9])+")


_PHONE_WORDS, _SOME_PHONE = _made_of(_WHOSE, _WHICH, _PHONE), re.compile("|".join(_PHONE))
_E_MAIL_WORDS, _SOME_E_MAIL = _made_of(_WHOSE, _WHICH, _MOBILE, _E_MAIL, _ADDRESS), re.compile("|".join(_E_MAIL))


@lru_cache(maxsize=4096)
def is_phone_column(column: str) -> bool:
    """Whether a column of this name holds phone numbers."""
    name = normalised(column)
    return name in _ALONE or _says(name, _PHONE_WORDS, _SOME_PHONE)


@lru_cache(maxsize=4096)
def is_e_mail_column(column: str) -> bool:
    """Whether a column of this name holds e-mail addresses."""
    return _says(normalised(column), _E_MAIL_WORDS, _SOME_E_MAIL)


def _says(name: str, words: re.Pattern[str], some: re.Pattern[str]) -> bool:
    return len(name) <= _LONGEST and some.search(name) is not None and words.fullmatch(name) is not None
