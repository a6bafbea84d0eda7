"""From a stream of bytes to stored prospects."""

import asyncio
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import BinaryIO, cast

from prospect_twins.domain.ports import ProspectWriter
from prospect_twins.services.importing.facts import FileOptions
from prospect_twins.services.importing.patches import ParsedProspect
from prospect_twins.services.importing.people import keys_of
from prospect_twins.services.importing.records import BadRow
from prospect_twins.services.importing.report import ImportReport
from prospect_twins.services.importing.source import ProspectSource
from prospect_twins.services.importing.tally import ImportTally

BATCH_ROWS = 500
BATCH_CHARS = 8_000_000
_IN_MEMORY_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportManner:
    """What the person wants of an import, beside what they say of the file."""

    dry_run: bool = False
    """Tell what would happen, and store nothing."""
    overwrite_names: bool = False
    """Take it from the file that somebody known has another name; else such a row is left out."""
    anonymous: bool = False
    """Keep rows that don't tell who they are about, as in a survey. Their ids are made of what they say."""
    today: date | None = None
    """The day at which birth dates become ages; None: now, in UTC."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come."""

    rows: int
    bytes_read: int


async def import_prospects(
    stream: BinaryIO,
    writer: ProspectWriter,
    tenant_id: str,
    *,
    mappings: Sequence[str] = (),
    options: FileOptions | None = None,
    manner: ImportManner | None = None,
    progress: Callable[[ImportProgress], None] | None = None,
) -> ImportReport:
    """Imports a file's prospects: good rows are stored, batch by batch, bad ones reported.

    A row replaces what its columns name and leaves the rest as it was; of two rows with one lead_id the later wins.
    The file is read in a thread, so the event loop stays free. Raises InvalidInput, with nothing stored, if the file or
    the mapping is no use. If the writer fails midway the batches before stay: import the file again, it does no harm.

    `mappings`: see `mapping`. `options`: what the person says of the file. `progress` is called after each batch.
    """
    manner = manner or ImportManner()
    source = await asyncio.to_thread(
        ProspectSource,
        stream,
        mappings,
        today=manner.today or datetime.now(UTC).date(),
        options=options,
        anonymous=manner.anonymous,
        somebody=not manner.dry_run,  # it tells of the columns, among which one may be found
    )
    rows = iter(source)
    tally = ImportTally(overwrite_names=manner.overwrite_names)
    while batch := await asyncio.to_thread(_next_batch, rows):
        keys = keys_of(batch)
        known = await writer.known_by(tenant_id, keys) if keys else ()
        if patches := tally.sort(batch, known):
            upserted = await writer.upsert_prospects(
                tenant_id, patches, overwrite_names=manner.overwrite_names, dry_run=manner.dry_run
            )
            tally.add(upserted)
        if progress:
            progress(ImportProgress(tally.rows, source.bytes_read))
    return tally.report(source, dry_run=manner.dry_run)


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
