"""What a file is, told from its bytes rather than from its name, and the table in it."""

import tempfile
import zlib
from collections.abc import Iterator
from gzip import BadGzipFile, GzipFile
from itertools import chain
from typing import BinaryIO, cast

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing import encoding
from prospect_twins.services.importing.delimited import read_delimited
from prospect_twins.services.importing.facts import FileFacts, FileOptions
from prospect_twins.services.importing.json_rows import is_json_lines, read_json, read_json_lines
from prospect_twins.services.importing.records import Table
from prospect_twins.services.importing.text import MAX_ROW_CHARS, TextChunks

_COPY_BYTES = 256 * 1024
_IN_MEMORY_BYTES = 4 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_RATIO = 200
"""A packed file may become so many times larger (but always 64 MB): more is no export but an attack."""

_SAVE = "open it in a spreadsheet program and save it as .xlsx or CSV"
_NO_TABLES = (
    (b"%PDF", "a PDF; export the data as CSV, Excel or JSON"),
    (b"{\\rtf", "a text document (RTF); export the data as CSV, Excel or JSON"),
    (b"PAR1", "a Parquet file; write the data as CSV or JSON Lines"),
    (b"ARROW1", "an Arrow file; write the data as CSV or JSON Lines"),
    (b"Obj\x01", "an Avro file; write the data as CSV or JSON Lines"),
    (b"ORC", "an ORC file; write the data as CSV or JSON Lines"),
    (b"SQLite format 3", "a database (SQLite); export the table as CSV"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "packed with xz; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard; unpack it first"),
    (b"\x89PNG", "a picture; export the data as CSV, Excel or JSON"),
    (b"\xff\xd8\xff", "a picture; export the data as CSV, Excel or JSON"),
    (b"GIF8", "a picture; export the data as CSV, Excel or JSON"),
    (b"PK\x03\x04", "an Excel workbook or a zip archive; save the sheet as CSV, or unzip it"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP = b"\x1f\x8b"

_NO_TABLE_TEXTS = (
    ("BEGIN:VCARD", "a list of address cards (vCard); export the contacts as CSV instead"),
    ("<?xml", f"an XML file; {_SAVE}"),
    ("<", f"a web page, whatever its name says; {_SAVE}"),
)


def read_table(stream: BinaryIO, options: FileOptions, facts: FileFacts) -> Table:
    """The table in a file. Notes in `facts` what it was taken for.

    Raises InvalidInput, which says what to do, if it holds no table that can be read.
    """
    if not stream.seekable():
        stream = _copied(iter(lambda: stream.read(_COPY_BYTES), b""), "The file")
    return _read(stream, options, facts, packed=False)


def _read(stream: BinaryIO, options: FileOptions, facts: FileFacts, *, packed: bool) -> Table:
    head = stream.read(4096)
    stream.seek(0)
    if head.startswith(_GZIP) and not packed:
        return _read(_unzipped(stream), options, facts, packed=True)
    if head.startswith(_OLD_OFFICE):
        raise InvalidInput(f"The file is {_old_office(stream)}.")
    for magic, what in _NO_TABLES:
        if head.startswith(magic):
            raise InvalidInput(f"The file is {what}.")
    return _text_table(stream, options, facts)


def _text_table(stream: BinaryIO, options: FileOptions, facts: FileFacts) -> Table:
    found = encoding.told(options.encoding, stream) if options.encoding else encoding.detect(stream)
    facts.encoding, facts.encoding_guessed = encoding.label(found.name), found.guessed
    facts.remarks.extend(found.remarks)
    chunks = iter(TextChunks(stream, found))
    head = next(chunks, "").removeprefix("\ufeff")
    if not head.lstrip():
        head += "".join(chunk for chunk, _ in zip(chunks, range(16), strict=False))
    begin = head.lstrip()
    for sign, what in _NO_TABLE_TEXTS:
        if begin[:20].casefold().startswith(sign.casefold()):
            raise InvalidInput(f"The file is {what}.")
    if begin.startswith("{"):
        while head.count("\n") < 2 and len(head) <= MAX_ROW_CHARS and (more := next(chunks, "")):
            head += more
        if is_json_lines(head):
            facts.format = "JSON Lines"
            return read_json_lines(chain([head], chunks))
    if begin.startswith(("{", "[")):
        facts.format = "JSON"
        return read_json(head, chunks)
    return read_delimited(chain([head], chunks), facts, options.delimiter)


def _old_office(stream: BinaryIO) -> str:
    """A compound file: a workbook of Excel 97-2003, or a newer one that is encrypted ([MS-OFFCRYPTO] §1.3)."""
    content = stream.read(1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "protected by a password; save a copy without it"
    if "WordDocument".encode("utf-16-le") in content:
        return "a Word document; export the data as CSV, Excel or JSON"
    return f"an old Excel workbook (.xls); {_SAVE}"


def _unzipped(stream: BinaryIO) -> BinaryIO:
    size = stream.seek(0, 2)
    stream.seek(0)
    with GzipFile(fileobj=stream) as file:
        return _copied(iter(lambda: file.read(_COPY_BYTES), b""), "The packed file", packed_size=size)


def _copied(blocks: Iterator[bytes], what: str, packed_size: int | None = None) -> BinaryIO:
    """A file of our own that can be read twice, on disk if it is large. Raises InvalidInput if it grows without end."""
    limit = MAX_UNPACKED_BYTES
    if packed_size is not None:
        limit = min(limit, max(64 * 1024 * 1024, packed_size * MAX_RATIO))
    copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 (it lives as long as its reader)
    size = 0
    try:
        for block in blocks:
            size += len(block)
            if size > limit:
                raise InvalidInput(f"{what} is larger than can be read at once; split it, and import the parts.")
            copy.write(block)
    except (BadGzipFile, EOFError, zlib.error):
        raise InvalidInput(f"{what} is damaged; export it again.") from None
    copy.seek(0)
    return cast(BinaryIO, copy)
