"""Several users of a machine, root among them. Nothing that isn't ours is changed, and none keeps another out."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from prospect_twins.store.embedded_postgres import EmbeddedPostgresError, embedded_postgres, server
from prospect_twins.store.embedded_postgres.binaries import Binaries, installed
from prospect_twins.store.embedded_postgres.layout import Layout
from tests.store.embedded_postgres.conftest import OtherUser, Uses, kept, server_of

Find = Callable[[int], OtherUser]
NOBODY, SOMEBODY = 65534, 54321
"""With an account on most systems, and without one."""


def own(folder: Path, other: OtherUser) -> Path:
    folder.mkdir(exist_ok=True)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, other.uid, other.uid, follow_symlinks=False)
    return folder


def test_a_user_without_an_account_has_a_database(public: Path, uses: Uses, other_user: Find) -> None:
    """`docker run --user 54321`: no name, no home. PostgreSQL's programs ask for the name."""
    other = other_user(SOMEBODY)
    data_dir = own(public / "data", other)
    for _ in ("it is made", "it is opened"):
        user = uses(data_dir, other.python, **other.options)
        assert user.said.startswith("postgresql://")
        assert server_of(data_dir).uids().real == other.uid
        user.leave()


def test_a_user_without_a_home_is_told_what_to_set(other_user: Find) -> None:
    other = other_user(SOMEBODY)
    command = [*other.python, "-P", "-m", "prospect_twins", "keys", "list"]
    done = subprocess.run(command, capture_output=True, text=True, **other.options)
    assert done.returncode != 0
    assert "your home directory is not known, or does not exist; set HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_users_have_their_own_at_the_same_time(
    public: Path, uses: Uses, other_user: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the first one lies in a place that both use."""
    shared = public / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    with embedded_postgres(public / "roots"):
        other = other_user(NOBODY)
        options = other.options
        options["env"]["TMPDIR"] = str(shared)
        user = uses(own(public / "theirs", other), other.python, **options)
        assert user.said.startswith("postgresql://")
        assert not os.listdir(shared)


def test_another_users_data_is_refused_in_one_line(public: Path, cluster: Path, uses: Uses, other_user: Find) -> None:
    data_dir = Path(shutil.copytree(cluster, public / "data"))
    owner, stranger = other_user(SOMEBODY), other_user(NOBODY)
    own(data_dir, owner)
    said = uses(data_dir, stranger.python, **stranger.options).said
    assert said.startswith("refused:")
    assert f"belongs to user {SOMEBODY}" in said
    data_dir.chmod(0o777)
    said = uses(data_dir, stranger.python, **stranger.options).said
    assert f"postgres belongs to user {SOMEBODY}, not to you ({NOBODY}); start as that user" in said
    data_dir.chmod(0o000)
    said = uses(data_dir / "below", stranger.python, **stranger.options).said
    assert "Permission denied" in said


def test_root_opens_a_users_data_and_leaves_it_theirs(
    public: Path, cluster: Path, uses: Uses, other_user: Find
) -> None:
    other = other_user(NOBODY)
    data_dir = own(Path(shutil.copytree(cluster, public / "data")), other)
    for name in ("postgres.lock", "postgres.users"):
        (data_dir / name).unlink()
    with embedded_postgres(data_dir) as url:
        assert kept(url) == 42
        assert server_of(data_dir).uids().real == other.uid
        user = uses(data_dir, other.python, **other.options)
        assert user.said == url, "both use it at the same time"
    user.leave()
    assert {path.stat().st_uid for path in data_dir.rglob("*")} == {other.uid}


def test_what_root_makes_for_a_user_is_the_users(public: Path, uses: Uses, other_user: Find) -> None:
    """Root comes first, into a directory that someone else has made; a container's volume is one."""
    other = other_user(SOMEBODY)
    data_dir = own(public / "data", other)
    with embedded_postgres(data_dir):
        assert server_of(data_dir).uids().real == other.uid
    user = uses(data_dir, other.python, **other.options)
    assert user.said.startswith("postgresql://")


@pytest.fixture
def root() -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root's server runs as another account")


def modes(path: Path) -> dict[Path, tuple[int, int]]:
    return {parent: (stat.S_IMODE(parent.stat().st_mode), parent.stat().st_uid) for parent in (path, *path.parents)}


@pytest.mark.usefixtures("root")
def test_started_as_root_no_directory_above_the_data_changes(public: Path, cluster: Path) -> None:
    """They may be closed to the account that the server runs as, as /root is."""
    closed = public / "closed"
    closed.mkdir(mode=0o700)
    data_dir = Path(shutil.copytree(cluster, closed / "data"))
    before = modes(data_dir) | modes(installed().program("postgres"))
    with embedded_postgres(data_dir) as url:
        assert kept(url) == 42
        assert server_of(data_dir).uids().real != 0
    with embedded_postgres(closed / "new") as url:
        assert server_of(closed / "new").uids().real != 0
    after = modes(data_dir) | modes(installed().program("postgres"))
    assert after == before


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("name", ["closed", 'odd "$HOME" `name`'])
def test_programs_that_cant_be_used_where_they_are_are_copied(
    public: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Installed below a directory that is closed to the server's account, or with signs that a shell understands."""
    folder = public / name
    folder.mkdir()
    there = installed().copy_to(folder)
    folder.chmod(0o700)
    before = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    monkeypatch.setattr(server, "installed", lambda: there)
    for _ in ("made", "opened"):
        with embedded_postgres(public / "data") as url:
            program = Path(server_of(public / "data").exe())
            assert name not in str(program)
            with_it = Binaries(program.parents[3])
            assert with_it.program("postgres") == program
            assert url
        assert not program.exists(), "the copy is removed"
    assert {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))} == before


@pytest.mark.usefixtures("root")
def test_where_nothing_private_can_be_made_it_is_refused(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a socket that others could reach instead."""
    long = data_dir.rename(data_dir.with_name("x" * 120))
    monkeypatch.setattr("prospect_twins.store.embedded_postgres.private._candidates", lambda: [Path("/nowhere")])
    with pytest.raises(EmbeddedPostgresError, match="needs a private directory"), embedded_postgres(long):
        pass
    assert not (Layout(long).cluster / "postmaster.pid").exists()
