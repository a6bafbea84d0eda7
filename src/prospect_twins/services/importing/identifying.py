"""Which columns tell who a row is about, and what they say: for rows that bring no id."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from prospect_twins.domain.blank_words import is_blank
from prospect_twins.domain.crm_columns import normalised, recognise_together
from prospect_twins.domain.lead_ids import Identity, e_mail_key, identity, phone_key
from prospect_twins.domain.written_numbers import birth_dates
from prospect_twins.services.importing.records import Record
from prospect_twins.services.importing.values import as_text

_E_MAIL = re.compile("(?<!address)mail(?!ing)|correo|courriel|почта")
"""Not a place that post is sent to: Salesforce's "Mailing City", Insightly's ADDRESS_MAIL_CITY."""
_MOBILE = re.compile(
    "(?<!auto)mobi(?!lehome)|(?<!can)(?<!mis)(?<!ex)cell|handy(?!man)|celular|movil|telemovel|portable|komork"
)
"""Not the cover of a mobile home, a cancellation, or an automobile."""
_PHONE = re.compile(
    f"{_MOBILE.pattern}|phone|telefoo?n|telephone|^tel[0-9]*$|телефон|whatsapp|landline|^sms$|(work|home)number$"
)
_ABOUT_A_NUMBER = re.compile(
    "(?<!candi)date|(?<!day)(?<!night)time|consent|optin|optout|status|type$|label|(?<!ac)count(?!ry)|policy|verified"
)
"""What is said of a phone number or done with it: a day and an hour have as many digits."""
_PLACE = re.compile(
    "(city|town|state|province|zip|zipcode|postalcode|postcode|plz|street|address|country|company|employer|account"
    "|accountname|organi[sz]ation|stadt|ort|ville|ciudad)$"
)
_SOMEBODY_ELSE = re.compile(
    "owner|agent|broker|producer|carrier|underwriter|assigned|createdby|modifiedby|assistant|manager|spouse|partner"
    "|parent|emergency|referr|beneficiary"
)


@dataclass(frozen=True, slots=True)
class Identifying:
    """Positions of columns."""

    e_mails: tuple[int, ...]
    phones: tuple[int, ...]
    birth_dates: tuple[int, ...]
    places: tuple[int, ...]
    """Where people live and work, and their gender: what tells namesakes apart, and seldom changes."""


def identifying_columns(columns: Sequence[str]) -> Identifying:
    names = [normalised(column) for column in columns]
    theirs = [position for position, name in enumerate(names) if not _SOMEBODY_ELSE.search(name)]
    recognised = recognise_together(columns)
    known = {position: found.target for position in theirs if (found := recognised.get(columns[position]))}
    e_mails = [position for position in theirs if _E_MAIL.search(names[position])]
    phones = [
        position
        for position in theirs
        if position not in e_mails and _PHONE.search(names[position]) and not _ABOUT_A_NUMBER.search(names[position])
    ]
    taken = {*e_mails, *phones, *(position for position, target in known.items() if target != "gender")}
    return Identifying(
        e_mails=tuple(e_mails),
        phones=tuple(sorted(phones, key=lambda position: not _MOBILE.search(names[position]))),
        birth_dates=tuple(position for position, target in known.items() if target == "birth_date"),
        places=tuple(
            position
            for position in theirs
            if position not in taken and (known.get(position) == "gender" or _PLACE.search(names[position]))
        ),
    )


def who(record: Record, columns: Identifying, name: str | None, today: date) -> Identity | None:
    """The identity that a row's e-mail, phone, birth date or name gives; None if there is none of them."""
    e_mail = next((text for text in _texts(record, columns.e_mails) if e_mail_key(text)), None)
    phone = next((text for text in _texts(record, columns.phones) if phone_key(text)), None)
    birth_date = next((_same_day(text, today) for text in _texts(record, columns.birth_dates)), None)
    places = [
        " ".join(text.casefold().split())
        for text in _texts(record, sorted(columns.places, key=record.columns.__getitem__))
    ]
    return identity(name, e_mail, phone, birth_date, *places)


def content_digest(record: Record) -> str:
    """The same for every row that says the same, in whatever order of its columns."""
    said: Mapping[str, str] = {
        name: text for name, value in zip(record.columns, record.values, strict=False) if (text := as_text(value))
    }
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()


def _same_day(text: str, today: date) -> str:
    """A birth date as dates are compared, however it is written; as it stands where it isn't sure which day it is."""
    written = birth_dates(text, today)
    days = written.readings() if written else set()
    return days.pop().isoformat() if len(days) == 1 else " ".join(text.casefold().split())


def _texts(record: Record, positions: Iterable[int]) -> list[str]:
    cells = (record.values[position] for position in positions if position < len(record.values))
    return [text for cell in cells if (text := as_text(cell)) and not is_blank(text)]
