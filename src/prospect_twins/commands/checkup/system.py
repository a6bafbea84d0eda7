"""Python, the terminal's letters, and the clock."""

import datetime
import locale
import platform
import sys
from collections.abc import Iterator
from importlib import metadata

from prospect_twins.commands.checkup.findings import CheckupFinding, odd, well, wrong

_NOT_BEFORE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
"""This version was made later."""
_NOT_AFTER = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)


def check_python() -> Iterator[CheckupFinding]:
    """Tell which version runs on which Python."""
    version = metadata.version("prospect-twins")
    yield well("Python", f"prospect-twins {version} on Python {platform.python_version()}, {platform.platform()}")


def check_text() -> Iterator[CheckupFinding]:
    """Look whether the terminal shows all letters."""
    written, system = str(sys.stdout.encoding), locale.getpreferredencoding(do_setlocale=False)
    state = f"printed as {written}, the system's is {system}, file names' {sys.getfilesystemencoding()}"
    if not written.lower().replace("-", "").startswith("utf8"):
        yield odd("text", state, "Other letters are shown as codes. Set LANG=C.UTF-8, or PYTHONIOENCODING=utf-8.")
    else:
        yield well("text", state)


def check_clock() -> Iterator[CheckupFinding]:
    """Look whether the clock tells a likely time."""
    now = datetime.datetime.now(datetime.UTC)
    if _NOT_BEFORE < now < _NOT_AFTER:
        yield well("clock", f"{now:%Y-%m-%d %H:%M} UTC")
    else:
        yield wrong("clock", f"{now:%Y-%m-%d %H:%M} UTC", "Set the clock: certificates and deadlines depend on it.")
