"""Where the details of an unexpected error go: never to the terminal, unless they are asked for."""

import os
import re
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

from prospect_twins.own_files import make_directory, open_own, state_directory

LOG_LEVEL = "PROSPECT_TWINS_LOG_LEVEL"
DEBUG = "PROSPECT_TWINS_DEBUG"
"""Read before there are settings."""

FILE = "errors.log"
_MOST_BYTES = 4 * 1024 * 1024
_SECRET_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_IN_URLS = re.compile(r"(\w://[^\s:/@]*:)(?!password@)[^\s@]+(?=@)")

_data_dir: Path | None = None


def keep_in(data_dir: Path) -> None:
    """From now on details are kept in this data directory."""
    global _data_dir  # noqa: PLW0603  # one process has one
    _data_dir = data_dir


def wanted(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether whoever started us wants to see tracebacks."""
    asked = environ.get(DEBUG, "").strip("\"' ").lower() not in ("", "0", "false", "no", "off")
    return asked or environ.get(LOG_LEVEL, "").strip("\"' ").upper() == "DEBUG"


def without_secrets(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """`text` without passwords in URLs, and without the values of variables that are named like secrets."""
    for name, value in environ.items():
        if _SECRET_NAMES.search(name) and len(value.strip()) >= 8:
            text = text.replace(value.strip(), f"[{name}]")
    return _IN_URLS.sub(r"\1[password]", text)


def kept(error: BaseException) -> Path | None:
    """Write the traceback to errors.log in the data directory, or else in the user's state directory; where it was
    written, None if nowhere can be.
    """
    text = without_secrets("".join(traceback.format_exception(error)))
    entry = f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} process {os.getpid()}\n{text}\n"
    own = _data_dir if _data_dir is not None and _data_dir.is_dir() else None
    for directory in (own, state_directory()):
        if directory is None:
            continue
        try:
            make_directory(directory)
            file = directory / FILE
            mode = os.O_TRUNC if file.exists() and file.stat().st_size > _MOST_BYTES else os.O_APPEND
            descriptor = open_own(file, os.O_WRONLY | os.O_CREAT | mode)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as out:
                out.write(entry)
        except OSError:
            continue
        return file
    return None
