"""Options that several commands share, and the settings they change."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from prospect_twins.commands.shell import shell_word
from prospect_twins.domain.printable import printable

if TYPE_CHECKING:
    from prospect_twins.app import Stores
    from prospect_twins.settings import Settings

T = TypeVar("T")
_LONGEST_TENANT = 200

DataDir = Annotated[
    Path | None,
    typer.Option(
        help="Directory for the embedded database and the first API key.", show_default="PROSPECT_TWINS_DATA_DIR"
    ),
]  # fmt: skip
DEFAULT_TENANT = "default"


def _tenant(name: str) -> str:
    if not name.strip() or printable(name) != name or "\n" in name or len(name) > _LONGEST_TENANT:
        raise typer.BadParameter(f"a tenant's name has 1 to {_LONGEST_TENANT} letters that can be seen")
    return name


Tenant = Annotated[str, typer.Option(help="The tenant to use.", callback=_tenant)]


def load_settings(data_dir: Path | None = None, *, joins: bool = True, **changes: Any) -> "Settings":
    """The settings of the environment, with what the command line changes. Raises WrongSettings, InvalidInput.

    Variables that look like settings and are none are told on standard error. `joins`: the command works on what is in
    the data directory, so that it has to be the one that is meant.
    """
    from pydantic import ValidationError

    from prospect_twins.commands import details
    from prospect_twins.commands.failures import WrongSettings
    from prospect_twins.commands.terminal import Terminal
    from prospect_twins.commands.which_data import meant
    from prospect_twins.commands.wrong_settings import unknown_variables, wrong_settings
    from prospect_twins.settings import Settings

    for line in unknown_variables(os.environ).values():
        Terminal(errors=True).say(line)
    values = {"data_dir": data_dir, **changes}
    try:
        settings = Settings(**{name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise wrong_settings(error, os.environ) from None
    if settings.stalled_s <= settings.heartbeat_s:
        raise WrongSettings(
            f"PROSPECT_TWINS_STALLED_S takes more seconds than PROSPECT_TWINS_HEARTBEAT_S, which is "
            f"{settings.heartbeat_s:g}: a worker that is silent for so long is taken for dead."
        )
    if joins:
        settings = meant(settings)
    details.keep_in(settings.data_dir)
    return settings


def check_models(settings: "Settings", *, asked_here: bool) -> None:
    """Raises UnusableModel if a configured model can't be had, before anything starts.

    `asked_here`: whether this machine asks the models, so that their keys have to be here too.
    """
    from prospect_twins.app.answerers import check_prices
    from prospect_twins.models.catalog import check_credentials

    check_prices(settings)
    if asked_here:
        for name in ("model", "coding_model", "embedding_model"):
            if model := getattr(settings, name):
                check_credentials(model, chosen_by=f"PROSPECT_TWINS_{name.upper()}")


@contextmanager
def migrated_database(settings: "Settings") -> Iterator[str]:
    """The URL of the configured database, with the schema of this version. Blocking."""
    from prospect_twins.app import database_url
    from prospect_twins.store.migrating import migrate_in_child

    with database_url(settings) as url:
        migrate_in_child(url)
        yield url


@asynccontextmanager
async def stores_of(settings: "Settings", url: str) -> "AsyncIterator[Stores]":
    """The stores on the database at `url`."""
    from prospect_twins.app import open_stores

    async with open_stores(settings, url) as stores:
        yield stores


async def check_tenant(stores: "Stores", tenant: str) -> None:
    """Raises InvalidInput if `tenant` was named and there is none: else a slip of the pen would be an empty answer."""
    from prospect_twins.domain.errors import InvalidInput

    if tenant != DEFAULT_TENANT and not await stores.access.has_tenant(tenant):
        raise InvalidInput(
            f"there is no tenant {tenant}; `prospect-twins keys create --tenant {shell_word(tenant)}` makes it"
        )


def on_stores(settings: "Settings", work: "Callable[[Stores], Awaitable[T]]") -> T:
    """What `work` makes of the stores of the configured database. Blocking."""
    import asyncio

    async def run(url: str) -> T:
        async with stores_of(settings, url) as stores:
            return await work(stores)

    with migrated_database(settings) as url:
        return asyncio.run(run(url))
