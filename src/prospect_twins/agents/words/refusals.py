"""Whether a text refuses as a model does, or was said by a model as itself.

A person, too, says "I can't help with that", and goes on: "my budget is gone". So a refusal is found by what it lacks:
all its sentences consist of words of refusing (`refusal_words`), and none speaks of the person's own affairs. That one
is a machine, or can't play a real person, is decisive wherever it stands (`refusal_patterns`), unless it is the
person's own name or work.

What a provider withholds it mostly says by its finish reason, in any language.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from prospect_twins.agents.words.refusal_patterns import MACHINES
from prospect_twins.agents.words.refusal_words import REFUSAL_WORDS, RefusalWords
from prospect_twins.domain.sentences import sentences
from prospect_twins.domain.text import folded

LONGEST = 600
"""Characters of a refusal that says nothing else."""
MOST_SENTENCES = 8

_SHORT = 3
"""Letters of a hint that has to be a word of its own: these letters stand in words of any language."""
_MACHINES = [
    (
        frozenset(hint for hint in language.hints.split("|") if len(hint) <= _SHORT and hint.isascii()),
        tuple(hint for hint in language.hints.split("|") if len(hint) > _SHORT or not hint.isascii()),
        re.compile("|".join(language.patterns)),
    )
    for language in MACHINES.values()
]
"""Hints are looked for first: all patterns on every answer would take longer than all else that is done with it."""
_LATIN_WORD = re.compile(r"[a-z]+")
_OWN = re.compile(
    r"\b(?:my|our|mis?|m[aeo]s?|mon|notres?|mein\w*|unser\w*|meus?|minhas?|nosso|mi[ao]|mijn|ons|m[oó]j\w*|мо[йяиюе]\w*|мужа?|"
    r"мужем|жен[аыеуо]\w*|min[ae]?|mitt|eşim\w*|kocam\w*|karım\w*)\b|我的|我太太|我先生|我老|うち|主人|妻|夫|우리|남편|아내"
)
"""What people speak of as theirs; an offer to the asker has none of it."""
_SIGNS = re.compile(r"[\s.,;:!?…।،؛؟。、，；：！？（）()\[\]\"'«»*_<>/¿¡\u2013\u2014·・「」-]+")


def is_refusal(text: str, full_name: str | None = None, known: Collection[str] = ()) -> bool:
    """Whether `text` declines to answer, or answers as the model that it is. `known`: what is known of the person,
    whose words they may say of themselves.
    """
    text = folded(text)
    if full_name:
        text = _with_this_person(text, folded(full_name))
    return _is_machine(text, known) or _only_refuses(text)


def _with_this_person(text: str, name: str) -> str:
    """`text` with "this person" for their name: Claude may say that he is, and a model may not want to play him."""
    first = name.split(" ", maxsplit=1)[0]
    return re.sub(rf"\b(?:{re.escape(name)}|{re.escape(first)})\b", "this person", text) if first in text else text


def _is_machine(text: str, known: Collection[str]) -> bool:
    words = frozenset(_LATIN_WORD.findall(text))
    for short, long, pattern in _MACHINES:
        if words.isdisjoint(short) and not any(hint in text for hint in long):
            continue
        for match in pattern.finditer(text):
            said = next((group for group in match.groups() if group), None)
            if said is None or not any(said in folded(known_text) for known_text in known):
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Language:
    """One row of the table, its phrases as they stand in a text whose signs have become single blanks, or nothing."""

    has_blanks: bool
    unable: tuple[str, ...]
    helps: tuple[str, ...]
    answers: tuple[str, ...]
    tasks: tuple[str, ...]
    refuses: tuple[str, ...]
    offers: tuple[str, ...]
    words: frozenset[str]
    stems: tuple[str, ...]
    longest: int

    def is_all_of(self, sentences: Sequence[str], has_own: Sequence[bool]) -> bool:
        """Whether these sentences refuse and say nothing else, but for what they offer instead."""
        is_refused = False
        for sentence, is_own in zip(sentences, has_own, strict=True):
            if self._covers(sentence):
                is_refused = is_refused or self._refuses(f" {sentence} " if self.has_blanks else sentence)
            elif is_own or not sentence.startswith(self.offers):
                return False
        return is_refused

    def _refuses(self, sentence: str) -> bool:
        def has(phrases: Collection[str]) -> bool:
            return any(phrase in sentence for phrase in phrases)

        can_not = has(self.unable) and (has(self.helps) or (has(self.answers) and has(self.tasks)))
        return can_not or has(self.refuses)

    def _covers(self, sentence: str) -> bool:
        """Whether nothing else is said than words of refusing."""
        if self.has_blanks:
            return all(word in self.words or word.startswith(self.stems) for word in sentence.split())
        reached = [True, *([False] * len(sentence))]
        for at in range(len(sentence)):
            if reached[at]:
                for end in range(at + 1, min(at + self.longest, len(sentence)) + 1):
                    reached[end] |= sentence[at:end] in self.words
        return reached[-1]


def _language(row: RefusalWords) -> _Language:
    between = " " if row.has_blanks else ""

    def plain(bars: str) -> list[str]:
        every = (folded(phrase) for phrase in bars.split("|") if phrase)
        return [_SIGNS.sub(between, phrase.replace("*", "\0")).strip() for phrase in every]

    def phrases(bars: str) -> tuple[str, ...]:
        return tuple(f"{between}{phrase}{between}".replace("\0 ", "") for phrase in plain(bars))

    classes = (row.unable, row.helps, row.answers, row.tasks, row.refuses)
    written = [phrase for bars in (*classes, row.others) for phrase in plain(bars)]
    words = [word for phrase in written for word in phrase.split()]
    return _Language(
        has_blanks=row.has_blanks,
        unable=phrases(row.unable),
        helps=phrases(row.helps),
        answers=phrases(row.answers),
        tasks=phrases(row.tasks),
        refuses=phrases(row.refuses),
        offers=tuple(plain(row.offers)),
        words=frozenset(word for word in words if "\0" not in word),
        stems=tuple(word.rstrip("\0") for word in words if "\0" in word),
        longest=max(map(len, words)),
    )


_LANGUAGES = [_language(row) for row in REFUSAL_WORDS.values()]


def _only_refuses(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    said = sentences(text)
    by_blank = {blank: [_SIGNS.sub(blank, sentence).strip() for sentence in said] for blank in (" ", "")}
    has_own = [_OWN.search(sentence) is not None for sentence in said]
    return len(said) <= MOST_SENTENCES and any(
        language.is_all_of(by_blank[" " if language.has_blanks else ""], has_own) for language in _LANGUAGES
    )
