import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospect_twins.services.importing import text
from prospect_twins.services.importing.encoding import BROKEN, detect
from prospect_twins.services.importing.text import Lines, RowTooLong, TextChunks, split_lines

SENTENCE = "id,name\n1,José Núñez – “café” ñ\n"


def decoded(data: bytes) -> str:
    stream = io.BytesIO(data)
    return "".join(TextChunks(stream, detect(stream)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_what_spreadsheets_write_is_read_whatever_its_encoding(encoding: str) -> None:
    assert decoded(SENTENCE.encode(encoding)) == SENTENCE


def test_a_file_that_turns_out_to_be_windows_1252_late_is_read_as_such() -> None:
    plain = "1,Ann\n" * 40_000
    assert decoded((plain + "2,Zoë\n").encode("cp1252")) == plain + "2,Zoë\n"


def test_a_character_cut_by_a_chunks_end_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in range(1, 12):
        monkeypatch.setattr(text, "CHUNK_BYTES", size)
        assert decoded("aé€😀é".encode()) == "aé€😀é"


@pytest.mark.parametrize("cut", [b"Jos\xc3", b"\xe2\x80", b"\xf0\x9f\x98"])
def test_the_rest_of_a_character_that_was_cut_off_is_marked_and_all_else_is_read(cut: bytes) -> None:
    text = decoded("1,é\n2,".encode() + cut + "\n3,éé\n".encode())
    assert text == f"1,é\n2,{cut[:3].decode('ascii', 'ignore')}{BROKEN}\n3,éé\n"


@given(st.text(alphabet="ab\r\n\u2028\x0b", max_size=40), st.integers(1, 7))
def test_lines_end_at_line_ends_only_wherever_chunks_end(whole: str, size: int) -> None:
    chunks = [whole[at : at + size] for at in range(0, len(whole), size)]
    expected = io.StringIO(whole, newline="").readlines()
    assert list(split_lines(chunks)) == expected


def test_an_endless_line_takes_constant_memory() -> None:
    def endless() -> Iterator[str]:
        for _ in range(500):
            yield "x" * 10_000
        yield "\nnext\n"

    long, following = split_lines(endless())
    assert len(long) == text.MAX_ROW_CHARS + 2  # cut, and its line end
    assert following == "next\n"


def test_lines_of_a_broken_record_are_read_again_once() -> None:
    lines = Lines(iter(["1\n", "2\n", "3\n", "4\n"]))
    lines.begin_record()
    assert [next(lines) for _ in range(3)] == ["1\n", "2\n", "3\n"]
    assert lines.give_back() == 1
    assert lines.begin_record() == 2
    assert [next(lines) for _ in range(3)] == ["2\n", "3\n", "4\n"]
    assert lines.give_back() == 3, "2 and 3 had their second chance"
    assert lines.begin_record() == 4
    assert list(lines) == ["4\n"]


def test_a_record_over_many_lines_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_ROW_CHARS", 5)
    lines = Lines(iter(["abc\n"] * 3))
    lines.begin_record()
    next(lines)
    with pytest.raises(RowTooLong):
        next(lines)
