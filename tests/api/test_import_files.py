"""The import route takes what CRMs export, tells what it took it for, and refuses the rest in one line."""

import asyncio
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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dryrun=true", "dry_run"), ("dry-run=true", "dry_run"), ("DRY_RUN=true", "dry_run"), ("dry=1", "dry_run"),
        ("overwrite=true", "overwrite_names"), ("mapping=Who=full_name", "map"), ("seperator=tab", "there are"),
        ("dry_run=true&Sheet=2", "sheet"),
    ],
)  # fmt: skip
async def test_a_parameter_that_there_is_not_is_refused_before_anything_is_stored(
    typed: str, meant: str, tenant: Tenant
) -> None:
    response = await tenant.client.post(f"{IMPORT}?{typed}", content=b"Lead ID,Name\n74,Ann\n")
    message = expect_error(response, 422, "VALIDATION_ERROR")["message"]
    assert meant in message
    assert (await tenant.client.get("/api/v1/prospects/74")).status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/prospects", "/api/v1/prospect-ids"])
async def test_a_filter_that_there_is_not_finds_nobody_rather_than_everybody(path: str, tenant: Tenant) -> None:
    message = expect_error(await tenant.client.get(f"{path}?serch=ann"), 422, "VALIDATION_ERROR")["message"]
    assert "did you mean search?" in message
    stranger = await tenant.client.get(f"{path}?serch=ann", headers={"Authorization": "Bearer nobody"})
    expect_error(stranger, 401, "UNAUTHENTICATED")


@pytest.mark.parametrize("body", [b"Who,Age\nAnn Lee,30\n", b"Lead ID,Name 7,Ann 8,Bob"])
async def test_a_dry_run_says_why_the_import_would_be_refused(body: bytes, tenant: Tenant) -> None:
    refused = await tenant.client.post(IMPORT, content=body)
    reason = expect_error(refused, 422, "VALIDATION_ERROR")["message"]
    tried = await tenant.client.post(IMPORT, content=body, params={"dry_run": "true"})
    assert (tried.status_code, tried.json()["refused"]) == (200, reason)
    assert reason in tried.json()["warnings"]
    sound = await tenant.client.post(IMPORT, content=b"Lead ID,Name\n7,Ann\n", params={"dry_run": "true"})
    assert sound.json()["refused"] is None


async def test_a_client_that_breaks_off_is_no_fault_of_ours(tenant: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    url = tenant.client.base_url
    _reader, writer = await asyncio.open_connection(url.host, url.port)
    key = tenant.client.headers["Authorization"]
    head = f"POST {IMPORT} HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\nContent-Length: 900\r\n\r\n"
    writer.write(head.encode() + b"Lead ID,Name\n75,Ann\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await tenant.client.get("/api/v1/prospects/75")).status_code == 404
    await asyncio.sleep(0.2)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
