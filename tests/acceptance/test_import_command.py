"""`prospect-twins import`, as it is typed, on a real database."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

FILE = "Name,Email,Age,Annual Income\nAnn Lee,ann@example.com,41,a lot\nZoe Day,zoe@example.com,0,$50k\n,,,\n,,30,\n"


def typed(url: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PROSPECT_TWINS_DATABASE_URL": url, "COLUMNS": "80"}
    command = [sys.executable, "-m", "prospect_twins", "import", *arguments, "--data-dir", str(folder / "data")]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def stored(url: str) -> list[tuple[str, str | None]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT lead_id, full_name FROM prospects ORDER BY full_name").fetchall()


def test_a_dry_run_tells_each_column_and_stores_nothing_and_the_import_does_what_it_told(
    url: str, tmp_path: Path
) -> None:
    (tmp_path / "leads.csv").write_text(FILE)
    tried = typed(url, tmp_path, "leads.csv", "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert stored(url) == []
    counts = "3 rows: 2 created, 0 updated, 0 unchanged, 0 repeated, 1 rejected."
    assert counts in tried.stdout
    assert "Name → full_name (recognised by its name): Ann Lee; Zoe Day" in tried.stdout
    assert "Email → attributes.Email (no field has this name): ann@example.com; zoe@example.com" in tried.stdout
    assert "nothing was stored" in tried.stdout
    assert "line 5: it doesn't tell who it is about" in tried.stderr
    assert "Annual Income: 1 value was not understood as an amount a year" in tried.stderr
    assert "Age, not understood: 0" in tried.stderr
    assert counts in typed(url, tmp_path, "leads.csv").stdout
    assert [name for _, name in stored(url)] == ["Ann Lee", "Zoe Day"]


def test_next_months_file_of_the_same_name_makes_nobody_somebody_else(url: str, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text(FILE)
    typed(url, tmp_path, "leads.csv")
    before = stored(url)
    (tmp_path / "leads.csv").write_text("Email,Name\nbob@example.com,Bob Fox\nann@example.com,Ann Lee\n")
    assert "1 created, 0 updated, 1 unchanged" in typed(url, tmp_path, "leads.csv").stdout
    assert set(before) < set(stored(url))


def test_names_are_overwritten_and_nameless_rows_kept_only_if_that_is_said(url: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Lead ID,Name\n7,Ann Lee\n")
    (tmp_path / "b.csv").write_text("Lead ID,Name\n7,Zoe Day\n")
    (tmp_path / "c.csv").write_text("Age\n30\n30\n")
    typed(url, tmp_path, "a.csv")
    refused = typed(url, tmp_path, "b.csv")
    assert refused.returncode == 1
    assert "line 2: somebody of another name is known under its id" in refused.stderr
    assert stored(url) == [("7", "Ann Lee")]
    assert typed(url, tmp_path, "b.csv", "--overwrite-names").returncode == 0
    assert stored(url) == [("7", "Zoe Day")]
    assert typed(url, tmp_path, "c.csv").returncode != 0
    kept = typed(url, tmp_path, "c.csv", "--anonymous")
    assert "2 rows: 2 created" in kept.stdout
    assert "No name was found for 2 of 2 prospects." in kept.stderr


def test_a_dry_run_ends_as_the_import_would(url: str, tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text("Who,Age\nAnn Lee,30\n")
    done = typed(url, tmp_path, "who.csv")
    tried = typed(url, tmp_path, "who.csv", "--dry-run")
    assert done.returncode == tried.returncode == 1
    reason = "Nothing in the file tells who the people are"
    assert reason in done.stderr
    assert reason in tried.stderr
    assert "Who → attributes.Who" in tried.stdout


def test_what_another_program_writes_is_read_by_a_dash_and_dates_are_decided_as_in_a_file(
    url: str, tmp_path: Path
) -> None:
    file = "Lead ID,Name,Birthday\n7,Ann,3/4/1984\n8,Bob,25/4/1990\n"
    command = [sys.executable, "-m", "prospect_twins", "import", "-", "--data-dir", str(tmp_path / "data")]
    environment = {**os.environ, "PROSPECT_TWINS_DATABASE_URL": url}
    read = subprocess.run(command, cwd=tmp_path, env=environment, input=file.encode(), capture_output=True, check=False)
    assert read.returncode == 0, read.stderr
    assert b"2 rows: 2 created" in read.stdout
    assert [lead_id for lead_id, _ in stored(url)] == ["7", "8"]


def test_stopping_it_says_what_is_stored(url: str, tmp_path: Path) -> None:
    (tmp_path / "many.csv").write_text("Lead ID,Name\n" + "".join(f"{at},Ann {at}\n" for at in range(200_000)))
    environment = {**os.environ, "PROSPECT_TWINS_DATABASE_URL": url}
    command = [sys.executable, "-m", "prospect_twins", "import", "many.csv", "--data-dir", str(tmp_path / "data")]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and not stored(url):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130, said
    told = re.search(r"Stopped\. (?:The first ([\d,]+) rows are stored|Few rows)", said)
    assert told, said
    assert int((told[1] or "0").replace(",", "")) <= len(stored(url)) < 200_000
