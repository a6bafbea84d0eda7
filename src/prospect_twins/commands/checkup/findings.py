"""What a check has found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something was found."""

    OK = "ok"
    WARNING = "warning"
    """It works, and may surprise."""
    WRONG = "wrong"
    """It keeps a service from starting or answering."""


@dataclass(frozen=True, slots=True)
class CheckupFinding:
    """`what` was looked at, what was `found`, and what to do about it, unless it is well."""

    what: str
    state: State
    found: str
    advice: str = ""


def well(what: str, observed: str) -> CheckupFinding:
    """A finding that asks for nothing."""
    return CheckupFinding(what, State.OK, observed)


def odd(what: str, observed: str, advice: str) -> CheckupFinding:
    """A finding that works, and may surprise."""
    return CheckupFinding(what, State.WARNING, observed, advice)


def wrong(what: str, observed: str, advice: str) -> CheckupFinding:
    """A finding that keeps the product from working, and what to do about it."""
    return CheckupFinding(what, State.WRONG, observed, advice)
