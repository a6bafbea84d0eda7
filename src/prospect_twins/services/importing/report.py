"""What an import did, or would do, in numbers that add up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from prospect_twins.services.importing.columns import ColumnUse
from prospect_twins.services.importing.facts import FileFacts
from prospect_twins.services.importing.records import BadRow

MAX_ROWS_REPORTED = 100
"""Rows that the report names, of each kind; the totals count them all."""
MAX_REASONS_REPORTED = 100
OTHER_REASONS = "other reasons"
_ROWS_IN_A_WARNING = 10


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A row about a prospect whom an earlier row of the file was about; it was applied after it, so it won."""

    row: int
    line: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """A reason, and how many rows were left out for it."""

    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`rows == created + updated + unchanged + repeated + rejected`."""

    rows: int
    created: int
    updated: int
    unchanged: int
    repeated: int
    rejected: int
    repeated_rows: tuple[RepeatedLine, ...]
    """The first MAX_ROWS_REPORTED of them."""
    rejected_rows: tuple[BadRow, ...]
    """The first MAX_ROWS_REPORTED of them."""
    columns: tuple[ColumnUse, ...]
    file: FileFacts = field(default_factory=FileFacts)
    dry_run: bool = False
    """Whether nothing was stored."""
    nameless: int = 0
    """Prospects among those created, updated and unchanged who have no name."""
    known_by_name: int = 0
    """Prospects whose id was made of nothing but their name and where they live."""
    doubled: tuple[int, ...] = ()
    """Rows of new prospects who are likely somebody who is known under another id."""
    same_address: tuple[int, ...] = ()
    """Rows of new prospects who have the e-mail address of somebody known of another name."""
    reasons: tuple[ReasonCount, ...] = ()
    """Why rows were rejected, the most frequent first."""
    refused: str | None = None
    """Why the import would be refused as a whole, and what to do. Only of a dry run; it is among the warnings, too."""
    warnings: list[str] = field(default_factory=list)
    """What a person should look at, a sentence or two each. They never repeat a value."""


_NAMES = ("full_name", "first_name", "last_name")


def warnings_of(report: ImportReport) -> Iterator[str]:
    """What the person who imports should look at, a sentence or two each."""
    people = report.created + report.updated + report.unchanged
    if report.rows == 0:
        yield "There is no row beneath the column names."
    if report.nameless:
        named = any(use.becomes in _NAMES for use in report.columns)
        advice = "" if named else " No column was recognised as a name; say which one is."
        yield f"No name was found for {report.nameless:,} of {people:,} prospects.{advice}"
    if report.known_by_name:
        yield (
            f"{report.known_by_name:,} of {people:,} prospects are known by their name and where they live alone. With "
            "an id, an e-mail address, a phone number or a birth date the next import would know them for certain."
        )
    if report.doubled:
        yield (
            f"{len(report.doubled):,} of {report.created:,} new prospects share their name, and an e-mail address, a "
            f"phone number or a birth date, with known ones of another id ({_rows(report.doubled)}). Look whether they "
            "are the same people."
        )
    if report.same_address:
        yield (
            f"{len(report.same_address):,} of {report.created:,} new prospects have the e-mail address of a known one "
            f"of another name ({_rows(report.same_address)}). Where only a name has changed, delete the prospect of "
            "the old name: else the same person is asked twice."
        )
    for use in report.columns:
        if use.not_understood:
            values = "1 value was" if use.not_understood == 1 else f"{use.not_understood:,} values were"
            yield f"{use.name}: {values} not understood as {_FIELDS.get(use.becomes)}, and kept as written."


def _rows(numbers: Sequence[int]) -> str:
    """`row 3`, or `rows 3, 5, 8 …`."""
    listed = ", ".join(f"{number:,}" for number in numbers[:_ROWS_IN_A_WARNING])
    return f"row{'s' * (len(numbers) > 1)} {listed}{' …' * (len(numbers) > _ROWS_IN_A_WARNING)}"


_FIELDS = {
    "lead_classification": "hot, warm or cold",
    "age": "an age",
    "birth_date": "a birth date",
    "annual_income": "an amount a year",
    "occupation": "an occupation",
    "profile_image_url": "a web address",
}
