"""Importing prospects from a file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Query, Request, Response

from prospect_twins.api.documentation import failures
from prospect_twins.api.idempotency import IdempotencyHeader, hash_stream, once
from prospect_twins.api.parameters import Provided, Tenant, only_known_parameters
from prospect_twins.api.prospects import PROSPECTS_PATH
from prospect_twins.api.schemas import Text
from prospect_twins.api.schemas.importing import (
    ImportResponse,
)
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.receipts import IdempotencyKey
from prospect_twins.services.importing.facts import FileOptions
from prospect_twins.services.importing.report import ImportReport
from prospect_twins.services.importing.run import ImportManner, import_prospects, spooled

IMPORT_PATH = f"{PROSPECTS_PATH}/import"

router = APIRouter(prefix=PROSPECTS_PATH, tags=["Prospects"])


_IMPORT_TYPES = (
    "text/csv",
    "application/json",
    "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
_LOOKED_AT_BYTES = 1024 * 1024
_WHOLE = re.compile(rb"[\r\n\0]")
"""What every file of several rows has somewhere, and `curl -d` takes out."""


@router.post(
    "/import",
    dependencies=[Depends(only_known_parameters)],
    responses=failures(409, 413),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _IMPORT_TYPES},
        }
    },
    response_model=ImportResponse,
    summary="Import prospects from a file: CSV, Excel, OpenDocument, JSON, JSON Lines or vCard",
)
async def import_file(
    request: Request,
    tenant_id: Tenant,
    provided: Provided,
    key: IdempotencyHeader = None,
    column_map: Annotated[
        list[Text] | None, Query(alias="map", description='"Column=field", as the command line\'s --map; repeated')
    ] = None,
    encoding: Annotated[
        Text | None, Query(description="Such as `windows-1251`; without it, told from the file")
    ] = None,
    delimiter: Annotated[
        Text | None, Query(description="One character, or `tab`; without it, told from the file")
    ] = None,
    sheet: Annotated[
        Text | None, Query(description="A workbook's sheet, by its name or its number; else the first with rows")
    ] = None,
    dry_run: Annotated[bool, Query(description="Tell what would happen, and store nothing")] = False,
    overwrite_names: Annotated[
        bool, Query(description="Give known prospects the names of the file, even if they are somebody else's")
    ] = False,
    anonymous: Annotated[
        bool, Query(description="Keep rows that don't tell who they are about, each as a prospect of its own")
    ] = False,
) -> Response:
    """Good rows are kept, bad rows reported; importing again updates. The body is the file itself."""
    options = FileOptions(encoding or None, delimiter or None, sheet or None)
    manner = ImportManner(dry_run=dry_run, overwrite_names=overwrite_names, anonymous=anonymous)
    async with spooled(request.stream()) as file:
        _refuse_forms(request, file)
        # A dry run is done anew each time: it changes nothing, and people's values in a kept reply would outlive them.
        idempotency = IdempotencyKey(key, await hash_stream(request, file)) if key and not dry_run else None

        async def run() -> ImportResponse:
            return ImportResponse.of(await _imported(file, provided, tenant_id, column_map or (), options, manner))

        return await once(provided, tenant_id, idempotency, run)


async def _imported(
    file: BinaryIO,
    provided: Provided,
    tenant_id: str,
    column_map: Sequence[str],
    options: FileOptions,
    manner: ImportManner,
) -> ImportReport:
    report = await import_prospects(
        file, provided.prospects, tenant_id, mappings=column_map, options=options, manner=manner
    )
    if report.rows == 0 and report.file.format == "CSV" and not _has_line_end(file):
        if not manner.dry_run:
            raise InvalidInput(_ONE_LINE)
        report = replace(report, refused=_ONE_LINE, warnings=[_ONE_LINE, *report.warnings])
    return report


_ONE_LINE = (
    "The body is a single line, so there is no row beneath the column names. If its line ends were lost on the way, as "
    "`curl -d @file` loses them, send it with `curl --data-binary @file`."
)


def _refuse_forms(request: Request, file: BinaryIO) -> None:
    """A form's body isn't the file: `curl -d` takes line ends and NULs out, and `curl -F` puts its own lines around it.

    What `curl --data-binary` sends is called a form too, and is taken; so is JSON, which needs no line ends.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    begin = file.read(_LOOKED_AT_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    wrapped = media_type == "multipart/form-data" and begin.startswith(b"--")
    stripped = media_type == "application/x-www-form-urlencoded" and begin and begin[:1] not in (b"{", b"[")
    if wrapped or (stripped and not _WHOLE.search(begin)):
        raise InvalidInput(
            "The body is a form, not a file: `curl -d @file` takes the line ends out, and `curl -F` wraps the file. "
            'Send the file itself: curl --data-binary @leads.csv -H "Content-Type: text/csv".'
        )


def _has_line_end(file: BinaryIO) -> bool:
    file.seek(0)
    return _WHOLE.search(file.read(_LOOKED_AT_BYTES)) is not None
