"""Asks the twins: each prospect of a slice on their own, their answers saved as they land."""

import asyncio
import logging
import time
from collections.abc import Callable, Container

from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.call_slots import Draining
from prospect_twins.domain.errors import DatabaseUnavailable, ModelFault
from prospect_twins.domain.ports import SliceSource, Twin
from prospect_twins.domain.public_twins import confidence_in
from prospect_twins.domain.work import Answered, Slice, TargetResult, Waiting, with_usage
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.patience import patiently, reason_of
from prospect_twins.services.recording import Recorder
from prospect_twins.services.spending import WorkBudget
from prospect_twins.services.turns import Turns

_log = logging.getLogger(__name__)

INTERNAL = "an internal error; see the worker's log"


class Answering:
    """Answers slices of sessions; safe to repeat, since only targets that still wait are asked, and of those only who
    has no answer here that waits to be saved.
    """

    def __init__(
        self,
        slices: SliceSource,
        twin: Twin,
        recorder: Recorder,
        turns: Turns,
        in_flight: InFlight,
        budget: WorkBudget,
        after_slice: Callable[[str, str], None],
    ) -> None:
        self._slices = slices
        self._twin = twin
        self._recorder = recorder
        self._turns = turns
        self._in_flight = in_flight
        self._budget = budget
        self._after_slice = after_slice

    async def answer_slice(self, session_id: str, first: int, last: int) -> None:
        """Settle every waiting target at positions `first` to `last`; returns when all are stored, and `after_slice`
        has been told of the session.

        Cancelling it cancels the calls under way; what they would have answered is still waiting then. Raises Draining
        and DatabaseUnavailable: then it is to be called again.
        """
        kept = self._recorder.kept(session_id)  # before it is read who waits: meanwhile they may be stored
        try:
            part = await patiently(
                lambda: self._slices.load(session_id, first, last), f"load prospects of {session_id}"
            )
        except DatabaseUnavailable:
            raise
        except Exception as error:
            await self._answer_apart(session_id, first, last, error)
            return
        if part is None:
            return
        until = time.monotonic() + part.left_s
        calls = [
            self._in_flight.start(session_id, self._settle(session_id, part, waiting, kept, until))
            for waiting in part.waiting
        ]
        try:
            # An aborted call ends cancelled: its session has ended, or its person is gone, so it owes nothing.
            results = await asyncio.gather(*calls, return_exceptions=True)
        except asyncio.CancelledError:
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            raise
        for result in results:
            if isinstance(result, Exception):
                raise result
        self._after_slice(session_id, part.tenant_id)

    async def _answer_apart(self, session_id: str, first: int, last: int, error: Exception) -> None:
        """Answer a slice that can't be read in halves, until whoever spoils it is alone; they fail."""
        if first < last:
            middle = (first + last) // 2
            await self.answer_slice(session_id, first, middle)
            await self.answer_slice(session_id, middle + 1, last)
            return
        _log.error("one prospect of %s can't be asked: %s", session_id, reason_of(error))
        await self._recorder.give_up(
            session_id, first, last, FailedProspect("", FailureCode.PROCESSING_ERROR, INTERNAL)
        )

    async def _settle(self, session_id: str, part: Slice, waiting: Waiting, kept: Container[str], until: float) -> None:
        lead_id = waiting.prospect.persona.lead_id
        if lead_id in kept:
            await self._recorder.stored(session_id, lead_id)
            return
        async with self._budget.meter(session_id, part.question) as meter:
            async with self._turns.turn(session_id, part.tenant_id):
                result = with_usage(await self._ask(part, waiting), meter.take())
                if meter.is_limited:  # the next call is for whoever knows what this one cost
                    await self._recorder.record(session_id, result, until)
                    return
            await self._recorder.record(session_id, result, until)

    async def _ask(self, part: Slice, waiting: Waiting) -> TargetResult:
        lead_id = waiting.prospect.persona.lead_id
        try:
            answer = await self._twin.answer(part.question, waiting.prospect, waiting.memory)
            matched = answer.grounding is not None and answer.grounding.method == "matched"
            confidence = confidence_in(part.question.form.kind, answer.components, part.calibrator, matched=matched)
            return Answered(lead_id, answer, confidence)
        except ModelFault as fault:
            return FailedProspect(lead_id, fault.code, fault.message)
        except (DatabaseUnavailable, Draining):
            raise
        except Exception:
            # A fault of ours must not take the other prospects' answers with it, nor be retried for ever.
            _log.exception("answering failed for one prospect")
            return FailedProspect(lead_id, FailureCode.PROCESSING_ERROR, INTERNAL)
