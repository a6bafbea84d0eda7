"""Outcomes are saved as they land: none is lost, and many that land together share a save."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence

import pytest

from prospect_twins.domain.answers import FailedProspect, FailureCode
from prospect_twins.domain.errors import DatabaseUnavailable
from prospect_twins.domain.work import Answered, TargetResult
from prospect_twins.services.recording import UNSTORABLE, Recorder
from tests.factories import answered

AWAY = DatabaseUnavailable("the database is away")


class Saves:
    """A store that remembers what it was given, and raises what it is told to."""

    def __init__(self, *errors: Exception, refuses: Callable[[TargetResult], bool] = lambda outcome: False) -> None:
        self.batches: list[list[TargetResult]] = []
        self.errors = list(errors)
        self.refuses = refuses

    async def settle(self, session_id: str, outcomes: Sequence[TargetResult]) -> int:
        await asyncio.sleep(0.001)
        if self.errors:
            raise self.errors.pop(0)
        if any(map(self.refuses, outcomes)):
            raise ValueError("no such character\nas in: what was said")
        self.batches.append(list(outcomes))
        return len(outcomes)

    async def fail_positions(self, session_id: str, first: int, last: int, failure: FailedProspect) -> bool:
        raise NotImplementedError  # no test of the recorder gives positions up

    @property
    def lead_ids(self) -> list[list[str]]:
        return [[outcome.lead_id for outcome in batch] for batch in self.batches]

    @property
    def outcomes(self) -> dict[str, TargetResult]:
        return {outcome.lead_id: outcome for batch in self.batches for outcome in batch}


def recorder_of(saves: Saves, **options: float) -> Recorder:
    return Recorder(saves, **options)


async def record_all(recorder: Recorder, outcomes: Sequence[TargetResult], **options: float) -> None:
    await asyncio.gather(*(recorder.record("QS-1", outcome, **options) for outcome in outcomes))


async def test_a_lone_answer_is_saved_by_itself_and_a_crowd_together() -> None:
    saves = Saves()
    recorder = recorder_of(saves)
    await recorder.record("QS-1", answered("first"))
    assert saves.lead_ids == [["first"]]
    await record_all(recorder, [answered(f"L-{n}") for n in range(50)])
    saved = [lead_id for batch in saves.lead_ids for lead_id in batch]
    assert sorted(saved) == sorted(["first", *(f"L-{n}" for n in range(50))])
    assert len(saves.batches) < 10


async def test_what_is_recorded_while_the_database_is_away_is_saved_when_it_is_back() -> None:
    saves = Saves(AWAY, AWAY)
    await recorder_of(saves).record("QS-1", answered("A"))
    assert saves.lead_ids == [["A"]]


async def test_a_caller_that_is_cancelled_does_not_undo_the_save() -> None:
    saves = Saves()
    recorder = recorder_of(saves)
    caller = asyncio.create_task(recorder.record("QS-1", answered("A")))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await recorder.record("QS-1", answered("B"))
    assert [lead_id for batch in saves.lead_ids for lead_id in batch] == ["A", "B"]


async def test_what_can_t_be_stored_fails_alone_and_the_log_says_why(caplog: pytest.LogCaptureFixture) -> None:
    """Three of forty: the others are saved, and nothing of what was said is in the log."""
    bad = {"L-0", "L-17", "L-39"}
    saves = Saves(refuses=lambda outcome: isinstance(outcome, Answered) and outcome.lead_id in bad)
    outcomes = [answered(f"L-{n}") for n in range(40)]
    await record_all(recorder_of(saves), outcomes)
    kept = {outcome.lead_id: outcome for outcome in outcomes if outcome.lead_id not in bad}
    failed = {lead_id: FailedProspect(lead_id, FailureCode.PROCESSING_ERROR, UNSTORABLE) for lead_id in bad}
    assert saves.outcomes == kept | failed
    told = [record.getMessage() for record in caplog.records]
    assert told == ["one answer of QS-1 can't be stored: ValueError: no such character"] * 3


async def test_a_failure_whose_reason_can_t_be_stored_keeps_its_code() -> None:
    saves = Saves(refuses=lambda outcome: isinstance(outcome, FailedProspect) and "\0" in outcome.message)
    await recorder_of(saves).record("QS-1", FailedProspect("A", FailureCode.MODEL_REFUSED, "no\0"))
    assert saves.outcomes == {"A": FailedProspect("A", FailureCode.MODEL_REFUSED, UNSTORABLE)}


async def test_who_can_t_be_stored_at_all_holds_nobody_up() -> None:
    saves = Saves(refuses=lambda outcome: outcome.lead_id == "BAD")
    recorder = recorder_of(saves)
    await record_all(recorder, [answered("A"), answered("BAD"), answered("B")])
    await recorder.record("QS-1", answered("C"))
    assert sorted(saves.outcomes) == ["A", "B", "C"]


async def test_an_error_that_stays_is_not_tried_again() -> None:
    saves = Saves(*[ValueError("never")] * 2)
    await recorder_of(saves).record("QS-1", answered("A"))
    await recorder_of(saves).record("QS-1", answered("B"))
    assert sorted(saves.outcomes) == ["B"]


async def test_the_session_s_deadline_ends_the_trying() -> None:
    saves = Saves(*[AWAY] * 1000)
    await recorder_of(saves).record("QS-1", answered("A"), until=time.monotonic() + 0.2)
    assert len(saves.errors) > 900
    assert saves.batches == []


async def test_one_who_waits_for_long_makes_room_and_finds_the_answer_kept() -> None:
    """So a session that can't be saved does not hold the places of others; the answer is not asked for again."""
    saves = Saves(*[AWAY] * 3)
    recorder = recorder_of(saves, patience_s=0.01)
    with pytest.raises(DatabaseUnavailable):
        await recorder.record("QS-1", answered("A"))
    assert recorder.kept("QS-1") == {"A"}
    assert recorder.kept("QS-2") == frozenset()
    while recorder.kept("QS-1"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await recorder.stored("QS-1", "A")
    assert saves.lead_ids == [["A"]]


async def test_a_save_that_never_ends_is_given_up_and_done_again() -> None:
    class Stuck(Saves):
        stuck = True

        async def settle(self, session_id: str, outcomes: Sequence[TargetResult]) -> int:
            if self.stuck:
                self.stuck = False
                await asyncio.Event().wait()
            return await super().settle(session_id, outcomes)

    saves = Stuck()
    recorder = recorder_of(saves, attempt_s=0.05)
    await record_all(recorder, [answered("A"), answered("B")])
    assert sorted(saves.outcomes) == ["A", "B"]


async def test_a_session_that_can_t_be_saved_holds_no_other_one_up() -> None:
    class OneIsAway(Saves):
        async def settle(self, session_id: str, outcomes: Sequence[TargetResult]) -> int:
            if session_id == "QS-1":
                raise AWAY
            return await super().settle(session_id, outcomes)

    saves = OneIsAway()
    recorder = recorder_of(saves)
    waiting = asyncio.create_task(recorder.record("QS-1", answered("A")))
    await recorder.record("QS-2", answered("B"))
    assert saves.lead_ids == [["B"]]
    await recorder.close(0)
    with pytest.raises(DatabaseUnavailable):
        await waiting


async def test_one_who_can_t_be_saved_for_now_holds_nobody_of_their_session_up() -> None:
    """Their row is locked, say: the others of the batch are saved, and those who come later, and they in the end."""
    locked = True

    class OneIsLocked(Saves):
        async def settle(self, session_id: str, outcomes: Sequence[TargetResult]) -> int:
            if locked and any(outcome.lead_id == "L-3" for outcome in outcomes):
                raise AWAY
            return await super().settle(session_id, outcomes)

    saves = OneIsLocked()
    recorder = recorder_of(saves, patience_s=0.01)

    async def record(lead_id: str) -> None:
        with contextlib.suppress(DatabaseUnavailable):
            await recorder.record("QS-1", answered(lead_id))

    await asyncio.gather(*(record(f"L-{n}") for n in range(8)))
    await record("later")
    while len(saves.outcomes) < 8:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert recorder.kept("QS-1") == {"L-3"}
    locked = False
    while len(saves.outcomes) < 9:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
