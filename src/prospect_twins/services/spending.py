"""The books of one worker: every model call of a session is counted, and none is begun that a limit forbids.

The truth is in the database, which all workers write to and which is looked at before each call of a limited session.
What the own calls took that it may not hold yet is taken off. So what is spent beyond a limit is what calls took that
were under way when it was reached, here and in other workers.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace

from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.ports import Ledger
from prospect_twins.domain.questions import Question
from prospect_twins.domain.spending import Allowance, Allowances, CostLimits, CostToCome, Meter, metered
from prospect_twins.domain.usage import Usage
from prospect_twins.services.patience import KEPT_S, WAIT_S, patiently, reason_of

_log = logging.getLogger(__name__)


def nothing_to_come(_answers: int, _unlabelled: int) -> float:
    """The costs that follow work after which no other comes: none."""
    return 0.0


class Spending:
    """`limits`: those that this worker holds sessions to, besides the sessions' own."""

    def __init__(self, ledger: Ledger, limits: CostLimits) -> None:
        self._ledger = ledger
        self._limits = limits
        self._accounts: dict[str, _Account] = {}
        self._entering: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def meter(self, session_id: str, to_come: CostToCome = nothing_to_come) -> AsyncIterator[Meter]:
        """Counts the calls of one piece of work on a session; to be left when what was taken from it is stored.

        What is `to_come` after this work is held back: without its summary, what the answers cost is half wasted.
        What it counts and nobody takes from it is entered in the books when it is left, however that comes about.
        """
        account = self._accounts.setdefault(session_id, _Account(session_id, self._ledger, self._limits))
        meter = Meter(lambda: self._allowance(account, to_come))
        account.meters.add(meter)
        try:
            with metered(meter):
                yield meter
        finally:
            if (left := meter.take()) != Usage():
                await self._enter(session_id, left)
            account.meters.discard(meter)
            if not account.meters:
                self._accounts.pop(session_id, None)

    async def aclose(self) -> None:
        """Wait until everything is entered."""
        await asyncio.gather(*self._entering, return_exceptions=True)

    async def _allowance(self, account: "_Account", to_come: CostToCome) -> Allowance | None:
        """The tightest of what is left, less what is to come and what was spent here and may not be booked yet."""
        allowances = await account.look()
        if allowances is None:
            return None
        unsaved: defaultdict[str, float] = defaultdict(float)
        for other in self._accounts.values():
            if other.tenant_id is not None:
                unsaved[other.tenant_id] += other.unsaved_usd
        left = ((allowances.session, account.unsaved_usd), (allowances.day, unsaved[allowances.tenant_id]))
        tightest = _tightest(replace(allowance, usd=allowance.usd - own) for allowance, own in left if allowance)
        return tightest and tightest.holding_back(to_come(allowances.answers, allowances.unlabelled))

    async def _enter(self, session_id: str, usage: Usage) -> None:
        """In a task of its own: whoever is cancelled meanwhile has spent it all the same."""
        task = asyncio.create_task(self._entered(session_id, usage))
        self._entering.add(task)
        task.add_done_callback(self._entering.discard)
        await asyncio.shield(task)

    async def _entered(self, session_id: str, usage: Usage) -> None:
        try:
            await patiently(
                lambda: self._ledger.spend(session_id, usage), f"enter costs of {session_id}", within_s=KEPT_S
            )
        except Exception as error:
            _log.error("costs of %s can't be entered, %s: %s", session_id, usage, reason_of(error))


@dataclass(frozen=True, slots=True)
class WorkBudget:
    """The books, and what is still to come after one kind of work."""

    spending: Spending
    to_come: Callable[[Question], CostToCome]

    def meter(self, session_id: str, question: Question) -> AbstractAsyncContextManager[Meter]:
        """`Spending.meter`, holding back what is to come after this work on `question`."""
        return self.spending.meter(session_id, self.to_come(question))


def _tightest(allowances: Iterable[Allowance]) -> Allowance | None:
    return min(allowances, key=lambda allowance: allowance.usd, default=None)


class _Account:
    """A session while this worker works on it."""

    def __init__(self, session_id: str, ledger: Ledger, limits: CostLimits) -> None:
        self._session_id = session_id
        self._ledger = ledger
        self._limits = limits
        self._allowances: Allowances | None = None
        self._is_unlimited = False
        self._looking = asyncio.Lock()
        self._begun = 0
        """Looks so far: who asks wants one that begins after, and shares it with all who asked before it began."""
        self.meters: set[Meter] = set()

    @property
    def tenant_id(self) -> str | None:
        return self._allowances.tenant_id if self._allowances else None

    @property
    def unsaved_usd(self) -> float:
        return sum(meter.total_usd for meter in self.meters)

    async def look(self) -> Allowances | None:
        """What the books say. While the database is away, what they said before; without that, it waits.

        Raises DatabaseUnavailable.
        """
        wanted = self._begun + 1
        async with self._looking:
            if self._begun < wanted and not self._is_unlimited:
                self._begun += 1
                try:
                    self._allowances = await patiently(
                        lambda: self._ledger.allowances(self._session_id, self._limits),
                        f"look what {self._session_id} may cost",
                        within_s=WAIT_S if self._allowances is None else 0,
                    )
                except DatabaseUnavailable:
                    if self._allowances is None:
                        raise
                self._is_unlimited = self._allowances is None  # for good: limits are set when a session is created
        return self._allowances
