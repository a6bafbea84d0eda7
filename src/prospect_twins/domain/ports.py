"""What the services need of the outside, as protocols; `app` plugs the concrete things in."""

from collections.abc import Sequence
from typing import Protocol

from prospect_twins.domain.answers import Answer, FailedProspect, FailureCode, TwinAnswer
from prospect_twins.domain.estimates import Audience, Stage
from prospect_twins.domain.pace import AnsweringPace
from prospect_twins.domain.prospects import KnownPerson, Prospect, ProspectPatch, Upserted
from prospect_twins.domain.questions import Exchange, Question
from prospect_twins.domain.receipts import IdempotencyKey, SessionReceipt
from prospect_twins.domain.similarity_rating import Vector
from prospect_twins.domain.spending import Allowances, CostLimits
from prospect_twins.domain.summaries import Summary, SummaryStyle
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import (
    LabelledBatch,
    LabellingClaim,
    Material,
    NewSession,
    Slice,
    TargetResult,
    Unlabelled,
)


class Twin(Protocol):
    """Answers one question as one prospect would (`SyntheticPersonChatAgent`)."""

    async def answer(self, question: Question, prospect: Prospect, memory: Sequence[Exchange]) -> TwinAnswer:
        """One answer in the first person. `memory` is oldest first. Raises ModelFault; retries are the agent's own."""
        ...


class Labeller(Protocol):
    """Reads labels out of answers after they were given."""

    @property
    def batch(self) -> int:
        """Answers that are best given to it at a time, at most."""
        ...

    async def label(self, question: Question, answers: Sequence[str]) -> LabelledBatch:
        """The labels of `answers`, in their order; None for one that could not be labelled.

        Raises ModelFault when the model could not be asked and nothing was labelled; retries are the labeller's own.
        """
        ...


class LabellingDesk(Protocol):
    """Hands out answers that are to be labelled, each to one at a time, and takes their labels.

    `ended`: False for a session that still runs, True for one that is completed and whose summary is written anew.
    """

    async def claim(
        self, session_id: str, *, ended: bool, least: int, most: int, without: Sequence[int], lease_s: float
    ) -> LabellingClaim | None:
        """At most `most` answers that nobody labels; None if there are fewer than `least`, or none is left."""
        ...

    async def renew(self, claim: LabellingClaim, lease_s: float) -> None:
        """Keep the claim for that long from now."""
        ...

    async def save(self, claim: LabellingClaim, labelled: LabelledBatch) -> int:
        """Store labels and usage, give back what has none; how many were stored."""
        ...

    async def give_back(self, claim: LabellingClaim) -> None:
        """Let others label it."""
        ...

    async def unlabelled(self, session_id: str, *, ended: bool, without: Sequence[int]) -> Unlabelled:
        """What is left to be labelled, these positions aside; nothing if the session is not as told."""
        ...


class Summarizer(Protocol):
    """Tells what the prospects said together."""

    async def summarize(
        self,
        question: Question,
        responses: Sequence[Answer],
        style: SummaryStyle,
        focus_areas: Sequence[str],
    ) -> Summary:
        """A summary of all `responses` (at least one). Raises ModelFault."""
        ...


class ProspectWriter(Protocol):
    """Keeps imported prospects."""

    async def known_by(self, tenant_id: str, keys: Sequence[str]) -> Sequence[KnownPerson]:
        """Who is known by any of the keys, or has one of them for an id."""
        ...

    async def upsert_prospects(
        self,
        tenant_id: str,
        patches: Sequence[ProspectPatch],
        *,
        overwrite_names: bool = False,
        dry_run: bool = False,
    ) -> Upserted:
        """Stores each prospect as `patch.applied_to(what is stored)`, all of them in one transaction.

        A patch that contradicts who is stored is left out, unless `overwrite_names`. A `dry_run` only tells.

        `patches` are sorted by lead_id and no lead_id occurs twice, so that two imports lock rows in the same order. A
        prospect that would come out as it stands is not written.
        """
        ...


class SliceSource(Protocol):
    """What a slice job has to do."""

    async def load(self, session_id: str, first: int, last: int) -> Slice | None:
        """The targets at positions `first` to `last` that still wait; None once the session has ended."""
        ...


class Progress(Protocol):
    """Moves a session on as its prospects answer."""

    async def settle(self, session_id: str, results: Sequence[TargetResult]) -> int:
        """Store results; how many counted. One that is no longer waited for is dropped."""
        ...

    async def fail_positions(self, session_id: str, first: int, last: int, failure: FailedProspect) -> bool:
        """Store `failure` for those at positions `first` to `last` who still wait; whether there were any."""
        ...


class SessionEnd(Protocol):
    """Ends a session whose prospects are all settled."""

    async def complete(self, session_id: str, summary: Summary, written_from: int) -> bool:
        """Complete it with its summary of `written_from` answers."""
        ...

    async def complete_without_summary(self, session_id: str, reason: str) -> bool:
        """Complete it, and tell why there is no summary."""
        ...


class SummaryDesk(Protocol):
    """What summaries are written from, and where rewritten ones go."""

    async def material(self, session_id: str) -> Material | None:
        """What a session's summary is made of; None if there is no such session."""
        ...

    async def requested(self, request_id: str) -> Material | None:
        """What a requested summary is made of; None if the request is gone."""
        ...

    async def replace(self, request_id: str, summary: Summary, written_from: int) -> None:
        """Put the summary that was requested in the old one's place, if the answers are still those."""
        ...

    async def give_up(self, request_id: str, code: FailureCode, reason: str) -> None:
        """Tell whoever waits for the request that it failed, and why; the old summary stays."""
        ...


class SessionCreator(Protocol):
    """Stores new sessions."""

    async def create(
        self, new: NewSession, idempotency: IdempotencyKey | None, pace: AnsweringPace | None
    ) -> SessionReceipt:
        """Session, targets, jobs, quota and receipt: all or nothing."""
        ...

    async def created(self, tenant_id: str, key: IdempotencyKey) -> SessionReceipt | None:
        """What `create` made under `key` before."""
        ...


class AudienceSource(Protocol):
    """Knows whom a question would go to."""

    async def look(self, new: NewSession, model_name: str, sample: int, memory_exchanges: int) -> Audience:
        """Raises what creating the session would, but for the quota."""
        ...


class CallPlan(Protocol):
    """Knows which model calls a session makes."""

    def stages(self, question: Question, audience: Audience) -> Sequence[Stage]:
        """The answers, pictures not counted, then what is made of them."""
        ...

    def summary_stages(self, question: Question, answers: int, unlabelled: int) -> Sequence[Stage]:
        """The calls of a summary that is written anew, and of labelling the answers that are not labelled yet."""
        ...


class Ledger(Protocol):
    """The books on what sessions cost."""

    async def spend(self, session_id: str, usage: Usage) -> None:
        """Enter what calls took that nothing else enters: those without a result."""
        ...

    async def allowances(self, session_id: str, limits: CostLimits) -> Allowances | None:
        """What the session may still spend, by its own limits and these; None where there is no limit."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors that lie close together when the texts mean much the same."""

    @property
    def name(self) -> str:
        """The model's; vectors of different models can't be compared."""
        ...

    async def embed(self, texts: Sequence[str]) -> Sequence[Vector]:
        """One vector of length 1 for each text, in their order. Raises what a call of a model raises."""
        ...
