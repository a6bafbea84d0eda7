"""Each clause of the readings has tests that bear its number."""

import re
from pathlib import Path

CLAUSES = 22


def test_every_clause_has_a_test() -> None:
    names = "\n".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    named = {int(number) for number in re.findall(r"^(?:async )?def test_clause_(\d\d)_", names, re.MULTILINE)}
    assert named == set(range(1, CLAUSES + 1))
