"""Reading a folder in the form of Twin-2K-500 (arXiv 2505.17479): people's answers, and those of their twins.

`human.csv` holds what people answered, each `twin_*.csv` what their twins did, built one way a file; the ways are the
draws. The first column is the person. `<n>_Q295` is a purchase question (1 would buy, 2 would not), `False Cons. self
_<n>` an opinion from 1 to 5. People, questions and files may be fewer or more; a cell with anything else is a missing
answer.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from prospect_twins.domain.calibration_pairs import CalibrationPair, agreed_answer, normalised_answer
from prospect_twins.domain.comparing import Comparable
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.question_forms import QuestionKind

KINDS = (
    (re.compile(r"\d+_Q295"), QuestionKind.SINGLE_CHOICE),
    (re.compile(r"False Cons\. self _\d+"), QuestionKind.SCALE),
)
PURCHASE_ANSWERS = ("1", "2")
WHOLE = 0.999
"""The share of people's answers a file must match with an answer of the twin, to count as whole."""
MIN_DRAWS = 3

Answers = dict[str, dict[str, Comparable]]
"""By person, then by question; normalised."""


@dataclass(frozen=True, slots=True)
class Twin2K:
    """What people answered, and what each twin answered for them."""

    people: Answers
    twins: dict[str, Answers]
    """By the file's name, without `twin_`; in alphabetical order."""


def question_kind(question: str) -> QuestionKind | None:
    """The kind of a question of the data set; None for one that is not used."""
    return next((kind for pattern, kind in KINDS if pattern.fullmatch(question.strip())), None)


def read_twin2k(folder: Path) -> Twin2K:
    """Blocking. InvalidInput where the folder lacks `human.csv` or any `twin_*.csv`, or holds no known question."""
    if not (folder / "human.csv").is_file():
        raise InvalidInput(f"{folder} has no human.csv; give a folder with human.csv and twin_*.csv files.")
    twins = {path.stem.removeprefix("twin_"): _read(path) for path in sorted(folder.glob("twin_*.csv"))}
    people = _read(folder / "human.csv")
    if not twins:
        raise InvalidInput(f"{folder} has no twin_*.csv: there are no twins to compare with people.")
    if not any(people.values()):
        raise InvalidInput(f"{folder / 'human.csv'} has no answers in columns such as 1_Q295 or 'False Cons. self _1'.")
    return Twin2K(people, twins)


def whole_twins(data: Twin2K) -> tuple[str, ...]:
    """The ways of building that answered for practically everybody, or all ways if those are under three.

    Looks at which answers are there, never at what they say, so people's answers can't leak into the choice.
    """
    asked = [(person, question) for person, answers in data.people.items() for question in answers]
    whole = tuple(
        name
        for name, answers in data.twins.items()
        if sum(question in answers.get(person, ()) for person, question in asked) >= WHOLE * len(asked)
    )
    return whole if len(whole) >= MIN_DRAWS else tuple(data.twins)


def pairs_of(data: Twin2K, twins: Sequence[str]) -> list[CalibrationPair]:
    """Everything people answered that at least one of these twins answered too; the draws in the order of `twins`."""
    pairs = []
    for person, answers in data.people.items():
        drawn = [data.twins[name].get(person, {}) for name in twins]
        for question, real in answers.items():
            kind = question_kind(question)
            draws = [twin[question] for twin in drawn if question in twin]
            if kind and draws:
                answer, components = agreed_answer(kind, draws)
                pairs.append(CalibrationPair(kind, person, question, answer, real, components))
    return pairs


def _read(path: Path) -> Answers:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return _answers(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path} can't be read as a CSV file in UTF-8: {error}.") from error


def _answers(rows: Iterator[list[str]]) -> Answers:
    header = [name.strip() for name in next(rows, [])]
    questions = [(column, name, kind) for column, name in enumerate(header) if (kind := question_kind(name))]
    answers: Answers = {}
    for row in rows:
        if row and row[0].strip():
            answers[row[0].strip()] = {
                name: answer
                for column, name, kind in questions
                if column < len(row) and (answer := _answer(kind, row[column])) is not None
            }
    return answers


def _answer(kind: QuestionKind, cell: str) -> Comparable | None:
    """Both kinds are coded in whole numbers, which some programs write as 1.0."""
    point = normalised_answer(QuestionKind.SCALE, cell)
    if not isinstance(point, int):
        return None
    if kind is QuestionKind.SCALE:
        return point
    return str(point) if str(point) in PURCHASE_ANSWERS else None
