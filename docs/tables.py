"""Writes the tables of the reference (settings, commands) from the code: `python -m docs.tables`.

A test fails while a page differs from what this would write.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from typer.main import get_command

from prospect_twins.commands import app
from prospect_twins.settings import Settings

DOCS = Path(__file__).parent
PREFIX = "PROSPECT_TWINS_"

_SYSTEM_DEFAULTS = {
    "data_dir": "`~/.local/share/prospect-twins` on Linux; the system's place for a user's data elsewhere",
    "cache_dir": "`~/.cache/prospect-twins` on Linux; the system's place for a user's caches elsewhere",
}
"""Defaults that differ from machine to machine."""


def settings_table() -> str:
    """One row for each field of `Settings`: variable, default, meaning."""
    lines = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = _SYSTEM_DEFAULTS.get(name) or _shown(field.default)
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {_cell(field.description or '')} |")
    return "\n".join(lines)


def command_sections() -> str:
    """One section for each command: its help, its usage, and a table of its arguments and options."""
    return "\n\n".join(_section(name, command) for name, command in commands())


def commands() -> Iterator[tuple[str, Any]]:
    """(`prospect-twins keys create`, Typer's command) of every command that does something."""
    yield from _leaves("prospect-twins", get_command(app))


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner: Mapping[str, Any] = getattr(command, "commands", {})
    if not inner and not command.hidden:
        yield name, command
    for word, child in inner.items():
        yield from _leaves(f"{name} {word}", child)


def _section(name: str, command: Any) -> str:
    parameters = [parameter for parameter in command.params if not parameter.hidden and parameter.name != "help"]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    usage = " ".join([name, "[OPTIONS]", *(f"{{{p.name}}}" if p.required else f"[{p.name}]" for p in arguments)])
    help_text = "\n\n".join(_cell(part) for part in (command.help or "").split("\n\n"))
    rows = [f"| {_names(p)} | {_cell(p.help or '')} | {_default(p)} |" for p in parameters]
    table = ["| | meaning | default |", "| --- | --- | --- |", *rows]
    return "\n".join([f"## {name}", "", f"`{usage}`", "", help_text, "", *table])


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.name}`"
    return ", ".join(f"`{option}`" for option in parameter.opts)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    if isinstance(parameter.show_default, str):
        return f"`{parameter.show_default}`"
    return "" if getattr(parameter, "is_flag", False) else _shown(parameter.default) if parameter.default else ""


def _shown(default: object) -> str:
    if default is None or default == ():
        return "none"
    return f"`{default}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


TABLES: Mapping[str, tuple[str, Callable[[], str]]] = {
    "settings": ("reference/settings.md", settings_table),
    "commands": ("reference/commands.md", command_sections),
}
"""Place in a page -> the page, and what writes it."""


def with_table(page: str, name: str, table: str) -> str:
    """`page` with `table` between its marks `<!-- name -->` and `<!-- end of name -->`. Raises LookupError."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(page):
        raise LookupError(f"there is no {begin} … {end} in the page")
    return pattern.sub(lambda _: f"{begin}\n{table}\n{end}", page)


TOUR = DOCS / "explanation" / "tour.md"
_STOP = re.compile(r"\[`([\w.]+)`\]\(([\w./]+\.py)#L\d+\)")


def with_lines(page: str, folder: Path) -> str:
    """`page` with the lines where its links to functions lead. Raises LookupError for a function that is not there.

    A link is written [`Class.function`](path/from/folder.py#L1).
    """

    def linked(link: re.Match[str]) -> str:
        name, path = link[1], link[2]
        return f"[`{name}`]({path}#L{_line_of(name, (folder / path).read_text())})"

    return _STOP.sub(linked, page)


def _line_of(name: str, source: str) -> int:
    body: Sequence[ast.stmt] = ast.parse(source).body
    line = 0
    for part in name.split("."):
        found = next((node for node in body if isinstance(node, _NAMED) and node.name == part), None)
        if found is None:
            raise LookupError(f"there is no {name}")
        line, body = found.lineno, found.body
    return line


_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def main() -> None:
    """Write all tables and the tour's lines anew."""
    TOUR.write_text(with_lines(TOUR.read_text(), TOUR.parent))
    for name, (file, write) in TABLES.items():
        path = DOCS / file
        path.write_text(with_table(path.read_text(), name, write()))


if __name__ == "__main__":
    main()
