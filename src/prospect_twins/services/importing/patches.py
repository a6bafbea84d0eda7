"""Rows to patches: the part of importing that knows what a prospect is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from prospect_twins.domain.crm_columns import LISTS, NAME_PARTS
from prospect_twins.domain.prospects import ProspectPatch
from prospect_twins.services.importing import values
from prospect_twins.services.importing.mapping import AS_IT_STANDS, ATTRIBUTE, DROP, Codes, ColumnMap
from prospect_twins.services.importing.plan import Plan, PlannedColumn, plan_columns
from prospect_twins.services.importing.records import BadRow, BrokenRow, Record, clean_name

_PERSON_NAMES = frozenset({"full_name", *NAME_PARTS})


@dataclass(frozen=True, slots=True)
class ParsedProspect:
    """A row that can be kept."""

    row: int
    line: int
    patch: ProspectPatch
    not_understood: tuple[str, ...] = ()
    """Columns whose field couldn't take the value, so that it was kept as an attribute."""
    size: int = 0


class RowReader:
    """Reads rows under one mapping. `today` is the day at which birth dates become ages."""

    def __init__(self, maps: Sequence[ColumnMap], today: date) -> None:
        self._today = today
        self._in_doubt = False
        """Whether no row has been sound since one whose quotes don't match."""
        # JSON rows may each have their own keys; a file has few such sets, an attacker's one must not fill the memory.
        self.plan = lru_cache(maxsize=256)(lambda columns: plan_columns(columns, maps))

    def read(self, row: Record | BadRow) -> ParsedProspect | BadRow:
        if isinstance(row, BadRow):
            self._in_doubt |= isinstance(row, BrokenRow)
            return row
        parsed = self._parsed(row)
        if isinstance(parsed, ParsedProspect):
            if (self._in_doubt or row.swallowed) and _may_be_prose(row, parsed.patch.lead_id):
                return BadRow(row.row, row.line, _REST)
            self._in_doubt = False
        return parsed

    def _parsed(self, record: Record) -> ParsedProspect | BadRow:
        plan: Plan = self.plan(record.columns)
        draft = _Draft(self._today)
        columns: list[tuple[PlannedColumn, object]] = list(zip(plan.columns, record.values, strict=False))
        if plan.row_number:
            number = PlannedColumn(plan.row_number.column, plan.row_number.target, plan.row_number.codes, "map")
            columns.append((number, str(record.row)))
        for column, value in columns:
            try:
                draft.take(column, value)
            except values.Unusable as fault:
                return BadRow(record.row, record.line, f"{_place(column)} {fault}")
        try:
            return ParsedProspect(record.row, record.line, draft.patch(), tuple(draft.not_understood), size=record.size)
        except values.Unusable as fault:
            return BadRow(record.row, record.line, str(fault))


_REST = "it follows a row whose quotes don't match, and may be the rest of it; mend that row"


def _may_be_prose(record: Record, lead_id: str) -> bool:
    """Whether a line after a broken row may be the rest of somebody's note, which must not become a prospect "yes"."""
    return len(record.values) < len(record.columns) or (
        record.swallowed and not any(char.isdigit() for char in lead_id)
    )


def _place(column: PlannedColumn) -> str:
    """A column as a reason names it. A JSON key may be of any length, and is the sender's own text."""
    name = column.name if len(column.name) <= 60 else column.name[:60] + "…"
    return name if column.target in (column.name, ATTRIBUTE + column.name) else f"{name} ({column.target})"


def _attribute_name(name: str) -> str:
    if not (cleaned := clean_name(name)):
        raise values.Unusable("has an entry without a name; name it")
    if len(cleaned) > values.MAX_ATTRIBUTE_NAME:
        raise values.Unusable(f"has a name longer than {values.MAX_ATTRIBUTE_NAME} characters; shorten it")
    return cleaned


class _Draft:
    """What one row has said so far."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._lead_id: str | None = None
        self._fields: dict[str, str | None] = {}
        self._name_parts: dict[str, str | None] = {}
        self._attributes: dict[str, str | None] = {}
        self._lists: dict[str, list[str]] = {}
        self.not_understood: list[str] = []

    def take(self, column: PlannedColumn, value: object) -> None:
        target = column.target
        if target.startswith(ATTRIBUTE):
            if column.name == "attributes" and isinstance(value, dict):
                for name, inner in value.items():
                    self._attribute(name, inner, AS_IT_STANDS)
            else:
                self._attribute(target.removeprefix(ATTRIBUTE), value, column.codes)
            return
        if column.name != target:  # an earlier import may have kept this column as an attribute, under another mapping
            self._attributes.setdefault(column.name, None)
        if target == DROP:
            return
        if target in LISTS:
            self._lists.setdefault(target, []).extend(column.codes.read(text) for text in values.entries(value))
            return
        if isinstance(value, (dict, list)):
            raise values.Unusable("is a list or an object; it has to be a text or a number")
        text = values.as_text(value)
        if text is not None:
            text = column.codes.read(text).strip() or None
        if target == "lead_id":
            self._lead_id = values.lead_id(text)
            return
        if text is not None:
            values.within(text, values.MAX_FIELD)
        if target in NAME_PARTS:
            self._name_parts[target] = text
        else:
            self._field(target, column, text)

    def _field(self, target: str, column: PlannedColumn, text: str | None) -> None:
        field = "age" if target == "birth_date" else target
        if text is not None and target not in _PERSON_NAMES and values.is_blank_word(text):
            text = None
        reading = values.READINGS.get(target)
        stored = reading(text, self._today) if reading and text is not None else text
        self._fields[field] = stored
        if text is not None and stored is None:
            self.not_understood.append(column.name)
        if text is not None and (stored is None or target == "birth_date"):
            self._attributes[column.name] = text

    def _attribute(self, name: str, value: object, codes: Codes) -> None:
        text = values.as_text(value)
        if text is not None:
            text = values.within(codes.read(text), values.MAX_ATTRIBUTE).strip() or None
        self._attributes[_attribute_name(name)] = text

    def patch(self) -> ProspectPatch:
        if len(self._attributes) > values.MAX_ATTRIBUTES:
            raise values.Unusable(f"it has more than {values.MAX_ATTRIBUTES:,} columns; leave some out")
        if sum(len(text) for text in self._attributes.values() if text) > values.MAX_ATTRIBUTES_CHARS:
            raise values.Unusable(
                f"its attributes are longer than {values.MAX_ATTRIBUTES_CHARS:,} characters together; "
                "map long texts to notes or transcripts, or leave some out"
            )
        if self._lead_id is None:
            raise values.Unusable("lead_id is missing; give every prospect an id")
        if self._name_parts:
            joined = " ".join(part for name in NAME_PARTS if (part := self._name_parts.get(name)))
            if len(joined) > values.MAX_FIELD:
                raise values.Unusable(f"full_name is longer than {values.MAX_FIELD} characters; shorten its parts")
            self._fields["full_name"] = joined or None
        return ProspectPatch(
            lead_id=self._lead_id,
            fields=self._fields,
            attributes=self._attributes,
            notes=self._list("notes"),
            transcripts=self._list("transcripts"),
        )

    def _list(self, name: str) -> tuple[str, ...] | None:
        return tuple(self._lists[name]) if name in self._lists else None
