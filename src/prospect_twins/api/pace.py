"""The workers' pace, as the API knows it."""

import math
import time
from collections.abc import Awaitable, Callable, Sequence

from prospect_twins.domain.pace import AnsweringPace
from prospect_twins.domain.work import WorkerReport

_FRESH_S = 5.0


class WorkersPace:
    """Reads the workers' reports at most every few seconds."""

    def __init__(self, reports: Callable[[], Awaitable[Sequence[WorkerReport]]]) -> None:
        self._read = reports
        self._pace: AnsweringPace | None = None
        self._read_at = -math.inf

    async def current(self) -> AnsweringPace | None:
        """The pace, a few seconds old at most; None while no worker has answered."""
        if time.monotonic() - self._read_at > _FRESH_S:
            self._read_at = time.monotonic()
            self._pace = AnsweringPace.of(await self._read())
        return self._pace
