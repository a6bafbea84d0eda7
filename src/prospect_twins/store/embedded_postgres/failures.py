"""Why PostgreSQL did not start, from what its programs wrote: in one line, with what to do, and whether it may pass."""

import re
from dataclasses import dataclass

_MESSAGE = re.compile(r"(?:FATAL|PANIC|error|ERROR): +(?P<text>.+)")
_OF_A_CLIENT = re.compile(r"FATAL: +(?:the database system is |terminating connection|sorry, too many clients)")
"""What a server tells those who connect, and logs as well: we ask whether it is ready, and that is no reason."""

_LOGGED = re.compile(r"LOG: +(?P<text>.+)")
_NOT_A_REASON = ("pg_ctl: could not start server", "Examine the log")

_PASSING = re.compile(
    # A server that was killed leaves processes behind, for a moment.
    r"pre-existing shared memory block|lock file \S+ already exists|could not bind Unix address"
)

_ADVICE = (
    (r"No space left|Disk quota", "Make room on the disk."),
    (r"incompatible with server|initialized by PostgreSQL version",
     "Another version made the data: use that version, or choose another --data-dir."),
    (r"setlocale|locale|collation|lc_",
     "The data was made under a locale that this machine doesn't have: install that locale."),
    (r"checkpoint record|invalid magic|checksum|control file|pg_control",
     "The data is damaged: restore a backup, or choose another --data-dir."),
    (r"shared memory|semaphores|[Cc]annot allocate memory|out of memory",
     "Free memory, or raise the limits (`ulimit -v`)."),
    (r"file descriptors|[Tt]oo many open files", "Raise the limit of open files (`ulimit -n 1024`)."),
    (r"loading shared libraries|GLIBC|symbol lookup",
     "Install that library, or set PROSPECT_TWINS_DATABASE_URL to a server of yours."),
    (r"configuration file|unrecognized configuration|for parameter|syntax error in file",
     "Mend postgresql.conf in the data directory."),
    (r"wrong ownership|invalid permissions|[Pp]ermission denied|Operation not permitted|Read-only",
     "See who owns the data directory and the directories above it, or choose another --data-dir."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StartFailure:
    """A start that failed."""

    reason: str
    passing: bool
    """Starting again may help."""


def failure(written: str) -> StartFailure:
    """What `written`, the programs' output since the start, says."""
    lines = [line.strip() for line in written.splitlines() if line.strip() and not _OF_A_CLIENT.search(line)]
    messages = [match["text"] for line in lines if (match := _MESSAGE.search(line))]
    # The first message is the cause of those that follow it; of a wrong configuration, the cause is only logged.
    if messages and messages[0].startswith("configuration file"):
        messages = [match["text"] for line in lines if (match := _LOGGED.search(line))][-1:] + messages
    other = [line for line in lines if "LOG:" not in line and not line.startswith(_NOT_A_REASON)]
    text = [*messages, *other, "its programs ended without a word"][0]
    advice = next((advice for pattern, advice in _ADVICE if re.search(pattern, text)), "")
    return StartFailure(f"{text.rstrip('.')}. {advice}".strip(), bool(_PASSING.search(text)))
