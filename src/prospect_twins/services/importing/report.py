"""What an import did, in numbers that add up."""

from dataclasses import dataclass, field

from prospect_twins.services.importing.facts import FileFacts
from prospect_twins.services.importing.records import BadRow
from prospect_twins.services.importing.source import ColumnUse

MAX_ROWS_REPORTED = 100
"""Rows that the report names, of each kind; the totals count them all."""


@dataclass(frozen=True, slots=True)
class RepeatedRow:
    """A row whose lead_id an earlier row of the file had; it was applied after it, so it won."""

    row: int
    line: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`rows == created + updated + unchanged + repeated + rejected`."""

    rows: int
    created: int
    updated: int
    unchanged: int
    repeated: int
    rejected: int
    repeated_rows: tuple[RepeatedRow, ...]
    """The first MAX_ROWS_REPORTED of them."""
    rejected_rows: tuple[BadRow, ...]
    """The first MAX_ROWS_REPORTED of them."""
    columns: tuple[ColumnUse, ...]
    file: FileFacts = field(default_factory=FileFacts)
