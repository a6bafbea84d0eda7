"""From a stream of bytes to stored prospects."""

import asyncio
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import BinaryIO, cast

from prospect_twins.domain.ports import ProspectWriter
from prospect_twins.domain.prospects import ProspectPatch, UpsertCount
from prospect_twins.services.importing.facts import FileOptions
from prospect_twins.services.importing.patches import ParsedProspect
from prospect_twins.services.importing.records import BadRow
from prospect_twins.services.importing.report import MAX_ROWS_REPORTED, ImportReport, RepeatedRow
from prospect_twins.services.importing.source import ProspectSource

BATCH_ROWS = 500
BATCH_CHARS = 8_000_000
_IN_MEMORY_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportProgress:
    rows: int
    bytes_read: int


async def import_prospects(
    stream: BinaryIO,
    writer: ProspectWriter,
    tenant_id: str,
    *,
    mappings: Sequence[str] = (),
    options: FileOptions | None = None,
    today: date | None = None,
    progress: Callable[[ImportProgress], None] | None = None,
) -> ImportReport:
    """Imports a file's prospects: good rows are stored, batch by batch, bad ones reported.

    A row replaces what its columns name and leaves the rest as it was; of two rows with one lead_id the later wins.
    The file is read in a thread, so the event loop stays free. Raises InvalidInput, with nothing stored, if the file or
    the mapping is no use. If the writer fails midway the batches before stay: import the file again, it does no harm.

    `mappings`: see `mapping`. `options`: what the person says of the file. `today`: the day at which birth dates become
    ages (default: now, in UTC). `progress` is called after each batch.
    """
    day = today or datetime.now(UTC).date()
    source = await asyncio.to_thread(ProspectSource, stream, mappings, today=day, options=options)
    rows = iter(source)
    tally = _Tally()
    while batch := await asyncio.to_thread(_next_batch, rows):
        first, repeats = tally.sort(batch)
        if first:
            tally.add(await writer.upsert_prospects(tenant_id, first))
        if repeats:  # of earlier batches: those prospects are counted already
            await writer.upsert_prospects(tenant_id, repeats)
        if progress:
            progress(ImportProgress(tally.rows, source.bytes_read))
    return tally.report(source)


@asynccontextmanager
async def spooled(chunks: AsyncIterable[bytes]) -> AsyncIterator[BinaryIO]:
    """A request's body as a file, on disk if it is large: a body that breaks off is never half imported."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)
        file.seek(0)
        yield cast(BinaryIO, file)


def _next_batch(rows: Iterator[ParsedProspect | BadRow]) -> list[ParsedProspect | BadRow]:
    batch: list[ParsedProspect | BadRow] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += row.size if isinstance(row, ParsedProspect) else 0
        if len(batch) >= BATCH_ROWS or size >= BATCH_CHARS:
            break
    return batch


class _Tally:
    """Counts rows, and remembers which lead_ids there were (as hashes: about 70 bytes each)."""

    def __init__(self) -> None:
        self.rows = 0
        self._counts = UpsertCount()
        self._rejected = self._repeated = 0
        self._rejected_rows: list[BadRow] = []
        self._repeated_rows: list[RepeatedRow] = []
        self._seen: set[int] = set()

    def sort(self, batch: Sequence[ParsedProspect | BadRow]) -> tuple[list[ProspectPatch], list[ProspectPatch]]:
        """The patches of prospects that are new to this file, and of those that an earlier batch had; one for each
        prospect, sorted by lead_id."""
        first: dict[str, ProspectPatch] = {}
        again: dict[str, ProspectPatch] = {}
        for row in batch:
            self.rows += 1
            if isinstance(row, BadRow):
                self._rejected += 1
                if len(self._rejected_rows) < MAX_ROWS_REPORTED:
                    self._rejected_rows.append(row)
                continue
            lead_id = row.patch.lead_id
            seen = hash(lead_id) in self._seen
            patches = again if seen and lead_id not in first else first
            if seen:
                self._repeated += 1
                if len(self._repeated_rows) < MAX_ROWS_REPORTED:
                    self._repeated_rows.append(RepeatedRow(row.row, row.line))
            patches[lead_id] = patches[lead_id].then(row.patch) if lead_id in patches else row.patch
            self._seen.add(hash(lead_id))
        return [first[key] for key in sorted(first)], [again[key] for key in sorted(again)]

    def add(self, count: UpsertCount) -> None:
        self._counts = UpsertCount(
            self._counts.created + count.created,
            self._counts.updated + count.updated,
            self._counts.unchanged + count.unchanged,
        )

    def report(self, source: ProspectSource) -> ImportReport:
        return ImportReport(
            rows=self.rows,
            created=self._counts.created,
            updated=self._counts.updated,
            unchanged=self._counts.unchanged,
            repeated=self._repeated,
            rejected=self._rejected,
            repeated_rows=tuple(self._repeated_rows),
            rejected_rows=tuple(self._rejected_rows),
            columns=source.columns(),
            file=source.facts,
        )
