r"""`--map`: which column fills which field, and what its codes stand for.

    "Column=field"                                          the column fills the field
    "GENDER=gender:1=male,0=female"                         1 is read as male, 0 as female
    "EDUCATION=education_level:*={} years of education"     * is any other value, {} the value as it stands
    "#=lead_id:*=TL-{}"                                     # is the row's number
    "Email=-"                                               the column is left out

Several stand in one text with `;` between them. A backslash takes the meaning from the `;`, `=`, `:` or `,` after it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from prospect_twins.domain.crm_columns import ALTERNATIVES, LISTS, NAME_PARTS
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.prospects import PERSONA_FIELDS
from prospect_twins.domain.text import folded

ROW_NUMBER = "#"
DROP = "-"
ATTRIBUTE = "attributes."
TARGETS = (*PERSONA_FIELDS, *NAME_PARTS, "birth_date", *LISTS)


@dataclass(frozen=True, slots=True)
class Codes:
    """What a column's values stand for."""

    words: Mapping[str, str] = field(default_factory=dict)
    """Value, as `_code` compares it, to what it stands for."""
    other: str = "{}"
    """What any other value stands for."""

    def knows(self, value: str) -> bool:
        """Whether the value is listed."""
        return _code(value) in self.words

    def read(self, value: str) -> str:
        """What `value` stands for."""
        return self.words.get(_code(value), self.other).replace("{}", value)


def _code(value: str) -> str:
    """A code as it is compared: 1 is pandas' 1.0, which it writes where a column has blanks, and a full-width 1."""
    return _WITH_ZEROS.sub(r"\1", folded(value).strip())


_WITH_ZEROS = re.compile(r"\A([+-]?\d+)[.,]0+\Z")
AS_IT_STANDS = Codes()


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """One "Column=field"."""

    column: str
    target: str
    """One of TARGETS, `attributes.<name>`, or DROP."""
    codes: Codes = AS_IT_STANDS


def parse_mappings(texts: Iterable[str]) -> tuple[ColumnMap, ...]:
    """Reads what was given as `--map`. Raises InvalidInput that names every one that is wrong and what it can be."""
    parsed: list[ColumnMap] = []
    errors: list[str] = []
    for text in (part.strip() for whole in texts for part in _split(whole, ";")):
        if not text:
            continue
        try:
            parsed.append(_parse(text))
        except ValueError as error:
            errors.append(f'map "{text}": {error}')
    if not errors:
        errors = _clashes(parsed)
    if errors:
        raise InvalidInput("; ".join(errors) + ".", [{"place": "map", "reason": error} for error in errors])
    return tuple(parsed)


def _parse(text: str) -> ColumnMap:
    column, equals, rest = _partition(text, "=")
    target, colon, codes = _partition(rest, ":")
    column, target = _plain(column).strip(), _plain(target).strip()
    if not equals or not column or not target:
        raise ValueError('write it as "Column=field"')
    if target.startswith(ATTRIBUTE) and target != ATTRIBUTE:
        target = ATTRIBUTE + target.removeprefix(ATTRIBUTE).strip()
    elif target not in TARGETS and target != DROP:
        raise ValueError(
            f"there is no such field; there are {', '.join(TARGETS)}, {ATTRIBUTE}<name>, and {DROP} to leave it out"
        )
    return ColumnMap(column, target, _parse_codes(codes) if colon else AS_IT_STANDS)


def _parse_codes(text: str) -> Codes:
    words: dict[str, str] = {}
    for pair in _split(text, ","):
        code, equals, meaning = _partition(pair, "=")
        code = _code(_plain(code))
        if not equals or not code:
            raise ValueError('after the field come codes, as in "GENDER=gender:1=male,0=female"')
        if code in words:
            raise ValueError("it gives one code two meanings")
        words[code] = _plain(meaning).strip()
    other = words.pop("*", "{}")
    return Codes(words, other)


def _clashes(maps: Sequence[ColumnMap]) -> list[str]:
    errors = []
    columns = [entry.column for entry in maps]
    targets = [entry.target for entry in maps if entry.target != DROP and entry.target not in LISTS]
    for kind, names in (("column", columns), ("field", targets)):
        repeated = dict.fromkeys(name for name in names if names.count(name) > 1)
        errors += [f"the {kind} '{name}' is mapped {names.count(name)} times; map it once" for name in repeated]
    for whole, parts in ALTERNATIVES.items():
        if whole in targets and (both := [part for part in parts if part in targets]):
            errors.append(f"'{whole}' and '{both[0]}' are both mapped; map the one or the other")
    return errors


_SPLITTERS: Mapping[str, re.Pattern[str]] = {sign: re.compile(rf"(?<!\\){sign}") for sign in ";=:,"}


def _split(text: str, sign: str) -> list[str]:
    return _SPLITTERS[sign].split(text)


def _partition(text: str, sign: str) -> tuple[str, bool, str]:
    parts = _SPLITTERS[sign].split(text, maxsplit=1)
    return parts[0], len(parts) == 2, parts[-1] if len(parts) == 2 else ""


def _plain(text: str) -> str:
    return re.sub(r"\\([;=:,])", r"\1", text)
