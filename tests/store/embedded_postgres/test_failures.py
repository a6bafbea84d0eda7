"""What does not pass is said at once, in one line, and tried once; what passes is tried again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from prospect_twins.store.embedded_postgres import EmbeddedPostgresError, embedded_postgres
from prospect_twins.store.embedded_postgres.failures import failure
from prospect_twins.store.embedded_postgres.layout import Layout


def configure(line: str) -> Callable[[Path], None]:
    def write(cluster: Path) -> None:
        with (cluster / "postgresql.conf").open("a") as configuration:
            configuration.write(f"\n{line}\n")

    return write


def damage_control(cluster: Path) -> None:
    control = cluster / "global" / "pg_control"
    content = bytearray(control.read_bytes())
    content[100:104] = b"xxxx"
    control.write_bytes(content)


def lose_log(cluster: Path) -> None:
    for segment in (cluster / "pg_wal").glob("0*"):
        segment.unlink()


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (configure("shared_buffers = lots"), 'parameter "shared_buffers".*Mend postgresql.conf'),
        (configure("shared_buffers = 8TB"), "outside the valid range.*Mend postgresql.conf"),
        (configure("no_such_setting = 1"), "unrecognized configuration parameter.*Mend postgresql.conf"),
        (configure("lc_messages = 'xx_YY.UTF-8'"), "lc_messages.*install that locale"),
        (configure("shared_preload_libraries = 'nowhere'"), 'could not access file "nowhere"'),
        (damage_control, "control file.*restore a backup"),
        (lose_log, "checkpoint record.*restore a backup"),
        (lambda cluster: (cluster / "pg_hba.conf").write_text("local all all reject\n"), "refuses us.*rejects"),
        (lambda cluster: (cluster / "pg_hba.conf").write_text("nonsense\n"), "pg_hba.conf"),
    ],
)
def test_what_does_not_pass_is_tried_once(data_dir: Path, break_it: Callable[[Path], None], said: str) -> None:
    layout = Layout(data_dir)
    break_it(layout.cluster)
    layout.log.unlink()
    with pytest.raises(EmbeddedPostgresError, match=said) as caught, embedded_postgres(data_dir):
        pass
    assert "\n" not in str(caught.value)
    log = layout.log.read_text()
    assert log.count("starting PostgreSQL") <= 1
    assert not (layout.cluster / "postmaster.pid").exists(), "nothing is left running"


@pytest.mark.parametrize(
    ("written", "reason", "passing"),
    [
        ('… FATAL:  lock file "postmaster.pid" already exists\n… HINT:  Is another postmaster running?',
         'lock file "postmaster.pid" already exists.', True),
        ("… FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use",
         "pre-existing shared memory block (key 1, ID 2) is still in use.", True),
        ("/x/postgres: error while loading shared libraries: libz.so.1: cannot open shared object file",
         "Install that library", False),
        ("… FATAL:  the database system is starting up\n… PANIC:  could not locate a valid checkpoint record at 0/1\n",
         "The data is damaged", False),
        ("… FATAL:  the database system is starting up\n", "its programs ended without a word.", False),
        ("… LOG:  starting PostgreSQL 18\n", "its programs ended without a word.", False),
        ("pg_ctl: could not start server\nExamine the log output.\n", "its programs ended without a word.", False),
        ("/bin/sh: 1: cannot create log: Permission denied\npg_ctl: could not start server\n", "See who owns", False),
        ("… FATAL:  could not write to file: No space left on device\n", "Make room on the disk.", False),
        ("… FATAL:  database locale is incompatible with operating system\n", "install that locale", False),
        ("… FATAL:  data directory \"/d\" has wrong ownership\n", "See who owns", False),
        ("… FATAL:  could not map anonymous shared memory: Cannot allocate memory\n", "Free memory", False),
        ("… FATAL:  insufficient file descriptors available to start server process\n", "ulimit -n", False),
    ],
)  # fmt: skip
def test_what_the_programs_write_becomes_a_reason_with_advice(written: str, reason: str, passing: bool) -> None:
    found = failure(written)
    assert reason in found.reason
    assert found.passing is passing
