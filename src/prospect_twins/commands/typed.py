"""What is typed after a command, before any of it is read: the same rule for every option."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand

F = TypeVar("F", bound=Callable[..., Any])


class Command(TyperCommand):
    """Refuses an option that is given nothing: `--data-dir "$UNSET"` would be the current folder, and `--host ""` every
    address of the machine.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, after refusing options that were given an empty text."""
        taking = {
            name for parameter in self.params if not getattr(parameter, "is_flag", False) for name in parameter.opts
        }
        for option in _given_nothing(args, taking):
            raise typer.BadParameter(f"{option} was given nothing; give it a value, or leave it out", ctx=ctx)
        return super().parse_args(ctx, args)


def _given_nothing(args: Sequence[str], taking: set[str]) -> Iterator[str]:
    before = ""
    for arg in args:
        if arg == "--":
            return
        if before in taking:
            if arg == "":
                yield before
            before = ""
            continue
        name, equals, value = arg.partition("=")
        if name in taking and name.startswith("--") and equals and not value:
            yield name
        before = arg


class Commands(typer.Typer):
    """Commands that are typed so."""

    def command(self, name: str | None = None, **options: Any) -> Callable[[F], F]:
        """Register a command whose class is ours."""
        return super().command(name, **{"cls": Command, **options})
