"""What twins answer, and why some give no answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prospect_twins.domain.confidence import NOTHING_MEASURED, Confidence, ConfidenceComponents
from prospect_twins.domain.grounding import Grounding
from prospect_twins.domain.labels import AnswerLabels
from prospect_twins.domain.prospects import Persona
from prospect_twins.domain.question_forms import Value
from prospect_twins.domain.usage import NO_USAGE, Usage


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
class TwinAnswer:
    """What a twin said, before it is stored."""

    text: str
    model: str
    """The name of the model that answered, as the provider gives it."""
    usage: Usage = NO_USAGE
    value: Value | None = None
    """Read out of the answer; None for free text."""
    grounding: Grounding | None = None
    components: ConfidenceComponents = NOTHING_MEASURED
    """What speaks for the answer; what that is worth is the calibrator's knowledge."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored answer (`ProspectResponse`)."""

    persona: Persona
    answer: str
    answered_at: datetime
    seq: int
    """The number of the event that told of it, from 1."""
    model: str
    value: Value | None = None
    grounding: Grounding | None = None
    labels: AnswerLabels | None = None
    """None until it has been labelled."""
    confidence: Confidence | None = None
    usage: Usage = NO_USAGE


@dataclass(frozen=True, slots=True)
class FailedProspect:
    """A prospect who gave no answer, why, and what was spent on them all the same."""

    lead_id: str
    error_code: FailureCode
    message: str
    usage: Usage = NO_USAGE
    """What the calls took that were made in vain."""
