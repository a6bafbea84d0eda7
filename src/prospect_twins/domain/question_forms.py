"""The kinds of question: what an answer may be, besides words.

Every answer is given in the person's own words; of all kinds but free text a value is read out of them, which can be
counted. A kind is a new member here, with a row in each table that is keyed by it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

SCALE_POINTS = 5
MAX_OPTIONS = 20
MAX_OPTION_CHARS = 200


class QuestionKind(StrEnum):
    """What an answer may be, besides words."""

    FREE_TEXT = "free_text"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    SCALE = "scale"
    RANKING = "ranking"


class ScaleMethod(StrEnum):
    """How a point of the scale is had from an answer in words."""

    DIRECT = "direct"
    """A model names the point."""
    SIMILARITY = "similarity"
    """Semantic similarity to anchor statements (arXiv 2510.08338)."""


class ScaleName(StrEnum):
    """Scales that have anchor statements (`rating_scales.SCALES`)."""

    PURCHASE_INTENT = "purchase_intent"
    AGREEMENT = "agreement"


Value: TypeAlias = str | int | tuple[str, ...]
"""An option; a scale's point, 1 to 5; or options: those chosen, in the question's order, or all of them, best first."""


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What is asked for. `options` are the question's own words, distinct; of a scale what its points mean, lowest
    first.
    """

    kind: QuestionKind = QuestionKind.FREE_TEXT
    options: tuple[str, ...] = ()
    scale: ScaleName | None = None
    scale_method: ScaleMethod | None = None


FREE_TEXT = QuestionForm()
