"""Rows of cells, whatever the format of the workbook."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

MAX_CELL_CHARS = 131_072
"""As in CSV. What is longer is cut just beyond it, so that the row is refused and the memory stays."""


class SheetRow(NamedTuple):
    """A row of a sheet."""

    number: int
    """As the spreadsheet program shows it, from 1."""
    cells: Mapping[int, str]
    """Column, from 0, to what the cell shows. Blank cells are left out."""


class Sheet(NamedTuple):
    """A sheet of a workbook."""

    name: str
    hidden: bool
    rows: Callable[[], Iterator[SheetRow]]
    """Its rows that have something in them, from the top, each time it is called."""
