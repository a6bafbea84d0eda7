"""What a session's subscribers are told, in the order in which it was committed.

There are three kinds (the spec's `event_type`); the last event of a session is always one of the two terminal ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prospect_twins.domain.answers import Answer, FailedProspect
from prospect_twins.domain.summaries import Summary


class EventType(StrEnum):
    """What an event tells."""

    RESPONSE_RECEIVED = "response_received"
    SESSION_COMPLETED = "session_completed"
    SESSION_FAILED = "session_failed"

    @property
    def is_terminal(self) -> bool:
        """Whether it is a session's last."""
        return self is not EventType.RESPONSE_RECEIVED


class FailureReason(StrEnum):
    """Why a session failed as a whole (`data.reason` of `session_failed`)."""

    CANCELLED = "cancelled"
    NO_ANSWERS = "no_answers"
    NO_PROSPECTS = "no_prospects"


@dataclass(frozen=True, slots=True)
class Event:
    """One event as stored; `response` is None on terminal events, and where the person has been erased since."""

    session_id: str
    seq: int
    """1, 2, 3 … without gaps; number order is commit order."""
    event_type: EventType
    occurred_at: datetime
    responded: int
    total: int
    response: Answer | None = None
    summary: Summary | None = None
    reason: FailureReason | None = None
    error_message: str | None = None
    failed_prospects: Sequence[FailedProspect] = ()
