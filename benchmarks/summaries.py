"""A summary of 1,000, 2,000 and 5,000 answers, labelling included: whether time and tokens grow no faster than answers.

The whole service, with the scripted model over real HTTP. Answers are labelled while others still come in, so time is
told twice: from the submission to the summary, and from the last answer to the summary.
"""

import asyncio
import json
import time
from dataclasses import dataclass

import aiohttp

from benchmarks.processes import Service, scripted_server, service
from benchmarks.table import Row
from benchmarks.throughput import prospects_jsonl

_SIZES = (1000, 2000, 5000)
_AT_ONCE = 100
_LATENCY_S = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    answers: int
    whole_s: float
    """From the submission to the summary."""
    after_s: float
    """From the last answer to the summary."""
    input_tokens: int
    """Of labelling and summarising, not of answering."""
    output_tokens: int
    summary_calls: int
    """After labelling."""

    @property
    def tokens_each(self) -> float:
        return (self.input_tokens + self.output_tokens) / self.answers

    @property
    def ms_each(self) -> float:
        return self.whole_s / self.answers * 1000


async def _session(client: aiohttp.ClientSession, count: int) -> Run:
    body = {
        "question": "What matters to you in a life insurance?",
        "prospect_ids": [f"P-{n:05d}" for n in range(count)],
    }
    began = last = time.perf_counter()
    async with client.post("/api/v1/qa/sessions", json=body) as answer:
        assert answer.status == 201, await answer.text()
        path = f"/api/v1/qa/sessions/{(await answer.json())['session_id']}"
    # The terminal event holds who each insight rests on: a line of its own length.
    async with client.get(f"{path}/stream", timeout=None, read_bufsize=2**24) as stream:
        async for line in stream.content:
            if line.startswith(b"event: response_received"):
                last = time.perf_counter()
            if line.startswith(b"event: session_completed"):
                break
    ended = time.perf_counter()
    async with client.get(f"{path}/responses") as answer:
        responses = (await answer.json())["responses"]
    async with client.get(path, params={"include": "summary"}) as answer:
        session = await answer.json()
    assert len(responses) == count
    assert session["summary"]["sentiment_distribution"].get("unclear", 0) == 0, "not all answers were labelled"
    beside = {
        tokens: session["usage"][tokens] - sum(each["usage"][tokens] for each in responses)
        for tokens in ("input_tokens", "output_tokens")
    }
    return Run(count, ended - began, ended - last, **beside, summary_calls=session["summary"]["usage"]["calls"])


async def _runs(api: Service) -> list[Run]:
    async with aiohttp.ClientSession(api.base_url, headers=api.headers, timeout=aiohttp.ClientTimeout(600)) as client:
        headers = {"Content-Type": "application/x-ndjson"}
        async with client.post(
            "/api/v1/prospects/import", data=prospects_jsonl(max(_SIZES)), headers=headers
        ) as answer:
            assert answer.status == 200, json.dumps(await answer.json())
        await _session(client, 32)  # a warm-up: the first call of a provider's client takes a second
        return [await _session(client, count) for count in _SIZES]


def run() -> list[Row]:
    with scripted_server(f"latency={_LATENCY_S}") as model:
        environment = {
            "MODEL": "openai-chat:scripted",
            "WORKER_CONCURRENCY": str(_AT_ONCE),
            "DAILY_ANSWERS": "1000000",
        }
        with service(OPENAI_BASE_URL=f"{model}/v1", OPENAI_API_KEY="none", **environment) as api:
            runs = asyncio.run(_runs(api))
    return [row for each in runs for row in _rows(each, runs[0])]


def _rows(run: Run, first: Run) -> list[Row]:
    name = f"Summary of {run.answers:,}"
    tokens = f"{run.input_tokens:,} in, {run.output_tokens:,} out, {run.tokens_each:.0f} an answer"
    whole = f"{run.whole_s:.1f} s, {run.ms_each:.1f} ms an answer"
    after = f"{run.after_s:.1f} s, {run.summary_calls} calls"
    if run is first:
        return [
            Row(f"{name}: tokens of labels and summary", tokens, ""),
            Row(f"{name}: submission to summary", whole, ""),
            Row(f"{name}: last answer to summary", after, ""),
        ]
    times = run.answers / first.answers
    return [
        Row(f"{name}: tokens of labels and summary", tokens, f"{first.tokens_each:.0f} an answer, of {first.answers:,}",
            run.tokens_each / first.tokens_each, 1.1),
        Row(f"{name}: submission to summary", whole, f"{first.ms_each:.1f} ms an answer, of {first.answers:,}",
            run.ms_each / first.ms_each, 1.2),
        Row(f"{name}: last answer to summary", after, f"{times:g} × {first.after_s:.1f} s",
            run.after_s / (times * first.after_s), 1),
    ]  # fmt: skip
