"""Data directories of earlier versions, whose clusters the wheel's own Python made."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from prospect_twins.store.embedded_postgres import check_directory, embedded_postgres
from prospect_twins.store.embedded_postgres.account import account_for
from prospect_twins.store.embedded_postgres.binaries import installed
from prospect_twins.store.embedded_postgres.layout import Layout


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_they_open(tmp_path: Path, locale: str) -> None:
    """Made under the caller's locale, by libc; beside the data is a list of processes."""
    layout = Layout(tmp_path / "data")
    layout.cluster.mkdir(parents=True)
    account = account_for(layout.cluster)
    if account is not None:
        account.own(layout.cluster)
    (layout.cluster.parent / "api-key").write_text("key")
    subprocess.run(
        [installed().program("initdb"), "--auth=trust", "--auth-local=trust", "--encoding=utf8", "-U", "postgres",
         "-D", "." if account is None or account.reaches(layout.cluster) else "/proc/self/cwd"],
        env={**os.environ, "LC_ALL": locale}, cwd=layout.cluster, check=True, capture_output=True,
        **(account.process_options if account else {}),
    )  # fmt: skip
    (layout.cluster / ".handle_pids.json").write_text("[1, 99999]")
    assert check_directory(layout.data_dir) == []
    with embedded_postgres(layout.data_dir) as url, psycopg.connect(url) as connection:
        found = connection.execute("SELECT datcollate FROM pg_database WHERE datname = 'postgres'").fetchone()
    assert found == (locale,)
