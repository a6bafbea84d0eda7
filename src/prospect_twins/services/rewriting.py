"""A summary that is asked for anew, while whoever asks waits for it (contract 14)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import SummaryNotWritten
from prospect_twins.domain.spending import NO_COST, ExpectedCost
from prospect_twins.domain.summaries import Summary, SummaryStyle
from prospect_twins.domain.work import RewrittenSummary, SummarySize


class RequestDesk(Protocol):
    """Where summaries are asked for, and what becomes of it is told."""

    async def size(self, tenant_id: str, session_id: str) -> SummarySize | None:
        """What the summary would be written from; None where there is no such session."""
        ...

    async def request(
        self,
        tenant_id: str,
        session_id: str,
        style: SummaryStyle,
        focus_areas: Sequence[str],
        expires_in_s: float,
        cost: ExpectedCost = NO_COST,
    ) -> str:
        """Queue the request; its id."""
        ...

    async def outcome(self, request_id: str) -> RewrittenSummary | None:
        """What became of the request; None while it is being worked on."""
        ...

    async def give_up(self, request_id: str, code: FailureCode, reason: str) -> None:
        """End the request without a summary."""
        ...


class Rewriting:
    """Has a worker write a session's summary anew, and waits. The worker's word comes as a notification, and is looked
    for now and then.
    """

    def __init__(
        self,
        desk: RequestDesk,
        wait_for_change: Callable[[str], Awaitable[None]],
        expected_cost: Callable[[SummarySize], Awaitable[ExpectedCost]],
        timeout_s: float,
    ) -> None:
        self._desk = desk
        self._wait_for_change = wait_for_change
        self._expected_cost = expected_cost
        self._timeout_s = timeout_s

    async def rewrite(
        self, tenant_id: str, session_id: str, style: SummaryStyle, focus_areas: Sequence[str]
    ) -> Summary:
        """The new summary.

        Raises SummaryNotWritten, and the old one stays; SessionNotFound, NotCompleted, SummaryInProgress,
        CostLimitExceeded, QuotaExceeded, and nothing was asked for.
        """
        size = await self._desk.size(tenant_id, session_id)
        cost = NO_COST if size is None else await self._expected_cost(size)
        request_id = await self._desk.request(tenant_id, session_id, style, focus_areas, self._timeout_s, cost)
        try:
            async with asyncio.timeout(self._timeout_s):
                while (outcome := await self._desk.outcome(request_id)) is None:
                    await self._wait_for_change(request_id)
        except TimeoutError:
            await self._desk.give_up(request_id, FailureCode.MODEL_TIMEOUT, "no worker wrote it in time")
            message = f"No summary was written within {self._timeout_s:g} s; the old one stays. Try again."
            raise SummaryNotWritten(message, timed_out=True) from None
        if outcome.summary is None:
            timed_out = outcome.failure_code is FailureCode.MODEL_TIMEOUT
            message = f"No summary was written: {outcome.failure}. The old one stays."
            raise SummaryNotWritten(message, timed_out=timed_out)
        return outcome.summary
