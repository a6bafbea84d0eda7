"""The documentation holds to the code: links lead somewhere, tables are complete, nothing is named that isn't there."""

import json
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from docs.tables import DOCS, TABLES, TOUR, commands, with_lines, with_table
from prospect_twins import __version__
from prospect_twins.api import socket
from prospect_twins.api.errors import REFUSALS, ErrorCode
from prospect_twins.app import build_api
from prospect_twins.commands.details import DEBUG, LOG_LEVEL
from prospect_twins.domain.answers import FailureCode
from prospect_twins.models.scripted.options import Fault, InvalidScript, parse_options
from prospect_twins.settings import Settings
from tests.markdown import ROOT, anchors, blocks, links, pages

README = (ROOT / "README.md").read_text()
API = "\n".join((DOCS / page).read_text() for page in ("tutorials/api-by-example.md", "reference/api.md"))
RECORDS = sorted((DOCS / "explanation" / "decisions").glob("[0-9]*.md"))
BESIDES = {LOG_LEVEL, DEBUG}
"""Read by the command line itself, before there are settings."""


def table_cells(page: str, column: int) -> list[str]:
    """What stands in backticks in one column of a page's tables."""
    rows = [line.strip("|").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return [cell for row in rows if len(row) > column for cell in re.findall(r"`([^`]+)`", row[column])]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_into_the_repository_leads_somewhere(page: Path) -> None:
    for link in links(page.read_text()):
        if re.match(r"\w+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if target.suffix == ".py":
            assert re.fullmatch(r"|L\d+", anchor), link
            continue
        assert not anchor or anchor in anchors(target.read_text()), link


def test_every_page_can_be_reached_from_the_readme() -> None:
    found, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        if page in found or page.suffix != ".md":
            continue
        found.add(page)
        targets = [link.partition("#")[0] for link in links(page.read_text()) if not re.match(r"\w+:", link)]
        left += [(page.parent / target).resolve() for target in targets if target]
    assert set(pages()) <= found


def test_the_tour_leads_to_the_lines_of_its_functions() -> None:
    """At most twelve stops, or it is no tour."""
    page = TOUR.read_text()
    assert page == with_lines(page, TOUR.parent), "run `python -m docs.tables`"
    assert 0 < len(re.findall(r"\.py#L\d+", page)) <= 12
    moved = re.sub(r"#L\d+", "#L1", page)
    assert with_lines(moved, TOUR.parent) == page
    with pytest.raises(LookupError):
        with_lines(page.replace("`advance`", "`retreat`"), TOUR.parent)


def test_the_version_is_one() -> None:
    package = json.loads((ROOT / "web" / "package.json").read_text())
    assert package["version"] == __version__
    assert metadata.version("prospect-twins") == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_are_written_from_the_code_are_as_the_code_would_write_them(name: str) -> None:
    file, write = TABLES[name]
    page = (DOCS / file).read_text()
    assert page == with_table(page, name, write()), "run `python -m docs.tables`"


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_only_settings_and_commands_that_exist_are_named(page: Path) -> None:
    text = page.read_text()
    known = {f"PROSPECT_TWINS_{name.upper()}" for name in Settings.model_fields} | BESIDES | {"PROSPECT_TWINS_"}
    assert set(re.findall(r"PROSPECT_TWINS_[A-Z0-9_]*", text)) <= known
    names = {name for name, _ in commands()}
    groups = {name.rpartition(" ")[0] for name in names}
    for typed in re.findall(r"^(?:\w+=\S+ )*prospect-twins .*", "".join(b.text for b in blocks(text)), re.MULTILINE):
        words = typed[typed.index("prospect-twins") :].split()
        assert {" ".join(words[:2]), " ".join(words[:3])} & names, typed
    for quoted in re.findall(r"`(prospect-twins(?: [a-z0-9-]+)*)", text):
        assert any(quoted.startswith(name) for name in names) or quoted in groups, quoted


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_says_its_status_its_reason_and_what_else_there_was(record: Path) -> None:
    text = record.read_text()
    number = int(record.name[:4])
    assert text.startswith(f"# {number}. ")
    assert re.search(r"^\*\*Status:\*\* (accepted|superseded by \[\d+\]\(.+\))$", text, re.MULTILINE)
    sections = re.findall(r"^## (.+)\n\n(.)", text, re.MULTILINE)
    assert [title for title, _ in sections][:3] == ["Why it came up", "Decision", "Alternatives"]


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
    assert links((DOCS / "explanation" / "decisions" / "README.md").read_text()) == [record.name for record in RECORDS]


def errors_section() -> tuple[str, str]:
    """The table of error codes, and that of a prospect's failures."""
    section = API.partition("## Errors\n")[2].partition("\n## ")[0]
    errors, _, failures = section.partition("Why one prospect has no answer")
    return errors, failures


def test_every_error_code_is_in_the_api_pages_table_and_no_other() -> None:
    assert set(table_cells(errors_section()[0], 1)) - {"error_code"} == set(ErrorCode)


def test_every_error_stands_beside_its_status() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \| (.+?) \|", errors_section()[0], re.MULTILINE)
    shown = {
        (int(status), code) for statuses, codes in rows for status in statuses.split(", ")
        for code in re.findall(r"`(\w+)`", codes)
    }  # fmt: skip
    assert {(status, refusal.code) for refusal, status in REFUSALS.items()} <= shown


def test_every_failure_code_is_in_the_api_pages_table_and_no_other() -> None:
    assert set(table_cells(errors_section()[1], 0)) - {"error_code"} == set(FailureCode)


def test_every_close_code_is_in_the_api_pages_table() -> None:
    section = API.partition("| close code |")[2].partition("\n\n")[0]
    shown = {int(code) for code in re.findall(r"^\| (\d{4}) \|", section, re.MULTILINE)}
    assert shown == {value for name, value in vars(socket).items() if name.startswith("CLOSE_")}


def test_every_route_is_on_the_api_page() -> None:
    document = build_api(Settings(model="scripted"), "postgresql://unused").openapi()
    for path in document["paths"]:
        pattern = re.sub(r"\\\{\w+\\\}", r"[^/\\s\"]+", re.escape(path.removeprefix("/api/v1")))
        assert re.search(pattern + r"(?![\w/-])", API), path


def test_the_scripted_models_options_and_faults_are_all_in_its_tables() -> None:
    page = (DOCS / "reference" / "scripted-model.md").read_text()
    options, _, faults = page.partition("## Faults")
    with pytest.raises(InvalidScript) as unknown:
        parse_options("no_such_option=1")
    known = set(str(unknown.value).rpartition("it has ")[2].rstrip(".").split(", "))
    assert set(table_cells(faults.partition("## Over HTTP")[0], 0)) == set(Fault)
    assert set(table_cells(options, 0)) == known - set(Fault)


def test_the_architecture_page_has_every_folder_and_the_import_rules_as_they_are_checked() -> None:
    page = (DOCS / "explanation" / "architecture.md").read_text()
    package = ROOT / "src" / "prospect_twins"
    folders = {f"{path.name}/" for path in package.iterdir() if (path / "__init__.py").exists()}
    assert folders <= set(table_cells(page, 0)) | {"web/"}
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    assert "\n".join(layers) + "\n" in [block.text for block in blocks(page)]


def test_pictures_are_small_enough_for_a_repository() -> None:
    assert all(picture.stat().st_size < 300_000 for picture in (DOCS / "images").iterdir())
