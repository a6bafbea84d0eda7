"""A question session: one question to many prospects, their answers, and the summary of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from prospect_twins.domain.answers import Answer, FailedProspect
from prospect_twins.domain.prospects import Persona
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm
from prospect_twins.domain.summaries import Summary
from prospect_twins.domain.usage import NO_USAGE, Usage


class SessionStatus(StrEnum):
    """Where a session is in its life (contract 8)."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing changes it any more."""
        return self in (SessionStatus.COMPLETED, SessionStatus.FAILED)


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
    responses: Sequence[Answer] = ()
    failed_prospects: Sequence[FailedProspect] = ()
    summary: Summary | None = None
    form: QuestionForm = FREE_TEXT
    parent_session_id: str | None = None
    """The session that this one follows up."""
    usage: Usage = NO_USAGE
    """What all its model calls took so far: answers, labels, summaries."""
