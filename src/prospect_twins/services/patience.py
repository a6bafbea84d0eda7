"""Asks the database again while it is away, and for no other reason: what was paid for is kept until it is stored.

A retry that catches everything turns an error that stays into a hang. What stays is for the caller to isolate.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from prospect_twins.domain.errors import DatabaseUnavailable

_log = logging.getLogger(__name__)

T = TypeVar("T")

KEPT_S = 600.0
"""How long something that was paid for is kept, where no deadline says."""
ATTEMPT_S = 60.0
"""For one attempt: a connection that went silent, or a lock that is never released, must not end the trying."""
WAIT_S = 30.0
"""How long a job waits for the database before it makes room for another one."""
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0


async def patiently(
    call: Callable[[], Awaitable[T]], what: str, *, within_s: float = WAIT_S, attempt_s: float = ATTEMPT_S
) -> T:
    """What `call` returns, called again after growing pauses while the database is away. It must be repeatable.

    Raises DatabaseUnavailable when `within_s` seconds are over, and at once whatever else `call` raises. `what` says
    in the log what can't be done.
    """
    ends_at = time.monotonic() + within_s
    pause = _FIRST_PAUSE_S
    while True:
        try:
            return await _attempt(call, attempt_s)
        except (DatabaseUnavailable, ConnectionError) as error:
            if time.monotonic() + pause > ends_at:
                raise DatabaseUnavailable(str(error)) from error
            if pause == _FIRST_PAUSE_S:
                _log.warning("could not %s yet, trying again: %s", what, reason_of(error))
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_S)


async def _attempt(call: Callable[[], Awaitable[T]], seconds: float) -> T:
    scope = asyncio.timeout(seconds)
    try:
        async with scope:
            return await call()
    except TimeoutError as error:
        if not scope.expired():
            raise
        raise DatabaseUnavailable(f"it did not answer within {seconds:g} s") from error


def reason_of(error: Exception) -> str:
    """An error in one line for the log: its kind, and its first line; the further ones quote what people said."""
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first[:200]}" if first else type(error).__name__
