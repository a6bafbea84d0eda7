"""Question sessions: ask, list, read, cancel, summarise anew."""

import math
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Query, Response
from pydantic import AfterValidator, TypeAdapter, ValidationError

from prospect_twins.api import schemas
from prospect_twins.api.documentation import failures
from prospect_twins.api.idempotency import Idempotency, json_response, once
from prospect_twins.api.inquiries import inquiry_of
from prospect_twins.api.parameters import Page, PageSize, Provided, SessionId, Tenant, require_json, split_commas
from prospect_twins.api.schemas import SESSIONS_PATH
from prospect_twins.domain.browsing import ALL_PARTS, Part, SessionFilter
from prospect_twins.domain.sessions import SessionStatus

router = APIRouter(prefix=SESSIONS_PATH, tags=["Q&A sessions"])


@router.post(
    "",
    status_code=201,
    response_model=schemas.QuestionSubmitResponse,
    responses={
        **failures(400, 404, 409, 413, 415),
        201: {"headers": {"Location": {"schema": {"type": "string"}, "description": "The session's path"}}},
    },
    dependencies=[Depends(require_json)],
    summary="Submit a question to prospects",
)
async def submit_question(
    body: schemas.QuestionSubmitRequest, tenant_id: Tenant, provided: Provided, idempotency: Idempotency
) -> Response:
    """Stores the question with its jobs in one transaction, then answers; the twins' answers follow.

    With `parent_session_id` it goes on where that session has ended: 404 if there is no such session among yours, 409
    `SESSION_NOT_COMPLETED` while it still runs, 422 if nobody is left to ask.
    """
    receipt = await provided.asking.ask(
        tenant_id, inquiry_of(body), idempotency=idempotency, pace=await provided.pace.current()
    )
    submitted = schemas.QuestionSubmitResponse.of(receipt)
    return json_response(submitted.model_dump_json(), 201, location=f"{SESSIONS_PATH}/{receipt.session_id}")


_IMAGE_TYPES = ("image/png", "image/jpeg", "image/webp")
_PARTS: TypeAdapter[list[Part]] = TypeAdapter(list[Part])
_STATUSES: TypeAdapter[list[SessionStatus]] = TypeAdapter(list[SessionStatus])


def _parts(values: list[str]) -> list[str]:
    return _checked(_PARTS, values, "targets, responses, summary")


def _statuses(values: list[str]) -> list[str]:
    return _checked(_STATUSES, values, "pending, in_progress, completed, failed")


def _checked(
    adapter: TypeAdapter[list[Part]] | TypeAdapter[list[SessionStatus]], values: list[str], names: str
) -> list[str]:
    split = split_commas(values)
    try:
        adapter.validate_python(split)
    except ValidationError:
        raise ValueError(f"take any of {names}, with commas between them or repeated") from None
    return split


def session_filter(
    status_filter: Annotated[
        list[str] | None,
        AfterValidator(lambda v: _statuses(v) if v else v),
        Query(description="Filter by session status: `a,b` or repeated"),
    ] = None,
    prospect_id: Annotated[schemas.Text | None, Query(description="Filter by specific prospect ID")] = None,
    date_from: Annotated[schemas.GivenMoment, Query(description="Filter sessions created after this date")] = None,
    date_to: Annotated[schemas.GivenMoment, Query(description="Filter sessions created before this date")] = None,
    search_query: Annotated[
        schemas.Text | None,
        Query(max_length=500, description="Search in questions and prospect names: words and their beginnings"),
    ] = None,
    parent_session_id: Annotated[
        schemas.Text | None, Query(description="Only follow-ups of this session", max_length=200)
    ] = None,
) -> SessionFilter:
    """Which sessions a client asks for in the query."""
    return SessionFilter(
        statuses=_STATUSES.validate_python(status_filter or []),
        prospect_id=prospect_id,
        date_from=date_from,
        date_to=date_to,
        search=search_query,
        parent_session_id=parent_session_id,
    )


@router.get("", response_model=schemas.SessionListResponse, responses=failures(), summary="List sessions")
async def list_sessions(
    tenant_id: Tenant,
    provided: Provided,
    wanted: Annotated[SessionFilter, Depends(session_filter)],
    page: Page = 1,
    page_size: PageSize = 20,
    sort_by: Annotated[
        Literal["created_at", "completed_at", "status"],
        Query(description="What to sort by; sessions without `completed_at` come last, ties sort by id"),
    ] = "created_at",
    sort_order: Annotated[Literal["asc", "desc"], Query(description="Rising or falling")] = "desc",
    include: Annotated[
        list[str] | None, AfterValidator(lambda v: _parts(v) if v else v),
        Query(description="Parts to embed, of targets, responses, summary; all if not given"),
    ] = None,
) -> Response:  # fmt: skip
    """Pages of sessions; `total_count` honours the filters, the other two counts are the whole tenant's."""
    parts = ALL_PARTS if include is None else frozenset(_PARTS.validate_python(include))
    listed = await provided.sessions.find(
        tenant_id,
        wanted,
        page=page,
        page_size=page_size,
        sort_by=sort_by,
        descending=sort_order == "desc",
        parts=parts,
    )
    return _json(
        schemas.SessionListResponse(
            sessions=[schemas.QuestionSessionView.of(session) for session in listed.sessions],
            total_count=listed.total_count,
            page=page,
            page_size=page_size,
            total_pages=math.ceil(listed.total_count / page_size),
            active_sessions_count=listed.active_count,
            completed_sessions_count=listed.completed_count,
        )
    )


@router.get(
    "/{session_id}", response_model=schemas.QuestionSessionView, responses=failures(404), summary="Get a session"
)
async def get_session(session_id: SessionId, tenant_id: Tenant, provided: Provided) -> Response:
    """The session as it stands, in one snapshot."""
    return _json(schemas.QuestionSessionView.of(await provided.sessions.load(tenant_id, session_id)))


@router.get(
    "/{session_id}/responses",
    response_model=schemas.ResponsesListResponse,
    responses=failures(404),
    summary="Get a session's responses",
)
async def get_responses(
    session_id: SessionId,
    tenant_id: Tenant,
    provided: Provided,
    since_timestamp: Annotated[
        schemas.GivenMoment, Query(description="Only return responses received after this timestamp")
    ] = None,
    after: Annotated[
        int | None, Query(ge=0, le=2**53, description="Only return responses with a larger event_id: the exact cursor")
    ] = None,
) -> Response:
    """For polling: neither cursor ever loses or repeats an answer."""
    page = await provided.sessions.answers(tenant_id, session_id, since=since_timestamp, after_seq=after)
    session = page.session
    return _json(
        schemas.ResponsesListResponse(
            session_id=session_id,
            responses=[schemas.ProspectResponse.of(response) for response in page.responses],
            total_responded=session.total_responded,
            total_expected=session.total_expected,
            is_complete=session.status.is_terminal,
            summary=schemas.SessionSummary.of(session.summary) if session.summary else None,
            results=schemas.QuestionResultsView.of(session.form, page.values),
        )
    )


@router.get(
    "/{session_id}/image",
    response_class=Response,
    responses={
        **failures(404),
        200: {
            "description": "The picture that was asked about",
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _IMAGE_TYPES},
        },
    },
    summary="Get the question's image",
)  # fmt: skip
async def get_image(session_id: SessionId, tenant_id: Tenant, provided: Provided) -> Response:
    """The question's picture, as it was shown to the twins."""
    image = await provided.sessions.load_image(tenant_id, session_id)
    headers = {"Cache-Control": "private, max-age=3600", "Content-Disposition": "inline"}
    return Response(image.data, media_type=image.mime_type, headers=headers)


@router.post(
    "/{session_id}/cancel",
    response_model=schemas.CancelSessionResponse,
    responses=failures(404, 409, 413),
    summary="Cancel a session",
)
async def cancel_session(
    session_id: SessionId, tenant_id: Tenant, provided: Provided, idempotency: Idempotency
) -> Response:
    """Aborts what is under way; answers already stored stay readable. Repeating it changes nothing."""

    async def cancel() -> schemas.CancelSessionResponse:
        cancelled_at = await provided.progress.cancel(tenant_id, session_id)
        return schemas.CancelSessionResponse(
            session_id=session_id,
            status=SessionStatus.FAILED,
            message="The session was cancelled; answers stored before stay readable",
            cancelled_at=cancelled_at,
        )

    return await once(provided, tenant_id, idempotency, cancel)


@router.post(
    "/{session_id}/regenerate-summary",
    response_model=schemas.SessionSummary,
    responses=failures(400, 404, 409, 413, 415, 502, 504),
    dependencies=[Depends(require_json)],
    summary="Regenerate a session's summary",
)
async def regenerate_summary(
    session_id: SessionId,
    tenant_id: Tenant,
    provided: Provided,
    idempotency: Idempotency,
    body: Annotated[schemas.RegenerateSummaryRequest | None, Body()] = None,
) -> Response:
    """Waits for the new summary. A failure keeps the old one. Without a body it is in the default style.

    For every session that has ended with an answer, a cancelled one too.
    """

    async def regenerate() -> schemas.SessionSummary:
        wanted = body or schemas.RegenerateSummaryRequest()
        summary = await provided.rewriting.rewrite(
            tenant_id, session_id, wanted.summary_style, wanted.focus_areas or []
        )
        return schemas.SessionSummary.of(summary)

    return await once(provided, tenant_id, idempotency, regenerate, session_id=session_id)


def _json(model: schemas.Wire) -> Response:
    """The model as it is: it has been validated when it was built, so FastAPI need not do it again."""
    return Response(model.model_dump_json(), media_type="application/json")
