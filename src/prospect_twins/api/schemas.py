"""The wire models: the spec's, every name and value kept, with additions that are optional and documented."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictInt,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticKnownError

from prospect_twins.domain.analysis import Intensity, Sentiment
from prospect_twins.domain.confidence import Confidence
from prospect_twins.domain.context import check_context
from prospect_twins.domain.estimates import Estimate
from prospect_twins.domain.events import Event, EventType
from prospect_twins.domain.grounding import RecordKind
from prospect_twins.domain.prospects import LeadClassification, Persona
from prospect_twins.domain.question_forms import (
    MAX_OPTION_CHARS,
    MAX_OPTIONS,
    QuestionForm,
    QuestionKind,
    ScaleMethod,
    ScaleName,
    Value,
)
from prospect_twins.domain.results import results_of
from prospect_twins.domain.sessions import (
    FailedProspect,
    FailureCode,
    FocusFinding,
    Insight,
    QuestionSession,
    Quote,
    Response,
    SessionStatus,
    Summary,
    SummaryStyle,
    ThemeCount,
)
from prospect_twins.domain.text import MAX_QUESTION_CHARS, check_question, check_text
from prospect_twins.domain.threads import ParentAnswers

SESSIONS_PATH = "/api/v1/qa/sessions"


def utc_text(moment: datetime) -> str:
    """`2024-01-15T10:30:00.000Z`: UTC, milliseconds exactly (readings 4)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


_BLANK_OFFSET = re.compile(r"^(.+[Tt].+) (\d\d:?\d\d)$")
_NUMBER = re.compile(r"[-+\s]*[\d._]+\s*")


def _written_moment(value: object) -> object:
    """A time as it was meant: an unescaped '+' in a URL arrives as a space. Raises ValueError for a bare number, which
    Pydantic would take for seconds or milliseconds since 1970, whichever looks likelier."""
    if not isinstance(value, str):
        return value
    if _NUMBER.fullmatch(value):
        raise ValueError("write a date, a time and an offset, as in 2024-01-15T10:30:00Z")
    return _BLANK_OFFSET.sub(r"\1+\2", value)


Timestamp = Annotated[
    datetime,
    PlainSerializer(utc_text, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2024-01-15T10:30:00.000Z"]}),
]
"""A time on its way out."""

Moment = Annotated[AwareDatetime, BeforeValidator(_written_moment)]
"""A time on its way in: it must carry an offset."""

Text = Annotated[str, AfterValidator(check_text)]
"""Text without NUL and lone surrogates, which no database stores."""


class Wire(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)


class PersonaBase(Wire):
    lead_id: str
    lead_classification: LeadClassification | None = None
    full_name: str | None = None
    age: str | None = None
    occupation: str | None = None
    gender: str | None = None
    marital_status: str | None = None
    education_level: str | None = None
    annual_income: str | None = None
    profile_image_url: str | None = None

    @classmethod
    def of(cls, persona: Persona) -> "PersonaBase":
        return cls(
            lead_id=persona.lead_id,
            lead_classification=persona.lead_classification,
            full_name=persona.full_name,
            age=persona.age,
            occupation=persona.occupation,
            gender=persona.gender,
            marital_status=persona.marital_status,
            education_level=persona.education_level,
            annual_income=persona.annual_income,
            profile_image_url=persona.profile_image_url,
        )


class ParentAnswersFilter(Wire):
    """Whom of the parent's people a follow-up is for, by what they answered. Each field that is given narrows; within
    one, any of its entries will do. Who gave no answer is never meant."""

    model_config = ConfigDict(title="ParentAnswers", extra="forbid")

    sentiments: list[Literal["positive", "neutral", "negative", "mixed", "unclear"]] = Field(default_factory=list)
    """Of the answer's codes; `unclear`: it has none."""
    themes: list[Annotated[Text, Field(min_length=1, max_length=200)]] = Field(default_factory=list, max_length=50)
    """Themes of the answer's codes, in any case."""
    stance_min: int | None = Field(None, ge=1, le=5)
    stance_max: int | None = Field(None, ge=1, le=5)
    values: list[Annotated[Text, Field(min_length=1, max_length=MAX_OPTION_CHARS)] | StrictInt] = Field(
        default_factory=list, max_length=MAX_OPTIONS
    )
    """Options, or points of a scale: what was chosen, is among what was chosen, or was ranked first."""

    def read(self) -> ParentAnswers:
        return ParentAnswers(
            tuple(self.sentiments), tuple(self.themes), self.stance_min, self.stance_max, tuple(self.values)
        )


class _LeftOut(list[str]):
    """No `prospect_ids` at all, which an empty list is not."""


def _needed_without_parent(value: object, check: ValidatorFunctionWrapHandler, info: ValidationInfo) -> list[str]:
    if not isinstance(value, _LeftOut):
        checked: list[str] = check(value)
        return checked
    # A parent that is not valid has been told of already; it is not in `data` then.
    if info.data.get("parent_session_id", "") is None:
        raise PydanticKnownError("missing")
    return []


_FOLLOWS_UP: JsonDict = {"required": ["parent_session_id"], "properties": {"parent_session_id": {"type": "string"}}}


class QuestionSubmitRequest(Wire):
    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["prospect_ids"]}, _FOLLOWS_UP],
            "examples": [
                {
                    "question": "What are your primary concerns when considering life insurance?",
                    "prospect_ids": ["LEAD-1001", "LEAD-1002", "LEAD-1003"],
                    "context": {"campaign_id": "CAMP-2024-Q1", "agent_id": "AGENT-001"},
                }
            ],
        }
    )

    question: Annotated[
        Text, Field(min_length=1, max_length=MAX_QUESTION_CHARS, description="The question to ask prospects"),
        AfterValidator(check_question),
    ]  # fmt: skip
    parent_session_id: Annotated[str, AfterValidator(check_text), Field(min_length=1, max_length=200)] | None = None
    """Added: the session that this one follows up, which must have ended. Its people are asked, in its order, and each
    twin remembers the thread. Its picture and context are not taken over: give them again if they matter."""
    prospect_ids: Annotated[list[Text], Field(min_length=1), WrapValidator(_needed_without_parent)] = Field(
        default_factory=_LeftOut,
        validate_default=True,
        description="List of prospect/lead IDs to ask; duplicates are dropped, order is kept. May be left out of a "
        "follow-up: then all who answered its parent are asked",
    )
    parent_answers: ParentAnswersFilter | None = None
    """Added: asks only those who answered the parent in a certain way."""
    image_base64: str | None = Field(
        None, description="Base64 encoded image attachment: PNG, JPEG or WebP, at most 10 MB and 25 megapixels"
    )
    image_mime_type: str | None = Field(None, description="MIME type of the attached image; it must agree with it")
    context: Annotated[dict[str, Any] | None, AfterValidator(check_context)] = Field(
        default_factory=dict, description="Additional context for the question, at most 16 levels deep and 16 KB"
    )
    question_kind: QuestionKind = QuestionKind.FREE_TEXT
    """Added: what an answer may be, besides words."""
    options: list[Annotated[Text, Field(min_length=1, max_length=MAX_OPTION_CHARS)]] = Field(
        default_factory=list, max_length=MAX_OPTIONS
    )
    """Added: what can be chosen or ranked, two or more, distinct; of a scale what its five points mean, lowest first
    (optional)."""
    scale: ScaleName | None = None
    """Added: the scale that is meant; needed for `similarity`."""
    scale_method: ScaleMethod | None = None
    """Added: how a scale's point is read out of the answer; `direct` if not given."""


class QuestionSubmitResponse(Wire):
    session_id: str = Field(description="Unique identifier for the Q&A session")
    status: SessionStatus
    message: str = Field(description="Success or error message")
    created_at: Timestamp
    total_prospects: int
    estimated_completion_time: int | None = Field(None, description="Estimated time in seconds")


class PriceView(Wire):
    """A model's list price, in US dollars per million tokens; discounts for cached prompts not counted."""

    model_config = ConfigDict(from_attributes=True, title="Price")

    source: str
    """Where the price stands, and of which version."""
    input_usd_per_mtok: float
    output_usd_per_mtok: float


class QuotaLeftView(Wire):
    """The tenant's answers of the current UTC day."""

    model_config = ConfigDict(title="QuotaLeft")

    limit: int
    used: int
    remaining: int
    enough: bool
    """Whether the session would fit."""


class EstimateView(Wire):
    """What a session would take: its answers, their codes and its summary."""

    model_config = ConfigDict(title="Estimate")

    model: str
    """The model that would answer."""
    total_prospects: int
    """How many would be asked."""
    calls: int
    """Model calls."""
    input_tokens: int
    """Pictures included."""
    output_tokens: int
    image_tokens: int
    """Of `input_tokens`."""
    cost_usd: float | None = None
    """Null where a model's price is not known; 0 where the model runs here."""
    price: PriceView | None = None
    """Of the model that would answer; null where it is not known."""
    estimated_seconds: int | None = None
    """Null until a worker has answered something lately."""
    quota: QuotaLeftView
    notes: list[str]
    """What the figures rest on."""

    @classmethod
    def of(cls, estimate: Estimate, estimated_seconds: int | None) -> "EstimateView":
        quota = estimate.quota
        return cls(
            model=estimate.model,
            total_prospects=estimate.total_prospects,
            calls=estimate.calls,
            input_tokens=estimate.input_tokens,
            output_tokens=estimate.output_tokens,
            image_tokens=estimate.image_tokens,
            cost_usd=estimate.cost_usd,
            price=PriceView.model_validate(estimate.price) if estimate.price else None,
            estimated_seconds=estimated_seconds,
            quota=QuotaLeftView(
                limit=quota.limit, used=quota.used, remaining=quota.remaining, enough=estimate.is_within_quota
            ),
            notes=list(estimate.notes),
        )


class RecordEntry(Wire):
    """A piece of what the twin was given."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: RecordKind
    label: str
    """A persona field, an attribute's name, a key of the context; empty where it has no name."""
    text: str


class ContradictionEntry(Wire):
    model_config = ConfigDict(from_attributes=True)

    record_id: str
    fact: str
    words: str
    """Words of the answer that go against the fact, verbatim."""


class ProspectAnalysis(Wire):
    """The codes of one answer, read out of it by a model after it was given."""

    model_config = ConfigDict(from_attributes=True)

    sentiment: Sentiment
    stance: int | None = Field(None, ge=1, le=5)
    """Towards what the question asks about: 1 strongly against, 3 undecided, 5 strongly for."""
    intensity: Intensity | None = None
    objections: list[str] = Field(default_factory=list)
    themes: list[str] = Field(default_factory=list)
    quote: str | None = None
    """Telling words of the answer, verbatim."""
    model: str
    """The model that coded the answer."""


class ConfidenceView(Wire):
    """What `confidence_score` is made of; null where it was not measured."""

    score: float | None = Field(None, ge=0, le=1)
    calibrated: bool
    """Whether the score is the share of such answers that came true for real people; else it is a raw component."""
    agreement: float | None = Field(None, ge=0, le=1)
    draws: int
    closeness: float | None = Field(None, ge=0, le=1)
    evidence_coverage: float | None = Field(None, ge=0, le=1)
    label_probability: float | None = Field(None, ge=0, le=1)

    @classmethod
    def of(cls, confidence: Confidence) -> "ConfidenceView":
        parts = confidence.components
        return cls(
            score=confidence.score,
            calibrated=confidence.calibrated,
            agreement=parts.agreement,
            draws=parts.draws,
            closeness=parts.closeness,
            evidence_coverage=parts.evidence_coverage,
            label_probability=parts.label_probability,
        )


class UsageView(Wire):
    """What model calls took; null where the provider does not say, or the price is not known."""

    model_config = ConfigDict(from_attributes=True)

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    calls: int


class ProspectResponse(Wire):
    persona: PersonaBase
    answer: str = Field(description="The prospect's response to the question")
    answered_at: Timestamp
    confidence_score: float | None = Field(None, ge=0, le=1, description="AI confidence in the response")
    model: str
    """Added: the model that answered."""
    event_id: int
    """Added: the number of the event that told of this answer; `after=` takes it."""
    synthetic: Literal[True] = True
    """Added: the answer is a digital twin's, never the person's."""
    value: str | int | list[str] | None = None
    """Added: what was chosen, rated or ranked; null for free text, and where no value could be read."""
    evidence: list[RecordEntry] = Field(default_factory=list)
    """Added: what the answer rests on, each entry a piece of what the twin was given."""
    evidence_method: Literal["stated", "matched"] | None = None
    """Added: whether the model named the evidence (checked by code) or code found it by shared words."""
    assumptions: list[str] = Field(default_factory=list)
    """Added: what the twin took to be so beyond that."""
    contradictions: list[ContradictionEntry] = Field(default_factory=list)
    """Added: what of it goes against a known fact even after the answer was redone."""
    analysis: ProspectAnalysis | None = None
    """Added: the answer's codes, once it has been coded."""
    confidence: ConfidenceView | None = None
    """Added: what `confidence_score` is made of."""
    usage: UsageView | None = None
    """Added: what the answer took; coding it not included."""

    @classmethod
    def of(cls, response: Response) -> "ProspectResponse":
        grounding, analysis, confidence = response.grounding, response.analysis, response.confidence
        return cls(
            persona=PersonaBase.of(response.persona),
            answer=response.answer,
            answered_at=response.answered_at,
            confidence_score=confidence.score if confidence else None,
            model=response.model,
            event_id=response.seq,
            value=list(response.value) if isinstance(response.value, tuple) else response.value,
            evidence=[RecordEntry.model_validate(item) for item in grounding.evidence] if grounding else [],
            evidence_method=grounding.method if grounding else None,
            assumptions=list(grounding.assumptions) if grounding else [],
            contradictions=[ContradictionEntry.model_validate(each) for each in grounding.contradictions]
            if grounding
            else [],
            analysis=ProspectAnalysis.model_validate(analysis) if analysis else None,
            confidence=ConfidenceView.of(confidence) if confidence else None,
            usage=UsageView.model_validate(response.usage),
        )


class QuoteEvidence(Wire):
    insight_index: int
    """The place in `key_insights` of the insight that rests on the quote, from 0."""
    lead_id: str
    quote: str
    """Words of that prospect's answer, verbatim."""


class IntervalView(Wire):
    """An estimate with its 95% interval (bootstrap over people)."""

    model_config = ConfigDict(from_attributes=True)

    estimate: float
    low: float
    high: float


class ProspectQuote(Wire):
    lead_id: str
    quote: str
    """Words of that prospect's answer, verbatim."""

    @classmethod
    def of(cls, quote: Quote) -> "ProspectQuote":
        return cls(lead_id=quote.lead_id, quote=quote.text)


class InsightSupport(Wire):
    """Whom an insight rests on."""

    text: str
    lead_ids: list[str]
    quotes: list[ProspectQuote]

    @classmethod
    def of(cls, insight: Insight) -> "InsightSupport":
        return cls(
            text=insight.text,
            lead_ids=list(insight.lead_ids),
            quotes=[ProspectQuote.of(quote) for quote in insight.quotes],
        )


class ThemeEntry(Wire):
    theme: str
    prospects: int
    """How many people speak of it, each counted once."""
    share: IntervalView
    sentiments: dict[str, int]
    """Of these people's answers."""
    quotes: list[ProspectQuote]

    @classmethod
    def of(cls, theme: ThemeCount) -> "ThemeEntry":
        return cls(
            theme=theme.theme,
            prospects=theme.prospects,
            share=IntervalView.model_validate(theme.share),
            sentiments=dict(theme.sentiments),
            quotes=[ProspectQuote.of(quote) for quote in theme.quotes],
        )


class GroupEntry(Wire):
    model_config = ConfigDict(from_attributes=True)

    value: str
    answers: int
    figure: IntervalView


class DifferenceEntry(Wire):
    """How answers differ between groups of people."""

    model_config = ConfigDict(from_attributes=True)

    field: str
    """The persona field or attribute by which people were grouped."""
    measure: str
    groups: list[GroupEntry]
    p_value: float
    """By permutation, adjusted for the number of comparisons."""
    is_larger_than_chance: bool
    text: str


class FocusEntry(Wire):
    """What was said of a focus area; nothing where `lead_ids` is empty."""

    focus_area: str
    lead_ids: list[str]
    quotes: list[ProspectQuote]

    @classmethod
    def of(cls, finding: FocusFinding) -> "FocusEntry":
        return cls(
            focus_area=finding.area,
            lead_ids=list(finding.lead_ids),
            quotes=[ProspectQuote.of(quote) for quote in finding.quotes],
        )


class SessionSummary(Wire):
    summary_text: str = Field(description="AI-generated summary of all responses")
    key_insights: list[str] = Field(description="Bullet points of key insights")
    sentiment_distribution: dict[str, int] = Field(
        description="Distribution of sentiments across responses: label to number of answers; they add up to all"
    )
    common_themes: list[str] = Field(description="Common themes identified in responses")
    generated_at: Timestamp
    evidence: list[QuoteEvidence] = Field(default_factory=list)
    """Added: the verified quotes that the insights rest on."""
    model: str
    """Added: the model that wrote it."""
    style: SummaryStyle = SummaryStyle.CONCISE
    """Added: how it was written."""
    sentiment_shares: dict[str, IntervalView] = Field(default_factory=dict)
    """Added: label to share of the answers that could be coded."""
    themes: list[ThemeEntry] = Field(default_factory=list)
    """Added: `common_themes`, counted by people."""
    insight_support: list[InsightSupport] = Field(default_factory=list)
    """Added: `key_insights` in their order, each with all the people it rests on."""
    dissent: list[InsightSupport] = Field(default_factory=list)
    """Added: who sees it otherwise than most."""
    differences: list[DifferenceEntry] = Field(default_factory=list)
    """Added: between hot, warm and cold, and along whatever else answers differ by more than chance."""
    focus: list[FocusEntry] = Field(default_factory=list)
    """Added: the focus areas asked for, and what was said of them."""
    usage: UsageView | None = None
    """Added: what writing it took; coding the answers not included."""

    @classmethod
    def of(cls, summary: Summary) -> "SessionSummary":
        return cls(
            summary_text=summary.summary_text,
            key_insights=[insight.text for insight in summary.key_insights],
            sentiment_distribution=dict(summary.sentiment_distribution),
            common_themes=list(summary.common_themes),
            generated_at=summary.generated_at,
            evidence=[
                QuoteEvidence(insight_index=index, lead_id=quote.lead_id, quote=quote.text)
                for index, insight in enumerate(summary.key_insights)
                for quote in insight.quotes
            ],
            model=summary.model,
            style=summary.style,
            sentiment_shares={
                label: IntervalView.model_validate(share) for label, share in summary.sentiment_shares.items()
            },
            themes=[ThemeEntry.of(theme) for theme in summary.themes],
            insight_support=[InsightSupport.of(insight) for insight in summary.key_insights],
            dissent=[InsightSupport.of(insight) for insight in summary.dissent],
            differences=[DifferenceEntry.model_validate(each) for each in summary.differences],
            focus=[FocusEntry.of(finding) for finding in summary.focus],
            usage=UsageView.model_validate(summary.usage),
        )


class FailedProspectEntry(Wire):
    lead_id: str
    error_code: FailureCode
    message: str

    @classmethod
    def of(cls, failed: FailedProspect) -> "FailedProspectEntry":
        return cls(lead_id=failed.lead_id, error_code=failed.error_code, message=failed.message)


class OptionCountEntry(Wire):
    model_config = ConfigDict(from_attributes=True)

    option: str
    """The option's words; of a scale the point, "1" to "5"."""
    count: int
    """Answers that chose it; in a ranking, that put it first."""
    share: IntervalView
    """Of the answers with a value."""
    label: str | None = None
    """What a scale's point means."""
    mean_rank: float | None = None
    """In a ranking: 1 is best."""


class QuestionResultsView(Wire):
    """What the answers came to, counted by code."""

    model_config = ConfigDict(from_attributes=True, title="QuestionResults")

    kind: QuestionKind
    answered: int
    """Answers with a value."""
    without_value: int
    """Answers out of which no value could be read; with `answered` they are all answers."""
    counts: list[OptionCountEntry]
    """In the order of the options; a scale's from 1 to 5."""
    mean: IntervalView | None = None
    """Of a scale's points."""

    @classmethod
    def of(cls, form: QuestionForm, values: Iterable[Value | None]) -> "QuestionResultsView | None":
        results = results_of(form, values)
        return cls.model_validate(results) if results else None


class QuestionSessionView(Wire):
    model_config = ConfigDict(title="QuestionSession")

    session_id: str
    question: str
    image_url: str | None = None
    target_prospects: list[PersonaBase]
    status: SessionStatus
    created_at: Timestamp
    updated_at: Timestamp
    completed_at: Timestamp | None = None
    responses: list[ProspectResponse] = Field(default_factory=list)
    summary: SessionSummary | None = None
    total_expected: int
    total_responded: int
    error_message: str | None = None
    failed_prospects: list[FailedProspectEntry] = Field(default_factory=list)
    """Added: the prospects whose twins gave no answer, and why."""
    context: dict[str, Any] = Field(default_factory=dict)
    """Added: the context that the question was asked with."""
    last_event_id: int
    """Added: the newest event of this snapshot; a stream can be resumed from it."""
    question_kind: QuestionKind = QuestionKind.FREE_TEXT
    """Added: what an answer may be, besides words."""
    options: list[str] = Field(default_factory=list)
    """Added: what could be chosen or ranked; of a scale what its points mean."""
    scale: ScaleName | None = None
    scale_method: ScaleMethod | None = None
    parent_session_id: str | None = None
    """Added: the session that this one follows up."""
    usage: UsageView | None = None
    """Added: what all its model calls took so far: answers, codes, summaries."""
    results: QuestionResultsView | None = None
    """Added: what the answers so far came to; null for free text, and where the answers are left out."""

    @classmethod
    def of(cls, session: QuestionSession) -> "QuestionSessionView":
        has_answers = len(session.responses) == session.total_responded
        values = [response.value for response in session.responses]
        return cls(
            session_id=session.session_id,
            question=session.question,
            image_url=f"{SESSIONS_PATH}/{session.session_id}/image" if session.has_image else None,
            target_prospects=[PersonaBase.of(persona) for persona in session.targets],
            status=session.status,
            created_at=session.created_at,
            updated_at=session.updated_at,
            completed_at=session.completed_at,
            responses=[ProspectResponse.of(response) for response in session.responses],
            summary=SessionSummary.of(session.summary) if session.summary else None,
            total_expected=session.total_expected,
            total_responded=session.total_responded,
            error_message=session.error_message,
            failed_prospects=[FailedProspectEntry.of(failed) for failed in session.failed_prospects],
            context=dict(session.context),
            last_event_id=session.last_seq,
            question_kind=session.form.kind,
            options=list(session.form.options),
            scale=session.form.scale,
            scale_method=session.form.scale_method,
            parent_session_id=session.parent_session_id,
            usage=UsageView.model_validate(session.usage),
            results=QuestionResultsView.of(session.form, values) if has_answers else None,
        )


class SessionListResponse(Wire):
    sessions: list[QuestionSessionView]
    total_count: int
    page: int
    page_size: int
    total_pages: int
    active_sessions_count: int
    completed_sessions_count: int


class ResponsesListResponse(Wire):
    session_id: str
    responses: list[ProspectResponse]
    total_responded: int
    total_expected: int
    is_complete: bool
    summary: SessionSummary | None = None
    results: QuestionResultsView | None = None
    """Added: what all answers so far came to, those before a cursor included; null for free text."""


class CancelSessionResponse(Wire):
    session_id: str
    status: SessionStatus
    message: str
    cancelled_at: Timestamp


class RegenerateSummaryRequest(Wire):
    focus_areas: list[Annotated[Text, Field(min_length=1, max_length=200)]] | None = Field(
        None, max_length=20, description="Specific areas to focus on in the summary"
    )
    summary_style: SummaryStyle = SummaryStyle.CONCISE


class ResponseUpdateNotification(Wire):
    """WebSocket/SSE message for real-time updates"""

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
