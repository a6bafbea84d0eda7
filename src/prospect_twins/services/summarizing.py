"""Writes summaries: the one that ends a session, and those that are asked for anew."""

import asyncio
import logging

from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.ports import SessionEnd, Summarizer, SummaryDesk
from prospect_twins.domain.sessions import FailureCode, Summary
from prospect_twins.domain.work import Material
from prospect_twins.services.in_flight import InFlight

_log = logging.getLogger(__name__)


class Summarizing:
    def __init__(
        self, desk: SummaryDesk, end: SessionEnd, summarizer: Summarizer, in_flight: InFlight, timeout_s: float
    ) -> None:
        self._desk = desk
        self._end = end
        self._summarizer = summarizer
        self._in_flight = in_flight
        self._timeout_s = timeout_s

    async def summarize(self, session_id: str) -> None:
        """Complete a session whose prospects are all settled, with a summary or the reason why there is none."""
        material = await self._desk.material(session_id)
        if material is None or material.status.is_terminal or not material.responses:
            return
        writing = self._in_flight.start(session_id, self._write(material))
        try:
            written = await writing
        except asyncio.CancelledError:
            if not writing.cancelled() or _is_being_cancelled():
                writing.cancel()
                raise
            return  # aborted: the session has ended, or its answers have changed and a new job is queued
        summary = written if isinstance(written, Summary) else written.message
        await self._end.finish(session_id, summary, len(material.responses))

    async def rewrite(self, request_id: str) -> None:
        """Write the summary that `request_id` asks for; a failure leaves the old one."""
        material = await self._desk.requested(request_id)
        if material is None:
            return
        if not material.responses:
            await self._desk.give_up(request_id, FailureCode.PROCESSING_ERROR, "the session has no answers any more")
            return
        written = await self._write(material)
        if isinstance(written, Summary):
            await self._desk.replace(request_id, written, len(material.responses))
        else:
            await self._desk.give_up(request_id, written.code, written.message)

    async def _write(self, material: Material) -> Summary | ModelFault:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._summarizer.summarize(
                    material.question, material.responses, material.style, material.focus_areas
                )
        except ModelFault as fault:
            return fault
        except TimeoutError:
            return ModelFault(FailureCode.MODEL_TIMEOUT, f"it was not written within {self._timeout_s:g} s")
        except Exception:
            _log.exception("summarising failed")
            return ModelFault(FailureCode.PROCESSING_ERROR, "an internal error; see the worker's log")


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
