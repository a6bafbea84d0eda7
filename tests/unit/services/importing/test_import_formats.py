import errno
import gzip
import io
import random
import tempfile
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing import ImportReport, formats, import_prospects
from tests.unit.services.importing.workbooks import Book, Page, zipped

CSV = b"Lead ID,Full Name\n7,Ann\n"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


async def imported(writer: Any, data: bytes) -> ImportReport:
    return await import_prospects(io.BytesIO(data), writer, "default")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 rest", "a PDF; export"),
        (b"{\\rtf1 rest}", "RTF"),
        (b"PAR1rest", "Parquet"),
        (b"SQLite format 3\0rest", "database"),
        (b"BZh91AY rest", "bzip2"),
        (b"7z\xbc\xaf\x27\x1c rest", "7-Zip"),
        (b"Rar!\x1a\x07 rest", "RAR"),
        (b"\x89PNG\r\n\x1a\n rest", "a picture"),
        (OLD_OFFICE, r"an old Excel workbook \(.xls\); .*save it as .xlsx or CSV"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLD_OFFICE + "WordDocument".encode("utf-16-le"), "a Word document"),
        (OLD_OFFICE + "__properties_version1.0".encode("utf-16-le"), "an Outlook message"),
        (OLD_OFFICE + "PowerPoint Document".encode("utf-16-le"), "a presentation"),
        (b"\x1f\x8b\x08rest", "damaged"),
        (bytes(range(256)) * 10, "no text"),
        (b"\0" * 100, "no text"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page without a table"),
        (b"<people><person>Ann</person></people>", "XML or a web page"),
    ],
)
async def test_a_file_without_a_table_is_said_to_be_what_it_is(data: bytes, what: str, writer: Any) -> None:
    with pytest.raises(InvalidInput, match=what) as refusal:
        await imported(writer, data)
    assert "\n" not in refusal.value.message


async def test_a_gzipped_file_is_unpacked(writer: Any) -> None:
    assert (await imported(writer, gzip.compress(CSV))).created == 1


async def test_what_unpacks_without_end_is_refused(writer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(InvalidInput, match="larger than can be read"):
        await imported(writer, gzip.compress(b"Lead ID,Full Name\n" + b"1,Ann\n" * 500_000))


async def test_a_stream_that_can_be_read_only_once_will_do(writer: Any) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *args: Any) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    report = await import_prospects(Pipe(CSV), writer, "default")
    assert report.created == 1


@pytest.mark.parametrize(
    "beside",
    [("readme.txt",), ("leads/README.TXT", "LICENSE.txt"), ("notes of May.txt",), ("metadata.json", "schema.json")],
)
async def test_a_zip_with_one_table_and_what_describes_it_is_that_table(beside: tuple[str, ...], writer: Any) -> None:
    report = await imported(writer, zipped({"leads.csv": CSV, **dict.fromkeys(beside, b"About this export")}))
    assert report.created == 1
    assert report.file.remarks == ['Only "leads.csv" was read of the files in the archive.']


async def test_a_zip_with_two_tables_is_not_guessed_at(writer: Any) -> None:
    for other in ("more.csv", "license_holders.csv"):
        with pytest.raises(InvalidInput, match="a zip archive with 2 tables"):
            await imported(writer, zipped({"leads.csv": CSV, other: CSV}))


def packed(method: int) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as writing:
        writing.writestr("leads.csv", CSV * 40)
    return archive.getvalue()


PACKED = {
    "stored": packed(zipfile.ZIP_STORED),
    "deflated": packed(zipfile.ZIP_DEFLATED),
    "bzip2": packed(zipfile.ZIP_BZIP2),
    "lzma": packed(zipfile.ZIP_LZMA),
    "gzip": gzip.compress(CSV * 40),
    "workbook": Book([Page([["Lead ID", "Full Name"], ["7", "Ann"]], merged=["A1:A2"])]).bytes(),
    "opendocument": zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": "<document><body><spreadsheet><table/></spreadsheet></body></document>",
        }
    ),
}


@pytest.mark.parametrize("kind", PACKED)
async def test_a_damaged_packed_file_is_said_to_be_damaged(kind: str, writer: Any) -> None:
    """Wherever the damage lies: it is read, or refused in a sentence, and never ends in a library's own error."""
    whole, dice = PACKED[kind], random.Random(kind)
    refusals = []
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(dice.choice((1, 1, 4, 30))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            await imported(writer, bytes(damaged[: dice.choice((len(whole), dice.randrange(len(whole))))]))
        except InvalidInput as refusal:
            refusals.append(refusal.message)
    assert len(refusals) > 50
    assert not any("\n" in refusal for refusal in refusals)


async def test_a_full_disk_is_no_damage_of_the_file(writer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", lambda **_: SimpleNamespace(write=full))
    with pytest.raises(OSError, match="No space left"):
        await imported(writer, PACKED["gzip"])
