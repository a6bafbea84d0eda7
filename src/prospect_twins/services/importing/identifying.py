"""Which columns tell who a row is about, and what they say."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain

from prospect_twins.domain.blank_words import is_blank
from prospect_twins.domain.contact_columns import is_e_mail_column, is_phone_column
from prospect_twins.domain.contacts import birthdays, mailboxes, phone_numbers
from prospect_twins.domain.crm_columns import is_honorific, normalised, recognise_together
from prospect_twins.domain.identity import Description, Identity, identity
from prospect_twins.domain.same_person import is_title_column
from prospect_twins.domain.written_numbers import birth_dates
from prospect_twins.services.importing.records import Record
from prospect_twins.services.importing.values import as_text

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
    titles: tuple[int, ...]
    distinguishing: tuple[int, ...]
    """Where people live and work, and their gender: what tells namesakes apart, and seldom changes."""


def identifying_columns(columns: Sequence[str]) -> Identifying:
    """The columns that tell who a row is about."""
    names = [normalised(column) for column in columns]
    recognised = recognise_together(columns)
    known = {position: field.target for position, name in enumerate(columns) if (field := recognised.get(name))}
    e_mails = [position for position, name in enumerate(columns) if is_e_mail_column(name)]
    phones = [position for position, name in enumerate(columns) if is_phone_column(name) and position not in e_mails]
    taken = {*e_mails, *phones, *(position for position, target in known.items() if target != "gender")}
    distinguishing = (
        position
        for position, name in enumerate(names)
        if position not in taken
        and not _SOMEBODY_ELSE.search(name)
        and (known.get(position) == "gender" or _PLACE.search(name))
    )
    return Identifying(
        e_mails=tuple(e_mails),
        phones=tuple(phones),
        birth_dates=tuple(position for position, target in known.items() if target == "birth_date"),
        titles=tuple(position for position, name in enumerate(columns) if is_title_column(name)),
        distinguishing=tuple(sorted(distinguishing, key=lambda position: columns[position])),
    )


def who(
    record: Record,
    columns: Identifying,
    name: str | None,
    today: date,
    day_first: Callable[[str], bool | None] = lambda column: None,
) -> Identity | None:
    """The identity that a row's e-mails, phones, birth date and name give; None if there is none of them.

    `day_first` tells of a column of dates whether the day comes first; None where that isn't known.
    """
    days = (
        birthdays(birth_dates(text, today), day_first=partial(day_first, record.columns[position]))
        for position in columns.birth_dates
        for text in _texts(record, (position,))
    )
    return identity(
        Description(
            name=name,
            title=next(filter(is_honorific, _texts(record, columns.titles)), None),
            mailboxes=tuple(chain.from_iterable(map(mailboxes, _texts(record, columns.e_mails)))),
            phones=tuple(chain.from_iterable(map(phone_numbers, _texts(record, columns.phones)))),
            birthdays=next((day for day in days if day), ()),
            distinguishing=tuple(" ".join(text.casefold().split()) for text in _texts(record, columns.distinguishing)),
        )
    )


def content_digest(record: Record) -> str:
    """The same for every row that says the same, in whatever order of its columns."""
    said: Mapping[str, str] = {
        name: text for name, value in zip(record.columns, record.values, strict=False) if (text := as_text(value))
    }
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()


def _texts(record: Record, positions: Iterable[int]) -> list[str]:
    cells = (record.values[position] for position in positions if position < len(record.values))
    return [text for cell in cells if (text := as_text(cell)) and not is_blank(text)]
