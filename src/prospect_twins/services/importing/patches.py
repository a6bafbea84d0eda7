"""Rows to patches: the part of importing that knows what a prospect is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from prospect_twins.domain.blank_words import is_blank, is_blank_field, is_blank_name, is_written_as_name
from prospect_twins.domain.crm_columns import LISTS, NAME_PARTS
from prospect_twins.domain.lead_ids import Identity, KnownBy, derived_lead_id
from prospect_twins.domain.prospects import ProspectPatch
from prospect_twins.services.importing import values
from prospect_twins.services.importing.identifying import content_digest, who
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
    known_by: KnownBy = KnownBy.ID
    """What their id was made of."""
    digest: str = ""
    """Of all that the row says, where a name alone tells who it is."""
    not_understood: tuple[tuple[str, str], ...] = ()
    """(column, value): values that couldn't be read as what the field holds, and were kept as they are."""
    size: int = 0


class RowReader:
    """Reads rows under one mapping.

    `today` is the day at which birth dates become ages, `day_first` the order of each column's dates where it is known.
    `anonymous`: whether rows are kept that don't tell who they are about.
    """

    def __init__(
        self, maps: Sequence[ColumnMap], today: date, day_first: Mapping[str, bool], *, anonymous: bool = False
    ) -> None:
        self._today = today
        self._day_first = day_first
        self._anonymous = anonymous
        self._alike: dict[str, int] = {}
        """How many rows without a person said the same so far."""
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
            if (self._in_doubt or row.swallowed) and _may_be_prose(row, parsed):
                return BadRow(row.row, row.line, _REST)
            self._in_doubt = False
        return parsed

    def _parsed(self, record: Record) -> ParsedProspect | BadRow:
        plan: Plan = self.plan(record.columns)
        draft = _Draft(self._today, self._day_first)
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
            draft.join_name()
            identity = self._identity(draft, record, plan)
            patch = draft.patch(identity.lead_id)
        except values.Unusable as fault:
            return BadRow(record.row, record.line, str(fault))
        digest = content_digest(record) if identity.by is KnownBy.NAME else ""
        return ParsedProspect(
            record.row, record.line, patch, identity.by, digest, tuple(draft.not_understood), size=record.size
        )

    def _identity(self, draft: "_Draft", record: Record, plan: Plan) -> Identity:
        """The row's own id, else one made of who it is about, else (for the anonymous) of what it says."""
        if draft.lead_id is not None:
            return Identity(draft.lead_id, KnownBy.ID)
        if identity := who(record, plan.identifying, draft.full_name, self._today):
            return identity
        if not self._anonymous:
            raise values.Unusable(_NOBODY)
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
    if parsed.known_by is KnownBy.ID:
        return record.swallowed and not any(char.isdigit() for char in parsed.patch.lead_id)
    return record.swallowed and parsed.known_by in (KnownBy.NAME, KnownBy.CONTENT)


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

    def __init__(self, today: date, day_first: Mapping[str, bool]) -> None:
        self._today = today
        self._day_first = day_first
        self.lead_id: str | None = None
        self._fields: dict[str, str | None] = {}
        self._name_parts: dict[str, str | None] = {}
        self._attributes: dict[str, str | None] = {}
        self._lists: dict[str, list[str]] = {}
        self.not_understood: list[tuple[str, str]] = []

    @property
    def full_name(self) -> str | None:
        return self._fields.get("full_name")

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
        if target == "lead_id":
            written = values.as_written(value)
            text = _meaning(written, column.codes, is_blank_field)
            self.lead_id = values.lead_id(text) if text else None
        elif target in _PERSON_NAMES:
            self._name(target, value, column.codes)
        else:
            self._field(target, column, _meaning(values.as_text(value), column.codes, is_blank_field))

    def _name(self, target: str, value: object, codes: Codes) -> None:
        text = values.as_text(value)
        # Whether "Null" is a name is told by the parts beside it.
        text = _meaning(
            " ".join(text.split()) if text else None, codes, is_blank_name if target == "full_name" else None
        )
        if text is not None:
            values.within(text, values.MAX_FIELD)
        if target in NAME_PARTS:
            self._name_parts[target] = text
        else:
            self._fields[target] = text

    def join_name(self) -> None:
        """Makes the full name of its parts. Raises Unusable if it is too long."""
        if not self._name_parts:
            return
        parts = [part for name in NAME_PARTS if (part := self._name_parts.get(name))]
        named = any(not is_blank_name(part) for part in parts)
        joined = " ".join(part for part in parts if not is_blank_name(part) or (named and is_written_as_name(part)))
        if len(joined) > values.MAX_FIELD:
            raise values.Unusable(f"full_name is longer than {values.MAX_FIELD} characters; shorten its parts")
        self._fields["full_name"] = joined or None

    def _field(self, target: str, column: PlannedColumn, text: str | None) -> None:
        field = "age" if target == "birth_date" else target
        if text is None:
            self._fields[field] = None
            return
        values.within(text, values.MAX_FIELD)
        reading = values.READINGS.get(target)
        read = (
            reading(text, values.Day(self._today, self._day_first.get(column.name))) if reading else values.Read(text)
        )
        self._fields[field] = read.stored
        if not read.understood:
            self.not_understood.append((column.name, text))
        if read.stored is None or target == "birth_date":
            self._attributes[column.name] = text

    def _attribute(self, name: str, value: object, codes: Codes) -> None:
        text = _meaning(values.as_text(value), codes, is_blank)
        self._attributes[_attribute_name(name)] = values.within(text, values.MAX_ATTRIBUTE) if text else None

    def patch(self, lead_id: str) -> ProspectPatch:
        if len(self._attributes) > values.MAX_ATTRIBUTES:
            raise values.Unusable(f"it has more than {values.MAX_ATTRIBUTES:,} columns; leave some out")
        if sum(len(text) for text in self._attributes.values() if text) > values.MAX_ATTRIBUTES_CHARS:
            raise values.Unusable(
                f"its attributes are longer than {values.MAX_ATTRIBUTES_CHARS:,} characters together; "
                "map long texts to notes or transcripts, or leave some out"
            )
        return ProspectPatch(
            lead_id=lead_id,
            fields=self._fields,
            attributes=self._attributes,
            notes=self._list("notes"),
            transcripts=self._list("transcripts"),
        )

    def _list(self, name: str) -> tuple[str, ...] | None:
        return tuple(self._lists[name]) if name in self._lists else None


def _meaning(text: str | None, codes: Codes, blank: Callable[[str], bool] | None) -> str | None:
    """What a cell says: its code's meaning if it has one, else nothing if the word is blank, else the text itself."""
    if text is None or (blank and blank(text) and not codes.knows(text)):
        return None
    return text if codes is AS_IT_STANDS else codes.read(text).strip() or None
