"""A file of prospects as rows to keep and rows to refuse, whatever its format."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import BinaryIO, NoReturn

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.genders import Sex
from prospect_twins.services.importing.columns import ColumnTally, ColumnUse
from prospect_twins.services.importing.date_orders import DateOrders, date_orders
from prospect_twins.services.importing.facts import FileFacts, FileOptions
from prospect_twins.services.importing.formats import read_table
from prospect_twins.services.importing.gender_letters import GenderLetters, gender_letters
from prospect_twins.services.importing.id_columns import IdColumns, filled_columns
from prospect_twins.services.importing.mapping import parse_mappings
from prospect_twins.services.importing.patches import ParsedProspect, RowReader
from prospect_twins.services.importing.plan import columns_of, require_columns
from prospect_twins.services.importing.records import BadRow, Record

_COLUMN_SETS = 10_000
"""JSON rows may each have keys of their own: so many sets of them are reported."""


class ProspectSource:
    """Iterates over what a file says, in its order and in constant memory: one item a row.

    Formats and encodings are told from the file's bytes, save for what `options` says. Reading blocks, so on an event
    loop it belongs in a thread. Raises InvalidInput on opening, before any row, if the file or the mapping is no use.

    `anonymous`: keep rows that don't tell who they are about. `somebody`: refuse a file at once whose columns tell of
    nobody; else `refused` says why it would be, and the columns can be looked at.
    """

    def __init__(
        self,
        stream: BinaryIO,
        mappings: Sequence[str] = (),
        *,
        today: date,
        options: FileOptions | None = None,
        anonymous: bool = False,
        somebody: bool = True,
    ) -> None:
        maps = parse_mappings(mappings)
        self._stream = stream
        self._options = options or FileOptions()
        self._today = today
        self.facts = FileFacts()
        """How the file is read; complete when its last row is."""
        self.refused: str | None = None
        try:
            self._table = read_table(stream, self._options, self.facts)
            require_columns(self._table.columns, maps, somebody=False)
        except InvalidInput as refusal:
            self._refuse(refusal)
        try:
            require_columns(self._table.columns, maps, somebody=not anonymous)
        except InvalidInput as refusal:
            if somebody:
                self._refuse(refusal)
            self.refused = refusal.message
        self._rows = RowReader(
            maps,
            today,
            DateOrders(self._date_orders),
            GenderLetters(self._gender_letters),
            IdColumns(self._id_columns),
            anonymous=anonymous,
        )
        self._columns = ColumnTally()
        self._columns.note(self._rows.plan(self._table.columns), fixed=self._table.fixed)

    def _date_orders(self) -> Mapping[str, bool]:
        columns = columns_of(self._rows.plan(self._table.columns), "birth_date")
        with self._read_again() as rows:
            return date_orders(rows, columns, self._today)

    def _gender_letters(self) -> Mapping[str, Mapping[str, Sex]]:
        columns = columns_of(self._rows.plan(self._table.columns), "gender")
        with self._read_again() as rows:
            return gender_letters(rows, columns)

    def _id_columns(self) -> Collection[str]:
        columns = self._rows.plan(self._table.columns).id_columns
        with self._read_again() as rows:
            return filled_columns(rows, columns, fixed=self._table.fixed)

    @contextmanager
    def _read_again(self) -> Iterator[Iterator[Record | BadRow]]:
        """Reads the file a second time, from its beginning, while it is being read; no rows if that can't be."""
        if not self._stream.seekable():
            yield iter(())
            return
        at = self._stream.tell()
        try:
            self._stream.seek(0)
            yield read_table(self._stream, self._options, FileFacts()).rows
        finally:
            self._stream.seek(at)

    def _refuse(self, refusal: InvalidInput) -> NoReturn:
        """Says how the file was read, too: the people may be on another sheet, or the letters in another encoding."""
        errors = (refusal.details or {}).get("errors", ())
        raise InvalidInput(" ".join((refusal.message, *self.facts.remarks)), errors) from None

    @property
    def bytes_read(self) -> int:
        """How far the stream has been read, for a progress bar."""
        return self._stream.tell() if self._stream.seekable() else 0

    def columns(self) -> tuple[ColumnUse, ...]:
        """What became of each column so far."""
        return tuple(self._columns.uses.values())

    def __iter__(self) -> Iterator[ParsedProspect | BadRow]:
        noted = {self._table.columns}
        for row in self._table.rows:
            parsed = self._rows.read(row)
            if isinstance(row, Record):
                if not self._table.fixed and row.columns not in noted and len(noted) < _COLUMN_SETS:
                    noted.add(row.columns)
                    self._columns.note(self._rows.plan(row.columns), fixed=False)
                self._columns.sample(row)
            if isinstance(parsed, ParsedProspect):
                self._columns.not_understood(parsed.not_understood)
            yield parsed
