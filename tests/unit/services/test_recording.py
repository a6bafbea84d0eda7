"""Outcomes are saved as they land: none is lost, and many that land together share a save."""

import asyncio
from collections.abc import Sequence

from prospect_twins.domain.work import Outcome
from prospect_twins.services.recording import Recorder
from tests.factories import answered


class Saves:
    """A store that remembers what it was given, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.batches: list[list[str]] = []
        self.failures = failures

    async def settle(self, session_id: str, outcomes: Sequence[Outcome], window: int) -> int:
        await asyncio.sleep(0.001)
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        self.batches.append([outcome.lead_id for outcome in outcomes])
        return len(outcomes)


async def test_a_lone_answer_is_saved_by_itself_and_a_crowd_together() -> None:
    saves = Saves()
    recorder = Recorder(saves, lambda: 16)
    await recorder.record("QS-1", answered("first"))
    assert saves.batches == [["first"]]
    await asyncio.gather(*(recorder.record("QS-1", answered(f"L-{n}")) for n in range(50)))
    saved = [lead_id for batch in saves.batches for lead_id in batch]
    assert sorted(saved) == sorted(["first", *(f"L-{n}" for n in range(50))])
    assert len(saves.batches) < 10


async def test_what_the_database_refuses_is_kept_and_saved_when_it_is_back() -> None:
    saves = Saves(failures=2)
    await Recorder(saves, lambda: 16).record("QS-1", answered("A"))
    assert saves.batches == [["A"]]


async def test_a_caller_that_is_cancelled_does_not_undo_the_save() -> None:
    saves = Saves()
    recorder = Recorder(saves, lambda: 16)
    caller = asyncio.create_task(recorder.record("QS-1", answered("A")))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await recorder.record("QS-1", answered("B"))
    assert [lead_id for batch in saves.batches for lead_id in batch] == ["A", "B"]
