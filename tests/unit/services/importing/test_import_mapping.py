import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.mapping import AS_IT_STANDS, TARGETS, ColumnMap, parse_mappings
from prospect_twins.services.importing.plan import plan_columns, require_columns


def targets(columns: list[str], *mappings: str) -> dict[str, str]:
    return {column.name: column.target for column in plan_columns(columns, parse_mappings(mappings)).columns}


def test_a_mapping_is_a_column_and_a_field() -> None:
    assert parse_mappings(["Job = occupation"]) == (ColumnMap("Job", "occupation", AS_IT_STANDS),)


def test_several_may_stand_in_one_text_or_in_several() -> None:
    assert parse_mappings(["A=age; B=-;", "C=attributes.See me"]) == parse_mappings(
        ["A=age", "B=-", "C=attributes. See me"]
    )


@pytest.mark.parametrize(
    ("value", "meaning"), [("1", "male"), ("F", "female"), ("f", "female"), ("9", "code 9"), ("{}", "code {}")]
)
def test_codes_are_given_their_meaning_and_any_other_value_the_templates(value: str, meaning: str) -> None:
    [entry] = parse_mappings(["G=gender:1=male,f=female,*=code {}"])
    assert entry.codes.read(value) == meaning


def test_codes_that_are_not_listed_stay_as_they_are() -> None:
    [entry] = parse_mappings(["G=gender:1=male"])
    assert entry.codes.read("2") == "2"


@pytest.mark.parametrize("cell", ["1", "1.0", "1,0", "1.00", "１", " 1 "])
def test_a_code_is_known_in_the_forms_that_programs_give_it(cell: str) -> None:
    """pandas and Excel write 1.0 where a column has blanks."""
    [entry] = parse_mappings(["M=marital_status:0=not married,1=married,*=other"])
    assert entry.codes.read(cell) == "married"
    [entry] = parse_mappings(["M=marital_status:1.0=married"])
    assert entry.codes.read(cell) == "married"


def test_a_code_that_looks_like_another_is_another() -> None:
    [entry] = parse_mappings(["M=marital_status:1=married"])
    assert [entry.codes.read(cell) for cell in ("10", "1.5", "01", "1.0.0")] == ["10", "1.5", "01", "1.0.0"]
    with pytest.raises(InvalidInput, match="two meanings"):
        parse_mappings(["M=marital_status:1=married,1.0=single"])


def test_what_is_mapped_to_an_attribute_is_not_lost_under_a_column_of_that_name() -> None:
    columns = ["ID", "Name", "Alt Phone", "Mobile"]
    for target in ("attributes.Mobile", "attributes.mobile"):
        with pytest.raises(InvalidInput, match="the column 'Mobile' fills; map that column, too"):
            require_columns(columns, parse_mappings([f"Alt Phone={target}"]))
        require_columns(columns, parse_mappings([f"Alt Phone={target}; Mobile=-"]))
        require_columns(columns, parse_mappings([f"Alt Phone={target}; Mobile=attributes.Second mobile"]))
    require_columns(columns, parse_mappings(["Mobile=attributes.mobile"]))


def test_a_backslash_takes_a_signs_meaning() -> None:
    [entry] = parse_mappings([r"a\=b\;c=attributes.x\:y:1\,5=one\, five,2\=2=four"])
    assert (entry.column, entry.target) == ("a=b;c", "attributes.x:y")
    assert [entry.codes.read(code) for code in ("1,5", "2=2")] == ["one, five", "four"]


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ("Job", 'write it as "Column=field"'),
        ("=age", 'write it as "Column=field"'),
        ("Job=", 'write it as "Column=field"'),
        ("Job=job", "there is no such field; there are lead_id, lead_classification, full_name"),
        ("Job=attributes.", "there is no such field"),
        ("G=gender:male", "after the field come codes"),
        ("G=gender:1=male,1=female", "two meanings"),
        ("A=age; A=gender", "the column 'A' is mapped 2 times"),
        ("A=age; B=age", "the field 'age' is mapped 2 times"),
        ("A=full_name; B=last_name", "'full_name' and 'last_name' are both mapped"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_what_it_can_be(mapping: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_mappings([mapping])
    assert reason in refusal.value.message
    assert refusal.value.details is not None
    assert refusal.value.details["errors"][0]["place"] == "map"


def test_every_field_can_be_mapped_and_notes_several_times() -> None:
    for target in TARGETS:
        assert parse_mappings([f"X={target}"])[0].target == target
    assert len(parse_mappings(["A=notes; B=notes; C=-; D=-"])) == 4


@given(st.text(max_size=20))
def test_no_text_makes_the_parser_fail_otherwise(mapping: str) -> None:
    with contextlib.suppress(InvalidInput):
        parse_mappings([mapping])


def test_what_is_mapped_by_hand_wins_over_what_the_name_tells() -> None:
    assert targets(["Lead ID", "Title", "Work"], "Work=occupation") == {
        "Lead ID": "lead_id",
        "Title": "attributes.Title",
        "Work": "occupation",
    }


def test_the_surer_of_two_names_fills_the_field_and_the_other_is_an_attribute() -> None:
    assert targets(["Contact ID", "Lead Status", "Lead ID", "Rating"]) == {
        "Contact ID": "attributes.Contact ID",
        "Lead Status": "attributes.Lead Status",
        "Lead ID": "lead_id",
        "Rating": "lead_classification",
    }


def test_names_are_joined_only_where_no_column_has_them_whole() -> None:
    assert targets(["First Name", "Last Name"]) == {"First Name": "first_name", "Last Name": "last_name"}
    assert targets(["Name", "First Name"]) == {"Name": "full_name", "First Name": "attributes.First Name"}
    assert targets(["Name", "Vorname"], "Vorname=first_name") == {"Name": "attributes.Name", "Vorname": "first_name"}


def test_a_birth_date_gives_the_age_only_where_no_column_has_it() -> None:
    assert targets(["DOB"]) == {"DOB": "birth_date"}
    assert targets(["DOB", "Age"]) == {"DOB": "attributes.DOB", "Age": "age"}


def test_notes_add_up_even_beside_one_mapped_by_hand() -> None:
    assert set(targets(["Description", "Note 1", "Note 2", "Log"], "Log=notes").values()) == {"notes"}


def test_a_mapped_column_is_found_in_any_spelling_but_its_own_goes_first() -> None:
    assert targets(["job_code", "JOB CODE"], "JOB CODE=occupation")["JOB CODE"] == "occupation"
    assert targets(["Job Code"], "job_code=occupation") == {"Job Code": "occupation"}


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidInput, match=r"There is no column 'Jobb' to map\. The columns are: Lead ID, Job"):
        require_columns(["Lead ID", "Job"], parse_mappings(["Jobb=occupation"]))


def test_a_file_about_nobody_is_refused_with_the_ways_out_unless_it_is_meant_so() -> None:
    with pytest.raises(InvalidInput, match=r"ids or names, or .*anonymous.* The columns are: Job, Town"):
        require_columns(["Job", "Town"], ())
    require_columns(["Job", "Town"], (), somebody=False)
    for mapping in ("#=lead_id", "Town=lead_id", "Job=last_name"):
        require_columns(["Job", "Town"], parse_mappings([mapping]))
    for column in ("E-Mail", "Primary Email", "Mobile Phone", "Telefon", "First Name"):
        require_columns(["Job", column], ())


def test_why_a_column_fills_no_field_is_told_by_the_one_that_does() -> None:
    plan = plan_columns(["Lead ID", "Contact ID", "Name", "First Name", "DOB", "Age", "Dogs"], ())
    assert {column.name: column.beaten_by for column in plan.columns if column.by == "rest"} == {
        "Contact ID": "Lead ID",
        "First Name": "Name",
        "DOB": "Age",
        "Dogs": None,
    }


def test_a_hundred_columns_are_not_all_listed() -> None:
    with pytest.raises(InvalidInput, match="and 40 more"):
        require_columns([f"c{number}" for number in range(100)], ())
