"""What every file format is read into: a table of named values, row by row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file."""

    row: int
    """The how manieth row of data it is, from 1."""
    line: int
    """The line of the file on which it begins, from 1."""
    columns: tuple[str, ...]
    values: Sequence[object]
    """As many as there are columns, or fewer if the row ends early. Text in CSV and workbooks, else JSON values."""
    size: int
    """About how many characters it takes."""
    swallowed: bool = False
    """Whether it was first read as a part of a BrokenRow."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out. The reason names the field and says what to do; it never repeats a value."""

    row: int
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class BrokenRow(BadRow):
    """A row whose quotes don't match, so that it isn't sure where it ends."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns and its rows."""

    columns: tuple[str, ...]
    """The CSV header, or what JSON's first rows have between them."""
    fixed: bool
    """Whether no further columns can come."""
    rows: Iterator[Record | BadRow]


def clean_name(raw: str) -> str:
    """A column's name on one line, without what can't be seen or stored (zero-width marks, NUL, broken characters)."""
    return " ".join("".join(char for char in raw if char.isprintable() or char.isspace()).split())


def distinct_names(raw: Iterable[str]) -> tuple[str, ...]:
    """Cleaned names, each once: a blank one is "Column 3", a second "Phone" is "Phone (2)"."""
    names: dict[str, None] = {}
    for position, cell in enumerate(raw, 1):
        name = wanted = clean_name(cell) or f"Column {position}"
        count = 1
        while name in names:
            count += 1
            name = f"{wanted} ({count})"
        names[name] = None
    return tuple(names)
