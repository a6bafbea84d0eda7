from collections import Counter

import pytest

from prospect_twins.domain.persona_groups import (
    GROUPED_FIELDS,
    MOST_GROUPS,
    OTHER,
    SMALLEST_GROUP,
    groups_of,
    in_order,
)
from prospect_twins.domain.prospects import PERSONA_FIELDS, LeadClassification, Persona


def people(field: str, *values: str | None) -> list[Persona]:
    return [Persona(f"L{number}", **{field: value}) for number, value in enumerate(values)]  # type: ignore[arg-type]


def test_people_are_compared_along_every_field_but_those_that_name_them() -> None:
    assert set(GROUPED_FIELDS) == set(PERSONA_FIELDS) - {"lead_id", "full_name", "profile_image_url"}


@pytest.mark.parametrize(
    ("field", "written", "band"),
    [
        ("age", "35-44", "35-44"),
        ("age", "65+", "65 and over"),
        ("age", "under 18", "under 18"),
        ("age", "40+", None),
        ("age", "0", None),
        ("annual_income", "$50,000-$75,000", "50,000-74,999"),
        ("annual_income", "under $25,000", "under 25,000"),
        ("annual_income", "200k or more", "150,000 and over"),
        ("annual_income", "50k+", None),
        ("annual_income", "45\N{NO-BREAK SPACE}000 €", "25,000-49,999"),
        ("annual_income", "4.5E+04", "25,000-49,999"),
        ("annual_income", "1 or 2 jobs, 45 hours", None),
    ],
)
def test_a_value_is_in_a_band_only_if_it_is_understood(field: str, written: str, band: str | None) -> None:
    assert groups_of(field, people(field, *[written] * SMALLEST_GROUP)) == [band] * SMALLEST_GROUP


def test_numbers_make_bands_and_bands_come_in_their_order() -> None:
    groups = groups_of("age", people("age", *["70"] * 5, *["19"] * 5, *["44"] * 6, None))
    assert Counter(groups) == {"65 and over": 5, "18-24": 5, "35-44": 6, None: 1}
    assert in_order("age", [group for group in groups if group]) == ["18-24", "35-44", "65 and over"]
    assert groups_of("annual_income", people("annual_income", *["$52,000"] * 5)) == ["50,000-74,999"] * 5


def test_words_are_alike_whatever_their_case_and_blanks() -> None:
    assert set(groups_of("occupation", people("occupation", "Baker", "baker ", "BAKER", "baker", "Baker"))) == {"baker"}


def test_a_group_of_fewer_than_five_is_none_unless_it_is_a_classification() -> None:
    assert groups_of("gender", people("gender", *["female"] * SMALLEST_GROUP, "male")) == ["female"] * 5 + [None]
    classified = [Persona("A", LeadClassification.COLD), Persona("B", LeadClassification.HOT), Persona("C")]
    assert groups_of("lead_classification", classified) == ["cold", "hot", None]
    assert in_order("lead_classification", ["cold", "hot"]) == ["hot", "cold"]


def test_many_values_make_at_most_eight_groups_the_rest_being_one() -> None:
    values = [f"trade {number}" for number in range(40) for _ in range(5 + number)]
    groups = groups_of("occupation", people("occupation", *values))
    named = [group for group in groups if group]
    assert len(set(named)) == MOST_GROUPS
    assert in_order("occupation", named)[-1] == OTHER
    assert len(named) == len(values)
