"""The only way to the terminal. What is printed can neither steer it nor fail on it.

Every command prints through a `Terminal`; a test looks for those that don't.
"""

import codecs
import os
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleDimensions, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
from rich.segment import Segment
from rich.table import Column
from rich.text import Text

from prospect_twins.commands.failures import NOBODY_READS
from prospect_twins.domain.printable import printable

_PLAIN = str.maketrans(
    {
        "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "•": "*", "·": "-",
        "→": "->", "≠": "!=", "±": "+/-", "×": "x", "≥": ">=", "≤": "<=", "\u202f": " ", "\xa0": " ",
    }
)  # fmt: skip
"""Our own signs, for terminals that don't have them."""


def verbatim(text: object) -> Text:
    """The same where no markup of ours is: frames read their titles' emoji codes, whatever the terminal is told."""
    return Text(printable(text))


def outside(text: object, *, lines: bool = False) -> str:
    """Text that isn't ours, to stand in a line with markup: shown letter by letter, without obeying any of it."""
    return escape(printable(text, lines=lines))


class Terminal(Console):
    """Standard output, or standard error: no emoji codes, no guessed colours, and no control character of any text."""

    def __init__(self, *, errors: bool = False, **options: Any) -> None:
        super().__init__(stderr=errors, highlight=False, emoji=False, **options)
        columns, lines = self.size
        if columns < 1 or lines < 1:  # COLUMNS=0, as some shells without a screen say; nothing would be shown
            self.size = ConsoleDimensions(columns or 80, lines or 25)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Cleans whatever was forgotten: a control character is zero cells wide, so that frames stay where they are."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(printable(segment.text, lines=True), segment.style)

    def on_broken_pipe(self) -> None:
        """Nobody reads any more: the command ends, after tidying up."""
        raise BrokenPipeError

    def say(self, text: object) -> None:
        """One line, as it is: no markup, not folded."""
        self.print(printable(text), markup=False, soft_wrap=True)

    def say_lines(self, text: object) -> None:
        """The same, of several lines."""
        self.print(printable(text, lines=True), markup=False, soft_wrap=True)

    def failed(self, text: object) -> None:
        """The one line on what ended a command."""
        self.print(f"[red]Error:[/red] {outside(text)}", soft_wrap=True)

    def aside(self, text: object) -> None:
        """One quiet line that is no part of what was asked for."""
        self.print(f"[dim]{outside(text)}[/dim]", soft_wrap=True)

    def progress(self, *columns: ProgressColumn) -> Progress:
        """A bar that fits into the line, its description shortened rather than its figures; none where nobody looks."""
        described = TextColumn(
            "{task.description}", markup=False, table_column=Column(ratio=2, no_wrap=True, overflow="ellipsis")
        )
        bar = BarColumn(bar_width=None, table_column=Column(ratio=1, min_width=4))
        return Progress(
            described, bar, *columns, console=self, transient=True, expand=True, disable=not self.is_terminal
        )


def say(text: object) -> None:
    """Lines on standard output, as they are."""
    Terminal().say_lines(text)


def steady_streams() -> None:
    """Make the standard streams usable whatever they are: closed ones lead nowhere, and letters that the terminal
    doesn't have are written in another way instead of ending the command.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:  # closed: the next file or socket that is opened would become the standard stream
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115  # for good
    codecs.register_error("prospect_twins", _in_other_letters)
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="prospect_twins")


def _in_other_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = error.object[error.start : error.end].translate(_PLAIN)
    return plain.encode("ascii", "backslashreplace").decode(), error.end


def end_of_output(status: int) -> int:
    """Write what is left to be written; the exit status, which changes where that can't be done.

    Python would do it at its end, and complain of a closed pipe in words of its own.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            if isinstance(error, BrokenPipeError):
                status = status or NOBODY_READS
            else:
                Terminal(errors=True).failed(f"The output can't be written: {error.strerror}.")
                status = status or 1
    return status
