"""Limits on costs, held by a whole service on a model with a price, which the scripted one plays over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from prospect_twins.app import Stores, build_asking
from prospect_twins.domain.sessions import QuestionSession
from prospect_twins.domain.usage import Usage
from prospect_twins.models.scripted.options import Fault, ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from prospect_twins.services.asking import Inquiry
from prospect_twins.settings import Settings
from tests.acceptance.test_who_answers import typed
from tests.acceptance.test_worker import working
from tests.api.expecting import expect_error
from tests.api.routes import ESTIMATE
from tests.api.running import PATIENT, SESSIONS, Tenant, worked_service
from tests.conftest import Soon
from tests.factories import TENANT, add_prospects, create_session
from tests.scripted_service import serving

PRICE = "1000,1000"
"""A tenth of a cent a token: a call of some hundred tokens costs half a dollar."""


@pytest.fixture
def paid(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"model": "openai-chat:gpt-4o-mini", "model_price": (1000.0, 1000.0), "worker_concurrency": 1}
    )


@asynccontextmanager
async def served(monkeypatch: pytest.MonkeyPatch, options: ScriptedOptions) -> AsyncIterator[ScriptedServer]:
    server = ScriptedServer(options, name="gpt-4o-mini")
    async with serving(server) as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        yield server


async def asked(settings: Settings, stores: Stores, lead_ids: Sequence[str]) -> str:
    await add_prospects(stores, *lead_ids)
    receipt = await build_asking(settings, stores).ask(TENANT, Inquiry("Why?", lead_ids))
    return receipt.session_id


async def ended(stores: Stores, soon: Soon, session_id: str) -> QuestionSession:
    async def has_ended() -> bool:
        return (await stores.sessions.load(TENANT, session_id, frozenset())).status.is_terminal

    await soon(has_ended, within_s=60)
    return await stores.sessions.load(TENANT, session_id)


async def ended_over_http(tenant: Tenant, session_id: str) -> dict[str, object]:
    async with asyncio.timeout(60):
        while not (session := await tenant.get(session_id))["completed_at"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return session


async def test_more_than_a_session_may_cost_is_refused_before_anything_is_spent(url: str, tmp_path: Path) -> None:
    changes = PATIENT | {"MODEL": "openai-chat:gpt-4o-mini", "MODEL_PRICE": PRICE, "MAX_COST_USD": "2.5"}
    async with worked_service(url, tmp_path, **changes) as worked, worked.api.tenant() as tenant:
        leads = ["A", "B", "C"]
        await tenant.know(*leads)
        before = await tenant.counts()
        body = {"question": "Why?", "prospect_ids": leads}
        told = (await tenant.client.post(ESTIMATE, json=body)).json()
        refused = expect_error(await tenant.post(body), 422, "VALIDATION_ERROR")
        assert refused["details"] == {"estimated_usd": pytest.approx(told["cost_usd"]), "limit_usd": 2.5}
        assert "a session may cost $2.50" in refused["message"]
        assert told["budget"] == {
            "session_limit_usd": 2.5, "day_limit_usd": 2.5, "day_used_usd": 0.0, "left_usd": 2.5, "enough": False,
        }  # fmt: skip
        ask = ("ask", "Why?", "--tenant", tenant.tenant_id, "--prospects", "A,B,C", "--yes")
        printed = await asyncio.to_thread(typed, url, tmp_path / "shell", *ask)
        assert "a session may cost $2.50" in printed
        assert await tenant.counts() == before
        assert worked.model.statistics.calls == 0


async def test_what_a_tenant_may_spend_in_a_day_is_shared_by_its_sessions(url: str, tmp_path: Path) -> None:
    changes = PATIENT | {"MODEL": "openai-chat:gpt-4o-mini", "MODEL_PRICE": PRICE, "MAX_COST_USD_PER_DAY": "5"}
    async with (
        worked_service(url, tmp_path, **changes) as worked,
        worked.api.tenant() as tenant,
        worked.api.tenant() as other,
    ):
        body = {"question": "Why?", "prospect_ids": ["A", "B"]}
        session_id = await tenant.ask("A", "B", question="Why?")
        session = await ended_over_http(tenant, session_id)
        usage = session["usage"]
        assert isinstance(usage, dict)
        calls = worked.model.statistics.calls
        assert (usage["calls"], session["error_message"]) == (calls, None)
        refused = await tenant.post(body)
        details = expect_error(refused, 429, "QUOTA_EXCEEDED")["details"]
        assert int(refused.headers["Retry-After"]) > 0
        assert details["limit_usd"] == 5
        assert details["used_usd"] == pytest.approx(usage["cost_usd"])
        assert details["reserved_usd"] == pytest.approx(0)
        assert details["requested_usd"] > 5 - usage["cost_usd"]
        assert details["resets_at"].endswith("T00:00:00.000Z")
        await worked.api.stores.costs.spend(session_id, Usage(cost_usd=2.5))
        summary = await tenant.client.post(f"{SESSIONS}/{session_id}/regenerate-summary", json={})
        too_much = expect_error(summary, 429, "QUOTA_EXCEEDED")
        assert too_much["details"]["limit_usd"] == 5
        assert "have the service's limits on costs raised, or wait until midnight UTC" in too_much["message"]
        assert worked.model.statistics.calls == calls
        assert await other.ask("A", "B", question="Why?")  # a day of its own


async def test_a_reply_that_is_given_again_is_not_refused(url: str, tmp_path: Path) -> None:
    changes = PATIENT | {"MODEL": "openai-chat:gpt-4o-mini", "MODEL_PRICE": PRICE, "MAX_COST_USD": "5"}
    async with worked_service(url, tmp_path, **changes) as worked, worked.api.tenant() as tenant:
        await tenant.know("A", "B")
        body = {"question": "Why?", "prospect_ids": ["A", "B"]}
        first = await tenant.post(body, idempotency_key="k")
        assert first.status_code == 201
        again = await tenant.post(body, idempotency_key="k")
        assert (again.status_code, again.json()) == (201, first.json())
        expect_error(await tenant.post(body, idempotency_key="other"), 429, "QUOTA_EXCEEDED")


async def test_a_session_stops_when_it_reaches_its_limit_and_completes_with_what_it_has(
    paid: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model writes more than was to be expected: a call costs 5 dollars, of which nobody knew."""
    leads = [f"L{n}" for n in range(12)]
    async with served(monkeypatch, ScriptedOptions(thinking=5000)) as server:
        limited = paid.model_copy(update={"max_cost_usd": 21.0})
        session_id = await asked(limited, stores, leads)
        async with working(limited, stores):
            session = await ended(stores, soon, session_id)
        answered = session.total_responded
        assert 3 <= answered <= 5
        assert server.statistics.calls == session.usage.calls == answered
        assert session.usage.cost_usd is not None
        assert 21 - 5.8 < session.usage.cost_usd < 21 + 5.8
        assert len(session.failed_prospects) == len(leads) - answered
        assert {failed.error_code for failed in session.failed_prospects} == {"PROCESSING_ERROR"}
        assert {failed.message for failed in session.failed_prospects} == {
            "No further model call was made: the session's cost limit of $21.00 is reached, "
            "but for what is kept for the summary."
        }
        assert session.summary is None
        assert session.error_message is not None
        assert session.error_message.startswith("SUMMARY_FAILED: No further model call was made")
        assert f"PARTIAL: {answered} of 12 answered" in session.error_message


async def test_labels_and_summary_are_paid_for_before_further_answers_are(
    paid: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call writes a third more than was to be expected, so that not everybody can be asked."""
    leads = [f"L{n}" for n in range(30)]
    async with served(monkeypatch, ScriptedOptions(thinking=350)) as server:
        await add_prospects(stores, *leads)
        estimate = await build_asking(paid, stores).estimate(TENANT, Inquiry("Why?", leads))
        assert estimate.cost_usd is not None
        limited = paid.model_copy(update={"max_cost_usd": estimate.cost_usd + 0.01})
        session_id = await asked(limited, stores, leads)
        async with working(limited, stores):
            session = await ended(stores, soon, session_id)
        assert 10 < session.total_responded < 30
        assert {failed.message for failed in session.failed_prospects} == {
            f"No further model call was made: the session's cost limit of ${limited.max_cost_usd:.2f} is reached, "
            "but for what is kept for the summary."
        }
        assert session.summary is not None
        assert all(response.labels for response in session.responses)
        assert session.usage.calls == server.statistics.calls
        assert session.usage.cost_usd is not None
        assert session.usage.cost_usd <= estimate.cost_usd + 0.01


@pytest.mark.parametrize("fault", [Fault.UNREADABLE, Fault.EMPTY, Fault.DROPPED, Fault.PAGE])
async def test_calls_whose_replies_are_lost_count_towards_the_limit(
    paid: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    """A third of a dollar each, of which 2.50 are there: the fourth person is not asked, and most not even once."""
    leads = [f"L{n}" for n in range(12)]
    async with served(monkeypatch, ScriptedOptions(faults={fault: 1.0})) as server:
        limited = paid.model_copy(update={"max_cost_usd": 2.5, "answer_budget_s": 3})
        await add_prospects(stores, *leads)
        session_id = "QS-1"
        await create_session(stores, leads, session_id, deadline_s=600)
        async with working(limited, stores):
            session = await ended(stores, soon, session_id)
        assert session.usage.calls == server.statistics.calls
        assert 0 < server.statistics.calls < 12
        assert session.usage.cost_usd is not None
        assert 0 < session.usage.cost_usd < 2.5 + 1
        assert any("cost limit of $2.50 is reached" in failed.message for failed in session.failed_prospects)


async def test_calls_count_alike_without_a_limit(
    paid: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No reply tells its tokens, some are lost, and some never come."""
    faults = {Fault.UNREADABLE: 0.3, Fault.TIMEOUT: 0.2}
    async with served(monkeypatch, ScriptedOptions(bare=True, faults=faults)) as server:
        patient = paid.model_copy(update={"call_timeout_s": 1.0, "worker_concurrency": 6})
        session_id = await asked(patient, stores, [f"L{n}" for n in range(6)])
        async with working(patient, stores):
            session = await ended(stores, soon, session_id)
        usage = session.usage
        assert usage.calls == server.statistics.calls > 6
        assert usage.input_tokens
        assert usage.output_tokens
        assert usage.cost_usd == pytest.approx((usage.input_tokens + usage.output_tokens) / 1000)


async def test_two_workers_stop_at_one_limit(
    paid: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads = [f"L{n}" for n in range(40)]
    async with served(monkeypatch, ScriptedOptions(thinking=5000, latency=0.05)) as server:
        limited = paid.model_copy(update={"max_cost_usd": 60.0, "worker_concurrency": 2})
        session_id = await asked(limited, stores, leads)
        async with working(limited, stores), working(limited, stores):
            session = await ended(stores, soon, session_id)
        assert session.usage.calls == server.statistics.calls
        assert session.usage.cost_usd is not None
        assert session.usage.cost_usd < 60 + 4 * 6  # by no more than the calls that were under way
        assert session.usage.cost_usd > 60 - 6
        assert len(session.failed_prospects) == 40 - session.total_responded > 20


async def test_a_session_stops_when_the_day_is_spent_by_another(
    paid: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(monkeypatch, ScriptedOptions(thinking=5000)) as server:
        limited = paid.model_copy(update={"max_cost_usd_per_day": 30.0})
        first = await asked(limited, stores, [f"L{n}" for n in range(10)])
        second = await asked(limited, stores, [f"M{n}" for n in range(10)])
        async with working(limited, stores):
            sessions = [await ended(stores, soon, session_id) for session_id in (first, second)]
        costs = [session.usage.cost_usd or 0 for session in sessions]
        assert sum(session.usage.calls for session in sessions) == server.statistics.calls
        assert sum(costs) < 30 + 2 * 6  # an answer or labels of one session, and the summary of the other, at a time
        failed = [failed for session in sessions for failed in session.failed_prospects]
        assert failed
        assert {each.message for each in failed} == {
            "No further model call was made: the tenant's cost limit of $30.00 for a UTC day is reached, "
            "but for what is kept for the summary."
        }


async def test_a_worker_without_limits_keeps_to_the_session_s(
    paid: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that took the question may be the only one that was told of a limit."""
    async with served(monkeypatch, ScriptedOptions(thinking=5000)) as server:
        session_id = await asked(paid.model_copy(update={"max_cost_usd": 11.0}), stores, [f"L{n}" for n in range(8)])
        async with working(paid, stores):
            session = await ended(stores, soon, session_id)
        assert server.statistics.calls <= 3
        assert len(session.failed_prospects) >= 5


@pytest.mark.parametrize(
    "options",
    [
        ScriptedOptions(faults={Fault.REFUSAL: 0.5}),
        ScriptedOptions(faults={Fault.NONSENSE: 0.5}),
        ScriptedOptions(broken_schema=0.5),
        ScriptedOptions(liar=True),
        ScriptedOptions(),
    ],
    ids=["refusing", "nonsense", "broken form", "liar", "good"],
)
@pytest.mark.parametrize("draws", [1, 3])
async def test_every_call_counts_whatever_becomes_of_it(
    paid: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch, options: ScriptedOptions, draws: int
) -> None:
    async with served(monkeypatch, options) as server:
        asking = paid.model_copy(
            update={"worker_concurrency": 20, "draws": draws, "check_answers": "model", "embedding_model": "scripted"}
        )
        session_id = await asked(asking, stores, [f"L{n}" for n in range(8)])
        async with working(asking, stores):
            session = await ended(stores, soon, session_id)
        assert session.usage.calls == server.statistics.answered
        assert session.usage.cost_usd == pytest.approx(
            ((session.usage.input_tokens or 0) + (session.usage.output_tokens or 0)) / 1000
        )


async def test_calls_that_are_aborted_after_others_have_cost_those(
    paid: Settings, stores: Stores, soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cancelled session: what its last answers had cost until then is in the books too."""
    async with served(monkeypatch, ScriptedOptions(latency=0.2, broken_schema=1.0)) as server:
        asking = paid.model_copy(update={"worker_concurrency": 4})
        session_id = await asked(asking, stores, [f"L{n}" for n in range(4)])
        async with working(asking, stores):

            async def are_asked_again() -> bool:
                return server.statistics.answered >= 4 and server.statistics.in_flight >= 1

            await soon(are_asked_again)
            await stores.progress.cancel(TENANT, session_id)

            async def is_entered() -> bool:
                session = await stores.sessions.load(TENANT, session_id)
                return server.statistics.in_flight == 0 and session.usage.calls >= 4

            await soon(is_entered)


async def test_a_limit_that_can_t_be_kept_is_refused_at_the_start(url: str, tmp_path: Path) -> None:
    """With one line that names the model and what to do; nothing is asked."""
    limited = {"PROSPECT_TWINS_MODEL": "openai-chat:made-up", "PROSPECT_TWINS_MAX_COST_USD": "1",
               "OPENAI_API_KEY": "sk-none-none-none-none-none"}  # fmt: skip
    for command in (("serve", "--port", "0"), ("worker",), ("ask", "Why?", "--prospects", "A")):
        printed = await asyncio.to_thread(typed, url, tmp_path, *command, environment=limited)
        lines = printed.strip().splitlines()
        assert "openai-chat:made-up" in lines[-1], printed
        assert "PROSPECT_TWINS_MODEL_PRICE" in lines[-1]
        assert "Traceback" not in printed


@pytest.mark.parametrize("model", ["embedded", "scripted"])
async def test_what_runs_here_is_free_and_never_limited(settings: Settings, stores: Stores, model: str) -> None:
    free = settings.model_copy(update={"model": model, "max_cost_usd": 0.0})
    await asked(free, stores, ["A"])
    made = await build_asking(free, stores).estimate(TENANT, Inquiry("Why?", ["A"]))
    assert (made.cost_usd, made.is_within_budget) == (0.0, True)
