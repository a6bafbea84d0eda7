"""vCards, as phones and address books export them."""

import gzip
import io
from collections.abc import Callable
from typing import Any

from prospect_twins.domain.prospects import Prospect
from prospect_twins.services.importing import BadRow, import_prospects
from tests.unit.services.importing.conftest import Read

Prospects = Callable[..., list[Prospect]]

APPLE = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 17.4//EN\r\nN:Quill;Nora;;Dr.;\r\n"
    "FN:Dr. Nora Quill\r\n"
    "ORG:Dayton Schools;Health\r\nTITLE:School nurse\r\nitem1.EMAIL;type=INTERNET;type=pref:nora@example.com\r\n"
    "item1.X-ABLabel:_$!<HomePage>!$_\r\nTEL;type=CELL;type=VOICE;type=pref:+1 937 555 0142\r\n"
    "ADR;type=HOME;type=pref:;;12 Elm St\\, Apt 4;Dayton;OH;45402;USA\r\n"
    'NOTE:Called twice.\\nAsked what a "conversion clause" \r\n is\\; wants it in writing.\r\nBDAY:1984-03-09\r\n'
    "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD\r\n /4QBARXhpZgAATU0AKgAAAAgAAYdpAAQ\r\nEND:VCARD\r\n"
)
ANDROID = (
    "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4D=C3=BC=6C=6C=\n=65=72;J=C3=BCrgen;;;\n"
    "TEL;CELL:0171-5550142\nTEL;HOME:089-5550143\nBDAY:19710721\n"
    "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\n SkZJRg==\n\nEND:VCARD\n"
)
FOURTH = (
    "BEGIN:VCARD\nVERSION:4.0\nFN:Ida Fenn\nGENDER:F\nEMAIL:ida@example.com\nEMAIL:fenn@example.org\n"
    "NOTE:One\nNOTE:Two\n"
    "ROLE:Treasurer\nANNIVERSARY:19900512\nEND:VCARD\n"
)


def test_a_card_of_a_phone_is_a_prospect(prospects: Prospects) -> None:
    [nora] = prospects(APPLE)
    assert (nora.persona.full_name, nora.persona.occupation, nora.persona.age) == (
        "Dr. Nora Quill",
        "School nurse",
        "42",
    )
    assert nora.notes == ('Called twice.\nAsked what a "conversion clause" is; wants it in writing.',)
    told = {"Birthday": "1984-03-09", "City": "Dayton", "Street": "12 Elm St, Apt 4", "Mobile Phone": "+1 937 555 0142"}
    assert told.items() <= nora.attributes.items()
    assert not [name for name in nora.attributes if "PHOTO" in name or "ABLabel" in name]


def test_quoted_printable_and_a_name_in_parts_are_read(prospects: Prospects) -> None:
    [juergen] = prospects(ANDROID)
    assert (juergen.persona.full_name, juergen.persona.age) == ("Jürgen Müller", "54")
    assert juergen.attributes["Home Phone"] == "089-5550143"


def test_what_a_card_says_twice_is_kept_twice(prospects: Prospects) -> None:
    [ida] = prospects(FOURTH)
    assert (ida.persona.gender, ida.notes) == ("female", ("One", "Two"))
    assert (ida.attributes["Email 2"], ida.attributes["Role"]) == ("fenn@example.org", "Treasurer")
    assert ida.attributes["Anniversary"] == "19900512"


def test_a_year_that_nobody_told_gives_no_age(prospects: Prospects) -> None:
    [ann] = prospects("BEGIN:VCARD\nFN:Ann Lee\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-03-09\nEND:VCARD\n")
    assert (ann.persona.age, ann.attributes["Birthday"]) == (None, "--03-09")


def test_groups_companies_and_cards_that_are_cut_off_are_told(read: Read) -> None:
    rows = read(
        "BEGIN:VCARD\nFN:Family\nX-ADDRESSBOOKSERVER-KIND:group\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Acme\nX-ABShowAs:COMPANY\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Cut\n" + APPLE + "BEGIN:VCARD\nFN:Off\n"
    )
    assert [(row.row, row.line, type(row) is BadRow) for row in rows] == [
        (1, 1, True), (2, 5, True), (3, 9, True), (4, 11, False), (5, 28, True),
    ]  # fmt: skip


def test_a_card_of_any_length_costs_no_more_than_itself(read: Read) -> None:
    long = "BEGIN:VCARD\nFN:Ann Lee\n" + "NOTE:" + ("x" * 70 + "\n ") * 30_000 + "\nEND:VCARD\n"
    many = "BEGIN:VCARD\nFN:Ann Lee\n" + "EMAIL:ann@example.com\n" * 30_000 + "END:VCARD\n"
    rows = read(long + many + FOURTH)
    assert [type(row) is BadRow for row in rows] == [True, True, False]


async def test_importing_cards_again_finds_the_same_people(writer: Any) -> None:
    for data, created in ((APPLE + ANDROID + FOURTH, 3), (FOURTH + ANDROID + APPLE, 0)):
        report = await import_prospects(io.BytesIO(gzip.compress(data.encode())), writer, "default")
        assert (report.created, report.rejected, report.file.format) == (created, 0, "vCard")
