"""Rows to patches: the part of importing that knows what a prospect is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from itertools import chain

from prospect_twins.domain.identity import Identity, KnownBy
from prospect_twins.domain.lead_ids import derived_lead_id
from prospect_twins.domain.prospects import ProspectPatch
from prospect_twins.services.importing.date_orders import DateOrders
from prospect_twins.services.importing.drafts import CellReader, Draft, reader_of
from prospect_twins.services.importing.gender_letters import GenderLetters
from prospect_twins.services.importing.id_columns import IdColumns
from prospect_twins.services.importing.identifying import content_digest, who
from prospect_twins.services.importing.mapping import ATTRIBUTE, ColumnMap
from prospect_twins.services.importing.plan import Plan, PlannedColumn, plan_columns
from prospect_twins.services.importing.records import BadRow, BrokenRow, Record
from prospect_twins.services.importing.values import Column, Unusable


@dataclass(frozen=True, slots=True)
class ParsedProspect:
    """A row that can be kept."""

    row: int
    line: int
    patch: ProspectPatch
    identity: Identity
    digest: str = ""
    """A hash of all that the row says, where a name alone tells who it is."""
    not_understood: tuple[tuple[str, str], ...] = ()
    """(column, value): values that couldn't be read as what the field holds, and were kept as they are."""
    size: int = 0

    def of(self, lead_id: str) -> "ParsedProspect":
        """The same of the prospect with this id."""
        return replace(self, patch=replace(self.patch, lead_id=lead_id))


class RowReader:
    """Reads rows under one mapping.

    `today` is the day at which birth dates become ages, `orders` the order of each column's dates, `letters`
    what each column's letters of genders stand for, `ids` the columns that have ids.
    `anonymous`: whether rows are kept that don't tell who they are about.
    """

    def __init__(
        self,
        maps: Sequence[ColumnMap],
        today: date,
        orders: DateOrders,
        letters: GenderLetters,
        ids: IdColumns,
        *,
        anonymous: bool = False,
    ) -> None:
        self._today = today
        self._orders = orders
        self._letters = letters
        self._ids = ids
        self._anonymous = anonymous
        self._alike: dict[str, int] = {}
        """How many rows without a person said the same so far."""
        self._in_doubt = False
        """Whether no row has been sound since one whose quotes don't match."""
        # JSON rows may each have their own keys; a file has few such sets, an attacker's one must not fill the memory.
        self.plan = lru_cache(maxsize=256)(lambda columns: plan_columns(columns, maps))
        self._readers = lru_cache(maxsize=256)(self._readers_of)
        self._stand_in_readers = lru_cache(maxsize=256)(self._stand_in_readers_of)

    def read(self, row: Record | BadRow) -> ParsedProspect | BadRow:
        """What the row says of a person, or why it says nothing that can be used."""
        if isinstance(row, BadRow):
            self._in_doubt |= isinstance(row, BrokenRow)
            return row
        parsed = self._parsed(row)
        if isinstance(parsed, ParsedProspect):
            if (self._in_doubt or row.swallowed) and _may_be_prose(row, parsed):
                return BadRow(row.row, row.line, _REST)
            self._in_doubt = False
        return parsed

    def _readers_of(self, columns: tuple[str, ...]) -> tuple[tuple[PlannedColumn, CellReader], ...]:
        """What reads each column's cells, and at the end what reads the row's number, if it fills anything."""
        plan: Plan = self.plan(columns)
        number = [PlannedColumn(at.column, at.target, at.codes, "map")] if (at := plan.row_number) else []
        return tuple((column, self._reader_of(column)) for column in (*plan.columns, *number))

    def _stand_in_readers_of(self, columns: tuple[str, ...]) -> tuple[CellReader, ...]:
        plan: Plan = self.plan(columns)
        return tuple(self._reader_of(column) for _, column in plan.stand_ins)

    def _reader_of(self, column: PlannedColumn) -> CellReader:
        orders, letters = partial(self._orders.day_first, column.name), partial(self._letters.of, column.name)
        return reader_of(column, Column(self._today, orders, letters))

    def _parsed(self, record: Record) -> ParsedProspect | BadRow:
        plan: Plan = self.plan(record.columns)
        draft = Draft()
        readers = self._readers(record.columns)
        cells: Iterable[tuple[tuple[PlannedColumn, CellReader], object]]
        cells = zip(readers, record.values, strict=False)
        if plan.row_number:
            cells = chain(cells, [(readers[-1], str(record.row))])
        for (column, read), value in cells:
            try:
                read(draft, value)
            except Unusable as fault:
                return BadRow(record.row, record.line, f"{_place(column)} {fault}")
        for (position, column), read in zip(plan.stand_ins, self._stand_in_readers(record.columns), strict=True):
            value = record.values[position] if position < len(record.values) else None
            if value not in (None, "") and self._may_fill(draft, column, plan):
                try:
                    draft.stand_in(read, value)
                except Unusable as fault:
                    if column.target == "lead_id":
                        return BadRow(record.row, record.line, f"{_place(column)} {fault}")
        try:
            draft.join_name()
            identity = self._identity(draft, record, plan)
            patch = draft.patch(identity)
        except Unusable as fault:
            return BadRow(record.row, record.line, str(fault))
        digest = content_digest(record) if identity.by is KnownBy.NAME else ""
        return ParsedProspect(
            record.row, record.line, patch, identity, digest, tuple(draft.not_understood), size=record.size
        )

    def _may_fill(self, draft: Draft, column: PlannedColumn, plan: Plan) -> bool:
        if not draft.lacks(column.target):
            return False
        return column.target != "lead_id" or self._ids.winner(plan.id_columns) == column.name

    def _identity(self, draft: Draft, record: Record, plan: Plan) -> Identity:
        """The row's own id, else one made of who it is about, else (for the anonymous) of what it says."""
        description = who(record, plan.identifying, draft.full_name, self._today, self._orders.day_first)
        if draft.lead_id is not None:
            return replace(description or Identity("", KnownBy.ID), lead_id=draft.lead_id, by=KnownBy.ID)
        if description:
            return description
        if not self._anonymous:
            raise Unusable(_NOBODY)
        digest = content_digest(record)
        # Rows that say the same are as many people, and the same ones when the file comes again.
        count = self._alike[digest] = self._alike.get(digest, 0) + 1
        return Identity(derived_lead_id("content", digest, str(count)), KnownBy.CONTENT)


_NOBODY = "it doesn't tell who it is about: it has no id, name, e-mail address or phone number; add one of them"
_REST = "it follows a row whose quotes don't match, and may be the rest of it; mend that row"


def _may_be_prose(record: Record, parsed: ParsedProspect) -> bool:
    """Whether a line after a broken row may be the rest of somebody's note, which must not become a prospect "yes"."""
    if len(record.values) < len(record.columns):
        return True
    if parsed.identity.by is KnownBy.ID:
        return record.swallowed and not any(char.isdigit() for char in parsed.patch.lead_id)
    return record.swallowed and parsed.identity.by in (KnownBy.NAME, KnownBy.CONTENT)


def _place(column: PlannedColumn) -> str:
    """A column as a reason names it. A JSON key may be of any length, and is the sender's own text."""
    name = column.name if len(column.name) <= 60 else column.name[:60] + "…"
    return name if column.target in (column.name, ATTRIBUTE + column.name) else f"{name} ({column.target})"
