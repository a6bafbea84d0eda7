"""A real browser, signed in at the real service on the scripted model."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.async_api import Browser, FilePayload, Page, Request, async_playwright, expect

import prospect_twins

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "web"
BUILT = Path(prospect_twins.__file__).parent / "web" / "dist" / "index.html"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

QUESTION = "What are your main concerns when you think about life insurance?"
REFUSES = "LEAD-1004"
"""The prospect whose twin is scripted to refuse."""
FIVE = ("LEAD-1001", "LEAD-1002", "LEAD-1003", "LEAD-1005", "LEAD-1006")

# Two at a time, not instantly: there must be something to watch, and time to cancel.
SCRIPT = {
    "PROSPECT_TWINS_MODEL": f"scripted:latency=0.4,fail={REFUSES}:refusal",
    "PROSPECT_TWINS_WORKER_CONCURRENCY": "2",
}
START_S = 90
expect.set_options(timeout=60_000)


@dataclass(frozen=True)
class Service:
    address: str
    key: str

    @property
    def link(self) -> str:
        """What the service prints for a person to open."""
        return f"{self.address}/#key={self.key}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with started(tmp_path_factory.mktemp("data"), SCRIPT) as service:
        yield service


@contextmanager
def started(data_dir: Path, environment: Mapping[str, str]) -> Iterator[Service]:
    """The service with the demo prospects and the web app, set by `environment`."""
    if not BUILT.is_file():
        subprocess.run([sys.executable, str(WEB / "build.py")], check=True)
    if not BUILT.is_file():
        pytest.skip("THE WEB APP IS NOT TESTED: it was not built, for want of Node; install Node, then `make web`.")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = (data_dir / "serve.log").open("wb")
    command = [
        sys.executable, "-m", "prospect_twins", "serve", "--demo", "--data-dir", str(data_dir), "--port", str(port),
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        if not _ready(address, process):
            pytest.fail("the service did not become ready:\n" + (data_dir / "serve.log").read_text())
        yield Service(address, (data_dir / "api-key").read_text().strip())
    finally:
        process.terminate()
        process.wait(60)
        log.close()


def _ready(address: str, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{address}/readyz", timeout=2) as response:  # noqa: S310  # our own service
                if response.status == 200:
                    return True
        except (URLError, TimeoutError):
            pass
        time.sleep(0.2)
    return False


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip(f"THE WEB APP IS NOT TESTED: no browser found; install one of {', '.join(BROWSERS)}.")
    async with async_playwright() as playwright:
        # Chromium's own sandbox does not start for root, as whom containers run.
        launched = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield launched
        await launched.close()


@dataclass
class Tab:
    """One browser tab with cookies of its own, and what went wrong in it."""

    page: Page
    service: Service
    pictures: Path
    outside: list[str] = field(default_factory=list)
    """Requests to anyone but the service."""
    complaints: list[str] = field(default_factory=list)
    """Uncaught errors, and what the content policy blocked."""

    def watch(self) -> None:
        def requested(request: Request) -> None:
            if not request.url.startswith(self.service.address + "/"):
                self.outside.append(request.url)

        self.page.on("request", requested)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.complaints.append(message.text) if "Content Security" in message.text else None,
        )

    async def sign_in(self) -> None:
        await self.page.goto(self.service.link)
        await expect(self.page.get_by_role("list", name="Prospects", exact=True)).to_be_visible()

    async def pick(self, *lead_ids: str) -> None:
        for lead_id in lead_ids:
            await self.page.locator(f".prospect-row:has(a[href$='{lead_id}']) input").check()

    async def ask(self, question: str = QUESTION) -> None:
        await self.page.get_by_role("textbox", name="Question").fill(question)
        await self.page.get_by_role("button", name=re.compile(r"^Ask [\d,]+ prospects?$")).click()
        await expect(self.page.get_by_role("heading", level=1, name=question)).to_be_visible()

    async def choose_file(self, name: str, content: str | bytes) -> None:
        """Go to the import page and choose a file there."""
        await self.page.get_by_role("link", name="Import").click()
        file = FilePayload(
            name=name, mimeType="text/csv", buffer=content.encode() if isinstance(content, str) else content
        )
        await self.page.get_by_label("File", exact=True).set_input_files(file)

    async def picture(self, name: str) -> None:
        await self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


@pytest.fixture
async def tab(service: Service, browser: Browser, tmp_path: Path) -> AsyncIterator[Tab]:
    async with opened(service, browser, tmp_path) as tab:
        yield tab


@asynccontextmanager
async def opened(service: Service, browser: Browser, pictures: Path) -> AsyncIterator[Tab]:
    context = await browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    tab = Tab(await context.new_page(), service, pictures)
    tab.watch()
    yield tab
    await context.close()
    assert tab.outside == []
    assert tab.complaints == []
