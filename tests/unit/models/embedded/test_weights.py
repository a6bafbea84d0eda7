import asyncio
import os
import sys
from pathlib import Path

import pytest

from prospect_twins.models.embedded.errors import (
    CacheNotWritable,
    NoDiskSpace,
    NoSourceReachable,
    NotGguf,
    WeightsNotFound,
    WrongHash,
)
from prospect_twins.models.embedded.weights import Weights
from tests.unit.models.embedded.made_up_weights import CONTENT, SHA256, FileSource, pinned


def cached(cache: Path) -> Path:
    return cache / "weights" / f"{SHA256}.gguf"


def left_behind(cache: Path) -> set[str]:
    return {path.suffix for path in (cache / "weights").iterdir()} - {".lock"}


async def test_the_file_is_cached_under_its_hash_and_not_fetched_again(tmp_path: Path) -> None:
    source = FileSource()
    weights = Weights(pinned(source), tmp_path)
    assert weights.present() is None
    assert await weights.fetch() == cached(tmp_path)
    assert cached(tmp_path).read_bytes() == CONTENT
    assert weights.present() == await weights.fetch() == cached(tmp_path)
    assert source.starts == [0]
    assert left_behind(tmp_path) == {".gguf"}


async def test_progress_grows_to_the_whole_and_names_the_source(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    await Weights(pinned(FileSource()), tmp_path).fetch(lambda *step: told.append(step))
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1] == (len(CONTENT), len(CONTENT), "a friend")


async def test_the_next_source_goes_on_where_the_last_one_broke_off(tmp_path: Path) -> None:
    first, second = FileSource(breaks_after=3000), FileSource(name="another")
    await Weights(pinned(first, second), tmp_path).fetch()
    assert (first.starts, second.starts) == ([0], [3000])
    assert cached(tmp_path).read_bytes() == CONTENT


async def test_an_interrupted_download_goes_on_at_the_next_start(tmp_path: Path) -> None:
    broken, whole = FileSource(breaks_after=5000), FileSource()
    with pytest.raises(NoSourceReachable):
        await Weights(pinned(broken), tmp_path).fetch()
    await Weights(pinned(whole), tmp_path).fetch()
    assert whole.starts == [5000]
    assert cached(tmp_path).read_bytes() == CONTENT


async def test_a_cancelled_download_keeps_what_it_has(tmp_path: Path) -> None:
    class Hesitant(FileSource):
        async def copy(self, sink) -> None:  # type: ignore[no-untyped-def]
            await sink.write(CONTENT[:700])
            waiting.set()
            await asyncio.Event().wait()

    waiting = asyncio.Event()
    fetching = asyncio.create_task(Weights(pinned(Hesitant()), tmp_path).fetch())
    await waiting.wait()
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    later = FileSource()
    await Weights(pinned(later), tmp_path).fetch()
    assert later.starts == [700]


async def test_every_failed_source_is_listed_with_its_reason(tmp_path: Path) -> None:
    weights = Weights(pinned(FileSource(breaks_after=0), FileSource(CONTENT[:90], name="a miser")), tmp_path)
    with pytest.raises(NoSourceReachable) as raised:
        await weights.fetch()
    assert "made-up-1b" in str(raised.value)
    assert "a friend: the line went dead" in str(raised.value)
    assert f"a miser: gave 90 of {len(CONTENT):,} bytes" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("wrong", [CONTENT[:-1] + b"?", CONTENT + b"and more"], ids=["other bytes", "too many"])
async def test_another_file_is_refused_and_the_next_source_asked(tmp_path: Path, wrong: bytes) -> None:
    await Weights(pinned(FileSource(wrong), FileSource(name="another")), tmp_path).fetch()
    assert cached(tmp_path).read_bytes() == CONTENT


async def test_if_nobody_has_the_right_file_nothing_is_kept(tmp_path: Path) -> None:
    with pytest.raises(WrongHash, match=f"not {SHA256}, and is refused"):
        await Weights(pinned(FileSource(CONTENT[::-1])), tmp_path).fetch()
    assert left_behind(tmp_path) == {".staging"}


async def test_a_beginning_that_was_wrong_does_not_spoil_a_good_source(tmp_path: Path) -> None:
    liar, honest = FileSource(b"x" * len(CONTENT), breaks_after=4000), FileSource(name="an honest one")
    await Weights(pinned(liar, honest), tmp_path).fetch()
    assert honest.starts == [4000, 0]
    assert cached(tmp_path).read_bytes() == CONTENT


async def test_without_room_nothing_is_fetched_and_the_message_says_how_much_is_needed(tmp_path: Path) -> None:
    source = FileSource(working_space=7_000_000_000)
    weights = Weights(pinned(source), tmp_path, free_space=lambda directory: 2_000_000_000)
    with pytest.raises(NoDiskSpace, match=r"7,000 MB more in .*weights, where 2,000 MB are free"):
        await weights.fetch()
    assert source.starts == []


async def test_only_what_is_missing_needs_room(tmp_path: Path) -> None:
    with pytest.raises(NoSourceReachable):
        await Weights(pinned(FileSource(breaks_after=9000)), tmp_path).fetch()
    await Weights(pinned(FileSource()), tmp_path, free_space=lambda directory: len(CONTENT) - 9000).fetch()
    assert cached(tmp_path).exists()


async def test_a_disk_that_fills_up_meanwhile_is_told_as_such(tmp_path: Path) -> None:
    class Filling(FileSource):
        async def copy(self, sink) -> None:  # type: ignore[no-untyped-def]
            raise OSError(28, os.strerror(28))

    with pytest.raises(NoDiskSpace):
        await Weights(pinned(Filling()), tmp_path).fetch()


async def test_a_cache_that_cannot_be_written_to_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "weights").write_text("a file where the directory should be")
    with pytest.raises(CacheNotWritable, match="PROSPECT_TWINS_CACHE_DIR"):
        await Weights(pinned(FileSource()), tmp_path).fetch()


async def test_two_at_once_fetch_once(tmp_path: Path) -> None:
    sources = [FileSource(), FileSource()]
    await asyncio.gather(*(Weights(pinned(source), tmp_path).fetch() for source in sources))
    assert sorted(source.starts for source in sources) == [[], [0]]


async def test_a_second_process_waits_for_the_first_and_shows_its_progress(tmp_path: Path) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import asyncio, pathlib, sys\n"
        "from prospect_twins.models.embedded.file_lock import exclusive\n"
        "async def main():\n"
        "    async with exclusive(pathlib.Path(sys.argv[1])):\n"
        "        print('held', flush=True)\n"
        "        sys.stdin.readline()\n"
        "asyncio.run(main())",
        str(tmp_path / "weights" / f"{SHA256}.lock"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=_with_directory(tmp_path / "weights"),
    )
    assert holder.stdin
    assert holder.stdout
    assert await holder.stdout.readline() == b"held\n"
    (tmp_path / "weights" / f"{SHA256}.partial").write_bytes(CONTENT[:1200])
    source, told = FileSource(), asyncio.Queue[tuple[int, int, str]]()
    fetching = asyncio.create_task(Weights(pinned(source), tmp_path).fetch(lambda *step: told.put_nowait(step)))
    assert await told.get() == (1200, len(CONTENT), "another process")
    assert source.starts == []
    holder.kill()
    await holder.wait()
    await fetching
    assert source.starts == [1200], "the lock of a process that died is free"


def _with_directory(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


async def test_a_given_file_is_used_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "my-own-7b.gguf"
    file.write_bytes(CONTENT)
    weights = Weights(pinned(), tmp_path / "cache", file=file)
    assert (weights.name, weights.present()) == ("my-own-7b", file)
    assert await weights.fetch() == file
    assert not (tmp_path / "cache").exists()


async def test_a_given_file_must_exist(tmp_path: Path) -> None:
    weights = Weights(pinned(FileSource()), tmp_path, file=tmp_path / "nowhere.gguf")
    assert weights.present() is None
    with pytest.raises(WeightsNotFound, match=r"nowhere\.gguf; correct PROSPECT_TWINS_WEIGHTS"):
        await weights.fetch()


async def test_a_given_file_must_be_gguf(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"\x00" * 64)
    with pytest.raises(NotGguf, match=r"model\.safetensors is not a GGUF file"):
        await Weights(pinned(), tmp_path, file=file).fetch()


async def test_a_given_file_must_have_the_hash_if_one_is_given(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(CONTENT)
    assert await Weights(pinned(), tmp_path, file=file, file_sha256=SHA256.upper()).fetch() == file
    with pytest.raises(WrongHash, match=f"has the SHA-256 {SHA256}, not {'0' * 64}"):
        await Weights(pinned(), tmp_path, file=file, file_sha256="0" * 64).fetch()
