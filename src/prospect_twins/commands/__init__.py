"""The command line. Each command imports what it needs when it runs, so that `--help` is quick."""

from importlib import metadata
from typing import Annotated

import typer

from prospect_twins.commands import (
    ask,
    calibrate,
    doctor,
    evaluate,
    fidelity,
    importing,
    keys,
    quota,
    scripted,
    serve,
    worker,
)
from prospect_twins.commands.terminal import Terminal
from prospect_twins.commands.typed import Commands


def _say_version(wanted: bool) -> None:
    if wanted:
        Terminal().say(f"prospect-twins {metadata.version('prospect-twins')}")
        raise typer.Exit


app = Commands(
    name="prospect-twins",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serve.serve)
app.command()(worker.worker)
app.command()(worker.migrate)
app.command("import")(importing.import_file)
app.command()(ask.ask)
app.command()(doctor.doctor)
app.command("scripted-model")(scripted.scripted_model)
app.command()(calibrate.calibrate)
app.command()(fidelity.fidelity)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(keys.app, name="keys")
app.add_typer(quota.app, name="quota")


@app.callback()
def prospect_twins(
    version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=_say_version, help="Print the version and exit.")
    ] = False,
) -> None:
    """Ask the digital twins of your prospects a question, watch the answers come in, read a summary.

    Answers are synthetic: they are a twin's guess, not the person's own words.
    """


@app.command("help", hidden=True)
def show_help(context: typer.Context, words: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """Show the same text as `--help`."""
    app([*(words or []), "--help"], prog_name=context.find_root().info_name)
