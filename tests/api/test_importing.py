"""Importing over HTTP: a dry run, names that clash, forms, and ids that every route reaches."""

import gzip
import json
from typing import Any
from urllib.parse import quote

import pytest

from prospect_twins.domain.prospects import ProspectPatch
from tests.api.expecting import expect_error
from tests.api.running import PROSPECTS, Tenant

CSV = {"Content-Type": "text/csv"}
FILE = (
    "Name,Email,Age,Annual Income,Job Title\nAnn Lee,ann@example.com,41,a lot,Nurse\n"
    "Zoe Day,zoe@example.com,0,$50k,Vet\n,,,,Cook\n"
)


async def test_a_dry_run_reports_all_that_an_import_would_and_stores_nothing(tenant: Tenant) -> None:
    tried = await tenant.client.post(f"{PROSPECTS}/import?dry_run=true", content=FILE, headers=CSV)
    assert tried.status_code == 200, tried.text
    assert (await tenant.client.get(PROSPECTS)).json()["total_count"] == 0
    done = (await tenant.client.post(f"{PROSPECTS}/import", content=FILE, headers=CSV)).json()
    report = tried.json()
    assert (report["dry_run"], done["dry_run"]) == (True, False)
    counts = ("rows", "created", "updated", "unchanged", "repeated", "rejected_count", "without_name", "warnings")
    assert {name: report[name] for name in counts} == {name: done[name] for name in counts}
    assert (report["created"], report["rejected_count"]) == (2, 1)
    [reason] = report["rejected_reasons"]
    assert reason["rows"] == 1
    assert "tell who it is about" in reason["reason"]
    columns = {column["name"]: column for column in report["columns"]}
    assert columns["Name"]["samples"] == ["Ann Lee", "Zoe Day"]
    assert (columns["Age"]["not_understood"], columns["Age"]["examples"]) == (1, ["0"])
    assert columns["Email"]["why"] == "no field has this name"
    again = (await tenant.client.post(f"{PROSPECTS}/import?dry_run=true", content=FILE, headers=CSV)).json()
    assert (again["created"], again["unchanged"]) == (0, 2)


async def test_people_s_values_are_in_no_reply_that_is_kept(tenant: Tenant) -> None:
    for query in ("", "?dry_run=true"):
        headers = CSV | {"Idempotency-Key": "once"}
        answered = await tenant.client.post(f"{PROSPECTS}/import{query}", content=FILE, headers=headers)
        assert answered.status_code == 200, answered.text
    rows = await tenant.stores.database.rows(
        "SELECT body FROM idempotency_keys WHERE tenant_id = %s", (tenant.tenant_id,)
    )
    assert len(rows) == 1
    assert "Ann Lee" not in str(rows[0]["body"])
    assert "a lot" not in str(rows[0]["body"])


async def test_somebody_of_another_name_is_overwritten_only_if_that_is_meant(tenant: Tenant) -> None:
    await tenant.know("7", full_name="Ann Lee")
    file = "Lead ID,Name\n7,Zoe Day\n"
    report = (await tenant.client.post(f"{PROSPECTS}/import", content=file, headers=CSV)).json()
    assert (report["updated"], report["rejected_count"]) == (0, 1)
    assert "another name" in report["rejected"][0]["reason"]
    assert (await tenant.client.get(f"{PROSPECTS}/7")).json()["full_name"] == "Ann Lee"
    report = (await tenant.client.post(f"{PROSPECTS}/import?overwrite_names=true", content=file, headers=CSV)).json()
    assert report["updated"] == 1
    assert (await tenant.client.get(f"{PROSPECTS}/7")).json()["full_name"] == "Zoe Day"


async def test_an_anonymous_survey_is_imported_if_that_is_meant(tenant: Tenant) -> None:
    file = "Age,Gender\n30,f\n40,m\n40,m\n"
    refused = await tenant.client.post(f"{PROSPECTS}/import", content=file, headers=CSV)
    expect_error(refused, 422, "VALIDATION_ERROR")
    assert "anonymous" in refused.json()["message"]
    report = (await tenant.client.post(f"{PROSPECTS}/import?anonymous=true", content=file, headers=CSV)).json()
    assert (report["created"], report["without_name"]) == (3, 3)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ("Lead ID,Age1,302,40", "application/x-www-form-urlencoded"),
        ("Lead ID,Age1,302,40", "text/csv"),
        (
            '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nLead ID,Age\n1,30\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ],
)
async def test_a_file_that_curl_took_apart_is_refused_with_the_way_to_send_it(
    content: str, media_type: str, tenant: Tenant
) -> None:
    refused = await tenant.client.post(f"{PROSPECTS}/import", content=content, headers={"Content-Type": media_type})
    expect_error(refused, 422, "VALIDATION_ERROR")
    assert "--data-binary" in refused.json()["message"]


@pytest.mark.parametrize("content", ["Lead ID,Age\n1,30\n", '[{"lead_id": "1"}]', '{"lead_id": "1"}{"lead_id": "2"}'])
async def test_a_whole_file_is_taken_even_if_curl_calls_it_a_form(content: str, tenant: Tenant) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    report = await tenant.client.post(f"{PROSPECTS}/import", content=content, headers=headers)
    assert report.status_code == 200, report.text
    assert report.json()["created"] >= 1


async def test_a_packed_file_is_taken_even_if_curl_calls_it_a_form(tenant: Tenant) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    packed = gzip.compress(b"Lead ID,Age\n1,30\n", mtime=0)
    report = await tenant.client.post(f"{PROSPECTS}/import", content=packed, headers=headers)
    assert report.json()["created"] == 1, report.text


ODD_IDS = (
    "A/outcomes",
    "A/outcomes/OC-1",
    "a/b",
    "%2F",
    "50% & more?",
    "a#b",
    "a+b c",
    "a;b,c",
    "ü-😀",
    "import",
    "outcomes",
    'a"\\b',
)


@pytest.mark.parametrize("lead_id", ODD_IDS)
async def test_whoever_is_stored_can_be_read_recorded_listed_asked_and_erased(lead_id: str, tenant: Tenant) -> None:
    """Those too who were stored under ids that are no longer taken."""
    await tenant.stores.prospects.upsert_prospects(tenant.tenant_id, [ProspectPatch(lead_id), ProspectPatch("A")][::-1])
    path = f"{PROSPECTS}/{quote(lead_id, safe='')}"
    assert (await tenant.client.get(path)).json()["lead_id"] == lead_id
    outcome = await tenant.client.post(f"{path}/outcomes", json={"said": "Call me in May."})
    assert outcome.status_code == 201, outcome.text
    assert outcome.json()["lead_id"] == lead_id
    assert (await tenant.client.get(f"{path}/outcomes")).json()["total_count"] == 1
    assert (await tenant.client.get(f"{PROSPECTS}/A/outcomes")).json()["total_count"] == 0
    assert (await tenant.client.delete(f"{path}/outcomes/{outcome.json()['outcome_id']}")).status_code == 204
    assert (await tenant.client.get(PROSPECTS, params={"lead_id": lead_id})).json()["total_count"] >= 1
    session_id = await tenant.ask(lead_id)
    assert (await tenant.get(session_id))["target_prospects"][0]["lead_id"] == lead_id
    assert (await tenant.client.delete(path)).status_code == 204
    assert (await tenant.client.get(path)).status_code == 404
    assert (await tenant.client.get(f"{PROSPECTS}/A")).status_code == 200


@pytest.mark.parametrize("lead_id", ["A/outcomes", "a/b/outcomes", "..", "a//b"])
async def test_an_id_that_a_proxy_would_lose_is_not_taken(lead_id: str, tenant: Tenant) -> None:
    file = json.dumps([{"lead_id": lead_id, "age": 30}])
    headers = {"Content-Type": "application/json"}
    report = (await tenant.client.post(f"{PROSPECTS}/import", content=file, headers=headers)).json()
    assert (report["created"], report["rejected_count"]) == (0, 1)


async def test_an_id_with_a_slash_is_found_with_a_bare_one_too(tenant: Tenant) -> None:
    await tenant.know("2026/0017")
    assert (await tenant.client.get(f"{PROSPECTS}/2026/0017")).json()["lead_id"] == "2026/0017"
    assert (await tenant.client.get(f"{PROSPECTS}/2026%2f0017")).json()["lead_id"] == "2026/0017"


async def test_the_reply_says_which_rows_repeat(tenant: Tenant) -> None:
    file = "ID,Name,Policy\n1,Ann Lee,Auto\n2,Bob Day,Home\n1,Ann Lee,Home\n"
    report = (await tenant.client.post(f"{PROSPECTS}/import", content=file, headers=CSV)).json()
    assert (report["repeated"], report["repeated_rows"]) == (1, [{"line": 4}])


async def test_a_person_is_found_by_any_key_until_they_are_erased(tenant: Tenant) -> None:
    async def imported(file: str) -> dict[str, Any]:
        answered = await tenant.client.post(f"{PROSPECTS}/import", content=file, headers=CSV)
        assert answered.status_code == 200, answered.text
        report: dict[str, Any] = answered.json()
        return report

    await imported("Record ID,Name,Email,Phone\n51,Ann Lee,a@x.com,555 010 2003\n")
    assert (await imported("Name,Phone,Age\nLEE Ann,+1 (555) 010-2003,41\n"))["updated"] == 1
    assert (await tenant.client.get(f"{PROSPECTS}/51")).json()["age"] == "41"
    report = await imported("Name,Email,Age\nAnn Lee,a@x.com,80\n")
    assert (report["created"], report["rejected_count"]) == (1, 0)
    assert (await tenant.client.delete(f"{PROSPECTS}/51")).status_code == 204
    rows = await tenant.stores.database.rows(
        "SELECT key FROM prospect_keys WHERE tenant_id = %s AND lead_id = '51'", (tenant.tenant_id,)
    )
    assert not rows


async def test_whoever_takes_over_an_id_takes_over_no_key(tenant: Tenant) -> None:
    await tenant.client.post(f"{PROSPECTS}/import", content="ID,Name,Email\n7,Ann Lee,a@x.com\n", headers=CSV)
    zoe = "ID,Name,Email\n7,Zoe Day,z@x.com\n"
    await tenant.client.post(f"{PROSPECTS}/import?overwrite_names=true", content=zoe, headers=CSV)
    ann = "Name,Email\nAnn Lee,a@x.com\n"
    report = (await tenant.client.post(f"{PROSPECTS}/import", content=ann, headers=CSV)).json()
    assert report["created"] == 1
    assert (await tenant.client.get(f"{PROSPECTS}/7")).json()["full_name"] == "Zoe Day"
