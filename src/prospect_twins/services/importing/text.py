"""Bytes to text and text to lines, in constant memory, whatever program wrote the file."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from prospect_twins.services.importing.encoding import Encoding

CHUNK_BYTES = 64 * 1024
MAX_ROW_CHARS = 1_000_000
"""One row, at most: far above any person's history, far below what would hurt."""


class RowTooLong(Exception):
    """A line (or a quoted cell that goes on over lines) beyond MAX_ROW_CHARS."""

    SIGN = "row too long"

    def __init__(self) -> None:
        super().__init__(self.SIGN)


class TextChunks:
    """The text of a binary stream from its beginning, chunk by chunk. What can't be decoded is marked (`BROKEN`)."""

    def __init__(self, stream: BinaryIO, encoding: Encoding) -> None:
        self._stream = stream
        self._encoding = encoding

    def __iter__(self) -> Iterator[str]:
        self._stream.seek(self._encoding.begin)
        decoder = codecs.getincrementaldecoder(self._encoding.name)(self._encoding.errors)
        while data := self._stream.read(CHUNK_BYTES):
            yield decoder.decode(data)
        yield decoder.decode(b"", final=True)


_LINE_END = re.compile(r"\r\n|\n|\r")


def split_lines(chunks: Iterable[str]) -> Iterator[str]:
    """Lines with their ends (\\n, \\r\\n, \\r, and no other: a cell may hold U+2028). Overlong ones are cut just beyond
    MAX_ROW_CHARS.
    """
    pending, searched = "", 0
    for chunk in chunks:
        pending += chunk
        end = len(pending) - pending.endswith("\r")  # it may be the first half of \r\n
        begin = 0
        for match in _LINE_END.finditer(pending, searched, end):
            yield pending[begin : match.end()]
            begin = match.end()
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

    def __init__(self, lines: Iterator[str]) -> None:
        self._source = lines
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
        the last line that stays out. Each line is read twice at most, or a hostile file could take for ever.
        """
        first = self.number - len(self._record) + 1
        last_out = min(self.number, max(first, self.suspect_until))
        again = self._record[last_out - first + 1 :]
        self._again.extend(reversed(again))
        self.suspect_until = max(self.suspect_until, self.number)
        self.number = last_out
        return last_out
