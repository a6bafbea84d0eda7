import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.prospects import Prospect
from prospect_twins.services.importing import BadRow, ParsedProspect
from prospect_twins.services.importing.delimited import read_delimited
from prospect_twins.services.importing.records import Record

Prospects = Callable[..., list[Prospect]]
Read = Callable[..., list[ParsedProspect | BadRow]]
Reasons = Callable[..., list[tuple[int, str]]]


def records(text: str) -> list[Record]:
    return [row for row in read_delimited([text]).rows if isinstance(row, Record)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(delimiter: str, prospects: Prospects) -> None:
    [ann] = prospects(f'Lead ID{delimiter}"Full Name"{delimiter}City\n7{delimiter}Ann{delimiter}Dover\n')
    assert (ann.persona.lead_id, ann.persona.full_name, ann.attributes) == ("7", "Ann", {"City": "Dover"})


def test_excels_line_that_names_the_delimiter_is_understood(prospects: Prospects) -> None:
    [ann] = prospects("sep=;\nLead ID;Full Name, please\n7;Ann\n")
    assert ann.attributes == {"Full Name, please": "Ann"}


def test_quoted_cells_keep_delimiters_quotes_and_line_ends(prospects: Prospects) -> None:
    [ann] = prospects('Lead ID,Notes\r\n7,"said ""no"", twice;\r\nthen hung up"\r\n')
    assert ann.notes == ('said "no", twice;\nthen hung up',)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do_and_blank_rows_are_no_rows(line_end: str, prospects: Prospects) -> None:
    people = prospects(line_end.join(["", "Lead ID,Age", "1,30", "", ",", "2,40"]))
    assert [person.persona.lead_id for person in people] == ["1", "2"]


def test_columns_without_a_name_or_with_one_twice_are_told_apart(prospects: Prospects) -> None:
    [ann] = prospects("Lead ID,,Phone,Phone\n7,x,555-0100,555-0101\n")
    assert ann.attributes == {"Column 2": "x", "Phone": "555-0100", "Phone (2)": "555-0101"}


def test_zeros_that_an_export_protects_from_the_spreadsheet_are_kept(prospects: Prospects) -> None:
    [ann] = prospects('Lead ID,Age\n="00123",30\n')
    assert ann.persona.lead_id == "00123"


def test_one_missing_quote_costs_one_row(prospects: Prospects, reasons: Reasons) -> None:
    file = 'Lead ID,Name,City\n1,Ann,Dover\n2,"Bob,Salem\n3,Cy,Troy\n4,"Di",Bath\n5,Ed,Ames\n'
    [(line, reason)] = reasons(file)
    assert line == 3
    assert "quote" in reason
    people = records(file)
    assert [person.values[0] for person in people] == ["1", "3", "4", "5"]
    assert [person.line for person in people] == [2, 4, 5, 6]


def test_a_quote_never_closed_costs_one_row(reasons: Reasons) -> None:
    file = 'Lead ID,Name,City\n1,"Ann,Dover\n2,Bob,Salem\n'
    assert [line for line, _ in reasons(file)] == [2]
    assert [record.values[0] for record in records(file)] == ["2"]


def test_the_rest_of_a_broken_note_is_not_taken_for_prospects(read: Read) -> None:
    rows = read('Lead ID,Note,City\n1,"She said:\nyes, I think "maybe", fine\nand, no\n2,ok,Salem\n3,ok\n')
    assert [row.patch.lead_id for row in rows if isinstance(row, ParsedProspect)] == ["2", "3"]
    assert [row.line for row in rows if isinstance(row, BadRow)] == [2, 3, 4]
    assert [row.row for row in rows] == [1, 2, 3, 4, 5]


def test_a_hostile_file_of_open_quotes_reads_every_line_twice_at_most() -> None:
    reads = 0

    def chunks() -> list[str]:
        return ["Lead ID,Name\n", *['1,"\n' for _ in range(2_000)]]

    table = read_delimited(chunks())
    for _ in table.rows:
        reads += 1
    assert reads <= 4_000


def test_a_cell_beyond_every_limit_is_refused_and_the_next_row_read(reasons: Reasons) -> None:
    file = f'Lead ID,Note\n1,"{"x" * 200_000}"\n2,{"y" * 2_000_000}\n3,fine\n'
    assert [line for line, _ in reasons(file)] == [2, 3]
    assert [record.values[0] for record in records(file)] == ["3"]


def test_rows_may_end_early_as_excel_writes_them_but_a_reports_footer_is_no_prospect(reasons: Reasons) -> None:
    file = 'Lead ID,Age,City\n1,30\n2,40,Troy,,\n\n"Confidential Information - Do Not Distribute"\n'
    assert [record.values for record in records(file)] == [("1", "30"), ("2", "40", "Troy")]
    [(line, reason)] = reasons(file)
    assert line == 5
    assert "1 cell but the header has 3" in reason


def test_a_row_with_too_many_cells_is_refused_without_saying_what_is_in_them(reasons: Reasons) -> None:
    [(line, reason)] = reasons("Lead ID,City\n1,Dover,secret\n")
    assert line == 2
    assert "3 cells but the header has 2" in reason
    assert "secret" not in reason


@pytest.mark.parametrize("file", ["", "\n \n", 'Lead ID,"Name\n1,Ann\n', "x" * 300_000])
def test_a_file_without_a_usable_header_is_refused(file: str) -> None:
    with pytest.raises(InvalidInput):
        read_delimited([file])


cells = st.text(alphabet='ab ,;"\n\té', max_size=6)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=6))
def test_what_the_csv_module_writes_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("x", "y", "z"), *rows])
    expected = [row for row in rows if any(cell.strip() for cell in row)]
    assert [record.values for record in records(out.getvalue())] == expected
