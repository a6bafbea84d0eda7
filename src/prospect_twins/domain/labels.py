"""The labels of one answer: how it sounds and what it speaks of, read out of it after it was given."""

from dataclasses import dataclass
from enum import StrEnum

MAX_THEMES = 3


class Sentiment(StrEnum):
    """How an answer sounds."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    MIXED = "mixed"


class Intensity(StrEnum):
    """How strongly an answer feels, whichever way."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class AnswerLabels:
    """What a model read out of an answer; what code could not confirm is left out."""

    sentiment: Sentiment
    model: str
    """The model that labelled it."""
    stance: int | None = None
    """Towards what the question asks about: 1 strongly against, 3 undecided, 5 strongly for."""
    intensity: Intensity | None = None
    """How strongly the person feels about it, whichever way."""
    objections: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    """At most three, of a few words each."""
    quote: str | None = None
    """Telling words of the answer: a substring of it, checked by code."""
