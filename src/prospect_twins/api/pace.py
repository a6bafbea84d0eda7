"""How long a session may take, from what answers have taken lately."""

import math
import time
from collections.abc import Awaitable, Callable, Sequence

from prospect_twins.domain.work import WorkerReport

_FRESH_S = 5.0


class Pace:
    """Reads the workers' reports at most every few seconds."""

    def __init__(self, reports: Callable[[], Awaitable[Sequence[WorkerReport]]]) -> None:
        self._read = reports
        self._reports: Sequence[WorkerReport] = ()
        self._read_at = -math.inf

    async def refresh(self) -> None:
        """Read the reports again, unless they are fresh."""
        if time.monotonic() - self._read_at > _FRESH_S:
            self._read_at = time.monotonic()
            self._reports = await self._read()

    def estimated_seconds(self, answers: int) -> int | None:
        """Rounds of calls, and a summary, times what a call takes lately; None while no worker has answered."""
        timed = [(report.concurrency, report.answer_s) for report in self._reports if report.answer_s is not None]
        if not timed:
            return None
        rounds = math.ceil(answers / sum(concurrency for concurrency, _ in timed)) + 1
        return max(1, math.ceil(rounds * max(answer_s for _, answer_s in timed)))
