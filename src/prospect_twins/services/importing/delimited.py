"""CSV, in the dialects that spreadsheets and CRMs write (RFC 4180, with any of four delimiters)."""

import csv
from collections.abc import Iterable, Iterator

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.records import BadRow, BrokenRow, Record, Table, distinct_names
from prospect_twins.services.importing.text import Lines, RowTooLong

_DELIMITERS = (",", ";", "\t", "|")

_REASONS = (  # how the csv module puts it, and what a person can do about it
    (RowTooLong.SIGN, "the row is too long, or a closing quote is missing; shorten it or close the quote"),
    ("field larger than", "a cell is too long, or its closing quote is missing; shorten it or close it"),
    ("unexpected end of data", "a quote is opened and never closed; close it, or double it if it is meant as a sign"),
    ("expected after", 'a quote inside a quoted cell is not doubled; write "" for each'),
)


def read_delimited(chunks: Iterable[str]) -> Table:
    """The table in a CSV text. Raises InvalidInput if there is no header to go by."""
    lines = Lines(chunks)
    delimiter, first = _sniff(lines)
    try:
        header = next(csv.reader(_chained(first, lines), delimiter=delimiter, strict=True))
    except (csv.Error, RowTooLong):
        raise InvalidInput("The header line can't be read: its quotes don't match, or it has no end.") from None
    columns = distinct_names(header)
    return Table(columns, fixed=True, rows=_rows(lines, delimiter, columns))


def _sniff(lines: Lines) -> tuple[str, str]:
    """The delimiter, and the header's first line. Excel may tell the delimiter in a line `sep=;` before it."""
    told = None
    try:
        for line in lines:
            bare = line.strip()
            if told is None and bare.casefold() in {f"sep={sign}" for sign in _DELIMITERS} | {"sep="}:
                told = line[4]
            elif bare:
                widths = {sign: len(next(csv.reader([line], delimiter=sign))) for sign in _DELIMITERS}
                return told or max(widths, key=widths.__getitem__), line
    except (csv.Error, RowTooLong):
        raise InvalidInput("The first line is too long for a header; is this a CSV, JSON or JSONL file?") from None
    raise InvalidInput("The file is empty; it should begin with a line of column names.")


def _chained(first: str, lines: Lines) -> Iterator[str]:
    yield first
    yield from lines


def _rows(lines: Lines, delimiter: str, columns: tuple[str, ...]) -> Iterator[Record | BadRow]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
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
        if why := _misfit(cells, len(columns)):
            yield BadRow(row, line, why)
            continue
        values = tuple(map(_unwrapped, cells[: len(columns)]))
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
