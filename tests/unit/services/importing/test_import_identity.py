"""Who a row is about: whoever has no id gets one by who they are, and nobody becomes somebody else."""

from typing import Any

import pytest

from prospect_twins.services.importing import run
from tests.unit.services.importing.test_import_prospects import TERM_LIFE, imported

Writer = Any


def people(writer: Writer) -> dict[str, str | None]:
    """Lead id to name."""
    return {lead_id: prospect.persona.full_name for lead_id, prospect in writer.tenants["t"].items()}


async def test_next_months_file_updates_the_same_people_and_makes_nobody_somebody_else(writer: Writer) -> None:
    await imported("Name,Email,City\nAnn Lee,ann@example.com,Dover\nBob Day,bob@example.com,Bath\n", writer)
    before = people(writer)
    report = await imported(
        "Name,Email,City\nZoe Fox,zoe@example.com,Troy\nann lee,ANN@EXAMPLE.COM,Salem\nBob Day,bob@example.com,Bath\n",
        writer,
    )
    assert (report.created, report.updated, report.unchanged) == (1, 1, 1)
    after = people(writer)
    assert {lead_id: after[lead_id] for lead_id in before} == dict(zip(before, ["ann lee", "Bob Day"], strict=True))
    assert sorted(name or "" for name in after.values()) == ["Bob Day", "Zoe Fox", "ann lee"]


@pytest.mark.parametrize(
    "file",
    [
        "First Name,Last Name,Phone\nAnn,Lee,+1 555 010 2003\nBob,Lee,+1 555 010 2003\n",
        "Name,E-mail Address\nAnn Lee,family@example.com\nBob Lee,family@example.com\n",
        "Name,DOB\nAnn Lee,1984-03-04\nAnn Lee,1999-03-04\n",
        "Name,City\nAnn Lee,Dover\nAnn Lee,Salem\n",
        '[{"name": "Ann Lee", "email": "a@example.com"}, {"name": "Ann Lee", "email": "b@example.com"}]',
    ],
)
async def test_two_people_are_two_and_stay_two_when_the_file_comes_again(file: str, writer: Writer) -> None:
    assert (await imported(file, writer)).created == 2
    again = await imported(file, writer)
    assert (again.created, again.unchanged) == (0, 2)


async def test_ids_do_not_depend_on_the_order_or_the_other_columns(writer: Writer) -> None:
    await imported("Name,City,Notes\nAnn Lee,Dover,called\nBob Day,Bath,\n", writer)
    report = await imported("Notes,City,Name\n,Bath,Bob Day\ncalled twice,Dover,Ann Lee\n", writer)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)


async def test_a_blank_id_is_none_and_an_id_of_an_empty_word_merges_nobody(writer: Writer) -> None:
    report = await imported("Lead ID,Name\nNULL,Ann Lee\nNULL,Zoe Day\n7,Bob Fox\n,Cy Orr\n", writer)
    assert (report.created, report.rejected, report.repeated) == (4, 0, 0)
    assert sorted(name or "" for name in people(writer).values()) == ["Ann Lee", "Bob Fox", "Cy Orr", "Zoe Day"]


async def test_namesakes_whom_nothing_tells_apart_are_not_merged(writer: Writer) -> None:
    report = await imported("Name,Age\nAnn Lee,30\nAnn Lee,30\nAnn Lee,61\n", writer)
    assert (report.created, report.repeated, report.rejected) == (1, 1, 1)
    assert "add an id, an e-mail address" in report.rejected_rows[0].reason
    assert [prospect.persona.age for prospect in writer.tenants["t"].values()] == ["30"]
    assert any("known by their name" in warning for warning in report.warnings)


async def test_rows_about_nobody_are_people_only_if_that_is_meant(writer: Writer) -> None:
    report = await imported("Name,Age\nAnn Lee,30\n,40\n,40\n", writer)
    assert (report.created, report.rejected) == (1, 2)
    survey = "Age,Gender\n30,f\n40,m\n40,m\n"
    first = await imported(survey, writer, tenant="s", anonymous=True)
    assert (first.created, first.nameless) == (3, 3)
    again = await imported("Gender,Age\nm,40\nf,30\nm,40\nf,22\n", writer, tenant="s", anonymous=True)
    assert (again.created, again.unchanged) == (1, 3)


@pytest.mark.skipif(not TERM_LIFE.exists(), reason="the TermLife survey data is not beside the repository")
async def test_a_survey_of_five_hundred_unnamed_households_is_the_same_when_it_comes_again(writer: Writer) -> None:
    survey = TERM_LIFE.read_text()
    assert (await imported(survey, writer, anonymous=True)).created == 500
    header, *rows = survey.splitlines()
    assert (await imported("\n".join([header, *reversed(rows)]), writer, anonymous=True)).unchanged == 500


@pytest.mark.parametrize("batch", [500, 1])
async def test_nobody_is_overwritten_by_somebody_of_another_name(
    batch: int, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH_ROWS", batch)
    await imported("Lead ID,Name\n7,Ann Lee\n8,Bob Day\n", writer)
    file = "Lead ID,Name,Age\n7,Zoe Fox,30\n8,Robert Day,40\n8,Bob M. Day,41\n9,Cy Orr,50\n9,Di Poe,60\n"
    report = await imported(file, writer)
    assert (report.created, report.rejected) == (1, 4)
    assert people(writer) == {"7": "Ann Lee", "8": "Bob Day", "9": "Cy Orr"}
    assert {row.line for row in report.rejected_rows} >= {2, 3, 6}
    assert all("another name" in row.reason for row in report.rejected_rows)
    assert not any("Zoe" in row.reason for row in report.rejected_rows)


async def test_names_are_overwritten_when_that_is_meant_and_mended_always(writer: Writer) -> None:
    await imported("Lead ID,Name\n7,Ann Lee\n8,Bob Day\n", writer)
    assert (await imported('Lead ID,Name\n7,"Lee, Ann M."\n8,Bob Day-Fox\n', writer)).updated == 2
    assert (await imported("Lead ID,Name\n7,Ann Poe\n", writer, overwrite_names=True)).updated == 1
    assert people(writer) == {"7": "Ann Poe", "8": "Bob Day-Fox"}


@pytest.mark.parametrize("batch", [500, 2])
async def test_a_dry_run_tells_what_an_import_would_and_stores_nothing(
    batch: int, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH_ROWS", batch)
    await imported("Lead ID,Name,Age\n1,Ann Lee,30\n2,Bob Day,40\n3,Cy Orr,50\n", writer)
    before = dict(writer.tenants["t"])
    file = "Lead ID,Name,Age\n1,Ann Lee,30\n2,Bob Day,41\n3,Zoe Fox,50\n4,,199\n4,Di Poe,60\na//b,Ed,1\n4,Flo Ray,61\n"
    tried = await imported(file, writer, dry_run=True)
    assert writer.tenants["t"] == before
    done = await imported(file, writer)
    assert tried.dry_run
    assert not done.dry_run
    assert (tried.rows, tried.created, tried.updated, tried.unchanged, tried.repeated, tried.rejected) == (
        7,
        1,
        1,
        1,
        1,
        3,
    )
    for name in ("rows", "created", "updated", "unchanged", "repeated", "rejected", "reasons", "columns", "nameless"):
        assert getattr(tried, name) == getattr(done, name), name


async def test_a_dry_run_tells_the_columns_of_a_file_about_nobody_so_that_one_can_be_chosen(writer: Writer) -> None:
    report = await imported("Who,Age\nAnn Lee,30\n", writer, dry_run=True)
    assert (report.rejected, report.columns[0].samples) == (1, ["Ann Lee"])
    assert report.warnings[0].startswith("Nothing in the file tells who the people are")
    assert (await imported("Who,Age\nAnn Lee,30\n", writer, "Who=full_name", dry_run=True)).warnings == [
        "1 of 1 prospects are known by their name and where they live alone. With an id, an e-mail address, a phone "
        "number or a birth date the next import would know them for certain."
    ]


async def test_nameless_people_and_what_was_not_understood_are_warned_of(writer: Writer) -> None:
    report = await imported(
        "Lead ID,Who,Age,Annual Income\n1,Ann Lee,199,a lot\n2,Bob Day,40,$50k\n", writer, dry_run=True
    )
    assert report.nameless == 2
    assert report.warnings == [
        "No name was found for 2 of 2 prospects. No column was recognised as a name; say which one is.",
        "Age: 1 value was not understood as an age, and kept as written.",
        "Annual Income: 1 value was not understood as an amount a year, and kept as written.",
    ]
    assert (await imported("Lead ID,Who\n1,Ann Lee\n", writer, "Who=full_name", dry_run=True)).nameless == 0
