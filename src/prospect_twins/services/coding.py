"""Has answers coded: in full batches while a session's answers come in, and what is left before its summary."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.ports import Coder, CodingDesk
from prospect_twins.domain.work import Claim, Coded
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.turns import Draining, Turns

_log = logging.getLogger(__name__)

T = TypeVar("T")

_LOOK_EVERY_S = 0.2
"""While others code the last answers of a session."""
_BARREN_BATCHES = 3
"""In a row without a single code: then the model can't do it, and more calls would only cost."""
_REMEMBERED_SESSIONS = 1000


class Coding:
    """One per worker. Answers are claimed before they are coded, so that no two workers pay for the same; a claim is
    kept up while the model is asked and ends by itself, `lease_s` after its worker was killed.

    A failure leaves answers uncoded, and never fails their session. `parallel`: calls for one session at a time.
    """

    def __init__(
        self, desk: CodingDesk, coder: Coder, turns: Turns, in_flight: InFlight, *, lease_s: float, parallel: int
    ) -> None:
        self._desk = desk
        self._coder = coder
        self._turns = turns
        self._in_flight = in_flight
        self._lease_s = lease_s
        self._parallel = parallel
        self._background: set[asyncio.Task[None]] = set()
        self._uncodable: OrderedDict[str, set[int]] = OrderedDict()

    def begin(self, session_id: str) -> None:
        """Code full batches of a running session in the background; what is less waits for more answers."""
        task = self._in_flight.start(session_id, self._code_full_batches(session_id))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def code_session(self, session_id: str, within_s: float, *, ended: bool = False) -> None:
        """Code all that has no codes yet, and wait for what others are coding, `within_s` seconds at most.

        `ended`: a completed session, whose summary is to be written anew; else it codes only a running one. Raises
        Draining, and what the database raises.
        """
        scope = asyncio.timeout(within_s)
        try:
            async with scope:
                await self._code_rest(session_id, ended=ended)
        except TimeoutError:
            if not scope.expired():
                raise
            _log.warning("not all answers of %s could be coded within %g s", session_id, within_s)
        finally:
            self._uncodable.pop(session_id, None)

    async def close(self, within_s: float) -> None:
        """Let what is under way in the background end within that time, and give back what has not."""
        if self._background:
            _, late = await asyncio.wait(self._background, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _code_full_batches(self, session_id: str) -> None:
        try:
            await self._code_on(session_id, least=self._coder.batch, ended=False)
        except Draining:
            pass
        except Exception as error:
            _log.warning("could not code answers of %s yet: %s", session_id, error)

    async def _code_rest(self, session_id: str, *, ended: bool) -> None:
        """Until nothing is left, but for what can't be coded. Others may hold answers, and may give them back."""
        model_answers = True
        while True:
            left = await self._desk.uncoded(session_id, ended=ended, without=self._left_out(session_id))
            if left.free and model_answers:
                lanes = min(-(-left.free // self._coder.batch), self._parallel)
                model_answers = all(await _all([self._code_on(session_id, 1, ended=ended) for _ in range(lanes)]))
                left = await self._desk.uncoded(session_id, ended=ended, without=self._left_out(session_id))
            if not left.claimed and not (left.free and model_answers):
                return
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _code_on(self, session_id: str, least: int, *, ended: bool) -> bool:
        """Code one batch after the other until there is none; False if it left off because the model failed."""
        barren = 0
        while barren < _BARREN_BATCHES:
            async with self._turns.turn(session_id):
                claim = await self._desk.claim(
                    session_id,
                    ended=ended,
                    least=least,
                    most=self._coder.batch,
                    without=self._left_out(session_id),
                    lease_s=self._lease_s,
                )
                if claim is None:
                    return True
                coded = await self._code(claim)
            if coded is None:
                return False
            self._remember(claim, coded)
            await self._desk.save(claim, coded)
            barren = 0 if any(coded.codes) else barren + 1
        _log.warning("the model's codes can't be used, leaving off for %s", session_id)
        return False

    async def _code(self, claim: Claim) -> Coded | None:
        """None, and the claim given back, if the model could not be asked."""
        try:
            return await self._ask(claim)
        except ModelFault as fault:
            _log.warning("could not code answers of %s: %s", claim.session_id, fault.message)
        except Exception:
            _log.exception("coding failed")
        except asyncio.CancelledError:
            await self._give_back(claim)
            raise
        await self._give_back(claim)
        return None

    async def _ask(self, claim: Claim) -> Coded:
        keeping = asyncio.create_task(self._keep(claim))
        try:
            return await self._coder.code(claim.question, claim.answers)
        finally:
            keeping.cancel()

    async def _keep(self, claim: Claim) -> None:
        while True:
            await asyncio.sleep(self._lease_s / 3)
            with suppress(Exception):  # if it can't be renewed, others may code it too, and the first one counts
                await self._desk.renew(claim, self._lease_s)

    async def _give_back(self, claim: Claim) -> None:
        with suppress(Exception):  # then it ends by itself
            await self._desk.give_back(claim)

    def _left_out(self, session_id: str) -> Sequence[int]:
        return sorted(self._uncodable.get(session_id, ()))

    def _remember(self, claim: Claim, coded: Coded) -> None:
        """Don't try again and again, at a price, what can't be coded."""
        failed = {position for position, code in zip(claim.positions, coded.codes, strict=True) if code is None}
        if failed:
            self._uncodable.setdefault(claim.session_id, set()).update(failed)
            while len(self._uncodable) > _REMEMBERED_SESSIONS:
                self._uncodable.popitem(last=False)


async def _all(works: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """What each of `works` gives; the first exception ends the others and is raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
