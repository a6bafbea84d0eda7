"""Logs on standard error: a line for each record, which nothing that was logged can break or steer."""

import logging
import os

from prospect_twins.commands import details
from prospect_twins.commands.details import LOG_LEVEL
from prospect_twins.commands.failures import WrongSettings
from prospect_twins.domain.printable import printable

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class _OneLine(logging.Formatter):
    """A traceback goes where details go; the line says what the error was."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name}: {record.getMessage()}"
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return printable(details.without_secrets(line))
        if details.wanted():
            assert record.exc_info  # noqa: S101  # it has the error
            traced = f"{line}\n{self.formatException(record.exc_info)}"
            return printable(details.without_secrets(traced), lines=True)
        file = details.kept(error)
        where = f"; {file} has the details" if file else ""
        return printable(details.without_secrets(f"{line}: {type(error).__name__}: {error}{where}"))


def begin() -> None:
    """Log from PROSPECT_TWINS_LOG_LEVEL (WARNING) on. Raises WrongSettings."""
    level = os.environ.get(LOG_LEVEL, "").strip("\"' \r\n").upper() or "WARNING"
    if level not in _LEVELS:
        raise WrongSettings(f"{LOG_LEVEL} takes one of {', '.join(_LEVELS)}, not '{printable(level)[:60]}'.")
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    logging.basicConfig(level=level, handlers=[handler])
    logging.captureWarnings(True)
    for chatty in ("procrastinate", "psycopg"):  # what goes wrong is told by who called them
        logging.getLogger(chatty).setLevel(logging.ERROR)
