"""Whether a column writes the day before the month: 3/4/1984 doesn't tell, 25/4/1984 further down does."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from prospect_twins.domain.written_numbers import birth_dates
from prospect_twins.services.importing.records import BadRow, Record
from prospect_twins.services.importing.values import Unusable, as_text


class DateOrders:
    """The order of each column's dates.

    Only a look through the whole file tells it. It is taken when a date comes that could mean two days, and most files
    have none.
    """

    def __init__(self, look_through: Callable[[], Mapping[str, bool]]) -> None:
        self._look_through = look_through
        self._found: Mapping[str, bool] | None = None

    def day_first(self, column: str) -> bool | None:
        """None if the column's dates don't tell, or contradict one another."""
        if self._found is None:
            self._found = self._look_through()
        return self._found.get(column)


def date_orders(rows: Iterable[Record | BadRow], columns: Collection[str], today: date) -> dict[str, bool]:
    """For each column all of whose decisive dates agree: whether the day comes first. Reads all the rows."""
    seen: dict[str, set[bool]] = {column: set() for column in columns}
    for row in rows:
        if isinstance(row, BadRow):
            continue
        for name, value in zip(row.columns, row.values, strict=False):
            if name not in seen or len(seen[name]) > 1:
                continue
            try:
                written = birth_dates(as_text(value) or "", today)
            except Unusable:
                continue
            if written and (written.day_first is None) != (written.month_first is None):
                seen[name].add(written.day_first is not None)
    return {name: orders.pop() for name, orders in seen.items() if len(orders) == 1}
