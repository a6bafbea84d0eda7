"""A fault in any method of any store that a worker uses loses nobody's answer but the one that it concerns.

The stores are found in the worker, and their methods by looking: a new one is tried without being named here.
"""

import asyncio
import contextlib
import inspect
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from prospect_twins.app import Stores, open_stores, open_worker
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.sessions import QuestionSession, SessionStatus
from prospect_twins.domain.summaries import Summary, SummaryStyle
from prospect_twins.domain.work import Answered, LabellingClaim, RewrittenSummary
from prospect_twins.settings import Settings
from prospect_twins.store.costs import CostStore
from prospect_twins.store.database import Database
from prospect_twins.store.jobs import JobQueue, QueueWindow
from prospect_twins.store.labelling import LabellingStore
from prospect_twins.store.progress import ProgressStore
from prospect_twins.store.slices import SliceStore
from prospect_twins.store.summaries import SummaryStore
from prospect_twins.store.upkeep import UpkeepStore
from prospect_twins.store.workers import WorkerStore
from prospect_twins.worker.runner import Worker
from tests.conftest import Soon, fresh_database
from tests.factories import TENANT, add_prospects, create_session

STORES = (LabellingStore, CostStore, JobQueue, ProgressStore, SliceStore, SummaryStore, UpkeepStore, WorkerStore)
BESIDE_THE_WORK = {(JobQueue, "open"), (JobQueue, "close")}
METHODS = [
    (store, name)
    for store in STORES
    for name, _ in inspect.getmembers(store, inspect.iscoroutinefunction)
    if not name.startswith("_") and (store, name) not in BESIDE_THE_WORK
]
SURE = {
    "settle", "complete", "defer", "load", "material", "requested", "replace", "claim", "save", "unlabelled", "report",
    "alive", "overdue", "retry_stalled",
}  # fmt: skip
"""Methods without which no session comes to its end."""
LEADS = [f"L{number}" for number in range(8)]
BAD = 3
"""The position, in each session, of whom a fault concerns."""


def permanent() -> Exception:
    return psycopg.DataError("such a value can't be stored")


def away() -> Exception:
    return DatabaseUnavailable("the database is away")


_numbers = itertools.count()
_request, _outcome = SummaryStore.request, SummaryStore.outcome
each_method = pytest.mark.parametrize(
    ("store", "name"), METHODS, ids=[f"{store.__name__}.{name}" for store, name in METHODS]
)


@pytest.fixture(scope="module")
async def running(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Stores, Worker]]:
    """One worker for all these tests, and stores on its database."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("faults"), model="scripted", heartbeat_s=0.1, stalled_s=1.5, drain_s=2
    )
    with fresh_database(postgres) as url:
        async with open_stores(settings, url) as stores, open_worker(settings, stores) as worker:
            await add_prospects(stores, *LEADS)
            work = asyncio.create_task(worker.run())
            yield stores, worker
            worker.stop()
            await work


@dataclass
class Fault:
    """Raises `error` in the first `times` calls that `strikes`."""

    error: Callable[[], Exception]
    times: float
    strikes: Callable[[tuple[Any, ...]], bool]
    struck: int = 0

    def put_into(self, patch: pytest.MonkeyPatch, store: type, name: str) -> None:
        real = getattr(store, name)

        async def faulty(itself: Any, *arguments: Any, **named: Any) -> Any:
            if self.struck < self.times and self.strikes((*arguments, *named.values())):
                self.struck += 1
                raise self.error()
            return await real(itself, *arguments, **named)

        patch.setattr(store, name, faulty)


def always(arguments: tuple[Any, ...]) -> bool:
    return True


def concerns_bad(arguments: tuple[Any, ...]) -> bool:
    """Whether a call is about BAD's answer, its labels, or a slice of positions that BAD is in."""
    for argument in arguments:
        if isinstance(argument, LabellingClaim) and BAD in argument.positions:
            return True
        if isinstance(argument, list) and any(isinstance(a, Answered) and a.lead_id == LEADS[BAD] for a in argument):
            return True
    positions = [argument for argument in arguments if isinstance(argument, int)]
    return len(positions) == 2 and positions[0] <= BAD <= positions[1]


@dataclass(frozen=True)
class Lived:
    """Two sessions that were asked at once, and a summary of the first one that was asked for anew."""

    session: QuestionSession
    bystander: QuestionSession
    rewritten: RewrittenSummary


async def ask_for_a_summary(stores: Stores, session_id: str) -> str:
    """As the API does; a fault that strikes here is its caller's to see, and he asks again."""
    while True:
        with contextlib.suppress(psycopg.Error, DatabaseUnavailable):
            return await _request(stores.summaries, TENANT, session_id, SummaryStyle.DETAILED, [], 60)


async def live(stores: Stores, soon: Soon) -> Lived:
    number = next(_numbers)
    ids = [f"QS-{number}", f"QS-{number}-bystander"]
    for session_id in ids:
        await create_session(stores, LEADS, session_id)

    async def loaded(session_id: str) -> QuestionSession:
        return await stores.sessions.load(TENANT, session_id)

    async def ended() -> bool:
        return all([(await loaded(session_id)).status.is_terminal for session_id in ids])

    await soon(ended, 40)
    request_id = await ask_for_a_summary(stores, ids[0])

    async def is_rewritten() -> bool:
        return await _outcome(stores.summaries, request_id) is not None

    await soon(is_rewritten, 40)
    rewritten = await _outcome(stores.summaries, request_id)
    assert rewritten is not None
    return Lived(await loaded(ids[0]), await loaded(ids[1]), rewritten)


def stores_within(root: object) -> Iterator[type]:
    """The classes of all stores that can be reached from `root`."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        found = waiting.pop()
        if id(found) in seen or not type(found).__module__.startswith("prospect_twins."):
            continue
        seen.add(id(found))
        if type(found).__module__.startswith("prospect_twins.store.") and not isinstance(found, Database | QueueWindow):
            yield type(found)
        names = getattr(type(found), "__slots__", ())
        waiting.extend(vars(found).values() if hasattr(found, "__dict__") else (getattr(found, name) for name in names))


async def test_these_are_all_the_stores_that_a_worker_uses(running: tuple[Stores, Worker]) -> None:
    _, worker = running
    # The services are bound to the queue's tasks, not to the worker.
    services = [getattr(task.func, "__self__", None) for task in worker._queue.app.tasks.values()]
    found = {store for root in (worker, *services) for store in stores_within(root)}
    assert found == set(STORES)


@each_method
async def test_an_error_that_stays_costs_no_answer(
    running: tuple[Stores, Worker], soon: Soon, monkeypatch: pytest.MonkeyPatch, store: type, name: str
) -> None:
    """Once in this method, in the middle of two sessions: all have answered, and both have ended."""
    Fault(permanent, 1, always).put_into(monkeypatch, store, name)
    lived = await live(running[0], soon)
    for session in (lived.session, lived.bystander):
        assert sorted(response.persona.lead_id for response in session.responses) == LEADS
        assert session.failed_prospects == []
        assert session.status is SessionStatus.COMPLETED
        assert session.summary is not None or (session.error_message or "").startswith("SUMMARY_FAILED")


@each_method
async def test_an_error_of_one_row_costs_this_row_at_most(
    running: tuple[Stores, Worker], soon: Soon, monkeypatch: pytest.MonkeyPatch, store: type, name: str
) -> None:
    """For ever, where this method is about one of eight people: the others have answered, and have labels."""
    Fault(permanent, float("inf"), concerns_bad).put_into(monkeypatch, store, name)
    lived = await live(running[0], soon)
    others = [lead_id for lead_id in LEADS if lead_id != LEADS[BAD]]
    for session in (lived.session, lived.bystander):
        answered = {response.persona.lead_id: response for response in session.responses}
        failed = {failed.lead_id: failed.error_code for failed in session.failed_prospects}
        assert sorted([*answered, *failed]) == LEADS
        assert failed in ({}, {LEADS[BAD]: "PROCESSING_ERROR"})
        assert all(answered[lead_id].labels for lead_id in others)
        assert session.status is SessionStatus.COMPLETED
        assert session.summary is not None
    assert lived.rewritten.summary is not None


@each_method
async def test_a_database_that_is_away_for_a_moment_costs_nothing(
    running: tuple[Stores, Worker], soon: Soon, monkeypatch: pytest.MonkeyPatch, store: type, name: str
) -> None:
    fault = Fault(away, 3, always)
    fault.put_into(monkeypatch, store, name)
    lived = await live(running[0], soon)
    assert fault.struck or name not in SURE
    for session in (lived.session, lived.bystander):
        assert sorted(response.persona.lead_id for response in session.responses) == LEADS
        assert all(response.labels for response in session.responses)
        assert session.error_message is None
        assert session.summary is not None
    assert lived.rewritten.summary is not None


async def test_a_summary_that_can_t_be_stored_is_written_once_and_ends_its_session_without(
    running: tuple[Stores, Worker], soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does one that was asked for anew: whoever waits for it is told, and the old one stays."""
    stores, _ = running

    def has_summary(arguments: tuple[Any, ...]) -> bool:
        return any(isinstance(argument, Summary) for argument in arguments)

    faults = [Fault(permanent, float("inf"), has_summary) for _ in range(2)]
    faults[0].put_into(monkeypatch, ProgressStore, "complete")
    faults[1].put_into(monkeypatch, SummaryStore, "replace")
    lived = await live(stores, soon)
    for session in (lived.session, lived.bystander):
        assert (session.status, session.total_responded, session.summary) == (SessionStatus.COMPLETED, 8, None)
        assert session.error_message == "SUMMARY_FAILED: it can't be stored; see the worker's log"
    assert (lived.rewritten.summary, lived.rewritten.failure_code) == (None, "PROCESSING_ERROR")
    assert [fault.struck for fault in faults] == [2, 1]

    async def no_jobs() -> bool:
        return await stores.database.rows("SELECT * FROM procrastinate_jobs") == []

    await soon(no_jobs)


async def test_who_can_t_be_settled_at_all_holds_up_nobody_and_the_deadline_ends_it(
    running: tuple[Stores, Worker], soon: Soon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the answer nor the failure of one person can be stored, and another session's end can't either."""
    stores, _ = running
    settle, fail_overdue = ProgressStore.settle, ProgressStore.fail_overdue

    async def settle_others(self: ProgressStore, session_id: str, outcomes: Any) -> int:
        if any(outcome.lead_id == LEADS[BAD] for outcome in outcomes):
            raise permanent()
        return await settle(self, session_id, outcomes)

    async def fail_others(self: ProgressStore, session_id: str, *arguments: Any) -> bool:
        if session_id == "QS-broken":
            raise permanent()
        return await fail_overdue(self, session_id, *arguments)

    monkeypatch.setattr(ProgressStore, "settle", settle_others)
    monkeypatch.setattr(ProgressStore, "fail_overdue", fail_others)
    await create_session(stores, LEADS, "QS-broken", deadline_s=1)
    await create_session(stores, LEADS, "QS-settled", deadline_s=3)

    async def ended() -> bool:
        return (await stores.sessions.load(TENANT, "QS-settled")).status.is_terminal

    await soon(ended, 30)
    session = await stores.sessions.load(TENANT, "QS-settled")
    assert (session.status, session.total_responded) == (SessionStatus.COMPLETED, 7)
    assert [(failed.lead_id, failed.error_code) for failed in session.failed_prospects] == [
        (LEADS[BAD], "DEADLINE_EXCEEDED")
    ]
    monkeypatch.undo()

    async def mended() -> bool:
        return (await stores.sessions.load(TENANT, "QS-broken")).status.is_terminal

    await soon(mended, 30)
