"""The wire models: the spec's, every name and value kept, with additions that are optional and documented.

One module for each thing that travels; this is what the routes use of them.
"""

from prospect_twins.api.schemas.answers import ProspectResponse
from prospect_twins.api.schemas.asking import EstimateView, QuestionSubmitRequest, QuestionSubmitResponse
from prospect_twins.api.schemas.base import (
    SESSIONS_PATH,
    GivenMoment,
    IntervalView,
    Moment,
    PersonaBase,
    RequestBody,
    Text,
    Timestamp,
    Wire,
)
from prospect_twins.api.schemas.sessions import (
    CancelSessionResponse,
    QuestionResultsView,
    QuestionSessionView,
    ResponsesListResponse,
    SessionListResponse,
)
from prospect_twins.api.schemas.summaries import RegenerateSummaryRequest, SessionSummary
from prospect_twins.api.schemas.updates import ResponseUpdateNotification

__all__ = [
    "SESSIONS_PATH",
    "CancelSessionResponse",
    "EstimateView",
    "GivenMoment",
    "IntervalView",
    "Moment",
    "PersonaBase",
    "ProspectResponse",
    "QuestionResultsView",
    "QuestionSessionView",
    "QuestionSubmitRequest",
    "QuestionSubmitResponse",
    "RegenerateSummaryRequest",
    "RequestBody",
    "ResponseUpdateNotification",
    "ResponsesListResponse",
    "SessionListResponse",
    "SessionSummary",
    "Text",
    "Timestamp",
    "Wire",
]
