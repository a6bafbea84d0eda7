"""How long answers take, for estimates."""

import time
from collections.abc import Sequence

from prospect_twins.domain.answers import TwinAnswer
from prospect_twins.domain.ports import Twin
from prospect_twins.domain.prospects import Prospect
from prospect_twins.domain.questions import Exchange, Question

_WEIGHT = 0.1
"""The weight of the newest answer in the moving average."""


class TimedTwin:
    """A twin whose answers are timed. `answer_s`: an exponential moving average in seconds; None before the first."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self.answer_s: float | None = None

    async def answer(self, question: Question, prospect: Prospect, memory: Sequence[Exchange]) -> TwinAnswer:
        """The wrapped twin's answer; how long it took is noted."""
        started = time.monotonic()
        answer = await self._twin.answer(question, prospect, memory)
        took = time.monotonic() - started
        self.answer_s = took if self.answer_s is None else self.answer_s + _WEIGHT * (took - self.answer_s)
        return answer
