import io
from typing import Any

import pytest

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.prospects import Prospect
from prospect_twins.services.importing import FileOptions, ImportReport, import_prospects


async def imported(writer: Any, text: str, **said: str) -> ImportReport:
    return await import_prospects(io.BytesIO(text.encode()), writer, "default", options=FileOptions(**said))


def people(writer: Any) -> dict[str, Prospect]:
    return dict(writer.tenants["default"])


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Lead ID;Name, Vorname;Ort, Land, PLZ\n7;Lee, Ann;Dover\n8;Day, Zoe;Troy\n", ";"),
        ("Lead ID;Full Name;Income\n7;Ann;45,5\n8;Bob;50,25\n", ";"),
        ("Lead ID,Full Name,Notes\n7,Ann,a;b;c;d\n8,Bob,e;f;g;h\n", ","),
        ('Lead ID,Full Name,Notes\n7,Ann,"a;b"\n8,Bob,"one, two; three"\n', ","),
        ("Lead ID\tFull Name\tNotes\n7\tAnn\tyes, no, maybe\n8\tBob\tone, two\n", "tab"),
        ("Lead ID|Full Name|Notes\n7|Ann|a,b\n8|Bob|c,d\n", "|"),
        ("Lead ID^Full Name^Notes\n7^Ann^a,b\n8^Bob^c,d\n", "^"),
        ("Lead ID:Full Name\n7:Ann\n8:Bob\n", ":"),
        ("Lead ID,Full Name,Met at\n7,Ann,10:30:00\n8,Bob,11:45:10\n", ","),
        ("Lead ID;Full Name\n7;Ann\n8;Bob\n", ";"),
        ("Lead ID\r7\r8\r", None),
        ("sep=;\nLead ID;Full Name, please\n7;Ann\n8;Bob\n", ";"),
        ("sep=^\r\nLead ID^Full Name\r\n7^Ann\r\n8^Bob\r\n", "^"),
    ],
)
async def test_the_delimiter_is_decided_on_many_lines(text: str, delimiter: str | None, writer: Any) -> None:
    report = await imported(writer, text)
    assert (report.file.delimiter, report.rejected) == (delimiter, 0)
    assert set(people(writer)) == {"7", "8"}


@pytest.mark.parametrize(("said", "sign"), [("tab", "\t"), ("\\t", "\t"), (";", ";"), ("#", "#"), (" ", " ")])
async def test_a_delimiter_can_be_told(said: str, sign: str, writer: Any) -> None:
    await imported(writer, f"Lead ID{sign}City\n7{sign}a,b\n".replace("Lead ID", "UUID"), delimiter=said)
    assert people(writer)["7"].attributes == {"City": "a,b"}


@pytest.mark.parametrize("said", ["::", '"', "comma or so", "\n"])
async def test_a_delimiter_that_cannot_be_one_is_refused(said: str, writer: Any) -> None:
    with pytest.raises(InvalidInput, match="A delimiter is one character"):
        await imported(writer, "Lead ID,City\n7,Dover\n", delimiter=said)


async def test_single_quotes_and_backslashes_are_understood(writer: Any) -> None:
    await imported(writer, "'Lead ID','Note'\n'7','a, b'\n'8','it''s'\n")
    assert people(writer)["7"].notes == ("a, b",)
    assert people(writer)["8"].notes == ("it's",)
    await imported(writer, 'Lead ID,Note,Path\n"9","She said \\"no\\", twice",C:\\new\n')
    assert people(writer)["9"].notes == ('She said "no", twice',)
    assert people(writer)["9"].attributes == {"Path": "C:\\new"}


LINKEDIN = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing. You will only see \
email addresses for connections who have allowed their connections to see or download their email address."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ann,Lee,https://www.linkedin.com/in/ann,ann@example.com,Acme,School nurse,01 Feb 2024
"""


@pytest.mark.parametrize(
    ("above", "delimiter"),
    [
        ("Report: hot leads\nGenerated on May 3, 2026, by Sam\n\n", ","),
        ("Open leads\n", ","),
        ("Kontoauszug;01.05.2026\n\n", ";"),
        ("\n\n;;\nReport;;\n;;\n", ";"),
    ],
)
async def test_titles_above_the_column_names_are_passed_over_and_said_to_be(
    above: str, delimiter: str, writer: Any
) -> None:
    row = delimiter.join
    text = above + "\n".join([row(["Lead ID", "Full Name", "City"]), row(["7", "Ann", "Dover"]), row(["8", "Bob", ""])])
    report = await imported(writer, text)
    assert people(writer)["7"].persona.full_name == "Ann"
    assert report.rejected == 0
    assert "above the column names" in report.file.remarks[0]


async def test_linkedins_notes_above_the_column_names_are_no_column(writer: Any) -> None:
    maps = ["#=lead_id"]
    report = await import_prospects(io.BytesIO(LINKEDIN.encode()), writer, "default", mappings=maps)
    assert people(writer)["1"].persona.full_name == "Ann Lee"
    assert people(writer)["1"].persona.occupation == "School nurse"
    assert report.rows == 1


@pytest.mark.parametrize("footer", ["Total,,", "Grand Totals (2 records),,", "Summe:,,90", "Итого,,", "Count,2,"])
async def test_a_total_below_is_no_person(footer: str, writer: Any) -> None:
    report = await imported(writer, f"Lead ID,Full Name,Age\n7,Ann,30\n8,Bob,60\n{footer}\n")
    assert set(people(writer)) == {"7", "8"}
    assert [row.reason for row in report.rejected_rows] == ["it is a total, not a person; it was left out"]


async def test_a_person_may_be_called_total(writer: Any) -> None:
    await imported(writer, "Full Name,Lead ID,Age\nTotal Mark,7,30\nSumme,8,60\n")
    assert set(people(writer)) == {"7", "8"}


@pytest.mark.parametrize(
    "text", ["7,Ann Lee,ann@example.com,Dover\n8,Bob,bob@example.com,Troy\n", "1;1984-03-09;Ann\n2;1971-07-21;Bob\n"]
)
async def test_a_file_without_column_names_is_said_to_be_one(text: str, writer: Any) -> None:
    with pytest.raises(InvalidInput, match="looks like a person's data, not like column names"):
        await imported(writer, text)


async def test_a_table_with_ruled_lines_has_no_person_called_dashes(writer: Any) -> None:
    report = await imported(writer, "| Lead ID | Name |\n|---|:--|\n| 7 | Ann |\n")
    assert set(people(writer)) == {"7"}
    assert "line between rows" in report.rejected_rows[0].reason


async def test_column_names_that_come_again_are_no_person(writer: Any) -> None:
    report = await imported(writer, "Lead ID,Full Name\n7,Ann\nLead ID,Full Name\n8,Bob\n")
    assert set(people(writer)) == {"7", "8"}
    assert [row.line for row in report.rejected_rows] == [3]


async def test_a_colon_in_prose_is_no_delimiter(writer: Any) -> None:
    with pytest.raises(InvalidInput):
        await imported(writer, "- lead_id: 7\n  name: Ann\n")


async def test_names_with_a_comma_beneath_one_column_name_are_names(writer: Any) -> None:
    report = await imported(writer, "Name\nLee, Ann\nRay, Bob\n")
    assert (report.created, report.file.remarks) == (2, [])
    assert sorted(person.persona.full_name or "" for person in people(writer).values()) == ["Lee, Ann", "Ray, Bob"]
