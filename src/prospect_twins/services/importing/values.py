"""One row's values as what is known of a prospect: what is text, what fits, and what a field can't take."""

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlsplit

from prospect_twins.domain.blank_words import is_blank_field
from prospect_twins.domain.crm_columns import classification, is_honorific
from prospect_twins.domain.genders import GENDER_LETTERS, Sex, sex_of
from prospect_twins.domain.lead_ids import check_lead_id
from prospect_twins.domain.text import visible_text
from prospect_twins.domain.written_numbers import age_at, age_span, birth_dates, yearly_income

MAX_FIELD = 500
MAX_ATTRIBUTE_NAME = 200
MAX_ATTRIBUTE = 10_000
MAX_ATTRIBUTES = 1_000
MAX_ATTRIBUTES_CHARS = 150_000
"""Characters of all attributes' values together: they are searched by word, and the index of one row has a
limit of 1 MB."""
MAX_ENTRY = 100_000
"""Characters of one note or transcript."""
MAX_ENTRIES = 1_000


class Unusable(Exception):
    """A value that the row can't be kept with. The message says what is wrong and what to do, not what it was."""


def as_text(value: object) -> str | None:
    """A cell's or a JSON value's text without what nobody sees, stripped; None where it is empty."""
    if isinstance(value, str) and value.isascii() and value.isprintable():  # most are: nothing to look for
        return value.strip() or None
    text = as_written(value)
    return visible_text(text).strip() or None if text else None


def as_written(value: object) -> str | None:
    """A cell's or a JSON value's text, stripped; None where it is empty (blank, null, not a number)."""
    if isinstance(value, str):
        if not value.isascii():
            _refuse_surrogates(value)
        return value.strip() or None
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise Unusable("is nested too deeply; flatten it") from None
    _refuse_surrogates(text)
    return text


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unusable("holds characters that are broken in the file; save it again as UTF-8") from None


def within(text: str, limit: int) -> str:
    """`text` itself. Raises Unusable if it has more than `limit` characters."""
    if len(text) > limit:
        raise Unusable(f"is longer than {limit:,} characters; shorten it")
    return text


_EXACT = 2**53
"""Below it, floating-point numbers (IEEE 754, binary64) keep whole numbers apart; this and the next are one."""


def plain_id(text: str | None) -> str | None:
    """An id without what programs put round its digits: pandas' 501.0, the apostrophe before 7012, ="007", 1,234.

    Raises Unusable if they lost its last digits.
    """
    match = _WRAPPED.fullmatch(text) if text and not text.isalnum() else None
    if match and text and "." in text and Decimal(match["id"].replace(",", "")) >= _EXACT:
        raise Unusable("was kept as a decimal number, which loses an id's last digits; export the column as text")
    return match["id"].replace(",", "") if match else text


_WRAPPED = re.compile(r"""(?:'|="?)?(?P<id>\d+|\d{1,3}(?:,\d{3})+)(?:\.0+|")?""")


def lead_id(text: str) -> str:
    """The id as it may stand in a URL and a database key. Raises Unusable."""
    try:
        return check_lead_id(text)
    except ValueError as fault:
        raise Unusable(str(fault)) from None


class Read(NamedTuple):
    """What a field makes of a text."""

    stored: str | None
    """None where the field can't take it: then it is kept as an attribute."""
    understood: bool = True


class Column(NamedTuple):
    """What a cell alone doesn't tell. What is called may take long: it may look at the column's other cells."""

    today: date
    day_first: Callable[[], bool | None]
    """Whether 3/4 is the third of April, as the column's other dates tell; None if they don't."""
    gender_letters: Callable[[], Mapping[str, Sex]]
    """What letters stand for, as the column's other letters tell."""


Reading = Callable[[str, Column], Read]

NOT_UNDERSTOOD = Read(None, understood=False)


def as_it_stands(text: str, column: Column) -> Read:
    """The value as it was written."""
    return Read(text)


def _classification(text: str, column: Column) -> Read:
    said = classification(text)
    return Read(said) if said else NOT_UNDERSTOOD


def _age(text: str, column: Column) -> Read:
    span = age_span(text)
    if span is None:
        # "In her forties" and "40s?" are no figures and do no harm; a figure that is wrong does.
        return NOT_UNDERSTOOD if _FIGURE.fullmatch(text) else Read(text, understood=False)
    return Read(str(int(span.low)) if _WHOLE.fullmatch(text) else text)


_WHOLE = re.compile(r"\d+([.,]0+)?")
_FIGURE = re.compile(r"[\W_]*\d[\d\W_]*(y\w*( old)?)?", re.IGNORECASE)


def _age_at(text: str, column: Column) -> Read:
    """Whole years since a birth date, if whatever it can mean gives the same."""
    written = birth_dates(text, column.today)
    if written is None:
        return NOT_UNDERSTOOD
    days = written.readings()
    if len(days) > 1 and (day_first := column.day_first()) is not None:
        days = written.readings(day_first=day_first)
    ages = {age_at(born, column.today) for born in days}
    return Read(str(ages.pop())) if len(ages) == 1 else NOT_UNDERSTOOD


def _income(text: str, column: Column) -> Read:
    return Read(text, understood=yearly_income(text) is not None)


def _occupation(text: str, column: Column) -> Read:
    return NOT_UNDERSTOOD if is_honorific(text) else Read(text)


def _web_address(text: str, column: Column) -> Read:
    try:
        address = urlsplit(text)
    except ValueError:
        return NOT_UNDERSTOOD
    return Read(text) if address.scheme in ("http", "https") and address.hostname else NOT_UNDERSTOOD


def _gender(text: str, column: Column) -> Read:
    letter = text.strip(" .").casefold()
    if letter not in GENDER_LETTERS:
        return Read(text)
    meant = column.gender_letters().get(letter)
    # Models read M and F as English does.
    return Read(text if meant is None or meant == sex_of(letter) else meant.value)


READINGS: Mapping[str, Reading] = {
    "lead_classification": _classification,
    "age": _age,
    "gender": _gender,
    "birth_date": _age_at,
    "annual_income": _income,
    "occupation": _occupation,
    "profile_image_url": _web_address,
}
"""Targets of which figures, groups and pictures are made. What isn't understood is kept as it was written, in the field
or as an attribute, and counted in the report."""


def entries(value: object) -> list[str]:
    """Notes or transcripts, oldest first: a text, or a list of texts and of objects with `text` and perhaps `date`.

    An object's other values stand before its text: {"date": "2024-03-01", "by": "Ann", "text": "…"} is read as
    "2024-03-01, Ann: …". Where every entry has an ISO date they are put in its order, else they stay as they are.
    """
    if not isinstance(value, list):
        text = _entry(value)
        return [text] if text else []
    if len(value) > MAX_ENTRIES:
        raise Unusable(f"has more than {MAX_ENTRIES:,} entries; join some")
    dated = [(_date_of(entry), text) for entry in value if (text := _entry(entry))]
    if all(when for when, _ in dated):
        dated.sort(key=lambda pair: pair[0])
    return [text for _, text in dated]


def _entry(entry: object) -> str | None:
    if isinstance(entry, list):
        raise Unusable('has a list within the list; each entry is a text, or {"date": …, "text": …}')
    if not isinstance(entry, dict):
        text = as_text(entry)
        return within(text, MAX_ENTRY) if text and not is_blank_field(text) else None
    text = as_text(entry.get("text"))
    if text and is_blank_field(text):
        return None
    if text is None:
        if any(as_text(value) for value in entry.values()):
            raise Unusable('has an entry without "text"; each is a text, or {"date": …, "text": …}')
        return None
    dates = [entry["date"]] if "date" in entry else []
    rest = [value for name, value in entry.items() if name not in ("date", "text")]
    before = ", ".join(said for value in (*dates, *rest) if (said := as_text(value)))
    return within(f"{before}: {text}" if before else text, MAX_ENTRY)


def _date_of(entry: object) -> str:
    """The entry's date as a key to sort by, or "" if it has none that can be sorted."""
    when = entry.get("date") if isinstance(entry, dict) else None
    try:
        moment = datetime.fromisoformat(when.strip()) if isinstance(when, str) else None
    except ValueError:
        return ""
    if moment is None:
        return ""
    return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
