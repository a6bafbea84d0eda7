"""From which of several id columns the ids come: one for the whole file.

Two systems' ids may be equal and mean two people, so a blank one is never filled from the other system's row by row.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from prospect_twins.domain.blank_words import is_blank_field
from prospect_twins.services.importing.records import BadRow, Record
from prospect_twins.services.importing.values import Unusable, as_text


class IdColumns:
    """The id columns that have values.

    Only a look through the whole file tells them. It is taken when the surest column is blank in a row that has
    another id, and most files have none such.
    """

    def __init__(self, look_through: Callable[[], Collection[str]]) -> None:
        self._look_through = look_through
        self._filled: Collection[str] | None = None

    def winner(self, columns: Iterable[str]) -> str | None:
        """The one of `columns`, the surest first, that the ids come from; None if that isn't known."""
        if self._filled is None:
            self._filled = self._look_through()
        return next((name for name in columns if name in self._filled), None)


def filled_columns(rows: Iterable[Record | BadRow], columns: Sequence[str], *, fixed: bool) -> frozenset[str]:
    """Those of `columns`, surest first, that have a value. Reads all the rows, or as many as tell the winner.

    `fixed`: whether all rows have the same columns. Then a value of the first ends the search.
    """
    filled: set[str] = set()
    enough = columns[:1] if fixed else columns

    @lru_cache(maxsize=256)
    def positions(names: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
        return tuple((names.index(name), name) for name in columns if name in names)

    for row in rows:
        if isinstance(row, BadRow):
            continue
        for at, name in positions(row.columns):
            if name not in filled and at < len(row.values) and _is_filled(row.values[at]):
                filled.add(name)
        if filled.issuperset(enough):
            break
    return frozenset(filled)


def _is_filled(value: object) -> bool:
    try:
        text = as_text(value)
    except Unusable:
        return True
    return text is not None and not is_blank_field(text)
