import gzip
import io
import zipfile
from typing import Any

import pytest

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.prospects import Prospect
from prospect_twins.services.importing import FileOptions, ImportReport, import_prospects
from prospect_twins.services.importing.spreadsheets import packages
from tests.unit.services.importing.workbooks import Book, Page, Raw, styled, workbook, zipped

HEADER = ("Lead ID", "Full Name", "Age")
ANN = ("7", "Ann Lee", 30)


async def imported(writer: Any, data: bytes, *maps: str, **said: str) -> ImportReport:
    return await import_prospects(io.BytesIO(data), writer, "default", mappings=maps, options=FileOptions(**said))


def people(writer: Any) -> dict[str, Prospect]:
    return dict(writer.tenants["default"])


async def test_a_workbook_is_read_as_people_see_it(writer: Any) -> None:
    formats = ["d/m/yyyy", "#,##0.00 [$€-407]", "0%", "00000", "0.00E+00", "h:mm"]
    names = [
        "Lead ID",
        "Full Name",
        "Age",
        "Birthdate",
        "Annual Income",
        "Rate",
        "ZIP",
        "Phone",
        "Call at",
        "Vip",
        "Gone",
    ]
    data = workbook(
        names,
        ["007", Raw('t="s"', "<v>1</v>"), 30, styled(30750, 1), styled(45000, 2), styled(0.125, 3), styled(501, 4),
         styled("1.2025550123E10", 5), styled(0.5, 6), True, Raw('t="e"', "<v>#N/A</v>")],
        formats=formats,
        strings=["<t>x</t>", "<r><t>Ann </t></r><r><rPr><b/></rPr><t>Lee</t></r><rPh><t>an</t></rPh>"],
    )  # fmt: skip
    report = await imported(writer, data)
    ann = people(writer)["007"]
    assert (report.created, report.file.format, report.file.sheet) == (1, "Excel workbook", "Sheet1")
    assert (ann.persona.full_name, ann.persona.age) == ("Ann Lee", "30")
    assert ann.persona.annual_income is not None
    assert "45,000.00 €" in (ann.persona.annual_income, ann.attributes.get("Annual Income"))
    assert ann.attributes.items() >= {
        "Birthdate": "1984-03-09", "Rate": "13%", "ZIP": "00501", "Phone": "12025550123", "Call at": "12:00",
        "Vip": "TRUE",
    }.items()  # fmt: skip
    assert "Gone" not in ann.attributes


async def test_the_first_sheet_that_is_seen_and_filled_is_read_and_the_others_are_named(writer: Any) -> None:
    book = Book(
        [
            Page([HEADER, ("1", "Hidden", 1)], "Lists", state="hidden"),
            Page([HEADER, ("1", "Hidden", 1)], "Codes", state="veryHidden"),
            Page([], "Empty"),
            Page([HEADER, ANN], "Leads"),
            Page([HEADER, ("8", "Bob", 40)], "Old leads"),
        ]
    )
    report = await imported(writer, book.bytes())
    assert (set(people(writer)), report.file.sheet) == ({"7"}, "Leads")
    assert '"Old leads"' in report.file.remarks[0]
    assert "Codes" not in report.file.remarks[0]


@pytest.mark.parametrize("said", ["Old leads", " old LEADS ", "2"])
async def test_a_sheet_is_named_or_numbered(said: str, writer: Any) -> None:
    hidden = Page([HEADER, ("1", "Hidden", 1)], "Lists", state="hidden")
    book = Book([hidden, Page([HEADER, ANN], "Leads"), Page([HEADER, ("8", "Bob", 40)], "Old leads")])
    await imported(writer, book.bytes(), sheet=said)
    assert set(people(writer)) == {"8"}


@pytest.mark.parametrize("said", ["3", "0", "Nobody"])
async def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(said: str, writer: Any) -> None:
    with pytest.raises(InvalidInput, match='"Leads"'):
        await imported(writer, Book([Page([HEADER, ANN], "Leads")]).bytes(), sheet=said)


async def test_a_text_file_has_no_sheets(writer: Any) -> None:
    with pytest.raises(InvalidInput, match="no sheets"):
        await imported(writer, b"Lead ID,Age\n7,30\n", sheet="1")


async def test_titles_blank_rows_and_blank_columns_around_the_table_do_no_harm(writer: Any) -> None:
    rows: list[Any] = [
        ["", "Hot leads"],
        [],
        [None, "Lead ID", None, "Full Name", "Age"],
        [None, "7", None, "Ann", 30],
        [],
        [None, "8", None, "Bob", 40],
        [None, "Lead ID", None, "Full Name", "Age"],
        [None, "Total", None, None, 70],
        [None, "Confidential"],
        [None, "9", None, "Cy", 50, None, "see me"],
    ]
    report = await imported(writer, workbook(*rows))
    assert set(people(writer)) == {"7", "8"}
    assert [row.line for row in report.rejected_rows] == [7, 8, 9, 10]
    assert "up to row 2" in report.file.remarks[0]
    assert [use.name for use in report.columns] == ["Lead ID", "Full Name", "Age"]


async def test_an_id_has_no_thousands_commas(writer: Any) -> None:
    await imported(writer, workbook(HEADER, (styled(1234567, 1), "Ann", 30), ("1,23", "Bob", 40), formats=["#,##0"]))
    assert set(people(writer)) == {"1234567", "1,23"}


async def test_a_blank_cell_says_that_there_is_nothing(writer: Any) -> None:
    await imported(writer, workbook((*HEADER, "City"), (*ANN, "Dover")))
    await imported(writer, workbook((*HEADER, "City"), (*ANN, None)))
    assert people(writer)["7"].attributes == {}


async def test_cells_merged_downwards_count_for_each_of_their_rows(writer: Any) -> None:
    rows: list[Any] = [
        ("Lead ID", "Full Name", "Household"),
        ("7", "Ann", "Lee"),
        ("8", "Bob", None),
        ("9", "Cy", "Day"),
    ]
    await imported(writer, Book([Page(rows, merged=["C2:C3", "A9:B9"])]).bytes())
    assert {id: person.attributes["Household"] for id, person in people(writer).items()} == {
        "7": "Lee",
        "8": "Lee",
        "9": "Day",
    }


async def test_a_workbook_that_counts_from_1904(writer: Any) -> None:
    rows: list[Any] = [("Lead ID", "Full Name", "Birthdate"), ("7", "Ann", styled(29288, 1))]
    await imported(writer, Book([Page(rows)], ["yyyy-mm-dd"], from_1904=True).bytes())
    assert people(writer)["7"].attributes["Birthdate"] == "1984-03-09"


async def test_formulas_that_were_never_calculated_are_pointed_out(writer: Any) -> None:
    formulas = [Raw("", "<f>A1</f>"), Raw('t="str"', "<f>A1</f><v>Dover</v>")]
    report = await imported(writer, workbook((*HEADER, "Score", "City"), (*ANN, *formulas)))
    assert people(writer)["7"].attributes == {"City": "Dover"}
    assert "a formula that was never calculated are blank (1 of them)" in report.file.remarks[0]


async def test_elements_with_a_prefix_and_cells_without_a_reference_are_understood(writer: Any) -> None:
    sheet = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row><x:c t="str"><x:v>Lead ID</x:v></x:c><x:c t="str"><x:v>Full Name</x:v></x:c></x:row>'
        '<x:row><x:c><x:v>7</x:v></x:c><x:c t="str"><x:v>Ann_x0020_Lee</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    await imported(writer, Book([Page([HEADER])], extra={"xl/worksheets/sheet0.xml": sheet}).bytes())
    assert people(writer)["7"].persona.full_name == "Ann Lee"


async def test_a_cell_at_the_far_end_costs_no_memory(writer: Any) -> None:
    sheet = (
        '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Lead ID</v></c><c r="B1" t="str"><v>Age</v></c></row>'
        '<row r="2"><c r="A2"><v>7</v></c><c r="B2"><v>30</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>8</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    report = await imported(writer, Book([Page([HEADER])], extra={"xl/worksheets/sheet0.xml": sheet}).bytes())
    assert (report.created, [row.line for row in report.rejected_rows]) == (1, [1048576])


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    "sheet",
    [
        ENTITIES,
        "<worksheet><sheetData><row>",
        "no XML at all",
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>',
        '<worksheet a="' + "x" * 20_000_000 + '"/>',
    ],
)
async def test_a_damaged_or_hostile_sheet_is_refused_in_one_line(sheet: str, writer: Any) -> None:
    with pytest.raises(InvalidInput, match="damaged"):
        await imported(writer, Book([Page([HEADER])], extra={"xl/worksheets/sheet0.xml": sheet}).bytes())


async def test_a_workbook_that_is_cut_off_or_garbled_is_refused_in_one_line(writer: Any) -> None:
    data = workbook(HEADER, *[(str(at), f"Ann {at}", 30) for at in range(2000)])
    for broken in (data[: len(data) // 2], data[:30], data.replace(b"\x00\x00", b"\x01\x02")):
        with pytest.raises(InvalidInput, match=r"damaged|archive"):
            await imported(writer, broken)


async def test_a_zip_bomb_is_refused_before_it_is_unpacked(writer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MAX_PART_BYTES", 1_000_000)
    bomb = "<worksheet><sheetData>" + " " * 2_000_000 + "</sheetData></worksheet>"
    with pytest.raises(InvalidInput, match="larger than can be read"):
        await imported(writer, Book([Page([HEADER])], extra={"xl/worksheets/sheet0.xml": bomb}).bytes())


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"xl/workbook.bin": "x"}, r"\.xlsb"),
        ({"word/document.xml": "x"}, "Word"),
        ({"Index/Document.iwa": "x"}, "Numbers"),
        ({"a.csv": "x", "b.csv": "y"}, "2 tables"),
        ({"readme.md": "x"}, "no file that could be a table"),
        ({"leads.zip": "x"}, "no file that could be a table"),
    ],
)
async def test_an_archive_without_one_table_is_said_to_be_what_it_is(
    parts: dict[str, str], what: str, writer: Any
) -> None:
    with pytest.raises(InvalidInput, match=what):
        await imported(writer, zipped(parts))


async def test_the_one_table_of_an_archive_is_read(writer: Any) -> None:
    csv = "Lead ID,Full Name\n7,Ann\n"
    await imported(writer, zipped({"export/leads.csv": csv, "__MACOSX/export/._leads.csv": "x", "readme.md": "x"}))
    await imported(writer, zipped({"leads.xlsx": workbook(HEADER, ("8", "Bob", 40))}))
    await imported(writer, gzip.compress(workbook(HEADER, ("9", "Cy", 50))))
    assert set(people(writer)) == {"7", "8", "9"}


async def test_a_protected_archive_is_said_to_be_one(writer: Any) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("leads.csv", "Lead ID\n7\n")
    data = out.getvalue()
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(sign) + at
        data = data[:place] + bytes([data[place] | 1]) + data[place + 1 :]
    with pytest.raises(InvalidInput, match="password"):
        await imported(writer, data)


async def test_a_refusal_tells_of_the_other_sheets(writer: Any) -> None:
    book = Book([Page([("Report",), ("of May",)], "Summary"), Page([("Lead ID", "Name"), ("7", "Ann")], "Leads")])
    for rows in (book, Book([Page([("12.5", "$7")], "Sum"), book.pages[1]])):
        with pytest.raises(InvalidInput, match='The workbook has others: "Leads"'):
            await imported(writer, rows.bytes())


async def test_the_index_that_pandas_writes_is_a_column_and_a_remark_beside_the_table_is_none(writer: Any) -> None:
    index = [(None, "Lead ID", "Name"), (0, "7", "Ann"), (1, "8", "Bob"), (2, "9", "Cy")]
    report = await imported(writer, workbook(*index))
    assert (report.created, report.rejected) == (3, 0)
    assert [use.becomes for use in report.columns] == ["attributes.Column 1", "lead_id", "full_name"]
    remark = [(None, "Lead ID", "Name"), (None, "7", "Ann"), ("call!", "8", "Bob"), (None, "9", "Cy")]
    assert (await imported(writer, workbook(*remark))).rejected == 1


@pytest.mark.parametrize("written", ["1.234567890123457e+16", "1.2345678901234568E+16", "1E+15"])
async def test_an_id_whose_last_digits_the_program_lost_is_refused_and_makes_nobody_somebody_else(
    written: str, writer: Any
) -> None:
    for style, formats in ((0, ()), (1, ("0",)), (1, ("#,##0",))):
        report = await imported(writer, workbook(("ID", "Name"), (styled(written, style), "Ann"), formats=formats))
        assert "scientific notation" in report.rejected_rows[0].reason
    report = await imported(
        writer,
        workbook(("ID", "Name"), (styled("12345678901234567", 0), "Ann"), (styled("12345678901234569", 0), "Bob")),
    )
    assert (report.created, set(writer.tenants["default"])) == (2, {"12345678901234567", "12345678901234569"})
