"""Everything that may happen to sessions, at the same time: no 5xx, no lost or repeated event, and all counts true."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from prospect_twins.domain.answers import FailedProspect, FailureCode
from tests.api.live import whole_stream
from tests.api.routes import AUTH
from tests.api.running import PROSPECTS, SESSIONS, Tenant, answered, summary

LEADS = [f"LEAD-{number:02d}" for number in range(16)]
ROUNDS = 40
"""Of each actor. Enough for a few hundred sessions' worth of collisions in some seconds."""


class Commotion:
    """Actors who ask, answer, fail, cancel, delete, import, list and follow, each at a pace of its own."""

    def __init__(self, tenant: Tenant, seed: int) -> None:
        self._tenant = tenant
        self._chance = random.Random(seed)
        self.session_ids: list[str] = []
        self.statuses: Counter[int] = Counter()
        self.following: list[asyncio.Task[Any]] = []

    async def run(self) -> None:
        actors: list[Callable[[], Awaitable[None]]] = [
            self._ask, self._ask, self._settle, self._settle, self._settle, self._end, self._cancel, self._overdue,
            self._delete, self._list, self._read,
        ]  # fmt: skip
        await asyncio.gather(*map(self._repeat, actors))

    async def _repeat(self, act: Callable[[], Awaitable[None]]) -> None:
        for _ in range(ROUNDS):
            await act()
            await asyncio.sleep(self._chance.random() / 100)

    def _some(self) -> list[str]:
        return self._chance.sample(LEADS, self._chance.randrange(1, 6))

    def _session(self) -> str:
        return self._chance.choice(self.session_ids[-12:]) if self.session_ids else "QS-none"

    async def _call(self, method: str, path: str, **given: Any) -> Any:
        response = await self._tenant.client.request(method, path, **given)
        self.statuses[response.status_code] += 1
        assert response.status_code < 500, response.text
        return response

    async def _ask(self) -> None:
        body = {"question": "Why?", "prospect_ids": self._some()}
        created = await self._call("POST", SESSIONS, json=body, headers={"Idempotency-Key": f"{self._chance.random()}"})
        if created.status_code == 201:  # otherwise one of them has just been deleted
            self.session_ids.append(created.json()["session_id"])
            if self._chance.random() < 0.3:
                following = whole_stream(self._tenant.client, self.session_ids[-1])
                self.following.append(asyncio.create_task(following))

    async def _settle(self) -> None:
        outcomes = [
            answered(lead_id) if self._chance.random() < 0.8
            else FailedProspect(lead_id, FailureCode.MODEL_REFUSED, "it refused")
            for lead_id in self._some()
        ]  # fmt: skip
        await self._tenant.stores.progress.settle(self._session(), outcomes)

    async def _end(self) -> None:
        session_id = self._session()
        material = await self._tenant.stores.summaries.material(session_id)
        if material is not None and material.responses:
            await self._tenant.stores.progress.complete(session_id, summary(), len(material.responses))

    async def _cancel(self) -> None:
        if self._chance.random() < 0.4:
            await self._call("POST", f"{SESSIONS}/{self._session()}/cancel")

    async def _overdue(self) -> None:
        if self._chance.random() < 0.2:
            late = FailedProspect("", FailureCode.DEADLINE_EXCEEDED, "too late")
            await self._tenant.stores.progress.fail_overdue(self._session(), late)

    async def _delete(self) -> None:
        if self._chance.random() < 0.3:
            lead_id = self._chance.choice(LEADS)
            await self._call("DELETE", f"{PROSPECTS}/{lead_id}")
            rows = "".join(f'{{"lead_id": "{lead_id}"}}\n' for lead_id in LEADS).encode()
            await self._call(
                "POST", f"{PROSPECTS}/import", content=rows, headers={"Content-Type": "application/x-ndjson"}
            )

    async def _list(self) -> None:
        page = (await self._call("GET", SESSIONS, params={"page_size": 100})).json()
        for session in page["sessions"]:
            check_snapshot(session)

    async def _read(self) -> None:
        answer = await self._call("GET", f"{SESSIONS}/{self._session()}")
        if answer.status_code == 200:
            check_snapshot(answer.json())


def check_snapshot(session: dict[str, Any]) -> None:
    """What holds of every session at every instant."""
    assert session["total_responded"] == len(session["responses"])
    assert session["total_expected"] == len(session["target_prospects"])
    assert session["total_responded"] + len(session["failed_prospects"]) <= session["total_expected"]
    assert (session["status"] in ("completed", "failed")) == (session["completed_at"] is not None)
    times = [response["answered_at"] for response in session["responses"]]
    assert times == sorted(set(times))
    numbers = [response["event_id"] for response in session["responses"]]
    assert numbers == sorted(set(numbers))
    assert not numbers or numbers[-1] <= session["last_event_id"]


async def test_whatever_happens_at_once_everything_stays_true(tenant: Tenant) -> None:
    await tenant.know(*LEADS)
    commotion = Commotion(tenant, seed=7)
    await commotion.run()
    assert len(commotion.session_ids) > ROUNDS / 2
    assert commotion.statuses[201] == len(commotion.session_ids)
    for session_id in commotion.session_ids:
        await tenant.client.post(f"{SESSIONS}/{session_id}/cancel")

    reserved_and_kept = 0
    for session_id in commotion.session_ids:
        session = await tenant.get(session_id)
        check_snapshot(session)
        events = await tenant.stores.events.after(session_id, 0)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert [event.event_type.is_terminal for event in events] == [False] * (len(events) - 1) + [True]
        assert events[-1].event_type == f"session_{session['status']}"
        assert session["last_event_id"] == len(events)
        reserved_and_kept += len(events) - 1  # an answer was given, whoever has been erased since
    assert (await tenant.client.get(f"{AUTH}/me")).json()["quota"]["used"] == reserved_and_kept

    assert commotion.following
    for events_seen in await asyncio.gather(*commotion.following):
        assert [event.event_id for event in events_seen] == list(range(1, len(events_seen) + 1))
        assert events_seen[-1].event in ("session_completed", "session_failed")
