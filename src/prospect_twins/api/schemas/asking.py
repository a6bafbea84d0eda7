"""Asking: a question to be submitted, what becomes of it, and what it would take."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StrictInt,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticKnownError

from prospect_twins.api.schemas.base import RequestBody, Text, Timestamp, Wire
from prospect_twins.domain.context import check_context
from prospect_twins.domain.estimates import Estimate
from prospect_twins.domain.pace import AnsweringPace
from prospect_twins.domain.question_forms import (
    MAX_OPTION_CHARS,
    MAX_OPTIONS,
    QuestionKind,
    ScaleMethod,
    ScaleName,
)
from prospect_twins.domain.receipts import SessionReceipt
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.text import MAX_QUESTION_CHARS, check_question, check_text
from prospect_twins.domain.threads import ParentAnswers


class ParentAnswersFilter(RequestBody):
    """Whom of the parent's people a follow-up is for, by what they answered. Each field that is given narrows; within
    one, any of its entries will do. Who gave no answer is never meant.
    """

    model_config = ConfigDict(title="ParentAnswers", extra="forbid")

    sentiments: list[Literal["positive", "neutral", "negative", "mixed", "unclear"]] = Field(default_factory=list)
    """Sentiments of the answer; `unclear`: it has not been labelled."""
    themes: list[Annotated[Text, Field(min_length=1, max_length=200)]] = Field(default_factory=list, max_length=50)
    """Themes of the answer's labels, in any case."""
    stance_min: int | None = Field(None, ge=1, le=5)
    stance_max: int | None = Field(None, ge=1, le=5)
    values: list[Annotated[Text, Field(min_length=1, max_length=MAX_OPTION_CHARS)] | StrictInt] = Field(
        default_factory=list, max_length=MAX_OPTIONS
    )
    """Options, or points of a scale: what was chosen, is among what was chosen, or was ranked first."""

    def read(self) -> ParentAnswers:
        """The domain's form of it."""
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


class QuestionSubmitRequest(RequestBody):
    """A question for many prospects."""

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

    other_names: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("image", "images", "imageurl", "imagedata", "picture", "photo", "base64"), "image_base64"),
        **dict.fromkeys(("mimetype", "imagetype", "imageformat"), "image_mime_type"),
        **dict.fromkeys(("kind", "type", "questiontype", "answertype", "responsetype"), "question_kind"),
        **dict.fromkeys(("choices", "answers", "labels", "scalelabels", "answeroptions"), "options"),
        **dict.fromkeys(("prospects", "leads", "leadids", "ids"), "prospect_ids"),
        **dict.fromkeys(("parent", "parentid", "followup", "followupto", "followsup"), "parent_session_id"),
        **dict.fromkeys(("parentanswer", "parentfilter"), "parent_answers"),
        "method": "scale_method",
        "scales": "scale",
    }

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
        None,
        description="Base64 encoded image attachment: PNG, JPEG, WebP or a still GIF, at most 10 MB and 25 megapixels",
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
    """The session that was created."""

    session_id: str = Field(description="Unique identifier for the Q&A session")
    status: SessionStatus
    message: str = Field(description="Success or error message")
    created_at: Timestamp
    total_prospects: int
    estimated_completion_time: int | None = Field(None, description="Estimated time in seconds")

    @classmethod
    def of(cls, receipt: SessionReceipt) -> "QuestionSubmitResponse":
        """The wire form of what was created."""
        total = receipt.total_prospects
        return cls(
            session_id=receipt.session_id,
            status=SessionStatus.PENDING,
            message=f"Question submitted successfully to {total} prospect{'' if total == 1 else 's'}",
            created_at=receipt.created_at,
            total_prospects=total,
            estimated_completion_time=receipt.estimated_completion_time,
        )


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


class BudgetView(Wire):
    """The limits on costs, in US dollars, and what is left of them."""

    model_config = ConfigDict(title="Budget")

    session_limit_usd: float | None
    """The most that a session may cost; null without such a limit."""
    day_limit_usd: float | None
    """The most that the tenant may spend in a UTC day; null without such a limit."""
    day_used_usd: float
    """Spent or set aside today."""
    left_usd: float
    """What a session may cost at the moment."""
    enough: bool
    """Whether the session would fit; not where its cost is not known."""


class EstimateView(Wire):
    """What a session would take: its answers, their labels and its summary."""

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
    """How many of `input_tokens` are the picture's."""
    cost_usd: float | None = None
    """Null where a model's price is not known; 0 where the model runs here."""
    price: PriceView | None = None
    """The price of the model that would answer; null where it is not known."""
    estimated_seconds: int | None = None
    """Null until a worker has answered something lately."""
    quota: QuotaLeftView
    budget: BudgetView | None = None
    """Null where costs are not limited."""
    notes: list[str]
    """What the figures rest on."""

    @classmethod
    def of(cls, estimate: Estimate, pace: AnsweringPace | None) -> "EstimateView":
        """The wire form of an estimate. `pace`: None before anything was answered."""
        quota, budget = estimate.quota, estimate.budget
        return cls(
            model=estimate.model,
            total_prospects=estimate.total_prospects,
            calls=estimate.calls,
            input_tokens=estimate.input_tokens,
            output_tokens=estimate.output_tokens,
            image_tokens=estimate.image_tokens,
            cost_usd=estimate.cost_usd,
            price=PriceView.model_validate(estimate.price) if estimate.price else None,
            estimated_seconds=pace.seconds_for(estimate.total_prospects) if pace else None,
            quota=QuotaLeftView(
                limit=quota.limit, used=quota.used, remaining=quota.remaining, enough=estimate.is_within_quota
            ),
            budget=BudgetView(
                session_limit_usd=budget.limits.session_usd,
                day_limit_usd=budget.limits.day_usd,
                day_used_usd=budget.day_used_usd,
                left_usd=budget.left_usd,
                enough=estimate.is_within_budget,
            )
            if budget
            else None,
            notes=list(estimate.notes),
        )
