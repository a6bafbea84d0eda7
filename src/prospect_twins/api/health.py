"""Is it alive, and can it serve?"""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from prospect_twins.api.errors import APIError, unavailable_response
from prospect_twins.api.parameters import Provided
from prospect_twins.api.schemas import Wire
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.work import models_of

router = APIRouter(tags=["Health"])


class Health(Wire):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(Wire):
    """The service can take questions."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)  # `trouble` is left out where none is

    status: Literal["ready"] = "ready"
    model: str
    workers: int
    trouble: str | None = Field(
        None,
        description="What the model's provider refuses or why it can't be reached, since its last reply; left out "
        "while it answers. Questions are taken all the same.",
    )


@router.get("/healthz", summary="Whether the process is alive")
async def healthz() -> Health:
    """Tell that the process is alive."""
    return Health()


@router.get(
    "/readyz",
    response_model=Readiness,
    response_model_exclude_none=True,
    responses={503: {"model": APIError, "description": "What is missing (UNAVAILABLE)"}},
    summary="Whether the database, a worker and the model can serve",
)
async def readyz(provided: Provided) -> Readiness | Response:
    """Tell whether the database and a worker are there: 503 with the reason if not."""
    if provided.hub.is_closed:
        return unavailable_response("The service is shutting down.")
    try:
        workers = await provided.workers.alive(provided.options.stalled_s)
    except DatabaseUnavailable:
        return unavailable_response("The database can't be reached.")
    ready = [worker for worker in workers if worker.ready]
    if ready:
        trouble = next((worker.trouble for worker in ready if worker.trouble), None)
        return Readiness(model=models_of(ready), workers=len(ready), trouble=trouble)
    return unavailable_response(workers[0].detail if workers else "No worker is running.")
