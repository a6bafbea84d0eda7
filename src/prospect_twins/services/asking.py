"""Takes a question: checks it, and has it stored with its targets and jobs in one transaction."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prospect_twins.domain.errors import ImageNotSupported, InvalidInput
from prospect_twins.domain.ports import SessionCreator
from prospect_twins.domain.replies import IdempotencyKey, Reply
from prospect_twins.domain.text import check_question
from prospect_twins.domain.work import AttachedImage, NewSession
from prospect_twins.services.images import checked_image


@dataclass(frozen=True, slots=True)
class AskingLimits:
    max_prospects: int
    daily_answers: int
    deadline_s: float
    window: int


class Asking:
    def __init__(self, sessions: SessionCreator, limits: AskingLimits, model: str, sees_images: bool) -> None:
        self._sessions = sessions
        self._limits = limits
        self._model = model
        self._sees_images = sees_images

    async def ask(
        self,
        tenant_id: str,
        question: str,
        prospect_ids: Sequence[str],
        *,
        context: Mapping[str, Any],
        image_base64: str | None = None,
        image_mime_type: str | None = None,
        idempotency: IdempotencyKey | None = None,
        render: Callable[[str, datetime, int], Reply],
    ) -> Reply:
        """Store a question to the distinct `prospect_ids`; the reply that `render` makes of it, or the first one again.

        Raises InvalidInput, InvalidProspectIds, ImageNotSupported, QuotaExceeded, IdempotencyKeyReused,
        IdempotencyInProgress; then nothing was stored.
        """
        try:
            check_question(question)
        except ValueError as error:
            raise InvalidInput(f"Not valid: {error}.", [{"place": "question", "reason": str(error)}]) from None
        distinct = list(dict.fromkeys(prospect_ids))
        if len(distinct) > self._limits.max_prospects:
            reason = f"at most {self._limits.max_prospects} prospects a session; ask the rest in another"
            raise InvalidInput(f"Not valid: {reason}.", [{"place": "prospect_ids", "reason": reason}])
        image: AttachedImage | None = None
        if image_base64 is not None or image_mime_type is not None:
            # Decoding and encoding again takes CPU for up to a second.
            checked = await asyncio.to_thread(checked_image, image_base64, image_mime_type)
            if checked is not None:
                if not self._sees_images:
                    raise ImageNotSupported(self._model)
                image = AttachedImage(bytes.fromhex(checked.sha256), checked.image, checked.shown)
        new = NewSession(
            session_id=f"QS-{secrets.token_hex(16)}",
            tenant_id=tenant_id,
            question=question,
            prospect_ids=distinct,
            context=context,
            deadline_s=self._limits.deadline_s,
            window=self._limits.window,
            daily_answers=self._limits.daily_answers,
            image=image,
        )
        return await self._sessions.create(new, idempotency, render)
