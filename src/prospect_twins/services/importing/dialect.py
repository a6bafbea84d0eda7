"""How a CSV text is written (its delimiter, its quotes, where its column names stand), told from its first lines."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from prospect_twins.domain.crm_columns import recognise
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.header import LOOK_AHEAD_ROWS, header_at

_USUAL = (",", ";", "\t", "|")
_RARE = ("^", "~", "\x1f", ":")
"""Taken only where nearly every row agrees and names are known: a `:` stands in times and web addresses too."""
_AGREED = 0.9

_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text with delimiters is written."""

    delimiter: str
    quote: str = '"'
    backslashes: bool = False
    """Whether a quote inside a quoted cell is written `\\"` rather than doubled."""
    skip: int = 0
    """Lines before the column names."""
    titles: int = 0
    """Those of them that are neither blank nor Excel's `sep=`."""


def delimiter_named(name: str) -> str:
    """The delimiter that a person names: one character, "tab" or `\\t`. Raises InvalidInput."""
    sign = _NAMES.get(name.strip().casefold(), name.strip() or name)
    if len(sign) != 1 or sign in '"\r\n\0':
        reason = 'A delimiter is one character, such as , or ; or | or the word "tab".'
        raise InvalidInput(reason, [{"place": "delimiter", "reason": reason}])
    return sign


def delimiter_label(sign: str) -> str:
    """The delimiter as people call it."""
    return {"\t": "tab", " ": "space"}.get(sign, sign if sign.isprintable() else f"\\x{ord(sign):02x}")


def excel_delimiter(line: str) -> str | None:
    """The delimiter in Excel's own first line, `sep=;`."""
    match = re.fullmatch(r"sep=(.?)\s*", line.rstrip("\r\n"), re.IGNORECASE | re.DOTALL)
    return (match[1] or ",") if match else None


def sniff(lines: Sequence[str], named: str | None = None) -> Dialect:
    """The dialect of a text's first lines. `told`: the delimiter, if a person named it.

    Raises InvalidInput if a line is too long to be one of a table, or if there is none.
    """
    begin = next((at for at, line in enumerate(lines) if line.strip()), None)
    if begin is None:
        raise InvalidInput("The file is empty; it should begin with a line of column names.")
    if sign := excel_delimiter(lines[begin]):
        named = named or sign
        begin = next((at for at, line in enumerate(lines) if at > begin and line.strip()), begin + 1)
    body = lines[begin:]
    quote, backslashes = _quote(body), _escapes(body)
    if backslashes:
        body = [undoubled(line) for line in body]
    candidates = [named] if named else [*_USUAL, *_RARE]
    best = max((_Candidate.of(body, sign, quote) for sign in candidates), key=lambda candidate: candidate.rank)
    return Dialect(best.delimiter, quote, backslashes, begin + best.header_line, best.titles)


def undoubled(line: str) -> str:
    """A line with its `\\"` written as `""`. Other backslashes stay: a cell may be `\\N` or a path."""
    return re.sub(r'(?<!\\)((?:\\\\)*)\\"', r'\1""', line)


@dataclass(frozen=True, slots=True)
class _Candidate:
    delimiter: str
    rank: tuple[float, ...]
    header_line: int
    titles: int

    @classmethod
    def of(cls, lines: Sequence[str], sign: str, quote: str) -> "_Candidate":
        rows, begins = _parsed(lines, sign, quote)
        at = header_at(rows)
        header = rows[at] if rows else []
        body = rows[at + 1 :]
        agreeing = sum(_agrees(row, header) for row in body) / len(body) if body else 1.0
        known = sum(recognise(name) is not None for name in header)
        useful = len(header) > 1 and (sign in _USUAL or (agreeing >= _AGREED and known > 1))
        spaced = sum(cell.startswith(" ") for row in rows for cell in row)  # as after a comma in a sentence
        rank = (
            (True, round(agreeing, 1), known, at == 0, -spaced, agreeing, len(header))
            if useful
            else (False, agreeing if len(header) == 1 else -1)
        )
        return cls(sign, rank, begins[at] if rows else 0, at)


def _agrees(row: Sequence[str], header: Sequence[str]) -> float:
    """How well a row fits the header; Excel leaves out the last cells of a row if they are blank."""
    if len(row) == len(header):
        return 1.0
    return 0.5 if 1 < len(row) < len(header) else 0.0


def _parsed(lines: Sequence[str], sign: str, quote: str) -> tuple[list[list[str]], list[int]]:
    """The rows that aren't blank, and on which line each begins."""
    rows: list[list[str]] = []
    begins: list[int] = []
    reader = csv.reader(lines, delimiter=sign, quotechar=quote)
    begin = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                begins.append(begin)
            begin = reader.line_num
            if len(rows) >= LOOK_AHEAD_ROWS:
                break
    except csv.Error:
        if not rows:
            reason = "The first line is too long for a header; is this a CSV, JSON or JSONL file?"
            raise InvalidInput(reason) from None
    return rows, begins


def _quote(lines: Sequence[str]) -> str:
    """Which sign cells are quoted with: `"`, or `'` where nearly every line begins and ends with one."""
    filled = [line.strip() for line in lines if line.strip()]
    single = [line for line in filled if len(line) > 1 and line[0] == line[-1] == "'"]
    return "'" if len(single) > 1 and len(single) >= 0.8 * len(filled) and '"' not in "".join(filled) else '"'


def _escapes(lines: Sequence[str]) -> bool:
    text = "".join(lines)
    return re.search(r'\\"[^,;\t|\r\n]', text) is not None and re.search(r'[^,;\t|\r\n]""[^,;\t|\r\n]', text) is None
