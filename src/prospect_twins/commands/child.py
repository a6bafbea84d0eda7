"""The worker that `serve` runs beside itself, in a process of its own."""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from prospect_twins.commands.failures import UNUSABLE_CONFIGURATION, WRONG_USAGE
from prospect_twins.commands.wrong_settings import unknown_variables
from prospect_twins.settings import PREFIX, Settings

_STABLE_AFTER_S = 30


class WorkerProcess:
    """Starts `prospect-twins worker`, and starts it again if it dies. It ends when this process does, even by SIGKILL:
    its standard input ends then.
    """

    def __init__(self, settings: Settings, give_up: Callable[[], None]) -> None:
        """`give_up` is called when it ends because of how it is set up: starting it again would not help."""
        self._settings = settings
        self._give_up = give_up
        self.is_hopeless = False
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    async def keep_running(self) -> None:
        """Start the worker again whenever it ends, with growing pauses. Blocking, until it is stopped."""
        delay = 0.5
        while not self._stopping:
            started = time.monotonic()
            self._process = await asyncio.create_subprocess_exec(
                # -P: a queue.py in the directory that the service was started from must not be taken for Python's.
                sys.executable, "-P", "-m", "prospect_twins", "worker", "--tied",
                # Not in the environment, whose values lose the spaces around them.
                f"--data-dir={self._settings.data_dir}",
                stdin=asyncio.subprocess.PIPE,
                env=self._environment(),
                start_new_session=True,  # Ctrl-C in the terminal reaches us alone; we stop it in our order
            )  # fmt: skip
            if await self._process.wait() in (UNUSABLE_CONFIGURATION, WRONG_USAGE):
                self.is_hopeless = True
                self._give_up()
                return
            delay = 0.5 if time.monotonic() - started > _STABLE_AFTER_S else min(delay * 2, 30)
            if not self._stopping:
                await asyncio.sleep(delay)

    def _environment(self) -> dict[str, str]:
        """Ours, with what was found out, and without what has been complained of already."""
        unknown = unknown_variables(os.environ)
        environment = {name: value for name, value in os.environ.items() if name not in unknown}
        if self._settings.database_url is not None:
            environment[PREFIX + "DATABASE_URL"] = self._settings.database_url.get_secret_value()
        return environment

    async def stop(self) -> None:
        """Drain it, and wait until it has ended; kill it if it takes longer than it may."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(self._settings.drain_s + 10):
                await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
