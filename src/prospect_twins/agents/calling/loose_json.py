"""JSON as models write it: what a strict parser refuses is read where it can be read in one way only.

Read are comments, trailing and missing commas, single and typographic quotation marks, names without any, line breaks
and quotation marks within strings, the literals of Python and JavaScript, and a bracket of the wrong kind. What broke
off is not made up: a text that ends within a string, a number, a name or a list has no value, and an object that was
not closed is marked, so that its reader can insist on its fields.
"""

import re
from dataclasses import dataclass
from typing import Any

DEEPEST = 32

_BLANK = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])")
_WORD = re.compile(r"[-+]?[^\W\d]\w*")
_ENTRY = re.compile(r"[^\W\d]\w*(?=\s*[,\]])")
_LITERALS = {"true": True, "false": False, "null": None, "none": None, "undefined": None, "nan": None}
_LITERALS |= dict.fromkeys(("infinity", "-infinity", "+infinity", "-nan"))
_CLOSING = {'"': '"', "'": "'", "“": '”“"', "„": '”“"', "«": "»", "‘": "’"}
_PLAIN = {opening: re.compile(f"[^{closing}\\\\]*") for opening, closing in _CLOSING.items()}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_UNIT = re.compile(r"[0-9a-fA-F]{4}")
_FENCE = re.compile(r"\s*(?:```|$)")

_AFTER_NAME = re.compile(r"\s*[:：]")
_QUOTED_NAME = r"""["'“„][^"'“”„:\n]{1,60}["'“”]\s*[:：]"""
_AFTER_FIELD = re.compile(rf"\s*(?:[}}\]]|,\s*(?:{_QUOTED_NAME}|[}}\]]|//|/\*|$)|{_QUOTED_NAME}|//|/\*|```|$)")
_AFTER_BARE_FIELD = re.compile(rf"{_AFTER_FIELD.pattern}|\s*,?\s*\w+\s*[:：]")
_AFTER_ENTRY = re.compile(
    r"""\s*(?:[}\]]|,\s*(?:["'“„«‘{\[\]}]|-?\d|(?:true|false|null|None|True|False)\b|//|/\*)|//|/\*)"""
)
"""What follows the quotation mark that ends a string: by it one within the words is told from the last."""


class NoJson(Exception):
    """Nothing can be read here."""


@dataclass(frozen=True, slots=True)
class Found:
    """`closed`: whether the text of the value goes on to its end."""

    value: Any
    end: int
    closed: bool


def value_at(text: str, start: int) -> Found:
    """The object or list that begins at `start`. Raises NoJson."""
    reader = _Reader(text, start)
    value = reader.value(0, _AFTER_ENTRY)
    return Found(value, reader.at, reader.closed)


class _Reader:
    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.closed = True

    def value(self, depth: int, after: re.Pattern[str]) -> Any:
        if depth > DEEPEST:
            raise NoJson
        sign = self._next()
        if sign == "{":
            return self._object(depth)
        if sign == "[":
            return self._list(depth)
        if sign in _CLOSING:
            return self._string(after)
        return self._number() if sign in "-+.0123456789" and _NUMBER.match(self.text, self.at) else self._literal()

    def _next(self) -> str:
        """The next sign that counts, not taken; raises NoJson at the end."""
        self.at = _blank_end(self.text, self.at)
        if self.at >= len(self.text):
            raise NoJson
        return self.text[self.at]

    def _object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        fields: dict[str, Any] = {}
        bare = self._next() not in _CLOSING
        while True:
            if fields and _FENCE.fullmatch(self.text, self.at):
                self.closed = False
                return fields
            sign = self._next()
            if sign == "}":
                self.at += 1
                return fields
            if sign == "]" and fields:
                return fields  # of the wrong kind; the list around it takes it
            if sign == "," and fields:
                self.at += 1
                continue
            if fields and self.text.startswith("```", self.at):
                self.closed = False
                return fields
            name = self._name()
            if self._next() not in ":：":
                raise NoJson
            self.at += 1
            fields[name] = self.value(depth + 1, _AFTER_BARE_FIELD if bare else _AFTER_FIELD)

    def _list(self, depth: int) -> list[Any]:
        self.at += 1
        items: list[Any] = []
        while True:
            sign = self._next()
            if sign == "]":
                self.at += 1
                return items
            if sign == "}" and items:
                return items
            if sign == ",":
                self.at += 1
                continue
            if not self.closed:
                raise NoJson
            word = _ENTRY.match(self.text, self.at)
            if word and word[0].casefold() not in _LITERALS:
                self.at = word.end()
                items.append(word[0])
            else:
                items.append(self.value(depth + 1, _AFTER_ENTRY))

    def _name(self) -> str:
        if self._next() in _CLOSING:
            return self._string(_AFTER_NAME)
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise NoJson
        self.at = word.end()
        return word[0]

    def _string(self, after: re.Pattern[str]) -> str:
        """Up to the quotation mark that is followed by what may follow a string."""
        text, opening = self.text, self.text[self.at]
        closing, plain = _CLOSING[opening], _PLAIN[opening]
        kept: list[str] = []
        at = self.at + 1
        while (run := plain.match(text, at)) and run.end() < len(text):
            kept.append(run[0])
            at = run.end()
            sign = text[at]
            if sign == "\\":
                piece, at = _unescaped(text, at + 1)
                kept.append(piece)
                continue
            at += 1
            if sign in closing and after.match(text, at):
                self.at = at
                return "".join(kept).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            kept.append(sign)
        raise NoJson

    def _number(self) -> int | float:
        number = _NUMBER.match(self.text, self.at)
        # At the very end it may have lost digits.
        if number is None or number.end() >= len(self.text) or len(number[0]) > 40:
            raise NoJson
        self.at = number.end()
        return int(number[0]) if number[0].lstrip("+-").isdigit() else float(number[0])

    def _literal(self) -> bool | None:
        word = _WORD.match(self.text, self.at)
        if word is None or word[0].casefold() not in _LITERALS:
            raise NoJson
        self.at = word.end()
        return _LITERALS[word[0].casefold()]


def _blank_end(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _unescaped(text: str, at: int) -> tuple[str, int]:
    """What the escape means whose backslash stands before `at`, and where it ends; one that means nothing is a sign."""
    if at >= len(text):
        raise NoJson
    if text[at] == "u" and (unit := _UNIT.match(text, at + 1)):
        return chr(int(unit[0], 16)), unit.end()
    return _ESCAPES.get(text[at], text[at]), at + 1
