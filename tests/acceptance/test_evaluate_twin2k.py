"""`prospect-twins evaluate twin2k` on real people's answers and on damaged copies of them."""

import csv
import random
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from prospect_twins.domain.confidence import ConfidenceComponents
from prospect_twins.domain.public_twins import CHOICE, OPINION
from prospect_twins.evaluation.twin2k import pairs_of, read_twin2k, whole_twins
from prospect_twins.services.calibrating import Candidate, fit_candidate

TWIN2K = Path(__file__).parents[3] / "shared" / "data" / "twin2k"

on_real_people = pytest.mark.skipif(
    not (TWIN2K / "human.csv").is_file(),
    reason="NOT MEASURED: the Twin-2K-500 answers are missing; put human.csv and twin_*.csv into "
    "../shared/data/twin2k, beside the checkout, to test the confidence on real people",
)


def evaluate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "prospect_twins", "evaluate", "twin2k", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=250)


def errors_of(output: str, kind: str, confidence: str) -> tuple[float, float]:
    """Mean and worst expected calibration error in ten bins, as printed."""
    table = output[output.index(f"\n{kind}: ") :]
    found = re.search(rf"^\| {confidence} \| ([\d.]+) \(([\d.]+)\)", table, re.MULTILINE)
    assert found, output
    return float(found[1]), float(found[2])


def copy(target: Path, *, keep_person: int | None = None, drop_columns: int = 0, blank_every: int = 0) -> Path:
    """The same folder with people of one parity (by place), without some columns, or with holes."""
    target.mkdir()
    for source in sorted(TWIN2K.glob("*.csv")):
        with source.open(newline="") as file:
            rows = list(csv.reader(file))
        for number, row in enumerate(rows[1:]):
            if blank_every and source.name != "human.csv":
                for place in range(1 + number % blank_every, len(row), blank_every):
                    row[place] = ""
        kept = [rows[0]] + [row for row in rows[1:] if keep_person is None or int(row[0]) // 2 % 2 == keep_person]
        with (target / source.name).open("w", newline="") as file:
            csv.writer(file).writerows(row[: len(row) - drop_columns] for row in kept)
    return target


@on_real_people
def test_confidence_is_calibrated_on_people_it_was_not_fitted_to(tmp_path: Path) -> None:
    diagram = tmp_path / "reliability.svg"
    run = evaluate(TWIN2K, "--splits", "6", "--diagram", diagram)
    assert run.returncode == 0, run.stderr
    for kind, raw in (("single_choice", 0.10), ("scale", 0.34)):
        assert errors_of(run.stdout, kind, "raw agreement")[0] > raw
        assert errors_of(run.stdout, kind, "calibrated")[0] <= 0.02
    gains = [
        float(least) for least in re.findall(r"AUROC, calibrated less raw: mean \S+, least ([+-]\d\.\d+)", run.stdout)
    ]
    assert len(gains) == 2
    assert min(gains) >= -0.001
    assert ElementTree.parse(diagram).getroot().tag.endswith("svg")  # noqa: S314


@on_real_people
def test_confidence_fitted_on_some_people_holds_on_others(tmp_path: Path) -> None:
    some, others = copy(tmp_path / "some", keep_person=0), copy(tmp_path / "others", keep_person=1)
    run = evaluate(some, "--test-on", others)
    assert run.returncode == 0, run.stderr
    for kind in ("single_choice", "scale"):
        assert errors_of(run.stdout, kind, "calibrated")[0] <= 0.03
    assert "people are in both folders" in evaluate(some, "--test-on", TWIN2K).stderr


@on_real_people
def test_missing_answers_and_questions_are_done_without(tmp_path: Path) -> None:
    run = evaluate(copy(tmp_path / "holes", drop_columns=15, blank_every=4), "--splits", "2")
    assert run.returncode == 0, run.stderr
    assert "to 25 questions" in run.stdout
    assert errors_of(run.stdout, "single_choice", "calibrated")[0] <= 0.03


def made_up(target: Path) -> Path:
    """People whose twins know some of their mind: agreement among the twins tells how often they are right."""
    dice = random.Random(7)
    purchases, opinions = [f"{n}_Q295" for n in range(1, 41)], [f"False Cons. self _{n}" for n in range(1, 11)]
    files: dict[str, list[list[object]]] = {f"{name}.csv": [] for name in ("human", *(f"twin_{n}" for n in range(6)))}
    for person in range(1000, 1600):
        truth, known = [dice.choice((1, 2)) for _ in purchases], [dice.random() for _ in purchases]
        views, clear = [dice.randint(1, 5) for _ in opinions], [dice.random() for _ in opinions]
        for name, rows in files.items():
            twin = name != "human.csv"
            missed = [twin and dice.random() > 0.5 + sure / 2 for sure in known]
            guessed = [twin and dice.random() > sure for sure in clear]
            bought = [3 - right if wrong else right for right, wrong in zip(truth, missed, strict=True)]
            held = [dice.randint(1, 5) if guess else right for right, guess in zip(views, guessed, strict=True)]
            rows.append([person, *held, *bought])
    for name, rows in files.items():
        with (target / name).open("w", newline="") as file:
            csv.writer(file).writerows([["TWIN_ID", *opinions, *purchases], *rows])
    return target


def test_confidence_is_calibrated_on_people_that_are_made_up(tmp_path: Path) -> None:
    run = evaluate(made_up(tmp_path), "--splits", "2")
    assert run.returncode == 0, run.stderr
    assert "600 people" in run.stdout
    for kind in ("single_choice", "scale"):
        assert errors_of(run.stdout, kind, "calibrated")[0] <= 0.03 < errors_of(run.stdout, kind, "raw agreement")[0]


def test_a_folder_without_people_is_one_line(tmp_path: Path) -> None:
    run = evaluate(tmp_path)
    assert run.returncode == 1
    assert run.stderr.startswith("Error: ")
    assert "has no human.csv" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_file_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "human.csv").write_bytes(b"\xff\xfe\x00 no text")
    done = evaluate(tmp_path)
    assert done.returncode == 1
    assert "can't be read as a CSV file in UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


@on_real_people
def test_the_curves_that_ship_are_those_of_the_public_people() -> None:
    data = read_twin2k(TWIN2K)
    pairs = pairs_of(data, whole_twins(data))
    for kind, curve in (("single_choice", CHOICE), ("scale", OPINION)):
        of_kind = [pair for pair in pairs if pair.question_kind == kind]
        fitted = fit_candidate(of_kind, Candidate("logistic", ("agreement",)))
        agreeing = [pair.was_correct for pair in of_kind if pair.components.agreement == 1]
        assert curve.ceiling == pytest.approx(sum(agreeing) / len(agreeing), abs=0.005)
        assert (curve.calibration.pairs, curve.calibration.people) == (fitted.pairs, fitted.people)
        for share in (0.3, 0.5, 0.7, 0.9, 1.0):
            drawn = ConfidenceComponents(agreement=share, draws=7)
            assert curve.calibration.probability(drawn) == pytest.approx(fitted.probability(drawn), abs=0.001)
