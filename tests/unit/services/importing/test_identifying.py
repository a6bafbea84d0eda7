"""Which columns of CRMs' exports tell who a row is about."""

from datetime import date

import pytest

from prospect_twins.services.importing import ParsedProspect
from prospect_twins.services.importing.identifying import identifying_columns, who
from prospect_twins.services.importing.records import Record
from tests.unit.services.importing.conftest import Read

EXPORTS = {
    "Salesforce": ("Email", "Phone", "Mobile", "Home Phone", "Email Opt Out", "Mailing City", "Lead Owner"),
    "HubSpot": ("Email", "Phone Number", "Mobile Phone Number", "City"),
    "Dynamics": ("emailaddress1", "mobilephone", "telephone1", "address1_city"),
    "Pipedrive": ("Person - Email - Work", "Person - Phone - Work", "Person - Owner"),
    "Zoho": ("Email", "Mobile", "Phone", "Mailing City"),
    "Google": ("E-mail 1 - Value", "Phone 1 - Value", "Phone 1 - Type"),
    "Outlook": ("E-mail Address", "Mobile Phone", "Home Phone", "Home City", "Assistant's Phone"),
    "Close": ("primary_contact_primary_email", "primary_contact_primary_phone"),
    "Apollo": ("Email", "Work Direct Phone", "Mobile Phone", "City"),
    "Mailchimp": ("Email Address", "Phone Number"),
    "SuiteCRM": ("Email Address", "Mobile", "Office Phone", "Primary Address City", "Assistant Phone"),
    "Freshsales": ("Emails", "Mobile", "work_number"),
    "Copper": ("Work Email", "Mobile Phone", "Work Phone"),
    "Insightly": ("EMAIL_ADDRESS", "PHONE_MOBILE", "PHONE_HOME", "PHONE_ASSISTANT", "ADDRESS_MAIL_CITY"),
    "Capsule": ("Email Addresses", "Phone Numbers"),
    "ActiveCampaign": ("email", "phone"),
    "Nutshell": ("Email", "Phone - Mobile", "Phone - Work"),
    "Constant Contact": ("Email Address", "Phone Number - Home", "Phone Number - Work"),
    "Brevo": ("EMAIL", "SMS", "LANDLINE_NUMBER", "WHATSAPP"),
    "Klaviyo": ("Email", "Phone Number", "SMS Marketing Consent", "Email Marketing Consent Timestamp"),
    "GoHighLevel": ("Email", "Phone", "Additional Phone"),
}
NOT_THEIRS = ("Owner", "Assistant", "ASSISTANT")
NO_ADDRESS = ("City", "CITY", "city", "Opt Out", "Consent", "Type")


@pytest.mark.parametrize("crm", EXPORTS)
def test_every_crms_addresses_and_numbers_are_known_and_nothing_else_is(crm: str) -> None:
    columns = EXPORTS[crm]
    found = identifying_columns(columns)
    told = {columns[position] for position in found.phones}
    told |= {columns[position] for position in found.e_mails}
    expected = {column for column in columns if not any(word in column for word in (*NOT_THEIRS, *NO_ADDRESS))}
    assert told - {"Email Opt Out", "Email Marketing Consent Timestamp"} == expected


@pytest.mark.parametrize(
    "column",
    ["Téléphone", "Portable", "Teléfono móvil", "Celular", "Telemóvel", "Cellulare", "Telefoon", "Mobiel", "Komórka",
     "Handynummer", "Телефон", "Мобильный телефон", "Daytime Phone", "Candidate Phone", "Account Phone"],
)  # fmt: skip
def test_a_number_is_known_in_every_language(column: str) -> None:
    assert identifying_columns((column,)).phones == (0,)


@pytest.mark.parametrize(
    "column",
    ["Cancellation Date", "Cancelled On", "Automobile Policy", "Mobile Home Policy Number", "Miscellaneous",
     "Last Phone Call Date", "SMS Consent Timestamp", "Phone Verified At", "Best Time to Phone", "Phone Call Count",
     "Business Number", "Producer Phone", "Carrier Phone"],
)  # fmt: skip
def test_a_cover_a_day_and_somebody_elses_number_are_no_number_of_theirs(column: str) -> None:
    assert identifying_columns((column,)).phones == ()


@pytest.mark.parametrize("city", ["Mailing City", "ADDRESS_MAIL_CITY"])
def test_where_post_goes_tells_namesakes_apart(city: str) -> None:
    columns = ("Name", city)
    found = identifying_columns(columns)
    ids = {
        who(Record(1, 2, columns, ("Ann Lee", where), 0), found, "Ann Lee", date(2026, 6, 15))
        for where in ("Dayton", "Toledo")
    }
    assert len(ids) == 2


def test_dates_of_zeros_make_nobody_one_person(read: Read) -> None:
    rows = read("First Name,Last Name,Birthday,Home City\nAnn,Lee,0/0/00,Dayton\nAnn,Lee,0/0/00,Toledo\n")
    assert len({row.patch.lead_id for row in rows if isinstance(row, ParsedProspect)}) == 2
