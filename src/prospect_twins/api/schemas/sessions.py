"""Sessions as they stand, alone and in pages, with what their answers came to."""

from collections.abc import Iterable
from typing import Any

from pydantic import (
    ConfigDict,
    Field,
)

from prospect_twins.api.schemas.answers import ProspectResponse
from prospect_twins.api.schemas.base import SESSIONS_PATH, IntervalView, PersonaBase, Timestamp, UsageView, Wire
from prospect_twins.api.schemas.summaries import SessionSummary
from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.question_forms import (
    QuestionForm,
    QuestionKind,
    ScaleMethod,
    ScaleName,
    Value,
)
from prospect_twins.domain.results import results_of
from prospect_twins.domain.sessions import QuestionSession, SessionStatus


class FailedProspectEntry(Wire):
    """A prospect who gave no answer, and why."""

    lead_id: str
    error_code: FailureCode
    message: str

    @classmethod
    def of(cls, failed: FailedProspect) -> "FailedProspectEntry":
        """The wire form of a failed prospect."""
        return cls(lead_id=failed.lead_id, error_code=failed.error_code, message=failed.message)


class OptionCountEntry(Wire):
    """How often an option, or a point of a scale, was chosen."""

    model_config = ConfigDict(from_attributes=True)

    option: str
    """The option's words; of a scale the point, "1" to "5"."""
    count: int
    """Answers that chose it; in a ranking, that put it first."""
    share: IntervalView
    """The share of the answers with a value."""
    label: str | None = None
    """What a scale's point means."""
    mean_rank: float | None = None
    """In a ranking: 1 is best."""


class QuestionResultsView(Wire):
    """What the answers came to, counted by code."""

    model_config = ConfigDict(from_attributes=True, title="QuestionResults")

    kind: QuestionKind
    answered: int
    """Answers with a value."""
    without_value: int
    """Answers out of which no value could be read; with `answered` they are all answers."""
    counts: list[OptionCountEntry]
    """In the order of the options; a scale's from 1 to 5."""
    mean: IntervalView | None = None
    """The mean of a scale's points."""

    @classmethod
    def of(cls, form: QuestionForm, values: Iterable[Value | None]) -> "QuestionResultsView | None":
        """What the values of all answers came to; None for free text."""
        results = results_of(form, values)
        return cls.model_validate(results) if results else None


class QuestionSessionView(Wire):
    """A question, whom it was put to, and what has come of it so far."""

    model_config = ConfigDict(title="QuestionSession")

    session_id: str
    question: str
    image_url: str | None = None
    target_prospects: list[PersonaBase]
    status: SessionStatus
    created_at: Timestamp
    updated_at: Timestamp
    completed_at: Timestamp | None = None
    responses: list[ProspectResponse] = Field(default_factory=list)
    summary: SessionSummary | None = None
    total_expected: int
    total_responded: int
    error_message: str | None = None
    failed_prospects: list[FailedProspectEntry] = Field(default_factory=list)
    """Added: the prospects whose twins gave no answer, and why."""
    context: dict[str, Any] = Field(default_factory=dict)
    """Added: the context that the question was asked with."""
    last_event_id: int
    """Added: the newest event of this snapshot; a stream can be resumed from it."""
    question_kind: QuestionKind = QuestionKind.FREE_TEXT
    """Added: what an answer may be, besides words."""
    options: list[str] = Field(default_factory=list)
    """Added: what could be chosen or ranked; of a scale what its points mean."""
    scale: ScaleName | None = None
    scale_method: ScaleMethod | None = None
    parent_session_id: str | None = None
    """Added: the session that this one follows up."""
    usage: UsageView | None = None
    """Added: what all its model calls took so far: answers, labels, summaries."""
    results: QuestionResultsView | None = None
    """Added: what the answers so far came to; null for free text, and where the answers are left out."""

    @classmethod
    def of(cls, session: QuestionSession) -> "QuestionSessionView":
        """The wire form of a session with the parts that were loaded."""
        has_answers = len(session.responses) == session.total_responded
        values = [response.value for response in session.responses]
        return cls(
            session_id=session.session_id,
            question=session.question,
            image_url=f"{SESSIONS_PATH}/{session.session_id}/image" if session.has_image else None,
            target_prospects=[PersonaBase.of(persona) for persona in session.targets],
            status=session.status,
            created_at=session.created_at,
            updated_at=session.updated_at,
            completed_at=session.completed_at,
            responses=[ProspectResponse.of(response) for response in session.responses],
            summary=SessionSummary.of(session.summary) if session.summary else None,
            total_expected=session.total_expected,
            total_responded=session.total_responded,
            error_message=session.error_message,
            failed_prospects=[FailedProspectEntry.of(failed) for failed in session.failed_prospects],
            context=dict(session.context),
            last_event_id=session.last_seq,
            question_kind=session.form.kind,
            options=list(session.form.options),
            scale=session.form.scale,
            scale_method=session.form.scale_method,
            parent_session_id=session.parent_session_id,
            usage=UsageView.model_validate(session.usage),
            results=QuestionResultsView.of(session.form, values) if has_answers else None,
        )


class SessionListResponse(Wire):
    """One page of sessions."""

    sessions: list[QuestionSessionView]
    total_count: int
    page: int
    page_size: int
    total_pages: int
    active_sessions_count: int
    completed_sessions_count: int


class ResponsesListResponse(Wire):
    """The answers of a session after a time or an event."""

    session_id: str
    responses: list[ProspectResponse]
    total_responded: int
    total_expected: int
    is_complete: bool
    summary: SessionSummary | None = None
    results: QuestionResultsView | None = None
    """Added: what all answers so far came to, those before a cursor included; null for free text."""


class CancelSessionResponse(Wire):
    """A session that was cancelled."""

    session_id: str
    status: SessionStatus
    message: str
    cancelled_at: Timestamp
