"""Files of ours: closed to others, in nobody's home that there is not, and never root's in someone else's directory."""

import os
import stat
from pathlib import Path

import pytest

from prospect_twins.commands import details
from prospect_twins.commands.running_services import announced, running_services
from prospect_twins.own_files import cache_directory, data_directory, make_directory, open_own, state_directory

NEW = os.O_WRONLY | os.O_CREAT


@pytest.fixture
def no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_places")
@pytest.mark.parametrize("home", ["", "relative", "/nonexistent/home"])
def test_without_a_home_there_is_no_place_of_the_users(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr("pwd.getpwuid", nobody)
    monkeypatch.setenv("HOME", home)
    assert (data_directory(), cache_directory(), state_directory()) == (None, None, None)


@pytest.mark.parametrize("home", ["", "/nonexistent/home"])
def test_a_place_that_is_named_is_taken_whatever_the_home(
    home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_directory() == tmp_path / "prospect-twins"


@pytest.mark.usefixtures("no_places")
def test_without_a_home_a_service_is_not_announced_and_an_error_keeps_no_details(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And neither is an error of its own, which would hide the first one."""
    monkeypatch.setenv("HOME", str(tmp_path / "none"))
    monkeypatch.setattr(details, "_data_dir", None)
    with announced(tmp_path, "http://127.0.0.1:8000", embedded_database=True):
        assert running_services() == []
    assert details.kept(ValueError("x")) is None
    assert not (tmp_path / "none").exists()


def test_a_home_is_used_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_places: None) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    place = data_directory()
    assert place is not None
    assert place.is_relative_to(tmp_path)


def test_what_is_made_is_closed_to_others(tmp_path: Path) -> None:
    make_directory(tmp_path / "a" / "b")
    os.close(open_own(tmp_path / "a" / "b" / "file", NEW))
    made = (tmp_path / "a", tmp_path / "a" / "b", tmp_path / "a" / "b" / "file")
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o700, 0o700, 0o600]
    with pytest.raises(NotADirectoryError):
        make_directory(tmp_path / "a" / "b" / "file")


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can give files away")
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", 12345, 12346)
    return tmp_path / "theirs"


def test_what_root_makes_in_someones_directory_is_theirs(theirs: Path) -> None:
    make_directory(theirs / "a" / "b")
    os.close(open_own(theirs / "a" / "b" / "file", NEW))
    (theirs / "roots").touch()  # of an earlier version
    os.close(open_own(theirs / "roots", NEW))
    owners = {(path.stat().st_uid, path.stat().st_gid) for path in theirs.rglob("*")}
    assert owners == {(12345, 12346)}


def test_links_in_someones_directory_lead_root_nowhere(theirs: Path, tmp_path: Path) -> None:
    (tmp_path / "roots").touch()
    (theirs / "soft").symlink_to(tmp_path / "roots")
    (theirs / "hard").hardlink_to(tmp_path / "roots")
    with pytest.raises(OSError, match="symbolic links"):
        open_own(theirs / "soft", NEW)
    os.close(open_own(theirs / "hard", NEW))
    assert (tmp_path / "roots").stat().st_uid == 0
