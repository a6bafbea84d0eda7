"""Excel workbooks (.xlsx, .xlsm; ECMA-376 part 1, §18), read as a stream."""

import re
from array import array
from collections.abc import Iterator, Mapping
from functools import partial

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.damage import reported_as_damage
from prospect_twins.services.importing.spreadsheets.cells import MAX_CELL_CHARS, Sheet, SheetRow
from prospect_twins.services.importing.spreadsheets.number_formats import BUILT_IN, Show, shown
from prospect_twins.services.importing.spreadsheets.packages import TOO_LARGE, Package
from prospect_twins.services.importing.spreadsheets.xml_parts import DAMAGED, Handler, local, parse, parse_all

MAX_STRINGS_BYTES = 256 * 1024 * 1024
_MAX_STYLES = 100_000
_MAX_MERGED = 100_000
_ROWS, _COLUMNS = 1_048_576, 16_384


def is_workbook(package: Package) -> bool:
    """Whether the package is an Excel workbook."""
    return _workbook_part(package) is not None


def _workbook_part(package: Package) -> str | None:
    named = [entry["Target"] for entry in package.related("") if entry.get("Type", "").endswith("/officeDocument")]
    return next((part for part in [*named, "xl/workbook.xml"] if part.startswith("xl/") and part in package), None)


def sheets(package: Package) -> list[Sheet]:
    """The workbook's sheets of cells, in their order. Charts and macros are sheets too, but have no cells."""
    part = _workbook_part(package)
    if part is None or part.endswith(".bin"):
        raise InvalidInput(DAMAGED)
    workbook = _Workbook()
    with package.open(part) as stream:
        parse_all(stream, workbook)
    related = package.related(part)
    shows = _styles(package, related, workbook.from_1904)
    strings = _Strings()
    text_part = _target(related, "/sharedStrings")
    read_strings = partial(strings.fill, package, text_part) if text_part and text_part in package else None
    targets = {entry.get("Id", ""): entry for entry in related if entry.get("Type", "").endswith("/worksheet")}
    return [
        Sheet(
            entry.get("name", ""),
            entry.get("state", "visible") != "visible",
            partial(_rows, package, targets[entry["id"]]["Target"], shows, strings, read_strings),
        )
        for entry in workbook.sheets
        if entry.get("id") in targets
    ]


def _target(related: list[Mapping[str, str]], kind: str) -> str | None:
    return next((entry["Target"] for entry in related if entry.get("Type", "").endswith(kind)), None)


class _Workbook(Handler):
    def __init__(self) -> None:
        self.sheets: list[dict[str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and len(self.sheets) < 10_000:
            self.sheets.append(local(attributes))
        elif name == "workbookPr":
            self.from_1904 = local(attributes).get("date1904", "") in ("1", "true")


class _Styles(Handler):
    """The number formats: their codes by number, and the number that each style of a cell has."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.of_style: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt" and len(self.codes) < _MAX_STYLES:
            self.codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:1000]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells and len(self.of_style) < _MAX_STYLES:
            self.of_style.append(_number(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False


def _styles(package: Package, related: list[Mapping[str, str]], from_1904: bool) -> list[Show]:
    """How each style of a cell shows numbers."""
    styles = _Styles()
    part = _target(related, "/styles")
    if part and part in package:
        with package.open(part) as stream:
            parse_all(stream, styles)
    codes = {**BUILT_IN, **styles.codes}
    return [shown(codes.get(number, "General"), from_1904) for number in styles.of_style]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


class _Text(Handler):
    """Gathers the text of elements, up to MAX_CELL_CHARS of each."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self.open = False

    def text(self, text: str) -> None:
        if self.open and self._size <= MAX_CELL_CHARS:
            self._parts.append(text)
            self._size += len(text)

    def taken(self) -> str:
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        return _unescaped(text) if "_x" in text else text


def _unescaped(text: str) -> str:
    """`_x000D_` stands for a character that XML can't hold (ECMA-376 part 1, §22.4.2.4)."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


class _Strings(_Text):
    """The texts that cells share, as one run of bytes: a Python string each would take several times as much."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        self._phonetic = 0
        self._full = False

    def fill(self, package: Package, part: str) -> None:
        if not self._full:
            self._full = True
            with package.open(part) as stream:
                parse_all(stream, self)

    def __getitem__(self, at: int) -> str:
        return self._bytes[self._ends[at] : self._ends[at + 1]].decode("utf-8", "surrogatepass")

    def __len__(self) -> int:
        return len(self._ends) - 1

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "rPh":  # how Japanese is pronounced; not a part of the text
            self._phonetic += 1
        elif name == "t":
            self.open = not self._phonetic

    def end(self, name: str) -> None:
        if name == "rPh":
            self._phonetic -= 1
        elif name == "t":
            self.open = False
        elif name == "si":
            self._bytes += self.taken().encode("utf-8", "surrogatepass")
            self._ends.append(len(self._bytes))
            if len(self._bytes) > MAX_STRINGS_BYTES or len(self._ends) > MAX_STRINGS_BYTES // 8:
                raise InvalidInput(TOO_LARGE)


class _XlsxRows(_Text):
    """Gathers rows; `rows` is emptied by whoever takes them."""

    def __init__(self, package: Package, shows: list[Show], strings: _Strings) -> None:
        super().__init__()
        self.rows: list[SheetRow] = []
        self._package = package
        self._shows = shows
        self._strings = strings
        self._row = 0
        self._column = -1
        self._cells: dict[int, str] = {}
        self._kind = "n"
        self._style = 0
        self._formula = False
        self._phonetic = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._column = _column(attributes.get("r", "")) if "r" in attributes else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = _number(attributes.get("s"))
            self._formula = False
        elif name in ("v", "t"):
            self.open = not self._phonetic
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic += 1
        elif name == "row":
            self._row = _number(attributes.get("r")) or self._row + 1
            self._column = -1
            self._cells = {}

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.open = False
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "c":
            raw = self.taken()
            self._package.uncalculated += self._formula and not raw
            if raw and (text := self._shown(raw)) and 0 <= self._column < _COLUMNS:
                self._cells[self._column] = text
        elif name == "row" and self._cells:
            self.rows.append(SheetRow(self._row, self._cells))

    def _shown(self, raw: str) -> str:
        kind = self._kind
        if kind == "s":
            at = int(raw) if raw.isascii() and raw.isdigit() else -1
            if not 0 <= at < len(self._strings):
                raise InvalidInput(DAMAGED)
            return self._strings[at]
        if kind in ("str", "inlineStr"):
            return raw
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind == "e":  # #N/A, #REF! and the like say that there is nothing
            return ""
        if kind == "d":
            return re.sub(r"T00:00(:00(\.0+)?)?Z?$", "", raw)
        show = self._shows[self._style] if self._style < len(self._shows) else shown("General")
        return show(raw.strip())


_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def _column(reference: str) -> int:
    """The column of a cell, from 0: 27 for "AB7"; -1 if it is no reference."""
    column = 0
    for char in reference:
        if not char.isalpha() or not char.isascii():
            break
        column = column * 26 + ord(char.upper()) - 64
    return column - 1


def _rows(
    package: Package, part: str, shows: list[Show], strings: _Strings, read_strings: partial[None] | None
) -> Iterator[SheetRow]:
    if read_strings:
        read_strings()
    package.uncalculated = 0
    merged = sorted(_merged_down(package, part), reverse=True)
    open_areas: dict[int, tuple[int, str]] = {}
    handler = _XlsxRows(package, shows, strings)
    with package.open(part) as stream:
        for _ in parse(stream, handler):
            for row in handler.rows:
                yield _with_merged(row, merged, open_areas) if merged or open_areas else row
            handler.rows.clear()


def _with_merged(row: SheetRow, merged: list[tuple[int, int, int]], open_areas: dict[int, tuple[int, str]]) -> SheetRow:
    """A row with the values of cells that are merged with cells above them: a person sees one value beside them all."""
    cells = dict(row.cells)
    for column, (last, value) in list(open_areas.items()):
        if row.number > last:
            del open_areas[column]
        else:
            cells.setdefault(column, value)
    while merged and merged[-1][0] <= row.number:
        first, column, last = merged.pop()
        if first == row.number and column in cells:
            open_areas[column] = (last, cells[column])
    return SheetRow(row.number, cells)


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')


def _merged_down(package: Package, part: str) -> Iterator[tuple[int, int, int]]:
    """First row, column and last row of areas that go over several rows. They stand after the rows in the file."""
    count = 0
    with package.open(part) as stream, reported_as_damage(DAMAGED):
        tail = b""
        while block := stream.read(256 * 1024):
            text = tail + block
            end = 0
            for match in _MERGED.finditer(text) if b"mergeCell" in text else ():
                end = match.end()
                first, last = int(match[2]), int(match[3])
                count += 1
                if last > first and count <= _MAX_MERGED:
                    yield first, _column(match[1].decode()), min(last, _ROWS)
            tail = text[max(end, len(text) - 300) :]
