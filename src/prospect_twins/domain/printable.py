"""Text from outside (names, answers, a provider's words) made safe to show on one line or several: it can't steer what
shows it. Terminals obey control sequences (ECMA-48), and bidirectional controls (UAX #9) change the order in which
what follows is read.
"""

import re

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, clearing
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC and the like: titles, links
)
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of writing direction
    "\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"  # formatting that has no picture
)
_LINES = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BREAKS = re.compile(r"[ \t]*\n\s*")
_HALVES = re.compile("[\ud800-\udfff]")


def printable(text: object, *, lines: bool = False) -> str:
    """`text` without what steers a terminal. On one line, unless it may have `lines`: a name with a line break in it
    could pretend to be a message of ours.
    """
    bare = _LINES.sub("\n", _SEQUENCES.sub("", str(text)))
    whole = _HALVES.sub("\ufffd", _STEERING.sub("", bare))
    return whole if lines else _BREAKS.sub(" ", whole).strip("\n")
