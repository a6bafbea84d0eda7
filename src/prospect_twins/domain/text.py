"""Text that can be stored and shown."""

import re
import unicodedata

MAX_QUESTION_CHARS = 2000

_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for the tab and the line feed
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # unseen marks, turned text
    "\U000e0000-\U000e007f]"  # tags: whole sentences that nobody sees and a model reads
)

_INVISIBLE = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
"""Unicode's categories of white space, controls and formats (a zero-width space is of the last kind)."""


def check_text(value: str) -> str:
    """`value` itself. Raises ValueError for a NUL or a lone surrogate, which neither PostgreSQL nor UTF-8 can hold."""
    if "\0" in value:
        raise ValueError("it contains a NUL character; remove it")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("it contains half of a surrogate pair, which is no character; remove it") from None
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
    return _HARMFUL.sub("", _LINE_ENDS.sub("\n", text)) if not text.isascii() or not text.isprintable() else text
