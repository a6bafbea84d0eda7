"""Where a table's column names stand, and which of its rows are no people: titles above, totals and footers below."""

import re
from collections.abc import Sequence
from statistics import median_high

from prospect_twins.domain.crm_columns import recognise

LOOK_AHEAD_ROWS = 60
"""So many rows are looked at to find the column names."""

Cells = Sequence[str]


def header_at(rows: Sequence[Cells]) -> int:
    """Which of a table's first rows has the column names.

    The first, as a rule. Not so where titles or notes stand above: a row that fills far fewer cells than the others do
    is one, and so is a row without a name that is known where a later row has two of them.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    if not filled:
        return 0
    enough = max(1, median_high(filled) // 2)
    first = next((at for at, count in enumerate(filled) if count > enough), 0) if max(filled) > 1 else 0
    known = [sum(recognise(cell) is not None for cell in row) for row in rows]
    best = max(range(len(rows)), key=lambda at: (known[at], -at))
    if known[best] >= 2 > known[first]:
        return best
    return 0 if first and known[0] == filled[0] > known[first] else first  # "Name" above "Lee, Ann" is no title


_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+"  # an e-mail address
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"  # a date
    r"|[+(]?\d[\d\s().-]{5,}"  # a telephone number
    r"|[$€£]?\s?-?\d+([.,]\d+)*\s?[$€£%]?"
)


def looks_like_data(names: Cells) -> bool:
    """Whether what should be column names is a person's data: values among them, and no name that is known."""
    filled = [name.strip() for name in names if name.strip()]
    values = [name for name in filled if _VALUE.fullmatch(name)]
    address = any("@" in value for value in values)
    return (address or len(values) * 3 > len(filled)) and not any(recognise(name) for name in filled)


NO_HEADER = (
    "The first row looks like a person's data, not like column names. "
    "Put a row of column names above it, such as Lead ID, Full Name, Age."
)

_TOTAL = re.compile(
    r"(grand |sub)?totals?\b.*|(sum|count|average|records?|total records)\s*[:(]?.*\d*"
    r"|(gesamt|gesamtsumme|summe|anzahl|total général|totale|suma|razem|totaal|итого|всего)\b.*",
    re.IGNORECASE | re.DOTALL,
)


_RULE = re.compile(r"[-=_:+*|\s]*")

A_TOTAL = "it is a total, not a person; it was left out"
A_RULE = "it is a line between rows, not a person; it was left out"
REPEATED_HEADER = "it repeats the column names; it was left out"


def no_person(cells: Cells, header: Cells) -> str | None:
    """Why a row is none of the table's people, if it isn't one.

    It repeats the column names, as where files were joined; it is ruled (`---`); or it is a report's sum: it begins so,
    and a third of it or more is blank.
    """
    if cells == header:
        return REPEATED_HEADER
    first = next((cell for cell in cells if cell and not cell.isspace()), "")
    if _RULE.fullmatch(first) and all(map(_RULE.fullmatch, cells)):
        return A_RULE
    if _TOTAL.fullmatch(first.strip()) and sum(not cell.strip() for cell in cells) * 3 >= len(cells):
        return A_TOTAL
    return None
