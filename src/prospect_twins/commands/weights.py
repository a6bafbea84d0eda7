"""Getting the embedded model's weights, with a progress bar."""

import asyncio

from rich.progress import DownloadColumn, TimeRemainingColumn, TransferSpeedColumn

from prospect_twins.commands.terminal import Terminal
from prospect_twins.settings import Settings


def fetch_weights(settings: Settings) -> None:
    """Download and check the weights unless they are there (1.1 GB, once). Blocking. Raises WeightsError."""
    from prospect_twins.app.weights import build_weights

    weights = build_weights(settings)
    if weights.present() and not settings.weights:
        return
    errors = Terminal(errors=True)
    with errors.progress(DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("Getting the embedded model", total=None)

        def show(done: int, total: int, source: str) -> None:
            bar.update(task, completed=done, total=total, description=f"Getting {weights.name} ({source})")

        asyncio.run(weights.fetch(show))
