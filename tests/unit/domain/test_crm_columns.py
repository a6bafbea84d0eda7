from collections import Counter

import pytest

from prospect_twins.domain.crm_columns import COLUMN_NAMES, LISTS, NAME_PARTS, classification, normalised, recognise
from prospect_twins.domain.prospects import PERSONA_FIELDS

SALESFORCE_REPORT = {
    "Lead ID": "lead_id",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Title": "occupation",
    "Rating": "lead_classification",
    "Lead Status": "lead_classification",
    "Description": "notes",
    "Birthdate": "birth_date",
    "Company / Account": None,
    "Lead Owner": None,
    "Annual Revenue": None,
    "Industry": None,
    "Email": None,
    "Salutation": None,
}
SALESFORCE_API = {
    "Id": "lead_id",
    "Name": "full_name",
    "FirstName": "first_name",
    "PersonBirthdate": "birth_date",
    "PersonTitle": "occupation",
    "GenderIdentity": "gender",
    "PhotoUrl": "profile_image_url",
    "Marital_Status__c": "marital_status",
    "Annual_Income__c": "annual_income",
    "FinServ__MaritalStatus__pc": "marital_status",
    "FinServ__AnnualIncome__pc": "annual_income",
    "FinServ__Occupation__pc": "occupation",
    "OwnerId": None,
    "AnnualRevenue": None,
}
HUBSPOT = {
    "Record ID": "lead_id",
    "Record ID - Contact": "lead_id",
    "hs_object_id": "lead_id",
    "First Name": "first_name",
    "firstname": "first_name",
    "Job Title": "occupation",
    "jobtitle": "occupation",
    "Date of birth": "birth_date",
    "date_of_birth": "birth_date",
    "Gender": "gender",
    "Marital Status": "marital_status",
    "Relationship Status": "marital_status",
    "Degree": "education_level",
    "Message": "transcripts",
    "Lifecycle Stage": None,
    "Associated Company": None,
    "Last Contacted": None,
}


@pytest.mark.parametrize(("column", "target"), [*SALESFORCE_REPORT.items(), *SALESFORCE_API.items(), *HUBSPOT.items()])
def test_usual_crm_columns_are_recognised_and_a_companys_figures_are_not(column: str, target: str | None) -> None:
    found = recognise(column)
    assert (found.target if found else None) == target


@pytest.mark.parametrize("column", ["marital status", "MARITAL_STATUS", " Marital-Status ", "maritalStatus"])
def test_case_spaces_and_punctuation_make_no_difference(column: str) -> None:
    found = recognise(column)
    assert found is not None
    assert found.target == "marital_status"


def test_every_persona_field_recognises_its_own_name_and_others_for_it() -> None:
    for field in (*PERSONA_FIELDS, *NAME_PARTS, *LISTS):
        found = recognise(field)
        assert found is not None, field
        assert found.target == field


def test_no_name_stands_for_two_fields() -> None:
    names = Counter(name for row in COLUMN_NAMES.values() for name in {normalised(name) for name in row})
    assert [name for name, times in names.items() if times > 1] == []


def test_numbered_columns_are_recognised_only_where_there_may_be_several() -> None:
    note = recognise("Note 2")
    assert note is not None
    assert note.target == "notes"
    assert recognise("Last Name 2") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hot", "hot"),
        (" warm ", "warm"),
        ("COLD LEAD", "cold"),
        ("1 - Hot", "hot"),
        ("🔥 hot prospect", "hot"),
        ("Open - Not Contacted", None),
        ("hot or warm", None),
        ("not hot", None),
        ("hotel", None),
        ("A", None),
        ("", None),
    ],
)
def test_a_rating_is_read_only_where_it_says_just_that(text: str, said: str | None) -> None:
    assert classification(text) == said
