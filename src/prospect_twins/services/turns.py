"""Model calls in flight, limited per process and shared fairly between sessions."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Draining(Exception):
    """No new call is begun: the process is stopping. The job goes back to the queue."""


class Turns:
    """A semaphore that gives its places to sessions in rotation, so that 3 questions don't wait behind 5,000."""

    def __init__(self, limit: int) -> None:
        self._free = limit
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._draining = False

    def drain(self) -> None:
        """Let calls under way end, and refuse those that have not begun (Draining)."""
        self._draining = True
        for queue in self._waiting.values():
            for place in queue:
                if not place.done():
                    place.set_exception(Draining())
        self._waiting.clear()

    @asynccontextmanager
    async def turn(self, session_id: str) -> AsyncIterator[None]:
        """Hold one of the places; waits behind the session's own earlier calls, and one call of each other session."""
        if self._draining:
            raise Draining
        if self._free and not self._waiting:
            self._free -= 1
        else:
            await self._wait(session_id)
        try:
            yield
        finally:
            self._free += 1
            self._pass_on()

    async def _wait(self, session_id: str) -> None:
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(session_id, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if (
                place.done() and not place.cancelled() and place.exception() is None
            ):  # it was given the place while it was being cancelled
                self._free += 1
            queue = self._waiting.get(session_id)
            if queue is not None and place in queue:
                queue.remove(place)
                if not queue:
                    del self._waiting[session_id]
            self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._free and self._waiting:
            session_id, queue = self._waiting.popitem(last=False)
            place = queue.popleft()
            if queue:
                self._waiting[session_id] = queue  # to the end of the rotation
            if not place.done():
                self._free -= 1
                place.set_result(None)
