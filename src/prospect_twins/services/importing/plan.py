"""Which of a table's columns fills which field, decided before any value is looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from prospect_twins.domain.crm_columns import (
    ALTERNATIVES,
    LISTS,
    NAME_PARTS,
    Recognised,
    normalised,
    recognise_together,
)
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.identifying import Identifying, identifying_columns
from prospect_twins.services.importing.mapping import AS_IT_STANDS, ATTRIBUTE, ROW_NUMBER, Codes, ColumnMap

_SHOWN = 60
"""So many columns are listed in an error."""


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column, what it fills, and what its values stand for."""

    name: str
    target: str
    """As in `ColumnMap.target`."""
    codes: Codes = AS_IT_STANDS
    by: Literal["name", "map", "rest"] = "rest"
    """Whether it was recognised by its name, mapped by hand, or became an attribute because it was neither."""
    beaten_by: str | None = None
    """The column that fills the field which this one's name tells, too."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of every column of a table."""

    columns: tuple[PlannedColumn, ...]
    """One for each column of the table, in its order."""
    identifying: Identifying
    stand_ins: tuple[tuple[int, PlannedColumn], ...] = ()
    """The columns that were beaten, with their positions and what they fill in a row where that is blank otherwise:
    the surest first. Ids are filled so where that is blank in the whole file."""
    id_columns: tuple[str, ...] = ()
    """The columns that may hold the people's ids, surest first."""
    row_number: ColumnMap | None = None
    """What the row's number fills, if it fills anything."""

    @property
    def tells_who(self) -> bool:
        """Whether any column can tell who a row is about."""
        numbered = self.row_number is not None and self.row_number.target == "lead_id"
        named = any(column.target in ("lead_id", "full_name", *NAME_PARTS) for column in self.columns)
        return numbered or named or bool(self.identifying.e_mails or self.identifying.phones)


def plan_columns(columns: Sequence[str], maps: Sequence[ColumnMap]) -> Plan:
    """Maps by hand first; then names that the table of CRM columns knows; what is left becomes attributes.

    Of two columns for one field the surer name wins and the other becomes an attribute. First and last name are joined
    only where no column has the full name; a birth date gives the age only where no column has it.
    """
    by_hand, row_number = _by_hand(columns, maps)
    taken = {entry.target for entry in by_hand.values()} | ({row_number.target} if row_number else set())
    by_name = _by_name([name for name in columns if name not in by_hand], taken)
    planned = []
    for name in columns:
        if entry := by_hand.get(name):
            planned.append(PlannedColumn(name, entry.target, entry.codes, "map"))
        elif target := by_name.get(name):
            planned.append(PlannedColumn(name, target, by="name"))
        else:
            planned.append(PlannedColumn(name, ATTRIBUTE + name))
    filled = {column.target: column.name for column in planned}
    known = recognise_together(columns)
    rivals = {column.name: _rival(known.get(column.name), filled) for column in planned if column.by == "rest"}
    planned = [replace(column, beaten_by=rivals.get(column.name)) for column in planned]
    beaten = sorted(
        (known[column.name].rank, position)
        for position, column in enumerate(planned)
        if column.beaten_by and known[column.name].target not in LISTS and normalised(column.name) not in _SHARED
    )
    stand_ins = tuple(
        (position, PlannedColumn(columns[position], known[columns[position]].target)) for _, position in beaten
    )
    ids = tuple(
        column.name for column in (*planned, *(column for _, column in stand_ins)) if column.target == "lead_id"
    )
    return Plan(tuple(planned), identifying_columns(columns), stand_ins, ids, row_number)


_SHARED = frozenset({"accountid"})
"""Ids that are a person's own only where there is no other."""


def _rival(known: Recognised | None, filled: Mapping[str, str]) -> str | None:
    if known is None:
        return None
    wholes = [whole for whole, parts in ALTERNATIVES.items() if known.target in parts]
    rivals = (known.target, *wholes, *ALTERNATIVES.get(known.target, ()))
    return next((filled[rival] for rival in rivals if rival in filled), None)


def require_columns(columns: Sequence[str], maps: Sequence[ColumnMap], *, somebody: bool = True) -> None:
    """Raises InvalidInput if a mapped column isn't there; with `somebody`, also if none can tell who the people are."""
    if not columns:  # JSON without a single object
        return
    by_hand, row_number = _by_hand(columns, maps)
    used = {id(entry) for entry in by_hand.values()} | {id(row_number)}
    missing = [entry.column for entry in maps if id(entry) not in used]
    there = ", ".join(columns[:_SHOWN]) + (f" and {len(columns) - _SHOWN} more" if len(columns) > _SHOWN else "")
    if missing:
        names = ", ".join(f"'{name}'" for name in missing)
        message = f"There is no column {names} to map. The columns are: {there}."
        raise InvalidInput(message, [{"place": "map", "reason": message}])
    for name, entry in by_hand.items():
        same = entry.target.removeprefix(ATTRIBUTE).casefold()
        twice = [other for other in columns if other not in by_hand and other.casefold() == same]
        if entry.target.startswith(ATTRIBUTE) and twice:
            message = f"'{name}' is mapped to an attribute that the column '{twice[0]}' fills; map that column, too."
            raise InvalidInput(message, [{"place": "map", "reason": message}])
    if somebody and not plan_columns(columns, maps).tells_who:
        message = f"{_NOBODY} The columns are: {there}."
        raise InvalidInput(message, [{"place": "lead_id", "reason": message}])


_NOBODY = (
    "Nothing in the file tells who the people are: no column is known to hold ids, names, e-mail addresses or phone "
    "numbers. Say which one holds their ids or names, or that they are anonymous."
)


def _by_hand(columns: Sequence[str], maps: Iterable[ColumnMap]) -> tuple[dict[str, ColumnMap], ColumnMap | None]:
    """Column to its map (its exact name first, else its name in any spelling), and the row number's."""
    by_field: dict[str, ColumnMap] = {}
    row_number = None
    for entry in maps:
        alike = [name for name in columns if normalised(name) == normalised(entry.column) != ""]
        if entry.column in columns:
            by_field[entry.column] = entry
        elif entry.column == ROW_NUMBER:
            row_number = entry
        elif len(alike) == 1 and alike[0] not in by_field:
            by_field[alike[0]] = entry
    return by_field, row_number


def _by_name(columns: Sequence[str], taken: set[str]) -> dict[str, str]:
    """Column to the target that its name tells, each target once, save for lists."""
    best: dict[str, tuple[Recognised, str]] = {}
    targets: dict[str, str] = {}
    for name, known in recognise_together(columns).items():
        if known.target in LISTS:
            targets[name] = known.target
        elif known.target not in taken and (known.target not in best or known.rank < best[known.target][0].rank):
            best[known.target] = (known, name)
    for whole, parts in ALTERNATIVES.items():
        for target in (whole,) if taken & set(parts) else parts if whole in taken | best.keys() else ():
            best.pop(target, None)
    return targets | {name: target for target, (_, name) in best.items()}


def columns_of(plan: Plan, target: str) -> frozenset[str]:
    """The names of all columns that may fill `target`."""
    columns = (*plan.columns, *(column for _, column in plan.stand_ins))
    return frozenset(column.name for column in columns if column.target == target)
