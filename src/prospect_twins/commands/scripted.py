"""`prospect-twins scripted-model`: the model for trying things without a model."""

from typing import Annotated

import typer

from prospect_twins.commands.listening import address_of, listen
from prospect_twins.commands.terminal import say


def scripted_model(
    options: Annotated[
        str, typer.Argument(help="As in PROSPECT_TWINS_MODEL=scripted:…, for example latency=0.5,rate_limited=0.1")
    ] = "",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8100,
) -> None:
    """Serve the scripted model over an OpenAI-compatible API. It is deterministic; you set its latency and faults.

    Then set: OPENAI_BASE_URL=http://127.0.0.1:8100/v1 OPENAI_API_KEY=none PROSPECT_TWINS_MODEL=openai-chat:scripted
    """
    import uvicorn

    from prospect_twins.models.scripted.options import parse_options
    from prospect_twins.models.scripted.server import build_scripted_server

    server = build_scripted_server(parse_options(options))
    listener = listen(host, port)
    config = uvicorn.Config(server, http="httptools", log_level="warning", log_config=None, access_log=False)
    say(f"The scripted model listens on {address_of(listener, host)}/v1; stop it with Ctrl-C.")
    uvicorn.Server(config).run(sockets=[listener])
