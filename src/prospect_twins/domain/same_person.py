"""What doesn't change for a person: two that differ in it are two people, whatever they have in common."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from prospect_twins.domain.contacts import birthdays
from prospect_twins.domain.crm_columns import is_honorific, normalised, recognise
from prospect_twins.domain.genders import Sex, sex_of
from prospect_twins.domain.person_names import fuller, may_be_same, read_name
from prospect_twins.domain.written_numbers import Span, age_span, birth_dates

_YEARS_APART = 15
"""A file may be years old and an age a guess; a parent and a child are further apart."""
_TITLE = re.compile(
    "(?:name|person|contact|courtesy)?(?:salutation|title|prefix|honorific)|anrede|civilite|tratamiento|tratamento"
    "|titolo|aanhef"
)


class Mismatch(StrEnum):
    """What shows that two records are of two people."""

    NAME = "name"
    GENDER = "gender"
    AGE = "age"
    BIRTH_DATE = "birth date"


class Facts(NamedTuple):
    """What is known of somebody of such things; None where nothing is."""

    name: str | None = None
    sex: Sex | None = None
    age: Span | None = None
    birthdays: tuple[str, ...] = ()
    """The days that their birth date may mean, in ISO 8601."""

    def contradiction(self, other: "Facts") -> Mismatch | None:
        """Why the two can't be one person."""
        if self.name and other.name and not may_be_same(self.name, other.name):
            return Mismatch.NAME
        if self.sex and other.sex and self.sex != other.sex:
            return Mismatch.GENDER
        if self.age and other.age:
            apart = max(self.age.low - other.age.high, other.age.low - self.age.high)
            if apart > _YEARS_APART:
                return Mismatch.AGE
        if (
            self.birthdays
            and other.birthdays
            and all(_another_day(here, there) for here in self.birthdays for there in other.birthdays)
        ):
            return Mismatch.BIRTH_DATE
        return None

    def then(self, later: "Facts") -> "Facts":
        """What is known after `later` was said of the same person: what was known first stays."""
        return Facts(
            fuller(self.name, later.name),
            self.sex or later.sex,
            self.age or later.age,
            self.birthdays or later.birthdays,
        )


def facts_of(name: str | None, gender: str | None, age: str | None, attributes: Mapping[str, str | None]) -> Facts:
    """The facts in a persona's fields and a prospect's attributes, which may have a title (Mrs.) and a birth date."""
    sex = sex_of(gender) or (read_name(name).sex if name else None)
    if sex is None:
        titles = (value for column, value in attributes.items() if value and is_title_column(column))
        sex = next(
            (sex_of_title for title in titles if is_honorific(title) and (sex_of_title := read_name(f"{title} x").sex)),
            None,
        )
    written = (
        birthdays(birth_dates(value, None))
        for column, value in attributes.items()
        if value and is_birth_date_column(column)
    )
    return Facts(name, sex, age_span(age) if age else None, next(filter(None, written), ()))


def _another_day(one: str, other: str) -> bool:
    """Whether two dates differ in year, month and day, as one that was corrected seldom does.

    Of the year its last two digits count, which are all that some dates have. The first of January often says no more
    than a year.
    """
    if one.endswith("-01-01") or other.endswith("-01-01"):
        return False
    return all(here != there for here, there in zip(one[2:].split("-"), other[2:].split("-"), strict=True))


@lru_cache(maxsize=4096)
def is_birth_date_column(column: str) -> bool:
    """Whether a column of this name holds a person's birth date."""
    field = recognise(column)
    return field is not None and field.target == "birth_date"


@lru_cache(maxsize=4096)
def is_title_column(column: str) -> bool:
    """Whether a column of this name may say how to address a person: Mr, Mrs."""
    return _TITLE.fullmatch(normalised(column)) is not None
