"""Exports as the CRMs write them by default, with made-up people: what each says is there, and nothing else is."""

import io
from typing import Any

import pytest

from prospect_twins.domain.prospects import Prospect
from prospect_twins.services.importing import import_prospects

OUTLOOK = """"Title","First Name","Middle Name","Last Name","Suffix","Job Title","Birthday","E-mail Address","Notes"
"Mrs.","Ann","","Lee","","School nurse","3/9/1984","ann@example.com","Called twice."
"""
OUTLOOK_WITHOUT_JOBS = """"Title","First Name","Last Name","Categories"
"Mrs.","Ann","Lee","Friends"
"Herr Dr.","Bob","Day",""
"Plumber","Cy","Fox",""
"""
PIPEDRIVE = """Person - ID,Person - Name,Person - Job title,Person - Labels,Organization - Name,Deal - Title
7,Ann Lee,School nurse,Hot lead,Acme,Acme deal
"""
GOOGLE = (
    "First Name,Middle Name,Last Name,Name Prefix,Organization Name,Organization Title,Birthday,Notes,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value\n"
    "Ann,,Lee,Mrs.,Acme,School nurse,1984-03-09,Called twice.,* myContacts,Home,ann@example.com\n"
)
DYNAMICS = (
    "(Do Not Modify) Contact,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Full Name,Job Title,"
    "Annual Income,Marital Status\n"
    "c-1,rZ8x==,6/22/2026 10:00 AM,Ann Lee,School nurse,45000,Married\n"
)
MAILCHIMP = """"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,LEID,EUID,NOTES
ann@example.com,Ann,Lee,2,"2026-01-01 10:00:00",501,ab12,
"""
GERMAN = (
    "Kundennummer;Name;Vorname;Geburtsdatum;Beruf;Jahreseinkommen;Ort\n"
    "7;Lee;Ann;09.03.1984;Pflegerin;45.000,00 €;Köln\n"
)
RUSSIAN = "Номер клиента;Фамилия;Имя;Отчество;Профессия\n7;Петров;Иван;Ильич;Учитель\n"


async def people(writer: Any, data: str, *maps: str, encoding: str = "utf-8") -> list[Prospect]:
    report = await import_prospects(io.BytesIO(data.encode(encoding)), writer, "default", mappings=maps)
    assert report.rejected == 0
    return list(writer.tenants["default"].values())


async def test_outlooks_title_is_no_occupation(writer: Any) -> None:
    [ann] = await people(writer, OUTLOOK, "E-mail Address=lead_id")
    assert (ann.persona.full_name, ann.persona.occupation) == ("Ann Lee", "School nurse")
    assert ann.attributes["Title"] == "Mrs."


async def test_an_honorific_alone_is_no_occupation_either(writer: Any) -> None:
    found = await people(writer, OUTLOOK_WITHOUT_JOBS, "#=lead_id")
    assert [person.persona.occupation for person in found] == [None, None, "Plumber"]
    assert [person.attributes.get("Title") for person in found] == ["Mrs.", "Herr Dr.", None]


@pytest.mark.parametrize(
    ("export", "maps"),
    [(PIPEDRIVE, ()), (GOOGLE, ("E-mail 1 - Value=lead_id",)), (DYNAMICS, ())],
)
async def test_who_they_are_and_what_they_do_is_found(export: str, maps: tuple[str, ...], writer: Any) -> None:
    [ann] = await people(writer, export, *maps)
    assert (ann.persona.full_name, ann.persona.occupation) == ("Ann Lee", "School nurse")


async def test_pipedrives_deals_and_organisations_are_not_the_person(writer: Any) -> None:
    [ann] = await people(writer, PIPEDRIVE)
    assert (ann.persona.lead_id, ann.persona.lead_classification) == ("7", "hot")
    assert (ann.attributes["Organization - Name"], ann.attributes["Deal - Title"]) == ("Acme", "Acme deal")


async def test_mailchimps_rating_is_no_lead_rating(writer: Any) -> None:
    [ann] = await people(writer, MAILCHIMP)
    assert (ann.persona.lead_id, ann.persona.full_name, ann.persona.lead_classification) == ("501", "Ann Lee", None)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
async def test_a_german_export_is_read_whole(encoding: str, writer: Any) -> None:
    [ann] = await people(writer, GERMAN, encoding=encoding)
    assert (ann.persona.lead_id, ann.persona.full_name, ann.persona.occupation) == ("7", "Ann Lee", "Pflegerin")
    assert "45.000,00 €" in (ann.persona.annual_income, ann.attributes.get("Jahreseinkommen"))
    assert ann.attributes["Geburtsdatum"] == "09.03.1984"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r"])
async def test_a_russian_export_is_read_whole(encoding: str, writer: Any) -> None:
    [ivan] = await people(writer, RUSSIAN, encoding=encoding)
    assert (ivan.persona.full_name, ivan.persona.occupation) == ("Иван Ильич Петров", "Учитель")
