"""Signing the web app in: a key becomes a same-site, http-only cookie that scripts can't read."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from prospect_twins.api.access import COOKIE
from prospect_twins.api.documentation import failures
from prospect_twins.api.parameters import Provided, Tenant
from prospect_twins.api.schemas import Timestamp, Wire
from prospect_twins.domain.work import models_of

router = APIRouter(prefix="/api/v1/auth", tags=["Access"])

_COOKIE_AGE_S = 30 * 24 * 3600


class QuotaView(Wire):
    """How many answers the tenant has asked for today, and may ask for."""

    limit: int
    used: int
    resets_at: Timestamp


class WhoAmI(Wire):
    """The tenant of the key, and what would answer its questions."""

    tenant_id: str
    model: str
    """The model that answers, as the workers call it; the configured one while there is no worker."""
    sees_images: bool
    quota: QuotaView


@router.post("/login", status_code=204, response_class=Response, responses=failures(413), summary="Sign the web app in")
async def login(
    tenant_id: Tenant,
    authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
    x_forwarded_proto: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Takes the key of the Authorization header into a cookie."""
    response = Response(status_code=204)
    key = (authorization or "").partition(" ")[2].strip()
    if key:
        response.set_cookie(
            COOKIE, key, max_age=_COOKIE_AGE_S, path="/api/", secure=x_forwarded_proto == "https",
            httponly=True, samesite="strict",
        )  # fmt: skip
    return response


@router.post(
    "/logout", status_code=204, response_class=Response, responses=failures(413), summary="Sign the web app out"
)
async def logout(tenant_id: Tenant) -> Response:
    """Take the cookie back."""
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/api/", httponly=True, samesite="strict")
    return response


@router.get("/me", responses=failures(), summary="Who am I, and what is left of today's quota")
async def who_am_i(tenant_id: Tenant, provided: Provided) -> WhoAmI:
    """Tell whose key it is, what answers, and what is left of the day's quota."""
    used, limit, resets_at = await provided.quota.today(tenant_id)
    workers = await provided.workers.alive(provided.options.stalled_s)
    answerers = await provided.answerers.now()
    return WhoAmI(
        tenant_id=tenant_id,
        model=models_of(workers) or answerers[0].model,
        sees_images=all(answerer.sees_images for answerer in answerers),
        quota=QuotaView(limit=limit, used=used, resets_at=resets_at),
    )
