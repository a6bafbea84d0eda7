"""How a model is called: a time-out for each call, a budget for each answer, retries with back-off, a shared pause.

Waits between attempts are drawn from the whole interval up to an exponentially growing bound ("full jitter", Brooker,
"Exponential Backoff And Jitter", AWS Architecture Blog 2015), never shorter than what the provider asked for. When a
provider limits the rate of one call, all calls of the model pause: each that went on would only be refused too.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from prospect_twins.agents.calling.model_faults import FAULTS, fault_of
from prospect_twins.agents.calling.model_health import ModelHealth
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.call_slots import CallSlot, current_slot
from prospect_twins.domain.errors import ModelFault, NotAffordable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """All in seconds."""

    call_timeout_s: float = 120.0
    budget_s: float = 300.0
    """For one answer: attempts, waits and pauses together."""
    first_wait_s: float = 1.0
    """Bound of the first wait; it doubles with each further one."""
    longest_wait_s: float = 30.0


class SharedPause:
    """Holds back every call of one model until the time that its provider named.

    Afterwards they start again spread over `SPREAD` of the pause, not all in one instant.
    """

    SPREAD = 0.25

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = 0.0
        self._spread_s = 0.0

    def extend(self, seconds: float) -> None:
        """Pause all calls for at least so many seconds from now."""
        until = self._clock() + seconds
        if until > self._until:
            self._until = until
            self._spread_s = seconds * self.SPREAD

    def remaining_s(self, draw: Callable[[], float]) -> float:
        """Seconds that a call has to wait, its place in the spread drawn (0 to 1); 0 if there is no pause."""
        left = self._until - self._clock()
        return left + self._spread_s * draw() if left > 0 else 0.0


class ModelCalls:
    """Calls one model; shared by everything that calls it. `clock`, `sleep` and `draw` (0 to 1) are for tests."""

    def __init__(
        self,
        policy: CallPolicy | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self.policy = policy or CallPolicy()
        self._clock = clock
        self._sleep = sleep
        self._draw = draw
        self._pause = SharedPause(clock)
        self.health = ModelHealth(clock)

    def deadline(self) -> float:
        """When the budget of an answer that is begun now is used up: for several calls that share it."""
        return self._clock() + self.policy.budget_s

    def is_over(self, deadline: float) -> bool:
        """Whether the time of `deadline`, on this object's clock, has come."""
        return self._clock() >= deadline

    async def run(self, call: Callable[[], Awaitable[T]], deadline: float | None = None) -> T:
        """What `call` returns, called again while its faults are retryable and the budget lasts.

        `deadline`: that of an answer of which this is not the first call; else the call has a budget of its own. Raises
        ModelFault: the last one when the budget is used up (MODEL_TIMEOUT if it ran out during the first call).
        A cancellation is passed on at once and closes the connection of the call under way.
        """
        deadline = self.deadline() if deadline is None else deadline
        slot = current_slot()
        if slot is None:
            return await self._run(call, deadline, None)
        with slot.used():
            return await self._run(call, deadline, slot)

    async def _run(self, call: Callable[[], Awaitable[T]], deadline: float, slot: CallSlot | None) -> T:
        attempts = 0
        wait_bound = self.policy.first_wait_s
        fault: ModelFault | None = None
        while True:
            deadline = await self._sit_out_the_pause(deadline, fault, slot)
            attempts += 1
            try:
                result = await self._attempt(call, deadline)
            except NotAffordable:
                raise
            except ModelFault as failed:
                self.health.failed(failed)
                if not failed.retryable or (failed.attempts is not None and attempts >= failed.attempts):
                    raise
                if fault is not None and failed.code is FailureCode.MODEL_TIMEOUT and self._clock() >= deadline:
                    raise fault from failed  # the budget ended it; what used the budget up tells more
                fault = failed
            else:
                self.health.worked()
                return result
            wait = max(self._draw() * wait_bound, fault.retry_after_s or 0.0)
            wait_bound = min(2 * wait_bound, self.policy.longest_wait_s)
            if fault.code is FailureCode.MODEL_RATE_LIMITED:
                # What the provider asks for holds for all; that this call has met it often holds for this one alone.
                self._pause.extend(fault.retry_after_s or self.policy.first_wait_s)
            if self._clock() + wait >= deadline:
                raise fault
            deadline += await self._wait(wait, slot)

    async def _wait(self, seconds: float, slot: CallSlot | None) -> float:
        """Wait without the place, then for it; how many seconds the latter took, which no budget is charged with."""
        if slot is None:
            await self._sleep(seconds)
            return 0.0
        with slot.left():
            await self._sleep(seconds)
        ready = self._clock()
        await slot.taken()
        return self._clock() - ready

    async def _attempt(self, call: Callable[[], Awaitable[T]], deadline: float) -> T:
        limit_s = max(min(self.policy.call_timeout_s, deadline - self._clock()), 0.0)
        scope = asyncio.timeout(limit_s)
        try:
            async with scope:
                return await call()
        except FAULTS as error:
            if scope.expired():
                raise ModelFault(
                    FailureCode.MODEL_TIMEOUT, f"The model did not answer within {limit_s:.3g} s.", retryable=True
                ) from error
            raise fault_of(error) from error

    async def _sit_out_the_pause(self, deadline: float, fault: ModelFault | None, slot: CallSlot | None) -> float:
        """The deadline, once no pause holds; raises at once if the pause outlasts the budget."""
        while (left := self._pause.remaining_s(self._draw)) > 0:
            if self._clock() + left >= deadline:
                raise fault or ModelFault(
                    FailureCode.MODEL_RATE_LIMITED,
                    "The model's provider limits our rate.",
                    retryable=True,
                    retry_after_s=left,
                )
            deadline += await self._wait(left, slot)
        return deadline
