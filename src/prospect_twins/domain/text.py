"""Text that can be stored and shown."""

import unicodedata

MAX_QUESTION_CHARS = 2000


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
