"""Workbooks written by hand, part by part, as several programs write them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Raw:
    """A cell as XML: its attributes and what is in it."""

    attributes: str
    inside: str


def styled(value: float | str, style: int) -> Raw:
    return Raw(f's="{style}"', f"<v>{value}</v>")


Cell = str | int | float | bool | Raw | None


@dataclass(frozen=True)
class Page:
    rows: Sequence[Sequence[Cell]]
    name: str = "Sheet1"
    state: str = "visible"
    merged: Sequence[str] = ()


@dataclass
class Book:
    pages: Sequence[Page]
    formats: Sequence[str] = ()
    """The format codes of styles 1, 2, 3 …; style 0 is General."""
    strings: Sequence[str] = ()
    """Shared strings, as the XML in `<si>`."""
    from_1904: bool = False
    extra: Mapping[str, str | bytes] = field(default_factory=dict)

    def bytes(self) -> bytes:
        parts: dict[str, str | bytes] = {
            "_rels/.rels": _relations([("rId1", "officeDocument", "/xl/workbook.xml")]),
            "xl/workbook.xml": self._workbook(),
            "xl/_rels/workbook.xml.rels": _relations(
                [(f"s{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in range(len(self.pages))]
                + [("styles", "styles", "styles.xml"), ("strings", "sharedStrings", "sharedStrings.xml")]
            ),
            "xl/styles.xml": self._styles(),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in self.strings)}</sst>',
            **{f"xl/worksheets/sheet{at}.xml": _sheet(page) for at, page in enumerate(self.pages)},
            **self.extra,
        }
        return zipped(parts)

    def _workbook(self) -> str:
        sheets = "".join(
            f'<sheet name={quoteattr(page.name)} sheetId="{at + 1}" state="{page.state}" r:id="s{at}"/>'
            for at, page in enumerate(self.pages)
        )
        since = '<workbookPr date1904="1"/>' if self.from_1904 else ""
        return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{since}<sheets>{sheets}</sheets></workbook>'

    def _styles(self) -> str:
        codes = "".join(
            f'<numFmt numFmtId="{200 + at}" formatCode={quoteattr(code)}/>' for at, code in enumerate(self.formats)
        )
        styles = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(self.formats)))
        return (
            f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
            f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
        )


def workbook(*rows: Sequence[Cell], formats: Sequence[str] = (), strings: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet."""
    return Book([Page(rows)], formats, strings).bytes()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _relations(entries: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{to}"/>' for id, kind, to in entries)
    return f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def _sheet(page: Page) -> str:
    rows = "".join(
        f'<row r="{at}">'
        + "".join(_cell(cell, f"{_letters(column)}{at}") for column, cell in enumerate(row))
        + "</row>"
        for at, row in enumerate(page.rows, 1)
        if row
    )
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in page.merged)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>'


def _letters(column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def _cell(cell: Cell, at: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Raw):
        return f'<c r="{at}" {cell.attributes}>{cell.inside}</c>'
    if isinstance(cell, bool):
        return f'<c r="{at}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{at}"><v>{cell}</v></c>'
