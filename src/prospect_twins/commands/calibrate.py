"""`prospect-twins calibrate`: what a twin's confidence is worth, learnt from people who answered too."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from prospect_twins.commands.options import DataDir, Tenant, check_tenant, load_settings, on_stores
from prospect_twins.commands.terminal import Terminal, say
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.question_forms import QuestionKind

if TYPE_CHECKING:
    from prospect_twins.app import Stores
    from prospect_twins.domain.calibration_pairs import CalibrationPair
    from prospect_twins.services.calibrating import KindFit
    from prospect_twins.store.calibrations import StoredCalibration

_SHOWN_REJECTED = 100
ALL = "all"


def calibrate(
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="CSV of twins' answers and their people's; the page on calibrating lists the columns.",
        ),
    ] = None,
    from_outcomes: Annotated[
        bool, typer.Option("--from-outcomes", help="Fit on the recorded observations (outcomes) instead of a file.")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="List the stored curves, and fit nothing.")] = False,
    remove: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="Delete the curve of this kind of question, or `all`; fit nothing."),
    ] = None,
    tenant: Tenant = "default",
    data_dir: DataDir = None,
) -> None:
    """Learn what confidence is worth: compare twins' answers with what their people really said.

    Each kind of question with enough people gets a curve, which replaces its old one and scores all new answers. The
    printed errors come from cross-validation: each answer is scored by a curve that was fitted without its person.
    """  # fmt: skip
    if sum((file is not None, from_outcomes, show, remove is not None)) != 1:
        raise InvalidInput("Give one of: a file, --from-outcomes, --show, --remove.")
    settings = load_settings(data_dir)
    if show:
        _print_stored(on_stores(settings, lambda stores: _stored(stores, tenant)))
    elif remove is not None:
        kinds = _kinds(remove)
        gone = on_stores(settings, lambda stores: _removed(stores, tenant, kinds))
        say(f"Forgotten: {', '.join(gone)}." if gone else "There was nothing to forget.")
    else:
        pairs = _read(file) if file is not None else None
        fits = on_stores(settings, lambda stores: _fitted(stores, tenant, pairs))
        _print_fits(fits)
        if all(fit.calibration is None for fit in fits):
            raise typer.Exit(1)


async def _stored(stores: "Stores", tenant: str) -> "Sequence[StoredCalibration]":
    await check_tenant(stores, tenant)
    return await stores.calibrations.all(tenant)


async def _removed(stores: "Stores", tenant: str, kinds: Sequence[QuestionKind]) -> Sequence[str]:
    await check_tenant(stores, tenant)
    return await stores.calibrations.remove(tenant, kinds)


def _read(file: Path) -> "list[CalibrationPair]":
    """The file's pairs; rows that give none are told on standard error."""
    from prospect_twins.domain.calibration_pairs import parse_calibration_file

    errors = Terminal(errors=True)
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            pairs, rejected = parse_calibration_file(lines)
    except UnicodeDecodeError:
        raise InvalidInput(f"{file.name} is not UTF-8 text; save it as CSV in UTF-8.") from None
    for line, reason in rejected[:_SHOWN_REJECTED]:
        errors.say(f"line {line}: {reason}")
    if len(rejected) > _SHOWN_REJECTED:
        errors.print(f"… and {len(rejected) - _SHOWN_REJECTED} more rows")
    if not pairs:
        raise InvalidInput(f"{file.name} has no row with a twin's answer and its person's.")
    say(f"{len(pairs)} answers of {len({pair.lead_id for pair in pairs})} people read, {len(rejected)} rows rejected.")
    return pairs


async def _fitted(stores: "Stores", tenant: str, pairs: "Sequence[CalibrationPair] | None") -> "list[KindFit]":
    """Fit `pairs`, or what was recorded, and keep what came of it."""
    from prospect_twins.services.calibrating import fit

    fits = fit(await _recorded(stores, tenant) if pairs is None else pairs)
    await stores.access.ensure_tenant(tenant)
    await stores.calibrations.keep(tenant, {fit.kind: fit.calibration for fit in fits if fit.calibration is not None})
    return fits


async def _recorded(stores: "Stores", tenant: str) -> "list[CalibrationPair]":
    from prospect_twins.domain.calibration_pairs import recorded_pair
    from prospect_twins.domain.comparing import pairs

    answered = await stores.observations.answered_twice(tenant)
    records = [recorded for pair in pairs(answered) if (recorded := recorded_pair(pair)) is not None]
    if not records:
        raise InvalidInput(
            "No outcome can be compared with a twin's answer yet; record what people said with "
            "POST /api/v1/prospects/{lead_id}/outcomes."
        )
    people = len({pair.lead_id for pair in records})
    say(f"{len(records)} recorded answers of {people} {'person' if people == 1 else 'people'}.")
    return records


def _kinds(name: str) -> list[QuestionKind]:
    if name == ALL:
        return list(QuestionKind)
    try:
        return [QuestionKind(name)]
    except ValueError:
        raise InvalidInput(f"--remove takes {ALL}, or one of {', '.join(QuestionKind)}.") from None


def _print_fits(fits: "Sequence[KindFit]") -> None:
    for fit in fits:
        size = f"{fit.kind}: {fit.pairs} answers of {fit.people} {'person' if fit.people == 1 else 'people'}"
        if fit.calibration is None:
            say(f"{size}; not fitted: {fit.why_not}.")
            continue
        on = " and ".join(feature.name for feature in fit.calibration.features) or "the base rate alone"
        aside = f" ({fit.left_aside} of a single draw left aside)" if fit.left_aside else ""
        error = f"; calibration error {fit.proof.before:.3f} before, {fit.proof.after:.3f} after" if fit.proof else ""
        say(f"{size}{aside}; {fit.calibration.method} on {on}{error}.")


def _print_stored(stored: "Sequence[StoredCalibration]") -> None:
    if not stored:
        say("Nothing is stored: confidence is not calibrated.")
        return
    table = Table("kind", "method", "looks at", "answers", "people", "fitted")
    for kind in stored:
        calibration, at = kind.calibration, f"{kind.fitted_at:%Y-%m-%d %H:%M}"
        if calibration is None:
            table.add_row(kind.kind, "of another version: calibrate again", "", "", "", at)
        else:
            on = ", ".join(feature.name for feature in calibration.features)
            table.add_row(kind.kind, calibration.method, on, str(calibration.pairs), str(calibration.people), at)
    Terminal().print(table)
