"""XML Spreadsheet 2003: what older programs write when they export "to Excel", often named .xls
(Microsoft's "XML Spreadsheet Reference", namespace urn:schemas-microsoft-com:office:spreadsheet).
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import BinaryIO

from prospect_twins.services.importing.spreadsheets.cells import MAX_CELL_CHARS, Sheet, SheetRow
from prospect_twins.services.importing.spreadsheets.number_formats import shown
from prospect_twins.services.importing.spreadsheets.xml_parts import Handler, local, parse, parse_all

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"

_NAMED = {
    "General Number": "General", "Currency": "$#,##0.00", "Euro Currency": "[$€-2]#,##0.00", "Fixed": "0.00",
    "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "General", "Yes/No": "General",
}  # fmt: skip
"""Formats that have a name; all others are codes. (Dates are stored as ISO, whatever their format.)"""


def sheets(stream: BinaryIO) -> list[Sheet]:
    """The workbook's sheets, in their order."""
    names = _XmlSheets()
    stream.seek(0)
    parse_all(stream, names)
    return [
        Sheet(name, name in names.hidden, partial(_rows, stream, at, names.formats))
        for at, name in enumerate(names.names)
    ]


class _XmlSheets(Handler):
    def __init__(self) -> None:
        self.names: list[str] = []
        self.hidden: set[str] = set()
        self.formats: dict[str, str] = {}
        """Style to its number format."""
        self._style = ""
        self._visible = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        named = local(attributes)
        if name == "Worksheet" and len(self.names) < 10_000:
            self.names.append(named.get("Name", ""))
        elif name == "Style":
            self._style = named.get("ID", "")
        elif name == "NumberFormat" and len(self.formats) < 100_000:
            code = named.get("Format", "General")[:1000]
            self.formats[self._style] = _NAMED.get(code, code)
        self._visible = name == "Visible"

    def text(self, text: str) -> None:
        if self._visible and text.strip() in ("SheetHidden", "SheetVeryHidden") and self.names:
            self.hidden.add(self.names[-1])


def _rows(stream: BinaryIO, wanted: int, formats: Mapping[str, str]) -> Iterator[SheetRow]:
    handler = _XmlRows(wanted, formats)
    stream.seek(0)
    for _ in parse(stream, handler):
        yield from handler.rows
        handler.rows.clear()


class _XmlRows(Handler):
    """Gathers a sheet's rows; `rows` is emptied by whoever takes them."""

    def __init__(self, wanted: int, formats: Mapping[str, str]) -> None:
        self.rows: list[SheetRow] = []
        self._wanted, self._formats = wanted, formats
        self._sheet, self._row, self._column, self._across = -1, 0, 0, 0
        self._cells: dict[int, str] = {}
        self._style = ""
        self._kind: str | None = None
        self._text: list[str] = []
        self._size = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        named = local(attributes)
        if name == "Worksheet":
            self._sheet += 1
        if self._sheet != self._wanted:
            return
        if name == "Row":
            self._row = _place(named.get("Index")) or self._row + 1
            self._cells, self._column = {}, 0
        elif name == "Cell":
            self._column = (_place(named.get("Index")) or self._column + 1) - 1
            self._across = _place(named.get("MergeAcross"))
            self._style = named.get("StyleID", "")
        elif name == "Data":
            self._kind, self._text, self._size = named.get("Type", "String"), [], 0

    def end(self, name: str) -> None:
        if self._sheet != self._wanted:
            return
        if name == "Data" and self._kind is not None:
            if text := self._shown(self._kind, "".join(self._text)):
                self._cells[self._column] = text
            self._kind = None
        elif name == "Cell":
            self._column += 1 + self._across
        elif name == "Row" and self._cells:
            self.rows.append(SheetRow(self._row, self._cells))

    def text(self, text: str) -> None:
        if self._kind is not None and self._size <= MAX_CELL_CHARS:
            self._text.append(text)
            self._size += len(text)

    def _shown(self, kind: str, text: str) -> str:
        if kind == "Number":
            return shown(self._formats.get(self._style, "General"))(text.strip())
        if kind == "DateTime":
            return re.sub(r"T00:00:00(\.0+)?$|(?<=:\d\d)\.0+$", "", text.strip())
        if kind == "Boolean":
            return "TRUE" if text.strip() == "1" else "FALSE"
        return "" if kind == "Error" else text


def _place(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0
