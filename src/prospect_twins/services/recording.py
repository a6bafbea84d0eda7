"""Saves outcomes as they land: at once when it is quiet, together when many land at a time."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.ports import Progress
from prospect_twins.domain.sessions import FailedProspect, FailureCode
from prospect_twins.domain.work import Outcome
from prospect_twins.services.patience import ATTEMPT_S, patiently, reason_of

_log = logging.getLogger(__name__)

_SPACING_S = 0.008
"""Between two saves of one session. Answers that land in between share a transaction: at 200 answers a second that
halves the cost of an answer and delays it by 4 ms on average; a lone answer is saved at once."""
_PATIENCE_S = 5.0
UNSTORABLE = "What the model gave can't be stored; the worker's log has the reason."


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """`until`: the session's deadline by the monotonic clock. `done`: stored, or too late; cancelled if neither."""

    outcome: Outcome
    until: float
    done: asyncio.Future[None]


class Recorder:
    """One per worker. A session's saves follow each other (they take the same row's lock); sessions are independent.

    While the database is away, it keeps outcomes and tries again until their session's deadline: an answer has been
    paid for. An outcome that can't be stored for any other reason becomes a failed prospect, by itself. `patience_s`:
    how long a caller waits with it, `attempt_s`: how long one save may take.
    """

    def __init__(
        self,
        progress: Progress,
        window: Callable[[], int],
        *,
        patience_s: float = _PATIENCE_S,
        attempt_s: float = ATTEMPT_S,
    ) -> None:
        self._progress = progress
        self._window = window
        self._patience_s = patience_s
        self._attempt_s = attempt_s
        self._kept: dict[str, dict[str, _Kept]] = {}
        self._savers: dict[str, asyncio.Task[None]] = {}

    def kept(self, session_id: str) -> frozenset[str]:
        """Whose outcomes are here and not stored yet, by their lead ids: they need not be asked again."""
        return frozenset(self._kept.get(session_id, ()))

    async def record(self, session_id: str, outcome: Outcome, until: float = math.inf) -> None:
        """Returns once the outcome is stored, or dropped because it came too late. See `stored`."""
        kept = self._kept.setdefault(session_id, {})
        if outcome.lead_id not in kept:
            kept[outcome.lead_id] = _Kept(outcome, until, asyncio.get_running_loop().create_future())
        if session_id not in self._savers:
            self._savers[session_id] = asyncio.create_task(self._save(session_id, kept))
        await self.stored(session_id, outcome.lead_id)

    async def stored(self, session_id: str, lead_id: str) -> None:
        """Returns once what is kept of this person is stored, or dropped because it came too late.

        Raises DatabaseUnavailable if that takes long, for the caller to make room for other sessions; the outcome
        stays here and is saved when it can be. Cancelling the caller does not undo a save that has begun.
        """
        kept = self._kept.get(session_id, {}).get(lead_id)
        if kept is None:
            return
        await asyncio.wait((kept.done,), timeout=self._patience_s)
        if not kept.done.done() or kept.done.cancelled():
            raise DatabaseUnavailable("answers wait to be saved")

    async def give_up(self, session_id: str, first: int, last: int, failure: FailedProspect) -> None:
        """Settle those at positions `first` to `last` who still wait as `failure`. Raises what the database raises."""
        await self._progress.fail_positions(session_id, first, last, failure, self._window())

    async def close(self, within_s: float) -> None:
        """Let saves that are under way end within that time; what is not saved then will be asked again."""
        if self._savers:
            _, late = await asyncio.wait(self._savers.values(), timeout=within_s)
            for saver in late:
                saver.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _save(self, session_id: str, kept: dict[str, _Kept]) -> None:
        try:
            while kept:
                batch = list(kept.values())
                await self._save_batch(session_id, batch)
                for each in batch:
                    del kept[each.outcome.lead_id]
                    each.done.set_result(None)
                await asyncio.sleep(_SPACING_S)
        finally:
            del self._savers[session_id], self._kept[session_id]
            for each in kept.values():
                each.done.cancel()

    async def _save_batch(self, session_id: str, batch: Sequence[_Kept]) -> None:
        """Halved until those are alone that can't be stored, so that they take no other answer with them."""
        try:
            await self._settle(session_id, [each.outcome for each in batch], max(each.until for each in batch))
        except DatabaseUnavailable as error:
            _log.error("%d answers of %s are past its deadline, not saved: %s", len(batch), session_id, error)
        except Exception as error:
            if len(batch) == 1:
                await self._fail(session_id, batch[0], error)
                return
            middle = len(batch) // 2
            await self._save_batch(session_id, batch[:middle])
            await self._save_batch(session_id, batch[middle:])

    async def _fail(self, session_id: str, kept: _Kept, error: Exception) -> None:
        outcome = kept.outcome
        code = outcome.error_code if isinstance(outcome, FailedProspect) else FailureCode.PROCESSING_ERROR
        _log.error("one answer of %s can't be stored: %s", session_id, reason_of(error))
        try:
            await self._settle(session_id, [FailedProspect(outcome.lead_id, code, UNSTORABLE)], kept.until)
        except Exception as again:
            _log.error("nor can its failure, %s settles it at its deadline: %s", session_id, reason_of(again))

    async def _settle(self, session_id: str, outcomes: Sequence[Outcome], until: float) -> None:
        await patiently(
            lambda: self._progress.settle(session_id, outcomes, self._window()),
            f"save {len(outcomes)} answers of {session_id}",
            within_s=until - time.monotonic(),
            attempt_s=self._attempt_s,
        )
