"""Tables that are no workbooks of Excel's and are called so, and those of LibreOffice."""

import io
from typing import Any

import pytest

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.prospects import Prospect
from prospect_twins.services.importing import FileOptions, ImportReport, import_prospects
from tests.unit.services.importing.workbooks import zipped


async def imported(writer: Any, data: bytes, **said: str) -> ImportReport:
    return await import_prospects(io.BytesIO(data), writer, "default", options=FileOptions(**said))


def people(writer: Any) -> dict[str, Prospect]:
    return dict(writer.tenants["default"])


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{encoding}">
<style>td {{ color: red }}</style><title>Report</title></head><body>
<table border=1><tr><th>Lead ID</th><th>Full&nbsp;Name</th><th colspan=2>Notes</th><th>City</th></tr>
<tr><td>7</td><td>Zoë <b>Lee</b></td><td>one<br>two</td><td><table><tr><td>in</td><td>ner</td></tr></table></td>
<td rowspan="2">Dover</td></tr>
<tr><td>8<td>Bob &amp; Co<td><td>
</table><p>Confidential</p></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
async def test_a_web_page_called_xls_is_read(encoding: str, writer: Any) -> None:
    report = await imported(writer, PAGE.format(encoding=encoding).encode(encoding))
    assert (report.file.format, report.created, report.rejected) == ("HTML table", 2, 0)
    zoe, bob = people(writer).values()
    assert (zoe.persona.full_name, zoe.notes, zoe.attributes["City"]) == ("Zoë Lee", ("one\ntwo",), "Dover")
    assert (bob.persona.full_name, bob.attributes["City"]) == ("Bob & Co", "Dover")


TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"


def cell(text: str, **attributes: str) -> str:
    given = "".join(f' {"office" if "repeated" not in name else "table"}:{name.replace("_", "-")}="{value}"'
                    for name, value in attributes.items())  # fmt: skip
    return f"<table:table-cell{given}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def spreadsheet(*rows: str, manifest: str = "<manifest/>") -> bytes:
    content = (
        f'<office:document-content xmlns:office="{OFFICE}" xmlns:table="{TABLE}" xmlns:text="{TEXT}" '
        f'xmlns:style="{STYLE}">'
        '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
        f'<table:table table:name="Codes" table:style-name="h">{row(cell("Lead ID"), cell("Age"))}</table:table>'
        f'<table:table table:name="Leads" table:style-name="v">{"".join(rows)}</table:table>'
        f'<table:table table:name="Old">{row(cell("x"))}</table:table></office:document-content>'
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mime, "content.xml": content, "META-INF/manifest.xml": manifest})


async def test_a_spreadsheet_of_libreoffice_is_read_as_people_see_it(writer: Any) -> None:
    blank = '<table:table-cell table:number-columns-repeated="16380"/>'
    data = spreadsheet(
        row(cell("Hot leads"), blank),
        row(*map(cell, ["Lead ID", "Full Name", "Birthdate", "Phone", "Rate", "Note", "Gone"]), blank),
        row(
            cell("007"),
            cell("Ann<text:s text:c='1'/><text:span>Lee</text:span>"),
            cell("9.3.84", value_type="date", date_value="1984-03-09T00:00:00"),
            cell("1.2E+10", value_type="float", value="12025550123"),
            cell("12,5%", value_type="percentage", value="0.125"),
            "<table:table-cell><office:annotation><text:p>aside</text:p></office:annotation>"
            "<text:p>one</text:p><text:p>two</text:p></table:table-cell>",
            cell("#N/A"),
        ),
        row(blank, repeated=1_048_000),
    )
    report = await imported(writer, data)
    ann = people(writer)["007"]
    assert (report.created, report.rejected, report.file.sheet) == (1, 0, "Leads")
    assert (ann.persona.full_name, ann.notes) == ("Ann Lee", ("one\ntwo",))
    assert ann.attributes == {"Birthdate": "1984-03-09", "Phone": "12025550123", "Rate": "12,5%"}
    assert '"Old"' in report.file.remarks[0]


@pytest.mark.parametrize("text", ["12345678901234600", "1.23456789012346E+16", "12,345,678,901,234,600", "###"])
async def test_an_id_whose_last_digits_libreoffice_lost_is_refused(text: str, writer: Any) -> None:
    lost = cell(text, value_type="float", value="1.23456789012346E+016")
    kept = cell("12345678901234567", value_type="float", value="12345678901234567")
    rows = [row(cell("ID"), cell("Name")), row(lost, cell("Ann")), row(kept, cell("Bob"))]
    report = await imported(writer, spreadsheet(*rows))
    assert [bad.row for bad in report.rejected_rows] == [1]
    assert "scientific notation" in report.rejected_rows[0].reason
    assert set(people(writer)) == {"12345678901234567"}


async def test_a_sheet_of_libreoffices_is_named(writer: Any) -> None:
    with pytest.raises(InvalidInput, match='has "Leads", "Old";'):
        await imported(writer, spreadsheet(), sheet="None")


async def test_a_protected_spreadsheet_is_said_to_be_one(writer: Any) -> None:
    with pytest.raises(InvalidInput, match="protected by a password"):
        await imported(writer, spreadsheet(manifest="<m><file-entry><encryption-data/></file-entry></m>"))


async def test_a_spreadsheet_that_repeats_a_row_without_end_is_bounded(writer: Any) -> None:
    data = spreadsheet(row(cell("Lead ID"), cell("Age")), row(cell("x", number_columns_repeated="999999999")))
    report = await imported(writer, data)
    assert (report.created, report.rejected) == (0, 1)


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="z"><NumberFormat ss:Format="00000"/></Style>
<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
</Styles>
<Worksheet ss:Name="Leads"><Table>
<Row><Cell><Data ss:Type="String">Lead ID</Data></Cell>
<Cell><Data ss:Type="String">Full Name</Data></Cell>
<Cell><Data ss:Type="String">Birthdate</Data></Cell>
<Cell><Data ss:Type="String">ZIP</Data></Cell>
<Cell><Data ss:Type="String">Rate</Data></Cell>
<Cell><Data ss:Type="String">Vip</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="Number">7</Data></Cell>
<Cell ss:MergeAcross="0"><Data ss:Type="String">Zoë</Data></Cell>
<Cell><Data ss:Type="DateTime">1984-03-09T00:00:00.000</Data></Cell>
<Cell ss:StyleID="z"><Data ss:Type="Number">501</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.5</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="Old"><Table><Row><Cell><Data ss:Type="String">Lead ID</Data></Cell></Row>
</Table></Worksheet>
</Workbook>"""


async def test_xml_spreadsheets_of_2003_are_read(writer: Any) -> None:
    report = await imported(writer, XML.encode())
    zoe = people(writer)["7"]
    assert (report.file.format, report.file.sheet, report.rejected) == ("XML spreadsheet", "Leads", 0)
    assert zoe.persona.full_name == "Zoë"
    assert zoe.attributes == {"Birthdate": "1984-03-09", "ZIP": "00501", "Rate": "50.00%", "Vip": "TRUE"}


async def test_another_xml_file_is_refused(writer: Any) -> None:
    with pytest.raises(InvalidInput, match="an XML file"):
        await imported(writer, b"<?xml version='1.0'?><contacts><contact/></contacts>")
