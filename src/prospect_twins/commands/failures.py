"""From whatever ended a command to one line for the person who typed it, and an exit status."""

import errno
from collections.abc import Callable
from dataclasses import dataclass

from prospect_twins.domain.errors import DatabaseUnavailable, ProspectTwinsError

UNUSABLE_CONFIGURATION = 78
"""Exit status where the model can't be had at all (sysexits' EX_CONFIG)."""
WRONG_USAGE = 2
INTERRUPTED = 130
NOBODY_READS = 141
"""As a program ends that the system stops for writing to a closed pipe."""

DOCTOR = "Run `prospect-twins doctor` to see what is wrong with this machine."


class WrongSettings(ProspectTwinsError):
    """One or more settings that can't be used; the message names each, and what it takes."""


@dataclass(frozen=True, slots=True)
class CommandFailure:
    """`line` is empty where nothing needs to be said."""

    line: str
    status: int = 1


_NO_MEMORY = "There is not enough memory; close something, or do less at a time."


def failure_of(error: BaseException) -> CommandFailure | None:
    """What to say of an error whose cause a user can mend; None for a fault of ours."""
    if isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        return failure_of(error.exceptions[0])
    return next((describe(error) for kinds, describe in _known() if isinstance(error, kinds)), None)


_Row = tuple[tuple[type[BaseException], ...], Callable[[BaseException], CommandFailure | None]]


def _known() -> tuple[_Row, ...]:
    """Imported here, for what most commands never meet should not slow them."""
    import asyncio

    import psycopg
    import typer

    from prospect_twins.models.errors import UnusableModel
    from prospect_twins.store.embedded_postgres import EmbeddedPostgresError
    from prospect_twins.store.trouble import trouble

    return (
        ((typer.Abort,), lambda _: CommandFailure("Stopped; nothing was done.")),
        ((typer.TyperException,), _usage),
        ((KeyboardInterrupt, asyncio.CancelledError), lambda _: CommandFailure("", INTERRUPTED)),
        ((BrokenPipeError,), lambda _: CommandFailure("", NOBODY_READS)),
        ((WrongSettings,), lambda error: CommandFailure(str(error), WRONG_USAGE)),
        ((UnusableModel,), lambda error: CommandFailure(f"{error} {DOCTOR}", UNUSABLE_CONFIGURATION)),
        ((EmbeddedPostgresError,), lambda error: CommandFailure(f"{error} {DOCTOR}")),
        (
            (DatabaseUnavailable, psycopg.OperationalError, psycopg.errors.InsufficientPrivilege,
             psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InvalidSchemaName),
            lambda error: CommandFailure(f"The database can't be used: {trouble(error)} {DOCTOR}"),
        ),
        ((ProspectTwinsError,), lambda error: CommandFailure(str(error))),
        ((OSError,), _file),
        ((MemoryError,), lambda _: CommandFailure(_NO_MEMORY)),
    )  # fmt: skip


def _usage(error: BaseException) -> CommandFailure:
    """A command line that can't be read. Where only help was wanted, it has been printed."""
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    context = getattr(error, "ctx", None)
    where = f" See `{context.command_path} --help`." if context is not None else ""
    line = " ".join(str(said).replace("Value error, ", "").split())
    return CommandFailure(
        line and f"{line}{'' if line.endswith(('.', '?')) else '.'}{where}", getattr(error, "exit_code", WRONG_USAGE)
    )


def _file(error: BaseException) -> CommandFailure | None:
    """A file or folder that can't be had. Other errors of the system come without a name, and are ours to explain."""
    assert isinstance(error, OSError)  # noqa: S101  # its row says so
    if error.errno == errno.ENOSPC:
        return CommandFailure(f"The disk is full{_named(error)}; make room there.")
    if error.filename is None or error.strerror is None:
        return None
    return CommandFailure(f"{_named(error).removeprefix(': ')} can't be used: {error.strerror}.")


def _named(error: OSError) -> str:
    name = error.filename2 or error.filename
    return "" if name is None else f": {name.decode(errors='replace') if isinstance(name, bytes) else name}"
