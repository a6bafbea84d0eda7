"""Words of an answer that go against a fact on record, found by rules (English) from `contradiction_rules`.

Precision before recall: whoever reads the answer is told of each finding as a fault. So only facts that can be read
without doubt are held against an answer, only what the person says of themselves and of the present counts, and what
is quoted, supposed, wished for or past does not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prospect_twins.agents.acceptance.contradiction_rules import TOPICS, Stated
from prospect_twins.domain.grounding import Contradiction, RecordItem, RecordKind
from prospect_twins.domain.sentences import sentence_pieces

_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»')
_SUPPOSED = re.compile(
    r"\b(?:if i|if my|as if|as though|i wish|wish i|suppose|supposing|imagine|pretend|unless|used to|back when"
    r"|when i (?:was|had)|had i|were i|i were|someday|some day|one day|i never said|i(?: woul|')d (?:be|have(?! to))"
    r"|might be|not that i|(?:when|once|until|till|by the time|before|after|while) i(?:'m| am))\b",
    re.IGNORECASE,
)
"""Signs that a sentence tells of something that isn't so, or no more."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One sentence of an answer, quotations blanked, at the place where it stands."""

    text: str
    start: int


def contradictions(answer: str, items: Sequence[RecordItem]) -> tuple[Contradiction, ...]:
    """What `answer` says against the facts among `items`, at most one finding for each fact."""
    sentences = [sentence for sentence in _sentences(answer) if not _SUPPOSED.search(sentence.text)]
    told_otherwise = "\n".join(item.text for item in items if item.kind in _SPOKEN)
    contradicted = []
    for item in items:
        if item.kind is not RecordKind.FACT:
            continue
        for topic in TOPICS:
            if not topic.labels.search(item.label) or (known := topic.read(item.text)) is None:
                continue
            words = next(_against(known, topic.claims, sentences, answer, told_otherwise), None)
            if words is not None:
                contradicted.append(Contradiction(item.id, f"{item.label}: {item.text}", words))
                break
    return tuple(contradicted)


_SPOKEN = frozenset({RecordKind.NOTE, RecordKind.TRANSCRIPT, RecordKind.EXCHANGE})


def _against(
    known: object, claims: Sequence[Stated], sentences: Sequence[_Told], answer: str, told_otherwise: str
) -> Iterator[str]:
    """The claims in `sentences` that `known` rules out, as they stand in `answer`."""
    for claim in claims:
        for sentence in sentences:
            for match in claim.pattern.finditer(sentence.text):
                if claim.unless and claim.unless.search(sentence.text):
                    continue
                if not claim.contradicts(known, match):
                    continue
                if claim.excused_by and claim.excused_by(told_otherwise):
                    continue
                start = sentence.start + match.start()
                yield answer[start : sentence.start + match.end()].strip()


def _sentences(answer: str) -> Iterator[_Told]:
    blanked = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), answer)
    start = 0
    for piece in sentence_pieces(blanked):
        yield _Told(piece.replace("’", "'"), start)
        start += len(piece)
