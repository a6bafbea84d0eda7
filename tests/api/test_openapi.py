"""The OpenAPI document: every route, every answer, every error code (contract 22)."""

from typing import Any

import pytest

from prospect_twins.api.errors import APIError, ErrorCode
from tests.api.expecting import expect_api_error
from tests.api.routes import ROUTES, Route
from tests.api.running import SESSIONS, RunningApi, Tenant
from tests.api.test_contract_22_errors import FAILURES

SPEC_PATHS = {
    ("post", SESSIONS), ("get", SESSIONS), ("get", f"{SESSIONS}/{{session_id}}"),
    ("get", f"{SESSIONS}/{{session_id}}/responses"), ("post", f"{SESSIONS}/{{session_id}}/cancel"),
    ("post", f"{SESSIONS}/{{session_id}}/regenerate-summary"), ("get", f"{SESSIONS}/{{session_id}}/stream"),
}  # fmt: skip

SPEC_FIELDS = {
    "PersonaBase": {
        "lead_id", "lead_classification", "full_name", "age", "occupation", "gender", "marital_status",
        "education_level", "annual_income", "profile_image_url",
    },
    "QuestionSubmitRequest": {"question", "prospect_ids", "image_base64", "image_mime_type", "context"},
    "QuestionSubmitResponse": {
        "session_id", "status", "message", "created_at", "total_prospects", "estimated_completion_time",
    },
    "ProspectResponse": {"persona", "answer", "answered_at", "confidence_score"},
    "SessionSummary": {"summary_text", "key_insights", "sentiment_distribution", "common_themes", "generated_at"},
    "QuestionSession": {
        "session_id", "question", "image_url", "target_prospects", "status", "created_at", "updated_at", "completed_at",
        "responses", "summary", "total_expected", "total_responded", "error_message",
    },
    "SessionListResponse": {
        "sessions", "total_count", "page", "page_size", "total_pages", "active_sessions_count",
        "completed_sessions_count",
    },
    "ResponseUpdateNotification": {
        "event_type", "session_id", "timestamp", "data", "new_response", "summary", "progress",
    },
    "ResponsesListResponse": {
        "session_id", "responses", "total_responded", "total_expected", "is_complete", "summary",
    },
    "CancelSessionResponse": {"session_id", "status", "message", "cancelled_at"},
    "RegenerateSummaryRequest": {"focus_areas", "summary_style"},
    "APIError": {"error_code", "message", "details", "timestamp"},
}  # fmt: skip
"""Each model of the spec with its fields: none may go, or get another name."""

STATUSES = {code.value: failure.status for code, failure in FAILURES.items()}
VARIOUS = ("VALIDATION_ERROR", "PROCESSING_ERROR")
"""Codes with two statuses: 400 and 422, 502 and 504."""

SPEC_ENUMS = {
    "LeadClassification": ["hot", "warm", "cold"],
    "SessionStatus": ["pending", "in_progress", "completed", "failed"],
    "EventType": ["response_received", "session_completed", "session_failed"],
    "SummaryStyle": ["detailed", "concise", "bullet_points"],
}
"""Each enumeration of the spec: none gets a new value."""


@pytest.fixture(scope="session")
def document(api: RunningApi) -> dict[str, Any]:
    made: dict[str, Any] = api.app.openapi()
    return made


def operation(document: dict[str, Any], route: Route) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][route.template][route.method.lower()]
    return found


def resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


async def test_the_document_is_served_as_it_is_made(tenant: Tenant, document: dict[str, Any]) -> None:
    served = await tenant.client.get("/openapi.json", headers={"Authorization": ""})
    assert served.status_code == 200
    assert served.json() == document


def test_the_tests_know_every_route_and_the_document_all_of_the_spec_s(document: dict[str, Any]) -> None:
    """A new route fails here until it stands in the tests' table, and with it in every test over all routes."""
    documented = {(method, path) for path, operations in document["paths"].items() for method in operations}
    assert documented == {(route.method.lower(), route.template) for route in ROUTES}
    assert documented >= SPEC_PATHS


@pytest.mark.parametrize("name", SPEC_FIELDS)
def test_no_field_of_the_spec_is_missing_or_renamed(document: dict[str, Any], name: str) -> None:
    schemas = document["components"]["schemas"]
    (schema,) = [schema for schema in schemas.values() if schema.get("title") == name]
    assert set(schema["properties"]) >= SPEC_FIELDS[name]


@pytest.mark.parametrize("name", SPEC_ENUMS)
def test_no_enumeration_has_a_new_value(document: dict[str, Any], name: str) -> None:
    assert document["components"]["schemas"][name]["enum"] == SPEC_ENUMS[name]


def test_clause_22_the_document_lists_every_error_code(document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["APIError"]
    codes = resolve(document, schema["properties"]["error_code"])
    assert codes["enum"] == [code.value for code in ErrorCode]
    assert {"INVALID_PROSPECT_IDS", "SESSION_NOT_FOUND", "QUOTA_EXCEEDED", "PROCESSING_ERROR"} <= set(codes["enum"])
    assert set(schema["required"]) >= {"error_code", "message", "timestamp"}


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_clause_22_every_documented_failure_is_an_api_error(document: dict[str, Any], route: Route) -> None:
    for status, answer in operation(document, route)["responses"].items():
        if status >= "400":
            schema = answer["content"]["application/json"]["schema"]
            assert resolve(document, schema)["title"] == APIError.__name__, status
            assert answer["description"]
            example = answer["content"]["application/json"].get("example")
            if not route.is_open:
                expect_api_error({"details": None} | example, example["error_code"])
                assert STATUSES[example["error_code"]] == int(status) or example["error_code"] in VARIOUS
    assert "HTTPValidationError" not in str(document)


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_clause_22_every_route_documents_what_it_may_answer(document: dict[str, Any], route: Route) -> None:
    """Under /api/ any route may say 401, 403, 422, 429, 500 and 503; 404 where a path names something, 413 where a
    body may come, 415 and 400 where it must be JSON, 409 where an Idempotency-Key may be in flight.
    """
    described = operation(document, route)
    documented = {int(status) for status in described["responses"]}
    expected = set() if route.is_open else {401, 403, 422, 429, 500, 503}
    if route.names_something:
        expected.add(404)
    if route.method in ("POST", "DELETE", "PUT", "PATCH"):
        expected.add(413)
    if "application/json" in described.get("requestBody", {}).get("content", {}) and "import" not in route.template:
        expected |= {400, 415}
    if any(parameter["name"] == "Idempotency-Key" for parameter in described.get("parameters", ())):
        expected.add(409)
    if route.template.endswith("regenerate-summary"):
        expected |= {502, 504}
    assert documented >= expected, expected - documented
    assert any(200 <= status < 300 for status in documented)


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_clause_20_every_route_but_health_is_documented_to_want_a_key(document: dict[str, Any], route: Route) -> None:
    assert bool(operation(document, route).get("security")) is not route.is_open
    assert document["components"]["securitySchemes"]["apiKey"] == {"type": "http", "scheme": "bearer"}


def test_every_post_that_does_something_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    """Signing in and out aside, which change nothing but the caller's own cookie."""
    for route in ROUTES:
        if route.method == "POST" and not route.template.startswith("/api/v1/auth/"):
            names = [parameter["name"] for parameter in operation(document, route)["parameters"]]
            assert "Idempotency-Key" in names, route


def test_every_route_says_what_it_is_for(document: dict[str, Any]) -> None:
    for route in ROUTES:
        described = operation(document, route)
        assert described["summary"]
        assert described["tags"]
        assert all(parameter.get("description") for parameter in described.get("parameters", ())), route
