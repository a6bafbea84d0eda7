"""What passes between the services, which do the work, and the store, which remembers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from prospect_twins.domain.answers import Answer, FailedProspect, FailureCode, TwinAnswer
from prospect_twins.domain.confidence import UNCALIBRATED, Calibrator, Confidence
from prospect_twins.domain.labels import AnswerLabels
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm
from prospect_twins.domain.questions import Exchange, Image, Question
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.spending import NO_COST, ExpectedCost
from prospect_twins.domain.summaries import Summary, SummaryStyle
from prospect_twins.domain.threads import ParentAnswers
from prospect_twins.domain.usage import Usage


@dataclass(frozen=True, slots=True)
class AttachedImage:
    """A picture to be stored once: `content_hash` is the SHA-256 of `image.data`, `shown` what models get to see."""

    content_hash: bytes
    image: Image
    shown: Image
    width: int = 0
    height: int = 0
    """Pixels of `image`."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A question to be asked. `prospect_ids` are distinct."""

    session_id: str
    tenant_id: str
    question: str
    prospect_ids: Sequence[str]
    context: Mapping[str, Any]
    deadline_s: float
    window: int
    daily_answers: int
    image: AttachedImage | None = None
    form: QuestionForm = FREE_TEXT
    parent_session_id: str | None = None
    """The session whose thread it goes on with. Then `prospect_ids` may be empty: all of its people who answered."""
    parent_answers: ParentAnswers | None = None
    """Narrows them to those who answered a certain way."""
    cost: ExpectedCost = NO_COST


@dataclass(frozen=True, slots=True)
class Waiting:
    """One target to ask, with its person's earlier exchanges, oldest first."""

    prospect: Prospect
    memory: Sequence[Exchange]


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a session's targets that are asked together."""

    question: Question
    left_s: float
    """Seconds until the session's deadline, by the database's clock."""
    waiting: Sequence[Waiting]
    tenant_id: str = ""
    calibrator: Calibrator = UNCALIBRATED
    """What the tenant's confidence components are worth."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A twin's answer with its confidence."""

    lead_id: str
    answer: TwinAnswer
    confidence: Confidence


TargetResult = Answered | FailedProspect


def usage_of_result(result: TargetResult) -> Usage:
    """What the calls for this result took."""
    return result.answer.usage if isinstance(result, Answered) else result.usage


def with_usage(result: TargetResult, usage: Usage) -> TargetResult:
    """`result` with all that its calls took, those besides the ones that gave it included."""
    if isinstance(result, FailedProspect):
        return replace(result, usage=usage)
    return replace(result, answer=replace(result.answer, usage=usage))


@dataclass(frozen=True, slots=True)
class LabelledBatch:
    """What labelling some answers gave: one entry for each, in their order."""

    labels: tuple[AnswerLabels | None, ...]
    """None where an answer could not be labelled."""
    usage: Usage


@dataclass(frozen=True, slots=True)
class LabellingClaim:
    """Answers of one session that somebody labels, and nobody else meanwhile."""

    session_id: str
    question: Question
    positions: tuple[int, ...]
    answers: tuple[str, ...]
    ended: bool = False
    """Whether the session was completed when they were claimed."""


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """How many answers of a session have no labels: nobody labels those that are `free`, somebody those `claimed`."""

    free: int
    claimed: int
    tenant_id: str = ""
    """Whose session it is, if there are any."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a summary is written from."""

    session_id: str
    status: SessionStatus
    question: Question
    responses: Sequence[Answer]
    style: SummaryStyle = SummaryStyle.CONCISE
    focus_areas: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SummarySize:
    """What a summary would be written from."""

    question: Question
    answers: int
    unlabelled: int
    """How many of the answers would have to be labelled before."""


@dataclass(frozen=True, slots=True)
class RewrittenSummary:
    """What became of a request: a summary, or the code and message of its failure."""

    summary: Summary | None
    failure_code: FailureCode | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """A worker's model, whether it can serve, and why not (`detail`, for people).

    `answer_s`: seconds that an answer has taken lately, None before the first. `setup`: the settings by which it
    answers (`Settings.setup`). `trouble`: what is wrong with its models since their last replies, None if nothing is.
    """

    model: str
    ready: bool
    detail: str
    concurrency: int
    answer_s: float | None = None
    setup: Mapping[str, Any] = field(default_factory=dict)
    trouble: str | None = None


def models_of(reports: Sequence[WorkerReport]) -> str:
    """The names of the models that these workers run: one, unless the workers disagree."""
    return ", ".join(dict.fromkeys(report.model for report in reports))


@dataclass(frozen=True, slots=True)
class Overdue:
    """A session past its deadline; `settled` if only its summary is missing."""

    session_id: str
    settled: bool
