"""The whole command with a made-up provider: one server that embeds and that names numbers."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from typer.testing import CliRunner

from prospect_twins.commands import app
from prospect_twins.domain.errors import InvalidInput

CONTENT = "vote,said\n1,Never.\n2,I doubt it.\n3,Perhaps.\n4,I think so.\n5,Absolutely!\n"
NUMBERS = {"Never.": 1, "I doubt it.": 2, "Perhaps.": 3, "I think so.": 4, "Absolutely!": 4}


async def embeddings(request: web.Request) -> web.Response:
    body = await request.json()
    data = [
        {"object": "embedding", "index": index, "embedding": [float(len(text)), 10.0, float(text.count("o"))]}
        for index, text in enumerate(body["input"])
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return web.json_response({"object": "list", "model": body["model"], "data": data, "usage": usage})


async def completions(request: web.Request) -> web.Response:
    body = await request.json()
    said = body["messages"][-1]["content"].removeprefix("The person answered: ")
    message = {"role": "assistant", "content": str(NUMBERS[said])}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    about = {"id": "made-up", "object": "chat.completion", "created": 0, "model": body["model"]}
    return web.json_response({**about, "choices": [choice]})


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In a thread of its own, since the command runs its own event loop."""
    loop = asyncio.new_event_loop()
    application = web.Application()
    application.router.add_post("/v1/embeddings", embeddings)
    application.router.add_post("/v1/chat/completions", completions)
    runner = web.AppRunner(application)

    async def start() -> int:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return int(runner.addresses[0][1])

    port = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{port}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "made-up")
    yield
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


ARGUMENTS = ("--text-column", "said", "--vote-column", "vote", "--embeddings", "openai:made-up-embedding")


def test_both_ways_of_rating_are_compared_with_the_votes(provider: None, tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text(CONTENT, encoding="utf-8")
    result = CliRunner().invoke(
        app, ["evaluate", "ratings", str(file), *ARGUMENTS, "--model", "openai-chat:made-up-chat"]
    )
    assert result.exit_code == 0, result.output
    assert "5 answers of votes.csv with votes from 1 to 5" in result.output
    assert "| similarity, made-up-embedding | " in result.output
    assert "| direct, made-up-chat | 0.97 (" in result.output
    assert "| people's votes | 0.20 | 0.20 | 0.20 | 0.20 | 0.20 |" in result.output
    assert "| direct, made-up-chat | 0.20 | 0.20 | 0.20 | 0.40 | 0.00 |" in result.output
    assert "Pearson of similarity less that of direct rating: " in result.output


def test_a_file_without_the_columns_is_refused_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    file = tmp_path / "votes.csv"
    file.write_text("score,words\n1,no\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["evaluate", "ratings", str(file), "--model", "openai-chat:made-up-chat"])
    assert isinstance(result.exception, InvalidInput)
    assert "no column Explanation and no column Vote" in str(result.exception)
