"""How well twins speak for their people."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from prospect_twins.api.documentation import failures
from prospect_twins.api.parameters import Provided, Tenant
from prospect_twins.api.schemas import GivenMoment, Text
from prospect_twins.api.schemas.fidelity import (
    FidelityResponse,
)
from prospect_twins.domain.fidelity import KindFidelity

router = APIRouter(prefix="/api/v1/qa/fidelity", tags=["Reality"])


@router.get("", responses=failures(404), summary="Compare twins with their people")
async def get_fidelity(
    tenant_id: Tenant,
    provided: Provided,
    session_id: Annotated[Text | None, Query(max_length=200, description="Only this session")] = None,
    date_from: Annotated[GivenMoment, Query(description="Only what people said or did after this time")] = None,
    date_to: Annotated[GivenMoment, Query(description="Only what people said or did before this time")] = None,
) -> FidelityResponse:
    """Over all recorded outcomes whose twin's answer can be compared; of a person and a session the newest counts."""
    answered = await provided.observations.answered_twice(
        tenant_id, session_id=session_id, after=date_from, before=date_to
    )

    def measured() -> list[KindFidelity]:
        from prospect_twins.services.fidelity import fidelity  # NumPy: the process does without until somebody asks

        return fidelity(answered)

    return FidelityResponse.of(await asyncio.to_thread(measured))
