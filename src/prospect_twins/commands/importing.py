"""`prospect-twins import`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import DownloadColumn

from prospect_twins.commands.options import DataDir, Tenant, load_settings, migrated_database, stores_of
from prospect_twins.commands.terminal import Terminal
from prospect_twins.domain.printable import printable


def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, JSON or JSON Lines.")],
    column_map: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help='"Column=field" where a name is not recognised; repeatable. "#" is the row\'s number.'
        ),
    ] = None,
    tenant: Tenant = "default",
    data_dir: DataDir = None,
) -> None:
    """Import prospects from a file of any size.

    Usual CRM column names are recognised, --map tells the rest, and what has no field is kept as an attribute. Good
    rows are kept, bad rows are reported by line and reason. Importing again updates.
    """
    from prospect_twins.services.importing.report import ImportReport
    from prospect_twins.services.importing.run import ImportProgress, import_prospects

    settings = load_settings(data_dir)
    console, errors = Terminal(), Terminal(errors=True)

    async def run(url: str) -> ImportReport:
        async with stores_of(settings, url) as stores:
            await stores.access.ensure_tenant(tenant)
            with file.open("rb") as stream, errors.progress(DownloadColumn()) as bar:
                task = bar.add_task(printable(f"Importing {file.name}"), total=file.stat().st_size)

                def show(progress: ImportProgress) -> None:
                    bar.update(task, completed=progress.bytes_read)

                return await import_prospects(
                    stream, stores.prospects, tenant, mappings=column_map or (), progress=show
                )

    with migrated_database(settings) as url:
        report = asyncio.run(run(url))
    for row in report.rejected_rows:
        errors.say(f"line {row.line}: {row.reason}")
    if report.rejected > len(report.rejected_rows):
        errors.say(f"… and {report.rejected - len(report.rejected_rows)} more rows")
    console.say(
        f"{report.rows} rows: {report.created} created, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.repeated} repeated, {report.rejected} rejected."
    )
    for repeated in report.repeated_rows:
        errors.say(f"line {repeated.line}: its lead_id stood in an earlier row; this one was applied after it")
    for use in report.columns:
        if use.not_understood:
            errors.say(
                f"{use.name}: {use.not_understood} values are no {use.becomes}, and were kept as an attribute; "
                "say what they mean with --map"
            )
    fields = [f"{use.name} → {use.becomes}" for use in report.columns if use.by != "rest"]
    rest = [use.name for use in report.columns if use.by == "rest"]
    if fields:
        console.say("Fields: " + ", ".join(fields))
    if rest:
        console.say("Kept as attributes: " + ", ".join(rest))
    if report.rows and report.rejected == report.rows:
        raise typer.Exit(1)
