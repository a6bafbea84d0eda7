"""Prospects: list, read, import, erase."""

import math
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from prospect_twins.api.documentation import failures
from prospect_twins.api.idempotency import IdempotencyHeader, hash_stream, once
from prospect_twins.api.parameters import LeadId, Page, PageSize, Provided, Tenant, split_commas
from prospect_twins.api.schemas import PersonaBase, Text, Timestamp, Wire
from prospect_twins.domain.prospects import PERSONA_FIELDS
from prospect_twins.domain.replies import IdempotencyKey
from prospect_twins.services.importing.facts import FileOptions
from prospect_twins.services.importing.report import ImportReport
from prospect_twins.services.importing.run import import_prospects, spooled
from prospect_twins.store.prospects import ProspectFilter

PROSPECTS_PATH = "/api/v1/prospects"
IMPORT_PATH = f"{PROSPECTS_PATH}/import"

router = APIRouter(prefix=PROSPECTS_PATH, tags=["Prospects"])
ids_router = APIRouter(prefix="/api/v1/prospect-ids", tags=["Prospects"])
"""Beside the prospects rather than among them, where a lead id could be `ids`."""


class ProspectDetail(PersonaBase):
    attributes: dict[str, str]
    """Free facts, by the name of the column or field they came from."""
    notes: list[str]
    transcripts: list[str]
    created_at: Timestamp
    updated_at: Timestamp


class ProspectListResponse(Wire):
    prospects: list[PersonaBase]
    total_count: int
    page: int
    page_size: int
    total_pages: int


class ProspectIdsResponse(Wire):
    lead_ids: list[str]
    """At most as many as one session may ask."""
    total_count: int


class RejectedRow(Wire):
    line: int
    reason: str
    """What to do about it; never the value itself."""


class ColumnUseView(Wire):
    name: str
    becomes: str
    """A field, `notes`, `transcripts`, `attributes.<name>`, or `dropped`."""
    by: str
    """`name` (recognised by it), `map` (by hand), or `rest` (kept as an attribute, being neither)."""
    not_understood: int
    """Values that the field could not take, and that were kept as an attribute instead."""


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
    """Rows whose lead_id an earlier row had; the later one won."""
    rejected_count: int
    rejected: list[RejectedRow]
    """The first hundred."""
    columns: list[ColumnUseView]
    file: ImportedFile

    @classmethod
    def of(cls, report: ImportReport) -> "ImportResponse":
        return cls(
            rows=report.rows,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            repeated=report.repeated,
            rejected_count=report.rejected,
            rejected=[RejectedRow(line=row.line, reason=row.reason) for row in report.rejected_rows],
            columns=[
                ColumnUseView(name=use.name, becomes=use.becomes, by=use.by, not_understood=use.not_understood)
                for use in report.columns
            ],
            file=ImportedFile.model_validate(asdict(report.file)),
        )


_Values = Annotated[
    list[Text] | None,
    Query(description="Exact values, any case: `a,b` or repeated; a value that itself holds a comma is found too"),
]


def _alternatives(values: list[str]) -> list[str]:
    """Each value as it stands, and its parts: "$27,600" is one income, "hot,warm" two classes."""
    whole = [value.strip() for value in values if value.strip()]
    return list(dict.fromkeys((*whole, *split_commas(values))))


async def prospect_filter(
    search: Annotated[Text | None, Query(max_length=500, description="Words, or beginnings of words")] = None,
    lead_id: _Values = None,
    lead_classification: _Values = None,
    full_name: _Values = None,
    age: _Values = None,
    occupation: _Values = None,
    gender: _Values = None,
    marital_status: _Values = None,
    education_level: _Values = None,
    annual_income: _Values = None,
    profile_image_url: _Values = None,
) -> ProspectFilter:
    given = locals()
    wanted = {name: _alternatives(given[name]) for name in PERSONA_FIELDS if given[name]}
    return ProspectFilter({name: values for name, values in wanted.items() if values}, search)


Filter = Annotated[ProspectFilter, Depends(prospect_filter)]


@router.get("", responses=failures(), summary="List prospects")
async def list_prospects(
    tenant_id: Tenant, provided: Provided, wanted: Filter, page: Page = 1, page_size: PageSize = 20
) -> ProspectListResponse:
    """Pages of prospects by lead id; every filter narrows."""
    found = await provided.prospects.find(tenant_id, wanted, page=page, page_size=page_size)
    return ProspectListResponse(
        prospects=[PersonaBase.of(persona) for persona in found.prospects],
        total_count=found.total_count,
        page=page,
        page_size=page_size,
        total_pages=math.ceil(found.total_count / page_size),
    )


@ids_router.get("", responses=failures(), summary="List the ids of all prospects that match")
async def list_prospect_ids(tenant_id: Tenant, provided: Provided, wanted: Filter) -> ProspectIdsResponse:
    """For asking all that match."""
    lead_ids, total = await provided.prospects.find_ids(tenant_id, wanted, provided.options.max_prospects)
    return ProspectIdsResponse(lead_ids=lead_ids, total_count=total)


_IMPORT_TYPES = (
    "text/csv",
    "application/json",
    "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


@router.post(
    "/import",
    responses=failures(409, 413),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _IMPORT_TYPES},
        }
    },
    response_model=ImportResponse,
    summary="Import prospects from a CSV, Excel, JSON or JSON Lines file",
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
) -> Response:
    """Good rows are kept, bad rows reported; importing again updates. The body is the file itself."""
    options = FileOptions(encoding or None, delimiter or None, sheet or None)
    async with spooled(request.stream()) as file:
        idempotency = None if key is None else IdempotencyKey(key, await hash_stream(request, file))

        async def run() -> ImportResponse:
            report = await import_prospects(
                file, provided.prospects, tenant_id, mappings=column_map or (), options=options
            )
            return ImportResponse.of(report)

        return await once(provided, tenant_id, idempotency, run)


@router.get("/{lead_id:path}", responses=failures(404), summary="Get a prospect")
async def get_prospect(lead_id: LeadId, tenant_id: Tenant, provided: Provided) -> ProspectDetail:
    """All that is known of one person."""
    stored = await provided.prospects.get(tenant_id, lead_id)
    prospect = stored.prospect
    return ProspectDetail(
        **PersonaBase.of(prospect.persona).model_dump(),
        attributes=dict(prospect.attributes),
        notes=list(prospect.notes),
        transcripts=list(prospect.transcripts),
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )


@router.delete(
    "/{lead_id:path}",
    status_code=204,
    response_class=Response,
    responses=failures(404, 413),
    summary="Erase a prospect",
)
async def delete_prospect(lead_id: LeadId, tenant_id: Tenant, provided: Provided) -> Response:
    """Erases the person everywhere: profile, answers, events, kept replies, and quotes in summaries."""
    await provided.erasure.erase(tenant_id, lead_id, provided.options.window)
    return Response(status_code=204)
