"""Data directories with every kind of path: they work, or are refused at once in one line."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from prospect_twins.store.embedded_postgres import EmbeddedPostgresError, check_directory, embedded_postgres
from prospect_twins.store.embedded_postgres.layout import Layout
from tests.store.embedded_postgres.conftest import kept, server_of


def socket_of(url: str) -> Path:
    return Path(str(psycopg.conninfo.conninfo_to_dict(url)["host"]))


@pytest.mark.parametrize(
    "name",
    [
        "Application Support",
        "a(b&c?d'e$f;g\"h\\i`j`k%20l#m@n=o*p[q]r{s}t|u~v!w^x+y<z>ü漢 ",
        "with, a comma",
        "-D",
        "a" * 120,
        "/".join(["b" * 150] * 4),
    ],
    ids=["a space", "signs", "a comma", "a dash", "too long for a socket", "long"],
)
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    """The shell, the server's list of sockets, the client's list of hosts and the URL each have signs of their own."""
    data_dir = tmp_path / name
    assert check_directory(data_dir) == []
    with embedded_postgres(data_dir) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS value")
        folder = socket_of(url)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with embedded_postgres(data_dir) as url:
        assert kept(url) == 42
    left = {path.name for path in data_dir.iterdir()}
    assert left == {"postgres", "postgres.lock", "postgres.users"}
    assert folder == data_dir / "postgres" or not folder.exists(), "a private directory is removed"


def test_a_relative_path_and_a_link_are_the_same_directory(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(data_dir)
    monkeypatch.chdir(tmp_path)
    with embedded_postgres(data_dir) as url:
        for name in ("data", "./link", "link/../data"):
            with embedded_postgres(Path(name)) as other:
                assert other == url


def test_nothing_listens_on_the_network(data_dir: Path) -> None:
    with embedded_postgres(data_dir) as url:
        assert server_of(data_dir).net_connections("inet") == []
        assert stat.S_IMODE((socket_of(url) / ".s.PGSQL.5432").stat().st_mode) & 0o077 == 0


def refused(data_dir: Path) -> str:
    """What it is refused with: the check and the start say the same."""
    problems = check_directory(data_dir)
    assert len(problems) == 1
    with pytest.raises(EmbeddedPostgresError) as caught, embedded_postgres(data_dir):
        pass
    assert caught.value.reason == problems[0]
    assert "\n" not in str(caught.value)
    return problems[0]


def test_paths_that_lead_nowhere_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    assert "is a file, not a directory" in refused(tmp_path / "file")
    assert "is a file, not a directory" in refused(tmp_path / "file" / "below")
    assert "is no usable path" in refused(tmp_path / "circle")
    assert "has a control character" in refused(tmp_path / "new\nline")
    assert "bytes that are no UTF-8" in refused(tmp_path / os.fsdecode(b"no text \xff\xfe"))
    assert "has a control character" in refused(tmp_path / "red\x1b[31m")
    assert "is no usable path" in refused(tmp_path / "nul\0")
    assert "File name too long" in refused(tmp_path / ("x" * 300))
    assert "more than 900 bytes" in refused(tmp_path / "/".join(["x" * 200] * 5))
    assert {path.name for path in tmp_path.iterdir()} == {"file", "circle"}, "nothing was made"


def test_what_is_no_cluster_of_ours_is_refused_and_kept(data_dir: Path, tmp_path: Path) -> None:
    cluster = Layout(data_dir).cluster
    (cluster / "PG_VERSION").write_text("16\n")
    assert "was made by PostgreSQL 16, and this is 18" in refused(data_dir)
    (cluster / "PG_VERSION").write_text("18\n")
    (cluster / "global" / "pg_control").unlink()
    assert "is not whole" in refused(data_dir)
    strange = tmp_path / "strange" / "postgres"
    strange.mkdir(parents=True)
    (strange / "notes.txt").touch()
    assert "has files in it that are no database" in refused(strange.parent)
    assert (strange / "notes.txt").exists()
    shutil.rmtree(strange)
    strange.touch()
    assert "is a file, not a directory" in refused(strange.parent)


def test_a_cluster_that_others_could_read_is_closed(data_dir: Path) -> None:
    Layout(data_dir).cluster.chmod(0o755)
    with embedded_postgres(data_dir) as url:
        assert kept(url) == 42
    assert stat.S_IMODE(Layout(data_dir).cluster.stat().st_mode) == 0o700


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        sys.platform != "linux"
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", folder], capture_output=True).returncode
    ):
        pytest.skip("a disk can't be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_the_cluster_may_be_on_another_disk(tmp_path: Path, disk: Path) -> None:
    """By a link, or because a disk (a container's volume) is mounted just there."""
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "postgres").symlink_to(disk / "cluster")
    mounted = tmp_path / "mounted"
    (mounted / "postgres").mkdir(parents=True)
    (disk / "mounted").mkdir()
    subprocess.run(["mount", "--bind", disk / "mounted", mounted / "postgres"], check=True)
    try:
        for data_dir in (tmp_path / "linked", mounted):
            with embedded_postgres(data_dir) as url, psycopg.connect(url) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 42 AS value")
            with embedded_postgres(data_dir) as url:
                assert kept(url) == 42
    finally:
        subprocess.run(["umount", mounted / "postgres"], check=True)
    assert (disk / "cluster" / "PG_VERSION").exists()
    assert (disk / "mounted" / "PG_VERSION").exists()


def test_a_disk_that_is_full_or_read_only_is_named(cluster: Path, disk: Path) -> None:
    shutil.copytree(cluster, disk / "old")
    subprocess.run(["fallocate", "-l", str(shutil.disk_usage(disk).free), disk / "filling"], check=True)
    assert "make room" in refused(disk / "new")
    with (
        pytest.raises(EmbeddedPostgresError, match="No space left on device"),
        embedded_postgres(disk / "old"),
    ):
        pass
    (disk / "filling").unlink()
    with embedded_postgres(disk / "old") as url:
        assert kept(url) == 42
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert "can only be read" in refused(disk / "old")
    assert "can only be read" in refused(disk / "new")
