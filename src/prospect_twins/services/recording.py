"""Saves results as they land: at once when it is quiet, together when many land at a time."""

import asyncio
import logging
import math
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.ports import Progress
from prospect_twins.domain.work import TargetResult, usage_of_result
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

    result: TargetResult
    until: float
    done: asyncio.Future[None]


class Recorder:
    """One per worker. A session's saves follow each other (they take the same row's lock); sessions are independent.

    While the database is away, it keeps results and tries again until their session's deadline: an answer has been
    paid for. An result that can't be stored for any other reason becomes a failed prospect, by itself. `patience_s`:
    how long a caller waits, and how long one save is tried before others have their turn; `attempt_s`: how long one
    attempt may take.
    """

    def __init__(
        self,
        progress: Progress,
        *,
        patience_s: float = _PATIENCE_S,
        attempt_s: float = ATTEMPT_S,
    ) -> None:
        self._progress = progress
        self._patience_s = patience_s
        self._attempt_s = attempt_s
        self._kept: dict[str, dict[str, _Kept]] = {}
        self._savers: dict[str, asyncio.Task[None]] = {}

    def kept(self, session_id: str) -> frozenset[str]:
        """Whose results are here and not stored yet, by their lead ids: they need not be asked again."""
        return frozenset(self._kept.get(session_id, ()))

    async def record(self, session_id: str, result: TargetResult, until: float = math.inf) -> None:
        """Returns once the result is stored, or dropped because it came too late. See `stored`."""
        kept = self._kept.setdefault(session_id, {})
        if result.lead_id not in kept:
            kept[result.lead_id] = _Kept(result, until, asyncio.get_running_loop().create_future())
        if session_id not in self._savers:
            self._savers[session_id] = asyncio.create_task(self._save(session_id, kept))
        await self.stored(session_id, result.lead_id)

    async def stored(self, session_id: str, lead_id: str) -> None:
        """Returns once what is kept of this person is stored, or dropped because it came too late.

        Raises DatabaseUnavailable if that takes long, for the caller to make room for other sessions; the result
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
        await self._progress.fail_positions(session_id, first, last, failure)

    async def close(self, within_s: float) -> None:
        """Let saves that are under way end within that time; what is not saved then will be asked again."""
        if self._savers:
            _, late = await asyncio.wait(self._savers.values(), timeout=within_s)
            for saver in late:
                saver.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _save(self, session_id: str, kept: dict[str, _Kept]) -> None:
        """Until nothing is kept: what has landed since is tried next, what can't be saved for now last."""
        parts: deque[Sequence[_Kept]] = deque()
        tried: set[str] = set()
        try:
            while kept:
                if fresh := [kept_result for lead_id, kept_result in kept.items() if lead_id not in tried]:
                    parts.appendleft(fresh)
                    tried.update(kept_result.result.lead_id for kept_result in fresh)
                part = parts.popleft()
                left = await self._save_part(session_id, part)
                parts.extend(left)
                still = {kept_result.result.lead_id for kept_result in chain(*left)}
                for kept_result in part:
                    if kept_result.result.lead_id not in still:
                        tried.discard(kept_result.result.lead_id)
                        del kept[kept_result.result.lead_id]
                        kept_result.done.set_result(None)
                await asyncio.sleep(_SPACING_S)
        finally:
            del self._savers[session_id], self._kept[session_id]
            for kept_result in kept.values():
                kept_result.done.cancel()

    async def _save_part(self, session_id: str, part: Sequence[_Kept]) -> list[Sequence[_Kept]]:
        """What of `part` is to be tried again later: nothing, or what could not be saved while it had its turn.

        What fails is halved until those are alone who make it fail, so that they take no other answer with them.
        """
        until = max(kept_result.until for kept_result in part)
        halves = [part[: len(part) // 2], part[len(part) // 2 :]] if len(part) > 1 else []
        try:
            await self._settle(session_id, [kept_result.result for kept_result in part], until)
        except DatabaseUnavailable as error:
            return self._later(session_id, halves or [part], until, error)
        except Exception as error:
            if not halves:
                return await self._fail(session_id, part[0], error)
            return [left for half in halves for left in await self._save_part(session_id, half)]
        return []

    async def _fail(self, session_id: str, kept: _Kept, error: Exception) -> list[Sequence[_Kept]]:
        result = kept.result
        code = result.error_code if isinstance(result, FailedProspect) else FailureCode.PROCESSING_ERROR
        _log.error("one answer of %s can't be stored: %s", session_id, reason_of(error))
        try:
            await self._settle(
                session_id, [FailedProspect(result.lead_id, code, UNSTORABLE, usage_of_result(result))], kept.until
            )
        except DatabaseUnavailable as away:
            return self._later(session_id, [[kept]], kept.until, away)
        except Exception as again:
            _log.error("nor can its failure, %s settles it at its deadline: %s", session_id, reason_of(again))
        return []

    def _later(
        self, session_id: str, parts: list[Sequence[_Kept]], until: float, error: DatabaseUnavailable
    ) -> list[Sequence[_Kept]]:
        """`parts`, or nothing once the session's deadline has passed."""
        if time.monotonic() < until:
            return parts
        answers = sum(map(len, parts))
        _log.error("%d answers of %s are past its deadline and not saved: %s", answers, session_id, error)
        return []

    async def _settle(self, session_id: str, results: Sequence[TargetResult], until: float) -> None:
        await patiently(
            lambda: self._progress.settle(session_id, results),
            f"save {len(results)} answers of {session_id}",
            within_s=min(self._patience_s, until - time.monotonic()),
            attempt_s=self._attempt_s,
        )
