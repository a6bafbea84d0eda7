"""A summary in the terminal: its text, then what it rests on, with figures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.panel import Panel
from rich.table import Table

from prospect_twins.commands.terminal import Terminal, outside, verbatim

if TYPE_CHECKING:
    from prospect_twins.domain.summaries import Insight, Summary
    from prospect_twins.statistics.intervals import Interval


def print_summary(console: Terminal, summary: "Summary") -> None:
    """Everything but who exactly each insight rests on, which the API tells."""
    console.print(
        Panel(
            outside(summary.summary_text, lines=True),
            title=verbatim(f"Summary · by {summary.model}"),
            title_align="left",
        )
    )
    _print_insights(console, "•", summary.key_insights)
    for label, count in summary.sentiment_distribution.items():
        if count:
            share = summary.sentiment_shares.get(label)
            console.print(f"{label:>10} {count:>5}{'  ' + _share(share) if share else ''}")
    if summary.themes:
        _print_themes(console, summary)
    if summary.dissent:
        console.print("[bold]Who sees it otherwise[/bold]")
        _print_insights(console, "≠", summary.dissent)
    for difference in summary.differences:
        mark = "[bold]±[/bold]" if difference.is_larger_than_chance else "[dim]±[/dim]"
        console.print(f" {mark} {outside(difference.text)} [dim](p = {difference.p_value:.3g})[/dim]")


def _print_insights(console: Terminal, mark: str, insights: "Sequence[Insight]") -> None:
    for insight in insights:
        console.print(f" {mark} {outside(insight.text)}")
        for quote in insight.quotes:
            console.print(f"     [dim]“{outside(quote.text)}” — {outside(quote.lead_id)}[/dim]")


def _print_themes(console: Terminal, summary: "Summary") -> None:
    table = Table("theme", "people", "share of all (95% interval)", "how they feel", box=None, header_style="bold")
    for theme in summary.themes:
        felt = ", ".join(f"{count} {label}" for label, count in theme.sentiments.items() if count)
        table.add_row(outside(theme.theme), f"{theme.prospects:,}", _share(theme.share), felt)
    console.print(table)


def _share(share: "Interval") -> str:
    return f"{share.estimate:.0%} ({share.low:.0%} to {share.high:.0%})"
