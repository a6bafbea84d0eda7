"""Which encoding a text is in, from its bytes.

A byte-order mark or valid UTF-8 settles it. Everything else is a guess between the code pages that spreadsheets and
CRMs have written since, so it is reported as one. The guess is chardet's (it knows the letters' frequencies of some
forty languages, and is right on far shorter texts than charset-normalizer), corrected by what an export of people never
has: letters of two scripts in one word, symbols inside words, capitals in their middle.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

import chardet

from prospect_twins.domain.errors import InvalidInput

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

_WEIGHTS: Mapping[str, float] = {
    "cp1252": 2.0,
    **dict.fromkeys(("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"), 1.0),
    **dict.fromkeys(("cp932", "euc_jis_2004", "iso2022_jp_2", "gb18030", "big5hkscs", "cp949"), 1.0),
    **dict.fromkeys(("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"), 0.97),
    **dict.fromkeys(("iso8859-2", "iso8859-5", "iso8859-7", "iso8859-8"), 0.95),
    **dict.fromkeys(("cp850", "cp866"), 0.7),
}
"""The encodings that are tried, and how common each is. A few accents fit many; then it is Excel's in the West."""

_LONE_WEIGHT = 3
"""A single byte beyond ASCII tells nothing by itself: it is an accent or a euro sign, far more often than not."""
_SAMPLE_BYTES = 48 * 1024
_HEAD_BYTES = 4096
_LINE_BYTES = 64 * 1024
_CLEARLY = 1.5
"""So many times better than the next reading is the best one, or the next is named too."""
_IN_WORDS = frozenset("’‘'·´`-ʼ\u200c\u200d")
_STRAY = frozenset("¬¦¨¸¯")
_SIGNS = frozenset("®©™°№")


@dataclass(frozen=True, slots=True)
class Encoding:
    name: str
    """As Python's codecs know it."""
    begin: int = 0
    """The length of the byte-order mark."""
    guessed: bool = False
    remarks: tuple[str, ...] = ()


def told(name: str, stream: BinaryIO) -> Encoding:
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
    head = stream.read(4)
    stream.seek(0)
    marked = next((mark for mark, marked in _BYTE_ORDER_MARKS if head.startswith(mark) and codec.name == marked), b"")
    return Encoding(codec.name, len(marked))


def detect(stream: BinaryIO) -> Encoding:
    """The encoding of a stream, which is read to its end and set back to its beginning."""
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return Encoding(name, len(mark), remarks=_damage(_sampled(stream).foreign) if name == "utf-8" else ())
    if wide := _wide(head):
        return Encoding(wide)
    if b"\x1b$" in head or b"\x1b(" in head:
        return _legacy(head)
    sample = _sampled(stream)
    if sample.whole > sample.broken or not sample.foreign:
        return Encoding("utf-8", remarks=_damage(sample.foreign))
    return _legacy(sample.foreign)


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


class _Sample(NamedTuple):
    foreign: bytes
    """Lines with something beyond ASCII."""
    whole: int
    """Characters beyond ASCII that are valid UTF-8, in the whole text."""
    broken: int


def _sampled(stream: BinaryIO) -> _Sample:
    foreign = bytearray()
    whole = broken = 0
    decoder = codecs.getincrementaldecoder("utf-8")(MARK_BROKEN)
    for line in _lines(stream):
        if line.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(line)
        faults = text.count(BROKEN)
        broken += faults
        whole += len(text) - len(text.encode("ascii", "ignore")) - faults
        if len(foreign) < _SAMPLE_BYTES:
            foreign += line
    broken += decoder.decode(b"", final=True).count(BROKEN)
    stream.seek(0)
    return _Sample(bytes(foreign), whole, broken)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(_LINE_BYTES):
        yield line


class _Reading(NamedTuple):
    score: float
    name: str
    text: str


def _legacy(sample: bytes) -> Encoding:
    readings = sorted(_readings(sample), reverse=True)
    if not readings:
        return Encoding("cp1252", guessed=True, remarks=(_guess("cp1252"),))
    best = readings[0]
    other = next((reading for reading in readings if reading.text != best.text), None)
    rival = other.name if other and other.score * _CLEARLY > best.score else None
    return Encoding(best.name, guessed=True, remarks=(_guess(best.name, rival),))


def _readings(sample: bytes) -> Iterator[_Reading]:
    lone = sum(byte > 0x7F for byte in sample) == 1
    found = chardet.detect_all(sample, ignore_threshold=True, include_encodings=_WEIGHTS, compat_names=False)
    for candidate in found:
        name = candidate["encoding"] or "cp1252"
        text = sample.decode(name, MARK_BROKEN)
        if name == "cp1252" and "¤" in text:  # nobody writes that sign; it is the euro's place in ISO 8859-15
            name, text = "iso8859-15", sample.decode("iso8859-15")
        weight = _WEIGHTS.get(name, 1.0) * (_LONE_WEIGHT if name == "cp1252" and lone else 1)
        yield _Reading(candidate["confidence"] * weight * (1 - _oddity(text)) ** 4, name, text)


def _guess(name: str, rival: str | None = None) -> str:
    other = f" {label(rival)} is possible too." if rival else ""
    return (
        f"The text is not UTF-8. It was read as {label(name)}, which fits best.{other} "
        "If letters look wrong, import the file again and say its encoding."
    )


def _oddity(text: str) -> float:
    """The share of characters beyond ASCII that stand where no writing has them."""
    foreign = odd = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if not char.isascii():
            foreign += 1
            odd += _is_odd(before, char, after)
    return odd / max(1, foreign)


def _is_odd(before: str, char: str, after: str) -> bool:
    kind = unicodedata.category(char)
    if kind[0] in "LM":
        mixed = any(beside.isalpha() and _script(beside) != _script(char) for beside in (before, after))
        return mixed or (kind == "Lu" and (before.islower() or (before.isalpha() and after.islower())))
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
