"""`prospect-twins import`."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

import typer
from rich.progress import DownloadColumn

from prospect_twins.commands.options import DataDir, Tenant, check_tenant, load_settings, migrated_database, stores_of
from prospect_twins.commands.terminal import Terminal
from prospect_twins.domain.printable import printable

if TYPE_CHECKING:
    from prospect_twins.services.importing.facts import FileOptions
    from prospect_twins.services.importing.report import ImportReport
    from prospect_twins.services.importing.run import ImportManner
    from prospect_twins.settings import Settings


def _readable(file: Path) -> Path:
    if str(file) == "-":
        return file
    if not file.exists():
        raise typer.BadParameter(f"file '{file}' does not exist")
    if file.is_dir() or not os.access(file, os.R_OK):
        raise typer.BadParameter(f"'{file}' is {'a directory' if file.is_dir() else 'not readable'}")
    return file


_File = Annotated[
    Path,
    typer.Argument(
        callback=_readable,
        help='CSV, Excel, OpenDocument, JSON, JSON Lines or vCard; "-" reads the output of another program.',
    ),
]
_Maps = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help='"Column=field" for a column name that is not recognised. Repeatable. "#" is the row\'s number.',
    ),
]
_Encoding = Annotated[
    str | None, typer.Option(help="The text's encoding, such as windows-1251. Default: detected from the file.")
]
_Delimiter = Annotated[
    str | None,
    typer.Option(help='The separator between cells: one character, or "tab". Default: detected from the file.'),
]
_Sheet = Annotated[
    str | None, typer.Option(help="A workbook's sheet, by name or number. Default: the first with rows.")
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would happen, column by column, and store nothing.")
]
_OverwriteNames = Annotated[
    bool,
    typer.Option(
        "--overwrite-names", help="Give known prospects the file's names, even if these look like other people's."
    ),
]
_Anonymous = Annotated[
    bool,
    typer.Option("--anonymous", help="Keep rows that don't say who they are about, each as a separate prospect."),
]


def import_file(
    file: _File,
    column_map: _Maps = None,
    encoding: _Encoding = None,
    delimiter: _Delimiter = None,
    sheet: _Sheet = None,
    dry_run: _DryRun = False,
    overwrite_names: _OverwriteNames = False,
    anonymous: _Anonymous = False,
    tenant: Tenant = "default",
    data_dir: DataDir = None,
) -> None:
    """Import prospects from a file of any size.

    Usual CRM column names are recognised, --map assigns the others, and columns without a field become attributes. A
    prospect without an id gets one from the e-mail, phone, or name and birth date. Good rows are stored; bad rows are
    reported with line and reason. Importing again updates the prospects.
    """
    from prospect_twins.services.importing.facts import FileOptions
    from prospect_twins.services.importing.run import ImportManner

    settings = load_settings(data_dir)
    console, errors = Terminal(), Terminal(errors=True)
    wishes = _Wishes(
        column_map or (),
        FileOptions(encoding or None, delimiter or None, sheet or None),
        ImportManner(dry_run=dry_run, overwrite_names=overwrite_names, anonymous=anonymous),
    )
    rows_done: deque[int] = deque([0], maxlen=1)
    try:
        with migrated_database(settings) as url:
            report = asyncio.run(_import(settings, url, tenant, file, wishes, errors, rows_done))
    except KeyboardInterrupt:
        errors.say(_stopped(rows_done[0], dry_run=dry_run))
        raise
    _tell(report, console, errors)
    if report.refused or (report.rows and report.rejected == report.rows):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the person says of the file, and wants done with it."""

    maps: Sequence[str]
    options: "FileOptions"
    manner: "ImportManner"


async def _import(
    settings: "Settings", url: str, tenant: str, file: Path, wishes: _Wishes, errors: Terminal, rows_done: deque[int]
) -> "ImportReport":
    """Imports beside a progress bar on `errors`. `rows_done` holds the number of rows dealt with."""
    from prospect_twins.services.importing.run import ImportProgress, import_prospects

    async with stores_of(settings, url) as stores:
        await check_tenant(stores, tenant)
        if not wishes.manner.dry_run:
            await stores.access.ensure_tenant(tenant)
        with _opened(file) as (stream, size), errors.progress(DownloadColumn()) as bar:
            doing = "Reading" if wishes.manner.dry_run else "Importing"
            task = bar.add_task(printable(f"{doing} {file.name}"), total=size)

            def show(progress: ImportProgress) -> None:
                rows_done.append(progress.rows)
                bar.update(task, completed=progress.bytes_read)

            return await import_prospects(
                stream,
                stores.prospects,
                tenant,
                mappings=wishes.maps,
                options=wishes.options,
                manner=wishes.manner,
                progress=show,
            )


@contextmanager
def _opened(file: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A file to read and its size. What is read only once (a pipe) is copied, for a file may be read twice."""
    with ExitStack() as stack:
        source = sys.stdin.buffer if str(file) == "-" else stack.enter_context(file.open("rb"))
        stream: BinaryIO = source
        if not source.seekable():
            stream = cast(BinaryIO, stack.enter_context(tempfile.TemporaryFile()))
            shutil.copyfileobj(source, stream)
        size = stream.seek(0, 2)
        stream.seek(0)
        yield stream, size


def _stopped(rows: int, *, dry_run: bool) -> str:
    if dry_run:
        return "Stopped. Nothing was stored, as this was a dry run."
    stored = f"The first {rows:,} rows are stored, perhaps some more." if rows else "Few rows are stored, or none."
    return f"Stopped. {stored} Import the file again for the others; the same rows again do no harm."


def _tell(report: "ImportReport", console: Terminal, errors: Terminal) -> None:
    """What became of the file on `console`; what to look at on `errors`."""
    say, warn = console.say, errors.say
    read_as = report.file
    details = (read_as.encoding, read_as.delimiter and f"delimiter {read_as.delimiter}", read_as.sheet)
    say("Read as " + ", ".join(detail for detail in (read_as.format, *details) if detail))
    for remark in read_as.remarks:
        warn(remark)
    if read_as.encoding_guessed:
        warn("An encoding is said with --encoding, such as --encoding windows-1251.")
    for row in report.rejected_rows:
        warn(f"line {row.line}: {row.reason}")
    if report.rejected > len(report.rejected_rows):
        warn(f"… and {report.rejected - len(report.rejected_rows):,} more rows:")
        for rejection in report.reasons:
            warn(f"{rejection.rows:,} rows: {rejection.reason}")
    for repeated in report.repeated_rows:
        warn(f"line {repeated.line}: an earlier row is about the same prospect; this one was applied after it")
    say(
        f"{report.rows} rows: {report.created} created, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.repeated} repeated, {report.rejected} rejected."
    )
    for warning in report.warnings:
        warn(warning)
    examples = {use.name: use.examples for use in report.columns if use.examples}
    for name, texts in examples.items():
        warn(f"{name}, not understood: {'; '.join(texts)}")
    if report.dry_run:
        for use in report.columns:
            say(f"{use.name} → {use.becomes} ({use.why}): {'; '.join(use.samples)}")
        say("This was a dry run: nothing was stored.")
        return
    if fields := [f"{use.name} → {use.becomes}" for use in report.columns if use.by != "rest"]:
        say("Fields: " + ", ".join(fields))
    if rest := [use.name for use in report.columns if use.by == "rest"]:
        say("Kept as attributes: " + ", ".join(rest))
