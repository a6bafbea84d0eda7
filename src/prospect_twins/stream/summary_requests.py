"""Waiting for a regenerated summary."""

import asyncio
from contextlib import suppress

_LOOK_AGAIN_S = 2.0


class SummaryRequests:
    """Wakes those who wait for a request, by the database's notification; looks again now and then without one."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Event] = {}

    def notify(self, request_id: str) -> None:
        """Wake those who wait for this request."""
        event = self._waiting.get(request_id)
        if event is not None:
            event.set()

    async def wait(self, request_id: str) -> None:
        """Returns when there may be something to see."""
        event = self._waiting.setdefault(request_id, asyncio.Event())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_AGAIN_S):
                    await event.wait()
        finally:
            self._waiting.pop(request_id, None)
