"""The command line. Each command imports what it needs when it runs, so that `--help` is quick."""

import logging
import os
import sys

import typer
from rich.console import Console

from prospect_twins.commands import ask, calibrate, evaluate, fidelity, importing, keys, quota, scripted, serve, worker

errors = Console(stderr=True)

app = typer.Typer(
    name="prospect-twins",
    help="Ask the digital twins of your prospects a question, watch the answers come in, read a summary.\n\n"
    "Answers are synthetic: a twin's guess, never the person's word.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serve.serve)
app.command()(worker.worker)
app.command()(worker.migrate)
app.command("import")(importing.import_file)
app.command()(ask.ask)
app.command("scripted-model")(scripted.scripted_model)
app.command()(calibrate.calibrate)
app.command()(fidelity.fidelity)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(keys.app, name="keys")
app.add_typer(quota.app, name="quota")


def main() -> None:
    """Run a command; what goes wrong for a known reason is one line on standard error, and a non-zero status."""
    logging.basicConfig(
        level=os.environ.get("PROSPECT_TWINS_LOG_LEVEL", "WARNING").upper(),
        format="%(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    try:
        app()
    except Exception as error:
        from prospect_twins.commands.child import UNUSABLE_CONFIGURATION
        from prospect_twins.models.errors import UnusableModel

        message = _known(error)
        if message is None or os.environ.get("PROSPECT_TWINS_LOG_LEVEL", "").upper() == "DEBUG":
            raise
        errors.print(f"[red]Error:[/red] {message}", highlight=False, soft_wrap=True, markup=True)
        sys.exit(UNUSABLE_CONFIGURATION if isinstance(error, UnusableModel) else 1)


def _known(error: Exception) -> str | None:
    """One line for an error whose cause a user can mend; None for a fault of ours."""
    import psycopg
    from pydantic import ValidationError
    from rich.markup import escape

    from prospect_twins.domain.errors import DatabaseUnavailable, ProspectTwinsError
    from prospect_twins.store.embedded_postgres import EmbeddedPostgresError

    if isinstance(error, ValidationError) and error.title == "Settings":
        reasons = (f"PROSPECT_TWINS_{problem['loc'][0]}".upper() + f": {problem['msg']}" for problem in error.errors())
        return escape("; ".join(reasons))
    if isinstance(error, DatabaseUnavailable | psycopg.OperationalError):
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return escape(f"The database can't be reached: {reason}")
    if isinstance(error, ProspectTwinsError | EmbeddedPostgresError):
        return escape(str(error))
    return None
