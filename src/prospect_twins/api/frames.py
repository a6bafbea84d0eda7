"""An event as bytes, made once for all of its subscribers."""

from dataclasses import dataclass

from prospect_twins.api.schemas import ResponseUpdateNotification
from prospect_twins.domain.events import Event


@dataclass(frozen=True, slots=True)
class Frame:
    """The same JSON for both transports."""

    json: str
    sse: bytes
    """One event of a `text/event-stream` (WHATWG HTML, section 9.2): one line of data, the id its number."""


KEEP_ALIVE = b": keep-alive\n\n"


def encode(event: Event) -> Frame:
    """The event as a frame: its JSON, and that JSON as a server-sent event."""
    text = ResponseUpdateNotification.of(event).model_dump_json()
    return Frame(text, f"id: {event.seq}\nevent: {event.event_type.value}\ndata: {text}\n\n".encode())
