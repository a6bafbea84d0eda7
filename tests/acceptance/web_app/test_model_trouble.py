"""What is wrong with the model stands on every page, as long as it is so."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from prospect_twins.models.scripted.options import ScriptedOptions
from prospect_twins.models.scripted.server import ScriptedServer
from tests.scripted_service import serving

from .conftest import Tab, opened, started

pytestmark = pytest.mark.browser


class Gate(ScriptedServer):
    """A provider that refuses the key until it `lets_in`."""

    lets_in = False

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        if self.lets_in or scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        body = b'{"error": {"message": "Incorrect API key provided: sk-made-up.", "code": "invalid_api_key"}}'
        await send({"type": "http.response.start", "status": 401, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": body})


async def test_a_refused_key_is_told_on_the_page_until_it_is_taken(browser: Browser, tmp_path: Path) -> None:
    provider = Gate(ScriptedOptions(), name="any")
    async with AsyncExitStack() as stack:
        environment = {
            "PROSPECT_TWINS_MODEL": "openai-chat:any",
            "OPENAI_BASE_URL": await stack.enter_async_context(serving(provider)),
            "OPENAI_API_KEY": "sk-made-up-made-up",
        }
        running = started(tmp_path, environment)
        service = await asyncio.to_thread(running.__enter__)
        stack.push_async_callback(asyncio.to_thread, running.__exit__, None, None, None)
        tab: Tab = await stack.enter_async_context(opened(service, browser, tmp_path))
        banner = tab.page.get_by_role("status").filter(has_text="Answers may not come.")
        await tab.sign_in()
        await expect(banner).to_have_count(0)
        await tab.pick("LEAD-1001")
        await tab.ask("Would you call us back?")
        await expect(banner).to_contain_text("OPENAI_API_KEY")
        await tab.page.get_by_role("link", name="Import").click()
        await expect(banner).to_be_visible()

        provider.lets_in = True
        await tab.page.get_by_role("link", name="Ask", exact=True).click()
        await tab.pick("LEAD-1001")
        await tab.ask("Would you call us now?")
        await expect(banner).to_have_count(0)
