"""What an answer rests on: pieces of what the twin was given, by their ids, and what it assumed beyond them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class RecordKind(StrEnum):
    """What a piece of the record is. The first letter of the value begins its ids, as in f1, f2 and n1."""

    FACT = "fact"
    NOTE = "note"
    TRANSCRIPT = "transcript"
    EXCHANGE = "exchange"
    """An earlier question to the twin, and its answer."""
    CONTEXT = "context"
    """The question's context: a campaign, a product sheet, a price."""
    IMAGE = "image"
    """The picture shown with the question."""


@dataclass(frozen=True, slots=True)
class RecordItem:
    """One piece of what a twin was given."""

    id: str
    """Unique within one prompt."""
    kind: RecordKind
    label: str
    """What it is called: a persona field, an attribute's name, a context key; empty where it has no name."""
    text: str
    """What it says; of long ones the part that was given."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Words of an answer that go against a fact on record, found again after the answer was redone."""

    record_id: str
    fact: str
    words: str
    """Verbatim, a substring of the answer."""


EvidenceMethod = Literal["stated", "matched"]


@dataclass(frozen=True, slots=True)
class Grounding:
    """`evidence`: what the answer rests on, each piece one that the twin was given."""

    evidence: tuple[RecordItem, ...] = ()
    assumptions: tuple[str, ...] = ()
    """What it took to be so, beyond the record, in the model's words."""
    contradictions: tuple[Contradiction, ...] = ()
    method: EvidenceMethod = "stated"
    """Who named the evidence: the model that answered (then checked), or code, by the words that both share."""
