"""The caller's environment is not the server's: whatever is set, missing or closed where a command is started."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from prospect_twins.store.embedded_postgres import embedded_postgres
from tests.store.embedded_postgres.conftest import kept, server_of

ELSEWHERE = {
    "PGSERVICE": "nowhere", "PGSERVICEFILE": "/nowhere", "PGSYSCONFDIR": "/nowhere", "PGOPTIONS": "-c nonsense=1",
    "PGHOST": "db.example", "PGHOSTADDR": "192.0.2.1", "PGPORT": "1", "PGDATABASE": "other", "PGUSER": "other",
    "PGPASSWORD": "secret", "PGPASSFILE": "/nowhere", "PGDATA": "/nowhere", "PGSSLMODE": "verify-full",
    "PGREQUIRESSL": "1", "PGSSLROOTCERT": "/nowhere", "PGCHANNELBINDING": "require", "PGREQUIREAUTH": "scram-sha-256",
    "PGREQUIREPEER": "nobody", "PGGSSENCMODE": "require", "PGCONNECT_TIMEOUT": "soon", "PGCLIENTENCODING": "LATIN1",
    "PGDATESTYLE": "nonsense", "PGTZ": "Mars/Base", "PGGEQO": "nonsense", "PGTARGETSESSIONATTRS": "standby",
    "PGLOADBALANCEHOSTS": "nonsense", "PGMINPROTOCOLVERSION": "9.9", "PGSSLMINPROTOCOLVERSION": "nonsense",
    "PGAPPNAME": "other", "PGCTLTIMEOUT": "0", "PGSERVER_POSTGRES_VERSION": "16",
}  # fmt: skip
"""Each of them alone stopped the server, or led our connections to another one."""

NONSENSE = {
    "LANG": "xx_YY.UTF-8", "LC_ALL": "zz_ZZ", "LC_CTYPE": "UTF-8", "LANGUAGE": "xx", "TZ": "Mars/Base",
    "HOME": "/nowhere", "USER": "nobody-here", "LOGNAME": "", "TMPDIR": "/nowhere", "XDG_RUNTIME_DIR": "/nowhere",
}  # fmt: skip


@pytest.mark.parametrize("environment", [ELSEWHERE, NONSENSE, {}], ids=["PG*", "nonsense", "nothing"])
def test_a_command_works_under_any_environment(tmp_path: Path, environment: dict[str, str]) -> None:
    """A command of the product, which makes the cluster, migrates in a child and reads by the pool."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "prospect_twins", "keys", "list", "--data-dir", tmp_path],
        env=environment, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_server_has_an_environment_of_its_own(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("another process's environment is read from /proc")
    for name, value in (ELSEWHERE | {"SECRET_API_KEY": "sk-1"}).items():
        monkeypatch.setenv(name, value)
    with embedded_postgres(data_dir) as url:
        assert kept(url) == 42
        assert not [name for name in os.environ if name.startswith("PG")]
        names = set(server_of(data_dir).environ())
    assert {name: os.environ.get(name) for name in ELSEWHERE} == ELSEWHERE, "they are the caller's, and are put back"
    added_by_pg_ctl_and_its_shell = {
        "PG_GRANDPARENT_PID",
        "PGDATA",
        "PGSYSCONFDIR",
        "PGLOCALEDIR",
        "PWD",
        "OLDPWD",
        "SHLVL",
        "_",
    }
    assert names <= {"PATH", "LC_ALL", "TZ", "LD_LIBRARY_PATH"} | added_by_pg_ctl_and_its_shell


def test_a_cluster_is_made_the_same_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """UTF-8, sorted by code points, upper and lower case by Unicode, whatever locales the machine has."""
    for name, value in NONSENSE.items():
        monkeypatch.setenv(name, value)
    with embedded_postgres(tmp_path / "new") as url, psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale, datcollate, lower('ÄŐ'), "
            "current_setting('TimeZone') FROM pg_database WHERE datname = 'postgres'"
        ).fetchone()
    assert found is not None
    assert found[:5] == ("UTF8", "b", "C.UTF-8", "C", "äő")
    assert found[5] in ("UTC", "Etc/UTC", "GMT")


@pytest.mark.parametrize("mask", [0o000, 0o077], ids=oct)
def test_files_are_private_under_any_mask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        with embedded_postgres(tmp_path / "new"):
            pass
    finally:
        os.umask(before)
    made = [tmp_path / "new", *(tmp_path / "new").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in made} == {0}


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_standard_streams_may_be_closed(data_dir: Path, closed: str) -> None:
    """The files that are opened first then have their numbers."""
    command = [sys.executable, "-P", "-m", "prospect_twins", "keys", "list", "--data-dir", str(data_dir)]
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command], timeout=200, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
