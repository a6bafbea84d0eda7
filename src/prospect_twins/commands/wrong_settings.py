"""What is said of settings that can't be used, and of variables that are none."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr

from prospect_twins.commands.details import DEBUG, LOG_LEVEL
from prospect_twins.commands.failures import WrongSettings
from prospect_twins.domain.printable import printable
from prospect_twins.settings import PREFIX, Settings

if TYPE_CHECKING:
    from pydantic import ValidationError

BESIDES = frozenset((LOG_LEVEL, DEBUG, PREFIX + "MIGRATE_URL"))
"""Variables that are read without being settings."""

_SHOWN_LETTERS = 60


def wrong_settings(error: "ValidationError", environ: Mapping[str, str]) -> WrongSettings:
    """What is wrong with the settings of `environ`, on one line."""
    # A default that is made of another setting can't be had while that one is wrong: nobody has set it.
    problems = [problem for problem in error.errors() if problem["type"] != "default_factory_not_called"]
    return WrongSettings("; ".join(_problem(problem, environ).rstrip(".") for problem in problems) + ".")


def unknown_variables(environ: Iterable[str]) -> dict[str, str]:
    """Each variable with our prefix that is none of ours, most likely a slip of the pen, and a line that says so."""
    settings = [name.upper() for name in Settings.model_fields]
    known = {PREFIX + name for name in settings} | BESIDES
    lines = {}
    for name in sorted(name for name in environ if name.upper().startswith(PREFIX) and name.upper() not in known):
        near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), settings, n=1)
        meant = f"; {PREFIX}{near[0]} is one." if near else "."
        lines[name] = f"{printable(name)} is no setting, and has no effect{meant}"
    return lines


def takes(annotation: Any, metadata: Sequence[Any] = ()) -> str:
    """What may stand in a setting's variable, in words."""
    arguments = [argument for argument in get_args(annotation) if argument is not type(None)]
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(arguments)
    if get_origin(annotation) is Annotated:
        return takes(arguments[0], arguments[1:])
    if get_origin(annotation) in (Union, UnionType):
        return takes(arguments[0], metadata)
    if annotation is bool:
        return "true or false"
    if annotation in (int, float):
        return ("a whole number" if annotation is int else "a number") + _range(metadata)
    return "another value"


def _range(metadata: Sequence[Any]) -> str:
    bounds = [part for whole in metadata for part in (whole, *getattr(whole, "metadata", ()))]
    limits = {name: getattr(part, name) for part in bounds for name in ("ge", "gt", "le") if hasattr(part, name)}
    if "ge" in limits and "le" in limits:
        return f" from {limits['ge']} to {limits['le']}"
    if "gt" in limits:
        return f" above {limits['gt']}"
    return f", {limits['ge']} or more" if "ge" in limits else ""


def _problem(problem: Any, environ: Mapping[str, str]) -> str:
    name = str(problem["loc"][0])
    variable = PREFIX + name.upper()
    reason = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "value_error":
        return f"{variable}: {printable(reason)}"
    field = Settings.model_fields[name]
    if problem["type"] == "string_pattern_mismatch":
        return f"{variable} takes a SHA-256, 64 digits from 0 to 9 and a to f."
    written = next((value for key, value in environ.items() if key.upper() == variable), None)
    secret = SecretStr in (field.annotation, *get_args(field.annotation))
    value = "" if written is None or secret else f", not '{printable(written.strip())[:_SHOWN_LETTERS]}'"
    return f"{variable} takes {takes(field.annotation, field.metadata)}{value}."
