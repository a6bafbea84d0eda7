"""What a question will take, before it is asked: nothing is stored, nothing reserved."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response

from prospect_twins.api import schemas
from prospect_twins.api.documentation import failures
from prospect_twins.api.idempotency import Idempotency, once
from prospect_twins.api.inquiries import inquiry_of
from prospect_twins.api.parameters import Provided, Tenant, require_json

ESTIMATE_PATH = "/api/v1/qa/estimate"

router = APIRouter(tags=["Q&A sessions"])


@router.post(
    ESTIMATE_PATH,
    response_model=schemas.EstimateView,
    responses=failures(400, 404, 409, 413, 415),
    dependencies=[Depends(require_json)],
    summary="Estimate what a question would take",
)
async def estimate_question(
    body: Annotated[schemas.QuestionSubmitRequest, Body()],
    tenant_id: Tenant,
    provided: Provided,
    idempotency: Idempotency,
) -> Response:
    """Takes the body of a submission and refuses what that would refuse, but for the quota and limits on
    costs: `quota.enough` and `budget.enough` tell.
    """

    async def estimate() -> schemas.EstimateView:
        made = await provided.asking.estimate(tenant_id, inquiry_of(body))
        return schemas.EstimateView.of(made, await provided.pace.current())

    return await once(provided, tenant_id, idempotency, estimate)
