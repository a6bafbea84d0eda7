"""Takes a question: checks it, and has it stored with its targets and jobs in one transaction."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from prospect_twins.domain.answerers import Answerers
from prospect_twins.domain.errors import ImageNotSupported, InvalidInput
from prospect_twins.domain.estimates import Estimate
from prospect_twins.domain.form_checks import checked_form
from prospect_twins.domain.pace import AnsweringPace
from prospect_twins.domain.ports import SessionCreator
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm
from prospect_twins.domain.receipts import IdempotencyKey, SessionReceipt
from prospect_twins.domain.spending import ExpectedCost
from prospect_twins.domain.text import check_question
from prospect_twins.domain.threads import ParentAnswers
from prospect_twins.domain.work import AttachedImage, NewSession, SummarySize
from prospect_twins.services.estimating import Estimator
from prospect_twins.services.images import checked_image


@dataclass(frozen=True, slots=True)
class AskingLimits:
    """What one question may take."""

    max_prospects: int
    daily_answers: int
    deadline_s: float
    window: int


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What somebody wants to ask, and whom, before it is checked."""

    question: str
    prospect_ids: Sequence[str] = ()
    """May be empty with `parent_session_id`: then all of its people who answered."""
    context: Mapping[str, Any] = field(default_factory=dict)
    image_base64: str | None = None
    image_mime_type: str | None = None
    form: QuestionForm = FREE_TEXT
    parent_session_id: str | None = None
    parent_answers: ParentAnswers | None = None


class Asking:
    """Checks a question, estimates what it takes, and creates its session."""

    def __init__(
        self, sessions: SessionCreator, limits: AskingLimits, answerers: Answerers, estimator: Estimator
    ) -> None:
        self._sessions = sessions
        self._limits = limits
        self._answerers = answerers
        self._estimator = estimator

    async def ask(
        self,
        tenant_id: str,
        inquiry: Inquiry,
        *,
        idempotency: IdempotencyKey | None = None,
        pace: AnsweringPace | None = None,
    ) -> SessionReceipt:
        """Store a question to the distinct `prospect_ids`, unless `idempotency` stands for a session already.

        Raises InvalidInput, ImageNotSupported, SessionNotFound, NotCompleted (both of the parent), InvalidProspectIds,
        CostLimitExceeded, QuotaExceeded, IdempotencyKeyReused, IdempotencyInProgress; then nothing was stored.
        """
        new = await self._checked(tenant_id, inquiry)
        # A session that was created before is refused nothing: it has been paid for.
        if await self._estimator.limits():
            if idempotency and (created := await self._sessions.created(tenant_id, idempotency)):
                return created
            new = replace(new, cost=await self._estimator.expected(new))
        return await self._sessions.create(new, idempotency, pace)

    async def estimate(self, tenant_id: str, inquiry: Inquiry) -> Estimate:
        """What it would take, by the same checks. Raises what `ask` does, but for the quota: whether it is enough
        stands in the estimate.
        """
        return await self._estimator.estimate(await self._checked(tenant_id, inquiry))

    async def expected_of_summary(self, size: SummarySize) -> ExpectedCost:
        """What is to be set aside for a summary written anew. Raises CostLimitExceeded."""
        return await self._estimator.expected_of_summary(size)

    async def _checked(self, tenant_id: str, inquiry: Inquiry) -> NewSession:
        """The session to be created, as far as it can be checked without the database.

        Raises InvalidInput, ImageNotSupported.
        """
        try:
            check_question(inquiry.question)
        except ValueError as error:
            raise InvalidInput(f"Not valid: {error}.", [{"place": "question", "reason": str(error)}]) from None
        if inquiry.parent_answers is not None and inquiry.parent_session_id is None:
            reason = "there are no answers to choose by; name the session with parent_session_id"
            raise InvalidInput(f"Not valid: {reason}.", [{"place": "parent_answers", "reason": reason}])
        distinct = list(dict.fromkeys(inquiry.prospect_ids))
        if not distinct and inquiry.parent_session_id is None:
            reason = "it names nobody; name at least one prospect"
            raise InvalidInput(f"Not valid: {reason}.", [{"place": "prospect_ids", "reason": reason}])
        if len(distinct) > self._limits.max_prospects:
            reason = f"at most {self._limits.max_prospects} prospects a session; ask the rest in another"
            raise InvalidInput(f"Not valid: {reason}.", [{"place": "prospect_ids", "reason": reason}])
        return NewSession(
            session_id=f"QS-{secrets.token_hex(16)}",
            tenant_id=tenant_id,
            question=inquiry.question,
            prospect_ids=distinct,
            context=inquiry.context,
            deadline_s=self._limits.deadline_s,
            window=self._limits.window,
            daily_answers=self._limits.daily_answers,
            image=await self._image(inquiry),
            form=checked_form(inquiry.form),
            parent_session_id=inquiry.parent_session_id,
            parent_answers=inquiry.parent_answers,
        )

    async def _image(self, inquiry: Inquiry) -> AttachedImage | None:
        if inquiry.image_base64 is None and inquiry.image_mime_type is None:
            return None
        # Decoding and encoding again takes CPU for up to a second.
        checked = await asyncio.to_thread(checked_image, inquiry.image_base64, inquiry.image_mime_type)
        if checked is None:
            return None
        for answerer in await self._answerers.now():
            if not answerer.sees_images:
                raise ImageNotSupported(answerer.model)
        return AttachedImage(bytes.fromhex(checked.sha256), checked.image, checked.shown, checked.width, checked.height)
