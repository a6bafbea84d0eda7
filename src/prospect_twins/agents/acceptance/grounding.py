"""What an answer rests on: the pieces that a model named, held against those it was given, or the pieces that share
words with the answer where no model named any.

Two measures of how much of an answer is covered by evidence, one for each way:

- stated: pieces cited / (pieces cited + assumptions made); 0 if none is cited.
- matched: the share of the answer's sentences that share something with a piece.

What the twin said before is memory and no evidence: who repeats himself is not the surer for it.

Neither says that the answer is true. The first trusts the model to tell what it assumed, the second takes shared words
for shared meaning; what either is worth is found out by calibration.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from prospect_twins.agents.words.recurring_words import content_words
from prospect_twins.domain.grounding import Grounding, RecordItem, RecordKind
from prospect_twins.domain.prospects import PERSONA_LABELS
from prospect_twins.domain.sentences import sentences

SHORTEST_STEM = 5
"""Letters from which a word that another one begins with is taken for the same, if only an ending follows."""
ENDINGS = frozenset({"d", "ed", "s", "es", "er", "ers", "ing", "ment", "ren"})
"""widow, widowed; retire, retirement; but not cover, coverage: what is covered need not be the coverage on record."""
MATCHED_PIECES = 8
"""The most pieces named by code; the ones that share most."""

_NUMBER = re.compile(r"\d[\d,.]*\d")
_CARD = frozenset(label for _, label in PERSONA_LABELS)
_SHARED_NEEDED = {RecordKind.NOTE: 2, RecordKind.TRANSCRIPT: 2}
"""Words that a sentence must share with a piece of this kind, if not one: long texts share one with anything."""


def stated_grounding(
    evidence: Sequence[str], assumptions: Sequence[str], items: Sequence[RecordItem]
) -> tuple[Grounding, float]:
    """What the model cited of `items`, in its order, and the coverage.

    Ids of nothing that was given are dropped, and so are those of earlier exchanges.
    """
    known = {item.id: item for item in _evidence(items)}
    cited = tuple(known[item_id] for item_id in dict.fromkeys(evidence) if item_id in known)
    coverage = len(cited) / (len(cited) + len(assumptions)) if cited else 0.0
    return Grounding(cited, tuple(assumptions)), coverage


def matched_grounding(answer: str, items: Sequence[RecordItem], question: str) -> tuple[Grounding, float]:
    """The pieces that share words or numbers with sentences of `answer`, and the share of sentences that do.

    Words of the question count for nothing: they are said because they were asked.
    """
    asked, items = _words(question), _evidence(items)
    pieces = [_Piece.of(item, asked) for item in items]
    spoken = [_words(sentence) - asked for sentence in sentences(answer)]
    shared = dict.fromkeys(range(len(pieces)), 0)
    covered = 0
    for words in spoken:
        counts = {index: count for index, piece in enumerate(pieces) if (count := piece.shared_with(words))}
        covered += bool(counts)
        for index, count in counts.items():
            shared[index] += count
    best = sorted((index for index, count in shared.items() if count), key=lambda index: -shared[index])
    cited = tuple(items[index] for index in sorted(best[:MATCHED_PIECES]))
    return Grounding(cited, method="matched"), covered / len(spoken) if spoken else 0.0


def _evidence(items: Sequence[RecordItem]) -> Sequence[RecordItem]:
    return [item for item in items if item.kind is not RecordKind.EXCHANGE]


@dataclass(frozen=True, slots=True)
class _Piece:
    words: Set[str]
    needed: int

    @classmethod
    def of(cls, item: RecordItem, asked: Set[str]) -> "_Piece":
        # "Name" and "Education" are words of the form, not of the person; an attribute's name is both.
        text = item.text if item.label in _CARD else f"{item.label} {item.text}"
        words = _words(text) - asked
        return cls(words, min(_SHARED_NEEDED.get(item.kind, 1), len(words)))

    def shared_with(self, spoken: Set[str]) -> int:
        """How many words `spoken` shares with the piece; 0 if too few to mean anything."""
        count = sum(any(_same(word, other) for other in self.words) for word in spoken)
        return count if self.words and count >= self.needed else 0


def _words(text: str) -> frozenset[str]:
    """Words that carry meaning, and numbers of two digits or more, without their commas."""
    return frozenset(content_words(text)) | {number.replace(",", "") for number in _NUMBER.findall(text)}


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SHORTEST_STEM and longer.startswith(shorter) and longer[len(shorter) :] in ENDINGS
