import json
import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from prospect_twins.domain.crm_columns import LISTS
from prospect_twins.domain.prospects import PERSONA_FIELDS, LeadClassification, Prospect
from prospect_twins.services.demo import open_demo_prospects
from prospect_twins.services.importing import ParsedProspect, ProspectSource


@pytest.fixture(scope="module")
def people() -> list[Prospect]:
    with open_demo_prospects() as file:
        source = ProspectSource(file, today=date(2026, 1, 1))
        rows = list(source)
        columns = source.columns()
    assert all(isinstance(row, ParsedProspect) for row in rows)
    assert {use.becomes for use in columns} <= {*PERSONA_FIELDS, *LISTS}
    vague = {use.name for use in columns if use.not_understood}
    assert vague == {"age", "annual_income"}, "some speak as people do: an age of '40s?', an income with a bonus"
    return [row.patch.applied_to(None) for row in rows if isinstance(row, ParsedProspect)]


@pytest.fixture(scope="module")
def raw() -> list[dict[str, Any]]:
    with open_demo_prospects() as file:
        return [json.loads(line) for line in file]


def test_there_are_sixty_and_the_specs_example_ids_are_among_them(people: list[Prospect]) -> None:
    assert [person.persona.lead_id for person in people] == [f"LEAD-{number}" for number in range(1001, 1061)]
    assert len({person.persona.full_name for person in people}) == 60


def test_they_differ_as_people_do(people: list[Prospect]) -> None:
    ages = [int(age) for person in people if (age := person.persona.age) and age.isdigit()]
    assert min(ages) <= 20
    assert max(ages) >= 80
    assert all(sum(low <= age < low + 15 for age in ages) >= 5 for low in (20, 35, 50, 60))
    rated = Counter(person.persona.lead_classification for person in people)
    assert all(rated[kind] >= 12 for kind in LeadClassification)
    genders = Counter(person.persona.gender for person in people)
    assert min(genders["male"], genders["female"]) >= 25
    assert {"married", "single", "divorced", "widowed"} <= {person.persona.marital_status for person in people}
    assert len({person.persona.occupation for person in people}) >= 55
    assert len({person.attributes.get("State") for person in people}) >= 25


def test_each_has_attributes_and_dated_notes_and_a_third_their_own_words(people: list[Prospect]) -> None:
    for person in people:
        assert 3 <= len(person.attributes) <= 8, person.persona.lead_id
        assert 1 <= len(person.notes) <= 3, person.persona.lead_id
        assert all(re.match(r"2026-\d\d-\d\d: ", note) for note in person.notes), person.persona.lead_id
        assert list(person.notes) == sorted(person.notes), person.persona.lead_id
    assert sum(bool(person.transcripts) for person in people) >= 20


def test_some_are_as_sparse_as_in_a_real_crm(people: list[Prospect]) -> None:
    assert sum(person.persona.age is None for person in people) >= 2
    assert sum(person.persona.lead_classification is None for person in people) >= 2


def test_history_happened_on_working_days(raw: list[dict[str, Any]]) -> None:
    for person in raw:
        for entry in person.get("notes", []) + person.get("transcripts", []):
            assert date.fromisoformat(entry["date"]).weekday() < 5, person["lead_id"]


def test_nobody_can_be_called(people: list[Prospect], raw: list[dict[str, Any]]) -> None:
    text = json.dumps(raw)
    phones = re.findall(r"\b\d{3}-\d{3}-\d{4}\b", text)
    assert phones
    assert all(re.fullmatch(r"\d{3}-555-01\d\d", phone) for phone in phones)
    assert "@" not in text
    assert "http" not in text
    assert not any(person.persona.profile_image_url for person in people)


def test_no_two_notes_come_from_one_template(people: list[Prospect]) -> None:
    openings = Counter(note.split(": ", 1)[1][:25] for person in people for note in person.notes)
    assert openings.most_common(1)[0][1] == 1
