import io
import json
from typing import Any

import pytest

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.prospects import Prospect
from prospect_twins.services.importing import ImportReport, import_prospects

ANN = {"lead_id": "7", "full_name": "Ann Lee", "City": "Dover"}
BOB = {"lead_id": "8", "full_name": "Bob Day", "City": "Troy"}


async def imported(writer: Any, value: object, **options: Any) -> ImportReport:
    text = value if isinstance(value, str) else json.dumps(value, **options)
    return await import_prospects(io.BytesIO(text.encode()), writer, "default")


def people(writer: Any) -> dict[str, Prospect]:
    return dict(writer.tenants["default"])


SALESFORCE = {
    "totalSize": 1,
    "done": True,
    "records": [
        {
            "attributes": {"type": "Lead", "url": "/services/data/v60.0/sobjects/Lead/00Q1"},
            "Id": "00Q1",
            "Name": "Ann Lee",
            "Owner": {"attributes": {"type": "User", "url": "/services/data/v60.0/sobjects/User/005"}, "Name": "Sam"},
        }
    ],
}
HUBSPOT = {
    "results": [
        {
            "id": "151",
            "properties": {"firstname": "Ann", "lastname": "Lee", "city": "Dover", "hs_object_id": "151"},
            "createdAt": "2026-01-01T00:00:00Z",
            "updatedAt": "2026-01-02T00:00:00Z",
            "archived": False,
            "url": "https://app.hubspot.com/contacts/1/record/0-1/151",
        }
    ]
}
DATAVERSE = {
    "@odata.context": "https://example.crm.dynamics.com/api/data/v9.2/$metadata#contacts",
    "value": [
        {
            "@odata.etag": 'W/"1"',
            "contactid": "c-1",
            "fullname": "Ann Lee",
            "gendercode": 2,
            "gendercode@OData.Community.Display.V1.FormattedValue": "Female",
        }
    ],
}
JSON_API = {
    "data": [
        {
            "type": "contacts",
            "id": "7",
            "attributes": {"first_name": "Ann", "last_name": "Lee"},
            "relationships": {"owner": {"data": None}},
            "links": {"self": "https://api.example.com/contacts/7"},
        }
    ]
}
AIRTABLE = {"records": [{"id": "rec7", "createdTime": "2026-01-01T00:00:00Z", "fields": {"Name": "Ann Lee"}}]}
GRAPHQL = {"data": {"contacts": {"edges": [{"node": {"id": "7", "name": "Ann Lee"}, "cursor": "x"}]}}}
PIPEDRIVE = {"success": True, "data": [{"id": 7, "name": "Ann Lee", "label": None}], "additional_data": {}}
MONGO = [{"_id": {"$oid": "65f0"}, "name": {"first": "Ann", "last": "Lee"}, "rating": {"id": 3, "label": "Hot"}}]


@pytest.mark.parametrize(
    ("answer", "lead_id", "attributes"),
    [
        (SALESFORCE, "00Q1", {"Owner": '{"Name":"Sam"}'}),
        (HUBSPOT, "151", None),
        (DATAVERSE, "c-1", None),
        (JSON_API, "7", {}),
        (AIRTABLE, "rec7", {}),
        (GRAPHQL, "7", {}),
        (PIPEDRIVE, "7", {}),
        (MONGO, "65f0", {}),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
async def test_an_apis_envelope_is_no_fact(
    answer: object, lead_id: str, attributes: dict[str, str] | None, indent: int | None, writer: Any
) -> None:
    report = await imported(writer, answer, indent=indent)
    [ann] = people(writer).values()
    assert (report.rejected, ann.persona.lead_id, ann.persona.full_name) == (0, lead_id, "Ann Lee")
    assert attributes is None or ann.attributes == attributes
    assert not {"archived", "createdAt", "updatedAt", "url", "attributes", "@odata.etag", "type"} & set(ann.attributes)
    assert report.file.remarks == []


async def test_a_code_gives_way_to_what_it_means(writer: Any) -> None:
    await imported(writer, DATAVERSE)
    assert people(writer)["c-1"].attributes.get("gendercode", people(writer)["c-1"].persona.gender) == "Female"


@pytest.mark.parametrize(
    "envelope",
    [
        {"data": [ANN, BOB]},
        {"success": True, "data": [ANN, BOB], "additional_data": {"pagination": {"start": 0}}},
        {"paging": {"total": 2}, "results": [ANN, BOB]},
        {"meta": {"a": [1, {"b": "}"}]}, "Contacts": [ANN, BOB]},
        {"status": "ok", "message": "2 found", "result": {"items": [ANN, BOB]}},
        {"schema": {"fields": [{"name": "lead_id", "type": "string"}]}, "data": [ANN, BOB]},  # pandas: table
        {name: {"0": ANN[name], "1": BOB[name]} for name in ANN},  # columns
        {"0": ANN, "1": BOB},  # index
        {"columns": list(ANN), "index": [0, 1], "data": [list(ANN.values()), list(BOB.values())]},  # split
        {"index": [0, 1], "data": [list(ANN.values()), list(BOB.values())], "columns": list(ANN)},
        [list(ANN), list(ANN.values()), list(BOB.values())],
        {"-NaB": {"full_name": "Ann Lee", "City": "Dover", "lead_id": "7"}, "-NaC": BOB},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
async def test_a_list_is_found_in_whatever_it_is_wrapped(envelope: object, indent: int | None, writer: Any) -> None:
    report = await imported(writer, envelope, indent=indent)
    assert (report.created, report.rejected) == (2, 0)
    assert people(writer)["7"].persona.full_name == "Ann Lee"
    assert people(writer)["8"].attributes["City"] == "Troy"


async def test_lines_of_values_are_rows(writer: Any) -> None:
    lines = [list(ANN), list(ANN.values()), list(BOB.values())]
    report = await imported(writer, "\n".join(map(json.dumps, lines)))
    assert (report.created, report.rejected, people(writer)["8"].attributes["City"]) == (2, 0, "Troy")


@pytest.mark.parametrize("page", [[ANN], {"results": [ANN]}, {"paging": None, "data": [ANN], "info": {}}])
@pytest.mark.parametrize("between", ["\n", "", ",\n"])
async def test_pages_that_were_joined_are_not_lost_in_silence(page: Any, between: str, writer: Any) -> None:
    other = json.loads(json.dumps(page).replace("Ann Lee", "Bob Day").replace('"7"', '"8"'))
    report = await imported(writer, json.dumps(page) + between + json.dumps(other))
    assert set(people(writer)) == {"7", "8"} or "another list follows" in report.rejected_rows[0].reason


async def test_rows_that_are_kept_under_their_ids_have_them(writer: Any) -> None:
    await imported(writer, {"LEAD-1": {"full_name": "Ann"}, "LEAD-2": {"full_name": "Bob"}})
    assert {id: person.persona.full_name for id, person in people(writer).items()} == {"LEAD-1": "Ann", "LEAD-2": "Bob"}


@pytest.mark.parametrize(
    "person",
    [
        {"lead_id": "7", "full_name": "Ann Lee", "contacts": [{"name": "Bob"}]},
        {"lead_id": "7", "full_name": "Ann Lee", "address": {"city": "Dover"}},
        {"address": {"city": "Dover"}, "lead_id": "7", "full_name": "Ann Lee"},
        {"contacts": [{"name": "Bob"}], "lead_id": "7", "full_name": "Ann Lee"},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
async def test_one_person_is_no_table_and_no_envelope(person: object, indent: int | None, writer: Any) -> None:
    await imported(writer, person, indent=indent)
    assert people(writer)["7"].persona.full_name == "Ann Lee"


async def test_lines_of_people_who_have_contacts_are_lines_of_people(writer: Any) -> None:
    lines = [{"contacts": [{"name": "x"}], **ANN}, {"contacts": [], **BOB}]
    await imported(writer, "\n".join(map(json.dumps, lines)))
    assert set(people(writer)) == {"7", "8"}


@pytest.mark.parametrize(
    "answer",
    [
        {"totalSize": 5000, "done": False, "nextRecordsUrl": "/services/data/v60.0/query/01g-2000", "records": [ANN]},
        {"results": [ANN], "paging": {"next": {"after": "100"}}},
        {"value": [ANN], "@odata.nextLink": "https://example.crm.dynamics.com/next"},
        {"data": [ANN], "info": {"page": 1, "more_records": True}},
        {"success": True, "data": [ANN], "additional_data": {"pagination": {"more_items_in_collection": True}}},
    ],
)
async def test_the_report_says_when_an_answer_has_more_pages(answer: object, writer: Any) -> None:
    report = await imported(writer, answer)
    assert report.created == 1
    assert "there are more" in report.file.remarks[0]


@pytest.mark.parametrize("answer", [{"error": {"code": 401, "message": "no"}}, {"errors": [{"message": "no"}]}])
async def test_an_apis_error_is_no_person(answer: object, writer: Any) -> None:
    with pytest.raises(InvalidInput, match="an error that an API answered"):
        await imported(writer, answer)


@pytest.mark.parametrize(
    ("around", "more"),
    [
        ('"offset": "itrAbc/recXyz"', True), ('"offset": 100', False), ('"offset": ""', False),
        ('"has-more": true', True),
        ('"total_items": 3', True), ('"total_items": 1', False), ('"meta": {"total": "3"}', True),
        ('"meta": {"total": "1"}', False), ('"meta": {"total_pages": 4}', True), ('"meta": {"total_pages": 1}', False),
        ('"page": 1, "pages": 2', True), ('"total": 30, "limit": 1', True), ('"isLast": false', True),
        ('"last": true', False),
        ('"paging": {"next": {"after": "2"}}', True), ('"paging": {"next": {}}', False), ('"next": null', False),
        ('"links": {"next": "https://x"}', True), ('"@odata.nextLink": "https://x"', True),
        ('"nextCursor": "abc"', True),
        ('"last_page": 3', True), ('"totalElements": 9', True), ('"done": true, "totalSize": 1', False),
    ],
)  # fmt: skip
async def test_whatever_says_that_there_are_further_pages_is_understood(around: str, more: bool, writer: Any) -> None:
    people = '[{"id": "7", "name": "Ann", "email": "a@example.com"}]'
    for text in (f'{{"contacts": {people}, {around}}}', f'{{{around}, "contacts": {people}}}'):
        report = await import_prospects(io.BytesIO(text.encode()), writer, "default")
        assert (report.rows, bool(report.file.remarks)) == (1, more), text
