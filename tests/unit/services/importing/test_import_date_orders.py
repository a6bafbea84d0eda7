"""The order of a column's dates is looked for in the whole file, but only where a date needs it."""

import gzip
import io
import json
from datetime import date

import pytest

from prospect_twins.services.importing import ParsedProspect, ProspectSource
from tests.unit.services.importing.conftest import TODAY
from tests.unit.services.importing.workbooks import workbook

CERTAIN = [(f"P-{number:05}", f"19{number % 60 + 30}-03-09") for number in range(12_000)]
ROWS = [*CERTAIN, ("P-doubt", "5/7/1980"), *((f"Q-{number:05}", "1960-01-02") for number in range(6_000))]
DAY_FIRST = [*ROWS, ("P-last", "25/12/1990")]


class Counting(io.BytesIO):
    """Counts what is read of it."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


def csv(rows: list[tuple[str, str]]) -> bytes:
    return "".join(f"{lead_id},{born}\n" for lead_id, born in [("Lead ID", "Birthdate"), *rows]).encode()


FORMATS = {
    "csv": csv(DAY_FIRST),
    "gzip": gzip.compress(csv(DAY_FIRST)),
    "xlsx": workbook(("Lead ID", "Birthdate"), *DAY_FIRST),
    "json": json.dumps([{"Lead ID": lead_id, "Birthdate": born} for lead_id, born in DAY_FIRST]).encode(),
    "html": "".join(
        ["<table>", *(f"<tr><td>{a}<td>{b}</tr>" for a, b in [("Lead ID", "Birthdate"), *DAY_FIRST]), "</table>"]
    ).encode(),
    "xml": (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>'
        + "".join(
            f'<Row><Cell><Data ss:Type="String">{a}</Data></Cell><Cell><Data ss:Type="String">{b}</Data></Cell></Row>'
            for a, b in [("Lead ID", "Birthdate"), *DAY_FIRST]
        )
        + "</Table></Worksheet></Workbook>"
    ).encode(),
}


@pytest.mark.parametrize("name", FORMATS)
def test_reading_goes_on_where_it_was_after_the_look_through(name: str) -> None:
    rows = list(ProspectSource(io.BytesIO(FORMATS[name]), today=TODAY))
    people = [row.patch for row in rows if isinstance(row, ParsedProspect)]
    assert [person.lead_id for person in people] == [lead_id for lead_id, _ in DAY_FIRST]
    ages = {person.lead_id: person.fields["age"] for person in people}
    assert (ages["P-doubt"], ages["P-last"], ages["P-00000"]) == ("45", "35", "96")


def test_a_file_whose_dates_are_certain_is_read_once() -> None:
    counts = []
    for rows in (CERTAIN, ROWS):
        file = Counting(csv(rows))
        list(ProspectSource(file, today=date(2026, 6, 15)))
        counts.append(file.count / len(file.getvalue()))
    once, twice = counts
    assert twice - once > 0.9
