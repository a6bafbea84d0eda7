"""What answers have in common: the themes that were read out of them one by one, made into shared ones. Pure.

Every answer was labelled with up to three themes in the labeller's own words. Code makes those alike that differ by
case, plural, order or small words; a model may then say which mean the same (`merged`); what is too rare to be shown
to it joins the theme whose words it shares (`with_the_rest`). No step writes a name: a theme is called what most of its
answers were labelled with.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from prospect_twins.agents.words.counted_claims import counts_people
from prospect_twins.agents.words.recurring_words import stem
from prospect_twins.domain.answers import Answer

LONGEST_NAME = 60
LARGEST_GROUP = 0.5
"""The share of a list's themes that one group may take: a model that puts more together sorts nothing."""
LUMPED = 8
"""Themes in a list from which that share is looked at."""
ALIKE = 0.5
"""Shared words as a share of all words of two themes (Jaccard), from which one joins the other."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMALL_WORDS = frozenset(
    "a an the of for to in on at by with and or about my their your our his her its this that too very".split()  # noqa: SIM905
)

Key = frozenset[str]


@dataclass(frozen=True, slots=True)
class Theme:
    """`places`: of the answers that speak of it. `keys`: of the wordings that it was made of."""

    name: str
    positions: frozenset[int]
    keys: frozenset[Key] = field(default=frozenset(), compare=False)


def proposed(responses: Sequence[Answer]) -> list[Theme]:
    """The themes that answers were labelled with, alike ones made one, the most frequent first."""
    positions: dict[Key, set[int]] = defaultdict(set)
    wordings: dict[Key, Counter[str]] = defaultdict(Counter)
    for position, response in enumerate(responses):
        for name in response.labels.themes if response.labels else ():
            if shown := name_of(name):
                key = key_of(shown)
                positions[key].add(position)
                wordings[key][shown] += 1
    return by_frequency(
        Theme(_most_frequent(wordings[key]), frozenset(members), frozenset({key})) for key, members in positions.items()
    )


def name_of(text: str) -> str:
    """`text` as a theme's name, on one line; nothing if it is too long for one, or claims a count."""
    name = " ".join(text.split()).strip(" .,;:!\"“”„«»'’‘")
    return "" if len(name) > LONGEST_NAME or counts_people(name) else name


def key_of(name: str) -> Key:
    """The words of `name`, regardless of case, plural, order and small words; for all small words, the name itself."""
    words = (stem(word) for word in _WORD.findall(name.casefold().replace("’", "'")))
    return frozenset(word for word in words if word not in _SMALL_WORDS) or frozenset({name.casefold()})


def by_frequency(themes: Iterable[Theme]) -> list[Theme]:
    """The themes, those of most people first; of equally many by name."""
    return sorted(themes, key=lambda theme: (-len(theme.positions), theme.name.casefold()))


def merged(themes: Sequence[Theme], groups: Iterable[Sequence[int]]) -> list[Theme]:
    """`themes` with those of each group made one, the most frequent first. `groups` are proposed by a model.

    Groups hold numbers from 1; a theme belongs to the first group that names it, a number without a theme to none. A
    group of nearly all themes is not believed.
    """
    left = dict(enumerate(themes, 1))
    most = LARGEST_GROUP * len(themes) if len(themes) >= LUMPED else len(themes)
    made = []
    for group in groups:
        members = [number for number in dict.fromkeys(group) if number in left]
        if len(members) <= most:
            made.append(_one([left.pop(number) for number in members]))
    return by_frequency([*(theme for theme in made if theme), *left.values()])


def with_the_rest(themes: Sequence[Theme], rest: Iterable[Theme]) -> list[Theme]:
    """`themes`, each with those of `rest` whose words are most like its own; what is like none is left out."""
    by_word: Mapping[str, set[int]] = _index(themes)
    joined: dict[int, list[Theme]] = defaultdict(list)
    for theme in rest:
        candidates = {index for key in theme.keys for word in key for index in by_word.get(word, ())}
        likeness = {index: _likeness(theme.keys, themes[index].keys) for index in candidates}
        best = max(likeness, key=lambda index: (likeness[index], -index), default=None)
        if best is not None and likeness[best] >= ALIKE:
            joined[best].append(theme)
    return by_frequency(
        _one([theme, *joined[index]]) or theme if index in joined else theme for index, theme in enumerate(themes)
    )


def shared(themes: Iterable[Theme], answers: int) -> list[Theme]:
    """Those that at least two people speak of; of one answer, all."""
    return [theme for theme in themes if len(theme.positions) >= min(2, answers)]


def _one(members: Sequence[Theme]) -> Theme | None:
    """Called what the largest of them is."""
    if not members:
        return None
    largest = by_frequency(members)[0]
    return Theme(
        largest.name,
        frozenset().union(*(member.positions for member in members)),
        frozenset().union(*(member.keys for member in members)),
    )


def _index(themes: Sequence[Theme]) -> Mapping[str, set[int]]:
    indices: dict[str, set[int]] = defaultdict(set)
    for index, theme in enumerate(themes):
        for key in theme.keys:
            for word in key:
                indices[word].add(index)
    return indices


def _likeness(some: Collection[Key], others: Collection[Key]) -> float:
    return max((len(one & other) / len(one | other) for one in some for other in others), default=0.0)


def _most_frequent(wordings: Counter[str]) -> str:
    return min(wordings, key=lambda wording: (-wordings[wording], wording))
