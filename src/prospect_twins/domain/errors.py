"""Everything that can be refused or go wrong, as one tree.

ProspectTwinsError
 ├─ Refusal                 the caller asked for something that can't be done; `message` says what to do instead
 │   ├─ InvalidInput        VALIDATION_ERROR, with the places and reasons
 │   ├─ InvalidProspectIds  SessionNotFound  ProspectNotFound  ObservationNotFound
 │   ├─ NotCancellable  NotCompleted  SummaryInProgress  ImageNotSupported
 │   ├─ CostLimitExceeded  QuotaExceeded  IdempotencyKeyReused  IdempotencyInProgress
 │   └─ Unauthenticated  Forbidden
 ├─ ModelFault              a model call failed; `code` says how, `retryable` whether asking again may help
 └─ DatabaseUnavailable     it can't be reached at the moment; the only error of a store that may be tried again
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from prospect_twins.domain.answers import FailureCode


class ProspectTwinsError(Exception):
    """The base of every error this package raises on purpose."""


class SummaryNotWritten(ProspectTwinsError):
    """A summary that somebody waits for could not be written, or not in time; the old one stays."""

    def __init__(self, message: str, *, timed_out: bool) -> None:
        super().__init__(message)
        self.timed_out = timed_out


class Refusal(ProspectTwinsError):
    """A request that can't be carried out. `code` is the API's `error_code`; nothing was changed."""

    code: ClassVar[str]

    def __init__(self, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InvalidInput(Refusal):
    """Values that don't validate. `errors`: `{"place": …, "reason": …}` each, never the value itself."""

    code = "VALIDATION_ERROR"

    def __init__(self, message: str, errors: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(message, {"errors": list(errors)} if errors else None)


class InvalidProspectIds(Refusal):
    """Ids in a request that can't be asked."""

    code = "INVALID_PROSPECT_IDS"

    def __init__(
        self, invalid_ids: Sequence[str], which: str = "not among your prospects; import them first, or leave them out"
    ) -> None:
        count = len(invalid_ids)
        super().__init__(
            f"{count} of the prospect_ids {'is' if count == 1 else 'are'} {which}.", {"invalid_ids": list(invalid_ids)}
        )


class SessionNotFound(Refusal):
    """There is no such session, or it is another tenant's."""

    code = "SESSION_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is no such session among yours.")


class ProspectNotFound(Refusal):
    """There is no such prospect, or it is another tenant's."""

    code = "PROSPECT_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is no such prospect among yours.")


class ObservationNotFound(Refusal):
    """The prospect has no such outcome."""

    code = "OUTCOME_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is no such outcome of this prospect.")


class NotCancellable(Refusal):
    """The session has ended otherwise than by a cancellation."""

    code = "SESSION_NOT_CANCELLABLE"

    def __init__(self, status: str) -> None:
        super().__init__(f"The session is already {status}; only a pending or running session can be cancelled.")


class NotCompleted(Refusal):
    """The session has not ended, or has no answer."""

    code = "SESSION_NOT_COMPLETED"

    def __init__(
        self, message: str = "A summary can be regenerated only for a session that has ended, with at least one answer."
    ) -> None:
        super().__init__(message)


class SummaryInProgress(Refusal):
    """A summary of the session is being written."""

    code = "SUMMARY_IN_PROGRESS"

    def __init__(self) -> None:
        super().__init__("A summary of this session is being written; wait for it, then try again.")


class ImageNotSupported(Refusal):
    """The model that would answer sees no pictures."""

    code = "IMAGE_NOT_SUPPORTED"

    def __init__(self, model: str) -> None:
        super().__init__(f"The configured model ({model}) can't see images; ask without one, or configure another.")


class QuotaExceeded(Refusal):
    """The tenant's day has no room for so many answers, or for what they would cost."""

    code = "QUOTA_EXCEEDED"


class CostLimitExceeded(Refusal):
    """More than a session may cost; nothing of it was begun."""

    code = "VALIDATION_ERROR"


class IdempotencyKeyReused(Refusal):
    """The key stands for another request."""

    code = "IDEMPOTENCY_KEY_REUSED"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used with another request; take a new key for a new request.")


class IdempotencyInProgress(Refusal):
    """The first request with the key is not answered yet."""

    code = "IDEMPOTENCY_IN_PROGRESS"

    def __init__(self) -> None:
        super().__init__("The first request with this Idempotency-Key is still being worked on; ask again shortly.")


class Unauthenticated(Refusal):
    """There is no key, or it is not valid."""

    code = "UNAUTHENTICATED"

    def __init__(self, message: str = "Send your API key as 'Authorization: Bearer <key>'.") -> None:
        super().__init__(message)


class Forbidden(Refusal):
    """The key may not be used for this, or from there."""

    code = "FORBIDDEN"


class ModelFault(ProspectTwinsError):
    """A model call that gave no usable answer.

    `retryable`: whether the same call may succeed later (time-outs, 429, 5xx); `retry_after_s`: seconds the provider
    asked us to wait, if it did; `attempts`: how often it is worth being called in all, None as long as the budget
    lasts. The message is for users: it names no key, header or prompt.
    """

    def __init__(
        self,
        code: FailureCode,
        message: str,
        *,
        retryable: bool = False,
        retry_after_s: float | None = None,
        attempts: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.attempts = attempts


class NotAffordable(ModelFault):
    """A model call that was not made, since a limit on costs forbids it. It says nothing of the model."""

    def __init__(self, message: str) -> None:
        super().__init__(FailureCode.PROCESSING_ERROR, message)


class DatabaseUnavailable(ProspectTwinsError):
    """The database can't be reached, or can't serve, at the moment. Nothing was changed; the same may succeed later."""
