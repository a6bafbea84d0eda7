"""`prospect-twins quota`: how many answers a tenant may ask for in a day."""

from typing import Annotated

import typer

from prospect_twins.commands.options import DataDir, Tenant, load_settings, on_stores
from prospect_twins.commands.terminal import say
from prospect_twins.domain.errors import InvalidInput

app = typer.Typer(help="How many answers a tenant may ask for in a UTC day.", no_args_is_help=True)


@app.command("set")
def set_quota(
    tenant: Tenant,
    daily: Annotated[
        int | None, typer.Option(min=0, help="Answers a day; without it, PROSPECT_TWINS_DAILY_ANSWERS holds.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Set a tenant's own quota."""
    settings = load_settings(data_dir)
    if not on_stores(settings, lambda stores: stores.access.set_daily_answers(tenant, daily)):
        raise InvalidInput(f"there is no tenant {tenant}; `prospect-twins keys create --tenant {tenant}` makes it")
    say(f"Tenant {tenant} may ask for {settings.daily_answers if daily is None else daily} answers a day.")
