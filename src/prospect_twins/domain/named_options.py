"""Which of a question's options a model, a person or a file has named.

An option is named by its own words, in any spelling that `text.folded` takes for the same; with the quotation marks,
the full stop, the number or the letter of a list around them; in a list of one, or under a field's name. Two options
that fit are none: which one was meant would be a guess, and so would be words that are only like an option's.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from prospect_twins.domain.text import folded

MOST_PIECES = 60
"""Pieces of a text that lists options; what has more is no list."""

_FIELDS = frozenset((
    "value", "values", "option", "options", "choice", "choices", "answer", "answers", "label", "text", "name", "point",
    "rating", "score", "rank", "ranking", "selected", "selection", "response", "result",
))  # fmt: skip
"""Names under which models put a value that was asked for by itself."""
_RANKS = ("rank", "position", "place", "order")

_AROUND = " \t\r\n\"'`*_#<>[](){}“”„«»‘’…"
_END = ".,;:!。，；：！、"
_BULLET = re.compile(r"[-*•·–—]\s+")
_NAMED = re.compile(
    r"(?:(?:my|the)\s+)?(?:final\s+)?(?:answer|choice|option|value|selection|response)(?:\s+is)?\s*[:=]\s*"
)
_NUMBERED = re.compile(
    r"(?:option|choice|answer)?\s*[(\[]?"
    r"(?:(?P<sign>\d{1,2}|[a-z])(?:[)\]]\s*|[.:]\s+)|(?P<dashed>[a-z])\s+-\s+)(?=\S)"
)
_LETTER = re.compile(r"(?:option|choice|answer)?\s*[(\[]?(?P<letter>[a-z])[)\]]?[.:]?")
_WORD = re.compile(r"\w+")
_RANKED = re.compile(r"\W*(\d{1,2})[).:]")
_BETWEEN = re.compile(r"\s*(?:[,，、;；|\n>→&]|\b(?:and|und|et|y|e|en|i|och|ve)\b)\s*", re.IGNORECASE)

_YES = frozenset((
    "yes", "true", "sí", "si", "ja", "oui", "sim", "sì", "tak", "да", "так", "evet", "是", "はい", "예", "네", "نعم",
    "हाँ", "हां", "có", "ya", "áno", "ano", "igen", "da", "ναι", "כן", "kyllä",
))  # fmt: skip
_NO = frozenset((
    "no", "false", "nein", "non", "não", "nie", "нет", "ні", "hayır", "否", "不", "不是", "いいえ", "아니요", "아니오",
    "لا", "नहीं", "không", "tidak", "nee", "nej", "nei", "ne", "nem", "nu", "όχι", "לא", "ei",
))  # fmt: skip


def option_key(text: str) -> str:
    """What spellings of one option have in common; options with the same key are the same option."""
    return folded(text)


def unwrapped(raw: Any) -> Any:
    """What stands alone in a list, or under a field's name: ["Yes"], {"value": "Yes"}; else `raw` itself."""
    for _ in range(4):
        if isinstance(raw, Mapping) and len(raw) == 1:
            ((name, inner),) = raw.items()
            if folded(str(name)) not in _FIELDS:
                return raw
            raw = inner
        elif isinstance(raw, list | tuple) and len(raw) == 1:
            raw = raw[0]
        else:
            return raw
    return raw


def named_option(options: Sequence[str], raw: Any, shown: Sequence[str] = ()) -> str | None:
    """The one of `options` that `raw` (of somebody's JSON) names; None if it names none, or more than one.

    A letter alone is an option's place, where all who could read it, in the question's order and in the `shown` one,
    find the same option there.
    """
    raw = unwrapped(raw)
    if isinstance(raw, bool):
        return _of_truth(options, raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, int):
        return _spelled(options, str(raw))
    if isinstance(raw, Mapping):
        return _in_fields(options, raw, shown)
    if not isinstance(raw, str):
        return None
    if (exact := _spelled(options, raw)) is not None:
        return exact
    if raw.strip().casefold() in ("true", "false"):
        return _of_truth(options, raw.strip().casefold() == "true")
    readings = dict(_readings(raw))
    named = {option for option in options if readings.keys() & dict(_readings(option)).keys()}
    named |= {lettered for sign in readings.values() if (lettered := _at_letter(options, sign, shown)) is not None}
    return named.pop() if len(named) == 1 else None


def named_options(options: Sequence[str], raw: Any, shown: Sequence[str] = ()) -> list[str] | None:
    """The options that `raw` lists, in its order; None if anything else is in it, or it can be read in two ways.

    A list; a text with commas, lines or numbers; by rank, {"Term": 2, "Whole": 1} or {"1": "Whole", "2": "Term"}; or,
    of all options, whether each was chosen.
    """
    raw = unwrapped(raw)
    if isinstance(raw, str):
        return _from_text(options, raw, shown)
    if isinstance(raw, Mapping):
        return _from_mapping(options, raw, shown)
    if not isinstance(raw, list | tuple):
        return _all([named_option(options, raw, shown)])
    return _all([named_option(options, choice, shown) for choice in _in_rank(raw)])


def _all(choices: Sequence[str | None]) -> list[str] | None:
    known = [option for option in choices if option is not None]
    return known if len(known) == len(choices) else None


def _spelled(options: Sequence[str], text: str) -> str | None:
    wanted = option_key(text)
    matching = [option for option in options if option_key(option) == wanted]
    return matching[0] if len(matching) == 1 else None


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """`text` folded, and what is left of it without what may stand around an option; with the letter it had, if any."""
    left, letter = option_key(text), ""
    while left:
        yield left, letter
        before = left
        left = left.strip(_AROUND).rstrip(_END).strip()
        yield left, letter
        for leading in (_BULLET, _NAMED):
            left = leading.sub("", left, count=1) if leading.match(left) else left
        if numbered := _NUMBERED.match(left):
            sign = numbered["sign"] or numbered["dashed"]
            left, letter = left[numbered.end() :], "" if sign.isdigit() else sign
        if alone := _LETTER.fullmatch(left):
            letter = alone["letter"]
            yield left, letter
        if left == before:
            return


def _at_letter(options: Sequence[str], letter: str, shown: Sequence[str]) -> str | None:
    """The option that has `letter`: its own, as in "B) Blue", or else that of its place, unless the letter is a word of
    an option, as in "Plan B".
    """
    own = {option: letter_of for option in options for _, letter_of in _readings(option) if letter_of}
    if own:
        having = [option for option in own if own[option] == letter]
        return having[0] if len(having) == 1 else None
    index = ord(letter) - ord("a") if letter else len(options)
    if index >= len(options) or any(letter in _WORD.findall(option_key(option)) for option in options):
        return None
    options_there = {order[index] for order in (options, shown or options)}
    return options_there.pop() if len(options_there) == 1 else None


def _in_fields(options: Sequence[str], raw: Mapping[Any, Any], shown: Sequence[str]) -> str | None:
    """By every field that names an option; all must name the same."""
    named = [value for name, value in raw.items() if folded(str(name)) in _FIELDS and not isinstance(value, Mapping)]
    named_there = {option for value in named if (option := named_option(options, value, shown)) is not None}
    return named_there.pop() if len(named_there) == 1 else None


def _of_truth(options: Sequence[str], truth: bool) -> str | None:
    """The option that says yes, or no, where there is one of each."""
    yes = [option for option in options if option_key(option) in _YES]
    no = [option for option in options if option_key(option) in _NO]
    if len(yes) != 1 or len(no) != 1:
        return None
    return yes[0] if truth else no[0]


def _from_mapping(options: Sequence[str], raw: Mapping[Any, Any], shown: Sequence[str]) -> list[str] | None:
    named = [_spelled(options, str(name)) for name in raw]
    if None not in named and len(set(named)) == len(raw):
        chosen = dict(zip(_all(named) or (), raw.values(), strict=True))
        if len(chosen) == len(options) and all(isinstance(value, bool) for value in chosen.values()):
            return [option for option, truth in chosen.items() if truth]
        return _by_rank([(rank, option) for option, rank in chosen.items()])
    ranked = _by_rank([(name, value) for name, value in raw.items()])
    if ranked is not None:
        return _all([named_option(options, value, shown) for value in ranked])
    return None


def _by_rank(entries: Sequence[tuple[Any, Any]]) -> list[Any] | None:
    """What has the ranks 1, 2 …, in their order; None if these aren't the ranks."""
    ranks: dict[int, Any] = {}
    for rank, choice in entries:
        text = str(rank).strip(" .#)")
        if isinstance(rank, bool) or not (text.isascii() and text.isdigit()):
            return None
        ranks[int(text)] = choice
    complete = sorted(ranks) == list(range(1, len(entries) + 1))
    return [ranks[rank] for rank in sorted(ranks)] if complete and entries else None


def _in_rank(entries: Sequence[Any]) -> Sequence[Any]:
    """By the ranks that the entries give themselves, if they do."""
    for name in _RANKS:
        if all(isinstance(entry, Mapping) and len(entry) > 1 and name in entry for entry in entries):
            rest = [{key: value for key, value in entry.items() if key != name} for entry in entries]
            return _by_rank([(entry[name], left) for entry, left in zip(entries, rest, strict=True)]) or entries
    return entries


def _from_text(options: Sequence[str], text: str, shown: Sequence[str]) -> list[str] | None:
    if text.lstrip().startswith("["):
        try:
            return named_options(options, list(json.loads(text)), shown)
        except (ValueError, RecursionError):
            pass
    segmented = _segmented(options, text.strip(), shown)
    if segmented is None:
        return None
    pieces, named = segmented
    numbers = [number[1] if (number := _RANKED.match(piece)) else "" for piece in pieces]
    return _by_rank(list(zip(numbers, named, strict=True))) or named


def _segmented(options: Sequence[str], text: str, shown: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """`text` cut into options where there is one way to do it: an option may have a comma or an "and" of its own."""
    cuts = [(0, 0), *(match.span() for match in _BETWEEN.finditer(text)), (len(text), len(text))]
    if not text or len(cuts) > MOST_PIECES:
        return None
    # By place of a cut: the ways to get there, two at most, since more than one is none.
    ways: list[dict[tuple[str, ...], list[str]]] = [{(): []}, *({} for _ in cuts[1:])]
    for end in range(1, len(cuts)):
        for start in range(end):
            piece = text[cuts[start][1] : cuts[end][0]]
            if not piece.strip():
                if end == start + 1:  # ", and": two cuts with nothing between them
                    ways[end] |= ways[start]
                continue
            option = named_option(options, piece, shown) if ways[start] else None
            if option is not None:
                for named, pieces in list(ways[start].items())[:2]:
                    ways[end].setdefault((*named, option), [*pieces, piece])
    if len(ways[-1]) != 1:
        return None
    ((named, pieces),) = ways[-1].items()
    return (pieces, list(named)) if named else None
