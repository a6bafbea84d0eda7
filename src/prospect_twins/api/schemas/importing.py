"""What became of an imported file, as it travels."""

from dataclasses import asdict

from prospect_twins.api.schemas.base import Wire
from prospect_twins.services.importing.columns import ColumnUse
from prospect_twins.services.importing.report import ImportReport


class RejectedRow(Wire):
    """A row that was left out."""

    line: int
    reason: str
    """What to do about it; never the value itself."""


class RepeatedRow(Wire):
    """A row about somebody whom an earlier row of the file is about."""

    line: int


class RejectionReason(Wire):
    """A reason, and how many rows were left out for it."""

    reason: str
    rows: int


class ColumnUseView(Wire):
    """What became of one column."""

    name: str
    becomes: str
    """A field, `notes`, `transcripts`, `attributes.<name>`, or `dropped`."""
    by: str
    """`name` (recognised by it), `map` (by hand), or `rest` (kept as an attribute, being neither)."""
    why: str
    """The same in words."""
    not_understood: int
    """Values that could not be read as what the field holds. They are kept as they were written: in the field if it
    takes any text, else as an attribute."""
    samples: list[str]
    """The first few different values, shortened. Only of a dry run."""
    examples: list[str]
    """Values that were not understood, shortened. Only of a dry run."""

    @classmethod
    def of(cls, use: ColumnUse, *, with_values: bool) -> "ColumnUseView":
        """The wire form; without values of people's unless `with_values`."""
        shown = asdict(use)
        return cls(**shown if with_values else shown | {"samples": [], "examples": []})


class ImportedFile(Wire):
    """What the file was taken for."""

    format: str
    encoding: str | None
    encoding_guessed: bool
    """Whether another encoding is possible too; if letters look wrong, import again with `encoding`."""
    delimiter: str | None
    sheet: str | None
    remarks: list[str]
    """What to look at, a sentence or two each: what was assumed, and what was passed over."""


class ImportResponse(Wire):
    """`rows` = `created` + `updated` + `unchanged` + `repeated` + `rejected_count`."""

    rows: int
    created: int
    updated: int
    unchanged: int
    repeated: int
    """Rows about a prospect whom an earlier row was about; the later one won."""
    repeated_rows: list[RepeatedRow]
    """The first hundred of them."""
    rejected_count: int
    rejected: list[RejectedRow]
    """The first hundred."""
    rejected_reasons: list[RejectionReason]
    """Why rows were rejected, the most frequent reason first; the counts add up to `rejected_count`."""
    without_name: int
    """Prospects among those created, updated and unchanged who have no name."""
    warnings: list[str]
    """What to look at, a sentence or two each."""
    refused: str | None = None
    """Why the import itself would be refused with 422, and what to do. Only of a dry run; among the warnings, too."""
    dry_run: bool
    """Whether this is what would happen, and nothing was stored."""
    columns: list[ColumnUseView]
    file: ImportedFile

    @classmethod
    def of(cls, report: ImportReport) -> "ImportResponse":
        """The wire form of an import's report."""
        return cls(
            rows=report.rows,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            repeated=report.repeated,
            repeated_rows=[RepeatedRow(line=row.line) for row in report.repeated_rows],
            rejected_count=report.rejected,
            rejected=[RejectedRow(line=row.line, reason=row.reason) for row in report.rejected_rows],
            rejected_reasons=[
                RejectionReason(reason=rejection.reason, rows=rejection.rows) for rejection in report.reasons
            ],
            without_name=report.nameless,
            warnings=report.warnings,
            refused=report.refused,
            dry_run=report.dry_run,
            # The values are people's, and a reply may be kept for its Idempotency-Key longer than they are.
            columns=[ColumnUseView.of(use, with_values=report.dry_run) for use in report.columns],
            file=ImportedFile.model_validate(asdict(report.file)),
        )
