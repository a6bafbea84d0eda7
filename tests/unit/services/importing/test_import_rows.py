import contextlib
import io
import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.prospects import LeadClassification, Prospect
from prospect_twins.services.importing import BadRow, ParsedProspect, ProspectSource, values

Prospects = Callable[..., list[Prospect]]
Reasons = Callable[..., list[tuple[int, str]]]
Read = Callable[..., list[ParsedProspect | BadRow]]


def test_a_salesforce_report_becomes_prospects(prospects: Prospects) -> None:
    [ann] = prospects(
        '"First Name","Last Name","Title","Company / Account","Rating","Lead Status","Birthdate","Lead ID",'
        '"Description"\n"Ann","Lee","Nurse","Mercy","Hot","Open","6/16/1980","00Q5e00000AbCdE","Called twice"\n'
    )
    assert ann.persona.lead_id == "00Q5e00000AbCdE"
    assert ann.persona.full_name == "Ann Lee"
    assert ann.persona.occupation == "Nurse"
    assert ann.persona.lead_classification is LeadClassification.HOT
    assert ann.persona.age == "45"
    assert ann.notes == ("Called twice",)
    assert ann.attributes == {"Company / Account": "Mercy", "Lead Status": "Open", "Birthdate": "6/16/1980"}


def test_a_rating_in_other_words_is_kept_as_an_attribute_and_counted() -> None:
    file = io.BytesIO(b"Lead ID,Rating\n1,Hot\n2,Platinum\n3,\n4,Gold\n")
    source = ProspectSource(file, today=date(2026, 1, 1))
    people = [row.patch.applied_to(None) for row in source if isinstance(row, ParsedProspect)]
    assert [person.persona.lead_classification for person in people] == [LeadClassification.HOT, None, None, None]
    assert [dict(person.attributes) for person in people] == [{}, {"Rating": "Platinum"}, {}, {"Rating": "Gold"}]
    rating = next(use for use in source.columns() if use.name == "Rating")
    assert (rating.becomes, rating.by, rating.not_understood) == ("lead_classification", "name", 2)


def test_codes_say_what_other_words_mean(prospects: Prospects) -> None:
    people = prospects("Lead ID,Tier\n1,A\n2,b\n", "Tier=lead_classification:A=hot,B=warm")
    assert [person.persona.lead_classification for person in people] == ["hot", "warm"]


def test_a_patch_says_only_what_the_file_has_and_blank_clears(read: Read) -> None:
    [row] = read("Lead ID,Full Name,City,Fax\n1,,Dover,\n")
    assert isinstance(row, ParsedProspect)
    assert row.patch.fields == {"full_name": None}
    assert row.patch.attributes["City"] == "Dover"
    assert row.patch.attributes["Fax"] is None
    assert row.patch.notes is None
    assert row.patch.transcripts is None


def test_cells_that_a_short_row_lacks_change_nothing(read: Read) -> None:
    [row] = read("Lead ID,Full Name,City,Notes\n1,Ann\n")
    assert isinstance(row, ParsedProspect)
    assert row.patch.fields == {"full_name": "Ann"}
    assert "City" not in row.patch.attributes
    assert row.patch.notes is None


def test_a_column_lives_in_one_place_even_after_it_is_mapped_anew(prospects: Prospects, read: Read) -> None:
    [before] = prospects("Lead ID,Job,Email\n1,Cook,a@example.com\n", "Job=attributes.Job")
    assert before.attributes == {"Job": "Cook", "Email": "a@example.com"}
    [row] = read("Lead ID,Job,Email\n1,Cook,a@example.com\n", "Job=occupation; Email=-")
    assert isinstance(row, ParsedProspect)
    after = row.patch.applied_to(before)
    assert after.attributes == {}
    assert after.persona.occupation == "Cook"


def test_row_numbers_can_be_ids(prospects: Prospects, read: Read) -> None:
    assert [p.persona.lead_id for p in prospects("Age\n30\n\n40\n", "#=lead_id:*=TL-{}")] == ["TL-1", "TL-2"]
    rows = read("Age,City\n30,x\nfooter\n40,y\n", "#=lead_id")
    assert [row.patch.lead_id for row in rows if isinstance(row, ParsedProspect)] == ["1", "3"]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("1980-06-15", "46"),
        ("1980-06-16", "45"),
        ("1980-06-16T00:00:00Z", "45"),
        ("6/16/1980", "45"),
        ("16/6/1980", "45"),
        ("16.6.1980", "45"),
        ("16-Jun-80", "45"),
        ("2/29/2000", "26"),
        ("3/4/1980", "46"),
        ("5/7/1980", None),
        ("1980-13-40", None),
        ("1984-02-30", None),
        ("2030-01-01", None),
        ("1850-01-01", None),
        ("30745", None),
        ("spring 1980", None),
    ],
)
def test_a_birth_date_becomes_an_age_if_there_is_but_one_and_stays_an_attribute(
    text: str, age: str | None, prospects: Prospects
) -> None:
    [ann] = prospects(f"Lead ID,Birthdate\n1,{text}\n")
    assert ann.persona.age == age
    assert ann.attributes == {"Birthdate": text}


@pytest.mark.parametrize(("decisive", "age"), [("25/12/1990", "45"), ("12/25/1990", "46"), ("1990-12-25", None)])
def test_a_columns_other_dates_tell_whether_the_day_comes_first(
    decisive: str, age: str | None, prospects: Prospects
) -> None:
    rows = "".join(f"{number},5/7/1980\n" for number in range(700))
    people = prospects(f"Lead ID,Birthdate\n{rows}x,{decisive}\n")
    assert {person.persona.age for person in people[:-1]} == {age}


def test_a_column_that_writes_both_orders_tells_nothing(prospects: Prospects) -> None:
    people = prospects("Lead ID,Birthdate\n1,5/7/1980\n2,25/12/1990\n3,12/25/1990\n")
    assert [person.persona.age for person in people] == [None, "35", "35"]


@pytest.mark.parametrize(
    ("text", "age", "attribute"),
    [
        ("45.0", "45", None),
        ("45 yrs", "45 yrs", None),
        ("35-44", "35-44", None),
        ("in her forties", "in her forties", None),
        ("40s?", "40s?", None),
        ("199 years", None, "199 years"),
        ("1980", None, "1980"),
        ("0", None, "0"),
        ("199", None, "199"),
        ("-5", None, "-5"),
        ("n/a", None, None),
    ],
)
def test_an_age_is_kept_as_written_unless_nobody_is_that_old(
    text: str, age: str | None, attribute: str | None, prospects: Prospects
) -> None:
    [ann] = prospects(f"Lead ID,Age\n1,{text}\n")
    assert ann.persona.age == age
    assert ann.attributes.get("Age") == attribute


def test_an_income_is_kept_as_written_and_said_if_it_is_not_understood() -> None:
    file = io.BytesIO("Lead ID,Annual Income\n1,45\u00a0000 €\n2,4.5E+04\n3,12;5\n4,a lot\n".encode())
    source = ProspectSource(file, today=date(2026, 1, 1))
    people = [row.patch.applied_to(None).persona.annual_income for row in source if isinstance(row, ParsedProspect)]
    assert people == ["45\u00a0000 €", "4.5E+04", "12;5", "a lot"]
    income = next(use for use in source.columns() if use.becomes == "annual_income")
    assert (income.not_understood, income.examples) == (2, ["12;5", "a lot"])


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "/services/images/photo/005", "ftp://x/y", "http://", "http://["]
)
def test_a_picture_that_is_no_web_address_is_only_an_attribute(url: str, prospects: Prospects) -> None:
    [ann] = prospects(f"Lead ID,Photo URL\n1,{url}\n")
    assert ann.persona.profile_image_url is None
    assert ann.attributes == {"Photo URL": url}


@pytest.mark.parametrize(
    ("lead_id", "reason"),
    [
        ("a//b", "web address"),
        ("A/outcomes", "web address"),
        ("a/../b", "web address"),
        ("x" * 129, "longer than 128"),
        ("1.23457E+18", "scientific notation"),
        ("a\x07b", "can't be seen"),
        ("a\x00b", "can't be seen"),
    ],
)
def test_an_id_that_cannot_be_one_is_refused_with_the_way_out(lead_id: str, reason: str, reasons: Reasons) -> None:
    [(line, said)] = reasons(f'Lead ID,Full Name\n"{lead_id}",Ann Lee\n')
    assert line == 2
    assert said.startswith("Lead ID (lead_id) ")
    assert reason in said


@pytest.mark.parametrize("word", ["", "NULL", "NaN", "n/a", "#N/A", "None", "-", "(blank)", "\\N", "undefined"])
def test_an_empty_word_is_blank_in_every_field(word: str, prospects: Prospects) -> None:
    [ann, bob] = prospects(
        "Lead ID,Full Name,Email,Job Title,Age,Annual Income,Notes\n"
        f"{word},Ann Lee,ann@example.com,{word},{word},{word},{word}\n"
        f"{word},Bob Day,bob@example.com,{word},{word},{word},{word}\n"
    )
    assert ann.persona.lead_id != bob.persona.lead_id
    assert (ann.persona.full_name, ann.persona.occupation, ann.persona.age, ann.persona.annual_income, ann.notes) == (
        "Ann Lee", None, None, None, (),
    )  # fmt: skip


def test_what_is_said_of_an_empty_word_by_hand_wins(prospects: Prospects) -> None:
    [ann] = prospects("Lead ID,Cover\n1,N/A\n", "Cover=attributes.Cover:N/A=no cover")
    assert ann.attributes == {"Cover": "no cover"}


def test_none_is_a_fact_among_the_attributes_and_null_is_not(prospects: Prospects) -> None:
    [ann] = prospects("Lead ID,Children,Fax\n1,None,NULL\n")
    assert ann.attributes == {"Children": "None"}


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("Jennifer", "Null", "Jennifer Null"),
        ("Nan", "Goldin", "Nan Goldin"),
        ("Jennifer", "NULL", "Jennifer"),
        ("Jennifer", "nan", "Jennifer"),
        ("Jennifer", "-", "Jennifer"),
        ("Null", "Null", None),
        ("None", "None", None),
    ],
)
def test_people_may_be_called_null_if_they_have_another_name(
    first: str, last: str, name: str | None, prospects: Prospects
) -> None:
    [person] = prospects(f"Lead ID,First Name,Last Name\n1,{first},{last}\n")
    assert person.persona.full_name == name


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Ann\x1b[31m Lee", "Ann Lee"),
        ("Ann\u202eeeL", "AnneeL"),
        ("\u200bAnn \ufeffLee\x00", "Ann Lee"),
        ("Ann\r\n  Lee", "Ann Lee"),
        ("Ann\U000e0041\U000e0042 Lee", "Ann Lee"),
        ("علی\u200cرضا", "علی\u200cرضا"),
    ],
)
def test_what_nobody_sees_is_dropped_from_names_facts_and_notes(written: str, seen: str, prospects: Prospects) -> None:
    [ann] = prospects(json.dumps([{"lead_id": "1", "full_name": written, "City": written, "notes": [written]}]))
    assert ann.persona.full_name == seen
    assert " ".join(ann.attributes["City"].split()) == " ".join(ann.notes[0].split()) == seen


@pytest.mark.parametrize(
    "lead_id", ["LEAD-1001", "00Q5e00000AbCdE", "42", "é-1", "a b", "x" * 128, "2026/0017", "a.b", "a,b", "%2F?#"]
)
def test_ids_are_taken_as_they_are(lead_id: str, prospects: Prospects) -> None:
    [ann] = prospects(json.dumps([{"lead_id": f" {lead_id} "}]))
    assert ann.persona.lead_id == lead_id


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"full_name": "secret" * 100}, "full_name"),
        ({"City": "secret" * 2_000}, "City"),
        ({"notes": ["secret" * 20_000]}, "notes"),
        ({"notes": ["secret"] * 1_001}, "notes"),
        ({"notes": [["secret"]]}, "notes"),
        ({"notes": {"date": "secret"}}, "notes"),
        ({"age": {"secret": 1}}, "age"),
        ({"attributes": {"secret" * 50: "x"}}, "attributes"),
        ({"first_name": "secret" * 50, "last_name": "secret" * 50}, "full_name"),
        ({f"c{number}": "secret" * 1_500 for number in range(20)}, "attributes are longer than"),
        ({f"c{number}": "secret" for number in range(1_001)}, "1,000 columns"),
    ],
)
def test_what_is_too_long_or_of_the_wrong_shape_is_refused_by_its_place_and_never_repeated(
    row: dict[str, object], place: str, reasons: Reasons
) -> None:
    [(_, reason)] = reasons(json.dumps([{"lead_id": "1", **row}]))
    assert place in reason
    assert "secret" not in reason


def test_what_fits_exactly_is_taken(prospects: Prospects) -> None:
    row = {
        "lead_id": "1",
        "full_name": "x" * values.MAX_FIELD,
        "City": "x" * values.MAX_ATTRIBUTE,
        "notes": ["x" * values.MAX_ENTRY],
    }
    [ann] = prospects(json.dumps([row]))
    assert len(ann.notes[0]) == values.MAX_ENTRY


def test_what_became_of_each_column_is_told_and_why_and_what_is_in_it() -> None:
    file = io.BytesIO(
        b"Lead ID,Title,Town,Fax,ID\n1,Cook,Troy,0,x\n2,Cook,Bath,,\n3,Nurse,Troy,,\n4,Clerk,Ames,,\n5,Vet,,,\n"
    )
    source = ProspectSource(file, ["Fax=-", "#=attributes.Row"], today=date(2026, 1, 1))
    assert len(list(source)) == 5
    assert [(use.name, use.becomes, use.by, use.why, use.samples) for use in source.columns()] == [
        ("#", "attributes.Row", "map", "the number of the row", []),
        ("Lead ID", "lead_id", "name", "recognised by its name", ["1", "2", "3"]),
        ("Title", "occupation", "name", "recognised by its name", ["Cook", "Nurse", "Clerk"]),
        ("Town", "attributes.Town", "rest", "no field has this name", ["Troy", "Bath", "Ames"]),
        ("Fax", "dropped", "map", "as you said", ["0"]),
        ("ID", "attributes.ID", "rest", "the column Lead ID tells this already", ["x"]),
    ]


def test_a_column_that_is_used_where_a_surer_one_is_blank_is_told_as_that() -> None:
    file = io.BytesIO(b"Lead ID,Full Name,Job Title,Occupation\n1,Ann Lee,Cook,\n2,Bob Day,,Vet\n")
    source = ProspectSource(file, [], today=date(2026, 1, 1))
    jobs = [row.patch.fields["occupation"] for row in source if isinstance(row, ParsedProspect)]
    assert jobs == ["Cook", "Vet"]
    (spare,) = [use.why for use in source.columns() if use.becomes.startswith("attributes.")]
    assert re.fullmatch(r"the column .* tells this already; where that is blank, this one is used", spare)


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"Lead ID,Age\n", b"[", b'{"prospects": [', b'{"lead_id": "1"}\n'])
)
def test_no_bytes_make_the_reader_fail_otherwise_than_by_saying_why(noise: bytes, head: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        for row in ProspectSource(io.BytesIO(head + noise), today=date(2026, 1, 1)):
            if isinstance(row, BadRow):
                row.reason.encode()
            else:
                json.dumps([dict(row.patch.attributes), dict(row.patch.fields)], ensure_ascii=False).encode()
