"""Groups of people by a field of their persona, so that their answers can be compared.

A persona's fields are free text. Numbers are put into bands; words are compared regardless of case and blanks, and
the most frequent ones make a group each.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from prospect_twins.domain.prospects import LeadClassification, Persona

MOST_GROUPS = 8
SMALLEST_GROUP = 5
"""People; fewer say nothing about their group. Classifications are compared however few they are."""
OTHER = "other"

_AGES = (18, 25, 35, 45, 55, 65)
_INCOMES = (25_000, 50_000, 75_000, 100_000, 150_000)

_NUMBER = re.compile(r"(\d[\d.,'’ ]*)\s*(k\b|thousand|m\b|million)?", re.IGNORECASE)
_FACTORS = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_DECIMALS = re.compile(r"[.,]\d{1,2}$")


def groups_of(field: str, personas: Sequence[Persona]) -> list[str | None]:
    """Each persona's group by `field`, one of GROUPED_FIELDS; None if it isn't known, or the group is too small."""
    return _GROUPINGS[field](field, personas)


def in_order(field: str, groups: Sequence[str]) -> list[str]:
    """`groups` as a reader expects them: bands and classifications by their order, else the largest first."""
    counts = Counter(groups)
    known = _ORDERS.get(field, ())
    return sorted(counts, key=lambda group: (known.index(group) if group in known else group == OTHER, -counts[group]))


def age_of(text: str) -> float | None:
    """Years: "41", "41 years"; the middle of a range, "35-44"."""
    years = [number for number in _numbers(text) if number <= 120]
    return sum(years[:2]) / len(years[:2]) if years else None


def income_of(text: str) -> float | None:
    """A year's income in its own currency: "$52,000", "52k"; the middle of a range, "$50,000-$75,000"."""
    amounts = _numbers(text)[:2]
    return sum(amounts) / len(amounts) if amounts else None


def _numbers(text: str) -> list[float]:
    found = []
    for digits, factor in _NUMBER.findall(text):
        whole = digits.strip(" .,'’")
        cents = _DECIMALS.search(whole)
        plain = re.sub(r"\D", "", whole[: cents.start()] if cents else whole)
        decimals = float(f"0.{cents[0][1:]}") if cents else 0.0
        found.append((float(plain or 0) + decimals) * _FACTORS.get(factor.lower(), 1))
    # "50-75k": the factor stands once for both.
    if len(found) > 1 and found[0] < found[1] / 100:
        found[0] *= 1_000
    return found


def _band(value: float, bounds: Sequence[int]) -> str:
    below = [bound for bound in bounds if bound <= value]
    if not below:
        return f"under {bounds[0]:,}"
    if len(below) == len(bounds):
        return f"{bounds[-1]:,} and over"
    return f"{below[-1]:,}-{bounds[len(below)] - 1:,}"


def _bands(bounds: Sequence[int]) -> tuple[str, ...]:
    return tuple(_band(value, bounds) for value in (0, *bounds))


def _banded(read: Callable[[str], float | None], bounds: Sequence[int]) -> "Grouping":
    def grouped(field: str, personas: Sequence[Persona]) -> list[str | None]:
        values = [read(getattr(persona, field) or "") for persona in personas]
        return _large_enough([None if value is None else _band(value, bounds) for value in values])

    return grouped


def _by_words(field: str, personas: Sequence[Persona]) -> list[str | None]:
    """The most frequent values, a group each; all others together, if there are more values than groups."""
    values = [" ".join((getattr(persona, field) or "").casefold().split()) or None for persona in personas]
    counts = Counter(value for value in values if value)
    frequent = {value for value, count in counts.most_common(MOST_GROUPS - 1) if count >= SMALLEST_GROUP}
    return _large_enough([value if value is None or value in frequent else OTHER for value in values])


def _by_classification(field: str, personas: Sequence[Persona]) -> list[str | None]:
    return [persona.lead_classification for persona in personas]


def _large_enough(groups: list[str | None]) -> list[str | None]:
    counts = Counter(groups)
    return [group if counts[group] >= SMALLEST_GROUP else None for group in groups]


Grouping = Callable[[str, Sequence[Persona]], list[str | None]]
_GROUPINGS: Mapping[str, Grouping] = {
    "lead_classification": _by_classification,
    "gender": _by_words,
    "marital_status": _by_words,
    "education_level": _by_words,
    "occupation": _by_words,
    "age": _banded(age_of, _AGES),
    "annual_income": _banded(income_of, _INCOMES),
}
GROUPED_FIELDS: tuple[str, ...] = tuple(_GROUPINGS)
_ORDERS: Mapping[str, Sequence[str]] = {
    "lead_classification": tuple(LeadClassification),
    "age": _bands(_AGES),
    "annual_income": _bands(_INCOMES),
}
