"""Counts an import's rows and people."""

from collections import Counter
from collections.abc import Sequence

from prospect_twins.domain.identity import KnownBy
from prospect_twins.domain.prospects import KnownPerson, ProspectPatch, Standing, Upserted
from prospect_twins.domain.same_person import Mismatch
from prospect_twins.services.importing.patches import ParsedProspect
from prospect_twins.services.importing.people import PeopleOfFile
from prospect_twins.services.importing.records import BadRow
from prospect_twins.services.importing.report import (
    MAX_REASONS_REPORTED,
    MAX_ROWS_REPORTED,
    OTHER_REASONS,
    ImportReport,
    ReasonCount,
    RepeatedLine,
    warnings_of,
)
from prospect_twins.services.importing.source import ProspectSource

REFUSALS = {
    Mismatch.NAME: "somebody of another name is known under its id; correct the id, or import with names to be "
    "overwritten if this is their new name",
    Mismatch.GENDER: "somebody of another gender is known under its id, or by its name and address; correct "
    "it, or import with names to be overwritten if this is the same person",
    Mismatch.AGE: "somebody of a very different age is known under its id, or by its name and address; "
    "correct it, or import with names to be overwritten if this is the same person",
    Mismatch.BIRTH_DATE: "somebody of another birth date is known under its id, or by its name and address; "
    "correct it, or import with names to be overwritten if this is the same person",
}


class ImportTally:
    """Remembers what became of which prospect, so that each is counted once, by what they were and what they are."""

    def __init__(self, *, overwrite_names: bool = False) -> None:
        self.rows = 0
        self._people = PeopleOfFile(overwrite_names=overwrite_names)
        self._standings: dict[str, Standing] = {}
        self._rejected = self._repeated = self._known_by_name = 0
        self._reasons: Counter[str] = Counter()
        self._rejected_rows: list[BadRow] = []
        self._repeated_rows: list[RepeatedLine] = []
        self._taken: dict[str, list[ParsedProspect]] = {}
        self._alike: set[str] = set()
        """Those taken whom somebody else resembles."""
        self._at_address: set[str] = set()
        """Those taken whose e-mail address is that of somebody of another name."""
        self._doubled: list[int] = []
        self._same_address: list[int] = []

    def sort(self, batch: Sequence[ParsedProspect | BadRow], known: Sequence[KnownPerson]) -> list[ProspectPatch]:
        """The patches of a batch, one for each prospect, sorted by lead_id. What became of them has to be added before
        the next batch is sorted. `known`: whom the store knows by the rows' keys.
        """
        by_key: dict[str, list[KnownPerson]] = {}
        for person in known:
            by_key.setdefault(person.key, []).append(person)
        self._taken, self._alike, self._at_address = {}, set(), set()
        for row in batch:
            self.rows += 1
            if isinstance(row, BadRow):
                self._reject(row)
                continue
            keys = (*row.identity.sought, *row.identity.nameless)
            alike = [person for key in keys for person in by_key.get(key, ())] if by_key else []
            settled = self._people.settle(row, alike)
            if isinstance(settled, BadRow):
                self._reject(settled)
                continue
            if self._people.others_like(settled, alike):
                self._alike.add(settled.patch.lead_id)
            elif self._people.others_at_address(settled, alike):
                self._at_address.add(settled.patch.lead_id)
            self._taken.setdefault(settled.patch.lead_id, []).append(self._people.remember(settled))
        return [_joined(self._taken[lead_id]) for lead_id in sorted(self._taken)]

    def add(self, upserted: Upserted) -> None:
        """What became of the patches that `sort` gave last."""
        for lead_id, contradiction in upserted.refused.items():
            for row in self._taken[lead_id]:
                self._reject(BadRow(row.row, row.line, REFUSALS[contradiction]))
        for lead_id, standing in upserted.standings.items():
            first, *again = self._taken[lead_id]
            before = self._standings.get(lead_id)
            if before is None:
                self._known_by_name += first.identity.by is KnownBy.NAME
                for rows, whom in ((self._doubled, self._alike), (self._same_address, self._at_address)):
                    if standing.before is None and lead_id in whom:
                        rows.append(first.row)
            else:
                again = [first, *again]
            for row in again:
                self._repeated += 1
                if len(self._repeated_rows) < MAX_ROWS_REPORTED:
                    self._repeated_rows.append(RepeatedLine(row.row, row.line))
            self._standings[lead_id] = standing._replace(before=before.before) if before else standing

    def report(self, source: ProspectSource, *, dry_run: bool) -> ImportReport:
        """The report, once all rows are counted."""
        stood = self._standings.values()
        created = sum(standing.before is None for standing in stood)
        unchanged = sum(standing.before == standing.after for standing in stood)
        nameless = sum(not standing.has_name for standing in stood)
        report = ImportReport(
            rows=self.rows,
            created=created,
            updated=len(stood) - created - unchanged,
            unchanged=unchanged,
            repeated=self._repeated,
            rejected=self._rejected,
            repeated_rows=tuple(sorted(self._repeated_rows, key=lambda row: row.row)),
            rejected_rows=tuple(sorted(self._rejected_rows, key=lambda row: row.row)),
            columns=source.columns(),
            file=source.facts,
            dry_run=dry_run,
            nameless=nameless,
            known_by_name=self._known_by_name,
            doubled=tuple(sorted(self._doubled)),
            same_address=tuple(sorted(self._same_address)),
            reasons=tuple(ReasonCount(reason, count) for reason, count in self._reasons.most_common()),
            refused=source.refused,
        )
        if report.refused:
            report.warnings.append(report.refused)
        report.warnings.extend(warnings_of(report))
        return report

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
