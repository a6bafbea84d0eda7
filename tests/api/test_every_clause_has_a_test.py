"""Each clause of the contract (docs/reference/contract.md) has tests that bear its number, and no test another."""

import re
from pathlib import Path

from tests.markdown import DOCS

CONTRACT = DOCS / "reference" / "contract.md"


def clauses() -> list[int]:
    return [int(number) for number in re.findall(r"^### (\d+)\. \S", CONTRACT.read_text(), re.MULTILINE)]


def test_the_clauses_are_numbered_without_a_gap() -> None:
    assert clauses() == list(range(1, 23))


def test_every_clause_has_a_test() -> None:
    names = "\n".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    named = {int(number) for number in re.findall(r"^(?:async )?def test_clause_(\d\d)_", names, re.MULTILINE)}
    assert named == set(clauses())


def test_what_is_cited_is_there() -> None:
    sources = Path(__file__).parents[2]
    cited = {
        int(number)
        for folder in ("src", "tests", "docs")
        for file in (sources / folder).rglob("*.py")
        for number in re.findall(r"\b[Cc]ontract (\d+)", file.read_text())
    }
    assert cited <= set(clauses())
