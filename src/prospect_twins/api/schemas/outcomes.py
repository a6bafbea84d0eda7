"""What real people said or did, as it travels: to be recorded, and recorded."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field, StrictInt

from prospect_twins.api.schemas.base import Moment, RequestBody, Text, Timestamp, Wire
from prospect_twins.domain.labels import Sentiment
from prospect_twins.domain.observations import MAX_NOTE_CHARS, MAX_SAID_CHARS, Observation
from prospect_twins.domain.question_forms import MAX_OPTION_CHARS, MAX_OPTIONS


def _none_if_blank(text: str) -> str | None:
    return text if text.strip() else None


_Option = Annotated[Text, Field(max_length=MAX_OPTION_CHARS, strict=True)]


class OutcomeRequest(RequestBody):
    """At least one of `value`, `said`, `sentiment`, `stance` and `note`; blank texts are none."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"session_id": "QS-…", "value": 4, "note": "On the phone; she hesitated."}]}
    )

    other_names: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("date", "when", "time", "timestamp", "happenedat"), "occurred_at"),
        **dict.fromkeys(("answer", "text", "quote", "words"), "said"),
        **dict.fromkeys(("comment", "remark"), "note"),
        **dict.fromkeys(("session", "qssessionid"), "session_id"),
        **dict.fromkeys(("rating", "score", "choice", "option"), "value"),
    }

    session_id: Annotated[Text, Field(max_length=200)] | None = None
    """The session whose question this answers; without one, it is kept but not compared."""
    value: _Option | StrictInt | Annotated[list[_Option], Field(max_length=MAX_OPTIONS)] | None = None
    """What the person chose, rated or ranked, as the question's form has it: an option, a point from 1 to 5, or
    options."""
    said: Annotated[Text, Field(max_length=MAX_SAID_CHARS), AfterValidator(_none_if_blank)] | None = None
    """Their own words. Kept for people; what is compared with a free-text answer is `sentiment` and `stance`."""
    sentiment: Sentiment | None = None
    """How it sounded."""
    stance: int | None = Field(None, ge=1, le=5)
    """Towards what the question asks about: 1 strongly against, 3 undecided, 5 strongly for."""
    note: Annotated[Text, Field(max_length=MAX_NOTE_CHARS), AfterValidator(_none_if_blank)] | None = None
    """For people; it is compared with nothing."""
    occurred_at: Moment | None = None
    """When it was said or done; now, if not given."""


class OutcomeView(Wire):
    """What a person said or did, as it was recorded."""

    model_config = ConfigDict(title="Outcome")

    outcome_id: str
    lead_id: str
    session_id: str | None = None
    value: str | int | list[str] | None = None
    said: str | None = None
    sentiment: Sentiment | None = None
    stance: int | None = None
    note: str | None = None
    occurred_at: Timestamp
    recorded_at: Timestamp

    @classmethod
    def of(cls, outcome: Observation) -> "OutcomeView":
        """The wire form of a recorded outcome."""
        return cls(
            outcome_id=outcome.outcome_id,
            lead_id=outcome.lead_id,
            session_id=outcome.session_id,
            value=list(outcome.value) if isinstance(outcome.value, tuple) else outcome.value,
            said=outcome.said,
            sentiment=outcome.sentiment,
            stance=outcome.stance,
            note=outcome.note,
            occurred_at=outcome.occurred_at,
            recorded_at=outcome.recorded_at,
        )


class OutcomeListResponse(Wire):
    """One page of a prospect's outcomes."""

    outcomes: list[OutcomeView]
    total_count: int
    page: int
    page_size: int
    total_pages: int
