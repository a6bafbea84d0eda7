"""What letters stand for in a column of genders: M alone doesn't tell, an H further down does."""

from collections.abc import Callable, Collection, Iterable, Mapping

from prospect_twins.domain.genders import GENDER_LETTERS, Sex, read_gender_letters
from prospect_twins.services.importing.records import BadRow, Record
from prospect_twins.services.importing.values import Unusable, as_text

_SETTLED = ({"m", "f"}, {"m", "w"})
"""Nothing that comes later changes what these stand for."""


class GenderLetters:
    """What each column's letters stand for.

    A look through the file tells it. It is taken when a letter comes that languages use differently, and mostly ends
    after a few rows.
    """

    def __init__(self, look_through: Callable[[], Mapping[str, Mapping[str, Sex]]]) -> None:
        self._look_through = look_through
        self._found: Mapping[str, Mapping[str, Sex]] | None = None

    def of(self, column: str) -> Mapping[str, Sex]:
        """What each letter in `column` stands for, by the column's other letters."""
        if self._found is None:
            self._found = self._look_through()
        return self._found.get(column, {})


def gender_letters(rows: Iterable[Record | BadRow], columns: Collection[str]) -> dict[str, Mapping[str, Sex]]:
    """What the letters of each of `columns` stand for. Reads the rows until they tell."""
    seen: dict[str, set[str]] = {column: set() for column in columns}
    unsettled = set(columns)
    for row in rows:
        if isinstance(row, BadRow):
            continue
        for name, value in zip(row.columns, row.values, strict=False):
            if name not in unsettled:
                continue
            try:
                letter = (as_text(value) or "").strip(" .").casefold()
            except Unusable:
                continue
            if letter in GENDER_LETTERS:
                seen[name].add(letter)
                if any(pair <= seen[name] for pair in _SETTLED):
                    unsettled.discard(name)
        if not unsettled:
            break
    return {name: read_gender_letters(name, letters) for name, letters in seen.items()}
