"""`prospect-twins fidelity`: how well twins speak for their people, by what was recorded."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from prospect_twins.commands.options import DataDir, Tenant, check_tenant, load_settings, on_stores
from prospect_twins.commands.terminal import Terminal, say
from prospect_twins.domain.fidelity import KindFidelity
from prospect_twins.statistics.intervals import Interval

if TYPE_CHECKING:
    from prospect_twins.app import Stores
    from prospect_twins.domain.comparing import AnsweredTwice


def fidelity(
    session_id: Annotated[str | None, typer.Option("--session", help="Use only this session.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON as GET /api/v1/qa/fidelity returns it.")] = False,
    tenant: Tenant = "default",
    data_dir: DataDir = None,
) -> None:
    """Compare twins with their people, by kind of question: agreement, distributions, confidence.

    Uses the recorded observations (outcomes). Intervals cover 95%, by the bootstrap over people.
    """
    from prospect_twins.services.fidelity import fidelity as measured

    async def answered(stores: "Stores") -> "list[AnsweredTwice]":
        await check_tenant(stores, tenant)
        return await stores.observations.answered_twice(tenant, session_id=session_id)

    kinds = measured(on_stores(load_settings(data_dir), answered))
    if as_json:
        from prospect_twins.api.schemas.fidelity import FidelityResponse

        say(FidelityResponse.of(kinds).model_dump_json(indent=2))
    elif kinds:
        _print(kinds)
    else:
        say(
            "No outcome can be compared with a twin's answer yet; record what people said with "
            "POST /api/v1/prospects/{lead_id}/outcomes."
        )


def _print(kinds: list[KindFidelity]) -> None:
    table = Table("kind", "compared", "pairs", "people", "agreement", "base rate", "distribution", "calibration error")
    for kind in kinds:
        similarity = kind.distribution
        table.add_row(
            kind.kind,
            kind.compared.replace("_", " "),
            str(kind.pairs),
            str(kind.people),
            _interval(kind.agreement),
            _figure(kind.base_rate),
            _interval(similarity.similarity if similarity else None),
            _figure(kind.calibration.ece if kind.calibration else None),
        )
    Terminal().print(table)
    for kind in kinds:
        what = f"{kind.kind}, {kind.compared.replace('_', ' ')}"
        if kind.within_one and kind.mean_absolute_difference:
            say(f"{what}: within one point {_interval(kind.within_one)}, apart by "
                  f"{_interval(kind.mean_absolute_difference)} points on average.")  # fmt: skip
        if kind.calibration:
            area = f", AUROC {kind.calibration.auroc:.2f}" if kind.calibration.auroc is not None else ""
            say(f"{what}: Brier score {kind.calibration.brier:.3f}{area}; "
                  f"{kind.calibration.calibrated_share:.0%} of the scores were calibrated.")  # fmt: skip
        if kind.note:
            say(f"{what}: {kind.note}.")


def _interval(interval: Interval | None) -> str:
    return f"{interval.estimate:.2f} ({interval.low:.2f} to {interval.high:.2f})" if interval else "–"


def _figure(figure: float | None) -> str:
    return f"{figure:.2f}" if figure is not None else "–"
