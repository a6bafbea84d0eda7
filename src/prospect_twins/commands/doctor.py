"""`prospect-twins doctor`: what is wrong with this machine, and what to do."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from prospect_twins.commands.options import DataDir
from prospect_twins.commands.terminal import Terminal, outside, say

_MARKS = {"ok": "[green]ok[/green]", "warning": "[yellow]warning[/yellow]", "wrong": "[red]wrong[/red]"}


def doctor(
    data_dir: DataDir = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port that `serve` would listen on.")] = 8000,
    call: Annotated[
        bool, typer.Option("--call", help="Also ask each model for one word; a paid model charges a little for it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check this machine, and say what prevents a service from running on it and how to fix that.

    Checks settings, directories, database, models, memory, clock and ports. Changes nothing, and shows no key. The exit
    status is 1 if something is wrong; something that may only surprise you is a warning.
    """
    from prospect_twins.commands.checkup import State, examine

    findings = list(examine(data_dir, port=port, call=call))
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        table = Table("", "looked at", "found", box=None, header_style="bold", pad_edge=False)
        for finding in findings:
            text = outside(finding.found) + (f"\n[bold]→ {outside(finding.advice)}[/bold]" if finding.advice else "")
            table.add_row(_MARKS[finding.state], finding.what, text)
        Terminal().print(table)
    if any(finding.state is State.WRONG for finding in findings):
        raise typer.Exit(1)
