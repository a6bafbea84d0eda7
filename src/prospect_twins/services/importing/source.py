"""A file of prospects as rows to keep and rows to refuse, whatever its format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import BinaryIO

from prospect_twins.services.importing.delimited import read_delimited
from prospect_twins.services.importing.json_rows import is_json_lines, read_json, read_json_lines
from prospect_twins.services.importing.mapping import ATTRIBUTE, DROP, ROW_NUMBER, parse_mappings
from prospect_twins.services.importing.patches import ParsedProspect, RowReader
from prospect_twins.services.importing.plan import require_columns
from prospect_twins.services.importing.records import BadRow, Record, Table
from prospect_twins.services.importing.text import MAX_ROW_CHARS, TextChunks

MAX_COLUMNS_REPORTED = 1_000


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What became of one column."""

    name: str
    becomes: str
    """A field, `notes`, `transcripts`, `attributes.<name>`, or `dropped`."""
    by: str
    """`name` (recognised by it), `map` (mapped by hand), or `rest` (kept as an attribute because it was neither)."""
    not_understood: int = 0
    """Values that the field couldn't take, and that were kept as an attribute of the column's name instead."""


class ProspectSource:
    """Iterates over what a file says, in its order and in constant memory: one item a row.

    CSV, JSON and JSON Lines are told apart by how they begin, encodings by their bytes. Reading blocks, so on an event
    loop it belongs in a thread. Raises InvalidInput on opening, before any row, if the file or the mapping is no use.
    """

    def __init__(self, stream: BinaryIO, mappings: Sequence[str] = (), *, today: date) -> None:
        maps = parse_mappings(mappings)
        self._text = TextChunks(stream)
        self._table = _opened(self._text)
        require_columns(self._table.columns, maps)
        self._rows = RowReader(maps, today)
        self._not_understood: dict[str, int] = {}
        self._columns: dict[str, ColumnUse] = {}
        self._note_columns(self._table.columns)

    @property
    def bytes_read(self) -> int:
        """How far the stream has been read, for a progress bar."""
        return self._text.bytes_read

    def columns(self) -> tuple[ColumnUse, ...]:
        """What became of each column so far (of the first MAX_COLUMNS_REPORTED)."""
        return tuple(
            ColumnUse(use.name, use.becomes, use.by, self._not_understood.get(use.name, 0))
            for use in self._columns.values()
        )

    def __iter__(self) -> Iterator[ParsedProspect | BadRow]:
        for row in self._table.rows:
            parsed = self._rows.read(row)
            if isinstance(row, Record) and not self._table.fixed:
                self._note_columns(row.columns)
            if isinstance(parsed, ParsedProspect):
                for column in parsed.not_understood:
                    self._not_understood[column] = self._not_understood.get(column, 0) + 1
            yield parsed

    def _note_columns(self, names: tuple[str, ...]) -> None:
        if all(name in self._columns for name in names):
            return
        plan = self._rows.plan(names)
        if plan.row_number:
            self._columns.setdefault(ROW_NUMBER, ColumnUse(ROW_NUMBER, plan.row_number.target, "map"))
        for column in plan.columns:
            unpacked = column.target == ATTRIBUTE + "attributes" and not self._table.fixed  # JSON's object of them
            if len(self._columns) < MAX_COLUMNS_REPORTED and not unpacked:
                becomes = "dropped" if column.target == DROP else column.target
                self._columns.setdefault(column.name, ColumnUse(column.name, becomes, column.by))


def _opened(text: TextChunks) -> Table:
    chunks = iter(text)
    head = next(chunks, "")
    if not head.lstrip():
        head += "".join(chunk for chunk, _ in zip(chunks, range(16), strict=False))
    begin = head.lstrip()[:1]
    if begin == "{":
        while head.count("\n") < 2 and len(head) <= MAX_ROW_CHARS and (more := next(chunks, "")):
            head += more
        if is_json_lines(head):
            return read_json_lines(chain([head], chunks))
    if begin in ("{", "["):
        return read_json(head, chunks)
    return read_delimited(chain([head], chunks))
