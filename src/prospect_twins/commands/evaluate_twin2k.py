"""`prospect-twins evaluate twin2k`: what a twin's confidence is worth, on people who answered the same questions."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospect_twins.commands.terminal import say

if TYPE_CHECKING:
    from prospect_twins.domain.calibration_pairs import CalibrationPair
    from prospect_twins.evaluation.calibration_study import KindStudy, Measures

TARGET = 0.02
"""The calibration error aimed at; how many splits keep to it is printed."""


_Folder = Annotated[
    Path,
    typer.Argument(metavar="DIR", exists=True, file_okay=False, help="Folder with human.csv and twin_*.csv files."),
]
_Splits = Annotated[int, typer.Option(min=1, max=1000, help="How many times the people are split into halves.")]
_AllTwins = Annotated[bool, typer.Option("--all-twins", help="Use every twin file as a draw, even files with gaps.")]
_TestOn = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Test on the people in this other folder; fit on everybody in the first.",
    ),
]
_Diagram = Annotated[
    Path | None, typer.Option(metavar="FILE", dir_okay=False, help="Write a reliability diagram to this SVG file.")
]


def evaluate_twin2k(
    folder: _Folder,
    splits: _Splits = 20,
    all_twins: _AllTwins = False,
    test_on: _TestOn = None,
    diagram: _Diagram = None,
) -> None:
    """Test whether a twin's confidence is worth anything: fit it on half of the people, test it on the other half.

    A twin's answer is the one that most of its draws gave; each twin file is one draw. Its raw confidence is their
    agreement. Each split takes about a second.
    """
    from prospect_twins.domain.errors import InvalidInput
    from prospect_twins.evaluation.calibration_study import describe, halves, study
    from prospect_twins.evaluation.twin2k import pairs_of, read_twin2k, whole_twins

    data = read_twin2k(folder)
    twins = tuple(data.twins) if all_twins else whole_twins(data)
    pairs = pairs_of(data, twins)
    if test_on is None:
        tested, partitions = pairs, list(halves(pairs, splits))
        how = f"fitted on half of the people, tested on the other half, {splits} random splits"
    else:
        others = read_twin2k(test_on)
        if missing := [name for name in twins if name not in others.twins]:
            raise InvalidInput(f"{test_on} has no twin_{missing[0]}.csv, of which confidence is made; add it.")
        if shared := data.people.keys() & others.people.keys():
            raise InvalidInput(f"{len(shared)} people are in both folders; the test must be of other people.")
        tested = pairs_of(others, twins)
        partitions, how = [(pairs, tested)], f"fitted on the people of {folder}, tested on those of {test_on}"
    studies = study(partitions)
    if not studies:
        raise InvalidInput(f"{folder} has too few people, right and wrong twins among them, to fit anything.")
    say(f"{len(twins)} draws: {', '.join(twins)}.\n{how[0].upper()}{how[1:]}.")
    for kind, result in studies.items():
        of_kind = [pair for pair in tested if pair.question_kind == kind]
        describe(result, of_kind)
        say(f"\n{_report(kind, result, of_kind)}")
    if diagram:
        from prospect_twins.evaluation.reliability_diagram import reliability_diagram

        diagram.write_text(reliability_diagram(studies), encoding="utf-8")
        say(f"\nDiagram: {diagram}")


def _report(kind: str, result: "KindStudy", pairs: "Sequence[CalibrationPair]") -> str:
    """A table in Markdown between what was measured and what chance alone would leave."""
    from prospect_twins.evaluation.calibration_study import CALIBRATED, RAW

    near = f", {result.near:.3f} within one point" if kind == "scale" else ""
    questions = len({pair.question_id for pair in pairs})
    fewest, most = result.draws
    lines = [
        f"{kind}: {result.pairs} answers of {result.people} people to {questions} questions, "
        f"{fewest if fewest == most else f'{fewest} to {most}'} draws each; accuracy {result.accuracy:.3f}{near}.",
        "",
        "| confidence | ECE, 10 bins: mean (worst) | 15 bins | 10 equal-count bins | AUROC: mean (worst) | Brier |",
        "| --- | --- | --- | --- | --- | --- |",
        *(f"| {name} | {_cells(measures)} |" for name, measures in result.measures.items()),
    ]
    calibrated, raw = result.measures[CALIBRATED], result.measures[RAW]
    low, high = result.interval
    chosen = "; ".join(f"{name}, {count} of {len(calibrated)}" for name, count in result.chosen.most_common())
    gain = [ours.auroc - theirs.auroc for ours, theirs in zip(calibrated, raw, strict=True)]
    kept = sum(measure.ece_10 <= TARGET for measure in calibrated)
    lines += [
        "",
        f"Chosen by cross-validation on the fitted people: {chosen}.",
        f"Calibrated ECE, 10 bins: at most {TARGET} in {kept} of {len(calibrated)} splits; 95% interval, "
        f"test people resampled: {low:.4f} to {high:.4f}; a score without error would show {_mean(result.floor):.4f}.",
        f"AUROC, calibrated less raw: mean {_mean(gain):+.4f}, least {min(gain):+.4f}.",
    ]
    return "\n".join(lines)


def _cells(measures: "Sequence[Measures]") -> str:
    def error(values: Sequence[float]) -> str:
        return f"{_mean(values):.4f} ({max(values):.4f})"

    areas = [measure.auroc for measure in measures]
    return " | ".join(
        (
            error([measure.ece_10 for measure in measures]),
            error([measure.ece_15 for measure in measures]),
            error([measure.ece_equal_count for measure in measures]),
            f"{_mean(areas):.4f} ({min(areas):.4f})",
            f"{_mean([measure.brier for measure in measures]):.4f}",
        )
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
