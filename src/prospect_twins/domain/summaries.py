"""What prospects said together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from prospect_twins.domain.usage import NO_USAGE, Usage
from prospect_twins.statistics.intervals import Interval


class SummaryStyle(StrEnum):
    """How a summary is written."""

    DETAILED = "detailed"
    CONCISE = "concise"
    BULLET_POINTS = "bullet_points"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one prospect's answer, verbatim: a substring of it, checked by code."""

    lead_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Insight:
    """A statement, the people it rests on, and words of some of them."""

    text: str
    quotes: tuple[Quote, ...] = ()
    lead_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme, and how many people speak of it: each person counts once."""

    theme: str
    prospects: int
    share: Interval
    """The share of all people who answered."""
    sentiments: Mapping[str, int]
    """How many of these people's answers have which sentiment."""
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """One group of people and what was found in it."""

    value: str
    """The value of the field by which people were grouped: "hot", "widowed", "35-44"."""
    answers: int
    figure: Interval
    """The measure's share or mean in this group."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How answers differ between groups of people, held against chance."""

    field: str
    """The persona field, or attribute, by which people were grouped."""
    measure: str
    """What was compared: "negative", "stance", a theme, an option."""
    groups: tuple[GroupFigure, ...]
    p_value: float
    """By permutation, adjusted for the number of comparisons made (Benjamini and Hochberg 1995)."""
    is_larger_than_chance: bool
    text: str


@dataclass(frozen=True, slots=True)
class FocusFinding:
    """What was said of an area that the reader asked about; nobody spoke of it where `lead_ids` is empty."""

    area: str
    lead_ids: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


SENTIMENTS = ("positive", "neutral", "negative", "mixed", "unclear")
"""The labels of a sentiment distribution, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the prospects said together (`SessionSummary`)."""

    summary_text: str
    key_insights: tuple[Insight, ...]
    sentiment_distribution: Mapping[str, int]
    """Label to number of answers; the numbers add up to the number of answers summarised."""
    common_themes: tuple[str, ...]
    generated_at: datetime
    model: str
    style: SummaryStyle = SummaryStyle.CONCISE
    sentiment_shares: Mapping[str, Interval] = field(default_factory=dict)
    """Label to share of the answers that could be labelled."""
    themes: tuple[ThemeCount, ...] = ()
    """`common_themes`, counted."""
    dissent: tuple[Insight, ...] = ()
    """Who sees it otherwise than most."""
    differences: tuple[Difference, ...] = ()
    focus: tuple[FocusFinding, ...] = ()
    usage: Usage = NO_USAGE
    """What writing it took; labelling the answers is not part of that."""
