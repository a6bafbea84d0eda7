"""`prospect-twins serve`: API and worker in one process tree."""

import asyncio
import socket
import sys
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Annotated

import typer

from prospect_twins.commands.listening import address_of, listen
from prospect_twins.commands.options import DataDir, check_models, load_settings, migrated_database, stores_of
from prospect_twins.commands.running_services import announced, running_services
from prospect_twins.commands.shell import shell_word
from prospect_twins.commands.terminal import Terminal, outside
from prospect_twins.domain.errors import InvalidInput

if TYPE_CHECKING:
    from fastapi import FastAPI

    from prospect_twins.settings import Settings

_EXAMPLE = "What worries you most when you think about life insurance?"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free one.")] = 8000,
    data_dir: DataDir = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Start only the API; run `prospect-twins worker` elsewhere.")
    ] = False,
    demo: Annotated[bool, typer.Option("--demo", help="Import 60 demo prospects if the tenant has none.")] = False,
) -> None:
    """Serve the API and the web app, and start a worker unless --no-worker is given.

    Applies migrations, and writes a first API key to <data-dir>/api-key. GET /readyz returns 200 when the service is
    ready.
    """
    settings = load_settings(data_dir, joins=False)
    check_models(settings, asked_here=not no_worker)
    console = Terminal()
    listener = _listen(settings, host, port)
    with migrated_database(settings) as url:
        key = asyncio.run(_prepare(settings, url, demo=demo))
        if not no_worker:
            _fetch_weights(settings)
        address = address_of(listener, host)
        with announced(settings.data_dir, address, embedded_database=settings.database_url is None):
            _run(settings, url, listener, address, key, console, with_worker=not no_worker)


def _listen(settings: "Settings", host: str, port: int) -> socket.socket:
    """Raises InvalidInput; where it is this data directory's own service that listens, it says so."""
    try:
        return listen(host, port)
    except InvalidInput:
        for service in running_services():
            if service.data_dir == str(settings.data_dir.resolve()) and service.address.endswith(f":{port}"):
                raise InvalidInput(
                    f"a service on this data directory is running already, at {service.address}; use that one, or "
                    "choose another --port for a second."
                ) from None
        raise


async def _prepare(settings: "Settings", url: str, *, demo: bool) -> str | None:
    """Make the first key and import the demo prospects; the key in <data-dir>/api-key, if it is there and valid."""
    from prospect_twins.commands.first_key import first_key
    from prospect_twins.services.demo import open_demo_prospects
    from prospect_twins.services.importing.run import import_prospects

    async with stores_of(settings, url) as stores:
        key = await first_key(stores.access, settings.data_dir)
        if demo and not await stores.prospects.count("default"):
            with open_demo_prospects() as stream:
                await import_prospects(stream, stores.prospects, "default")
    return key


def _fetch_weights(settings: "Settings") -> None:
    """Get the embedded model's weights before anything starts, with a progress bar; nothing for other models."""
    from prospect_twins.commands.weights import fetch_weights

    if "embedded" in (settings.model, settings.model_that_labels):
        fetch_weights(settings)


def _run(
    settings: "Settings", url: str, listener: socket.socket, address: str, key: str | None, console: Terminal,
    *, with_worker: bool,
) -> None:  # fmt: skip
    from prospect_twins.app import build_api
    from prospect_twins.commands.child import WorkerProcess
    from prospect_twins.commands.server import ApiServer, server_config

    api = build_api(settings, url)
    config = server_config(api, settings)

    async def main() -> None:
        server = ApiServer(config, on_stop=lambda: api.state.context.hub.close())  # noqa: PLW0108  # it is there when it has started
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        child = WorkerProcess(settings, server.stop) if with_worker else None
        minding = asyncio.create_task(child.keep_running()) if child else None
        telling = asyncio.create_task(_tell_when_ready(settings, api, address, key, console, with_worker=with_worker))
        try:
            await serving
        finally:
            telling.cancel()
            if child is not None and minding is not None:
                await child.stop()
                minding.cancel()
            await asyncio.gather(telling, *([minding] if minding else []), return_exceptions=True)
        if child is not None and child.is_hopeless:
            raise typer.Exit(1)  # the worker has said why

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(main())


def _command() -> str:
    """What to type to run this command again: its name where the shell would find it, else its path."""
    called = Path(sys.argv[0])
    return "prospect-twins" if which(called.name) else shell_word(str(called))


async def _tell_when_ready(
    settings: "Settings", api: "FastAPI", address: str, key: str | None, console: Terminal, *, with_worker: bool
) -> None:
    """Say in a few plain lines where to go, once there is something to see."""
    from prospect_twins.store.prospects import ProspectFilter

    model = settings.model if with_worker else "that of the workers; none is running yet"
    ready = False
    while not ready:
        await asyncio.sleep(0.2)
        if hasattr(api.state, "context"):
            from prospect_twins.domain.work import models_of

            workers = await api.state.context.workers.alive(settings.stalled_s)
            ready = not with_worker or any(worker.ready for worker in workers)
            model = models_of(workers) or model
    key_file = settings.data_dir / "api-key"
    data_dir = shell_word(str(settings.data_dir))
    console.print(
        "[bold]Prospect Digital Twins is running.[/bold] Its answers are synthetic: a twin's, never the person's.",
        soft_wrap=True,
    )
    console.print(f"  Web app   {address}/" + (f"#key={key}" if key else ""), soft_wrap=True)
    console.print(f"  Model     {outside(model)}")
    console.print(
        f"  API key   {outside(str(key_file))}" if key else "  API key   one of yours; see `prospect-twins keys`"
    )
    ids, _ = await api.state.context.prospects.find_ids("default", ProspectFilter(), 2)
    tried = f'ask "{_EXAMPLE}" --prospects {shell_word(",".join(ids))}' if ids else "import leads.csv"
    console.print("  Try       " + outside(f"{_command()} {tried} --data-dir {data_dir}"), soft_wrap=True)
    console.print("  Stop      Ctrl-C")
