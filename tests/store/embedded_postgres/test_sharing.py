"""Processes that share one server: the first starts it, the last stops it, and any of them may be killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from prospect_twins.store.embedded_postgres import embedded_postgres
from prospect_twins.store.embedded_postgres.layout import Layout
from prospect_twins.store.embedded_postgres.postmaster import Postmaster
from tests.store.embedded_postgres.conftest import Uses, kept, runs, server_of


def ends(process: psutil.Process) -> bool:
    """Whether it ends; it is given as long as a loaded machine takes."""
    give_up_at = time.monotonic() + 60
    while runs(process) and time.monotonic() < give_up_at:
        time.sleep(0.02)
    return not runs(process)


def test_the_last_to_leave_stops_it(data_dir: Path, uses: Uses) -> None:
    first, second = uses(data_dir), uses(data_dir)
    assert first.said == second.said
    server = server_of(data_dir)
    first.leave()
    assert runs(server)
    second.leave()
    assert ends(server)
    assert not (Layout(data_dir).cluster / "postmaster.pid").exists()


def test_several_that_start_at_once_make_one_cluster_and_one_server(tmp_path: Path, uses: Uses) -> None:
    users = [uses(tmp_path / "new") for _ in range(4)]
    assert len({user.said for user in users}) == 1
    server = server_of(tmp_path / "new")
    log = Layout(tmp_path / "new").log.read_text()
    assert log.count("starting PostgreSQL") == 1
    for user in users:
        user.leave()
    assert ends(server)


def test_killed_users_do_not_count(data_dir: Path, uses: Uses) -> None:
    """Nor does it matter who gets their numbers."""
    killed, left = uses(data_dir), uses(data_dir)
    assert killed.said == left.said
    server = server_of(data_dir)
    killed.kill()
    left.leave()
    assert ends(server)


def test_when_all_are_killed_the_next_one_takes_the_server_over(data_dir: Path, uses: Uses) -> None:
    killed = uses(data_dir)
    assert killed.said
    server = server_of(data_dir)
    killed.kill()
    assert runs(server)
    with embedded_postgres(data_dir) as url:
        assert kept(url) == 42
        assert server_of(data_dir) == server
    assert ends(server)


def test_a_killed_server_is_started_again(data_dir: Path, uses: Uses) -> None:
    """Beside a user that still has it, and while its own processes are ending."""
    user = uses(data_dir)
    assert user.said
    for _ in range(3):
        server_of(data_dir).kill()
        with embedded_postgres(data_dir) as url:
            assert kept(url) == 42


@pytest.mark.parametrize("name", ["data", "long " * 22], ids=["its own socket", "a private socket"])
def test_a_server_that_is_killed_under_its_users_is_started_again_where_it_was(
    data_dir: Path, tmp_path: Path, uses: Uses, name: str
) -> None:
    """As the system does for its memory. None of the users does anything but wait, and all know the same URL."""
    data_dir = data_dir.rename(tmp_path / name.strip())
    other = uses(data_dir)
    with embedded_postgres(data_dir) as url:
        assert other.said == url
        for _ in range(2):
            killed = server_of(data_dir)
            killed.kill()
            give_up_at = time.monotonic() + 60
            while True:
                try:
                    assert kept(url) == 42
                    break
                except psycopg.OperationalError:
                    assert time.monotonic() < give_up_at, "it was not started again"
                    time.sleep(0.02)
            assert server_of(data_dir) != killed
    server = server_of(data_dir)
    other.leave()
    assert ends(server)


def test_everything_is_killed_at_once(data_dir: Path, uses: Uses) -> None:
    for _ in range(3):
        user = uses(data_dir)
        assert user.said
        server = server_of(data_dir)
        for process in (server, *server.children(), psutil.Process(user.process.pid)):
            process.kill()
        user.process.wait()
    with embedded_postgres(data_dir) as url:
        assert kept(url) == 42


def stale(data_dir: Path, pid: int) -> None:
    """What a server that had this number left when the machine lost its power."""
    cluster = Layout(data_dir).cluster
    where = f"{cluster}\n{int(time.time())}\n5432\n.\n\n  2146435  19\nready   \n"
    (cluster / "postmaster.pid").write_text(f"{pid}\n{where}")
    (cluster / ".s.PGSQL.5432.lock").write_text(f"{pid}\n{where}")
    (cluster / ".s.PGSQL.5432").touch()


def test_a_number_that_another_process_has_now_is_not_a_server(data_dir: Path, cluster: Path, tmp_path: Path) -> None:
    """After a restart of the machine or the container. The other may even be a server, of other data."""
    sleeper = subprocess.Popen(["sleep", "600"])
    with embedded_postgres(Path(shutil.copytree(cluster, tmp_path / "other"))) as other:
        numbers = (os.getpid(), os.getppid(), 1, sleeper.pid, server_of(tmp_path / "other").pid)
        for pid in numbers:
            stale(data_dir, pid)
            with embedded_postgres(data_dir) as url:
                assert kept(url) == 42
                assert server_of(data_dir).pid not in numbers
        assert kept(other) == 42, "the other server is left alone"
    assert sleeper.poll() is None
    sleeper.kill()
    sleeper.wait()


def test_a_torn_file_is_not_a_server(data_dir: Path) -> None:
    for text in ("", "\n", "12", "garbage\n"):
        (Layout(data_dir).cluster / "postmaster.pid").write_text(text)
        with embedded_postgres(data_dir) as url:
            assert kept(url) == 42


def test_a_cluster_that_was_half_made_is_made_anew(tmp_path: Path, uses: Uses) -> None:
    """Its maker is killed; what it made is not taken for a cluster, and `initdb` may go on for a moment."""
    data_dir = tmp_path / "new"
    for _ in range(3):
        user = uses(data_dir)
        while not any(data_dir.glob("postgres.new/base*")):
            assert user.process.poll() is None
            time.sleep(0.005)
        user.kill()
    assert not Layout(data_dir).has_cluster
    with embedded_postgres(data_dir) as url, psycopg.connect(url) as connection:
        connection.execute("SELECT 1")
    assert not Layout(data_dir).unfinished.exists()


def test_a_server_that_recovers_is_waited_for(data_dir: Path) -> None:
    """It reads its log from an archive, which takes a while, and takes no connections."""
    cluster = Layout(data_dir).cluster
    (cluster / "recovery.signal").touch()
    with (cluster / "postgresql.auto.conf").open("a") as configuration:
        configuration.write("restore_command = 'sleep 1; false'\nhot_standby = off\n")
    with embedded_postgres(data_dir) as url:
        assert kept(url) == 42
    assert Layout(data_dir).log.read_text().count("starting PostgreSQL") <= 2  # once when it was made


def test_an_interrupted_start_leaves_no_server(data_dir: Path, uses: Uses) -> None:
    cluster = Layout(data_dir).cluster
    (cluster / "recovery.signal").touch()
    with (cluster / "postgresql.auto.conf").open("a") as configuration:
        configuration.write("restore_command = 'sleep 1; false'\nhot_standby = off\n")
    user = uses(data_dir)
    while Postmaster.read(cluster) is None:  # the file is there before its content is
        assert user.process.poll() is None
        time.sleep(0.005)
    server = server_of(data_dir)
    user.process.send_signal(signal.SIGINT)
    user.leave()
    assert ends(server)


def test_a_directory_that_is_removed_does_not_fail_the_user(data_dir: Path) -> None:
    with embedded_postgres(data_dir):
        server = server_of(data_dir)
        shutil.rmtree(data_dir)
    assert sys.platform == "win32" or ends(server)
