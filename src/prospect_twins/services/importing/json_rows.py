"""JSON and JSON Lines, of any size: the text is cut into elements first, and each is parsed by itself.

A streaming parser would stop at the first fault; cut this way, a broken element costs one row. Brackets and quotes are
all that has to be understood to cut.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.facts import FileFacts
from prospect_twins.services.importing.json_envelopes import (
    MORE_PAGES,
    WRAPPERS,
    as_rows,
    bare,
    is_error,
    opening,
    tells_of_more,
)
from prospect_twins.services.importing.records import BadRow, Record, Table, distinct_names
from prospect_twins.services.importing.text import MAX_ROW_CHARS, split_lines

LOOK_AHEAD_ROWS = 500
LOOK_AHEAD_CHARS = 4 * MAX_ROW_CHARS
"""How much is parsed to gather the keys before the first row is handed out, so that a mapping can be checked."""

_STRING_REST = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_STRING = '"' + _STRING_REST.pattern
_MAY_BE_A_TABLE = re.compile(r'\s*\{\s*"[^"\\]{0,200}"\s*:\s*[{\[]')
_ENVELOPE_CHARS = 64 * 1024
MAX_TABLE_CHARS = 64 * 1024 * 1024
_STRUCTURE = re.compile(r'["{}\[\]]')
_BETWEEN = " \t\r\n,"


class Element(NamedTuple):
    """A piece of JSON, and the line where it begins."""

    line: int
    text: str
    fault: str | None = None
    """Why there is no use in parsing it."""


_TOO_LONG = f"it is longer than {MAX_ROW_CHARS:,} characters; shorten its notes or transcripts"
_CUT_OFF = "the file breaks off here, before the JSON is closed; export it again"


def is_json_lines(head: str) -> bool:
    """Whether a text has one object a line, or one list of values, judged by its first two lines."""
    lines = [line for line in head.split("\n", 3)[:3] if line.strip()][:2]
    if head.lstrip().startswith("["):
        return len(lines) == 2 and all(map(_is_list, lines))
    objects = sum(_is_object(line) for line in lines)
    return objects == 2 or (objects == 1 and len(lines) == 2 and opening(head) is None)


def _is_list(line: str) -> bool:
    """Whether a line is a row of values by itself."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, list) and not any(isinstance(part, (dict, list)) for part in value)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def read_json_lines(chunks: Iterable[str]) -> Table:
    """One object a line, or a page of an API's answer a line; blank lines are skipped."""
    lines = (
        Element(number, line, _TOO_LONG if len(line) > MAX_ROW_CHARS else None)
        for number, line in enumerate(split_lines(chunks), 1)
        if line.strip()
    )
    first = next(lines, None)
    if first is None:
        return _table(lines)
    paged = first.text.lstrip().startswith("{") and opening(first.text) is not None
    whole = chain([first], lines)
    return _table((row for line in whole for row in _of_page(line)) if paged else whole)


def _of_page(line: Element) -> Iterator[Element]:
    begin = None if line.fault else opening(line.text)
    if begin is None:
        return iter([line])
    return cut_elements([line.text[begin:]], line=line.line, in_list=True)


def read_json(head: str, chunks: Iterator[str], facts: FileFacts | None = None) -> Table:
    """A list of objects, bare or in an envelope; a table as pandas writes one; or objects one after another.

    `head`: the text's beginning.
    """
    begin = opening(head)
    if begin is None and _MAY_BE_A_TABLE.match(head):
        text = head
        while len(text) <= MAX_TABLE_CHARS and (more := next(chunks, "")):
            text += more
        return _table(_whole_table(text) or cut_elements(chain([text], chunks)))
    envelope = _Envelope(head[: begin - 1].strip() if begin else "")
    line = 1 + head.count("\n", 0, begin or 0)
    elements = cut_elements(chain([head[begin or 0 :]], chunks), line=line, in_list=begin is not None, rest=envelope)
    return _table(_noting_pages(elements, envelope, facts or FileFacts()))


class _Envelope:
    """What stands before and after a list, up to some length."""

    def __init__(self, before: str) -> None:
        self.before = before[-_ENVELOPE_CHARS:]
        self.after = ""

    def take(self, text: str) -> bool:
        """Adds what follows the list; tells whether more is wanted."""
        self.after += text[:_ENVELOPE_CHARS]
        return len(self.after) < _ENVELOPE_CHARS


_ANOTHER = re.compile(rf'"(?:{"|".join(WRAPPERS)})"\s*:\s*\[\s*[\[{{]', re.IGNORECASE)
_UNREAD = "another list follows, which was not read; put everybody into one list, or each into a line of their own"


def _noting_pages(elements: Iterator[Element], envelope: _Envelope, facts: FileFacts) -> Iterator[Element]:
    """The list's elements; then what the rest of the text tells: that there are further pages, here or elsewhere."""
    line, rows = 1, 0
    for element in elements:
        line = element.line
        rows += 1
        yield element
    if tells_of_more(envelope.before + envelope.after, rows):
        facts.remarks.append(MORE_PAGES)
    if _ANOTHER.search(envelope.after) or (not envelope.before and re.match(r"\s*,?\s*[\[{]", envelope.after)):
        yield Element(line, "", _UNREAD)


def _whole_table(text: str) -> Iterator[Element] | None:
    """The rows of a text that is one object with a whole table in it; None if it is another."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(whole, dict) and is_error(whole):
        raise InvalidInput("The file is an error that an API answered, with nobody in it; ask the API again.")
    rows = as_rows(whole) if isinstance(whole, dict) else None
    return None if rows is None else (Element(number, json.dumps(row)) for number, row in enumerate(rows, 1))


def cut_elements(
    chunks: Iterable[str], *, line: int = 1, in_list: bool = False, rest: "_Envelope | None" = None
) -> Iterator[Element]:
    """The objects and arrays that follow one another in a text, and whatever else stands between them.

    `in_list`: the text is the inside of a list, and ends at the bracket that closes it; what follows goes to `rest`.
    """
    gathered = _Gathered(line)
    depth, quoted = 0, False
    whole = _unsplit_escapes(chunks)
    for chunk in whole:
        begin = at = 0
        while True:
            if quoted:
                if not (match := _STRING_REST.match(chunk, at)):
                    break
                at, quoted = match.end(), False
                continue
            if not (match := _STRUCTURE.search(chunk, at)):
                break
            at, sign = match.end(), match.group()
            if sign == '"':
                quoted = True
                continue
            outside = depth == 0
            depth += 1 if sign in "{[" else -1
            if outside or depth == 0:
                end = match.start() if outside else at
                gathered.add(chunk[begin:end])
                begin = end
                yield from gathered.take()
            if depth < 0:
                more = rest is not None and rest.take(chunk[at:])
                while more and rest is not None and (chunk := next(whole, "")):
                    more = rest.take(chunk)
                return
        gathered.add(chunk[begin:])
    cut_off = depth > 0 or quoted or in_list
    last = list(gathered.take())
    if cut_off and not last:
        last = [Element(gathered.line, "")]
    yield from (element._replace(fault=_CUT_OFF if cut_off else element.fault) for element in last)


def _unsplit_escapes(chunks: Iterable[str]) -> Iterator[str]:
    """The same text in chunks that never end between a backslash and what it escapes."""
    held = ""
    for chunk in chunks:
        text = held + chunk
        backslashes = len(text) - len(text.rstrip("\\"))
        held = "\\" if backslashes % 2 else ""
        yield text[:-1] if held else text
    yield held


class _Gathered:
    """Text that is on its way to be an element, over as many chunks as it takes."""

    def __init__(self, line: int) -> None:
        self.line = line
        """The line on which the gathered text begins."""
        self._parts: list[str] = []
        self._size = self._line_ends = 0

    def add(self, text: str) -> None:
        self._size += len(text)
        self._line_ends += text.count("\n")
        if self._size <= MAX_ROW_CHARS:
            self._parts.append(text)

    def take(self) -> Iterator[Element]:
        """The element that the text makes, if it is more than space and commas; begins anew."""
        text = "".join(self._parts)
        element = text.strip(_BETWEEN)
        before = text[: text.find(element)].count("\n")
        if element:
            yield Element(self.line + before, element, _TOO_LONG if self._size > MAX_ROW_CHARS else None)
        self.line += self._line_ends
        self._parts.clear()
        self._size = self._line_ends = 0


def _table(source: Iterator[Element]) -> Table:
    rows = _rows(source)
    ahead: list[Record | BadRow] = []
    size = 0
    for row in rows:
        ahead.append(row)
        size += row.size if isinstance(row, Record) else 0
        if len(ahead) >= LOOK_AHEAD_ROWS or size >= LOOK_AHEAD_CHARS:
            break
    columns = dict.fromkeys(name for row in ahead if isinstance(row, Record) for name in row.columns)
    return Table(tuple(columns), fixed=False, rows=chain(ahead, rows))


def _rows(source: Iterator[Element]) -> Iterator[Record | BadRow]:
    names: list[str] = []
    """The columns' names, where rows are lists and the first has them."""
    for row, element in enumerate(source, 1):
        value: object = None
        fault = element.fault
        try:
            value = None if fault else json.loads(element.text)
        except json.JSONDecodeError as error:
            fault = f"it is not valid JSON from line {element.line + error.lineno - 1}, column {error.colno} on"
        except ValueError:
            fault = "it holds a number with too many digits; write it as text"
        except RecursionError:
            fault = "it is nested too deeply; flatten it"
        if isinstance(value, list) and (row == 1 or names):
            if row == 1 and all(isinstance(name, str) for name in value):
                names = value
                continue
            value = dict(zip(names, value, strict=False)) if names else value
        if isinstance(value, dict):
            value = bare(value)
            columns = distinct_names(value)
            yield Record(row - bool(names), element.line, columns, tuple(value.values()), len(element.text))
        else:
            reason = fault or 'it is not a JSON object, such as {"lead_id": "…"}'
            yield BadRow(row - bool(names), element.line, reason)
