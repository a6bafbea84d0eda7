"""Amounts, ages and birth dates as people and programs write them.

Each reading is all or nothing: what isn't understood to its last character, or could mean two things, is not read.
A figure that is a little wrong looks like any other.
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

OLDEST = 120
OLDEST_BORN = 110
LEAST_AMOUNT = 100
"""A yearly income below this may as well be thousands, an hour's wage or a code."""


class Span(NamedTuple):
    """From `low` to `high`, both included; infinite where it is open."""

    low: float
    high: float

    @property
    def middle(self) -> float | None:
        """None for an open span."""
        return (self.low + self.high) / 2 if math.isfinite(self.high - self.low) else None


_FACTORS = {
    "k": 1e3, "thousand": 1e3, "grand": 1e3, "tsd": 1e3, "tsd.": 1e3,
    "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "mio.": 1e6, "million": 1e6, "millions": 1e6,
    "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "lpa": 1e5,
    "crore": 1e7, "crores": 1e7, "cr": 1e7,
}  # fmt: skip
_CURRENCIES = (
    "usd", "eur", "gbp", "chf", "cad", "aud", "nzd", "inr", "jpy", "cny", "rmb", "brl", "mxn", "zar", "sek", "nok",
    "dkk", "pln", "czk", "huf", "ron", "bgn", "uah", "rub", "try", "ils", "aed", "sar", "sgd", "hkd", "krw", "thb",
    "php", "idr", "myr", "vnd", "ars", "clp", "cop", "pen", "us$", "a$", "c$", "ca$", "au$", "nz$", "hk$", "s$",
    "r$", "mx$", "zł", "kr", "kr.", "kč", "ft", "lei", "rs", "rs.", "fr", "fr.", "dollar", "dollars", "euro",
    "euros", "pound", "pounds", "rupee", "rupees", "franc", "francs", "yen", "yuan", "pesos", "reais", "reals",
    "rand",
)  # fmt: skip
_YEARLY = re.compile(
    r"(?:(?:per|an?|each|every|/|pro|par|por|al|im) ?(?:year|yr|annum|jahr|an|ano|año|anno)\b|\bp\.? ?a\b\.?"
    r"|\b(?:annual(?:ly)?|yearly|gross|net|brutto|netto|before tax(?:es)?|after tax(?:es)?|pre-tax)\b)"
)
_WORDS = re.compile(r"[^\W\d_]\.? ?[^\W\d_]|/")
_REMARK = re.compile(r" ?(?:[,;] (?P<said>[^\d]+)|\((?P<beside>[^\d()]+)\)|with \w+|salary|wages?|pension|stipend)$")
"""What people add to an amount without changing it."""
_ANOTHER_AMOUNT = re.compile(
    r"\b(?:month|week|hour|da[yi]|night|shift|household|family|joint|together|both|each|plus)|%"
)
_SIGN = r"(?:[\u0024\u00a2-\u00a5\u20a0-\u20cf])"
_CURRENCY = rf"(?:{'|'.join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True))}|{_SIGN})"
_NUMBER = (
    r"(?:\d+(?:[.,]\d+)?e[+-]?\d{1,2}"
    r"|[1-9]\d{0,2}(?:(?P<SEPARATOR>[ '_,.])\d{3})(?:(?P=SEPARATOR)\d{3})*(?:(?!(?P=SEPARATOR))[.,]\d+)?"
    r"|[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d+)?"
    r"|\d{4,}[.,]\d+|\d+[.,]\d{1,2}|\d+)"
)
"""4.5e+04; 45 000,50; 4,50,000 (lakhs); 45000.5."""
_FACTOR = "|".join(sorted(map(re.escape, _FACTORS), key=len, reverse=True))


def _amount(name: str) -> str:
    number = _NUMBER.replace("SEPARATOR", f"{name}sep")
    return rf"(?:{_CURRENCY}\s?)?(?P<{name}>{number})(?:\s?(?P<{name}factor>{_FACTOR}))?(?:\s?{_CURRENCY})?(?![\w.,])"


_TO = r"\s?(?:-|to|bis|a|à|and)\s?"
_MORE = r"(?:over|above|more than|at least|min\.?|from|>=?|≥)"
_LESS = r"(?:under|below|less than|up to|at most|max\.?|<=?|≤)"
_ABOUT = r"(?:about|around|approx(?:imately|\.)?|roughly|circa|ca\.?|c\.|nearly|almost|~|≈)"
_SPANS = (
    re.compile(rf"(?:between |(?:anywhere )?from )?{_amount('low')}{_TO}{_amount('high')}"),
    re.compile(rf"{_MORE}\s?{_amount('low')}|{_amount('low2')}\s?(?:\+|(?:and|or) (?:over|above|more|up)|plus)"),
    re.compile(rf"{_LESS}\s?{_amount('high')}|{_amount('high2')}\s?(?:and|or) (?:under|below|less)"),
    re.compile(rf"(?:{_ABOUT}\s?)?{_amount('one')}"),
)


@lru_cache(maxsize=4096)
def yearly_income(text: str) -> Span | None:
    """An income a year, in its own currency: "$52,000", "45.000,50 €", "4,50,000", "50-75k", "100k+".

    None for what isn't a yearly amount beyond doubt: an amount a month, a negative one, "12,5", "comfortable".
    """
    plain = _plain(text)
    closed, more, less, single = _SPANS
    if _WORDS.search(plain):
        plain = _without_remarks(" ".join(_YEARLY.sub(" ", plain).split()).strip(" ,;"))
    if match := single.fullmatch(plain):
        value = _value(match, "one")
        span = Span(value, value)
    elif match := closed.fullmatch(plain):
        high = _value(match, "high")
        low = _value(match, "low", match["highfactor"] if _digits(match, "low") < 1000 else None)
        span = Span(low, high)
    elif match := more.fullmatch(plain):
        span = Span(_value(match, "low" if match["low"] else "low2"), math.inf)
    elif match := less.fullmatch(plain):
        span = Span(-math.inf, _value(match, "high" if match["high"] else "high2"))
    else:
        return None
    if any(math.isnan(value) or 0 < value < LEAST_AMOUNT for value in span) or span.low > span.high:
        return None
    return span


def _without_remarks(plain: str) -> str:
    for _ in range(2):
        if (remark := _REMARK.search(plain)) and not _ANOTHER_AMOUNT.search(remark[0]):
            plain = plain[: remark.start()].rstrip(" ,;")
    return plain


def _plain(text: str) -> str:
    """The same text with ASCII digits, plain spaces, one kind of dash and one of apostrophe, in small letters."""
    if text.isascii():
        return " ".join(text.casefold().replace("`", "'").split())
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    text = re.sub(r"[‐-―−]", "-", re.sub(r"[’‘ʼ´`٬]", "'", text)).replace("٫", ".")
    return " ".join(text.split())


def _digits(match: re.Match[str], name: str) -> float:
    """The number's own value; NaN where a factor makes it doubtful ("1.500k")."""
    written, separator = match[name], match[f"{name}sep"]
    if "e" in written:
        return float(written.replace(",", "."))
    if separator is None and re.fullmatch(r"\d+(?:,\d\d)*,\d{3}(?:\.\d+)?", written) is None:
        return float(written.replace(",", "."))
    separator = separator or ","
    if match[f"{name}factor"] and separator in ",." and written.count(separator) == 1 and written[-4] == separator:
        return math.nan
    return float(written.replace(separator, "").replace(",", "."))


def _value(match: re.Match[str], name: str, factor: str | None = None) -> float:
    return _digits(match, name) * _FACTORS.get(match[f"{name}factor"] or factor or "", 1)


_YEARS = r"\s?(?:y(?:ea)?rs?|years? of age|years? old|yrs? old|y\.?o\.?|y|jahre?(?: alt)?|ans|años|anni|anos|jaar|år)?"
_AGE = rf"(?:aged? )?(?:{_ABOUT}\s?)?(\d{{1,3}})(?:[.,]0+)?{_YEARS}"
_AGES = (
    (re.compile(rf"(?:aged? |between )?(\d{{1,3}}){_YEARS}{_TO}(\d{{1,3}}){_YEARS}"), Span),
    (re.compile(rf"{_MORE}\s?(\d{{1,3}}){_YEARS}|(\d{{1,3}})\s?(?:\+|(?:and|or) (?:over|above|older|up)){_YEARS}"),
     lambda a: Span(a, math.inf)),
    (re.compile(rf"{_LESS}\s?(\d{{1,3}}){_YEARS}|(\d{{1,3}})\s?(?:and|or) (?:under|below|younger){_YEARS}"),
     lambda a: Span(-math.inf, a)),
    (re.compile(_AGE), lambda a: Span(a, a)),
    (re.compile(r"(\d{1,3}[.,]\d{1,2})" + _YEARS), lambda a: Span(a, a)),
)  # fmt: skip


def age_span(text: str) -> Span | None:
    """Years of age: "41", "34.0", "41 yrs", "35-44", "65+". None for what nobody is (0, 199) or that isn't an age."""
    if text.isascii() and text.isdecimal():
        years = float(text) if len(text) <= 4 else 0.0
        return Span(years, years) if 1 <= years <= OLDEST else None
    plain = _plain(text)
    for pattern, span in _AGES:
        if match := pattern.fullmatch(plain):
            ages = span(*(float(number.replace(",", ".")) for number in match.groups() if number is not None))
            bounds = [age for age in ages if math.isfinite(age)]
            return ages if all(1 <= age <= OLDEST for age in bounds) and ages.low <= ages.high else None
    return None


_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_TIME = r"(?:[t ]\d{1,2}:\d\d.*)?"
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}|(\d{{4}})(\d\d)(\d\d)")
_TWO_AND_YEAR = re.compile(rf"(\d{{1,2}})([-/. ])\s?(\d{{1,2}})\2\s?(\d{{4}}|\d\d){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]+(?:of )?{_MONTH}[-/., ]+(\d{{4}}|\d\d)")
_MONTH_FIRST = re.compile(rf"{_MONTH}[-/. ]+(\d{{1,2}})(?:st|nd|rd|th)?[-/., ]+(\d{{4}}|\d\d)")


class WrittenDate(NamedTuple):
    """The days that a date may mean: one, or one for each order of day and month."""

    day_first: date | None
    month_first: date | None

    def readings(self, *, day_first: bool | None = None) -> set[date]:
        """Those of one order, if it is known."""
        orders = self if day_first is None else (self.day_first if day_first else self.month_first,)
        return {day for day in orders if day is not None}


def birth_dates(text: str, today: date | None) -> WrittenDate | None:
    """The birthdays that `text` may mean: 1980-05-31, 31.5.1980, 5/31/1980, 31 May 1980, 31-May-80. None if it is none.

    Two digits of a year are read where only one century makes somebody who is alive; where `today` is None, as years of
    the last century. A point between the numbers means
    that the day comes first; the order around `/` and `-` is left to the caller where both are dates.
    """
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():  # most dates of most files
        try:
            return _known(_if_alive(date.fromisoformat(text), today))
        except ValueError:
            pass
    plain = _plain(text)
    if match := _ISO.fullmatch(plain):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        return _known(_born(year, month, day, today))
    if match := _DAY_FIRST.fullmatch(plain):
        return _known(_born(match[3], str(_MONTHS[match[2]]), match[1], today))
    if match := _MONTH_FIRST.fullmatch(plain):
        return _known(_born(match[3], str(_MONTHS[match[1]]), match[2], today))
    if match := _TWO_AND_YEAR.fullmatch(plain):
        one, sign, two, year = match.groups()
        day_first = _born(year, two, one, today)
        month_first = None if sign == "." else _born(year, one, two, today)
        return WrittenDate(day_first, month_first) if day_first or month_first else None
    return None


def _known(day: date | None) -> WrittenDate | None:
    return WrittenDate(day, day) if day else None


def _born(year: str, month: str, day: str, today: date | None) -> date | None:
    centuries = (1900, 2000) if today else (1900,)
    years = [int(year)] if len(year) == 4 else [century + int(year) for century in centuries]
    dates = list(_alive(years, int(month), int(day), today))
    return dates[0] if len(dates) == 1 else None


def _alive(years: list[int], month: int, day: int, today: date | None) -> Iterator[date]:
    for year in years:
        try:
            born = _if_alive(date(year, month, day), today)
        except ValueError:
            continue
        if born:
            yield born


def _if_alive(born: date, today: date | None) -> date | None:
    return born if today is None or (born <= today and age_at(born, today) <= OLDEST_BORN) else None


def age_at(born: date, today: date) -> int:
    """Whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
