"""CSV, in the dialects that spreadsheets, databases and CRMs write (RFC 4180 and its relatives)."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.dialect import Dialect, delimiter_label, delimiter_named, sniff, undoubled
from prospect_twins.services.importing.facts import FileFacts
from prospect_twins.services.importing.header import NO_HEADER, looks_like_data, no_person
from prospect_twins.services.importing.records import BadRow, BrokenRow, Record, Table, distinct_names
from prospect_twins.services.importing.text import Lines, RowTooLong, split_lines

_LOOK_AHEAD_LINES = 400
_LOOK_AHEAD_CHARS = 256 * 1024

_REASONS = (  # how the csv module puts it, and what a person can do about it
    (RowTooLong.SIGN, "the row is too long, or a closing quote is missing; shorten it or close the quote"),
    ("field larger than", "a cell is too long, or its closing quote is missing; shorten it or close it"),
    ("unexpected end of data", "a quote is opened and never closed; close it, or double it if it is meant as a sign"),
    ("expected after", 'a quote inside a quoted cell is not doubled; write "" for each'),
)


def read_delimited(chunks: Iterable[str], facts: FileFacts | None = None, delimiter: str | None = None) -> Table:
    """The table in a CSV text. `delimiter`: the one that a person names. Raises InvalidInput if there is no header."""
    facts = facts or FileFacts()
    named = delimiter_named(delimiter) if delimiter else None
    source = split_lines(chunks)
    ahead = list(_ahead(source))
    dialect = sniff(ahead, named)
    lines = Lines(chain(ahead, source))
    for _ in range(dialect.skip):
        next(lines)
    lines.begin_record()
    try:
        header = next(_reader(lines, dialect), [])
    except (csv.Error, RowTooLong):
        raise InvalidInput("The header line can't be read: its quotes don't match, or it has no end.") from None
    if looks_like_data(header):
        raise InvalidInput(NO_HEADER)
    facts.format = "CSV"
    facts.delimiter = delimiter_label(dialect.delimiter) if named or len(header) > 1 else None
    if dialect.titles:
        facts.remarks.append(f"What stands above the column names was passed over (up to line {dialect.skip}).")
    columns = distinct_names(header)
    return Table(columns, fixed=True, rows=_rows(lines, dialect, header, columns))


def _ahead(lines: Iterator[str]) -> Iterator[str]:
    size = 0
    for count, line in enumerate(lines, 1):
        yield line
        size += len(line)
        if count >= _LOOK_AHEAD_LINES or size >= _LOOK_AHEAD_CHARS:
            return


def _reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    text = map(undoubled, lines) if dialect.backslashes else lines
    return csv.reader(text, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)


def _rows(lines: Lines, dialect: Dialect, header: list[str], columns: tuple[str, ...]) -> Iterator[Record | BadRow]:
    reader = _reader(lines, dialect)
    row = 0
    while True:
        line = lines.begin_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, RowTooLong) as error:
            row += 1
            fault = next((reason for sign, reason in _REASONS if sign in str(error)), "it is not valid CSV")
            last = lines.give_back()
            lost = f" (lines {line} to {last} were taken for one row)" if last > line else ""
            yield BrokenRow(row, line, fault + lost)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        row += 1
        if why := _misfit(cells, len(columns)) or no_person(cells, header):
            yield BadRow(row, line, why)
            continue
        values = tuple([_unwrapped(cell) if cell.startswith("=") else cell for cell in cells[: len(columns)]])
        yield Record(row, line, columns, values, sum(map(len, cells)), swallowed=line <= lines.suspect_until)


def _misfit(cells: list[str], want: int) -> str | None:
    """Why a row's cells can't be told apart by the header, if they can't.

    Excel leaves out empty cells at a row's end, so fewer are allowed; but not one alone, as in a report's footer.
    """
    have = len(cells)
    if have > want and any(cell.strip() for cell in cells[want:]):
        return f"it has {have} cells but the header has {want}; put cells that hold the delimiter in quotes"
    if have == 1 < want:
        return f"it has 1 cell but the header has {want}; complete it, or remove it"
    return None


def _unwrapped(cell: str) -> str:
    """The text in `="00123"`, by which exports keep a spreadsheet from dropping zeros."""
    return cell[2:-1] if len(cell) > 2 and cell.startswith('="') and cell.endswith('"') else cell
