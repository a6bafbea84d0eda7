"""The hub source against a real web server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from prospect_twins.models.embedded import hub
from prospect_twins.models.embedded.errors import NoSourceReachable
from prospect_twins.models.embedded.hub import HubFile
from prospect_twins.models.embedded.weights import Weights
from tests.unit.models.embedded.made_up_weights import CONTENT, FileSource, pinned

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_get("/model.gguf", handler)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/model.gguf"
    finally:
        await runner.cleanup()


async def reason(url: str, cache: Path) -> str:
    with pytest.raises(NoSourceReachable) as raised:
        await Weights(pinned(HubFile(url)), cache).fetch()
    return str(raised.value)


async def test_the_file_is_streamed_into_the_cache(tmp_path: Path) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=CONTENT)

    async with serving(handler) as url:
        path = await Weights(pinned(HubFile(url)), tmp_path).fetch()
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("knows_ranges", [True, False])
async def test_a_download_goes_on_whether_or_not_the_server_can_begin_in_the_middle(
    tmp_path: Path, knows_ranges: bool
) -> None:
    asked: list[str | None] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.headers.get("Range"))
        if knows_ranges:
            return web.Response(status=206, body=CONTENT[request.http_range.start :])
        return web.Response(body=CONTENT)

    async with serving(handler) as url:
        weights = Weights(pinned(FileSource(breaks_after=2500), HubFile(url)), tmp_path)
        assert (await weights.fetch()).read_bytes() == CONTENT
    assert asked == ["bytes=2500-"]


async def test_a_line_that_breaks_in_the_middle_leaves_the_rest_to_the_next_source(tmp_path: Path) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(CONTENT))})
        await response.prepare(request)
        await response.write(CONTENT[:4000])
        assert request.transport
        request.transport.close()
        return response

    async with serving(handler) as url:
        second = FileSource()
        await Weights(pinned(HubFile(url), second), tmp_path).fetch()
    assert second.starts == [4000]


async def test_what_the_server_refuses_is_told(tmp_path: Path) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=403)

    async with serving(handler) as url:
        assert "the model hub: answered 403 Forbidden" in await reason(url, tmp_path)


async def test_a_log_in_page_is_not_taken_for_weights(tmp_path: Path) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text="<html>Please log in to this network")

    async with serving(handler) as url:
        assert "the model hub: gave 35 of" in await reason(url, tmp_path)


async def test_a_server_that_is_not_there_is_out_of_reach(tmp_path: Path) -> None:
    assert "the model hub: out of reach" in await reason("http://127.0.0.1:9/model.gguf", tmp_path)
    assert "the model hub: out of reach" in await reason("http://nowhere.invalid/model.gguf", tmp_path)


async def test_a_server_that_falls_silent_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SILENCE_S", 0.2)

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(CONTENT[:100])
        await request.content.read()
        await gone.wait()
        return response

    gone = asyncio.Event()
    async with serving(handler) as url:
        assert "the model hub: no answer in time" in await reason(url, tmp_path)
        gone.set()
