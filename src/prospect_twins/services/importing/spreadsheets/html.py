"""The table in a web page: what many programs call an Excel export and name .xls."""

from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser

from prospect_twins.services.importing.spreadsheets.cells import MAX_CELL_CHARS, Sheet, SheetRow

_BREAKS = frozenset({"br", "p", "div", "li"})
_UNSEEN = frozenset({"style", "script", "head", "title"})
_MAX_SPAN = 1000


def sheet(chunks: Iterable[str]) -> Sheet:
    """The rows of a page's tables, one after another. They can be read once."""
    rows = _rows(chunks)
    first = next(rows, None)
    kept = [] if first is None else [first]

    def again() -> Iterator[SheetRow]:
        yield from kept
        yield from rows

    return Sheet("table", hidden=False, rows=again)


def _rows(chunks: Iterable[str]) -> Iterator[SheetRow]:
    parser = _Tables()
    for chunk in chunks:
        parser.feed(chunk)
        yield from parser.taken()
    parser.close()
    parser.finish()
    yield from parser.taken()


class _Tables(HTMLParser):
    """Gathers rows. A row or cell that isn't closed ends where the next one begins, as browsers read it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._ready: list[SheetRow] = []
        self._number = 0
        self._cells: dict[int, str] | None = None
        self._column = 0
        self._span = (1, 1)
        self._text: list[str] | None = None
        self._size = 0
        self._unseen = 0
        self._depth = 0
        self._down: dict[int, tuple[int, str]] = {}
        """Column to how many rows more a cell above goes on, and what it shows."""

    def taken(self) -> Sequence[SheetRow]:
        rows, self._ready = self._ready, []
        return rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._depth += 1
        elif self._depth > 1:  # a table within a cell is a part of what the cell shows
            self._break()
        elif tag == "tr":
            self.finish()
            self._number += 1
            self._cells, self._column = {}, 0
        elif tag in ("td", "th") and self._cells is not None:
            self._end_cell()
            self._text, self._size = [], 0
            attributes = dict(attrs)
            self._span = _whole(attributes.get("colspan")), _whole(attributes.get("rowspan"))
        elif tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            self._depth = max(0, self._depth - 1)
            if self._depth == 0:
                self.finish()
                self._down.clear()
        elif self._depth > 1:
            return
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self.finish()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._unseen and self._size <= MAX_CELL_CHARS:
            self._text.append(data)
            self._size += len(data)

    def finish(self) -> None:
        """Ends the row that is under way."""
        self._end_cell()
        if self._cells is None:
            return
        self._pass_spans(len(self._down))
        if self._cells:
            self._ready.append(SheetRow(self._number, self._cells))
        self._cells = None

    def _break(self) -> None:
        if self._text is not None:
            self._text.append("\n")

    def _pass_spans(self, most: int) -> None:
        """Steps over columns that a cell above covers, and shows its value in them."""
        while most and self._column in self._down and self._cells is not None:
            rows, text = self._down.pop(self._column)
            self._cells[self._column] = text
            if rows > 1:
                self._down[self._column] = (rows - 1, text)
            self._column += 1
            most -= 1

    def _end_cell(self) -> None:
        if self._text is None or self._cells is None:
            return
        lines = ("".join(self._text)).replace("\xa0", " ").split("\n")
        text = "\n".join(line for raw in lines if (line := " ".join(raw.split())))
        self._text = None
        self._pass_spans(len(self._down))
        if text:
            self._cells[self._column] = text
        across, down = self._span
        if text and down > 1:
            self._down[self._column] = (down - 1, text)
        self._column += across


def _whole(text: str | None) -> int:
    return min(int(text), _MAX_SPAN) if text and text.isascii() and text.isdigit() and int(text) else 1
