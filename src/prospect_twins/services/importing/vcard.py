"""vCard, which phones and address books export: versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350)."""

import codecs
import quopri
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from prospect_twins.services.importing.records import BadRow, Record, Table
from prospect_twins.services.importing.text import MAX_ROW_CHARS, split_lines
from prospect_twins.services.importing.values import MAX_ATTRIBUTES

BEGIN = "BEGIN:VCARD"
_LOOK_AHEAD = 500

_COLUMNS = {
    "FN": "Full Name", "TITLE": "Job Title", "BDAY": "Birthday", "GENDER": "Gender", "X-GENDER": "Gender",
    "NOTE": "Note", "EMAIL": "Email", "ORG": "Company", "ROLE": "Role", "NICKNAME": "Nickname", "URL": "Website",
    "CATEGORIES": "Categories", "ANNIVERSARY": "Anniversary", "RELATED": "Related", "HOBBY": "Hobby",
    "INTEREST": "Interest", "EXPERTISE": "Expertise",
}  # fmt: skip
"""Property to column. Others are pictures, keys, and what programs keep for themselves."""
_PARTS = {
    "N": ("Last Name", "First Name", "Middle Name", "Prefix", "Suffix"),
    "ADR": ("PO Box", "Address 2", "Street", "City", "State", "Postal Code", "Country"),
}
_PHONES = {"cell": "Mobile Phone", "iphone": "Mobile Phone", "home": "Home Phone", "work": "Work Phone"}
_GENDERS = {"M": "male", "F": "female"}

_PROPERTY = re.compile(r'(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<about>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BETWEEN_PARTS = re.compile(r"(?<!\\);")
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)

CUT_OFF = "the card has no END:VCARD; export it again"
TOO_LONG = "the card is too long; shorten its notes"
TOO_MUCH = f"the card says more than {MAX_ATTRIBUTES:,} things; leave some out"
NO_PERSON = "it is a group or a company, not a person; it was left out"


def read_cards(chunks: Iterable[str]) -> Table:
    """The people in a file of cards, one row each; a card's columns are those that it fills."""
    cards = _cards(split_lines(chunks))
    ahead = list(islice(cards, _LOOK_AHEAD))
    columns = dict.fromkeys(name for card in ahead if isinstance(card, Record) for name in card.columns)
    return Table(tuple(columns), fixed=False, rows=chain(ahead, cards))


def _cards(lines: Iterator[str]) -> Iterator[Record | BadRow]:
    row, begin = 0, 0
    properties: list[re.Match[str]] = []
    size = 0
    for number, text in _unfolded(lines):
        sign = text.strip().upper()
        if sign == BEGIN:
            if begin:
                yield BadRow(row, begin, CUT_OFF)
            row, begin, size = row + 1, number, 0
            properties = []
        elif sign == "END:VCARD" and begin:
            yield BadRow(row, begin, TOO_LONG) if size > MAX_ROW_CHARS else _card(row, begin, properties, size)
            begin = 0
        elif begin and (match := _PROPERTY.fullmatch(text)):
            size += len(text)
            if size <= MAX_ROW_CHARS:
                properties.append(match)
    if begin:
        yield BadRow(row, begin, CUT_OFF)


def _unfolded(lines: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Each property with the number of its first line, joined where it was folded. What isn't read is cut short."""
    begin, size = 0, 0
    pieces: list[str] = []
    soft = False
    """Whether the line before ends with the `=` of an encoding that may break lines anywhere."""
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        goes_on = begin > 0 and (soft or line[:1] in (" ", "\t"))
        if goes_on and not soft:
            line = line[1:]
        if not goes_on:
            if begin:
                yield begin, "".join(pieces)
            begin, pieces, size = number, [], 0
        encoded = "QUOTED-PRINTABLE" in (pieces[0] if pieces else line).upper()
        soft = encoded and line.endswith("=")
        if not pieces or (size <= MAX_ROW_CHARS and _is_read(pieces[0])):
            pieces.append(line[:-1] if soft else line)
            size += len(line)
    if begin:
        yield begin, "".join(pieces)


def _is_read(text: str) -> bool:
    name = re.split("[;:]", text, maxsplit=1)[0].rpartition(".")[2].upper()
    return name in _COLUMNS or name in _PARTS or name == "TEL"


def _card(row: int, line: int, properties: list[re.Match[str]], size: int) -> Record | BadRow:
    read = [(match["name"].upper(), match["about"], match["value"]) for match in properties]
    kinds = {value.strip().casefold() for name, _, value in read if name.endswith(("KIND", "ABSHOWAS"))}
    if kinds & {"group", "org", "company", "location"}:
        return BadRow(row, line, NO_PERSON)
    named = any(name == "FN" and value.strip() for name, _, value in read)
    filled: dict[str, str] = {}
    count: Counter[str] = Counter()
    for name, about, value in read:
        if name == "N" and named:
            continue
        for column, text in _cells(name, about, _decoded(about, value)):
            if text.strip():
                count[column] += 1
                filled[column if count[column] == 1 else f"{column} {count[column]}"] = text
    if len(filled) > MAX_ATTRIBUTES:
        return BadRow(row, line, TOO_MUCH)
    return Record(row, line, tuple(filled), tuple(filled.values()), size)


def _cells(name: str, about: str, value: str) -> Iterator[tuple[str, str]]:
    if parts := _PARTS.get(name):
        yield from zip(parts, map(_plain, _BETWEEN_PARTS.split(value)), strict=False)
    elif name == "TEL":
        kinds = re.split(r"[;,=\"]", about.casefold())
        yield next((column for kind, column in _PHONES.items() if kind in kinds), "Phone"), value.removeprefix("tel:")
    elif name in ("GENDER", "X-GENDER"):
        sex, _, said = value.partition(";")
        yield "Gender", said or _GENDERS.get(sex.strip().upper(), sex)
    elif name == "BDAY":  # Apple writes 1604 for a year that nobody told, and says so
        yield "Birthday", re.sub(r"^\d{4}", "-", value) if "OMIT-YEAR" in about.upper() else value
    elif name == "ORG":
        yield "Company", _plain(_BETWEEN_PARTS.split(value)[0])
    elif column := _COLUMNS.get(name):
        yield column, _plain(value)


def _decoded(about: str, value: str) -> str:
    if "QUOTED-PRINTABLE" not in about.upper():
        return value
    named = _CHARSET.search(about)
    try:
        charset = codecs.lookup(named[1]).name if named else "utf-8"
    except LookupError:
        charset = "utf-8"
    return quopri.decodestring(value.encode()).decode(charset, errors="replace")


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)
