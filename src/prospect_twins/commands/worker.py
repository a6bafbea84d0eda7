"""`prospect-twins worker` and `migrate`."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Annotated

import typer

from prospect_twins.commands.options import DataDir, check_models, load_settings, migrated_database, stores_of
from prospect_twins.commands.terminal import say


def worker(
    data_dir: DataDir = None,
    tied: Annotated[bool, typer.Option(hidden=True, help="End when standard input does: with the parent.")] = False,
) -> None:
    """Start another worker on the same database. On SIGTERM it finishes its running work; the rest goes to others."""
    from prospect_twins.app import open_worker

    settings = load_settings(data_dir)
    check_models(settings, asked_here=True)

    async def run(url: str) -> None:
        loop = asyncio.get_running_loop()
        async with stores_of(settings, url) as stores, open_worker(settings, stores) as running:
            for name in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(name, running.stop)
            if tied:
                threading.Thread(target=_stop_at_end_of_input, args=(loop, running.stop), daemon=True).start()
            await running.run()

    with migrated_database(settings) as url:
        if sys.platform == "win32":
            asyncio.run(run(url))
        else:
            import uvloop

            uvloop.run(run(url))


def _stop_at_end_of_input(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    while os.read(0, 1024):  # not through sys.stdin, whose lock this thread would still hold at the interpreter's end
        pass
    loop.call_soon_threadsafe(stop)


def migrate(data_dir: DataDir = None) -> None:
    """Update the database to the schema of this version."""
    from prospect_twins.store.migrating import HEAD

    with migrated_database(load_settings(data_dir)):
        say(f"The database is at revision {HEAD}.")
