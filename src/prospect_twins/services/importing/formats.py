"""What a file is, told from its bytes rather than from its name, and the table in it."""

import codecs
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from gzip import GzipFile
from itertools import chain
from typing import BinaryIO, cast
from zipfile import ZipFile, ZipInfo

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.printable import printable
from prospect_twins.services.importing import encoding, vcard
from prospect_twins.services.importing.damage import reported_as_damage
from prospect_twins.services.importing.delimited import read_delimited
from prospect_twins.services.importing.facts import FileFacts, FileOptions
from prospect_twins.services.importing.json_rows import is_json_lines, read_json, read_json_lines
from prospect_twins.services.importing.records import BadRow, Record, Table
from prospect_twins.services.importing.sheet_table import read_sheet
from prospect_twins.services.importing.spreadsheets import html, ods, xlsx, xml2003
from prospect_twins.services.importing.spreadsheets.packages import Package
from prospect_twins.services.importing.text import MAX_ROW_CHARS, TextChunks

_COPY_BYTES = 256 * 1024
_IN_MEMORY_BYTES = 4 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_RATIO = 200
"""A packed file may become so many times larger (but always 64 MB): more is no export but an attack."""

_AGAIN = "export it again"
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
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OFFICE_PARTS = (
    ("EncryptedPackage", "protected by a password; save a copy without it"),
    ("WordDocument", "a Word document; export the data as CSV, Excel or JSON"),
    ("PowerPoint Document", "a presentation; export the data as CSV, Excel or JSON"),
    ("__properties_version1.0", "an Outlook message; export the data as CSV, Excel or JSON"),
)
"""Names of the streams in a compound file that tell what it is ([MS-CFB], [MS-OFFCRYPTO], [MS-DOC], [MS-PPT],
[MS-OXMSG])."""
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKABLE = (".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".vcf", ".xlsx", ".xlsm", ".ods")
_NO_TABLE_PARTS = (
    ("xl/workbook.bin", f"a binary Excel workbook (.xlsb); {_SAVE}"),
    ("word/document.xml", "a Word document; export the data as CSV, Excel or JSON"),
    ("ppt/presentation.xml", "a presentation; export the data as CSV, Excel or JSON"),
    ("index/document.iwa", "made by Apple Numbers or Pages; export it as Excel or CSV"),
    ("index.zip", "made by Apple Numbers or Pages; export it as Excel or CSV"),
)

_CONTROLS = [chr(code) for code in range(0x1C) if chr(code) not in "\t\n\v\f\r\x1a"]
_NO_TABLE_TEXTS = (
    ("<?xml", f"an XML file; {_SAVE}"),
    ("<!doctype html", f"a web page without a table, whatever its name says; {_SAVE}"),
    ("<html", f"a web page without a table, whatever its name says; {_SAVE}"),
    ("<", f"XML or a web page; {_SAVE}"),
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
    if head.startswith(_ZIP):
        return _archive_table(stream, options, facts, packed=packed)
    if head.startswith(_OLD_OFFICE):
        raise InvalidInput(f"The file is {_old_office(stream)}.")
    for magic, what in _NO_TABLES:
        if head.startswith(magic):
            raise InvalidInput(f"The file is {what}.")
    return _text_table(stream, options, facts)


def _archive_table(stream: BinaryIO, options: FileOptions, facts: FileFacts, *, packed: bool) -> Table:
    """The table in a workbook, or in the one file of a zip archive."""
    with reported_as_damage(f"The file is a damaged workbook or archive; {_AGAIN}."):
        archive = ZipFile(stream)
        package = Package(archive)
    for part, what in _NO_TABLE_PARTS:
        if part in package:
            raise InvalidInput(f"The file is {what}.")
    if xlsx.is_workbook(package):
        facts.format = "Excel workbook"
        table = read_sheet(xlsx.sheets(package), facts, options.sheet)
        return replace(table, rows=_noting_formulas(table.rows, package, facts))
    if ods.is_spreadsheet(package):
        facts.format = "OpenDocument spreadsheet"
        return read_sheet(ods.sheets(package), facts, options.sheet)
    members = _tables(archive.infolist())
    if packed or len(members) != 1:
        holds = "no file that could be a table" if not members else f"{len(members)} tables"
        within = " within another" if packed else ""
        raise InvalidInput(f"The file is a zip archive{within} with {holds}; unpack it, and import one table.")
    member = members[0]
    if sum(_is_data(info.filename) for info in archive.infolist()) > 1:
        facts.remarks.append(f'Only "{printable(member.filename)}" was read of the files in the archive.')
    if member.flag_bits & 1:
        raise InvalidInput("The archive is protected by a password; unpack it first.")
    with reported_as_damage(f"The archive is damaged; {_AGAIN}."), archive.open(member) as file:
        blocks = iter(lambda: file.read(_COPY_BYTES), b"")
        unpacked = _copied(blocks, "The packed file", packed_size=member.compress_size)
    return _read(unpacked, options, facts, packed=True)


def _tables(members: Sequence[ZipInfo]) -> Sequence[ZipInfo]:
    """Those that may be tables: beside one, a text or what describes it (readme, metadata) is none."""
    tables = [info for info in members if _is_data(info.filename)]
    for aside in (_DESCRIBES, re.compile(r"(.*/)?[^/]*\.txt", re.IGNORECASE | re.DOTALL)):
        tables = [info for info in tables if not aside.fullmatch(info.filename.replace("\\", "/"))] or tables
    return tables


_DESCRIBES = re.compile(
    r"(.*/)?(read[-_ ]?me|licen[cs]e|notice|changelog|manifest|schema|meta-?data|datapackage|data[-_ ]?dictionary)"
    r"\.\w+",
    re.IGNORECASE | re.DOTALL,
)


def _is_data(name: str) -> bool:
    folder, _, file = name.replace("\\", "/").rpartition("/")
    return file.casefold().endswith(_PACKABLE) and not file.startswith(".") and "__MACOSX" not in folder


def _noting_formulas(rows: Iterator[Record | BadRow], package: Package, facts: FileFacts) -> Iterator[Record | BadRow]:
    yield from rows
    if package.uncalculated:
        facts.remarks.append(
            f"Cells with a formula that was never calculated are blank ({package.uncalculated:,} of them). "
            "Open the workbook in a spreadsheet program, save it, and import it again."
        )


def _text_table(stream: BinaryIO, options: FileOptions, facts: FileFacts) -> Table:
    said = options.encoding or _said_by_page(stream)
    decoded = encoding.named(said, stream) if said else encoding.detect(stream)
    facts.encoding, facts.encoding_guessed = encoding.label(decoded.name), decoded.guessed
    facts.remarks.extend(decoded.remarks)
    chunks = iter(TextChunks(stream, decoded))
    head = next(chunks, "").removeprefix("\ufeff")
    if not head.lstrip():
        head += "".join(chunk for chunk, _ in zip(chunks, range(16), strict=False))
    if sum(map(head.count, _CONTROLS)) * 20 > len(head):
        raise InvalidInput("The file is no text; export the data as CSV, Excel or JSON, or say its encoding.")
    begin = head.lstrip()
    if begin.startswith("<") and xml2003.NAMESPACE in head and "<Workbook" in head:
        facts.format = "XML spreadsheet"
        facts.encoding = None
        return read_sheet(xml2003.sheets(stream), facts, options.sheet)
    if options.sheet:
        reason = "The file is text and has no sheets; leave the sheet out."
        raise InvalidInput(reason, [{"place": "sheet", "reason": reason}])
    if begin.startswith("<") and "<table" in head.casefold():
        facts.format = "HTML table"
        table = read_sheet([html.sheet(chain([head], chunks))], facts, None)
        facts.sheet = None
        return table
    if begin[: len(vcard.BEGIN)].upper() == vcard.BEGIN:
        facts.format = "vCard"
        return vcard.read_cards(chain([head], chunks))
    for sign, what in _NO_TABLE_TEXTS:
        if begin[:20].casefold().startswith(sign.casefold()):
            raise InvalidInput(f"The file is {what}.")
    if begin.startswith(("{", "[")):
        while head.count("\n") < 2 and len(head) <= MAX_ROW_CHARS and (more := next(chunks, "")):
            head += more
        if is_json_lines(head):
            facts.format = "JSON Lines"
            return read_json_lines(chain([head], chunks))
        facts.format = "JSON"
        return read_json(head, chunks, facts)
    return read_delimited(chain([head], chunks), facts, options.delimiter)


_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)


def _said_by_page(stream: BinaryIO) -> str | None:
    """The encoding that a web page names at its beginning, if there is one of that name."""
    head = stream.read(4096)
    stream.seek(0)
    named = _CHARSET.search(head) if head.lstrip().startswith(b"<") else None
    try:
        return codecs.lookup(named[1].decode()).name if named else None
    except LookupError:
        return None


def _old_office(stream: BinaryIO) -> str:
    """A compound file: a workbook of Excel 97-2003, or a newer one that is encrypted ([MS-OFFCRYPTO] §1.3)."""
    content = stream.read(1024 * 1024)
    for stream_name, what in _OLD_OFFICE_PARTS:
        if stream_name.encode("utf-16-le") in content:
            return what
    return f"an old Excel workbook (.xls); {_SAVE}"


def _unzipped(stream: BinaryIO) -> BinaryIO:
    size = stream.seek(0, 2)
    stream.seek(0)
    with GzipFile(fileobj=stream, mode="rb") as file:
        return _copied(iter(lambda: file.read(_COPY_BYTES), b""), "The packed file", packed_size=size)


def _copied(blocks: Iterator[bytes], what: str, packed_size: int | None = None) -> BinaryIO:
    """A file of our own that can be read twice, on disk if it is large. Raises InvalidInput if it grows without end."""
    limit = MAX_UNPACKED_BYTES
    if packed_size is not None:
        limit = min(limit, max(64 * 1024 * 1024, packed_size * MAX_RATIO))
    copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 (it lives as long as its reader)
    size = 0
    with reported_as_damage(f"{what} is damaged; {_AGAIN}."):
        for block in blocks:
            size += len(block)
            if size > limit:
                raise InvalidInput(f"{what} is larger than can be read at once; split it, and import the parts.")
            copy.write(block)
    copy.seek(0)
    return cast(BinaryIO, copy)
