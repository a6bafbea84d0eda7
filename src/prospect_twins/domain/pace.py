"""How long a session may take, from what answers have taken lately."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from prospect_twins.domain.work import WorkerReport


@dataclass(frozen=True, slots=True)
class AnsweringPace:
    """How fast the workers answer."""

    calls_at_a_time: int
    """By all workers that have answered something."""
    answer_s: float
    """Seconds that an answer takes lately, by the slowest of them."""

    @classmethod
    def of(cls, reports: Sequence[WorkerReport]) -> "AnsweringPace | None":
        """The pace of the workers that reported; None while none of them has answered."""
        timed = [(report.concurrency, report.answer_s) for report in reports if report.answer_s is not None]
        if not timed:
            return None
        return cls(sum(concurrency for concurrency, _ in timed), max(answer_s for _, answer_s in timed))

    def seconds_for(self, answers: int) -> int:
        """Seconds until a session of so many answers ends: rounds of calls, and one more for its summary."""
        rounds = math.ceil(answers / self.calls_at_a_time) + 1
        return max(1, math.ceil(rounds * self.answer_s))
