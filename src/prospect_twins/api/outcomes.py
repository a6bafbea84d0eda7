"""What real people said or did: record, list, take back."""

import math
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query, Response

from prospect_twins.api.documentation import failures
from prospect_twins.api.idempotency import Idempotency, json_response
from prospect_twins.api.parameters import LeadId, Page, PageSize, Provided, Tenant, require_json
from prospect_twins.api.prospects import PROSPECTS_PATH
from prospect_twins.api.schemas import Text
from prospect_twins.api.schemas.outcomes import OutcomeListResponse, OutcomeRequest, OutcomeView
from prospect_twins.domain.observations import NewObservation

router = APIRouter(prefix=PROSPECTS_PATH, tags=["Reality"])
"""To be included before the prospects' own routes, whose `{lead_id:path}` would take these paths too."""


@router.post(
    "/{lead_id:path}/outcomes",
    status_code=201,
    response_model=OutcomeView,
    responses=failures(400, 404, 409, 413, 415),
    dependencies=[Depends(require_json)],
    summary="Record what the real person said or did",
)
async def record_outcome(
    lead_id: LeadId,
    tenant_id: Tenant,
    provided: Provided,
    idempotency: Idempotency,
    body: Annotated[OutcomeRequest, Body()],
) -> Response:
    """To be held against what their twin answered. A mistake is deleted and recorded anew."""
    new = NewObservation(
        session_id=body.session_id,
        value=body.value,
        said=body.said,
        sentiment=body.sentiment,
        stance=body.stance,
        note=body.note,
        occurred_at=body.occurred_at,
    )
    outcome = await provided.observations.record(tenant_id, lead_id, new, idempotency)
    return json_response(OutcomeView.of(outcome).model_dump_json(), 201)


@router.get("/{lead_id:path}/outcomes", responses=failures(404), summary="List what the real person said or did")
async def list_outcomes(
    lead_id: LeadId,
    tenant_id: Tenant,
    provided: Provided,
    session_id: Annotated[Text | None, Query(max_length=200, description="Only what answers this session")] = None,
    page: Page = 1,
    page_size: PageSize = 20,
) -> OutcomeListResponse:
    """What happened last comes first."""
    listed = await provided.observations.find(tenant_id, lead_id, session_id, page=page, page_size=page_size)
    return OutcomeListResponse(
        outcomes=[OutcomeView.of(outcome) for outcome in listed.outcomes],
        total_count=listed.total_count,
        page=page,
        page_size=page_size,
        total_pages=math.ceil(listed.total_count / page_size),
    )


@router.delete(
    "/{lead_id:path}/outcomes/{outcome_id}",
    status_code=204,
    response_class=Response,
    responses=failures(404, 413),
    summary="Delete an outcome",
)
async def delete_outcome(
    lead_id: LeadId,
    outcome_id: Annotated[Text, Path(description="The outcome's id", max_length=200)],
    tenant_id: Tenant,
    provided: Provided,
) -> Response:
    """For one that was recorded by mistake; the newest of those left is compared then."""
    await provided.observations.delete(tenant_id, lead_id, outcome_id)
    return Response(status_code=204)
