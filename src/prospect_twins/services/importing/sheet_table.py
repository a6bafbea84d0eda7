"""A workbook's sheet as a table: which sheet, which row has the column names, which columns there are."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from prospect_twins.domain.crm_columns import recognise
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.facts import FileFacts
from prospect_twins.services.importing.header import (
    LOOK_AHEAD_ROWS,
    NO_HEADER,
    header_at,
    looks_like_data,
    no_person,
)
from prospect_twins.services.importing.records import BadRow, Record, Table, distinct_names
from prospect_twins.services.importing.spreadsheets.cells import MAX_CELL_CHARS, Sheet, SheetRow


def read_sheet(sheets: Sequence[Sheet], facts: FileFacts, wanted: str | None) -> Table:
    """The table in one sheet: the one that a person names, else the first that isn't hidden and has rows."""
    sheet = _named(sheets, wanted) if wanted else _first_with_rows(sheets, facts)
    facts.sheet = sheet.name
    rows = sheet.rows()
    ahead = list(islice(rows, LOOK_AHEAD_ROWS))
    if not ahead:
        raise InvalidInput("The sheet is empty; it should begin with a row of column names.")
    at = header_at([_spread(row) for row in ahead])
    header = ahead[at]
    if looks_like_data(list(header.cells.values())):
        raise InvalidInput(NO_HEADER)
    if at:
        facts.remarks.append(f"What stands above the column names was passed over (up to row {header.number - 1}).")
    columns_used = _columns(header, ahead[at + 1 :])
    columns = distinct_names(header.cells.get(column, "") for column in columns_used)
    return Table(columns, fixed=True, rows=_records(chain(ahead[at + 1 :], rows), header, columns_used, columns))


def _named(sheets: Sequence[Sheet], wanted: str) -> Sheet:
    """The sheet of a name, hidden or not, or of a number, as a person counts those that are seen."""
    name = wanted.strip().casefold()
    for sheet in sheets:
        if sheet.name.strip().casefold() == name:
            return sheet
    seen = [sheet for sheet in sheets if not sheet.hidden] or list(sheets)
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(seen):
        return seen[int(name) - 1]
    names = ", ".join(f'"{sheet.name}"' for sheet in seen[:20])
    reason = f"There is no such sheet. The workbook has {names}; say one of them, or its number from 1."
    raise InvalidInput(reason, [{"place": "sheet", "reason": reason}])


def _first_with_rows(sheets: Sequence[Sheet], facts: FileFacts) -> Sheet:
    filled = [sheet for sheet in sheets[:100] if not sheet.hidden and next(sheet.rows(), None) is not None]
    if not filled:
        raise InvalidInput("The workbook has no sheet with rows in it that isn't hidden; name the sheet to read.")
    if others := ", ".join(f'"{sheet.name}"' for sheet in filled[1:20]):
        facts.remarks.append(
            f'Only the sheet "{filled[0].name}" was read. The workbook has others: {others}. Name one to read it.'
        )
    return filled[0]


def _spread(row: SheetRow) -> list[str]:
    """The cells from the first that is filled to the last, for a row of no more than a thousand."""
    first = min(row.cells)
    return [row.cells.get(at, "") for at in range(first, min(max(row.cells), first + 1000) + 1)]


def _columns(header: SheetRow, following: Sequence[SheetRow]) -> list[int]:
    """The columns with a name, and those without one that have values all the same.

    Left of all names is the index that pandas writes; but a remark in a cell or two there is no column.
    """
    counts = Counter(column for row in following for column in row.cells if column < max(header.cells))
    left = min(header.cells)
    used = {column for column, count in counts.items() if column > left or count * 2 > len(following)}
    return sorted(used | set(header.cells))


def _records(
    rows: Iterator[SheetRow], header: SheetRow, columns_used: list[int], columns: tuple[str, ...]
) -> Iterator[Record | BadRow]:
    known = frozenset(columns_used)
    ids = {at for at, name in enumerate(columns) if (field := recognise(name)) and field.target == "lead_id"}
    names = tuple(header.cells.get(column, "") for column in columns_used)
    for count, row in enumerate(rows, 1):
        values = tuple(row.cells.get(column, "") for column in columns_used)
        if ids:
            values = tuple(_ungrouped(text) if at in ids else text for at, text in enumerate(values))
        if why := _misfit(row, known) or no_person(values, names):
            yield BadRow(count, row.number, why)
        else:
            yield Record(count, row.number, columns, values, sum(map(len, values)))


def _ungrouped(text: str) -> str:
    """An id without the thousands' commas of its cell's format: other exports of it have none."""
    return text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", text) else text


def _misfit(row: SheetRow, known: frozenset[int]) -> str | None:
    if row.cells.keys() - known:
        return "it has a value in a column without a name; name the column, or clear the cell"
    if len(row.cells) == 1 < len(known) - 1:
        return f"it has 1 cell but the header has {len(known)}; complete it, or remove it"
    return "a cell is too long; shorten it" if any(len(cell) > MAX_CELL_CHARS for cell in row.cells.values()) else None
