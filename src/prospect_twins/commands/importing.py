"""`prospect-twins import`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from prospect_twins.commands.options import DataDir, Tenant, load_settings, migrated_database, stores_of


def import_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, Excel, JSON or JSON Lines.")
    ],
    column_map: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help='"Column=field" where a name is not recognised; repeatable. "#" is the row\'s number.'
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="The text's encoding, such as windows-1251; else told from the file.")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(help='What stands between cells: one character, or "tab"; else told from the file.')
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="A workbook's sheet, by name or number; else the first with rows.")
    ] = None,
    tenant: Tenant = "default",
    data_dir: DataDir = None,
) -> None:
    """Import prospects from a file of any size.

    Usual CRM column names are recognised, --map tells the rest, and what has no field is kept as an attribute. Good
    rows are kept, bad rows are reported by line and reason. Importing again updates.
    """
    from prospect_twins.services.importing.facts import FileOptions
    from prospect_twins.services.importing.report import ImportReport
    from prospect_twins.services.importing.run import ImportProgress, import_prospects

    settings = load_settings(data_dir)
    console, errors = Console(), Console(stderr=True)
    options = FileOptions(encoding or None, delimiter or None, sheet or None)

    async def run(url: str) -> ImportReport:
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
        async with stores_of(settings, url) as stores:
            await stores.access.ensure_tenant(tenant)
            with file.open("rb") as stream, Progress(*columns, console=errors, transient=True) as bar:
                task = bar.add_task(f"Importing {file.name}", total=file.stat().st_size)

                def show(progress: ImportProgress) -> None:
                    bar.update(task, completed=progress.bytes_read)

                return await import_prospects(
                    stream, stores.prospects, tenant, mappings=column_map or (), options=options, progress=show
                )

    with migrated_database(settings) as url:
        report = asyncio.run(run(url))
    read_as = report.file
    details = (read_as.encoding, read_as.delimiter and f"delimiter {read_as.delimiter}", read_as.sheet)
    console.print(
        "Read as " + ", ".join(detail for detail in (read_as.format, *details) if detail), highlight=False, markup=False
    )
    for remark in read_as.remarks:
        errors.print(remark, highlight=False, markup=False, soft_wrap=True)
    for row in report.rejected_rows:
        errors.print(f"line {row.line}: {row.reason}", highlight=False, markup=False, soft_wrap=True)
    if report.rejected > len(report.rejected_rows):
        errors.print(f"… and {report.rejected - len(report.rejected_rows)} more rows", highlight=False)
    console.print(
        f"{report.rows} rows: {report.created} created, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.repeated} repeated, {report.rejected} rejected.",
        highlight=False,
    )
    for repeated in report.repeated_rows:
        errors.print(
            f"line {repeated.line}: its lead_id stood in an earlier row; this one was applied after it", highlight=False
        )
    for use in report.columns:
        if use.not_understood:
            errors.print(
                f"{use.name}: {use.not_understood} values are no {use.becomes}, and were kept as an attribute; "
                "say what they mean with --map",
                highlight=False, markup=False, soft_wrap=True,
            )  # fmt: skip
    fields = [f"{use.name} → {use.becomes}" for use in report.columns if use.by != "rest"]
    rest = [use.name for use in report.columns if use.by == "rest"]
    if fields:
        console.print("Fields: " + ", ".join(fields), highlight=False, markup=False)
    if rest:
        console.print("Kept as attributes: " + ", ".join(rest), highlight=False, markup=False)
    if report.rows and report.rejected == report.rows:
        raise typer.Exit(1)
