"""The import route takes what CRMs export, tells what it took it for, and refuses the rest in one line."""

import gzip

import pytest

from tests.api.expecting import expect_error
from tests.api.running import Tenant
from tests.unit.services.importing.workbooks import Book, Page

IMPORT = "/api/v1/prospects/import"
RUSSIAN = "Lead ID;Full Name, first\n77;Анна\n78;Иван Петров\n"
BOOK = Book([Page([("Lead ID", "Full Name"), ("71", "Ann")], "Leads"), Page([("Lead ID",), ("72",)], "Old")]).bytes()


async def test_the_answer_tells_what_the_file_was_taken_for(tenant: Tenant) -> None:
    response = await tenant.client.post(IMPORT, content=RUSSIAN.encode("cp1251"), headers={"Content-Type": "text/csv"})
    assert response.json()["created"] == 2
    file = response.json()["file"]
    assert file | {"remarks": []} == {
        "format": "CSV", "encoding": "windows-1251", "encoding_guessed": True, "delimiter": ";", "sheet": None,
        "remarks": [],
    }  # fmt: skip
    assert "windows-1251" in file["remarks"][0]


async def test_what_the_file_does_not_say_can_be_said(tenant: Tenant) -> None:
    said = {"encoding": "cp1250", "delimiter": "tab"}
    body = "Lead ID\tFull Name\n73\tŁucja, Żak\n".encode("cp1250")
    response = await tenant.client.post(IMPORT, content=body, params=said)
    assert (response.json()["created"], response.json()["file"]["encoding_guessed"]) == (1, False)
    person = await tenant.client.get("/api/v1/prospects/73")
    assert person.json()["full_name"] == "Łucja, Żak"


@pytest.mark.parametrize("body", [BOOK, gzip.compress(BOOK)])
async def test_a_workbook_is_known_by_its_bytes(body: bytes, tenant: Tenant) -> None:
    for headers in ({}, {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}):
        response = await tenant.client.post(IMPORT, content=body, headers=headers)
        assert response.status_code == 200
        assert (response.json()["rows"], response.json()["file"]["sheet"]) == (1, "Leads")
    response = await tenant.client.post(IMPORT, content=body, params={"sheet": "2"})
    assert response.json()["file"]["sheet"] == "Old"


@pytest.mark.parametrize(
    ("said", "place"),
    [({"encoding": "klingon"}, "encoding"), ({"delimiter": "::"}, "delimiter"), ({"sheet": "1"}, "sheet")],
)
async def test_what_makes_no_sense_is_refused(said: dict[str, str], place: str, tenant: Tenant) -> None:
    response = await tenant.client.post(IMPORT, content=b"Lead ID,Age\n7,30\n", params=said)
    error = expect_error(response, 422, "VALIDATION_ERROR")
    assert [reason["place"] for reason in error["details"]["errors"]] == [place]
