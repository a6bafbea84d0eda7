"""What streams and sockets tell while a session goes on."""

from collections.abc import Sequence
from typing import Any

from pydantic import (
    Field,
)

from prospect_twins.api.schemas.answers import ProspectResponse
from prospect_twins.api.schemas.base import Timestamp, Wire
from prospect_twins.api.schemas.sessions import FailedProspectEntry
from prospect_twins.api.schemas.summaries import SessionSummary
from prospect_twins.domain.answers import FailedProspect
from prospect_twins.domain.events import Event, EventType


class ResponseUpdateNotification(Wire):
    """WebSocket/SSE message for real-time updates"""  # noqa: D415  # the specification's

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
        """The wire form of an event."""
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
