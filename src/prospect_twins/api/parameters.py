"""Parameters that several routes share."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator
from starlette.exceptions import HTTPException

from prospect_twins.api.access import current_tenant
from prospect_twins.api.encoded_slashes import decoded
from prospect_twins.api.schemas import Text
from prospect_twins.api.services import Services, services

Tenant = Annotated[str, Depends(current_tenant)]
Provided = Annotated[Services, Depends(services)]

SessionId = Annotated[Text, Path(description="The unique session identifier", max_length=200)]
LeadId = Annotated[
    Text,
    AfterValidator(decoded),
    Path(description="The prospect's lead id; a slash in it is best written %2F", max_length=200),
]

Page = Annotated[int, Query(ge=1, le=1_000_000, description="Page number for pagination")]
PageSize = Annotated[int, Query(ge=1, le=100, description="Number of items per page")]


def split_commas(values: list[str] | None) -> list[str]:
    """`a,b` and the repeated form alike."""
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]


CommaList = Annotated[list[str], AfterValidator(split_commas)]


async def require_json(request: Request) -> None:
    """A body must say that it is JSON; 415 otherwise. No body says nothing."""
    if request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers:
        return
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise HTTPException(415)
