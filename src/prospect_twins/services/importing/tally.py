"""Counts an import's rows, and keeps apart whom they are about."""

from collections import Counter
from collections.abc import Iterable, Sequence

from prospect_twins.domain.lead_ids import KnownBy
from prospect_twins.domain.prospects import ProspectPatch, UpsertCount
from prospect_twins.services.importing.patches import ParsedProspect
from prospect_twins.services.importing.records import BadRow
from prospect_twins.services.importing.report import (
    MAX_REASONS_REPORTED,
    MAX_ROWS_REPORTED,
    OTHER_REASONS,
    ImportReport,
    ReasonCount,
    RepeatedRow,
    warnings_of,
)
from prospect_twins.services.importing.source import ProspectSource

OF_ANOTHER_NAME = (
    "somebody of another name is known under its id; correct the id, or import with names to be overwritten if this is "
    "their new name"
)
NAMED_BEFORE = (
    "an earlier row has another name under the same id; give each person an id of their own, or import with names to "
    "be overwritten if both are one person"
)
NAMESAKE = (
    "an earlier row has the same name and says other things, and nothing tells whether they are one person; add an id, "
    "an e-mail address, a phone number or a birth date"
)


class ImportTally:
    """Remembers which prospects there were, as a hash and a name each: about 200 bytes."""

    def __init__(self, *, overwrite_names: bool = False) -> None:
        self.rows = 0
        self._overwrite_names = overwrite_names
        self._counts = UpsertCount()
        self._rejected = self._repeated = self._known_by_name = 0
        self._reasons: Counter[str] = Counter()
        self._rejected_rows: list[BadRow] = []
        self._repeated_rows: list[RepeatedRow] = []
        self._seen: dict[int, str | None] = {}
        """The hash of each lead_id, and their name (or what the row says, for those who have nothing but a name)."""
        self._taken: dict[str, list[ParsedProspect]] = {}
        self._is_first = True

    def sort(self, batch: Sequence[ParsedProspect | BadRow]) -> Iterable[list[ProspectPatch]]:
        """The patches of prospects that are new to this file, then of those that an earlier batch had; one for each
        prospect, sorted by lead_id. What became of them has to be added before the next are taken."""
        first: dict[str, list[ParsedProspect]] = {}
        again: dict[str, list[ParsedProspect]] = {}
        for row in batch:
            self.rows += 1
            if isinstance(row, BadRow):
                self._reject(row)
            elif reason := self._clash(row):
                self._reject(BadRow(row.row, row.line, reason))
            else:
                lead_id = row.patch.lead_id
                known = hash(lead_id) in self._seen and lead_id not in first
                (again if known else first).setdefault(lead_id, []).append(row)
                self._remember(row)
        for self._taken, self._is_first in ((first, True), (again, False)):
            yield [_joined(self._taken[lead_id]) for lead_id in sorted(self._taken)]

    def add(self, count: UpsertCount) -> None:
        """What became of the patches that `sort` gave last."""
        for lead_id, rows in self._taken.items():
            if lead_id in count.misnamed:
                for row in rows:
                    self._reject(BadRow(row.row, row.line, OF_ANOTHER_NAME))
                continue
            self._known_by_name += self._is_first and rows[0].known_by is KnownBy.NAME
            for row in rows[1:] if self._is_first else rows:
                self._repeated += 1
                if len(self._repeated_rows) < MAX_ROWS_REPORTED:
                    self._repeated_rows.append(RepeatedRow(row.row, row.line))
        if self._is_first:
            self._counts += count

    def report(self, source: ProspectSource, *, dry_run: bool) -> ImportReport:
        report = ImportReport(
            rows=self.rows,
            created=self._counts.created,
            updated=self._counts.updated,
            unchanged=self._counts.unchanged,
            repeated=self._repeated,
            rejected=self._rejected,
            repeated_rows=tuple(self._repeated_rows),
            rejected_rows=tuple(sorted(self._rejected_rows, key=lambda row: row.row)),
            columns=source.columns(),
            file=source.facts,
            dry_run=dry_run,
            nameless=self._counts.nameless,
            known_by_name=self._known_by_name,
            reasons=tuple(ReasonCount(reason, count) for reason, count in self._reasons.most_common()),
            refused=source.refused,
        )
        if report.refused:
            report.warnings.append(report.refused)
        report.warnings.extend(warnings_of(report))
        return report

    def _clash(self, row: ParsedProspect) -> str | None:
        """Why a row can't be about whom an earlier row of the file was about, if it would have to be."""
        key = hash(row.patch.lead_id)
        if key not in self._seen:
            return None
        before = self._seen[key]
        if row.known_by is KnownBy.NAME:
            return NAMESAKE if before != row.digest else None
        earlier = ProspectPatch(row.patch.lead_id, {"full_name": before})
        return NAMED_BEFORE if not self._overwrite_names and row.patch.misnames(earlier) else None

    def _remember(self, row: ParsedProspect) -> None:
        key = hash(row.patch.lead_id)
        said = row.digest if row.known_by is KnownBy.NAME else row.patch.fields.get("full_name")
        self._seen[key] = said or self._seen.get(key)

    def _reject(self, row: BadRow) -> None:
        self._rejected += 1
        if len(self._rejected_rows) < MAX_ROWS_REPORTED:
            self._rejected_rows.append(row)
        # Reasons may name keys of the sender's own.
        known = row.reason in self._reasons or len(self._reasons) < MAX_REASONS_REPORTED
        self._reasons[row.reason if known else OTHER_REASONS] += 1


def _joined(rows: Sequence[ParsedProspect]) -> ProspectPatch:
    patch = rows[0].patch
    for row in rows[1:]:
        patch = patch.then(row.patch)
    return patch
