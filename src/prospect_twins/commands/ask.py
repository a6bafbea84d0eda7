"""`prospect-twins ask`: a question from the terminal, its answers as they land, then the summary."""

import asyncio
import base64
import re
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.panel import Panel
from rich.progress import MofNCompleteColumn, TimeElapsedColumn

from prospect_twins.commands.costs import confirm_cost, print_estimate
from prospect_twins.commands.follow_ups import parent_answers
from prospect_twins.commands.options import (
    DataDir,
    Tenant,
    check_models,
    check_tenant,
    load_settings,
    migrated_database,
    stores_of,
)
from prospect_twins.commands.question_kinds import form_of, print_results, value_in_words
from prospect_twins.commands.summaries import print_summary
from prospect_twins.commands.terminal import Terminal, outside, verbatim
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind, ScaleMethod, ScaleName

if TYPE_CHECKING:
    from prospect_twins.app import Stores
    from prospect_twins.domain.confidence import Confidence
    from prospect_twins.domain.events import Event
    from prospect_twins.services.asking import Asking, Inquiry
    from prospect_twins.settings import Settings

_ASK_FIRST = 20
"""Asking more prospects than this at once, by no choice of the user's, wants a confirmation: it may cost money."""


_Question = Annotated[str, typer.Argument(help="What to ask, at most 2,000 characters.")]
_Prospects = Annotated[
    str | None, typer.Option(help="Lead ids, separated by commas. Write a comma inside an id as \\,.")
]
_Where = Annotated[
    list[str] | None,
    typer.Option(help="Field=value, as in lead_classification=hot. Repeatable; prospects must match all of them."),
]
_Image = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="PNG, JPEG, WebP or still GIF to show to the twins.")
]
_Kind = Annotated[
    QuestionKind | None,
    typer.Option(
        help="The kind of question: what an answer contains besides words.",
        show_default="free_text, or scale with --scale",
    ),
]
_Options = Annotated[
    list[str] | None,
    typer.Option(help="An option to choose or rank; for a scale, the meaning of one of its five points. Repeatable."),
]
_Scale = Annotated[ScaleName | None, typer.Option(help="The scale to use.")]
_Method = Annotated[
    ScaleMethod | None, typer.Option(help="How the point on a scale is read out of an answer.", show_default="direct")
]
_FollowUp = Annotated[
    str | None,
    typer.Option(metavar="QS-…", help="Continue from this ended session, with the prospects who answered it."),
]
_Answered = Annotated[
    list[str] | None,
    typer.Option(
        help="In a follow-up, ask only those who answered like this: sentiment=negative, theme=price, "
        "stance=1..2 or value='Plan A'. Repeatable: values of one field are alternatives; all fields "
        "must match."
    ),
]
_Estimate = Annotated[bool, typer.Option("--estimate", help="Print what the question would take, and ask nobody.")]
_Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Ask all prospects, and spend what it costs, without confirmation.")
]


def ask(
    question: _Question,
    prospects: _Prospects = None,
    where: _Where = None,
    image: _Image = None,
    kind: _Kind = None,
    option: _Options = None,
    scale: _Scale = None,
    method: _Method = None,
    follow_up: _FollowUp = None,
    answered: _Answered = None,
    estimate: _Estimate = False,
    yes: _Yes = False,
    tenant: Tenant = "default",
    data_dir: DataDir = None,
) -> None:
    """Ask prospects' twins a question, watch the answers come in, read the summary.

    Without --prospects or --where, asks all prospects of the tenant. Uses the workers on the same database; if there
    are none, does their work itself. Ctrl-C cancels the session.

    If the model's price is known, prints the expected cost first, and asks for confirmation from one dollar on.
    """
    form = form_of(kind, option or [], scale, method)
    settings = load_settings(data_dir)
    console = Terminal()
    with migrated_database(settings) as url:
        what = _What(question, form, image)
        whom = _Whom(tenant, prospects, where or [], follow_up, answered or [])
        failed = asyncio.run(_ask(settings, url, console, what, whom, only=estimate, yes=yes))
    raise typer.Exit(failed)


async def _ask(
    settings: "Settings", url: str, console: Terminal, what: "_What", whom: "_Whom", *, only: bool, yes: bool
) -> int:
    """The exit status: 0 for a completed session, 1 for a failed one, 130 after Ctrl-C. `only`: just the estimate."""
    from prospect_twins.app import LiveAnswerers, build_asking, open_worker
    from prospect_twins.domain.results import results_of

    tenant = whom.tenant
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(stores_of(settings, url))
        await check_tenant(stores, tenant)
        answerers = LiveAnswerers(settings, stores.workers)
        if not only and not await answerers.are_alive():
            check_models(settings, asked_here=True)
        limits = await answerers.strictest()
        inquiry = await _inquiry(stores, limits, what, whom, yes=yes or only)
        asking = build_asking(limits, stores, answerers)
        estimate = await asking.estimate(tenant, inquiry)
        if only or estimate.cost_usd != 0:
            print_estimate(console, estimate, notes=only)
        if only:
            return 0
        confirm_cost(estimate, yes=yes)
        if not await answerers.are_alive():
            from prospect_twins.commands.weights import fetch_weights

            if settings.model == "embedded":
                await asyncio.to_thread(fetch_weights, settings)
            worker = await stack.enter_async_context(open_worker(settings, stores))
            working = asyncio.create_task(worker.run())
            stack.push_async_callback(_finish, working)
            stack.callback(worker.stop)
        session_id = await _submit(asking, tenant, inquiry)
        try:
            status = await _follow(stores, settings, console, session_id, estimate.total_prospects)
            session = await stores.sessions.load(tenant, session_id, frozenset(("responses",)))
            if results := results_of(session.form, [response.value for response in session.responses]):
                print_results(console, results)
            console.print(f"[dim]{session_id}[/dim]")
            return status
        except (asyncio.CancelledError, BrokenPipeError) as error:  # nobody waits for the rest, or reads it
            with suppress(Exception):
                await stores.progress.cancel(tenant, session_id)
            if isinstance(error, BrokenPipeError):
                raise
            console.print("Cancelled; the answers so far are kept.")
            return 130


async def _finish(working: "asyncio.Task[None]") -> None:
    await asyncio.gather(working, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _What:
    """What is to be asked, as it was typed."""

    question: str
    form: QuestionForm
    image: Path | None


@dataclass(frozen=True, slots=True)
class _Whom:
    """Who is to be asked, as it was typed."""

    tenant: str
    prospects: str | None
    where: Sequence[str]
    follow_up: str | None
    answered: Sequence[str]


async def _inquiry(stores: "Stores", settings: "Settings", what: _What, whom: _Whom, *, yes: bool) -> "Inquiry":
    from prospect_twins.domain.errors import InvalidInput
    from prospect_twins.services.asking import Inquiry

    if whom.follow_up is None and whom.answered:
        raise InvalidInput("--answered chooses among a session's people; name the session with --follow-up.")
    if whom.follow_up is not None and whom.where:
        raise InvalidInput("A follow-up takes --prospects or --answered, not --where.")
    # A follow-up's people are its parent's, unless some of them are named.
    lead_ids: Sequence[str] = ()
    if whom.follow_up is None or whom.prospects is not None:
        lead_ids = await _chosen(stores, settings, whom, yes=yes)
    picture = await asyncio.to_thread(what.image.read_bytes) if what.image else None
    return Inquiry(
        what.question,
        lead_ids,
        form=what.form,
        image_base64=base64.b64encode(picture).decode() if picture is not None else None,
        parent_session_id=whom.follow_up,
        parent_answers=parent_answers(whom.answered),
    )


def lead_ids_in(text: str) -> list[str]:
    """Ids with commas between them; a backslash takes the meaning from the comma after it."""
    return [lead_id.replace("\\,", ",").strip() for lead_id in re.split(r"(?<!\\),", text) if lead_id.strip()]


async def _chosen(stores: "Stores", settings: "Settings", whom: _Whom, *, yes: bool) -> list[str]:
    from prospect_twins.domain.errors import InvalidInput
    from prospect_twins.domain.prospects import PERSONA_FIELDS
    from prospect_twins.store.prospects import ProspectFilter

    if whom.prospects is not None:
        if named := lead_ids_in(whom.prospects):
            return named
        raise InvalidInput("--prospects names nobody; give ids with commas between them.")  # of a follow-up, too
    fields: dict[str, list[str]] = {}
    for condition in whom.where:
        name, equals, value = condition.partition("=")
        if not equals or name not in PERSONA_FIELDS:
            raise InvalidInput(f"--where takes Field=value, with a field of {', '.join(PERSONA_FIELDS)}.")
        fields.setdefault(name, []).append(value)
    lead_ids, total = await stores.prospects.find_ids(whom.tenant, ProspectFilter(fields), settings.max_prospects)
    if not lead_ids:
        raise InvalidInput(
            "No prospect matches."
            if whom.where
            else "There are no prospects yet; `prospect-twins import FILE` brings some."
        )
    if total > len(lead_ids):
        raise InvalidInput(f"{total} prospects match, and a session takes {len(lead_ids)}; narrow it with --where.")
    if not whom.where and not yes and total > _ASK_FIRST:
        if not sys.stdin.isatty():
            raise InvalidInput(
                f"This would ask all {total} prospects; say --yes, or choose some with --prospects or --where."
            )
        typer.confirm(f"Ask all {total} prospects?", abort=True)
    return lead_ids


async def _submit(asking: "Asking", tenant: str, inquiry: "Inquiry") -> str:
    return (await asking.ask(tenant, inquiry)).session_id


async def _follow(stores: "Stores", settings: "Settings", console: Terminal, session_id: str, total: int) -> int:
    from prospect_twins.domain.events import EventType
    from prospect_twins.store.progress import EVENTS_CHANNEL
    from prospect_twins.stream.hub import EventHub

    hub: EventHub[Event] = EventHub(stores.events.after, lambda event: event, settings.keep_alive_s)
    loops = [
        asyncio.create_task(stores.database.listen({EVENTS_CHANNEL: hub.notify}, hub.resync)),
        asyncio.create_task(hub.keep_alive()),
    ]
    try:
        with console.progress(MofNCompleteColumn(), TimeElapsedColumn()) as bar:
            task = bar.add_task("Asking", total=total)
            async for events in hub.follow(session_id, 0):
                for numbered in events:
                    event = numbered.frame
                    bar.update(task, completed=event.responded)
                    if event.response is not None:
                        console.print(_answer_panel(event))
                    if event.responded == event.total:
                        bar.update(task, description="Summarising")
        _print_end(console, event)
        return 0 if event.event_type is EventType.SESSION_COMPLETED else 1
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


def _answer_panel(event: "Event") -> Panel:
    assert event.response is not None  # noqa: S101  # the caller has looked
    persona = event.response.persona
    title = persona.full_name or persona.lead_id
    known = [persona.age and f"{persona.age}", persona.occupation, persona.lead_classification]
    about = ", ".join(str(fact) for fact in known if fact)
    value = event.response.value
    chosen = "" if value is None else f"\n[bold]→ {outside(value_in_words(value))}[/bold]"
    return Panel(
        outside(event.response.answer, lines=True) + chosen + _confidence_line(event.response.confidence),
        title=verbatim(f"{title} ({about})" if about else title),
        subtitle=verbatim(f"{persona.lead_id} · synthetic, by {event.response.model}"),
        title_align="left",
        subtitle_align="right",
    )


def _confidence_line(confidence: "Confidence | None") -> str:
    """A word and its basis; a figure only where the tenant's own people stand behind it."""
    if confidence is None or confidence.score is None:
        return ""
    if confidence.calibrated:
        return f"\n[dim]Confidence {confidence.score:.0%}, by what your own people said[/dim]"
    most = "" if confidence.ceiling is None else f", which are right in {confidence.ceiling:.0%} at most"
    return f"\n[dim]Confidence {confidence.level}, by twins of other people{most}[/dim]"


def _print_end(console: Terminal, event: "Event") -> None:
    for failed in event.failed_prospects:
        console.print(
            f"[yellow]{outside(failed.lead_id)}: no answer ({failed.error_code}: {outside(failed.message)})[/yellow]"
        )
    if event.summary is not None:
        print_summary(console, event.summary)
    if event.error_message:
        console.print(f"[yellow]{outside(event.error_message)}[/yellow]")
