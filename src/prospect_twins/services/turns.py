"""Model calls in flight, limited per process and shared fairly between tenants, and between their sessions."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from prospect_twins.domain.call_slots import CallSlot, Draining, holding

_Queue = deque[asyncio.Future[None]]


class Turns:
    """A semaphore that gives its places to tenants in rotation, and each tenant's to its sessions, so that 3 questions
    don't wait behind 5,000, nor one session behind another tenant's twenty.
    """

    def __init__(self, limit: int) -> None:
        self._free = limit
        self._waiting: OrderedDict[str, OrderedDict[str, _Queue]] = OrderedDict()
        self._draining = False

    def drain(self) -> None:
        """Let calls under way end, and refuse those that have not begun (Draining)."""
        self._draining = True
        for waiter in self._waiters():
            if not waiter.done():
                waiter.set_exception(Draining())
        self._waiting.clear()

    @asynccontextmanager
    async def turn(self, session_id: str, tenant_id: str = "") -> AsyncIterator[None]:
        """Hold one of the places; waits behind the session's own earlier calls, and one call of each other session.

        Calls within let the place go while they wait to be tried again. Then they go before what has not begun.
        """
        tenant = tenant_id or session_id
        await self._take(tenant, session_id, again=False)
        taking = asyncio.Lock()

        async def take_again() -> None:
            async with taking:
                if not slot.is_held:
                    await self._take(tenant, session_id, again=True)
                    slot.is_held = True

        slot = CallSlot(take_again, self._give)
        try:
            with holding(slot):
                yield
        finally:
            slot.let_go()

    async def _take(self, tenant: str, session_id: str, *, again: bool) -> None:
        if self._draining:
            raise Draining
        if self._free and not self._waiting:
            self._free -= 1
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue = self._waiting.setdefault(tenant, OrderedDict()).setdefault(session_id, deque())
        if again:
            queue.appendleft(waiter)
        else:
            queue.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if (
                waiter.done() and not waiter.cancelled() and waiter.exception() is None
            ):  # it was given the place while it was being cancelled
                self._free += 1
            self._forget(tenant, session_id, waiter)
            self._pass_on()
            raise

    def _give(self) -> None:
        self._free += 1
        self._pass_on()

    def _waiters(self) -> Iterator[asyncio.Future[None]]:
        for sessions in self._waiting.values():
            for queue in sessions.values():
                yield from queue

    def _forget(self, tenant: str, session_id: str, waiter: asyncio.Future[None]) -> None:
        sessions = self._waiting.get(tenant, OrderedDict())
        queue = sessions.get(session_id, deque())
        if waiter in queue:
            queue.remove(waiter)
            if not queue:
                del sessions[session_id]
            if not sessions:
                del self._waiting[tenant]

    def _pass_on(self) -> None:
        while self._free and self._waiting:
            tenant, sessions = self._waiting.popitem(last=False)
            session_id, queue = sessions.popitem(last=False)
            waiter = queue.popleft()
            # Each to the end of its rotation.
            if queue:
                sessions[session_id] = queue
            if sessions:
                self._waiting[tenant] = sessions
            if not waiter.done():
                self._free -= 1
                waiter.set_result(None)
