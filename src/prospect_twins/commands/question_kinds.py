"""Questions with options in the terminal: the form from what was typed, values beside answers, results as a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from prospect_twins.commands.terminal import Terminal, outside
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind, ScaleMethod, ScaleName

if TYPE_CHECKING:
    from prospect_twins.domain.question_forms import Value
    from prospect_twins.domain.results import QuestionResults
    from prospect_twins.statistics.intervals import Interval


def form_of(
    kind: QuestionKind | None, options: Sequence[str], scale: ScaleName | None, method: ScaleMethod | None
) -> QuestionForm:
    """The form that was typed. Whoever names a scale or its method means a scale. Raises InvalidInput."""
    from prospect_twins.domain.form_checks import checked_form

    if kind is None:
        kind = QuestionKind.SCALE if scale or method else QuestionKind.FREE_TEXT
    return checked_form(QuestionForm(kind, tuple(options), scale, method))


def value_in_words(value: "Value") -> str:
    """A value on one line."""
    return "; ".join(value) or "none of them" if isinstance(value, tuple) else str(value)


def print_results(console: Terminal, results: "QuestionResults") -> None:
    """Counts with the shares' 95% intervals; of a scale the mean, of a ranking the mean ranks."""
    ranked = results.kind is QuestionKind.RANKING
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("Point" if results.kind is QuestionKind.SCALE else "Option")
    for heading in ("First" if ranked else "Answers", "Share", "95% interval", *(["Mean rank"] if ranked else [])):
        table.add_column(heading, justify="right")
    for option in results.counts:
        rank = [f"{option.mean_rank:.1f}" if option.mean_rank is not None else ""] if ranked else []
        words = f"{option.option}  {option.label}" if option.label else option.option
        share = option.share
        table.add_row(
            outside(words), str(option.count), f"{share.estimate:.0%}", f"{share.low:.0%}-{share.high:.0%}", *rank
        )
    console.print(table)
    if results.mean is not None:
        console.print(f"Mean {_decimal(results.mean)}")
    if results.without_value:
        console.print(f"[yellow]{results.without_value} answered without saying so clearly; not counted.[/yellow]")


def _decimal(interval: "Interval") -> str:
    return f"{interval.estimate:.2f} ({interval.low:.2f}-{interval.high:.2f})"
