"""`prospect-twins quota`: how many answers a tenant may ask for in a day."""

from typing import TYPE_CHECKING, Annotated

import typer

from prospect_twins.commands.options import DataDir, Tenant, load_settings, on_stores
from prospect_twins.commands.shell import shell_word
from prospect_twins.commands.terminal import say
from prospect_twins.commands.typed import Commands
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.settings import MOST

if TYPE_CHECKING:
    from prospect_twins.app import Stores

app = Commands(help="How many answers a tenant may ask for in a UTC day.", no_args_is_help=True)


@app.command("set")
def set_quota(
    tenant: Tenant,
    daily: Annotated[
        int | None,
        typer.Option(min=0, max=MOST, help="Answers per day. Without it, PROSPECT_TWINS_DAILY_ANSWERS applies."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Set a tenant's own quota."""

    async def change(stores: "Stores") -> int | None:
        """The quota that holds from now on; None where there is no such tenant."""
        from prospect_twins.app import LiveAnswerers

        if not await stores.access.set_daily_answers(tenant, daily):
            return None
        return (await LiveAnswerers(settings, stores.workers).strictest()).daily_answers if daily is None else daily

    settings = load_settings(data_dir)
    holds = on_stores(settings, change)
    if holds is None:
        raise InvalidInput(
            f"there is no tenant {tenant}; `prospect-twins keys create --tenant {shell_word(tenant)}` makes it"
        )
    say(f"Tenant {tenant} may ask for {holds} answers a day.")
