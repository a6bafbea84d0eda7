import io
from typing import Any

import pytest

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing import FileOptions, ImportReport, import_prospects
from prospect_twins.services.importing.encoding import detect, named
from tests.unit.services.importing.exports import EXPORTS, IN_CODE_PAGES


async def imported(writer: Any, data: bytes, **said: str) -> ImportReport:
    return await import_prospects(io.BytesIO(data), writer, "default", options=FileOptions(**said))


@pytest.mark.parametrize(("language", "encoding"), IN_CODE_PAGES)
def test_a_short_export_in_a_code_page_is_read_right_and_said_to_be_a_guess(language: str, encoding: str) -> None:
    data = EXPORTS[language].encode(encoding)
    found = detect(io.BytesIO(data))
    assert data.decode(found.name) == EXPORTS[language]
    assert found.guessed
    assert "import the file again and say its encoding" in found.remarks[0]


@pytest.mark.parametrize("language", EXPORTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_no_guess(language: str, encoding: str) -> None:
    data = EXPORTS[language].encode(encoding)
    found = detect(io.BytesIO(data))
    assert data[found.begin :].decode(found.name) == EXPORTS[language]
    assert (found.guessed, found.remarks) == (False, ())


def test_utf16_without_a_mark_is_known_though_its_first_letters_are_beyond_latin() -> None:
    text = "氏名\t職業\r\n山田太郎\t教師\r\n"
    assert detect(io.BytesIO(text.encode("utf-16-le"))).name == "utf-16-le"
    assert detect(io.BytesIO(text.encode("utf-16-be"))).name == "utf-16-be"


def test_a_nul_here_and_there_makes_no_utf16() -> None:
    assert detect(io.BytesIO(b"Lead ID,Name\n1,A\0n\0n\n2,\0\n")).name == "utf-8"


async def test_the_report_says_what_was_assumed(writer: Any) -> None:
    report = await imported(writer, EXPORTS["Russian"].encode("cp1251"))
    assert (report.file.encoding, report.file.encoding_guessed) == ("windows-1251", True)
    assert "windows-1251" in report.file.remarks[0]
    assert writer.tenants["default"]["1"].persona.full_name == "Иван Петров"


async def test_what_a_person_says_wins(writer: Any) -> None:
    report = await imported(writer, "Lead ID,Full Name\n1,Ann Łęcka\n".encode("cp1250"), encoding="Windows-1250")
    assert (report.file.encoding, report.file.encoding_guessed) == ("windows-1250", False)
    assert writer.tenants["default"]["1"].persona.full_name == "Ann Łęcka"


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", "idna", "", "\0", "utf 8 or so"])
def test_an_encoding_that_does_not_exist_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(InvalidInput, match="There is no such encoding; name one such as utf-8"):
        named(name, io.BytesIO(b"Lead ID\n1\n"))


async def test_a_told_utf8_may_have_its_mark(writer: Any) -> None:
    await imported(writer, "Lead ID,Full Name\n1,Ann\n".encode("utf-8-sig"), encoding="utf8")
    assert set(writer.tenants["default"]) == {"1"}


@pytest.mark.parametrize("good", ["1,José Núñez\n3,Éva\n", "1,José\n", "1,Иван Петров\n", "1,山田\n"])
@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig"])
async def test_a_line_that_is_no_utf8_in_a_text_that_is_costs_neither_itself_nor_the_others(
    good: str, mark: str, writer: Any
) -> None:
    data = f"Lead ID,Full Name\n{good}".encode(mark) + b"8,Zo\xeb\n9,Ann\n"
    report = await imported(writer, data)
    assert (report.file.encoding, report.file.encoding_guessed, report.rejected) == ("utf-8", True, 0)
    assert writer.tenants["default"]["8"].persona.full_name == "Zoë"
    assert writer.tenants["default"]["1"].persona.full_name == good.split("\n")[0][2:]
    line = good.count("\n") + 2
    assert f"save for line {line}, where it was read as windows-1252" in report.file.remarks[0]


async def test_the_lines_that_are_no_utf8_are_named(writer: Any) -> None:
    good = "".join(f"{number},José\n" for number in range(30)).encode()
    bad = "".join(f"{number},Łukasz Wiśniewski {number}\n" for number in range(30, 50)).encode("cp1250")
    report = await imported(writer, b"Lead ID,Full Name\n" + good + bad)
    assert (
        "lines 32, 33, 34, 35, 36, 37, 38, 39, 40, 41 and 10 more, where it was read as windows-1250"
        in (report.file.remarks[0])
    )
    assert writer.tenants["default"]["30"].persona.full_name == "Łukasz Wiśniewski 30"


def test_where_all_are_from_one_city_its_first_letter_is_turkish() -> None:
    text = "ID,Ad,Soyad,Name,Şehir\n" + "".join(f"{at},Ali,Kaya,Ali Kaya,İstanbul\n" for at in range(300))
    for encoding in ("cp1254", "cp857"):
        data = text.encode(encoding)
        assert data.decode(detect(io.BytesIO(data)).name) == text


def test_what_is_possible_too_is_named() -> None:
    found = detect(io.BytesIO("Lead ID,Full Name\n1,Guðmundur Ýmir\n2,Þorsteinn\n".encode("cp1252")))
    assert "windows-1252" in found.remarks[0]
    assert "windows-1254" in found.remarks[0]


@pytest.mark.parametrize("text", ["JosÃ© NÃºÃ±ez", "Ð˜Ð²Ð°Ð½", "Lâ€™Oréal"])
async def test_text_that_was_turned_into_utf8_twice_is_pointed_out(text: str, writer: Any) -> None:
    report = await imported(writer, f"Lead ID,Full Name\n1,{text}\n2,Éva Ångström\n".encode())
    assert report.created == 2
    assert "twice" in report.file.remarks[0]
    assert text not in report.file.remarks[0]


async def test_characters_that_were_lost_before_are_pointed_out(writer: Any) -> None:
    report = await imported(writer, "Lead ID,Full Name\n1,Jos� Ruiz\n".encode())
    assert "lost" in report.file.remarks[0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("content", [b"", b"\n", b"Name\nAnn \xc3", b"\x1b$", b"Name\nAnn\xff\n"])
def test_what_is_hardly_there_is_read_without_a_word_from_the_library(content: bytes) -> None:
    assert detect(io.BytesIO(content)).name


@pytest.mark.parametrize("content", [b"ID,Name\n1,Al Bo\n", "ID,Name\n1,Zo\u00eb\n".encode(), b"ID,Name\n1,Zo\xeb\n"])
@pytest.mark.parametrize("name", ["utf-16", "UTF16", "utf-32"])
def test_a_text_that_is_not_in_the_encoding_that_is_told_is_refused_in_one_line(name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput, match="The file is not in utf-"):
        named(name, io.BytesIO(content))


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("name", ["utf-16", "utf-32"])
async def test_a_told_encoding_of_several_bytes_may_lack_its_mark(name: str, order: str, writer: Any) -> None:
    content = "ID,Name\n1,Zo\u00eb Lee\n".encode(f"{name}-{order}")
    await imported(writer, content, encoding=name)
    assert writer.tenants["default"]["1"].persona.full_name == "Zo\u00eb Lee"
