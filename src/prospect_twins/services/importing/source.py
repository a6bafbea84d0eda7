"""A file of prospects as rows to keep and rows to refuse, whatever its format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from prospect_twins.services.importing.facts import FileFacts, FileOptions
from prospect_twins.services.importing.formats import read_table
from prospect_twins.services.importing.mapping import ATTRIBUTE, DROP, ROW_NUMBER, parse_mappings
from prospect_twins.services.importing.patches import ParsedProspect, RowReader
from prospect_twins.services.importing.plan import require_columns
from prospect_twins.services.importing.records import BadRow, Record

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

    Formats and encodings are told from the file's bytes, save for what `options` says. Reading blocks, so on an event
    loop it belongs in a thread. Raises InvalidInput on opening, before any row, if the file or the mapping is no use.
    """

    def __init__(
        self, stream: BinaryIO, mappings: Sequence[str] = (), *, today: date, options: FileOptions | None = None
    ) -> None:
        maps = parse_mappings(mappings)
        self._stream = stream
        self.facts = FileFacts()
        """How the file is read; complete when its last row is."""
        self._table = read_table(stream, options or FileOptions(), self.facts)
        require_columns(self._table.columns, maps)
        self._rows = RowReader(maps, today)
        self._not_understood: dict[str, int] = {}
        self._columns: dict[str, ColumnUse] = {}
        self._note_columns(self._table.columns)

    @property
    def bytes_read(self) -> int:
        """How far the stream has been read, for a progress bar."""
        return self._stream.tell() if self._stream.seekable() else 0

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
