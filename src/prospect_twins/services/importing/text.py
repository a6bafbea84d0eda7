"""Bytes to text and text to lines, in constant memory, whatever program wrote the file."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from prospect_twins.domain.errors import InvalidInput

CHUNK_BYTES = 64 * 1024
MAX_ROW_CHARS = 1_000_000
"""One row, at most: far above any person's history, far below what would hurt."""

BROKEN = "\udcff"
"""Stands where bytes could not be decoded. A lone surrogate, so the row that holds it is refused, and it alone."""
codecs.register_error("prospect_twins.mark", lambda error: (BROKEN, error.end))  # type: ignore[attr-defined]

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOREIGN = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive; save the sheet as CSV, or unzip it"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save the sheet as CSV"),
    (b"\x1f\x8b", "compressed with gzip; unzip it first"),
    (b"%PDF", "a PDF; export the data as CSV or JSON"),
)


class RowTooLong(Exception):
    """A line (or a quoted cell that goes on over lines) beyond MAX_ROW_CHARS."""

    SIGN = "row too long"

    def __init__(self) -> None:
        super().__init__(self.SIGN)


class TextChunks:
    """The text of a binary stream, chunk by chunk; `bytes_read` tells how far it has come.

    UTF-8, UTF-16 and UTF-32 by their byte-order mark; UTF-16 also by its zeros; otherwise UTF-8 if the first chunk with
    anything beyond ASCII mostly is UTF-8, else Windows-1252, which is what Excel writes. Raises InvalidInput for files
    that are not text at all.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.bytes_read = 0

    def _read(self) -> bytes:
        data = self._stream.read(CHUNK_BYTES)
        self.bytes_read += len(data)
        return data

    def __iter__(self) -> Iterator[str]:
        data = self._read()
        for magic, what in _FOREIGN:
            if data.startswith(magic):
                raise InvalidInput(f"The file is {what}.")
        encoding, skip = _marked(data)
        data = data[skip:]
        while encoding is None and data:
            if data.isascii():
                yield data.decode("ascii")
                data = self._read()
                continue
            more = self._read()
            encoding = _utf8_or_cp1252(data, at_end=not more)
            data += more
        decoder = codecs.getincrementaldecoder(encoding or "utf-8")("prospect_twins.mark")
        while data:
            yield decoder.decode(data)
            data = self._read()
        yield decoder.decode(b"", final=True)


def _marked(head: bytes) -> tuple[str | None, int]:
    """The encoding that the first bytes tell, if they do, and how many of them are its mark."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    if len(head) >= 4:  # RFC 4627 §3: the first two characters are ASCII, so the zeros tell
        zeros = tuple(byte == 0 for byte in head[:4])
        if zeros == (False, True, False, True):
            return "utf-16-le", 0
        if zeros == (True, False, True, False):
            return "utf-16-be", 0
    return None, 0


def _utf8_or_cp1252(data: bytes, *, at_end: bool) -> str | None:
    """None while `data` holds no whole character beyond ASCII, as when one is cut at the chunk's end."""
    text = codecs.getincrementaldecoder("utf-8")("prospect_twins.mark").decode(data, final=at_end)
    broken = text.count(BROKEN)
    whole = sum(1 for char in text if char > "\x7f") - broken
    if not broken and not whole:
        return None
    return "utf-8" if whole > broken else "cp1252"


_LINE_END = re.compile(r"\r\n|\n|\r")


def split_lines(chunks: Iterable[str]) -> Iterator[str]:
    """Lines with their ends (\\n, \\r\\n, \\r, and no other: a cell may hold U+2028). Overlong ones are cut just beyond
    MAX_ROW_CHARS."""
    pending, searched = "", 0
    for chunk in chunks:
        pending += chunk
        end = len(pending) - pending.endswith("\r")  # it may be the first half of \r\n
        begin = 0
        for found in _LINE_END.finditer(pending, searched, end):
            yield pending[begin : found.end()]
            begin = found.end()
        pending = pending[begin:]
        if len(pending) > MAX_ROW_CHARS:
            pending = pending[: MAX_ROW_CHARS + 1]
        searched = len(pending) - pending.endswith("\r")
    if pending:
        yield pending


class Lines:
    """Numbered lines, some of which can be given back.

    One missing quote makes a CSV reader swallow what follows as one cell. `give_back` lets everything after the first
    line of such a record be read again, so that it costs one row and not a hundred.
    """

    def __init__(self, chunks: Iterable[str]) -> None:
        self._source = split_lines(chunks)
        self._again: list[str] = []
        self._record: list[str] = []
        self._record_chars = 0
        self.number = 0
        """The number of the line last read, from 1."""
        self.suspect_until = 0
        """Lines up to this one were part of a broken record once."""

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._source)
        self.number += 1
        self._record.append(line)
        self._record_chars += len(line)
        if self._record_chars > MAX_ROW_CHARS:
            raise RowTooLong
        return line

    def begin_record(self) -> int:
        """Forgets the lines read so far; returns the number that the next one will have."""
        self._record.clear()
        self._record_chars = 0
        return self.number + 1

    def give_back(self) -> int:
        """Puts the lines of this record back, save its first and those that were put back before; returns the number of
        the last line that stays out. (Each line is read twice at most, or a hostile file could take for ever.)"""
        first = self.number - len(self._record) + 1
        last_out = min(self.number, max(first, self.suspect_until))
        again = self._record[last_out - first + 1 :]
        self._again.extend(reversed(again))
        self.suspect_until = max(self.suspect_until, self.number)
        self.number = last_out
        return last_out
