"""Writes summaries: the one that ends a session, and those that are asked for anew.

Before, it has the answers labelled that are not yet: a summary counts labels.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.call_slots import Draining
from prospect_twins.domain.errors import DatabaseUnavailable, ModelFault
from prospect_twins.domain.ports import SessionEnd, Summarizer, SummaryDesk
from prospect_twins.domain.summaries import Summary
from prospect_twins.domain.work import Material
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.labelling import Labelling
from prospect_twins.services.patience import patiently, reason_of
from prospect_twins.services.spending import Spending

_log = logging.getLogger(__name__)

_PASSING = (Draining, DatabaseUnavailable)
"""What a job may end with and be called again; every other error is an end of its own."""
_MOST_UNSTORED = 1000
INTERNAL = "an internal error; see the worker's log"
UNSTORABLE = "it can't be stored; see the worker's log"


@dataclass(frozen=True, slots=True)
class WrittenSummary:
    """A summary, or why there is none, and of how many answers."""

    summary: Summary | ModelFault
    answers: int


@dataclass(frozen=True, slots=True)
class SummaryTime:
    """How long a summary may take. Answers that are not labelled by then stay so, and count as unclear."""

    total_s: float
    """For labelling and writing together."""
    labelling_share: float
    """The share of it for labelling the answers that are left."""

    @property
    def labelling_s(self) -> float:
        """Seconds for labelling the answers that are left."""
        return self.total_s * self.labelling_share


class Summarizing:
    """Writes summaries: of a session that is all settled, and anew where one was asked for."""

    def __init__(
        self,
        desk: SummaryDesk,
        end: SessionEnd,
        summarizer: Summarizer,
        labelling: Labelling,
        in_flight: InFlight,
        spending: Spending,
        limit: SummaryTime,
    ) -> None:
        self._desk = desk
        self._end = end
        self._summarizer = summarizer
        self._labelling = labelling
        self._in_flight = in_flight
        self._spending = spending
        self._limit = limit
        self._unstored: OrderedDict[str, WrittenSummary] = OrderedDict()

    async def summarize(self, session_id: str) -> None:
        """Complete a session whose prospects are all settled, with a summary or the reason why there is none.

        Raises Draining and DatabaseUnavailable: then it is to be called again.
        """
        writing = self._in_flight.start(session_id, self._end_of(session_id))
        try:
            written = await writing
        except asyncio.CancelledError:
            if not writing.cancelled() or _is_being_cancelled():
                writing.cancel()
                raise
            return  # aborted: the session has ended, or its answers have changed and a new job is queued
        except _PASSING:
            raise
        except Exception:
            _log.exception("the summary of %s can't be written", session_id)
            written = WrittenSummary(ModelFault(FailureCode.PROCESSING_ERROR, INTERNAL), 0)
        if written is not None:
            await self._store(
                session_id,
                written,
                lambda: self._complete(session_id, written),
                lambda: self._end.complete_without_summary(session_id, UNSTORABLE),
            )

    async def _complete(self, session_id: str, written: WrittenSummary) -> None:
        if isinstance(written.summary, Summary):
            await self._end.complete(session_id, written.summary, written.answers)
        else:
            await self._end.complete_without_summary(session_id, written.summary.message)

    async def rewrite(self, request_id: str) -> None:
        """Write the summary that `request_id` asks for; a failure leaves the old one.

        Raises Draining and DatabaseUnavailable: then it is to be called again.
        """
        try:
            written = await self._rewritten(request_id)
        except _PASSING:
            raise
        except Exception:
            _log.exception("a summary can't be written anew")
            written = WrittenSummary(ModelFault(FailureCode.PROCESSING_ERROR, INTERNAL), 0)
        if written is not None:
            await self._store(
                request_id,
                written,
                lambda: self._put(request_id, written),
                lambda: self._desk.give_up(request_id, FailureCode.PROCESSING_ERROR, UNSTORABLE),
            )

    async def _rewritten(self, request_id: str) -> WrittenSummary | None:
        """None for a request that is no longer waited for."""
        begun = time.monotonic()
        material = await self._requested(request_id)
        if material is not None and request_id in self._unstored:
            return self._unstored[request_id]
        if material is not None and any(response.labels is None for response in material.responses):
            await self._code(material.session_id, ended=True)
            material = await self._requested(request_id)
        if material is None:
            return None
        if not material.responses:
            return WrittenSummary(ModelFault(FailureCode.PROCESSING_ERROR, "the session has no answers any more"), 0)
        return WrittenSummary(await self._write(material, begun), len(material.responses))

    async def _store(self, owner_id: str, written: WrittenSummary, *saves: Callable[[], Awaitable[object]]) -> None:
        """Does the first of `saves` that the database accepts; where it accepts none, the deadline settles it.

        While it is away, what was written is kept for the call that comes again: it has been paid for.
        """
        self._unstored[owner_id] = written
        if len(self._unstored) > _MOST_UNSTORED:
            self._unstored.popitem(last=False)
        for save in saves:
            try:
                await patiently(save, f"save the summary for {owner_id}")
            except _PASSING:
                raise
            except Exception as error:
                _log.error("the summary for %s can't be stored: %s", owner_id, reason_of(error))
            else:
                break
        self._unstored.pop(owner_id, None)

    async def _requested(self, request_id: str) -> Material | None:
        return await patiently(lambda: self._desk.requested(request_id), "load the answers of a summary")

    async def _put(self, request_id: str, written: WrittenSummary) -> None:
        if isinstance(written.summary, Summary):
            await self._desk.replace(request_id, written.summary, written.answers)
        else:
            await self._desk.give_up(request_id, written.summary.code, written.summary.message)

    async def _code(self, session_id: str, *, ended: bool = False) -> None:
        """Label what is left. An error of ours leaves answers unlabelled, and the summary is written without."""
        try:
            await self._labelling.label_session(session_id, self._limit.labelling_s, ended=ended)
        except _PASSING:
            raise
        except Exception:
            _log.exception("answers of %s can't be labelled", session_id)

    async def _end_of(self, session_id: str) -> WrittenSummary | None:
        """None for a session that has ended, or has no answers."""
        if session_id in self._unstored:
            return self._unstored[session_id]
        begun = time.monotonic()
        await self._code(session_id)
        material = await patiently(lambda: self._desk.material(session_id), f"load answers of {session_id}")
        if material is None or material.status.is_terminal or not material.responses:
            return None
        return WrittenSummary(await self._write(material, begun), len(material.responses))

    async def _write(self, material: Material, begun: float) -> Summary | ModelFault:
        left_s = self._limit.total_s - (time.monotonic() - begun)
        try:
            async with self._spending.meter(material.session_id), asyncio.timeout(left_s):
                return await self._summarizer.summarize(
                    material.question, material.responses, material.style, material.focus_areas
                )
        except ModelFault as fault:
            return fault
        except TimeoutError:
            return ModelFault(FailureCode.MODEL_TIMEOUT, f"it was not written within {self._limit.total_s:g} s")
        except Exception:
            _log.exception("summarising failed")
            return ModelFault(FailureCode.PROCESSING_ERROR, INTERNAL)


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
