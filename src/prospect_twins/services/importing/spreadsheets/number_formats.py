"""What a spreadsheet shows for a number: its format code applied (ECMA-376 part 1, §18.8.30 and §18.8.31).

Dates come as ISO whatever the format's order, since 3/4 is read differently on either side of the Atlantic; only what
the format shows of them is told (a birthday without its year stays without). A number that is shown in scientific
notation, which loses a telephone number's last digits, comes in full.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

BUILT_IN: Mapping[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0", 6: "$#,##0", 7: "$#,##0.00", 8: "$#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"), **dict.fromkeys(range(32, 36), "h:mm:ss"),
    37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)",
    41: "#,##0", 42: "$#,##0", 43: "#,##0.00", 44: "$#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0",
}  # fmt: skip
"""The formats that a workbook doesn't spell out, by their number; all others are General."""

Show = Callable[[str], str]
"""A stored number, as text, to what is shown for it."""

_LAST_DAY = 2_957_003  # 9999-12-31, counted from 1904
_MAX_EXPONENT = 308
_KEPT_DIGITS = 15
"""So many digits of a number are kept by spreadsheets. Of one that is longer and written with an exponent, the last
digits are lost: it stays so, and is seen to be no id."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]'
    r"|\[(?P<condition>[<>=]{1,2}-?[\d.]+)\]|\[[^\]]*\]|(?P<general>General)|(?P<half>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>E[+-]0*)|(?P<digit>[0#?])|(?P<date>y+|e+|m+|d+|h+|s+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITIONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda value, limit: value < limit, "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit, ">=": lambda value, limit: value >= limit,
    "=": lambda value, limit: value == limit, "<>": lambda value, limit: value != limit,
}  # fmt: skip


@lru_cache(maxsize=1024)
def shown(code: str, from_1904: bool = False) -> Show:
    """How numbers of a format are shown. `from_1904`: whether the workbook counts days from 1904 rather than 1900."""
    sections = [_Section.of(part) for part in _split(code)[:4]]

    @lru_cache(maxsize=4096)
    def show(stored: str) -> str:
        try:
            value = Decimal(stored)
        except InvalidOperation:
            return stored
        if not value.is_finite():
            return ""
        if value and abs(value.adjusted()) > _MAX_EXPONENT:
            return stored
        if lost_digits(stored):
            return stored
        section, bare = _chosen(sections, value)
        if section.empty:
            return ""
        if section.dates:
            return _date(section, float(value), from_1904) or general(value)
        if section.plain:
            return section.around(general(abs(value) if bare else value))
        return section.number(abs(value) if bare else value)

    return show


def lost_digits(stored: str) -> bool:
    """Whether a stored number is too long for spreadsheets to have kept its last digits."""
    if "e" not in stored.lower():
        return False
    try:
        return Decimal(stored).adjusted() >= _KEPT_DIGITS
    except InvalidOperation:
        return False


def general(value: Decimal) -> str:
    """A number without a format: all its digits, at most the fifteen that spreadsheets keep, no exponent."""
    if value == value.to_integral_value():
        return format(value.to_integral_value(), "f")
    return format(Decimal(format(float(value), ".15g")).normalize(), "f")


@dataclass(slots=True)
class _Section:
    """One of the parts of a code that stand between semicolons."""

    tokens: list[tuple[str, str]] = field(default_factory=list)
    """Kind and text, kinds being `digit`, `literal`, `point`, `comma`, `general` and `exponent`."""
    condition: tuple[str, Decimal] | None = None
    dates: set[str] = field(default_factory=set)
    """What it shows of a date: `y`, `m`, `d`, `h`, `min`, `s`; `elapsed` for durations."""
    plain: bool = False
    percents: int = 0
    empty: bool = False

    @classmethod
    def of(cls, code: str) -> "_Section":
        section = cls(empty=not code.strip())
        parts = []
        for match in _TOKEN.finditer(code):
            kind, text = match.lastgroup or "", match[match.lastgroup] if match.lastgroup else ""
            if kind in ("date", "elapsed"):
                parts.append(text[0].lower() if kind == "date" else "elapsed " + text[0].lower())
            section._add(kind, text)
        section._note_dates(parts)
        if not section.dates and not any(kind == "digit" for kind, _ in section.tokens):
            literal = "".join(text for kind, text in section.tokens if kind == "literal").strip()
            section.plain = section.plain or not literal
        return section

    def _add(self, kind: str, text: str) -> None:
        if kind in ("quoted", "escaped", "currency"):
            self.tokens.append(("literal", text))
        elif kind == "digit":
            self.tokens.append(("digit", text))
        elif kind == "condition":
            sign = text.rstrip("-.0123456789")
            self.condition = (sign, Decimal(text[len(sign) :])) if sign in _CONDITIONS else None
        elif kind in ("general", "exponent"):
            self.plain = True
            self.tokens.append((kind, text))
        elif kind == "other":
            self.percents += text == "%"
            self.plain |= text in "/@"
            kinds = {".": "point", ",": "comma"}
            self.tokens.append((kinds.get(text, "literal"), text))

    def _note_dates(self, parts: list[str]) -> None:
        for at, part in enumerate(parts):
            before, after = parts[at - 1] if at else "", parts[at + 1] if at + 1 < len(parts) else ""
            if part.startswith("elapsed"):
                self.dates |= {"elapsed", part[-1]}
            elif part == "m" and (before in ("h", "elapsed h") or after == "s"):
                self.dates.add("min")
            else:
                self.dates.add("y" if part == "e" else part)

    def around(self, number: str) -> str:
        """A number in General, with what else the format shows ("General \"years\"")."""
        if not any(kind == "general" for kind, _ in self.tokens):
            return number
        return "".join({"general": number, "literal": text}.get(kind, "") for kind, text in self.tokens).strip()

    def number(self, value: Decimal) -> str:
        whole, fraction, thousands = self._parts()
        scaled = value * 100**self.percents / 1000**thousands
        places = sum(kind == "digit" for kind, _ in fraction)
        try:
            rounded = abs(scaled).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        except InvalidOperation:  # more digits than any format is for
            return self.around(general(value))
        digits, _, decimals = format(rounded, "f").partition(".")
        text = _filled_left(whole, digits.lstrip("0"))
        after = _filled_right(fraction, decimals)
        return ("-" if scaled < 0 and rounded else "") + (text + after).strip()

    def _parts(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]], int]:
        """The tokens of the whole part, those from the decimal point or the last digit on, and how many commas stand
        behind the last digit: each divides by a thousand.
        """
        last = max((at for at, (kind, _) in enumerate(self.tokens) if kind == "digit"), default=-1)
        end = last + 1
        while end < len(self.tokens) and self.tokens[end][0] == "comma":
            end += 1
        kept = self.tokens[: last + 1] + self.tokens[end:]
        point = next((at for at, (kind, _) in enumerate(kept) if kind == "point"), last + 1)
        return kept[:point], kept[point:], end - last - 1


def _filled_left(tokens: list[tuple[str, str]], digits: str) -> str:
    """The whole part, filled from its right; the leftmost placeholder takes all digits that are left."""
    first = next((at for at, (kind, _) in enumerate(tokens) if kind == "digit"), -1)
    grouped = any(kind == "comma" for kind, _ in tokens)
    out: list[str] = []
    count = 0

    def put(digit: str) -> None:
        nonlocal count
        if grouped and count and count % 3 == 0:
            out.append(",")
        out.append(digit)
        count += 1

    for at in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[at]
        if kind == "literal":
            out.append(text[::-1])
        elif kind == "digit":
            if digits:
                digits, digit = digits[:-1], digits[-1]
                put(digit)
            elif text == "0":
                put("0")
            while at == first and digits:
                digits, digit = digits[:-1], digits[-1]
                put(digit)
    return "".join(out)[::-1]


def _filled_right(tokens: list[tuple[str, str]], decimals: str) -> str:
    """The decimal point, the decimals (optional zeros at their end left out), and what follows."""
    digits = [text for kind, text in tokens if kind == "digit"]
    kept = list(decimals)
    while kept and kept[-1] == "0" and digits[len(kept) - 1] != "0":
        kept.pop()
    out, at = [], 0
    for kind, text in tokens:
        if kind == "digit":
            out.append(kept[at] if at < len(kept) else "")
            at += 1
        elif kind == "point":
            out.append("." if kept else "")
        elif kind == "literal":
            out.append(text)
    return "".join(out)


def _split(code: str) -> list[str]:
    """The sections of a code: divided by semicolons, save for those in quotes and brackets."""
    sections = [""]
    for match in re.finditer(r'"[^"]*"?|\\.|\[[^\]]*\]?|.', code, re.DOTALL):
        if match[0] == ";":
            sections.append("")
        else:
            sections[-1] += match[0]
    return sections


def _chosen(sections: list[_Section], value: Decimal) -> tuple[_Section, bool]:
    """The section for a value, and whether it shows the sign by itself."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _CONDITIONS[section.condition[0]](value, section.condition[1]):
                return section, False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _date(section: _Section, serial: float, from_1904: bool) -> str | None:
    parts = section.dates
    if "elapsed" in parts:
        return _duration(parts, round(serial * 86_400))
    if not 0 <= serial <= _LAST_DAY:
        return None
    seconds = round(serial * 86_400)
    days, rest = divmod(seconds, 86_400)
    minutes, second = divmod(rest, 60)
    time = f"{minutes // 60:02}:{minutes % 60:02}" if parts & {"h", "min", "s"} else ""
    time += f":{second:02}" if "s" in parts else ""
    if not parts & {"y", "m", "d"} or (days == 0 and not from_1904):
        return time or None
    day = _day(parts, days, from_1904)
    return f"{day} {time}" if time and rest else day


def _duration(parts: set[str], seconds: int) -> str:
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    minutes, rest = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    if "h" in parts:
        return f"{sign}{hours}:{minute:02}" + (f":{rest:02}" if "s" in parts else "")
    return f"{sign}{minutes}:{rest:02}" if parts & {"min", "m"} else f"{sign}{seconds}"


def _day(parts: set[str], days: int, from_1904: bool) -> str:
    year, month, day = _calendar(days, from_1904)
    if "y" not in parts and parts >= {"m", "d"}:
        return f"--{month:02}-{day:02}"  # as vCard writes a birthday without its year (RFC 6350 §4.3.1)
    if "y" in parts and "d" not in parts:
        return f"{year:04}-{month:02}" if "m" in parts else f"{year:04}"
    return f"{year:04}-{month:02}-{day:02}"


def _calendar(days: int, from_1904: bool) -> tuple[int, int, int]:
    if from_1904:
        day = date(1904, 1, 1) + timedelta(days=days)
    elif days == 60:
        return 1900, 2, 29  # a day that only spreadsheets know
    else:
        day = date(1899, 12, 30 if days > 60 else 31) + timedelta(days=days)
    return day.year, day.month, day.day
