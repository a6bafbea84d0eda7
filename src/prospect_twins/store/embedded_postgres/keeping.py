"""Starts the server again when it has ended without being asked to: killed by the system for its memory, or by hand.

Every process that uses it keeps watch, so that the server lives as long as one of them does.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from prospect_twins.store.embedded_postgres.errors import EmbeddedPostgresError
from prospect_twins.store.embedded_postgres.layout import Layout
from prospect_twins.store.embedded_postgres.locks import exclusive
from prospect_twins.store.embedded_postgres.postmaster import Postmaster
from prospect_twins.store.embedded_postgres.server import TURN_WITHIN_S, PostgresServer

_log = logging.getLogger(__name__)

_LOOKS_EVERY_S = 0.5
_AFTER_A_FAILURE_S = 5.0


@contextmanager
def kept_running(layout: Layout, url: str) -> Iterator[None]:
    """While it lasts, the server of `layout` is started again where it ends. It is to be reached by `url`."""
    ended = threading.Event()
    watching = threading.Thread(target=_watch, args=(layout, url, ended), name="embedded PostgreSQL", daemon=True)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join()


def _watch(layout: Layout, url: str, ended: threading.Event) -> None:
    said, pause = "", _LOOKS_EVERY_S
    while not ended.wait(pause):
        try:
            if not _runs(layout):
                _start_again(layout, url, ended)
            said, pause = "", _LOOKS_EVERY_S
        except (EmbeddedPostgresError, OSError) as error:
            if str(error) != said:
                said = str(error)
                _log.error("the embedded database has ended, and can't be started again: %s", said)
            pause = _AFTER_A_FAILURE_S


def _runs(layout: Layout) -> bool:
    postmaster = Postmaster.read(layout.cluster)
    return postmaster is not None and postmaster.runs


def _start_again(layout: Layout, url: str, ended: threading.Event) -> None:
    with exclusive(layout.lock, TURN_WITHIN_S):
        if ended.is_set() or _runs(layout):  # another user of it was first
            return
        started = PostgresServer(layout).ensure_running()
    _log.warning("the embedded database had ended; it was started again")
    if started.url != url:
        _log.error("the embedded database is to be reached in another way now; start this process again")
