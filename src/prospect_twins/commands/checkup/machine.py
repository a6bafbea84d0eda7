"""The checks in their order, each on its own: what one can't find out keeps none of the others from looking."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prospect_twins.commands.checkup.database import check_database
from prospect_twins.commands.checkup.findings import CheckupFinding, odd, well, wrong
from prospect_twins.commands.checkup.models import check_embeddings, check_memory, check_model_answers, check_models
from prospect_twins.commands.checkup.places import check_cache, check_data_directory, check_key_file
from prospect_twins.commands.checkup.running import check_port, check_service
from prospect_twins.commands.checkup.system import check_clock, check_python, check_text
from prospect_twins.commands.details import without_secrets
from prospect_twins.domain.printable import printable

if TYPE_CHECKING:
    from prospect_twins.settings import Settings


@dataclass(frozen=True, slots=True)
class Machine:
    """What is looked at. `call`: whether the models are asked something, which may cost a little."""

    settings: "Settings"
    port: int
    call: bool


_CHECKS: tuple[tuple[str, Callable[[Machine], Iterator[CheckupFinding]]], ...] = (
    ("Python", lambda machine: check_python()),
    ("text", lambda machine: check_text()),
    ("clock", lambda machine: check_clock()),
    ("data directory", lambda machine: check_data_directory(machine.settings)),
    ("API key", lambda machine: check_key_file(machine.settings)),
    ("database", lambda machine: check_database(machine.settings)),
    ("cache", lambda machine: check_cache(machine.settings)),
    ("model", lambda machine: check_models(machine.settings)),
    ("memory", lambda machine: check_memory(machine.settings)),
    ("embeddings", lambda machine: check_embeddings(machine.settings)),
    ("call", lambda machine: check_model_answers(machine.settings) if machine.call else iter(())),
    ("service", lambda machine: check_service(machine.settings)),
    ("port", lambda machine: check_port(machine.port)),
)


def examine(data_dir: Path | None, *, port: int, call: bool) -> Iterator[CheckupFinding]:
    """Everything that was found, in order, as it is found."""
    settings, findings = _settings(data_dir)
    yield from map(_shown, findings)
    if settings is None:
        return
    for what, check in _CHECKS:
        try:
            yield from map(_shown, check(Machine(settings, port, call)))
        except Exception as error:  # whatever it is: the other checks go on
            said = " ".join(str(error).split()) or type(error).__name__
            yield _shown(wrong(what, f"can't be looked at: {said}", "See whether the lines above tell why."))


def _settings(data_dir: Path | None) -> "tuple[Settings | None, list[CheckupFinding]]":
    """The settings as far as they can be read: those that can't be are told, and taken for not set."""
    from pydantic import ValidationError

    from prospect_twins.commands.wrong_settings import unknown_variables, wrong_settings
    from prospect_twins.domain.errors import ProspectTwinsError
    from prospect_twins.settings import PREFIX, Settings

    changes: dict[str, Any] = {} if data_dir is None else {"data_dir": data_dir}
    strange = unknown_variables(os.environ).values()
    findings = [odd("settings", line, "Correct its name, or unset it.") for line in strange]
    try:
        return Settings(**changes), findings or [well("settings", "all that are set can be used")]
    except ProspectTwinsError as error:
        return None, [*findings, wrong("settings", str(error), "Nothing else can be looked at before.")]
    except ValidationError as error:
        findings.append(wrong("settings", str(wrong_settings(error, os.environ)), "Correct or unset them."))
        bad = {PREFIX + str(problem["loc"][0]).upper() for problem in error.errors()}
        for name in [name for name in os.environ if name.upper() in bad]:
            del os.environ[name]
        return _settings_without(changes), findings


def _settings_without(changes: dict[str, Any]) -> "Settings | None":
    from pydantic import ValidationError

    from prospect_twins.settings import Settings

    try:
        return Settings(**changes)
    except ValidationError:  # what was typed, too, can't be used
        return None


def _shown(finding: CheckupFinding) -> CheckupFinding:
    """Without secrets, on one line."""
    return CheckupFinding(
        finding.what,
        finding.state,
        printable(without_secrets(finding.found)),
        printable(without_secrets(finding.advice)),
    )
