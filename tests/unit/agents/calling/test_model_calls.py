"""The retry policy with a clock that is told, and over real HTTP against the scripted server."""

import asyncio
from collections.abc import Sequence

import pytest
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import ModelHTTPError, ModelRateLimitError, ModelRequestRejectedError, ModelServerError
from pydantic_ai.messages import ModelRequest
from pydantic_ai.models import Model

from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.models.scripted.options import Fault
from tests.unit.agents.conftest import Serve, ServedModel


class Time:
    """A clock that moves by what is slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def calls(self, policy: CallPolicy, draw: float = 1.0) -> ModelCalls:
        return ModelCalls(policy, clock=self.clock, sleep=self.sleep, draw=lambda: draw)


class Scripted:
    """Fails as told, then answers."""

    def __init__(self, failures: Sequence[Exception]) -> None:
        self.failures = list(failures)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        return "answered"


def error(kind: type, status: int, retry_after: float | None = None) -> ModelHTTPError:
    return ModelHTTPError.for_category(kind, status_code=status, model_name="m", retry_after=retry_after)


DOWN = (ModelServerError, 500)
LIMITED = (ModelRateLimitError, 429)


async def ask(model: Model, words: str = "Hello?") -> str:
    return (await model_request(model, [ModelRequest.user_text_prompt(words)])).text or ""


async def test_waits_grow_exponentially_up_to_their_bound() -> None:
    time = Time()
    call = Scripted([error(*DOWN) for _ in range(5)])
    policy = CallPolicy(budget_s=100, first_wait_s=1, longest_wait_s=5)
    assert await time.calls(policy).run(call) == "answered"
    assert time.slept == [1, 2, 4, 5, 5]


async def test_waits_are_drawn_from_the_whole_interval() -> None:
    time = Time()
    await time.calls(CallPolicy(first_wait_s=8), draw=0.25).run(Scripted([error(*DOWN), error(*DOWN)]))
    assert time.slept == [2, 4]


async def test_no_wait_is_shorter_than_the_provider_asked() -> None:
    time = Time()
    await time.calls(CallPolicy(first_wait_s=1), draw=0).run(Scripted([error(*DOWN, 9.0), error(*LIMITED, 7.0)]))
    assert time.slept == [9, 7]


async def test_what_cannot_succeed_is_not_tried_again() -> None:
    call = Scripted([error(ModelRequestRejectedError, 400)])
    with pytest.raises(ModelFault, match="rejected"):
        await Time().calls(CallPolicy()).run(call)
    assert call.calls == 1


@pytest.mark.parametrize(
    ("kind", "code"), [(DOWN, FailureCode.MODEL_UNAVAILABLE), (LIMITED, FailureCode.MODEL_RATE_LIMITED)]
)
async def test_when_the_budget_is_used_up_the_last_fault_is_told(kind: tuple[type, int], code: FailureCode) -> None:
    time = Time()
    with pytest.raises(ModelFault) as caught:
        await time.calls(CallPolicy(budget_s=10)).run(Scripted([error(*kind) for _ in range(100)]))
    assert caught.value.code is code
    assert caught.value.retryable
    assert time.now < 10


async def test_a_wait_that_outlasts_the_budget_is_not_begun() -> None:
    time = Time()
    with pytest.raises(ModelFault) as caught:
        await time.calls(CallPolicy(budget_s=10)).run(Scripted([error(*LIMITED, 60.0)]))
    assert caught.value.retry_after_s == 60
    assert time.slept == []


async def test_a_rate_limit_on_one_call_holds_back_the_others() -> None:
    time = Time()
    calls = time.calls(CallPolicy())
    await asyncio.gather(calls.run(Scripted([error(*LIMITED, 5.0)])), calls.run(Scripted([])))
    begun = time.now
    other = Scripted([])
    limited = asyncio.create_task(calls.run(Scripted([error(*LIMITED, 5.0)])))
    await asyncio.sleep(0)
    assert await calls.run(other) == "answered"
    assert time.now >= begun + 5
    await limited


async def test_calls_that_were_held_back_start_again_spread_out() -> None:
    time = Time()
    draws = iter([0.0, 0.0, 0.5, 1.0])
    calls = ModelCalls(CallPolicy(), clock=time.clock, sleep=time.sleep, draw=lambda: next(draws))
    await calls.run(Scripted([error(*LIMITED, 8.0)]))
    assert time.slept == [8]


async def test_a_fault_of_ours_is_let_through() -> None:
    with pytest.raises(ZeroDivisionError):
        await Time().calls(CallPolicy()).run(Scripted([ZeroDivisionError()]))


async def test_a_models_own_fault_is_taken_at_its_word() -> None:
    time = Time()
    died = ModelFault(FailureCode.MODEL_UNAVAILABLE, "It died.", retryable=True)
    assert await time.calls(CallPolicy()).run(Scripted([died])) == "answered"


async def test_rate_limits_over_http_are_waited_out(served: Serve) -> None:
    async with served("rate_limited=0.6,retry_after=3,seed=4") as one:
        time = Time()
        calls = time.calls(CallPolicy(budget_s=1000), draw=0)
        for number in range(6):
            assert await calls.run(lambda number=number: ask(one.model, f"Question {number}?"))  # type: ignore[misc]
        limited = one.server.statistics.faults[Fault.RATE_LIMITED]
        assert limited > 0
        assert sum(time.slept) == 3 * limited


async def test_fractions_of_a_second_are_honoured_too(served: Serve) -> None:
    async with served("rate_limited=0.6,retry_after=0.25,seed=4") as one:
        time = Time()
        for number in range(6):
            await time.calls(CallPolicy(), draw=0).run(lambda number=number: ask(one.model, f"{number}?"))  # type: ignore[misc]
        assert set(time.slept) == {0.25}


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.DROPPED])
async def test_server_errors_and_dropped_connections_over_http_are_retried(served: Serve, fault: Fault) -> None:
    async with served(f"{fault}=0.6,seed=2") as one:
        for number in range(6):
            assert await Time().calls(CallPolicy()).run(lambda number=number: ask(one.model, f"{number}?"))  # type: ignore[misc]
        assert one.server.statistics.faults[fault] > 0


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.RATE_LIMITED, FailureCode.MODEL_RATE_LIMITED),
        (Fault.SERVER_ERROR, FailureCode.MODEL_UNAVAILABLE),
        (Fault.DROPPED, FailureCode.MODEL_UNAVAILABLE),
    ],
)
async def test_a_budget_used_up_over_http_ends_in_the_right_code(
    served: Serve, fault: Fault, code: FailureCode
) -> None:
    async with served(f"{fault}=1") as one:
        with pytest.raises(ModelFault) as caught:
            await Time().calls(CallPolicy(budget_s=20)).run(lambda: ask(one.model))
        assert caught.value.code is code
        assert one.server.statistics.calls > 2


async def test_a_call_that_hangs_is_given_up_and_its_connection_closed(served: Serve) -> None:
    async with served("timeout=1") as one:
        with pytest.raises(ModelFault) as caught:
            await ModelCalls(CallPolicy(call_timeout_s=0.5, budget_s=2.4, first_wait_s=0.001)).run(
                lambda: ask(one.model)
            )
        assert caught.value.code is FailureCode.MODEL_TIMEOUT
        assert one.server.statistics.calls >= 2
        await hung_up(one.server.statistics.calls, one)


async def test_a_server_that_is_gone_is_unavailable(served: Serve) -> None:
    async with served("") as one:
        assert await ask(one.model)
        await one.stop()
        with pytest.raises(ModelFault) as caught:
            await Time().calls(CallPolicy(budget_s=5)).run(lambda: ask(one.model))
    assert caught.value.code is FailureCode.MODEL_UNAVAILABLE


async def test_cancelling_passes_on_at_once_and_aborts_the_connection(served: Serve) -> None:
    async with served("latency=600") as one:
        task = asyncio.create_task(ModelCalls().run(lambda: ask(one.model)))
        async with asyncio.timeout(60):
            while one.server.statistics.in_flight == 0:  # noqa: ASYNC110 (the server has no event for it)
                await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await hung_up(1, one)


async def hung_up(number: int, one: ServedModel) -> None:
    async with asyncio.timeout(60):
        while one.server.statistics.aborted < number:  # noqa: ASYNC110 (the server has no event for it)
            await asyncio.sleep(0.01)


async def test_a_budget_that_ends_in_a_later_call_tells_what_used_it_up() -> None:
    limited = ModelFault(FailureCode.MODEL_RATE_LIMITED, "The provider limits our rate.", retryable=True)
    attempts = 0

    async def call() -> str:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise limited
        await asyncio.sleep(60)
        return "too late"

    calls = ModelCalls(CallPolicy(call_timeout_s=30, budget_s=0.5, first_wait_s=0.001))
    with pytest.raises(ModelFault) as caught:
        await calls.run(call)
    assert caught.value is limited
    assert attempts == 2
