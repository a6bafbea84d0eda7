"""What one row says of a prospect, gathered cell by cell.

How a column's cells are read is settled once, by `reader_of`: a file has few columns and very many cells.
"""

from collections.abc import Callable, Mapping

from prospect_twins.domain.blank_words import is_blank, is_blank_field, is_blank_name, is_written_as_name
from prospect_twins.domain.crm_columns import LISTS, NAME_PARTS, may_be_half
from prospect_twins.domain.genders import is_blank_gender
from prospect_twins.domain.identity import Identity
from prospect_twins.domain.person_names import words_of
from prospect_twins.domain.prospects import ProspectPatch
from prospect_twins.services.importing import values
from prospect_twins.services.importing.mapping import AS_IT_STANDS, ATTRIBUTE, DROP, Codes
from prospect_twins.services.importing.plan import PlannedColumn
from prospect_twins.services.importing.records import clean_name
from prospect_twins.services.importing.values import Column, Unusable, as_text


class Draft:
    """What one row has said so far."""

    __slots__ = ("attributes", "fields", "half_or_whole", "lead_id", "lists", "name_parts", "not_understood")

    def __init__(self) -> None:
        self.lead_id: str | None = None
        self.fields: dict[str, str | None] = {}
        self.name_parts: dict[str, str | None] = {}
        self.half_or_whole: str | None = None
        """The part of the name whose column may have the whole of it."""
        self.attributes: dict[str, str | None] = {}
        self.lists: dict[str, list[str]] = {}
        self.not_understood: list[tuple[str, str]] = []
        """(column, value)."""

    @property
    def full_name(self) -> str | None:
        """The name as far as it is read."""
        return self.fields.get("full_name")

    def lacks(self, target: str) -> bool:
        """Whether the columns that were read say nothing of it."""
        if target == "lead_id":
            return self.lead_id is None
        if target == "full_name":
            return not any(self.name_parts.values()) and self.full_name is None
        if target in NAME_PARTS:
            return self.full_name is None and self.name_parts.get(target) is None
        return self.fields.get("age" if target == "birth_date" else target) is None

    def stand_in(self, read: "CellReader", value: object) -> None:
        """Takes from a column of lower rank what the row's surer ones leave blank."""
        understood = len(self.not_understood)
        read(self, value)
        del self.not_understood[understood:]

    def join_name(self) -> None:
        """Makes the full name of its parts. Raises Unusable if it is too long."""
        if not self.name_parts:
            return
        parts = [part for name in NAME_PARTS if (part := self.name_parts.get(name))]
        blank = [part for part in parts if is_blank_name(part)]
        if len(blank) == len(parts):
            parts = []
        elif blank:
            parts = [part for part in parts if part not in blank or is_written_as_name(part)]
        joined = self._whole_name() or " ".join(parts)
        if len(joined) > values.MAX_FIELD:
            raise Unusable(f"full_name is longer than {values.MAX_FIELD} characters; shorten its parts")
        self.fields["full_name"] = joined or self.full_name

    def _whole_name(self) -> str | None:
        """The part that has all the words of the others, though its column may have been the other half."""
        if not (self.half_or_whole and (whole := self.name_parts.get(self.half_or_whole))):
            return None
        others = [part for target, part in self.name_parts.items() if part and target != self.half_or_whole]
        words = set(words_of(whole))
        return whole if others and all(words.issuperset(words_of(part)) for part in others) else None

    def patch(self, identity: Identity) -> ProspectPatch:
        """What the row says of the person. Raises Unusable if that is too much to store."""
        if len(self.attributes) > values.MAX_ATTRIBUTES:
            raise Unusable(f"it has more than {values.MAX_ATTRIBUTES:,} columns; leave some out")
        if sum(len(text) for text in self.attributes.values() if text) > values.MAX_ATTRIBUTES_CHARS:
            raise Unusable(
                f"its attributes are longer than {values.MAX_ATTRIBUTES_CHARS:,} characters together; "
                "map long texts to notes or transcripts, or leave some out"
            )
        return ProspectPatch(
            lead_id=identity.lead_id,
            fields=self.fields,
            attributes=self.attributes,
            notes=self._list("notes"),
            transcripts=self._list("transcripts"),
            keys=identity.keys,
        )

    def _list(self, name: str) -> tuple[str, ...] | None:
        return tuple(self.lists[name]) if name in self.lists else None


CellReader = Callable[[Draft, object], None]
"""Adds to a draft what a cell says. Raises Unusable."""


def reader_of(column: PlannedColumn, about: Column) -> CellReader:
    """What reads the cells of a column."""
    if column.target.startswith(ATTRIBUTE):
        return _attributes_reader(column) if column.name == "attributes" else _attribute_reader(column)
    read = _READERS.get(column.target, _field_reader)(column, about)
    if column.name == column.target:
        return read
    name = column.name

    def read_and_clear(draft: Draft, value: object) -> None:
        # An earlier import may have kept this column as an attribute, under another mapping.
        draft.attributes.setdefault(name, None)
        read(draft, value)

    return read_and_clear


def _attribute_reader(column: PlannedColumn) -> CellReader:
    name, codes = column.target.removeprefix(ATTRIBUTE), column.codes
    kept = _attribute_name(name) if _is_attribute_name(name) else None

    def read(draft: Draft, value: object) -> None:
        text = _meaning(as_text(value), codes, is_blank)
        draft.attributes[kept or _attribute_name(name)] = values.within(text, values.MAX_ATTRIBUTE) if text else None

    return read


def _attributes_reader(column: PlannedColumn) -> CellReader:
    """Reads JSON's object of attributes, or a column of plain cells of that name."""
    read_one = _attribute_reader(column)

    def read(draft: Draft, value: object) -> None:
        if not isinstance(value, dict):
            read_one(draft, value)
            return
        for name, inner in value.items():
            text = _meaning(as_text(inner), AS_IT_STANDS, is_blank)
            draft.attributes[_attribute_name(name)] = values.within(text, values.MAX_ATTRIBUTE) if text else None

    return read


def _dropped_reader(column: PlannedColumn, about: Column) -> CellReader:
    return lambda draft, value: None


def _list_reader(column: PlannedColumn, about: Column) -> CellReader:
    target, codes = column.target, column.codes

    def read(draft: Draft, value: object) -> None:
        draft.lists.setdefault(target, []).extend(map(codes.read, values.entries(value)))

    return read


def _id_reader(column: PlannedColumn, about: Column) -> CellReader:
    codes = column.codes

    def read(draft: Draft, value: object) -> None:
        text = _meaning(values.plain_id(values.as_written(_single(value))), codes, is_blank_field)
        draft.lead_id = values.lead_id(text) if text else None

    return read


def _name_reader(column: PlannedColumn, about: Column) -> CellReader:
    target, codes = column.target, column.codes
    is_part = target in NAME_PARTS
    may_be_whole = is_part and may_be_half(column.name)
    # Whether "Null" is a name is told by the parts beside it.
    blank = None if is_part else is_blank_name

    def read(draft: Draft, value: object) -> None:
        text = as_text(_single(value))
        text = _meaning(" ".join(text.split()) if text else None, codes, blank)
        if text is not None:
            values.within(text, values.MAX_FIELD)
        (draft.name_parts if is_part else draft.fields)[target] = text
        if may_be_whole:
            draft.half_or_whole = target

    return read


def _field_reader(column: PlannedColumn, about: Column) -> CellReader:
    name, target, codes = column.name, column.target, column.codes
    is_birth_date = target == "birth_date"
    field = "age" if is_birth_date else target
    reading = values.READINGS.get(target, values.as_it_stands)
    blank = is_blank_gender if target == "gender" else is_blank_field

    def read(draft: Draft, value: object) -> None:
        text = _meaning(as_text(_single(value)), codes, blank)
        if text is None:
            draft.fields[field] = None
            return
        understood = reading(values.within(text, values.MAX_FIELD), about)
        draft.fields[field] = understood.stored
        if not understood.understood:
            draft.not_understood.append((name, text))
        if understood.stored is None or is_birth_date:
            draft.attributes[name] = text

    return read


_READERS: Mapping[str, Callable[[PlannedColumn, Column], CellReader]] = {
    DROP: _dropped_reader,
    "lead_id": _id_reader,
    **dict.fromkeys(LISTS, _list_reader),
    **dict.fromkeys(("full_name", *NAME_PARTS), _name_reader),
}
"""By target; all others are read as fields."""


def _single(value: object) -> object:
    if isinstance(value, (dict, list)):
        raise Unusable("is a list or an object; it has to be a text or a number")
    return value


def _is_attribute_name(name: str) -> bool:
    return 0 < len(clean_name(name)) <= values.MAX_ATTRIBUTE_NAME


def _attribute_name(name: str) -> str:
    if not (cleaned := clean_name(name)):
        raise Unusable("has an entry without a name; name it")
    if len(cleaned) > values.MAX_ATTRIBUTE_NAME:
        raise Unusable(f"has a name longer than {values.MAX_ATTRIBUTE_NAME} characters; shorten it")
    return cleaned


def _meaning(text: str | None, codes: Codes, blank: Callable[[str], bool] | None) -> str | None:
    """What a cell says: its code's meaning if it has one, else nothing if the word is blank, else the text itself."""
    if text is None or (blank and blank(text) and not codes.knows(text)):
        return None
    return text if codes is AS_IT_STANDS else codes.read(text).strip() or None
