"""How the calls of one model fare: whether it answers, and what to tell people of it if it doesn't."""

import logging
from collections.abc import Callable

from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault

_log = logging.getLogger(__name__)

REPEATED_S = 300.0
"""The same trouble is written to the log again after so long."""
_REMEMBERED = 64

_OF_ONE_ANSWER = frozenset({FailureCode.MODEL_REFUSED, FailureCode.MODEL_NONSENSE})
"""Faults that say nothing of the next call."""


class ModelHealth:
    """`trouble`: what is wrong with the model since its last reply, None if nothing is.

    Each trouble is written to the log when it is first met, not when a budget of minutes has ended.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._reported: dict[str, float] = {}
        self.trouble: str | None = None

    def failed(self, fault: ModelFault) -> None:
        """Note that a call failed, unless the fault lies in one answer rather than in the model."""
        if fault.code in _OF_ONE_ANSWER:
            return
        self.trouble = fault.message
        now = self._clock()
        reported = self._reported.get(fault.message)
        if reported is None or now - reported >= REPEATED_S:
            while len(self._reported) >= _REMEMBERED:
                del self._reported[next(iter(self._reported))]
            self._reported[fault.message] = now
            _log.warning("a call of the model failed%s: %s", ", and is tried again" if fault.retryable else "", fault)

    def worked(self) -> None:
        """Note that a call worked: whatever was wrong with the model is over."""
        self.trouble = None
