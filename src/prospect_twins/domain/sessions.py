"""A question session: one question to many prospects, their answers, and the summary of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from prospect_twins.domain.prospects import Persona


class SessionStatus(StrEnum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def is_terminal(self) -> bool:
        return self in (SessionStatus.COMPLETED, SessionStatus.FAILED)


class SummaryStyle(StrEnum):
    DETAILED = "detailed"
    CONCISE = "concise"
    BULLET_POINTS = "bullet_points"


class FailureCode(StrEnum):
    """Why one prospect's twin gave no answer (`failed_prospects[].error_code`)."""

    MODEL_TIMEOUT = "MODEL_TIMEOUT"
    MODEL_RATE_LIMITED = "MODEL_RATE_LIMITED"
    MODEL_UNAVAILABLE = "MODEL_UNAVAILABLE"
    MODEL_REFUSED = "MODEL_REFUSED"
    MODEL_NONSENSE = "MODEL_NONSENSE"
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"
    PROCESSING_ERROR = "PROCESSING_ERROR"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture shown with the question, already checked, re-encoded and free of metadata."""

    mime_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What every twin of a session is shown alike; it comes first in each prompt."""

    text: str
    context: Mapping[str, Any] = field(default_factory=dict)
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier question to a prospect's twin and what it answered."""

    question: str
    answer: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Usage:
    """What one model call took, in the provider's tokens; None where it does not say."""

    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class TwinAnswer:
    """What a twin said, before it is stored."""

    text: str
    model: str
    """The name of the model that answered, as the provider gives it."""
    confidence: float | None = None
    """0 to 1, or None while there is nothing to base it on."""
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Response:
    """A stored answer (`ProspectResponse`)."""

    persona: Persona
    answer: str
    answered_at: datetime
    seq: int
    """The number of the event that told of it, from 1."""
    model: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class FailedProspect:
    lead_id: str
    error_code: FailureCode
    message: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one prospect's answer, verbatim: a substring of it, checked by code."""

    lead_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Insight:
    text: str
    quotes: tuple[Quote, ...] = ()


SENTIMENTS = ("positive", "neutral", "negative", "mixed", "unclear")
"""The labels of a sentiment distribution, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the prospects said together (`SessionSummary`)."""

    summary_text: str
    key_insights: tuple[Insight, ...]
    sentiment_distribution: Mapping[str, int]
    """Label to number of answers; the numbers add up to the number of answers summarised."""
    common_themes: tuple[str, ...]
    generated_at: datetime
    model: str
    style: SummaryStyle = SummaryStyle.CONCISE


@dataclass(frozen=True, slots=True)
class QuestionSession:
    """A session as it stands in one snapshot (`total_responded == len(responses)` when they are included)."""

    session_id: str
    tenant_id: str
    question: str
    context: Mapping[str, Any]
    has_image: bool
    status: SessionStatus
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    cancelled_at: datetime | None
    total_expected: int
    total_responded: int
    error_message: str | None
    last_seq: int
    targets: Sequence[Persona] = ()
    responses: Sequence[Response] = ()
    failed_prospects: Sequence[FailedProspect] = ()
    summary: Summary | None = None
