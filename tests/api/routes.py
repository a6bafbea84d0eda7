"""Every route of the API, with a request that is good for it; a test holds the list against the OpenAPI document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.api.running import PROSPECTS, SESSIONS

AUTH = "/api/v1/auth"
ESTIMATE = "/api/v1/qa/estimate"
PROSPECT_IDS = "/api/v1/prospect-ids"
FIDELITY = "/api/v1/qa/fidelity"


@dataclass(frozen=True)
class Route:
    """`template` as the document has it; `status` is that of a good request to a completed session of `A` and `B`."""

    method: str
    template: str
    status: int = 200
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def is_open(self) -> bool:
        """Whether it wants no key."""
        return not self.template.startswith("/api/")

    @property
    def names_something(self) -> bool:
        """Whether its path names a session or a prospect."""
        return "{" in self.template

    def path(self, session_id: str = "QS-none", lead_id: str = "A") -> str:
        return self.template.format(session_id=session_id, lead_id=lead_id, outcome_id="OC-none")

    async def call(
        self, client: httpx2.AsyncClient, session_id: str = "QS-none", lead_id: str = "A", **changes: Any
    ) -> httpx2.Response:
        given: dict[str, Any] = {"content": self.body, **changes}
        given["headers"] = {**self.headers, **changes.get("headers", {})}
        return await client.request(self.method, self.path(session_id, lead_id), **given)


_JSON = {"Content-Type": "application/json"}

ROUTES = (
    Route("POST", SESSIONS, 201, b'{"question": "Why?", "prospect_ids": ["A"]}', _JSON),
    Route("POST", ESTIMATE, 200, b'{"question": "Why?", "prospect_ids": ["A"]}', _JSON),
    Route("GET", SESSIONS),
    Route("GET", f"{SESSIONS}/{{session_id}}"),
    Route("GET", f"{SESSIONS}/{{session_id}}/responses"),
    Route("GET", f"{SESSIONS}/{{session_id}}/image", 404),
    Route("GET", f"{SESSIONS}/{{session_id}}/stream"),
    Route("POST", f"{SESSIONS}/{{session_id}}/cancel", 409),
    Route("POST", f"{SESSIONS}/{{session_id}}/regenerate-summary", 504, b"{}", _JSON),
    Route("GET", PROSPECTS),
    Route("GET", PROSPECT_IDS),
    Route("POST", f"{PROSPECTS}/import", 200, b'{"lead_id": "C"}\n', {"Content-Type": "application/x-ndjson"}),
    Route("GET", f"{PROSPECTS}/{{lead_id}}"),
    Route("DELETE", f"{PROSPECTS}/{{lead_id}}", 204),
    Route("POST", f"{PROSPECTS}/{{lead_id}}/outcomes", 201, b'{"said": "Call me in May."}', _JSON),
    Route("GET", f"{PROSPECTS}/{{lead_id}}/outcomes"),
    Route("DELETE", f"{PROSPECTS}/{{lead_id}}/outcomes/{{outcome_id}}", 404),
    Route("GET", FIDELITY),
    Route("POST", f"{AUTH}/login", 204),
    Route("POST", f"{AUTH}/logout", 204),
    Route("GET", f"{AUTH}/me"),
    Route("GET", "/healthz"),
    Route("GET", "/readyz", 503),
)
GUARDED = tuple(route for route in ROUTES if not route.is_open)
