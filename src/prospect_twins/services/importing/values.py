"""One row's values as what is known of a prospect: what is text, what fits, and what a field can't take."""

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from prospect_twins.domain.crm_columns import classification, is_honorific

MAX_LEAD_ID = 128
MAX_FIELD = 500
MAX_ATTRIBUTE_NAME = 200
MAX_ATTRIBUTE = 10_000
MAX_ATTRIBUTES = 1_000
MAX_ATTRIBUTES_CHARS = 150_000
"""Of all attributes' values together: they are searched by word, and the index of one row has a limit of 1 MB."""
MAX_ENTRY = 100_000
"""Characters of one note or transcript."""
MAX_ENTRIES = 1_000

_BLANK_FIELDS = frozenset({"null", "nan", "n/a", "#n/a", "\\n"})
"""What databases, spreadsheets and pandas write for nothing. Only outside names: there are people called Null."""


class Unusable(Exception):
    """A value that the row can't be kept with. The message says what is wrong and what to do, not what it was."""


def as_text(value: object) -> str | None:
    """A cell's or a JSON value's text, stripped; None where it says nothing (blank, null, not a number)."""
    if isinstance(value, str):
        text = value.strip()
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.isascii():
            _refuse_surrogates(text)
        if "\0" in text:
            raise Unusable("holds a NUL character; remove it")
        return text or None
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer():
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
    if len(text) > limit:
        raise Unusable(f"is longer than {limit:,} characters; shorten it")
    return text


_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)


def lead_id(text: str | None) -> str:
    """The id as it may stand in a URL and a database key. Raises Unusable."""
    if text is None:
        raise Unusable('is blank; give every prospect an id, or number the rows with the map "#=lead_id"')
    if not text.isprintable():
        raise Unusable("holds characters that can't be seen; remove them")
    if {"", ".", ".."} & set(text.split("/")):  # proxies and clients rewrite these
        raise Unusable("can't stand in a web address; something has to stand around each '/', and not only dots")
    if _SCIENTIFIC.fullmatch(text):
        raise Unusable("was turned into scientific notation by a spreadsheet; export the column as text")
    return within(text, MAX_LEAD_ID)


Reading = Callable[[str, date], str | None]
"""A field's text and today's date to what is stored, or None if the field can't take it."""


def _age(text: str, today: date) -> str | None:
    whole = re.fullmatch(r"(\d+)(\.0+)?", text)
    if whole is None:
        return text  # "35-44", "in her forties"
    return whole[1] if int(whole[1][:4]) <= 125 else None


_DATE = re.compile(
    r"(?P<ymd>(\d{4})[-/.](\d{1,2})[-/.](\d{1,2}))([T ].*)?|(?P<dmy>(\d{1,2})\.(\d{1,2})\.(\d{4}))"
    r"|(?P<mdy>(\d{1,2})[-/](\d{1,2})[-/](\d{4}))([T ].*)?"
)


def _age_at(text: str, today: date) -> str | None:
    """Whole years since a birth date: 1980-05-31, 31.5.1980, or 5/31/1980 (month first, unless it can't be one)."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    if found["ymd"]:
        year, month, day = map(int, found.group(2, 3, 4))
    elif found["dmy"]:
        day, month, year = map(int, found.group(7, 8, 9))
    else:
        month, day, year = map(int, found.group(11, 12, 13))
        month, day = (day, month) if month > 12 else (month, day)
    try:
        born = datetime(year, month, day).date()  # noqa: DTZ001 (a birthday has no zone)
    except ValueError:
        return None
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return str(years) if 0 <= years <= 125 else None


def _web_address(text: str, today: date) -> str | None:
    try:
        address = urlsplit(text)
        return text if address.scheme in ("http", "https") and address.hostname else None
    except ValueError:
        return None


READINGS: Mapping[str, Reading] = {
    "lead_classification": lambda text, today: classification(text),
    "age": _age,
    "birth_date": _age_at,
    "occupation": lambda text, today: None if is_honorific(text) else text,
    "profile_image_url": _web_address,
}
"""Targets that don't take any text. What they can't take is kept as an attribute, and counted in the report."""


def is_blank_word(text: str) -> bool:
    return text.casefold() in _BLANK_FIELDS


def entries(value: object) -> list[str]:
    """Notes or transcripts, oldest first: a text, or a list of texts and of objects with `text` and perhaps `date`.

    An object's other values stand before its text: {"date": "2024-03-01", "by": "Ann", "text": "…"} is read as
    "2024-03-01, Ann: …". Where every entry has an ISO date they are put in its order, else they stay as they are.
    """
    if not isinstance(value, list):
        value = [value]
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
        return within(text, MAX_ENTRY) if text else None
    text = as_text(entry.get("text"))
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
        return datetime.fromisoformat(when.strip()).isoformat() if isinstance(when, str) else ""
    except ValueError:
        return ""
