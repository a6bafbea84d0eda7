"""Groups of people by a field of their persona, so that their answers can be compared.

A persona's fields are free text. Numbers are put into bands; words are compared regardless of case and blanks, and
the most frequent ones make a group each.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from prospect_twins.domain.prospects import LeadClassification, Persona
from prospect_twins.domain.written_numbers import Span, age_span, yearly_income

MOST_GROUPS = 8
SMALLEST_GROUP = 5
"""People; fewer say nothing about their group. Classifications are compared however few they are."""
OTHER = "other"

_AGES = (18, 25, 35, 45, 55, 65)
_INCOMES = (25_000, 50_000, 75_000, 100_000, 150_000)


def groups_of(field: str, personas: Sequence[Persona]) -> list[str | None]:
    """Each persona's group by `field`, one of GROUPED_FIELDS; None if it isn't known, or the group is too small."""
    return _GROUPINGS[field](field, personas)


def in_order(field: str, groups: Sequence[str]) -> list[str]:
    """`groups` as a reader expects them: bands and classifications by their order, else the largest first."""
    counts = Counter(groups)
    known = _ORDERS.get(field, ())
    return sorted(counts, key=lambda group: (known.index(group) if group in known else group == OTHER, -counts[group]))


def _band(value: float, bounds: Sequence[int]) -> str:
    below = [bound for bound in bounds if bound <= value]
    if not below:
        return f"under {bounds[0]:,}"
    if len(below) == len(bounds):
        return f"{bounds[-1]:,} and over"
    return f"{below[-1]:,}-{bounds[len(below)] - 1:,}"


def _bands(bounds: Sequence[int]) -> tuple[str, ...]:
    return tuple(_band(value, bounds) for value in (0, *bounds))


def _banded(read: Callable[[str], Span | None], bounds: Sequence[int]) -> "Grouping":
    def band_of(text: str) -> str | None:
        """By the middle of a closed range; an open one has a band only if it lies in it wholly ("65+")."""
        span = read(text)
        if span is None:
            return None
        if span.middle is not None:
            return _band(span.middle, bounds)
        # "Under 25" ends where the next band begins.
        ends = {_band(span.low, bounds), _band(span.high - 1, bounds)}
        return ends.pop() if len(ends) == 1 else None

    def grouped(field: str, personas: Sequence[Persona]) -> list[str | None]:
        return _large_enough([band_of(getattr(persona, field) or "") for persona in personas])

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
    "age": _banded(age_span, _AGES),
    "annual_income": _banded(yearly_income, _INCOMES),
}
GROUPED_FIELDS: tuple[str, ...] = tuple(_GROUPINGS)
_ORDERS: Mapping[str, Sequence[str]] = {
    "lead_classification": tuple(LeadClassification),
    "age": _bands(_AGES),
    "annual_income": _bands(_INCOMES),
}
