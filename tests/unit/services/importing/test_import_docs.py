"""docs/how-to/importing.md says what the code does: its tables are checked, its commands run (without the database)."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from prospect_twins.domain.crm_columns import COLUMN_NAMES
from prospect_twins.domain.lead_ids import MAX_LEAD_ID
from prospect_twins.services.importing import ImportReport, import_prospects, json_envelopes, json_rows, text, values

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs/how-to/importing.md").read_text()
TERM_LIFE = ROOT / "../shared/data/termlife/TermLife.csv"


@dataclass(frozen=True)
class Command:
    file: str
    maps: tuple[str, ...]


def shell_blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def documents() -> dict[str, str]:
    """The files that the page writes with `cat > name <<'END'`."""
    return {
        name: content
        for block in shell_blocks()
        for name, content in re.findall(r"^cat > (\S+) <<'END'\n(.*?)^END$", block, re.DOTALL | re.MULTILINE)
    }


def commands() -> list[Command]:
    found = []
    for block in shell_blocks():
        for line in re.sub(r"\\\n", " ", block).splitlines():
            if not line.startswith("prospect-twins import "):
                continue
            _, _, file, *options = shlex.split(line)
            pairs = list(zip(options[::2], options[1::2], strict=True))
            assert {name for name, _ in pairs} <= {"--map", "--tenant", "--data-dir"}
            found.append(Command(file, tuple(value for name, value in pairs if name == "--map")))
    return found


async def run(command: Command, writer: Any, folder: Path) -> ImportReport:
    path = TERM_LIFE if command.file == "TermLife.csv" else folder / command.file
    if path is not TERM_LIFE:
        path.write_text(documents()[command.file])
    elif not path.exists():
        pytest.skip("the TermLife survey data is not beside the repository")
    with path.open("rb") as file:
        return await import_prospects(file, writer, "default", mappings=command.maps)


def test_the_page_has_commands() -> None:
    assert [command.file for command in commands()] == ["leads.csv", "TermLife.csv", "TermLife.csv", "leads.jsonl"]


async def test_the_first_example_does_what_the_page_says(writer: Any, tmp_path: Path) -> None:
    report = await run(commands()[0], writer, tmp_path)
    assert (report.created, report.rejected) == (2, 1)
    assert report.rejected_rows[0].line == 4
    nora = writer.tenants["default"]["LEAD-2001"]
    assert nora.persona.full_name == "Nora Quill"
    assert nora.notes == ('Called twice. Asked what a "conversion clause" is.',)


@pytest.mark.parametrize("at", [1, 2])
async def test_both_lines_import_the_survey_completely(at: int, writer: Any, tmp_path: Path) -> None:
    report = await run(commands()[at], writer, tmp_path)
    assert (report.rows, report.created) == (500, 500)
    assert sum(use.by == "rest" for use in report.columns) == (14 if at == 1 else 5)
    people = writer.tenants["default"].values()
    assert {person.persona.gender for person in people} == {"male", "female"}
    assert {person.persona.marital_status for person in people} == {"not married", "married", "living with partner"}


async def test_the_json_lines_example_does_what_the_page_says(writer: Any, tmp_path: Path) -> None:
    report = await run(commands()[3], writer, tmp_path)
    assert report.created == 2
    ida, otis = writer.tenants["default"].values()
    assert ida.transcripts == ("2026-05-06, phone: Ida: And if I stop paying?\nAgent: Then it ends.",)
    assert (otis.persona.full_name, otis.attributes) == ("Otis Grange", {"Dogs": "3"})


def test_every_recognised_column_is_in_the_table_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE)
    table = {
        field: tuple(columns.split(", "))
        for field, columns in rows
        if field in COLUMN_NAMES and "characters" not in columns
    }
    assert table == COLUMN_NAMES


def test_every_map_in_the_table_can_be_given(read: Callable[..., object]) -> None:
    maps = [found for line in PAGE.splitlines() for found in re.findall(r'`--map "([^`]*)"`', line)]
    assert len(maps) >= 9
    for mapping in maps:
        column = re.split(r"(?<!\\)=", mapping)[0].replace("\\", "")
        others = "Lead ID" if "lead_id" not in mapping else "x"
        read(f"{others},{column}\n1,2\n", mapping)


@pytest.mark.parametrize(
    "limit",
    [
        MAX_LEAD_ID,
        values.MAX_FIELD,
        values.MAX_ATTRIBUTE_NAME,
        values.MAX_ATTRIBUTE,
        values.MAX_ATTRIBUTES,
        values.MAX_ATTRIBUTES_CHARS,
        values.MAX_ENTRY,
        values.MAX_ENTRIES,
        text.MAX_ROW_CHARS,
        131_072,
    ],
)
def test_every_limit_is_in_the_table(limit: int) -> None:
    _, _, table = PAGE.partition("| what | limit |")
    assert f"{limit:,}" in table


def test_the_look_ahead_and_the_wrappers_are_as_the_page_says() -> None:
    assert f"the first {json_rows.LOOK_AHEAD_ROWS} rows" in PAGE
    assert all(f"`{wrapper}`" in PAGE for wrapper in json_envelopes.WRAPPERS)
