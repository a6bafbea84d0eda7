"""Parameters that several routes share."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.models import Dependant
from pydantic import AfterValidator
from starlette.exceptions import HTTPException

from prospect_twins.api.access import current_tenant
from prospect_twins.api.context import ApiContext, context
from prospect_twins.api.encoded_slashes import decoded
from prospect_twins.api.schemas import Text
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.printable import printable

Tenant = Annotated[str, Depends(current_tenant)]
Provided = Annotated[ApiContext, Depends(context)]

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


async def only_known_parameters(request: Request, tenant_id: Tenant) -> None:
    """Refuses query parameters that the route doesn't have, before its body is read.

    For routes where one that is ignored does harm: with `dryrun` an import would be one, and with `serch` everybody is
    found. Elsewhere unknown ones are ignored, as the specification's clients may expect.
    """
    known = sorted(set(_query_parameters(request.scope["route"].dependant)))
    for name in request.query_params:
        if name not in known:
            near = _nearest(name, known)
            meant = f"did you mean {near}?" if near else f"there are {', '.join(known)}."
            shown = printable(name)[:60]
            reason = f"There is no query parameter '{shown}'; {meant}"
            raise InvalidInput(reason, [{"place": f"query.{shown}", "reason": reason}])


def _query_parameters(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _query_parameters(inner)


def _nearest(name: str, known: list[str]) -> str | None:
    plain = {parameter.replace("_", ""): parameter for parameter in known}
    wanted = "".join(char for char in name.casefold() if char.isalnum())
    begun = [parameter for spelt, parameter in plain.items() if wanted and spelt.startswith(wanted)]
    close = [plain[spelt] for spelt in get_close_matches(wanted, plain, 1)]
    inside = [parameter for spelt, parameter in plain.items() if spelt in wanted]
    return next(iter([*begun, *close, *inside]), None)
