"""What can go wrong before the embedded model answers, each with one line that says what to do.

ProspectTwinsError
 └─ EmbeddedModelError
     ├─ WeightsError
     │   ├─ WeightsNotFound     the path that was given leads to no file
     │   ├─ NotGguf             the file that was given is of another format
     │   ├─ WrongHash           a file that is not the one it should be; it is refused
     │   ├─ NoSourceReachable   every source failed; the message says why each did
     │   ├─ NoDiskSpace         too little room in the cache directory
     │   └─ CacheNotWritable    the cache directory can't be written to
     ├─ NotEnoughMemory         too little free memory to load the weights
     └─ LoadingFailed           llama.cpp ended without coming up
"""

from collections.abc import Mapping
from pathlib import Path

from prospect_twins.domain.errors import ProspectTwinsError

MB = 1_000_000


class EmbeddedModelError(ProspectTwinsError):
    """The embedded model can't be used; asking again changes nothing until someone acts on the message."""


class WeightsError(EmbeddedModelError):
    """There are no weights to load."""


class WeightsNotFound(WeightsError):
    """There is no file of weights at this path."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no weights file at {path}; correct PROSPECT_TWINS_WEIGHTS, or leave it unset.")


class NotGguf(WeightsError):
    """The file is no GGUF file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a GGUF file; PROSPECT_TWINS_WEIGHTS must name weights in that format.")


class WrongHash(WeightsError):
    """What was downloaded is not what was expected."""

    def __init__(self, what: str, expected: str, actual: str, remedy: str) -> None:
        super().__init__(f"{what} has the SHA-256 {actual}, not {expected}, and is refused; {remedy}.")


class NoSourceReachable(WeightsError):
    """No place from which the weights may come can be reached."""

    def __init__(self, name: str, reasons: Mapping[str, str]) -> None:
        reasons_by_source = "; ".join(f"{source}: {reason}" for source, reason in reasons.items())
        super().__init__(
            f"The weights {name} can't be had from any source ({reasons_by_source}). Connect to one of them, or set "
            "PROSPECT_TWINS_WEIGHTS to a GGUF file, or PROSPECT_TWINS_MODEL to another model."
        )


class NoDiskSpace(WeightsError):
    """The disk has no room for the weights."""

    def __init__(self, directory: Path, needed: int, free: int) -> None:
        super().__init__(
            f"The weights need {needed / MB:,.0f} MB more in {directory}, where {free / MB:,.0f} MB are free; "
            "make room there, or set PROSPECT_TWINS_CACHE_DIR to a place that has it."
        )


class CacheNotWritable(WeightsError):
    """The cache directory can't be written to."""

    def __init__(self, directory: Path, reason: str) -> None:
        super().__init__(
            f"The weights can't be written to {directory} ({reason}); set PROSPECT_TWINS_CACHE_DIR to a place "
            "that can be written to."
        )


class NotEnoughMemory(EmbeddedModelError):
    """The model does not fit into the memory that is free."""

    def __init__(self, name: str, needed: int, available: int) -> None:
        super().__init__(
            f"The embedded model {name} needs {needed / MB:,.0f} MB of memory and {available / MB:,.0f} MB are free; "
            "close something, lower PROSPECT_TWINS_EMBEDDED_PARALLEL, or set PROSPECT_TWINS_MODEL to another model."
        )


class LoadingFailed(EmbeddedModelError):
    """The model's process did not come up; its log has the reason."""

    def __init__(self, name: str, reason: str, log_path: Path) -> None:
        super().__init__(f"The embedded model {name} could not be loaded ({reason}); {log_path} has the details.")
