"""Whether an answer is one that the twin gave before, to another question.

A small model copies what it is shown of earlier exchanges; what it says then answers nothing.
"""

from collections.abc import Sequence, Set

from prospect_twins.agents.words.recurring_words import content_words
from prospect_twins.domain.questions import Exchange
from prospect_twins.domain.text import folded

SHINGLE_WORDS = 3
SHORTEST_WORDS = 10
"""Words below which two answers may be alike by chance: "It depends on the price." answers many questions."""
REPEATED = 0.7
"""The share of an answer's shingles that stand in an earlier one, from which on it repeats that."""
SAME_QUESTION = 0.6
"""The share of content words in common (Jaccard) from which on two questions are one, asked in other words."""


def repeats_itself(answer: str, question: str, memory: Sequence[Exchange]) -> bool:
    """Whether `answer` nearly repeats what `memory` has as the answer to a question other than `question`."""
    words = _words(answer)
    if len(words) < SHORTEST_WORDS:
        return False
    said = _shingles(words)
    return any(
        len(said & _shingles(_words(exchange.answer))) >= REPEATED * len(said)
        for exchange in memory
        if not _is_same(question, exchange.question)
    )


def _is_same(one: str, other: str) -> bool:
    if folded(one) == folded(other):
        return True
    asked, before = set(content_words(one)), set(content_words(other))
    return bool(asked | before) and len(asked & before) >= SAME_QUESTION * len(asked | before)


def _words(text: str) -> list[str]:
    """Words without their signs; characters, where a script has no blanks between words."""
    words = ["".join(filter(str.isalnum, word)) for word in folded(text).split()]
    words = [word for word in words if word]
    return words if len(words) > len(text) / 20 else [sign for sign in folded(text) if sign.isalnum()]


def _shingles(words: Sequence[str]) -> Set[tuple[str, ...]]:
    return {tuple(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}
