"""A question session: one question to many prospects, their answers, and the summary of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from prospect_twins.domain.analysis import AnswerAnalysis
from prospect_twins.domain.confidence import NOTHING_MEASURED, Confidence, ConfidenceComponents
from prospect_twins.domain.grounding import Grounding
from prospect_twins.domain.prospects import Persona
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, Value
from prospect_twins.statistics.intervals import Interval


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
    form: QuestionForm = FREE_TEXT


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier question to a prospect's twin and what it answered."""

    question: str
    answer: str
    answered_at: datetime
    value: Value | None = None
    """What was chosen, rated or ranked with it."""
    in_thread: bool = False
    """Whether the question at hand follows it up."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What model calls took, in the provider's tokens; None where it does not say."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    """None where the model's price is not known; an embedded model costs 0."""
    calls: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """The two together; what one does not say counts as nothing."""
        return Usage(
            _added(self.input_tokens, other.input_tokens),
            _added(self.output_tokens, other.output_tokens),
            _added(self.cost_usd, other.cost_usd),
            self.calls + other.calls,
        )


Number = TypeVar("Number", int, float)


def _added(one: Number | None, other: Number | None) -> Number | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


@dataclass(frozen=True, slots=True)
class TwinAnswer:
    """What a twin said, before it is stored."""

    text: str
    model: str
    """The name of the model that answered, as the provider gives it."""
    usage: Usage = Usage()
    value: Value | None = None
    """Read out of the answer; None for free text."""
    grounding: Grounding | None = None
    components: ConfidenceComponents = NOTHING_MEASURED
    """What speaks for the answer; what that is worth is the calibrator's knowledge."""


@dataclass(frozen=True, slots=True)
class Response:
    """A stored answer (`ProspectResponse`)."""

    persona: Persona
    answer: str
    answered_at: datetime
    seq: int
    """The number of the event that told of it, from 1."""
    model: str
    value: Value | None = None
    grounding: Grounding | None = None
    analysis: AnswerAnalysis | None = None
    """None until it has been coded."""
    confidence: Confidence | None = None
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class FailedProspect:
    lead_id: str
    error_code: FailureCode
    message: str
    usage: Usage = Usage()
    """Of the calls that were made in vain."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one prospect's answer, verbatim: a substring of it, checked by code."""

    lead_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Insight:
    """A statement, the people it rests on, and words of some of them."""

    text: str
    quotes: tuple[Quote, ...] = ()
    lead_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme, and how many people speak of it: each person counts once."""

    theme: str
    prospects: int
    share: Interval
    """Of all people who answered."""
    sentiments: Mapping[str, int]
    """Of these people's answers."""
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """One group of people and what was found in it."""

    value: str
    """Of the field by which people were grouped: "hot", "widowed", "35-44"."""
    answers: int
    figure: Interval
    """The measure's share or mean in this group."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How answers differ between groups of people, held against chance."""

    field: str
    """The persona field, or attribute, by which people were grouped."""
    measure: str
    """What was compared: "negative", "stance", a theme, an option."""
    groups: tuple[GroupFigure, ...]
    p_value: float
    """By permutation, adjusted for the number of comparisons made (Benjamini and Hochberg 1995)."""
    is_larger_than_chance: bool
    text: str


@dataclass(frozen=True, slots=True)
class FocusFinding:
    """What was said of an area that the reader asked about; nobody spoke of it where `lead_ids` is empty."""

    area: str
    lead_ids: tuple[str, ...] = ()
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
    sentiment_shares: Mapping[str, Interval] = field(default_factory=dict)
    """Label to share of the answers that could be coded."""
    themes: tuple[ThemeCount, ...] = ()
    """`common_themes`, counted."""
    dissent: tuple[Insight, ...] = ()
    """Who sees it otherwise than most."""
    differences: tuple[Difference, ...] = ()
    focus: tuple[FocusFinding, ...] = ()
    usage: Usage = Usage()
    """Of writing it; coding the answers is not part of that."""


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
    form: QuestionForm = FREE_TEXT
    parent_session_id: str | None = None
    """The session that this one follows up."""
    usage: Usage = Usage()
    """Of all its model calls so far: answers, codes, summaries."""
