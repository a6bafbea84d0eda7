"""Text that can be stored and shown, and what two spellings of the same have in common."""

import re
import unicodedata

MAX_QUESTION_CHARS = 2000

APOSTROPHES = "'’‘‛ʼ`´′"
QUOTATION_MARKS = '"“”„‟«»″'
DASHES = "-‐‑‒–—―−"
"""Signs that keyboards, editors and models take for one another; the first of each stands for all."""

_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for the tab and the line feed
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # unseen marks, turned text
    "\U000e0000-\U000e007f]"  # tags: whole sentences that nobody sees and a model reads
)

_SEQUENCES = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b[\\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\\\)")
"""What steers a terminal (ECMA-48): without its first character the rest would be seen."""

_INVISIBLE = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
"""Unicode's categories of white space, controls and formats (a zero-width space is of the last kind)."""
_ALIKE = {ord(sign): group[0] for group in (APOSTROPHES, QUOTATION_MARKS, DASHES) for sign in group}
_IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Shown as nothing, though their categories are those of letters and marks (Unicode: Default_Ignorable)."""


def folded(text: str) -> str:
    """What spellings of one text have in common: equal if the texts look the same to a reader but for case.

    Folded are compatibility forms (NFKC: full-width letters, ligatures, composed accents), case, runs of white space,
    what is shown as nothing, and the kinds of apostrophes, quotation marks and dashes.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split()).casefold().replace("`", "'")
    # Marks are mapped before NFKC, which makes a blank and an accent of some of them.
    text = unicodedata.normalize("NFC", text).translate(_ALIKE)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = _IGNORED.sub("", text).replace("i\u0307", "i")
    seen = (sign for sign in text if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf"))
    return " ".join("".join(seen).translate(_ALIKE).split())


def check_text(value: str) -> str:
    """`value` itself. Raises ValueError for a NUL or a lone surrogate, which neither PostgreSQL nor UTF-8 can hold."""
    if "\0" in value:
        raise ValueError("it contains a NUL character; remove it")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("it contains a byte or half a character that is no text (UTF-8); remove it") from None
    return value


def check_question(value: str) -> str:
    """`value` itself. Raises ValueError for a question that is blank, too long, or can't be stored."""
    if all(unicodedata.category(character) in _INVISIBLE for character in value):
        raise ValueError("the question is blank; write what you want to ask")
    if len(value) > MAX_QUESTION_CHARS:
        raise ValueError(f"the question has more than {MAX_QUESTION_CHARS:,} characters; shorten it")
    return check_text(value)


def visible_text(text: str) -> str:
    """`text` without the characters that nobody sees and that do harm: controls, marks that turn the direction of what
    follows, zero-width spaces, and tags. Its line ends are line feeds.

    The joiners that Persian, Indian scripts and emoji are written with stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return _HARMFUL.sub("", _LINE_ENDS.sub("\n", _SEQUENCES.sub("", text)))
