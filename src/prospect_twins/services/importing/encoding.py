"""Which encoding a text is in, from its bytes.

A byte-order mark or valid UTF-8 settles it. Everything else is a guess between the code pages that spreadsheets and
CRMs have written since, so it is reported as one. The guess is chardet's (it knows the letters' frequencies of some
forty languages, and is right on far shorter texts than charset-normalizer), corrected by what an export of people never
has: letters of two scripts in one word, symbols inside words, capitals in their middle. Where the letters are Latin
ones, the code pages are told apart by which language has these letters (`latin_letters`).
"""

import codecs
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, NamedTuple

import chardet

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.services.importing.latin_letters import is_latin, likelihood

BROKEN = "\udcff"
"""Stands where bytes could not be decoded. A lone surrogate, so the row that holds it is refused, and it alone."""
MARK_BROKEN = "prospect_twins.mark"
codecs.register_error(MARK_BROKEN, lambda error: (BROKEN, error.end))  # type: ignore[attr-defined]

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_WIDE_MARKS = tuple(mark for mark, name in _BYTE_ORDER_MARKS if name != "utf-8")

_WEIGHTS: Mapping[str, float] = {
    "cp1252": 2.0,
    **dict.fromkeys(("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"), 1.0),
    **dict.fromkeys(("cp932", "euc_jis_2004", "iso2022_jp_2", "gb18030", "big5hkscs", "cp949"), 1.0),
    **dict.fromkeys(("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"), 0.97),
    **dict.fromkeys(("iso8859-2", "iso8859-5", "iso8859-7", "iso8859-8"), 0.95),
    **dict.fromkeys(("cp850", "cp866"), 0.7),
}
"""The encodings that are tried, and how common each is. A few accents fit many; then it is Excel's in the West."""

_LATIN: Mapping[str, float] = {
    "cp1252": 1.0,
    **dict.fromkeys(("cp1250", "cp1254", "cp1257", "cp1258"), 0.6),
    **dict.fromkeys(("iso8859-2", "iso8859-13", "mac-roman"), 0.5),
    **dict.fromkeys(("cp850", "cp852", "cp857", "cp775"), 0.3),
    **dict.fromkeys(("mac-latin2", "mac-turkish"), 0.05),
}
"""The same of those that have Latin letters. (Windows' Turkish one is ISO 8859-9 as well.)"""
_ODD = math.log(0.05)

_LONE_WEIGHT = 3
"""A single byte beyond ASCII tells nothing by itself: it is an accent or a euro sign, far more often than not."""
_SAMPLE_BYTES = 48 * 1024
_HEAD_BYTES = 4096
_LINE_BYTES = 64 * 1024
_CLEARLY = 1.5
"""So many times better than the next reading is the best one, or the next is named too."""
_CLEARLY_LATIN = math.log(20)
_IN_WORDS = frozenset("’‘'·´`-ʼ\u200c\u200d")
_STRAY = frozenset("¬¦¨¸¯")
_SIGNS = frozenset("®©™°№")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text's letters are stored as bytes."""

    name: str
    """As Python's codecs know it."""
    begin: int = 0
    """The length of the byte-order mark."""
    guessed: bool = False
    remarks: tuple[str, ...] = ()
    errors: str = MARK_BROKEN
    """What becomes of bytes that can't be decoded: the name of a handler of Python's codecs."""


def named(name: str, stream: BinaryIO) -> Encoding:
    """The encoding that a person names. Raises InvalidInput if there is none of this name."""
    wanted = name.strip()
    try:
        codec = codecs.lookup(wanted)
        "a".encode(wanted)  # refuses codecs that aren't of text, such as "base64"
        if codec.name in ("unicode_escape", "raw-unicode-escape", "idna", "punycode"):
            raise LookupError
    except (LookupError, ValueError, UnicodeError):
        reason = "There is no such encoding; name one such as utf-8, utf-16, windows-1252, windows-1251 or shift_jis."
        raise InvalidInput(reason, [{"place": "encoding", "reason": reason}]) from None
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    if codec.name in ("utf-16", "utf-32") and not head.startswith(_WIDE_MARKS):
        return Encoding(_unmarked(codec.name, head))
    marked = next((mark for mark, marked in _BYTE_ORDER_MARKS if head.startswith(mark) and codec.name == marked), b"")
    return Encoding(codec.name, len(marked))


def _unmarked(name: str, head: bytes) -> str:
    """The order of the bytes of UTF-16 or UTF-32 without a mark. Raises InvalidInput if the text is in neither."""
    wide = _wide(head) if name == "utf-16" else _widest(head)
    if head and not wide:
        reason = f"The file is not in {name}. Leave the encoding out to have it found, or name another one."
        raise InvalidInput(reason, [{"place": "encoding", "reason": reason}])
    return wide or f"{name}-le"


def detect(stream: BinaryIO) -> Encoding:
    """The encoding of a stream, which is read to its end and set back to its beginning."""
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return _mostly_utf8(_sampled(stream), len(mark)) if name == "utf-8" else Encoding(name, len(mark))
    if wide := _wide(head):
        return Encoding(wide)
    if b"\x1b$" in head or b"\x1b(" in head:
        return _legacy(head)
    sample = _sampled(stream)
    if sample.whole > sample.broken or sample.whole_lines >= sample.broken_lines:
        return _mostly_utf8(sample)
    return _legacy(sample.foreign)


def _mostly_utf8(sample: "_Sample", begin: int = 0) -> Encoding:
    """UTF-8; a few bytes that aren't are from elsewhere, as where files were joined, and are read as what fits them."""
    remarks = _damage(sample.foreign)
    if not sample.broken:
        return Encoding("utf-8", begin, remarks=remarks)
    inner = _legacy(sample.strays).name
    inner = inner if inner.startswith("cp125") else "cp1252"
    return Encoding("utf-8", begin, True, (_strays(sample, inner), *remarks), _reading_strays(inner))


def _reading_strays(inner: str) -> str:
    """The name of a handler that reads what isn't UTF-8 in another encoding, unless it is the rest of a character that
    was cut off: more than one byte, or what would be a capital letter after a small one.
    """

    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        char = error.object[error.start : error.end].decode(inner, MARK_BROKEN)
        before = error.object[max(0, error.start - 1) : error.start].decode("ascii", "replace")
        cut = error.end - error.start > 1 or (char.isupper() and before.islower())
        return BROKEN if cut else char, error.end

    name = f"{MARK_BROKEN}.{inner}"
    codecs.register_error(name, read)
    return name


_LINES_NAMED = 10


def _strays(sample: "_Sample", inner: str) -> str:
    numbers = list(map(str, sample.stray_lines))
    others = sample.broken_lines - len(numbers)
    named = (
        f"{', '.join(numbers)} and {others:,} more"
        if others
        else " and ".join(part for part in (", ".join(numbers[:-1]), numbers[-1]) if part)
    )
    many = sample.broken_lines > 1
    return (
        f"The text is UTF-8, save for line{'s' if many else ''} {named}, where it was read as {label(inner)}. "
        "Look at the letters there; if they look wrong, export the file again as UTF-8."
    )


def label(name: str) -> str:
    """The name by which people know an encoding."""
    return re.sub(r"^cp(125\d)$", r"windows-\1", name)


_PUNCTUATION = frozenset(b"\r\n\t,;")


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: whatever the script, its commas and line ends have a zero on one side (RFC 4627 §3)."""
    for name, at, zero in (("utf-16-le", 0, 1), ("utf-16-be", 1, 0)):
        signs, zeros = head[at::2], head[zero::2]
        beside = [high == 0 for sign, high in zip(signs, zeros, strict=False) if sign in _PUNCTUATION]
        if sum(beside) * 2 > len(beside) and zeros.count(0) > 5 * signs.count(0):
            return name
    return None


def _widest(head: bytes) -> str | None:
    """UTF-32 without a mark: the first of each four bytes, or the last, is always zero."""
    orders = (("utf-32-be", head[0::4], head[3::4]), ("utf-32-le", head[3::4], head[0::4]))
    return next((name for name, zeros, signs in orders if zeros and not any(zeros) and any(signs)), None)


class _Sample(NamedTuple):
    foreign: bytes
    """Lines with something beyond ASCII."""
    whole: int
    """Characters beyond ASCII that are valid UTF-8, in the whole text."""
    broken: int
    whole_lines: int
    """Lines beyond ASCII that are UTF-8 altogether, and those that aren't."""
    broken_lines: int
    stray_lines: Sequence[int]
    """The numbers of the first that aren't."""
    strays: bytes
    """The first that aren't."""


def _sampled(stream: BinaryIO) -> _Sample:
    foreign, strays = bytearray(), bytearray()
    stray_lines: list[int] = []
    whole = broken = whole_lines = broken_lines = 0
    decoder = codecs.getincrementaldecoder("utf-8")(MARK_BROKEN)
    for number, line in enumerate(chain(_lines(stream), [b""]), 1):
        if line.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(line, final=not line)
        faults = text.count(BROKEN)
        broken += faults
        whole += len(text) - len(text.encode("ascii", "ignore")) - faults
        if len(foreign) < _SAMPLE_BYTES:
            foreign += line
        whole_lines += not faults
        if faults:
            broken_lines += 1
            if len(stray_lines) < _LINES_NAMED:
                stray_lines.append(number if line else number - 1)
            if len(strays) < _SAMPLE_BYTES:
                strays += _without_utf8(line)
    stream.seek(0)
    return _Sample(bytes(foreign), whole, broken, whole_lines, broken_lines, stray_lines, bytes(strays))


def _without_utf8(line: bytes) -> bytes:
    """A line's ASCII, and what isn't UTF-8."""
    text = line.decode("utf-8", "surrogateescape")
    return "".join(char for char in text if char.isascii() or "\udc80" <= char <= "\udcff").encode(
        "ascii", "surrogateescape"
    )


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(_LINE_BYTES):
        yield line


class _Reading(NamedTuple):
    score: float
    name: str
    text: str


def _legacy(sample: bytes) -> Encoding:
    readings = sorted(_readings(sample), reverse=True)
    if not readings or is_latin(readings[0].text):
        return _latin(sample)
    best = readings[0]
    other = next((reading for reading in readings if reading.text != best.text), None)
    rivals = [other.name] if other and other.score * _CLEARLY > best.score else []
    return Encoding(best.name, guessed=True, remarks=(_guess(best.name, rivals),))


def _latin(sample: bytes) -> Encoding:
    """The code page of Latin letters in which the text fits a language best."""
    lone = sum(byte > 0x7F for byte in sample) == 1
    readings: dict[str, _Reading] = {}
    for name, weight in _LATIN.items():
        text = sample.decode(name, MARK_BROKEN)
        if name == "cp1252" and "¤" in text:  # nobody writes that sign; it is the euro's place in ISO 8859-15
            name, text = "iso8859-15", sample.decode("iso8859-15")
        weight *= _LONE_WEIGHT if lone and weight == 1 else 1
        score = math.log(weight) + likelihood(text) + _ODD * _oddities(text)
        if text not in readings or score > readings[text].score:
            readings[text] = _Reading(score, name, text)
    best, *others = sorted(readings.values(), reverse=True)
    rivals = [other.name for other in others[:2] if other.score + _CLEARLY_LATIN > best.score]
    return Encoding(best.name, guessed=True, remarks=(_guess(best.name, rivals),))


def _readings(sample: bytes) -> Iterator[_Reading]:
    if not sample:
        return
    lone = sum(byte > 0x7F for byte in sample) == 1
    guesses = chardet.detect_all(sample, ignore_threshold=True, include_encodings=_WEIGHTS, compat_names=False)
    for candidate in guesses:
        name = candidate["encoding"] or "cp1252"
        text = sample.decode(name, MARK_BROKEN)
        if name == "cp1252" and "¤" in text:  # nobody writes that sign; it is the euro's place in ISO 8859-15
            name, text = "iso8859-15", sample.decode("iso8859-15")
        weight = _WEIGHTS.get(name, 1.0) * (_LONE_WEIGHT if name == "cp1252" and lone else 1)
        yield _Reading(candidate["confidence"] * weight * (1 - _oddity(text)) ** 4, name, text)


def _guess(name: str, rivals: Sequence[str]) -> str:
    verb = "are" if len(rivals) > 1 else "is"
    other = f" {' and '.join(map(label, rivals))} {verb} possible too." if rivals else ""
    return (
        f"The text is not UTF-8. It was read as {label(name)}, which fits best.{other} "
        "If letters look wrong, import the file again and say its encoding."
    )


def _oddity(text: str) -> float:
    """The share of characters beyond ASCII that stand where no writing has them."""
    return _oddities(text) / max(1, sum(not char.isascii() for char in text))


def _oddities(text: str) -> int:
    around = zip(" " + text, text, text[1:] + " ", strict=False)
    return sum(_is_odd(before, char, after) for before, char, after in around if not char.isascii())


def _is_odd(before: str, char: str, after: str) -> bool:
    kind = unicodedata.category(char)
    if kind[0] in "LM":
        mixed = any(beside.isalpha() and _script(beside) != _script(char) for beside in (before, after))
        figure = _script(char) == "LATIN" and (before.isdigit() or after.isdigit())
        return mixed or figure or (kind == "Lu" and (before.islower() or (before.isalpha() and after.islower())))
    if kind[0] == "C":
        return kind != "Cf"
    if char not in _IN_WORDS and before.isalpha() and after.isalpha():
        return True
    if kind == "So" and char != "°" and after.isalpha():
        return True
    if (kind == "Sc" and (before.isalpha() or after.isalpha())) or (kind == "Pf" and before == "," and after.isalpha()):
        return True
    return char in _STRAY or (kind == "So" and char not in _SIGNS)


_SCRIPTS = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HALFWIDTH": "CJK", "FULLWIDTH": "CJK", "KATAKANA-HIRAGANA": "CJK"}


def _script(char: str) -> str:
    if char.isascii():
        return "LATIN"
    first = unicodedata.name(char, "").partition(" ")[0]
    return _SCRIPTS.get(first, first)


_RUN = re.compile(r"[\x80-\U0010ffff]{2,}")


def _damage(sample: bytes) -> tuple[str, ...]:
    """What was done to a UTF-8 text before it came here."""
    text = sample.decode("utf-8", "ignore")
    remarks = []
    if any(_encoded_twice(run) for run in _RUN.findall(text)):
        remarks.append(
            "Some of the text was turned into UTF-8 twice before it came here, so accented letters and other signs "
            "show as two or three wrong ones. Export it again as UTF-8, from where it still looks right."
        )
    if "�" in text:
        remarks.append(
            "Some characters were lost before the file came here, and stand as a replacement sign. "
            "Export it again as UTF-8."
        )
    return tuple(remarks)


def _encoded_twice(run: str) -> bool:
    try:
        raw = b"".join(char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode("cp1252") for char in run)
        raw.decode("utf-8")
    except UnicodeError:
        return False
    return True
