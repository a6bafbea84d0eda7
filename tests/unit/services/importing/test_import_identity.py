"""Who a row is about: whoever has no id gets one by who they are, and nobody becomes somebody else."""

import re
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


@pytest.mark.skipif(
    not TERM_LIFE.exists(),
    reason="NOT MEASURED: TermLife.csv is missing; put it into ../shared/data/termlife, beside the checkout. "
    "Made-up rows prove the same in the other tests of this file",
)
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


TWO_PEOPLE = {
    "Mr and Mrs": "Name,Email\nMr. Smith,s@x.com\nMrs. Smith,s@x.com\n",
    "Mr and Mrs in a column": "Salutation,Last Name,Phone\nMr.,Smith,555 010 2003\nMrs.,Smith,555 010 2003\n",
    "Herr and Frau": "Anrede,Nachname,E-Mail\nHerr,Smith,s@x.com\nFrau,Smith,s@x.com\n",
    "Jr and Sr": "Name,Email\nJohn Smith Jr.,s@x.com\nJohn Smith Sr.,s@x.com\n",
    "suffix in a column": "First Name,Last Name,Suffix,Email\nJohn,Smith,Jr.,s@x.com\nJohn,Smith,Sr.,s@x.com\n",
    "a couple and one of them": "Name,Email\nAnn & Bob Lee,f@x.com\nAnn Lee,f@x.com\n",
    "and": "Name,Email\nAnn and Bob Lee,f@x.com\nAnn Lee,f@x.com\n",
    "an office": "Name,Email,City\nAnn Lee,info@acme.com,Rome\nAnn Lee,info@acme.com,Oslo\n",
    "own addresses differ": "Name,Work Email,Personal Email\nAnn Lee,info@x.com,a@y.com\nAnn Lee,info@x.com,b@y.com\n",
    "countries": "Name,Phone\nAnn Lee,+1 555 123 4567\nAnn Lee,+44 555 123 4567\n",
    "parts beside a blank name": "Full Name,First Name,Last Name,Email\n,Ann,Lee,lee@x.com\n,Bob,Lee,lee@x.com\n",
    "parts, a shared phone": "Name,First Name,Last Name,Phone\n,Ann,Lee,555 010 2003\n,Bob,Lee,555 010 2003\n",
    "born on a placeholder": "Name,DOB,City\nAnn Lee,01/01/1900,Rome\nAnn Lee,01/01/1900,Oslo\n",
    **{
        address: f"Name,Email,City\nAnn Lee,{address},Rome\nAnn Lee,{address},Oslo\n"
        for address in ("noemail@noemail.com", "none@none.com", "na@na.com", "no@email.com", "x@x.x", "-@-.com")
    },
    **{
        column: f"Name,{column},City\nAnn Lee,2026-10-01 10:00,Rome\nAnn Lee,2026-10-01 10:00,Oslo\n"
        for column in ("Last Phone Call", "Number of Phone Calls", "Doctor Phone", "Employer Phone", "Company Phone")
    },
}


@pytest.mark.parametrize("batch", [500, 1])
@pytest.mark.parametrize("case", TWO_PEOPLE)
async def test_two_people_are_never_made_one(
    case: str, batch: int, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH_ROWS", batch)
    first = await imported(TWO_PEOPLE[case], writer)
    assert (first.created, first.repeated, first.rejected, first.doubled) == (2, 0, 0, ())
    again = await imported(TWO_PEOPLE[case], writer)
    assert (again.created, again.unchanged) == (0, 2)


CONTRADICTIONS = {
    "Mr and Mrs": "ID,Name\n1,Mr. Smith\n1,Mrs. Smith\n",
    "II and III": "ID,Name\n4,Henry Ford II\n4,Henry Ford III\n",
    "a couple and one of them": "ID,Name\n1,Ann & Bob Lee\n1,Ann Lee\n",
    "father and son": "Name,Email,DOB\nJohn Smith,s@x.com,1950-01-01\nJohn Smith,s@x.com,1980-01-01\n",
    "father and son by phone": "Name,Phone,DOB\nJ Smith,555 010 2003,1950-01-01\nJ Smith,555 010 2003,1980-01-01\n",
    "genders": "Name,Email,Gender\nJ Smith,s@x.com,male\nJ Smith,s@x.com,female\n",
    "birth dates": "Name,Phone,Birth Date\nMaria Ruiz,212-867-5309,1980-02-03\nMaria Ruiz,212-867-5309,1988-11-05\n",
    "birth dates in two forms": "Name,Email,DOB\nAnn Lee,s@x.com,2/3/80\nAnn Lee,s@x.com,5 Nov 1974\n",
    "birth dates by id": "ID,Name,DOB\n1,Ann Lee,1980-02-03\n1,Ann Lee,1988-11-05\n",
    "ages by id": "ID,Name,Age\n1,Ann Lee,30\n1,Ann Lee,61\n",
    "Mr and Mrs by id, in a column": "ID,Salutation,Last Name\n1,Mr.,Smith\n1,Mrs.,Smith\n",
}


@pytest.mark.parametrize("where", ["a batch", "two batches", "two files"])
@pytest.mark.parametrize("case", CONTRADICTIONS)
async def test_who_contradicts_what_never_changes_is_left_out_with_a_reason(
    case: str, where: str, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH_ROWS", 500 if where == "a batch" else 1)
    header, one, other = CONTRADICTIONS[case].splitlines()
    files = ["\n".join((header, one, other))] if where != "two files" else [f"{header}\n{one}", f"{header}\n{other}"]
    reports = [await imported(file, writer) for file in files]
    assert sum(report.created for report in reports) == 1
    assert sum(report.updated + report.repeated for report in reports) == 0
    (rejected,) = reports[-1].rejected_rows
    assert re.search("another (name|gender|birth date)|different age", rejected.reason)


FOUND_AGAIN = {
    "address added": ("Name,Email,Phone\nAnn Lee,,555 010 2003\n", "Name,Email,Phone\nAnn Lee,a@x.com,555 010 2003\n"),
    "address corrected": (
        "Name,Email,DOB\nAnn Lee,a@x.com,1984-03-04\n",
        "Name,Email,DOB\nAnn Lee,ann@x.com,1984-03-04\n",
    ),
    "columns in another order": (
        "Name,Email,Email 2\nAnn Lee,b@x.com,a@x.com\n",
        "Name,Email 2,Email\nAnn Lee,a@x.com,b@x.com\n",
    ),
    "ids only before": ("Record ID,Name,Email\n51,Ann Lee,a@x.com\n", "Name,Email\nAnn Lee,a@x.com\n"),
    "ids blank": ("ID,Name,Email\n51,Ann Lee,a@x.com\n", "ID,Name,Email\n,Ann Lee,a@x.com\n"),
    "nameless before": ("Name,Email\n,a@x.com\n", "Name,Email\nAnn Lee,a@x.com\n"),
    "nameless after": ("Name,Email\nAnn Lee,a@x.com\n", "Name,Email\n,a@x.com\n"),
    "family name first": ("Name,Email\nAnn Lee,a@x.com\n", "Name,Email\nLEE Ann,a@x.com\n"),
    "another way to write a day": ("Name,DOB\nAnn Lee,3/4/1984\n", "Name,DOB\nAnn Lee,04.03.1984\n"),
    "country left out": ("Name,Phone\nAnn Lee,+1 555 010 2003\n", "Name,Phone\nAnn Lee,(555) 010-2003\n"),
    "pandas": ("ID,Name\n501,Ann Lee\n", "ID,Name\n501.0,Ann Lee\n"),
    "decimals": ("ID,Name\n501,Ann Lee\n", "ID,Name\n501.00,Ann Lee\n"),
    "thousands": ("ID,Name\n1234,Ann Lee\n", 'ID,Name\n"1,234",Ann Lee\n'),
    "Shopify": ("ID,Name\n7012345678901,Ann Lee\n", "ID,Name\n'7012345678901,Ann Lee\n"),
    "accents apart": ("ID,Name\nZo\u00eb-1,Ann Lee\n", "ID,Name\nZoe\u0308-1,Ann Lee\n"),
    "a suffix added": ("Name,Email\nJohn Smith,s@x.com\n", "Name,Email\nJohn Smith Jr.,s@x.com\n"),
    "a hyphen": ("Name,Email\nAnn Lee,a@x.com\n", "Name,Email\nAnn Lee-Day,a@x.com\n"),
    "a second surname": ("Name,Email\nJos\u00e9 N\u00fa\u00f1ez de la O,a@x.com\n", "Name,Email\nJose Nunez,a@x.com\n"),
    "a second first name": ("Name,Phone\nMaria Rossi,02 9184726\n", "Name,Phone\nAnna Maria Rossi,02/9184726\n"),
    "titles of a doctor": ("Name,Email\nDr. med. Hans von Bo,a@x.com\n", "Name,Email\nHans von Bo,a@x.com\n"),
    "a number alone": ("Name,Phone\nAl Bo,+44 7700 918273\n", "Name,Phone\n,+44 7700 918273\n"),
    "a birth date corrected": (
        "Name,Email,DOB\nAnn Lee,a@x.com,1984-03-04\n",
        "Name,Email,DOB\nAnn Lee,a@x.com,1985-03-14\n",
    ),
    "a birth date instead of a year": (
        "Name,Email,DOB\nAnn Lee,a@x.com,1980-01-01\n",
        "Name,Email,DOB\nAnn Lee,a@x.com,1984-03-14\n",
    ),
    "a surer id is blank": ("ID,Name\n7,Ann Lee\n", "External ID,ID,Name\n,7,Ann Lee\n"),
}


@pytest.mark.parametrize("case", FOUND_AGAIN)
async def test_next_month_a_person_is_found_by_any_of_their_keys(case: str, writer: Writer) -> None:
    for file in FOUND_AGAIN[case]:
        report = await imported(file, writer)
        assert (len(people(writer)), report.rejected) == (1, 0)


@pytest.mark.parametrize(
    "case", [case for case, (one, other) in FOUND_AGAIN.items() if one.splitlines()[0] == other.splitlines()[0]]
)
async def test_a_person_is_found_in_the_same_file(case: str, writer: Writer) -> None:
    one, other = FOUND_AGAIN[case]
    report = await imported(one + other.splitlines()[1], writer)
    if case == "another way to write a day":  # where one date tells the column's order it tells the other's
        assert report.created == 2
    else:
        assert (report.created, report.repeated, report.rejected) == (1, 1, 0)


async def test_new_people_with_an_id_who_are_like_known_ones_are_warned_of(writer: Writer) -> None:
    await imported("Name,Email\nAnn Lee,a@x.com\n", writer)
    report = await imported("Record ID,Name,Email\n51,Ann Lee,a@x.com\n52,Bob Day,b@x.com\n", writer)
    assert (report.created, report.doubled) == (2, (1,))
    assert report.warnings == [
        "1 of 2 new prospects share their name, and an e-mail address, a phone number or a birth date, with known ones "
        "of another id (row 1). Look whether they are the same people."
    ]


ANOTHER_NAME = {
    "married": ("Ann Lee", "Ann Miller"),
    "called otherwise": ("Bob Ray", "Robert Ray"),
    "a couple": ("Ann Fox", "Carl Fox"),
    "an initial": ("Ann Lee", "A. Lee"),
    "a family name": ("Ann Lee", "Lee"),
    "a mailbox given away": ("Ann Lee", "Zoe Day"),
}


@pytest.mark.parametrize("header", ["Name,Email", "Record ID,Name,Email"])
@pytest.mark.parametrize("case", ANOTHER_NAME)
async def test_new_people_at_the_address_of_a_known_one_of_another_name_are_warned_of(
    case: str, header: str, writer: Writer
) -> None:
    before, after = ANOTHER_NAME[case]
    numbered = header.startswith("Record")
    await imported(f"{header}\n{'51,' * numbered}{before},a@x.com\n", writer)
    report = await imported(f"{header}\n{'52,' * numbered}Cy Day,c@x.com\n{'53,' * numbered}{after},a@x.com\n", writer)
    assert (report.created, report.same_address) == (2, (2,))
    assert any("e-mail address of a known one of another name (row 2)" in warning for warning in report.warnings)
    again = await imported(f"{header}\n{'53,' * numbered}{after},a@x.com\n", writer)
    assert (again.unchanged, again.warnings) == (1, [])


@pytest.mark.parametrize("batch", [500, 1])
async def test_a_couple_of_one_file_is_no_reason_to_warn(
    batch: int, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH_ROWS", batch)
    report = await imported("Name,Email\nAnn Fox,fox@x.com\nCarl Fox,fox@x.com\n", writer)
    assert (report.created, report.warnings) == (2, [])


async def test_of_two_whose_names_agree_the_one_of_that_very_name_is_meant(writer: Writer) -> None:
    await imported("ID,Name,Email\n7,Ann Lee,a@x.com\n8,Ann Lee-Day,a@x.com\n", writer)
    report = await imported("Name,Email,Age\nAnn Lee,a@x.com,30\nAnn Lee-Day,a@x.com,40\n", writer)
    assert (report.updated, report.rejected) == (2, 0)
    assert [prospect.persona.age for prospect in writer.tenants["t"].values()] == ["30", "40"]


async def test_who_may_be_several_is_left_out(writer: Writer) -> None:
    await imported("ID,Name,Email\n7,Ann Lee,a@x.com\n8,Ann Lee,a@x.com\n", writer)
    report = await imported("Name,Email\nAnn Lee,a@x.com\n", writer)
    assert (report.created, report.rejected) == (0, 1)
    assert "add the id" in report.rejected_rows[0].reason


CHAINS = {
    "Ann Lee": ("Lee", "Zoe Lee"),
    "John Smith": ("J. Smith", "Jane Smith"),
    "Ann Marie Lee": ("Marie Lee", "Marie Fox", "Zoe Fox"),
    "Bob Day": ("", "Zoe Day"),
    "Mrs. Lee": ("Lee", "Mr. Lee"),
    "John Lee Jr.": ("John Lee", "John Lee Sr."),
}


@pytest.mark.parametrize("where", ["a batch", "two batches", "files"])
@pytest.mark.parametrize("name", CHAINS)
async def test_no_chain_of_names_leads_to_somebody_else(
    name: str, where: str, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH_ROWS", 500 if where == "a batch" else 1)
    rows = [f"1,{said},kept" for said in (name, *CHAINS[name])]
    files = [f"ID,Name,Notes\n{row}\n" for row in rows] if where == "files" else ["\n".join(("ID,Name,Notes", *rows))]
    for file in files:
        await imported(file, writer)
    assert people(writer) == {"1": name}


@pytest.mark.parametrize("apart", [0, 600])
async def test_every_person_is_counted_once_by_what_they_were_and_are(apart: int, writer: Writer) -> None:
    await imported("ID,Name,Age\n1,Ann Lee,30\n", writer)
    others = "".join(f"x{number},Bob Day,40\n" for number in range(apart))
    file = f"ID,Name,Age\n1,Ann Lee,30\n{others}1,Ann Lee,31\n"
    tried = await imported(file, writer, dry_run=True)
    done = await imported(file, writer)
    again = await imported(file, writer)
    for report in (tried, done):
        assert (report.created, report.updated, report.unchanged, report.repeated) == (apart, 1, 0, 1)
    assert (again.created, again.updated, again.unchanged, again.repeated) == (0, 0, apart + 1, 1)


@pytest.mark.parametrize("gender", ["Unspecified", "Not Disclosed", "U", "Unknown/Other", "prefer not to say"])
async def test_a_gender_that_says_nothing_is_blank(gender: str, writer: Writer) -> None:
    await imported(f"ID,Name,Gender\n1,Ann Lee,{gender}\n2,Bob Day,other\n", writer)
    assert [prospect.persona.gender for prospect in writer.tenants["t"].values()] == [None, "other"]


async def test_an_id_that_a_program_failed_to_write_is_none(writer: Writer) -> None:
    report = await imported("ID,Name,Email\n[object Object],Ann Lee,a@x.com\n[object Object],Bob Day,b@x.com\n", writer)
    assert report.created == 2


GENDERS = {
    "Spanish": ("Sexo", "HMHM", ("male", "female", "male", "female")),
    "Spanish, M first": ("Gender", "MMH", ("female", "female", "male")),
    "French": ("Sexe", "HF", ("male", "F")),
    "Dutch": ("Geslacht", "MV", ("M", "female")),
    "Polish": ("P\u0142e\u0107", "KM", ("female", "M")),
    "Turkish": ("Cinsiyet", "KE", ("female", "male")),
    "Hungarian": ("Neme", "FN", ("male", "female")),
    "English, and not said": ("Gender", "FNN", ("F", "N", "N")),
    "English": ("Gender", "MFHF", ("M", "F", "H", "F")),
    "one letter": ("Sexo", "MM", ("M", "M")),
}


@pytest.mark.parametrize("case", GENDERS)
async def test_a_letter_of_a_gender_means_what_the_letters_beside_it_tell(case: str, writer: Writer) -> None:
    column, letters, meant = GENDERS[case]
    rows = "".join(f"{number},{letter}\n" for number, letter in enumerate(letters))
    await imported(f"ID,{column}\n{rows}", writer, f"{column}=gender")
    assert tuple(prospect.persona.gender for prospect in writer.tenants["t"].values()) == meant


async def test_mujer_is_who_was_m_beside_h(writer: Writer) -> None:
    await imported("Nombre,Email,Sexo\nJos\u00e9 Ruiz,j@x.es,H\nAna Pe\u00f1a,a@x.es,M\n", writer)
    report = await imported("Full Name,Email,Gender\nAna Pe\u00f1a,a@x.es,mujer\nJos\u00e9 Ruiz,j@x.es,male\n", writer)
    assert (report.created, report.rejected) == (0, 0)


@pytest.mark.parametrize("header", ["Name,Surname,DOB", "Name,Last Name,DOB"])
async def test_a_name_beside_a_surname_is_the_first_or_the_whole_one_as_the_row_tells(
    header: str, writer: Writer
) -> None:
    rows = "Al,Bo,1981-02-03\nAl,Ray,1981-02-03\nAnn Lee,Lee,1990-05-06\n,Fox,1991-05-06\n"
    report = await imported(f"{header}\n{rows}", writer)
    assert (report.created, report.rejected) == (4, 0)
    assert sorted(name or "" for name in people(writer).values()) == ["Al Bo", "Al Ray", "Ann Lee", "Fox"]
    again = await imported("Full Name,DOB\nAl Bo,1981-02-03\n", writer)
    assert (again.created, again.unchanged) == (0, 1)
