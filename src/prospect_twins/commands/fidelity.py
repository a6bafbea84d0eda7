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
    session_id: Annotated[str | None, typer.Option("--session", help="Only this session.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As GET /api/v1/qa/fidelity answers.")] = False,
    tenant: Tenant = "default",
    data_dir: DataDir = None,
) -> None:
    """Compare twins with their people, by kind of question: agreement, distributions, confidence.

    Uses the outcomes that were recorded. Intervals cover 95%, by the bootstrap over people.
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
    for each in kinds:
        similarity = each.distribution
        table.add_row(
            each.kind,
            each.compared.replace("_", " "),
            str(each.pairs),
            str(each.people),
            _interval(each.agreement),
            _figure(each.base_rate),
            _interval(similarity.similarity if similarity else None),
            _figure(each.calibration.ece if each.calibration else None),
        )
    Terminal().print(table)
    for each in kinds:
        what = f"{each.kind}, {each.compared.replace('_', ' ')}"
        if each.within_one and each.mean_absolute_difference:
            say(f"{what}: within one point {_interval(each.within_one)}, apart by "
                  f"{_interval(each.mean_absolute_difference)} points on average.")  # fmt: skip
        if each.calibration:
            area = f", AUROC {each.calibration.auroc:.2f}" if each.calibration.auroc is not None else ""
            say(f"{what}: Brier score {each.calibration.brier:.3f}{area}; "
                  f"{each.calibration.calibrated_share:.0%} of the scores were calibrated.")  # fmt: skip
        if each.note:
            say(f"{what}: {each.note}.")


def _interval(found: Interval | None) -> str:
    return f"{found.estimate:.2f} ({found.low:.2f} to {found.high:.2f})" if found else "–"


def _figure(found: float | None) -> str:
    return f"{found:.2f}" if found is not None else "–"
