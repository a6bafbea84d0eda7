"""A summary is paid for: written once, however long it takes to store it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from prospect_twins.domain.answers import Answer, FailureCode
from prospect_twins.domain.errors import DatabaseUnavailable, ModelFault
from prospect_twins.domain.questions import Question
from prospect_twins.domain.sessions import SessionStatus
from prospect_twins.domain.spending import CostLimits
from prospect_twins.domain.summaries import Summary
from prospect_twins.domain.work import Material
from prospect_twins.services import patience
from prospect_twins.services.in_flight import InFlight
from prospect_twins.services.spending import Spending
from prospect_twins.services.summarizing import INTERNAL, UNSTORABLE, Summarizing, SummaryTime
from tests.factories import persona, summary
from tests.unit.services.test_spending import Ledger


class Desk:
    """A store that is away for its first `away` saves, and refuses texts with a NUL."""

    def __init__(self, away: int = 0) -> None:
        self.away = away
        self.saved: list[Any] = []
        response = Answer(persona(), "It depends.", datetime(2026, 1, 1, tzinfo=UTC), 1, "scripted")
        self._material = Material("QS-1", SessionStatus.IN_PROGRESS, Question("Why?"), [response])

    async def material(self, session_id: str) -> Material | None:
        return self._material

    async def requested(self, request_id: str) -> Material | None:
        return self._material

    async def complete(self, session_id: str, summary: Summary, written_from: int) -> bool:
        self._save(summary)
        return True

    async def complete_without_summary(self, session_id: str, reason: str) -> bool:
        self._save(reason)
        return True

    async def replace(self, request_id: str, summary: Summary, written_from: int) -> None:
        self._save(summary)

    async def give_up(self, request_id: str, label: FailureCode, reason: str) -> None:
        self._save(reason)

    def _save(self, saved: Any) -> None:
        if self.away:
            self.away -= 1
            raise DatabaseUnavailable("away")
        if "\0" in str(saved):
            raise ValueError("NUL")
        self.saved.append(saved)


class NothingToLabel:
    async def label_session(self, session_id: str, within_s: float, *, ended: bool = False) -> None:
        pass


class Writer:
    def __init__(self, *failures: Exception) -> None:
        self.calls = 0
        self.failures = list(failures)

    async def summarize(self, question: Question, responses: Sequence[Answer], *rest: Any) -> Summary:
        self.calls += 1
        if self.failures:
            raise self.failures.pop()
        return summary()


def summarizing(desk: Desk, writer: Writer) -> Summarizing:
    labelling: Any = NothingToLabel()
    return Summarizing(
        desk, desk, writer, labelling, InFlight(), Spending(Ledger(), CostLimits()), SummaryTime(10, 0.5)
    )


@pytest.mark.parametrize("job", ["summarize", "rewrite"])
async def test_a_summary_that_waits_to_be_stored_is_not_written_again(
    monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    """The job makes room for others; when it comes again, it has the summary."""
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", patience.WAIT_S + 1)
    desk, writer = Desk(away=2), Writer()
    service = summarizing(desk, writer)
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            await getattr(service, job)("QS-1")
    await getattr(service, job)("QS-1")
    assert desk.saved == [summary()]
    assert writer.calls == 1
    await getattr(service, job)("QS-1")
    assert writer.calls == 2


@pytest.mark.parametrize("job", ["summarize", "rewrite"])
async def test_a_fault_of_ours_ends_the_job_with_a_reason(job: str) -> None:
    desk = Desk()
    await getattr(summarizing(desk, Writer(KeyError("who"))), job)("QS-1")
    assert desk.saved == [INTERNAL]


@pytest.mark.parametrize("job", ["summarize", "rewrite"])
async def test_a_reason_that_can_t_be_stored_is_told_in_our_words(job: str) -> None:
    desk = Desk()
    fault = ModelFault(FailureCode.MODEL_REFUSED, "the provider said: \0")
    await getattr(summarizing(desk, Writer(fault)), job)("QS-1")
    assert desk.saved == [UNSTORABLE]
