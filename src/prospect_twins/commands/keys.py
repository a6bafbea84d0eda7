"""`prospect-twins keys`: API keys."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from prospect_twins.commands.options import DataDir, Tenant, check_tenant, load_settings, on_stores
from prospect_twins.commands.terminal import Terminal, outside, say
from prospect_twins.commands.typed import Commands
from prospect_twins.domain.errors import InvalidInput

if TYPE_CHECKING:
    from prospect_twins.app import Stores
    from prospect_twins.store.access import KeyInfo

app = Commands(help="API keys. Each belongs to a tenant, and is shown once.", no_args_is_help=True)


@app.command()
def create(tenant: Tenant, data_dir: DataDir = None) -> None:
    """Create a key, and the tenant if it is new. Prints the key once; only its hash is stored."""

    async def shown(stores: "Stores") -> None:
        key_id, key = await stores.access.create_key(tenant)
        try:
            Terminal(errors=True).say(f"Key {key_id} of tenant {tenant}; it can't be shown again:")
            say(key)
        except OSError:  # a key that nobody has seen opens a door for nobody
            await stores.access.revoke_key(tenant, key_id)
            raise

    on_stores(load_settings(data_dir), shown)


@app.command("list")
def list_keys(
    tenant: Annotated[str | None, typer.Option(help="List only this tenant's keys.")] = None, data_dir: DataDir = None
) -> None:
    """List the keys by id, without showing the keys themselves."""

    async def listed(stores: "Stores") -> "Sequence[KeyInfo]":
        if tenant is not None:
            await check_tenant(stores, tenant)
        return await stores.access.list_keys(tenant)

    table = Table("id", "tenant", "created", "revoked")
    for key in on_stores(load_settings(data_dir), listed):
        revoked = f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else ""
        table.add_row(outside(key.key_id), outside(key.tenant_id), f"{key.created_at:%Y-%m-%d %H:%M}", revoked)
    Terminal().print(table)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="The key's id, as `keys list` shows it.")],
    tenant: Tenant,
    data_dir: DataDir = None,
) -> None:
    """Revoke a key: it is refused from now on."""
    if not on_stores(load_settings(data_dir), lambda stores: stores.access.revoke_key(tenant, key_id)):
        raise InvalidInput(f"tenant {tenant} has no key {key_id}; see `prospect-twins keys list`")
    say(f"Key {key_id} is revoked.")
