"""A page of another origin in a real browser: named, it may do all that the API lets a key do; unnamed, nothing."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from prospect_twins.settings import Settings
from tests.api.running import RunningApi, Tenant, running_api
from tests.conftest import fresh_database

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

REST = """async ([url, key, once]) => {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Idempotency-Key": once };
  const body = JSON.stringify({ question: "Why?", prospect_ids: ["A"] });
  const created = await fetch(`${url}/api/v1/qa/sessions`, { method: "POST", headers, body });
  const refused = await fetch(`${url}/api/v1/qa/sessions/QS-none`, { headers });
  return [created.status, created.headers.get("Location"), refused.status, (await refused.json()).error_code];
}"""
STREAM = """async ([url, key, session]) => {
  const headers = { Authorization: `Bearer ${key}`, "Last-Event-ID": "1" };
  const answer = await fetch(`${url}/api/v1/qa/sessions/${session}/stream`, { headers });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  return text.match(/^id: \\d+$/gm);
}"""
SOCKET = """([url, protocols, first, session]) => new Promise((resolve) => {
  const told = [];
  const socket = new WebSocket(url.replace("http", "ws") + "/api/v1/qa/sessions/ws", protocols);
  socket.onopen = () => {
    if (first) socket.send(first);
    socket.send(JSON.stringify({ action: "subscribe", session_ids: [session] }));
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    told.push(message.type ?? message.event_type);
    if (message.event_type === "session_completed") socket.close();
  };
  socket.onclose = ({ code }) => resolve([code, told]);
})"""


@pytest.fixture(scope="module")
async def page() -> AsyncIterator[Page]:
    """A blank page, served by another server than the API's."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip(f"OTHER ORIGINS ARE NOT TESTED: no browser found; install one of {', '.join(BROWSERS)}.")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 15\r\n\r\n<!doctype html>")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        opened = await browser.new_page()
        await opened.goto(f"http://localhost:{server.sockets[0].getsockname()[1]}/")
        yield opened
        await browser.close()


@pytest.fixture(scope="module")
async def named(postgres: str, api_settings: Settings, page: Page) -> AsyncIterator[RunningApi]:
    origin: str = await page.evaluate("location.origin")
    settings = api_settings.model_copy(update={"allowed_origins": (origin,)})
    with fresh_database(postgres) as url:
        async with running_api(settings, url) as running:
            yield running


@pytest.fixture
async def own(named: RunningApi) -> AsyncIterator[Tenant]:
    async with named.tenant() as made:
        await made.know("A", "B")
        yield made


async def test_a_named_page_asks_and_reads_answers_headers_and_refusals(own: Tenant, page: Page) -> None:
    status, location, refused, code = await page.evaluate(REST, [own.api.base_url, own.key, "k1"])
    assert (status, refused, code) == (201, 404, "SESSION_NOT_FOUND")
    assert location.startswith("/api/v1/qa/sessions/QS-")


async def test_a_named_page_streams_events_with_fetch(own: Tenant, page: Page) -> None:
    session_id = await own.completed("A", "B")
    assert await page.evaluate(STREAM, [own.api.base_url, own.key, session_id]) == ["id: 2", "id: 3"]


@pytest.mark.parametrize("form", ["first message", "bare text", "subprotocol", "subprotocol beside another"])
async def test_a_named_page_opens_a_websocket(own: Tenant, page: Page, form: str) -> None:
    session_id = await own.completed("A")
    protocols = [f"bearer.{own.key}"] if form.startswith("subprotocol") else []
    protocols += ["prospect-twins"] if form.endswith("another") else []
    first = {"first message": f'{{"action": "authenticate", "token": "{own.key}"}}', "bare text": own.key}.get(form)
    code, told = await page.evaluate(SOCKET, [own.api.base_url, protocols, first, session_id])
    expected: list[Any] = ["authenticated"] if first else []
    assert (code, told) == (1005, [*expected, "subscribed", "response_received", "session_completed"])


async def test_a_page_that_is_not_named_gets_nothing(tenant: Tenant, page: Page) -> None:
    before = await tenant.counts()
    await tenant.know("A")
    for script, arguments in ((REST, ["k2"]), (STREAM, ["QS-none"])):
        caught = await page.evaluate(
            f"(given) => ({script})(given).catch((error) => error.message)",
            [tenant.api.base_url, tenant.key, *arguments],
        )
        assert caught == "Failed to fetch"
    code, told = await page.evaluate(SOCKET, [tenant.api.base_url, [], tenant.key, "QS-none"])
    assert (code, told) == (4403, [])
    assert await tenant.counts() == before
