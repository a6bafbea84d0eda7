"""What became of each column, with values to recognise it by."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from prospect_twins.services.importing.mapping import ATTRIBUTE, DROP, ROW_NUMBER
from prospect_twins.services.importing.plan import Plan, PlannedColumn
from prospect_twins.services.importing.records import Record
from prospect_twins.services.importing.values import Unusable, as_text

MAX_COLUMNS_REPORTED = 1_000
SAMPLES = 3
_SAMPLE_ROWS = 1_000
"""So many rows are looked at for samples."""
_SAMPLE_CHARS = 60


@dataclass(slots=True)
class ColumnUse:
    """What became of one column."""

    name: str
    becomes: str
    """A field, `notes`, `transcripts`, `attributes.<name>`, or `dropped`."""
    by: str
    """`name` (recognised by it), `map` (mapped by hand), or `rest` (kept as an attribute because it was neither)."""
    why: str = ""
    """The same in words."""
    not_understood: int = 0
    """Values that could not be read as what the field holds. They are kept as they were written: in the field if it
    takes any text, else as an attribute of the column's name."""
    samples: list[str] = field(default_factory=list)
    """The first few different values, shortened."""
    examples: list[str] = field(default_factory=list)
    """The first few different values that were not understood, shortened."""


class ColumnTally:
    """Gathers what became of the columns, of the first MAX_COLUMNS_REPORTED."""

    def __init__(self) -> None:
        self.uses: dict[str, ColumnUse] = {}
        self._wanting: set[str] = set()
        """Columns that have too few samples."""
        self._rows = 0

    def note(self, plan: Plan, *, fixed: bool) -> None:
        """Adds columns. `fixed`: whether the table is of plain cells, where `attributes` is a column like another."""
        if plan.row_number:
            use = ColumnUse(ROW_NUMBER, plan.row_number.target, "map", "the number of the row")
            self.uses.setdefault(ROW_NUMBER, use)
        standing_in = {spare.name for _, spare in plan.stand_ins if spare.target != "lead_id"}
        for column in plan.columns:
            unpacked = column.target == ATTRIBUTE + "attributes" and not fixed  # JSON's object of them
            if column.name in self.uses or unpacked or len(self.uses) >= MAX_COLUMNS_REPORTED:
                continue
            becomes = "dropped" if column.target == DROP else column.target
            self.uses[column.name] = ColumnUse(
                column.name, becomes, column.by, _why(column, standing_in=column.name in standing_in)
            )
            self._wanting.add(column.name)

    def sample(self, record: Record) -> None:
        """Take the row's values as samples, while samples are wanting."""
        if not self._wanting or self._rows >= _SAMPLE_ROWS:
            return
        self._rows += 1
        for name, value in zip(record.columns, record.values, strict=False):
            if name not in self._wanting:
                continue
            try:
                text = as_text(value)
            except Unusable:
                continue
            samples = self.uses[name].samples
            _add(samples, text)
            if len(samples) >= SAMPLES:
                self._wanting.discard(name)

    def not_understood(self, values: Sequence[tuple[str, str]]) -> None:
        """Count values, by column, that could not be read."""
        for name, text in values:
            if use := self.uses.get(name):
                use.not_understood += 1
                _add(use.examples, text)


def _add(texts: list[str], text: str | None) -> None:
    if text and len(texts) < SAMPLES:
        line = " ".join(text[: 10 * _SAMPLE_CHARS].split())
        short = line if len(line) <= _SAMPLE_CHARS else line[: _SAMPLE_CHARS - 1] + "…"
        if short not in texts:
            texts.append(short)


def _why(column: PlannedColumn, *, standing_in: bool) -> str:
    if column.by == "map":
        return "as you said"
    if column.by == "name":
        return "recognised by its name"
    if column.beaten_by:
        known = f"the column {column.beaten_by} tells this already"
        return f"{known}; where that is blank, this one is used" if standing_in else known
    return "no field has this name"
