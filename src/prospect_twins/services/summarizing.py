"""Writes summaries: the one that ends a session, and those that are asked for anew.

Before, it has the answers coded that are not yet: a summary counts codes.
"""

import asyncio
import logging
import time
from dataclasses import dataclass

from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.ports import SessionEnd, Summarizer, SummaryDesk
from prospect_twins.domain.sessions import FailureCode, Summary
from prospect_twins.domain.work import Material
from prospect_twins.services.coding import Coding
from prospect_twins.services.in_flight import InFlight

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """A summary, or why there is none, and of how many answers."""

    summary: Summary | ModelFault
    answers: int


class Summarizing:
    """`timeout_s`: for coding and writing together. `coding_share`: of that, for coding the answers that are left.

    Those that are not coded by then stay so, and count as unclear.
    """

    def __init__(
        self,
        desk: SummaryDesk,
        end: SessionEnd,
        summarizer: Summarizer,
        coding: Coding,
        in_flight: InFlight,
        timeout_s: float,
        coding_share: float,
    ) -> None:
        self._desk = desk
        self._end = end
        self._summarizer = summarizer
        self._coding = coding
        self._in_flight = in_flight
        self._timeout_s = timeout_s
        self._coding_s = timeout_s * coding_share

    async def summarize(self, session_id: str) -> None:
        """Complete a session whose prospects are all settled, with a summary or the reason why there is none."""
        writing = self._in_flight.start(session_id, self._end_of(session_id))
        try:
            written = await writing
        except asyncio.CancelledError:
            if not writing.cancelled() or _is_being_cancelled():
                writing.cancel()
                raise
            return  # aborted: the session has ended, or its answers have changed and a new job is queued
        if written is not None:
            summary = written.summary if isinstance(written.summary, Summary) else written.summary.message
            await self._end.finish(session_id, summary, written.answers)

    async def rewrite(self, request_id: str) -> None:
        """Write the summary that `request_id` asks for; a failure leaves the old one."""
        begun = time.monotonic()
        material = await self._desk.requested(request_id)
        if material is not None and any(response.analysis is None for response in material.responses):
            await self._coding.code_session(material.session_id, self._coding_s, ended=True)
            material = await self._desk.requested(request_id)
        if material is None:
            return
        if not material.responses:
            await self._desk.give_up(request_id, FailureCode.PROCESSING_ERROR, "the session has no answers any more")
            return
        written = await self._write(material, begun)
        if isinstance(written, Summary):
            await self._desk.replace(request_id, written, len(material.responses))
        else:
            await self._desk.give_up(request_id, written.code, written.message)

    async def _end_of(self, session_id: str) -> Written | None:
        """None for a session that has ended, or has no answers."""
        begun = time.monotonic()
        await self._coding.code_session(session_id, self._coding_s)
        material = await self._desk.material(session_id)
        if material is None or material.status.is_terminal or not material.responses:
            return None
        return Written(await self._write(material, begun), len(material.responses))

    async def _write(self, material: Material, begun: float) -> Summary | ModelFault:
        left_s = self._timeout_s - (time.monotonic() - begun)
        try:
            async with asyncio.timeout(left_s):
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
