"""Which data directory a command works on, said where nobody has named one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from prospect_twins.commands.running_services import RunningService, running_services
from prospect_twins.commands.shell import shell_word
from prospect_twins.domain.errors import InvalidInput

if TYPE_CHECKING:
    from prospect_twins.settings import Settings


def meant(settings: "Settings") -> "Settings":
    """`settings` with the data directory that is meant. Raises InvalidInput.

    Where none was named, the user's own is taken, and said. An empty one has nothing to work on: beside a service that
    runs elsewhere the command asks whether that one is meant, or refuses where nobody can be asked.
    """
    from prospect_twins.commands.terminal import Terminal

    if "data_dir" in settings.model_fields_set or settings.database_url is not None:
        return settings
    errors = Terminal(errors=True)
    mine = settings.data_dir.resolve()
    elsewhere = [service for service in running_services() if service.embedded_database]
    if any(Path(service.data_dir) == mine for service in elsewhere):
        elsewhere = []
    if elsewhere and not (settings.data_dir / "postgres").exists():
        return _offered(settings, elsewhere[0])
    errors.aside(f"Using the data directory {settings.data_dir}.")
    if elsewhere:
        errors.aside(
            f"A service is running on another one: add --data-dir {shell_word(elsewhere[0].data_dir)} to use it."
        )
    return settings


def _offered(settings: "Settings", service: RunningService) -> "Settings":
    import typer

    where = f"{settings.data_dir} is empty, and a service is running on {service.data_dir} ({service.address})"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InvalidInput(
            f"No data directory was named; {where}: add --data-dir {shell_word(service.data_dir)}, or set "
            "PROSPECT_TWINS_DATA_DIR."
        )
    from prospect_twins.domain.printable import printable

    if typer.confirm(printable(f"No data directory was named; {where}. Use that one?"), default=True, err=True):
        return settings.model_copy(update={"data_dir": Path(service.data_dir)})
    return settings
