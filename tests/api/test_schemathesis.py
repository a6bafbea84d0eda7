"""Schemathesis over the whole OpenAPI document, against the whole service: no 5xx, and no undocumented answer.

It sends what the document allows, and what it forbids, to every route, and follows what one answer gives to the next
request. Checks that ask for what the document can't say are left out:
- that all data of the right shape is accepted: whether a prospect exists is no matter of its shape;
- for texts in a query or a file, that data of the wrong type is refused: `age=false` is a text like any other;
- that the import's path takes POST alone: it is also that of a prospect whose id is `import`, who can be read; nor that
  outcomes' paths take nothing else: they are also those of prospects with a slash in their id.
"""

import asyncio
import json
import sys
from pathlib import Path

from tests.api.routes import ROUTES
from tests.api.running import SESSIONS, Tenant, Worked
from tests.api.test_contract_05_images import b64, picture

CASES = 25
"""Generated for each route and phase."""

CONFIGURATION = """
continue-on-failure = true
request-timeout = 15
warnings = false

[generation]
deterministic = true
max-examples = {cases}
database = "none"

[checks]
positive_data_acceptance.enabled = false

[[operations]]
include-path = ["/api/v1/prospects", "/api/v1/prospect-ids"]
checks.negative_data_rejection.enabled = false

[[operations]]
include-path = "/api/v1/prospects/import"
checks.negative_data_rejection.enabled = false
checks.allow_header_conformance.enabled = false

[[operations]]
include-path = ["/api/v1/prospects/{{lead_id}}/outcomes", "/api/v1/prospects/{{lead_id}}/outcomes/{{outcome_id}}"]
checks.unsupported_method.enabled = false
checks.allow_header_conformance.enabled = false

[[operations]]
include-path = "/api/v1/qa/sessions/{{session_id}}/image"
parameters = {{ session_id = "{with_image}" }}

[[operations]]
include-path = ["/api/v1/qa/sessions/{{session_id}}/regenerate-summary", "/api/v1/qa/sessions/{{session_id}}/stream"]
parameters = {{ session_id = "{completed}" }}
"""


async def test_no_request_gets_a_5xx_or_an_answer_that_is_not_documented(worked: Worked, tmp_path: Path) -> None:
    async with worked.api.tenant() as tenant:
        completed = await tenant.ask("A", "B")
        with_image = await tenant.ask("A", image_base64=b64(picture()))
        await all_completed(tenant)
        configuration = tmp_path / "schemathesis.toml"
        configuration.write_text(CONFIGURATION.format(cases=CASES, completed=completed, with_image=with_image))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "--no-color", "run",
            f"{worked.api.base_url}/openapi.json", "--header", f"Authorization: Bearer {tenant.key}",
            "--report", "json", "--report-json-path", str(tmp_path / "report.json"),
            cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["operations"]["tested"] == len(ROUTES)
    assert {phase["status"] for phase in report["phases"].values()} == {"success"}
    assert report["test_cases"]["generated"] > CASES * len(ROUTES)


async def all_completed(tenant: Tenant) -> None:
    async with asyncio.timeout(30):
        while (await tenant.client.get(SESSIONS)).json()["completed_sessions_count"] < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
