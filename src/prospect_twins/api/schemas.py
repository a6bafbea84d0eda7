"""The wire models: the spec's, every name and value kept, with additions that are optional and documented."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from prospect_twins.domain.context import check_context
from prospect_twins.domain.events import Event, EventType
from prospect_twins.domain.prospects import LeadClassification, Persona
from prospect_twins.domain.sessions import (
    FailedProspect,
    FailureCode,
    QuestionSession,
    Response,
    SessionStatus,
    Summary,
    SummaryStyle,
)
from prospect_twins.domain.text import MAX_QUESTION_CHARS, check_question, check_text

SESSIONS_PATH = "/api/v1/qa/sessions"


def utc_text(moment: datetime) -> str:
    """`2024-01-15T10:30:00.000Z`: UTC, milliseconds exactly (readings 4)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


_BLANK_OFFSET = re.compile(r"^(.+[Tt].+) (\d\d:?\d\d)$")
_NUMBER = re.compile(r"[-+\s]*[\d._]+\s*")


def _written_moment(value: object) -> object:
    """A time as it was meant: an unescaped '+' in a URL arrives as a space. Raises ValueError for a bare number, which
    Pydantic would take for seconds or milliseconds since 1970, whichever looks likelier."""
    if not isinstance(value, str):
        return value
    if _NUMBER.fullmatch(value):
        raise ValueError("write a date, a time and an offset, as in 2024-01-15T10:30:00Z")
    return _BLANK_OFFSET.sub(r"\1+\2", value)


Timestamp = Annotated[
    datetime,
    PlainSerializer(utc_text, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2024-01-15T10:30:00.000Z"]}),
]
"""A time on its way out."""

Moment = Annotated[AwareDatetime, BeforeValidator(_written_moment)]
"""A time on its way in: it must carry an offset."""

Text = Annotated[str, AfterValidator(check_text)]
"""Text without NUL and lone surrogates, which no database stores."""


class Wire(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)


class PersonaBase(Wire):
    lead_id: str
    lead_classification: LeadClassification | None = None
    full_name: str | None = None
    age: str | None = None
    occupation: str | None = None
    gender: str | None = None
    marital_status: str | None = None
    education_level: str | None = None
    annual_income: str | None = None
    profile_image_url: str | None = None

    @classmethod
    def of(cls, persona: Persona) -> "PersonaBase":
        return cls(
            lead_id=persona.lead_id,
            lead_classification=persona.lead_classification,
            full_name=persona.full_name,
            age=persona.age,
            occupation=persona.occupation,
            gender=persona.gender,
            marital_status=persona.marital_status,
            education_level=persona.education_level,
            annual_income=persona.annual_income,
            profile_image_url=persona.profile_image_url,
        )


class QuestionSubmitRequest(Wire):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "What are your primary concerns when considering life insurance?",
                    "prospect_ids": ["LEAD-1001", "LEAD-1002", "LEAD-1003"],
                    "context": {"campaign_id": "CAMP-2024-Q1", "agent_id": "AGENT-001"},
                }
            ]
        }
    )

    question: Annotated[
        Text, Field(min_length=1, max_length=MAX_QUESTION_CHARS, description="The question to ask prospects"),
        AfterValidator(check_question),
    ]  # fmt: skip
    prospect_ids: list[Text] = Field(
        min_length=1, description="List of prospect/lead IDs to ask; duplicates are dropped, order is kept"
    )
    image_base64: str | None = Field(
        None, description="Base64 encoded image attachment: PNG, JPEG or WebP, at most 10 MB and 25 megapixels"
    )
    image_mime_type: str | None = Field(None, description="MIME type of the attached image; it must agree with it")
    context: Annotated[dict[str, Any] | None, AfterValidator(check_context)] = Field(
        default_factory=dict, description="Additional context for the question, at most 16 levels deep and 16 KB"
    )


class QuestionSubmitResponse(Wire):
    session_id: str = Field(description="Unique identifier for the Q&A session")
    status: SessionStatus
    message: str = Field(description="Success or error message")
    created_at: Timestamp
    total_prospects: int
    estimated_completion_time: int | None = Field(None, description="Estimated time in seconds")


class ProspectResponse(Wire):
    persona: PersonaBase
    answer: str = Field(description="The prospect's response to the question")
    answered_at: Timestamp
    confidence_score: float | None = Field(None, ge=0, le=1, description="AI confidence in the response")
    model: str
    """Added: the model that answered."""
    event_id: int
    """Added: the number of the event that told of this answer; `after=` takes it."""
    synthetic: Literal[True] = True
    """Added: the answer is a digital twin's, never the person's."""

    @classmethod
    def of(cls, response: Response) -> "ProspectResponse":
        return cls(
            persona=PersonaBase.of(response.persona),
            answer=response.answer,
            answered_at=response.answered_at,
            confidence_score=response.confidence,
            model=response.model,
            event_id=response.seq,
        )


class QuoteEvidence(Wire):
    insight_index: int
    """The place in `key_insights` of the insight that rests on the quote, from 0."""
    lead_id: str
    quote: str
    """Words of that prospect's answer, verbatim."""


class SessionSummary(Wire):
    summary_text: str = Field(description="AI-generated summary of all responses")
    key_insights: list[str] = Field(description="Bullet points of key insights")
    sentiment_distribution: dict[str, int] = Field(
        description="Distribution of sentiments across responses: label to number of answers; they add up to all"
    )
    common_themes: list[str] = Field(description="Common themes identified in responses")
    generated_at: Timestamp
    evidence: list[QuoteEvidence] = Field(default_factory=list)
    """Added: the verified quotes that the insights rest on."""
    model: str
    """Added: the model that wrote it."""
    style: SummaryStyle = SummaryStyle.CONCISE
    """Added: how it was written."""

    @classmethod
    def of(cls, summary: Summary) -> "SessionSummary":
        return cls(
            summary_text=summary.summary_text,
            key_insights=[insight.text for insight in summary.key_insights],
            sentiment_distribution=dict(summary.sentiment_distribution),
            common_themes=list(summary.common_themes),
            generated_at=summary.generated_at,
            evidence=[
                QuoteEvidence(insight_index=index, lead_id=quote.lead_id, quote=quote.text)
                for index, insight in enumerate(summary.key_insights)
                for quote in insight.quotes
            ],
            model=summary.model,
            style=summary.style,
        )


class FailedProspectEntry(Wire):
    lead_id: str
    error_code: FailureCode
    message: str

    @classmethod
    def of(cls, failed: FailedProspect) -> "FailedProspectEntry":
        return cls(lead_id=failed.lead_id, error_code=failed.error_code, message=failed.message)


class QuestionSessionView(Wire):
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

    @classmethod
    def of(cls, session: QuestionSession) -> "QuestionSessionView":
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
        )


class SessionListResponse(Wire):
    sessions: list[QuestionSessionView]
    total_count: int
    page: int
    page_size: int
    total_pages: int
    active_sessions_count: int
    completed_sessions_count: int


class ResponsesListResponse(Wire):
    session_id: str
    responses: list[ProspectResponse]
    total_responded: int
    total_expected: int
    is_complete: bool
    summary: SessionSummary | None = None


class CancelSessionResponse(Wire):
    session_id: str
    status: SessionStatus
    message: str
    cancelled_at: Timestamp


class RegenerateSummaryRequest(Wire):
    focus_areas: list[Annotated[Text, Field(min_length=1, max_length=200)]] | None = Field(
        None, max_length=20, description="Specific areas to focus on in the summary"
    )
    summary_style: SummaryStyle = SummaryStyle.CONCISE


class ResponseUpdateNotification(Wire):
    """WebSocket/SSE message for real-time updates"""

    event_type: EventType
    session_id: str
    timestamp: Timestamp
    data: dict[str, Any] | None = None
    new_response: ProspectResponse | None = None
    summary: SessionSummary | None = None
    progress: dict[str, int] | None = Field(None, description="Progress info: {responded: int, total: int}")
    event_id: int
    """Added: the event's number in its session, 1, 2, 3 … without gaps."""

    @classmethod
    def of(cls, event: Event) -> "ResponseUpdateNotification":
        return cls(
            event_type=event.event_type,
            session_id=event.session_id,
            timestamp=event.occurred_at,
            data=_event_data(event),
            new_response=ProspectResponse.of(event.response) if event.response else None,
            summary=SessionSummary.of(event.summary) if event.summary else None,
            progress={"responded": event.responded, "total": event.total},
            event_id=event.seq,
        )


def _event_data(event: Event) -> dict[str, Any] | None:
    if not event.event_type.is_terminal:
        return None if event.response else {"erased": True}
    data: dict[str, Any] = {"failed_prospects": _dumped(event.failed_prospects)}
    if event.error_message is not None:
        data["error_message"] = event.error_message
    if event.reason is not None:
        data["reason"] = event.reason.value
    return data


def _dumped(failed: Sequence[FailedProspect]) -> list[dict[str, str]]:
    return [FailedProspectEntry.of(entry).model_dump(mode="json") for entry in failed]
