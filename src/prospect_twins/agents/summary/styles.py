"""The styles a summary comes in: one row each. A new style is a new row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prospect_twins.agents.summary.facts import Findings
from prospect_twins.agents.summary.text import bullet_points, concise, detailed
from prospect_twins.domain.summaries import SummaryStyle


@dataclass(frozen=True, slots=True)
class StyleRow:
    """What a style of summary holds."""

    insights: int
    """At most, in `key_insights`."""
    quotes: int
    """At most, under each insight and theme."""
    themes: int
    overview_sentences: int
    """What the model may write of its own; 0 if the text needs none."""
    guidance: str
    """What the model is told of the overview."""
    compose: Callable[[Findings], str]
    """Puts the text together."""


STYLES: Mapping[SummaryStyle, StyleRow] = {
    SummaryStyle.CONCISE: StyleRow(
        insights=3,
        quotes=1,
        themes=5,
        overview_sentences=2,
        guidance="one or two sentences that a busy reader remembers.",
        compose=concise,
    ),
    SummaryStyle.DETAILED: StyleRow(
        insights=8,
        quotes=3,
        themes=12,
        overview_sentences=6,
        guidance="four to six sentences: what people have in common, where they differ, and what it hangs on.",
        compose=detailed,
    ),
    SummaryStyle.BULLET_POINTS: StyleRow(
        insights=6,
        quotes=1,
        themes=8,
        overview_sentences=0,
        guidance="none; leave it empty.",
        compose=bullet_points,
    ),
}
