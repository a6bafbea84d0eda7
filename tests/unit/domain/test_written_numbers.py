import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.domain.written_numbers import Span, age_span, birth_dates, yearly_income

TODAY = date(2026, 6, 15)
NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("45000", 45_000),
        ("45000.0", 45_000),
        ("52000.50 USD", 52_000.5),
        (f"45{NBSP}000 €", 45_000),
        (f"45{NARROW}000,00{NBSP}€", 45_000),
        ("45 000", 45_000),
        ("4.5E+04", 45_000),
        ("4,5e4", 45_000),
        ("1.234,56", 1_234.56),
        ("1,234.56", 1_234.56),
        ("1,234", 1_234),
        ("€ 41.500", 41_500),
        ("CHF 90'000", 90_000),
        ("45\N{RIGHT SINGLE QUOTATION MARK}000", 45_000),
        ("£45k", 45_000),
        ("52 K", 52_000),
        ("1.2 million", 1_200_000),
        ("45 Tsd. €", 45_000),
        ("R$ 5.000,00", 5_000),
        ("₹4,50,000", 450_000),
        ("12,34,567.50", 1_234_567.5),
        ("4.5 lakh", 450_000),
        ("\uff14\uff15\uff10\uff10\uff10", 45_000),
        ("٤٥٬٠٠٠", 45_000),
        ("about 50k", 50_000),
        ("45,000 per year", 45_000),
        ("45,000 p.a.", 45_000),
        ("$45,000/yr gross", 45_000),
        ("$44,000 (pension and part-time work)", 44_000),
        ("about $38,000, mostly tips", 38_000),
        ("$95,000 salary; most of it saved", 95_000),
        ("$79,000 with overtime", 79_000),
        ("0", 0),
    ],
)
def test_an_income_is_read_as_it_was_meant(written: str, amount: float) -> None:
    assert yearly_income(written) == Span(amount, amount)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("$50,000-$75,000", 50_000, 75_000),
        ("$45,000 \N{EN DASH} $50,000", 45_000, 50_000),
        ("50-75k", 50_000, 75_000),
        ("45K-50K", 45_000, 50_000),
        ("between 45 000 and 50 000 EUR", 45_000, 50_000),
        ("50k+", 50_000, math.inf),
        ("over $100,000", 100_000, math.inf),
        ("<25k", -math.inf, 25_000),
    ],
)
def test_a_range_of_incomes_has_two_ends(written: str, low: float, high: float) -> None:
    assert yearly_income(written) == Span(low, high)


@pytest.mark.parametrize(
    "written",
    ["", "12,5", "1,23", "45", "0,500", "1,234,56", "1.500k", "-5000", "(500)", "5%", "4,000 per month", "20/hour",
     "45 mil", "comfortable", "45k plus bonus", "$4,000 (monthly)", "$4,000, each month", "$80,000; household 120k",
     "none; household $162,000", "1 or 2 jobs", "75k-50k", "45000-", "A12000", "1984-03-04"],
)  # fmt: skip
def test_what_could_mean_two_things_is_no_income(written: str) -> None:
    assert yearly_income(written) is None


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("41", (41, 41)),
        ("34.0", (34, 34)),
        ("34 yrs", (34, 34)),
        ("34 years old", (34, 34)),
        ("aged 67", (67, 67)),
        ("٣٤", (34, 34)),
        ("35-44", (35, 44)),
        ("18 to 24 years", (18, 24)),
        ("65+", (65, math.inf)),
        ("under 18", (-math.inf, 18)),
        ("0", None),
        ("199", None),
        ("0001" + "9" * 400, None),
        ("1984", None),
        ("-5", None),
        ("44-35", None),
        ("in her forties", None),
        ("", None),
    ],
)
def test_an_age_is_read_if_somebody_can_be_that_old(written: str, span: tuple[float, float] | None) -> None:
    assert age_span(written) == span


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("1984-03-04", {date(1984, 3, 4)}),
        ("1984-03-04T00:00:00Z", {date(1984, 3, 4)}),
        ("19840304", {date(1984, 3, 4)}),
        ("04.03.1984", {date(1984, 3, 4)}),
        ("4 March 1984", {date(1984, 3, 4)}),
        ("Mar 4, 1984", {date(1984, 3, 4)}),
        ("04-Mar-84", {date(1984, 3, 4)}),
        ("3/31/1984", {date(1984, 3, 31)}),
        ("31/3/1984", {date(1984, 3, 31)}),
        ("03/04/1984", {date(1984, 3, 4), date(1984, 4, 3)}),
        ("03/04/84", {date(1984, 3, 4), date(1984, 4, 3)}),
        ("4/4/05", {date(2005, 4, 4)}),
    ],
)
def test_a_birth_date_is_every_day_it_can_mean(written: str, days: set[date]) -> None:
    found = birth_dates(written, TODAY)
    assert found is not None
    assert found.readings() == days


@pytest.mark.parametrize(
    "written", ["", "1984-02-30", "2030-01-01", "1850-01-01", "30745", "1984", "spring 1980", "4/4/20", "13/13/1980"]
)
def test_what_is_nobodys_birthday_is_none(written: str) -> None:
    assert birth_dates(written, TODAY) is None


@given(st.text(alphabet="0123456789.,'  -+kKmM$€()/%eE", max_size=60) | st.text(max_size=20))
def test_no_text_makes_a_reading_fail(text: str) -> None:
    yearly_income(text)
    age_span(text)
    birth_dates(text, TODAY)
