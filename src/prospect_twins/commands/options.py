"""Options that several commands share, and the settings they change."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from prospect_twins.app import Stores
    from prospect_twins.settings import Settings

T = TypeVar("T")

DataDir = Annotated[
    Path | None,
    typer.Option(
        help="Where the embedded database and the first API key are kept.", show_default="PROSPECT_TWINS_DATA_DIR"
    ),
]  # fmt: skip
Tenant = Annotated[str, typer.Option(help="The tenant whose prospects, keys or quota are meant.")]


def load_settings(data_dir: Path | None = None, **changes: Any) -> "Settings":
    """The settings of the environment, with what the command line changes."""
    from prospect_twins.settings import Settings

    given = {"data_dir": data_dir, **changes}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def check_models(settings: "Settings", *, asked_here: bool) -> None:
    """Raises UnusableModel if a configured model can't be had, before anything starts.

    `asked_here`: whether this machine asks the models, so that their keys have to be here too.
    """
    from prospect_twins.models.catalog import check_credentials, check_model
    from prospect_twins.models.embeddings.catalog import check_embedding_model

    for model in (settings.model, settings.model_that_codes):
        check_model(model)
    check_embedding_model(settings.embedding_model)
    if asked_here:
        for model in (settings.model, settings.model_that_codes, settings.embedding_model):
            check_credentials(model)


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
    from prospect_twins.app import open_stores

    async with open_stores(settings, url) as stores:
        yield stores


def on_stores(settings: "Settings", work: "Callable[[Stores], Awaitable[T]]") -> T:
    """What `work` makes of the stores of the configured database. Blocking."""
    import asyncio

    async def run(url: str) -> T:
        async with stores_of(settings, url) as stores:
            return await work(stores)

    with migrated_database(settings) as url:
        return asyncio.run(run(url))
