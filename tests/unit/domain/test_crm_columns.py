from collections import Counter

import pytest

from prospect_twins.domain.column_words import COLUMN_WORDS
from prospect_twins.domain.crm_columns import (
    COLUMN_NAMES,
    LISTS,
    NAME_PARTS,
    classification,
    is_honorific,
    normalised,
    recognise,
    recognise_together,
)
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
PIPEDRIVE = {
    "Person - ID": "lead_id",
    "Person - Name": "full_name",
    "Person - First name": "first_name",
    "Person - Job title": "occupation",
    "Person - Birthday": "birth_date",
    "Person - Labels": "lead_classification",
    "Person - Organization": None,
    "Person - Owner": None,
    "Organization - Name": None,
    "Organization - ID": None,
    "Deal - Title": None,
    "Deal - ID": None,
    "Lead - Title": None,
    "Deal - Value": None,
}
OUTLOOK = {
    "Job Title": "occupation",
    "First Name": "first_name",
    "Birthday": "birth_date",
    "Suffix": "name_suffix",
    "Notes": "notes",
    "Company": None,
    "Manager's Name": None,
    "Spouse": None,
    "E-mail Display Name": None,
}
GOOGLE = {
    "Given Name": "first_name",
    "Additional Name": "middle_name",
    "Organization Title": "occupation",
    "Organization 1 - Title": "occupation",
    "Organization Name": None,
    "Name Prefix": None,
    "E-mail 1 - Value": None,
    "Photo": "profile_image_url",
}
DYNAMICS = {
    "(Do Not Modify) Contact": "lead_id",
    "(Do Not Modify) Row Checksum": None,
    "(Do Not Modify) Modified On": None,
    "Full Name": "full_name",
    "Job Title": "occupation",
    "Annual Income": "annual_income",
    "contactid": "lead_id",
    "birthdate": "birth_date",
    "gendercode": "gender",
    "familystatuscode": "marital_status",
    "educationcode": "education_level",
    "Company Name": None,
}
OTHERS = {
    "Designation": "occupation",  # Zoho
    "Position": "occupation",  # LinkedIn
    "Connected On": None,
    "FNAME": "first_name",  # Mailchimp
    "LEID": "lead_id",
    "MEMBER_RATING": None,
    "primary_contact_name": "full_name",  # Close
    "primary_contact_primary_email": None,
    "Apollo Contact Id": "lead_id",
    "Apollo Account Id": None,
    "Individual: First Name": "first_name",  # AgencyBloc
    "Individual: Date of Birth": "birth_date",
    "Carrier: Carrier Name": None,
    "Policy: Policy Number": None,
    "Contact.FirstName": "first_name",
    "properties.firstname": "first_name",
    "Account.Name": None,
    "Owner: Full Name": None,
}
SUITECRM = {
    "ID": "lead_id",
    "First Name": "first_name",
    "Job Title": "occupation",
    "Birthdate": "birth_date",
    "Description": "notes",
    "Account Name": None,
    "Referred By": None,
    "Status Description": None,
    "Lead Source Description": None,
}
SMALLER = {
    "Person Name": "full_name",  # Copper
    "Contact Type": None,
    "CONTACT_ID": "lead_id",  # Insightly
    "FIRST_NAME": "first_name",
    "DATE_OF_BIRTH": "birth_date",
    "BACKGROUND": "notes",
    "About": "notes",  # Capsule
    "EXT_ID": "lead_id",  # Brevo
    "FIRSTNAME": "first_name",
    "LANDLINE_NUMBER": None,
    "clientNumber": "lead_id",  # HawkSoft
    "External ID": "lead_id",  # Freshsales
    "Lifecycle stage": None,
    "Full Name": "full_name",  # Nutshell
    "Note": "notes",
    "Note Date": None,
    "Birthday": "birth_date",  # Constant Contact
    "Anniversary": None,
    "Title": "occupation",  # Klaviyo
    "Organization": None,
    "dateOfBirth": "birth_date",  # GoHighLevel
    "businessName": None,
    "profileImageUrl": "profile_image_url",  # lists of Sales Navigator
    "pastExperienceCompanyTitle": None,
}
ELSEWHERE = {
    "Vorname": "first_name",
    "Nachname": "last_name",
    "Geburtsdatum": "birth_date",
    "Beruf": "occupation",
    "Prénom": "first_name",
    "prenom": "first_name",
    "Date de naissance": "birth_date",
    "Apellidos": "last_name",
    "PROFESIÓN": "occupation",
    "Sobrenome": "last_name",
    "Cognome": "last_name",
    "Età": "age",
    "Voornaam": "first_name",
    "Nazwisko": "last_name",
    "Imię": "first_name",
    "Фамилия": "last_name",
    "Отчество": "middle_name",
    "Titel": None,
    "Anrede": None,
    "Firma": None,
}
EXPORTS = (
    SALESFORCE_REPORT,
    SALESFORCE_API,
    HUBSPOT,
    PIPEDRIVE,
    OUTLOOK,
    GOOGLE,
    DYNAMICS,
    OTHERS,
    SUITECRM,
    SMALLER,
    ELSEWHERE,
)


@pytest.mark.parametrize(("column", "target"), [pair for export in EXPORTS for pair in export.items()])
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


def test_no_word_stands_for_two_fields_in_any_language() -> None:
    meanings: dict[str, set[str]] = {}
    for table in (COLUMN_NAMES, *COLUMN_WORDS.values()):
        for target, names in table.items():
            for name in names:
                meanings.setdefault(normalised(name), set()).add(target)
    assert {name: targets for name, targets in meanings.items() if len(targets) > 1} == {}


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        (["Name", "Vorname"], {"Name": "last_name", "Vorname": "first_name"}),
        (["Nom", "Prénom"], {"Nom": "last_name", "Prénom": "first_name"}),
        (["Nome", "Cognome"], {"Nome": "first_name", "Cognome": "last_name"}),
        (["Nombre", "Apellidos"], {"Nombre": "first_name", "Apellidos": "last_name"}),
        (["Naam", "Voornaam"], {"Naam": "last_name", "Voornaam": "first_name"}),
        (["Name", "Vorname", "Nachname"], {"Name": "full_name", "Vorname": "first_name", "Nachname": "last_name"}),
        (["Name", "Surname"], {"Name": "first_name", "Surname": "last_name"}),
        (["Last Name", "Name"], {"Last Name": "last_name", "Name": "first_name"}),
        (["Name", "First Name"], {"Name": "full_name", "First Name": "first_name"}),
        (["Nome", "Idade"], {"Nome": "full_name", "Idade": "age"}),
    ],
)
def test_a_name_beside_one_half_of_it_is_the_other_half(columns: list[str], wanted: dict[str, str]) -> None:
    assert {column: found.target for column, found in recognise_together(columns).items()} == wanted


@pytest.mark.parametrize(
    "text", ["Mrs.", "mr", "Mr. & Mrs.", "Herr Dr.", "Frau", "Mme", "M.", "Sr.", "Sra", "Dott.ssa", "Prof. Dr. med."]
)
def test_how_to_address_a_person_is_an_honorific(text: str) -> None:
    assert is_honorific(text)


@pytest.mark.parametrize(
    "text", ["Professor", "Miss Saigon singer", "School nurse", "Dr. of Physics", "MD", "", "Pastor", "Sr. Manager"]
)
def test_what_a_person_does_is_none(text: str) -> None:
    assert not is_honorific(text)


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


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("Age (years)", "age"), ("Age [in years]", "age"), ("Alter (Jahre)", "age"),
        ("Annual Income (USD)", "annual_income"),
        ("Income ($/year)", "annual_income"), ("Income (US$)", "annual_income"),
        ("Salary (per annum)", "annual_income"),
        ("Date of Birth (dd/mm/yyyy)", "birth_date"), ("Gender (M/F)", "gender"),
        ("Full Name (required) *", "full_name"),
        ("Name (company)", None), ("Age (spouse)", None), ("Occupation (Partner)", None), ("Income (monthly)", None),
    ],
)  # fmt: skip
def test_a_unit_or_a_form_behind_a_name_is_no_part_of_it_and_another_person_is(column: str, target: str | None) -> None:
    found = recognise(column)
    assert (found and found.target) == target
