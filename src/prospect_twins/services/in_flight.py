"""Calls under way, by session, so that a session's end can abort them."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class InFlight:
    """Runs coroutines under a session's name; `abort` cancels those of one session, and only those."""

    def __init__(self) -> None:
        self._tasks: defaultdict[str, set[asyncio.Task[Any]]] = defaultdict(set)

    def __contains__(self, session_id: str) -> bool:
        return session_id in self._tasks

    @property
    def session_ids(self) -> list[str]:
        """The sessions of which calls are under way."""
        return list(self._tasks)

    def start(self, session_id: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """A task under the session's name. It may end cancelled: that is an abort, unless its owner cancelled it."""
        task = asyncio.create_task(work)
        self._tasks[session_id].add(task)
        task.add_done_callback(lambda done: self._forget(session_id, done))
        return task

    def abort(self, session_id: str) -> int:
        """Cancel what is under way for a session. Returns how many calls."""
        tasks = list(self._tasks.get(session_id, ()))
        for task in tasks:
            task.cancel()
        return len(tasks)

    def _forget(self, session_id: str, task: asyncio.Task[Any]) -> None:
        self._tasks[session_id].discard(task)
        if not self._tasks[session_id]:
            del self._tasks[session_id]
