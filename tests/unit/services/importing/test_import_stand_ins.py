"""A blank cell of the surest column is filled from the next one; ids come from one column for the whole file."""

import io
import json
from collections.abc import Callable

import pytest

from prospect_twins.domain.prospects import Prospect
from prospect_twins.services.importing import ParsedProspect, ProspectSource
from tests.unit.services.importing.conftest import TODAY, Read
from tests.unit.services.importing.test_import_date_orders import Counting
from tests.unit.services.importing.workbooks import workbook

Prospects = Callable[..., list[Prospect]]

IDS: dict[str, tuple[str | bytes, list[str | None]]] = {
    "the surest is blank": ("External ID,ID,Name\n,7,Ann\n,8,Bob\n", ["7", "8"]),
    "by rank, not by place": ("ID,Contact ID,Lead ID,Name\n1,7,,Ann\n2,8,,Bob\n", ["7", "8"]),
    "words that are blank": ("Lead ID,Contact ID,Name\nN/A,7,Ann\nNULL,8,Bob\n", ["7", "8"]),
    "a blank one in between": ("Lead ID,Contact ID,ID,Name\n,,7,Ann\n,,8,Bob\n", ["7", "8"]),
    "one value further down": ("External ID,ID,Name\n,7,Ann\n7,8,Bob\n", [None, "7"]),
    "one value further up": ("External ID,ID,Name\n7,8,Bob\n,7,Ann\n", ["7", None]),
    "a second one is blank at times": ("Lead ID,Contact ID,ID,Name\n,7,1,Ann\n,,7,Bob\n", ["7", None]),
    "short rows": ("Name,ID,External ID\nAnn,7\nBob,8\n", ["7", "8"]),
    "an account beside a plain id": ("Account ID,ID,Name\nA,7,Ann\nA,8,Bob\n", ["7", "8"]),
    "an account is shared": ("Lead ID,Account ID,Name\n,7,Ann\n,7,Bob\n", [None, None]),
    "another's id that can't be one": ("Lead ID,ID,Name\n5,a//b,Ann\n,a//b,Bob\n", ["5", None]),
    "JSON": ('[{"lead_id": null, "id": 7, "name": "Ann"}, {"id": 8, "name": "Bob"}]', ["7", "8"]),
    "JSON, one value further down": (
        '[{"lead_id": null, "id": 7, "name": "Ann"}, {"id": 9, "name": "Cy"}, {"lead_id": 7, "name": "Bob"}]',
        [None, "9", "7"],
    ),
    "workbook": (workbook(("External ID", "ID", "Name"), ("", "7", "Ann"), ("", "8", "Bob")), ["7", "8"]),
}


@pytest.mark.parametrize("case", IDS)
def test_ids_come_from_the_surest_column_that_has_any_in_the_file(case: str, read: Read) -> None:
    file, expected = IDS[case]
    rows = read(file)
    people = [row.patch for row in rows if isinstance(row, ParsedProspect)]
    assert len(people) == len(rows) == len(expected)
    own = [None if person.lead_id.startswith("LEAD-") else person.lead_id for person in people]
    assert own == expected


def test_an_id_column_by_hand_is_the_surest(read: Read) -> None:
    for file, expected in (("Code,Lead ID,Name\n,7,Ann\n", "7"), ("Code,Lead ID,Name\n5,7,Ann\n", "5")):
        [row] = read(file, "Code=lead_id")
        assert isinstance(row, ParsedProspect)
        assert row.patch.lead_id == expected


def test_an_id_that_stands_in_is_refused_as_any_other(reasons: Callable[..., list[tuple[int, str]]]) -> None:
    [(line, reason)] = reasons("Lead ID,Contact ID,Name\n,a//b,Ann\n")
    assert (line, reason.split(" can't")[0]) == (2, "Contact ID (lead_id)")


FIELDS: dict[str, tuple[str, dict[str, str | None]]] = {
    "birth date": ("ID,Age,DOB\n1,,1950-01-01\n", {"age": "76"}),
    "name": ("ID,Full Name,First Name,Last Name\n1,,Ann,Lee\n", {"full_name": "Ann Lee"}),
    "a name kept": ("ID,Full Name,First Name,Last Name\n1,Ann Lee,Annie,Lee\n", {"full_name": "Ann Lee"}),
    "income": ("ID,Annual Income,Salary\n1,,50000\n", {"annual_income": "50000"}),
    "occupation": ("ID,Occupation,Job Title\n1,N/A,Nurse\n", {"occupation": "Nurse"}),
    "the surest of two": ("ID,Position,Designation,Occupation\n1,Boss,Nurse,\n", {"occupation": "Nurse"}),
    "zero": ('[{"id": 1, "annual_income": null, "salary": 0}]', {"annual_income": "0"}),
}


@pytest.mark.parametrize("case", FIELDS)
def test_a_blank_field_is_filled_from_the_next_column_for_it(case: str, read: Read) -> None:
    file, expected = FIELDS[case]
    [row] = read(file)
    assert isinstance(row, ParsedProspect)
    assert {name: row.patch.fields[name] for name in expected} == expected


def test_what_cannot_fill_a_field_stays_an_attribute_and_costs_no_row(prospects: Prospects) -> None:
    position = {"id": 3, "level": "senior"}
    file = [{"id": 1, "occupation": None, "position": position}, {"id": 2, "occupation": "", "position": "x" * 501}]
    ann, bob = prospects(json.dumps(file))
    assert (ann.persona.occupation, json.loads(ann.attributes["position"])) == (None, position)
    assert (bob.persona.occupation, bob.attributes["position"]) == (None, "x" * 501)


def test_a_file_is_read_again_only_until_the_surest_id_is_found() -> None:
    def read_of(first: str, rest: str) -> float:
        rows = [f"{rest and f'P-{number}'},{number},Ann Lee" for number in range(50_000)]
        file = Counting("\n".join(["Lead ID,Contact ID,Name", f"{first},x,Bob Day", *rows]).encode())
        list(ProspectSource(file, today=TODAY))
        return file.count / len(file.getvalue())

    certain, early, blank = read_of("P-first", "P"), read_of("", "P"), read_of("", "")
    assert early - certain < 0.5
    assert blank - certain > 0.9


def test_what_cannot_be_read_again_fills_no_ids() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    rows = list(ProspectSource(Pipe(b"Lead ID,ID,Name,Email\n,7,Ann Lee,a@x.com\n"), today=TODAY))
    assert [row.patch.lead_id[:5] for row in rows if isinstance(row, ParsedProspect)] == ["LEAD-"]
