"""`prospect-twins keys`: API keys."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from prospect_twins.commands.options import DataDir, Tenant, load_settings, migrated_database, stores_of
from prospect_twins.domain.errors import InvalidInput

app = typer.Typer(help="API keys: each stands for a tenant, and is shown once.", no_args_is_help=True)


@app.command()
def create(tenant: Tenant, data_dir: DataDir = None) -> None:
    """Make a key, and the tenant if it is new. Prints the key, once; only its hash is kept."""
    settings = load_settings(data_dir)

    async def run(url: str) -> tuple[str, str]:
        async with stores_of(settings, url) as stores:
            return await stores.access.create_key(tenant)

    with migrated_database(settings) as url:
        key_id, key = asyncio.run(run(url))
    Console(stderr=True).print(f"Key {key_id} of tenant {tenant}; it can't be shown again:", highlight=False)
    print(key)


@app.command("list")
def list_keys(
    tenant: Annotated[str | None, typer.Option(help="Only this tenant's.")] = None, data_dir: DataDir = None
) -> None:
    """The keys there are, without the keys themselves."""
    settings = load_settings(data_dir)
    table = Table("id", "tenant", "created", "revoked")

    async def run(url: str) -> None:
        async with stores_of(settings, url) as stores:
            for key in await stores.access.list_keys(tenant):
                revoked = f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else ""
                table.add_row(key.key_id, key.tenant_id, f"{key.created_at:%Y-%m-%d %H:%M}", revoked)

    with migrated_database(settings) as url:
        asyncio.run(run(url))
    Console().print(table)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="As `keys list` shows it.")], tenant: Tenant, data_dir: DataDir = None
) -> None:
    """Revoke a key: it is refused from now on."""
    settings = load_settings(data_dir)

    async def run(url: str) -> bool:
        async with stores_of(settings, url) as stores:
            return await stores.access.revoke_key(tenant, key_id)

    with migrated_database(settings) as url:
        found = asyncio.run(run(url))
    if not found:
        raise InvalidInput(f"tenant {tenant} has no key {key_id}; see `prospect-twins keys list`")
    print(f"Key {key_id} is revoked.")
