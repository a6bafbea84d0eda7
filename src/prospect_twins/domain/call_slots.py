"""The place for a model call that the work at hand holds, let go while it asks nothing.

Places are shared fairly by those who ask (`services.turns`). Work holds one over its calls, and they let it go while
they wait to be tried again: what fails for minutes keeps no place from anybody. It travels in the context of the task,
so that no caller on the way has to pass it on.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Draining(Exception):
    """No new call is begun: the process is stopping. The job goes back to the queue."""


class CallSlot:
    """One place, that calls of one piece of work may share. `take` has it again, `give` lets others have it."""

    def __init__(self, take: Callable[[], Awaitable[None]], give: Callable[[], None]) -> None:
        self._take = take
        self._give = give
        self._calls = 0
        self.is_held = True

    @contextmanager
    def used(self) -> Iterator[None]:
        """While a call is tried, again and again if need be."""
        self._calls += 1
        try:
            yield
        finally:
            self._calls -= 1

    @contextmanager
    def left(self) -> Iterator[None]:
        """While a call waits; it is let go if all calls do. `taken` has it again."""
        self._calls -= 1
        if self._calls <= 0:
            self.let_go()
        try:
            yield
        finally:
            self._calls += 1

    def let_go(self) -> None:
        """Give the place back; a second time does nothing."""
        if self.is_held:
            self.is_held = False
            self._give()

    async def taken(self) -> None:
        """Raises Draining."""
        await self._take()


_slot: ContextVar[CallSlot | None] = ContextVar("place", default=None)


def current_slot() -> CallSlot | None:
    """That of the work at hand; None for calls that need none."""
    return _slot.get()


@contextmanager
def holding(slot: CallSlot) -> Iterator[None]:
    """Calls made within, and in tasks begun within, hold `place`."""
    before = _slot.set(slot)
    try:
        yield
    finally:
        _slot.reset(before)
