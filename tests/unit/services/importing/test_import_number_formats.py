"""What a spreadsheet shows for a number, by ECMA-376 part 1, §18.8.31."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.services.importing.spreadsheets.number_formats import BUILT_IN, shown


@pytest.mark.parametrize(
    ("code", "stored", "seen"),
    [
        ("General", "45000", "45000"),
        ("General", "45000.0", "45000"),
        ("General", "4.5E4", "45000"),
        ("General", "0.30000000000000004", "0.3"),
        ("General", "12025550123", "12025550123"),
        ("General", "1.2025550123E10", "12025550123"),
        ("General", "-3.5", "-3.5"),
        ('General" years"', "45", "45 years"),
        ("0", "45000.7", "45001"),
        ("0.00", "2.5", "2.50"),
        ("#,##0", "1234567.4", "1,234,567"),
        ("#,##0.00", "0", "0.00"),
        ("#,##0.##", "5.5", "5.5"),
        ("#.##", "5", "5"),
        ("0%", "0.125", "13%"),
        ("0.0%", "0.125", "12.5%"),
        ("$#,##0", "45000", "$45,000"),
        ('"$"#,##0.00', "45000.5", "$45,000.50"),
        ("#,##0.00 [$€-407]", "45000", "45,000.00 €"),
        ("[$£-809]#,##0", "45000", "£45,000"),
        ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "45000", "$45,000.00"),
        ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "-45", "$(45.00)"),
        ("#,##0;[Red](#,##0)", "-1234", "(1,234)"),
        ("#,##0;[Red]-#,##0", "-1234", "-1,234"),
        ("0;-0;;@", "0", ""),
        ("0,", "45000", "45"),
        ('0.0,,"M"', "1500000", "1.5M"),
        ("00000", "501", "00501"),
        ("000-00-0000", "12345678", "012-34-5678"),
        ("(###) ###-####", "2025550123", "(202) 555-0123"),
        ("[<=9999999]###-####;(###) ###-####", "5550123", "555-0123"),
        ("[<=9999999]###-####;(###) ###-####", "2025550123", "(202) 555-0123"),
        ("0.00E+00", "12025550123", "12025550123"),
        ("# ?/?", "0.5", "0.5"),
        ("@", "12", "12"),
        ('"a;b" 0', "7", "a;b 7"),
        ("d/m/yy", "30750", "1984-03-09"),
        ("[$-409]mmmm d, yyyy;@", "30750", "1984-03-09"),
        ('yyyy"年"m"月"d"日"', "30750", "1984-03-09"),
        ("d-mmm", "30750", "--03-09"),
        ("mmm-yy", "30750", "1984-03"),
        ("yyyy", "30750", "1984"),
        ("m/d/yy h:mm", "30750.6041666667", "1984-03-09 14:30"),
        ("m/d/yy h:mm", "30750", "1984-03-09"),
        ("h:mm AM/PM", "0.6041666667", "14:30"),
        ("h:mm:ss", "0.999999999", "00:00:00"),
        ("mm:ss", "0.0034722222", "00:05:00"),
        ("[h]:mm", "1.5", "36:00"),
        ("yyyy-mm-dd", "1", "1900-01-01"),
        ("yyyy-mm-dd", "60", "1900-02-29"),
        ("yyyy-mm-dd", "61", "1900-03-01"),
        ("yyyy-mm-dd", "-5", "-5"),
        ("yyyy-mm-dd", "99999999999", "99999999999"),
        ("General", "many", "many"),
    ],
)
def test_a_number_is_told_as_it_is_seen(code: str, stored: str, seen: str) -> None:
    assert shown(code)(stored) == seen


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert shown("yyyy-mm-dd", True)("0") == "1904-01-01"
    assert shown("yyyy-mm-dd", True)("29288") == "1984-03-09"


@given(st.text(alphabet='0#?.,;%E+-@$"\\[]()_*ymdhs<=> GeneralAM/P€', max_size=14), st.floats())
def test_no_format_makes_a_number_fail(code: str, value: float) -> None:
    assert isinstance(shown(code)(str(value)), str)


@pytest.mark.parametrize("code", BUILT_IN.values())
@pytest.mark.parametrize("stored", ["0", "-1.5", "45000.25", "1E300", "-1E-300"])
def test_every_built_in_format_shows_something(code: str, stored: str) -> None:
    assert shown(code)(stored)
