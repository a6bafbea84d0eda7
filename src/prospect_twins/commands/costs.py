"""What a question will take, in words, and whether to go on."""

import sys
from typing import TYPE_CHECKING

import typer

from prospect_twins.commands.terminal import Terminal, outside
from prospect_twins.domain.spending import usd

if TYPE_CHECKING:
    from prospect_twins.domain.estimates import Budget, Estimate

CONFIRM_USD = 1.0
"""From this cost on, a confirmation is wanted."""


def print_estimate(console: Terminal, estimate: "Estimate", *, notes: bool) -> None:
    """Print what asking would take. `notes`: with what the estimate leaves out."""
    people = "1 prospect" if estimate.total_prospects == 1 else f"{estimate.total_prospects:,} prospects"
    console.say(
        f"{people}, {estimate.calls:,} calls of {estimate.model}: about {estimate.input_tokens:,} tokens read, "
        f"{estimate.output_tokens:,} written; {_money(estimate.cost_usd)}."
    )
    if estimate.budget is not None:
        console.print(_limited(estimate.budget, estimate), highlight=False)
    for note in estimate.notes if notes else ():
        console.print(f"[dim]{outside(note)}[/dim]")


def confirm_cost(estimate: "Estimate", *, yes: bool) -> None:
    """Raises InvalidInput where nobody can be asked, Abort where they decline."""
    from prospect_twins.domain.errors import InvalidInput

    cost = estimate.cost_usd
    if yes or cost is None or cost < CONFIRM_USD:
        return
    if not sys.stdin.isatty():
        raise InvalidInput(f"This would cost {_money(cost)}; say --yes, or ask fewer prospects.")
    typer.confirm(f"Spend {_money(cost)}?", abort=True)


def _limited(budget: "Budget", estimate: "Estimate") -> str:
    """What is left of the limits, and whether it is enough."""
    session, day = budget.limits.session_usd, budget.limits.day_usd
    limits = [f"a session may cost {usd(session)}"] if session is not None else []
    if day is not None:
        limits.append(f"{usd(budget.day_used_usd)} of {usd(day)} for today are spent or set aside")
    left = f"{usd(budget.left_usd)} are left"
    return f"Costs are limited: {', '.join(limits)}; {left}{'' if estimate.is_within_budget else ', too little'}."


def _money(cost: float | None) -> str:
    if cost is None:
        return "what it costs is not known"
    if cost == 0:
        return "no charge"
    return "less than $0.01" if cost < 0.01 else f"about ${cost:,.2f}"
