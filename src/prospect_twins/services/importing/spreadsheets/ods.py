"""OpenDocument spreadsheets (.ods; OASIS OpenDocument 1.3, part 3, §9 and §19), and what they show."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.spreadsheets.cells import MAX_CELL_CHARS, Sheet, SheetRow
from prospect_twins.services.importing.spreadsheets.number_formats import lost_digits
from prospect_twins.services.importing.spreadsheets.packages import Package
from prospect_twins.services.importing.spreadsheets.xml_parts import Handler, local, parse, parse_all

_CONTENT = "content.xml"
_MAX_REPEATED = 1_048_576
_COLUMNS = 16_384
_SCIENTIFIC = re.compile(r"-?\d([.,]\d+)?E[+-]?\d+", re.IGNORECASE)


def is_spreadsheet(package: Package) -> bool:
    """Whether the package is an OpenDocument spreadsheet."""
    return _CONTENT in package and "mimetype" in package


def sheets(package: Package) -> list[Sheet]:
    """The spreadsheet's sheets, in their order. Raises InvalidInput if it is protected by a password."""
    if "META-INF/manifest.xml" in package:
        manifest = _Names("encryption-data")
        with package.open("META-INF/manifest.xml") as stream:
            parse_all(stream, manifest)
        if manifest.is_named:
            raise InvalidInput("The file is protected by a password; save a copy without it.")
    names = _OdsSheets()
    with package.open(_CONTENT) as stream:
        parse_all(stream, names)
    return [
        Sheet(name, style in names.hidden_styles, partial(_rows, package, at))
        for at, (name, style) in enumerate(names.tables)
    ]


class _Names(Handler):
    """Whether an element of some name is there."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.is_named = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.is_named |= name == self._name


class _OdsSheets(Handler):
    """The sheets' names and styles, and which styles hide a sheet."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, str]] = []
        self.hidden_styles: set[str] = set()
        self._style = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._style = local(attributes).get("name", "")
        elif name == "table-properties" and local(attributes).get("display") == "false":
            self.hidden_styles.add(self._style)
        elif name == "table" and len(self.tables) < 10_000:
            named = local(attributes)
            self.tables.append((named.get("name", ""), named.get("style-name", "")))


def _rows(package: Package, wanted: int) -> Iterator[SheetRow]:
    handler = _OdsRows(wanted)
    with package.open(_CONTENT) as stream:
        for _ in parse(stream, handler):
            for first, times, cells in handler.rows:
                for number in range(first, first + times):
                    yield SheetRow(number, cells)
            handler.rows.clear()


class _OdsRows(Handler):
    """Gathers a sheet's rows: the first row's number, how many there are of it, its cells."""

    def __init__(self, wanted: int) -> None:
        self.rows: list[tuple[int, int, dict[int, str]]] = []
        self._wanted = wanted
        self._table = -1
        self._number = 1
        self._times = 1
        self._cells: dict[int, str] = {}
        self._column = 0
        self._cell: Mapping[str, str] | None = None
        self._text: list[str] = []
        self._size = 0
        self._paragraph = False
        self._aside = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self._table += 1
        if self._table != self._wanted:
            return
        if name == "annotation":
            self._aside += 1
        elif name == "table-row":
            self._times = min(_count(local(attributes).get("number-rows-repeated")), _MAX_REPEATED)
            self._cells, self._column = {}, 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._text, self._size = local(attributes), [], 0
        elif self._aside or self._cell is None:
            return
        elif name == "p":
            self._add("\n" if self._text else "")
            self._paragraph = True
        elif name == "s":
            self._add(" " * min(_count(local(attributes).get("c")), 1000))
        elif name in ("tab", "line-break"):
            self._add("\t" if name == "tab" else "\n")

    def end(self, name: str) -> None:
        if self._table != self._wanted:
            return
        if name == "annotation":
            self._aside -= 1
        elif name == "p" and not self._aside:
            self._paragraph = False
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._end_cell(self._cell)
        elif name == "table-row":
            if self._cells:
                self.rows.append((self._number, self._times, self._cells))
            self._number += self._times

    def text(self, text: str) -> None:
        if self._paragraph and not self._aside:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._size <= MAX_CELL_CHARS:
            self._text.append(text)
            self._size += len(text)

    def _end_cell(self, cell: Mapping[str, str]) -> None:
        times = _count(cell.get("number-columns-repeated"))
        shown = _shown(cell, "".join(self._text).strip())
        if shown:
            for column in range(self._column, min(self._column + times, _COLUMNS)):
                self._cells[column] = shown
        self._column += times
        self._cell = None


def _shown(cell: Mapping[str, str], text: str) -> str:
    """What a person sees in a cell, save for dates, which come as ISO, and numbers whose digits don't fit."""
    kind = cell.get("value-type")
    if kind == "date" and "date-value" in cell:
        return re.sub(r"T00:00(:00(\.0+)?)?$", "", cell["date-value"])
    if kind == "float" and lost_digits(cell.get("value", "")):
        return cell["value"]
    if kind == "float" and (not text or _SCIENTIFIC.fullmatch(text) or set(text) == {"#"}):
        return cell.get("value", text)
    return "" if text.startswith(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "Err:")) else text


def _count(text: str | None) -> int:
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1
