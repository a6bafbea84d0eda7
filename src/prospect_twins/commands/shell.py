"""Commands that users are to copy from the terminal."""

import os
import shlex

from prospect_twins.domain.printable import printable


def shell_word(text: str) -> str:
    """`text` as one word for a shell. What would not be seen is written by its bytes: `$'a\\342\\200\\256b'`."""
    if printable(text) == text and "\n" not in text:
        return shlex.quote(text)
    return "$'" + "".join(map(_seen, os.fsencode(text))) + "'"


def _seen(byte: int) -> str:
    plain = 32 <= byte < 127 and chr(byte) not in "\\'"
    return chr(byte) if plain else f"\\{byte:03o}"
