"""What can be asked of the sessions that there are: filters, parts, and pages of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from prospect_twins.domain.answers import Answer
from prospect_twins.domain.question_forms import Value
from prospect_twins.domain.sessions import QuestionSession, SessionStatus

Part = Literal["targets", "responses", "summary"]
ALL_PARTS: frozenset[Part] = frozenset(("targets", "responses", "summary"))


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions to list; every field narrows. Times are exclusive bounds on `created_at`."""

    statuses: Sequence[SessionStatus] = ()
    prospect_id: str | None = None
    date_from: datetime | None = None
    date_to: datetime | None = None
    search: str | None = None
    parent_session_id: str | None = None


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One page of the sessions that match, with counts of one snapshot."""

    sessions: Sequence[QuestionSession]
    total_count: int
    active_count: int
    completed_count: int


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """Answers after a cursor, with the counters of the same snapshot."""

    session: QuestionSession
    responses: Sequence[Answer] = field(default_factory=tuple)
    values: Sequence[Value | None] = field(default_factory=tuple)
    """The values of all answers, those before the cursor included; none for free text."""
