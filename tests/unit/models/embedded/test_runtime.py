"""What the runtime does when there is nothing to load; `tests/acceptance/test_embedded_model.py` loads a real model."""

import asyncio
from pathlib import Path
from unittest.mock import AsyncMock

import pytest

from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.models.embedded import process
from prospect_twins.models.embedded.runtime import EmbeddedRuntime, RuntimeState, RuntimeStatus
from prospect_twins.models.embedded.weights import Sink, Weights
from tests.unit.models.embedded.made_up_weights import FileSource, pinned


def runtime(tmp_path: Path, *sources: FileSource, available: int = 10**12) -> EmbeddedRuntime:
    return EmbeddedRuntime(
        Weights(pinned(*sources), tmp_path),
        log_path=tmp_path / "llama.log",
        parallel=2,
        idle_s=60,
        available_memory=lambda: available,
    )


async def fault_of_a_lease(embedded: EmbeddedRuntime) -> ModelFault:
    with pytest.raises(ModelFault) as raised:
        async with embedded.lease():
            pass
    assert raised.value.code is FailureCode.MODEL_UNAVAILABLE
    return raised.value


def test_the_name_marks_the_model_as_embedded(tmp_path: Path) -> None:
    assert runtime(tmp_path).name == "made-up-1b (embedded)"


async def test_missing_weights_are_told_and_fetched_ones_can_serve(tmp_path: Path) -> None:
    embedded = runtime(tmp_path, FileSource())
    assert embedded.status == RuntimeStatus(RuntimeState.WEIGHTS_MISSING)
    assert not embedded.status.state.can_serve
    await embedded.fetch()
    assert embedded.status == RuntimeStatus(RuntimeState.FETCHED)
    assert embedded.status.state.can_serve


async def test_while_the_weights_are_fetched_it_says_so(tmp_path: Path) -> None:
    class Observed(FileSource):
        async def copy(self, sink: Sink) -> None:
            seen.append(embedded.status.state)
            await super().copy(sink)

    seen: list[RuntimeState] = []
    embedded = runtime(tmp_path, Observed())
    await embedded.fetch()
    assert seen == [RuntimeState.FETCHING]


async def test_a_call_without_weights_fails_for_good_with_the_reason(tmp_path: Path) -> None:
    embedded = runtime(tmp_path, FileSource(breaks_after=0))
    fault = await fault_of_a_lease(embedded)
    assert "the line went dead" in fault.message
    assert not fault.retryable
    assert embedded.status.state is RuntimeState.FAILED
    assert embedded.status.reason == fault.message
    assert embedded.in_use == 0


async def test_without_memory_nothing_is_loaded_and_the_message_says_how_much_is_needed(tmp_path: Path) -> None:
    embedded = runtime(tmp_path, FileSource(), available=12_000_000)
    fault = await fault_of_a_lease(embedded)
    assert "needs 250 MB of memory and 12 MB are free" in fault.message
    assert not fault.retryable
    assert embedded.pid is None


async def test_a_file_that_cannot_be_loaded_fails_the_call_and_the_next_one_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Counted where it is started: a process that is short of time may end before it has written to its log.
    start = AsyncMock(wraps=process.start)
    monkeypatch.setattr(process, "start", start)
    embedded = runtime(tmp_path, FileSource())
    first = await fault_of_a_lease(embedded)
    assert "made-up-1b (embedded) could not be loaded" in first.message
    assert embedded.status.state is RuntimeState.FAILED
    await fault_of_a_lease(embedded)
    assert start.await_count == 2


async def test_a_closed_runtime_refuses_calls(tmp_path: Path) -> None:
    embedded = runtime(tmp_path, FileSource())
    await embedded.aclose()
    assert (await fault_of_a_lease(embedded)).message == "The service is stopping."
    assert embedded.status.state is RuntimeState.CLOSED


async def test_closing_ends_a_start_under_way_and_tells_those_who_wait_for_it(tmp_path: Path) -> None:
    class Endless(FileSource):
        async def copy(self, sink: Sink) -> None:
            begun.set()
            await asyncio.Event().wait()

    begun = asyncio.Event()
    embedded = runtime(tmp_path, Endless())
    waiting = asyncio.create_task(fault_of_a_lease(embedded))
    await begun.wait()
    await embedded.aclose()
    assert (await waiting).message == "The service is stopping."


async def test_a_caller_that_gives_up_does_not_end_the_start_that_others_wait_for(tmp_path: Path) -> None:
    class Held(FileSource):
        async def copy(self, sink: Sink) -> None:
            begun.set()
            await go_on.wait()
            await super().copy(sink)

    begun, go_on = asyncio.Event(), asyncio.Event()
    source = Held()
    embedded = runtime(tmp_path, source)
    impatient, patient = (asyncio.create_task(fault_of_a_lease(embedded)) for _ in range(2))
    await begun.wait()
    impatient.cancel()
    await asyncio.wait([impatient])
    go_on.set()
    assert "could not be loaded" in (await patient).message, "made-up bytes are no model; but they were fetched"
    assert source.starts == [0]
