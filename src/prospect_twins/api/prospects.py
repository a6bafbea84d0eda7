"""Prospects: list, read, erase."""

import math
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from prospect_twins.api.documentation import failures
from prospect_twins.api.parameters import LeadId, Page, PageSize, Provided, Tenant, only_known_parameters, split_commas
from prospect_twins.api.schemas import PersonaBase, Text
from prospect_twins.api.schemas.prospects import ProspectDetail, ProspectIdsResponse, ProspectListResponse
from prospect_twins.domain.prospects import PERSONA_FIELDS
from prospect_twins.store.prospects import ProspectFilter

PROSPECTS_PATH = "/api/v1/prospects"

router = APIRouter(prefix=PROSPECTS_PATH, tags=["Prospects"])
ids_router = APIRouter(prefix="/api/v1/prospect-ids", tags=["Prospects"])
"""Beside the prospects rather than among them, where a lead id could be `ids`."""


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
    """Which prospects a client asks for in the query."""
    parameters = locals()
    wanted = {name: _alternatives(parameters[name]) for name in PERSONA_FIELDS if parameters[name]}
    return ProspectFilter({name: values for name, values in wanted.items() if values}, search)


Filter = Annotated[ProspectFilter, Depends(prospect_filter)]


_STRICT = [Depends(only_known_parameters)]


@router.get("", dependencies=_STRICT, responses=failures(), summary="List prospects")
async def list_prospects(
    tenant_id: Tenant, provided: Provided, wanted: Filter, page: Page = 1, page_size: PageSize = 20
) -> ProspectListResponse:
    """Pages of prospects by lead id; every filter narrows."""
    listed = await provided.prospects.find(tenant_id, wanted, page=page, page_size=page_size)
    return ProspectListResponse(
        prospects=[PersonaBase.of(persona) for persona in listed.prospects],
        total_count=listed.total_count,
        page=page,
        page_size=page_size,
        total_pages=math.ceil(listed.total_count / page_size),
    )


@ids_router.get("", dependencies=_STRICT, responses=failures(), summary="List the ids of all prospects that match")
async def list_prospect_ids(tenant_id: Tenant, provided: Provided, wanted: Filter) -> ProspectIdsResponse:
    """For asking all that match."""
    lead_ids, total = await provided.prospects.find_ids(tenant_id, wanted, provided.options.max_prospects)
    return ProspectIdsResponse(lead_ids=lead_ids, total_count=total)


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
    await provided.erasure.erase(tenant_id, lead_id)
    return Response(status_code=204)
