"""Has answers labelled: in full batches while a session's answers come in, and what is left before its summary."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from prospect_twins.domain.call_slots import Draining
from prospect_twins.domain.errors import DatabaseUnavailable, ModelFault
from prospect_twins.domain.ports import Labeller, LabellingDesk
from prospect_twins.domain.usage import Usage
from prospect_twins.domain.work import LabelledBatch, LabellingClaim, Unlabelled
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.patience import KEPT_S, patiently, reason_of
from prospect_twins.services.spending import WorkBudget
from prospect_twins.services.turns import Turns

_log = logging.getLogger(__name__)

T = TypeVar("T")

_LOOK_EVERY_S = 0.2
"""While others label the last answers of a session."""
_BARREN_BATCHES = 3
"""In a row without a single code: then the model can't do it, and more calls would only cost."""
_REMEMBERED_SESSIONS = 1000


class Labelling:
    """One per worker. Answers are claimed before they are labelled, so that no two workers pay for the same; a claim is
    kept up while the model is asked and ends by itself, `lease_s` after its worker was killed.

    A failure leaves answers unlabelled, and never fails their session. `parallel`: calls for one session at a time.
    """

    def __init__(
        self,
        desk: LabellingDesk,
        labeller: Labeller,
        turns: Turns,
        in_flight: InFlight,
        budget: WorkBudget,
        *,
        lease_s: float,
        parallel: int,
    ) -> None:
        self._desk = desk
        self._coder = labeller
        self._turns = turns
        self._in_flight = in_flight
        self._budget = budget
        self._lease_s = lease_s
        self._parallel = parallel
        self._background: set[asyncio.Task[None]] = set()
        self._unlabellable: OrderedDict[str, set[int]] = OrderedDict()

    def begin(self, session_id: str, tenant_id: str) -> None:
        """Label full batches of a running session in the background; what is less waits for more answers."""
        task = self._in_flight.start(session_id, self._label_full_batches(session_id, tenant_id))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def label_session(self, session_id: str, within_s: float, *, ended: bool = False) -> None:
        """Label all that has no labels yet, and wait for what others are labelling, `within_s` seconds at most.

        `ended`: a completed session, whose summary is to be written anew; else it labels only a running one. Raises
        Draining, and what the database raises.
        """
        scope = asyncio.timeout(within_s)
        try:
            async with scope:
                await self._label_rest(session_id, ended=ended)
        except TimeoutError:
            if not scope.expired():
                raise
            _log.warning("not all answers of %s could be labelled within %g s", session_id, within_s)
        # Not after an error: whoever calls again must not pay again for what can't be labelled.
        self._unlabellable.pop(session_id, None)

    async def close(self, within_s: float) -> None:
        """Let what is under way in the background end within that time, and give back what has not."""
        if self._background:
            _, late = await asyncio.wait(self._background, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _label_full_batches(self, session_id: str, tenant_id: str) -> None:
        try:
            await self._label_on(session_id, tenant_id, least=self._coder.batch, ended=False)
        except Draining:
            pass
        except Exception as error:
            _log.warning("could not code answers of %s yet: %s", session_id, error)

    async def _label_rest(self, session_id: str, *, ended: bool) -> None:
        """Until nothing is left, but for what can't be labelled. Others may hold answers, and may give them back."""
        model_answers = True
        while True:
            left = await self._unlabelled(session_id, ended=ended)
            if left.free and model_answers:
                lanes = min(-(-left.free // self._coder.batch), self._parallel)
                lane = partial(self._label_on, session_id, left.tenant_id, 1, ended=ended)
                model_answers = all(await _all([lane() for _ in range(lanes)]))
                left = await self._unlabelled(session_id, ended=ended)
            if not left.claimed and not (left.free and model_answers):
                return
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _label_on(self, session_id: str, tenant_id: str, least: int, *, ended: bool) -> bool:
        """Label one batch after the other until there is none; False if it left off because the model failed."""
        barren = 0
        while barren < _BARREN_BATCHES:
            with ExitStack() as keeping:
                async with self._turns.turn(session_id, tenant_id):
                    claim = await self._claim(session_id, least, ended=ended)
                    if claim is None:
                        return True
                    keeping.enter_context(self._keeping(claim))
                    labelled = await self._label(claim)
                if labelled is None:
                    return False
                self._remember(claim, labelled)
                barren = 0 if await self._save(claim, labelled) else barren + 1
        _log.warning("the model's labels can't be used, leaving off for %s", session_id)
        return False

    async def _unlabelled(self, session_id: str, *, ended: bool) -> Unlabelled:
        without = self._left_out(session_id)
        return await patiently(
            lambda: self._desk.unlabelled(session_id, ended=ended, without=without), f"look for labels of {session_id}"
        )

    async def _claim(self, session_id: str, least: int, *, ended: bool) -> LabellingClaim | None:
        most, without = self._coder.batch, self._left_out(session_id)
        return await patiently(
            lambda: self._desk.claim(
                session_id, ended=ended, least=least, most=most, without=without, lease_s=self._lease_s
            ),
            f"claim answers of {session_id}",
        )

    async def _save(self, claim: LabellingClaim, labelled: LabelledBatch) -> bool:
        """Save labels and usage, each kept while the database is away; whether there was a label that could be saved.

        Taken apart until what can't be saved is alone: those answers stay unlabelled, and are not tried again here.
        """
        try:
            await patiently(
                lambda: self._desk.save(claim, labelled), f"save labels of {claim.session_id}", within_s=KEPT_S
            )
        except DatabaseUnavailable:
            raise
        except Exception as error:
            parts = _apart(claim, labelled)
            if not parts:
                _log.error("%s of %s can't be stored: %s", _named(claim), claim.session_id, reason_of(error))
                self._remember(claim, LabelledBatch((None,) * len(claim.positions), Usage()))
                await self._give_back(claim)
                return False
            return any([await self._save(*part) for part in parts])
        return any(labelled.labels)

    async def _label(self, claim: LabellingClaim) -> LabelledBatch | None:
        """None, and the claim given back, if the model could not be asked."""
        try:
            async with self._budget.meter(claim.session_id, claim.question) as meter:
                labelled = await self._coder.label(claim.question, claim.answers)
                return replace(labelled, usage=meter.take())
        except ModelFault as fault:
            _log.warning("could not code answers of %s: %s", claim.session_id, fault.message)
        except (asyncio.CancelledError, Draining):
            await self._give_back(claim)
            raise
        except Exception:
            _log.exception("labelling failed")
        await self._give_back(claim)
        return None

    @contextmanager
    def _keeping(self, claim: LabellingClaim) -> Iterator[None]:
        """Until its labels are saved, however long that takes: nobody else is to pay for them meanwhile."""
        keeping = asyncio.create_task(self._keep(claim))
        try:
            yield
        finally:
            keeping.cancel()

    async def _keep(self, claim: LabellingClaim) -> None:
        while True:
            await asyncio.sleep(self._lease_s / 3)
            with suppress(Exception):  # if it can't be renewed, others may label it too, and the first one counts
                await self._desk.renew(claim, self._lease_s)

    async def _give_back(self, claim: LabellingClaim) -> None:
        with suppress(Exception):  # then it ends by itself
            await self._desk.give_back(claim)

    def _left_out(self, session_id: str) -> Sequence[int]:
        return sorted(self._unlabellable.get(session_id, ()))

    def _remember(self, claim: LabellingClaim, labelled: LabelledBatch) -> None:
        """Don't try again and again, at a price, what can't be labelled."""
        failed = {position for position, label in zip(claim.positions, labelled.labels, strict=True) if label is None}
        if failed:
            self._unlabellable.setdefault(claim.session_id, set()).update(failed)
            while len(self._unlabellable) > _REMEMBERED_SESSIONS:
                self._unlabellable.popitem(last=False)


def _apart(claim: LabellingClaim, labelled: LabelledBatch) -> list[tuple[LabellingClaim, LabelledBatch]]:
    """Two saves that do together what one does; none for what can't be divided."""
    if labelled.usage != Usage() and claim.positions:
        spent = (replace(claim, positions=(), answers=()), LabelledBatch((), labelled.usage))
        return [(claim, replace(labelled, usage=Usage())), spent]
    middle = len(claim.positions) // 2
    if not middle:
        return []
    return [
        (
            replace(claim, positions=claim.positions[part], answers=claim.answers[part]),
            replace(labelled, labels=labelled.labels[part]),
        )
        for part in (slice(middle), slice(middle, None))
    ]


def _named(claim: LabellingClaim) -> str:
    return "the labels of one answer" if claim.positions else "what labelling some answers took"


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
