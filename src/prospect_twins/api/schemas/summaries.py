"""A summary, and what it rests on."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
)

from prospect_twins.api.schemas.base import IntervalView, RequestBody, Text, Timestamp, UsageView, Wire
from prospect_twins.domain.summaries import FocusFinding, Insight, Quote, Summary, SummaryStyle, ThemeCount


class QuoteEvidence(Wire):
    """A quote under an insight."""

    insight_index: int
    """The place in `key_insights` of the insight that rests on the quote, from 0."""
    lead_id: str
    quote: str
    """Words of that prospect's answer, verbatim."""


class ProspectQuote(Wire):
    """A person's words."""

    lead_id: str
    quote: str
    """Words of that prospect's answer, verbatim."""

    @classmethod
    def of(cls, quote: Quote) -> "ProspectQuote":
        """The wire form of a quote."""
        return cls(lead_id=quote.lead_id, quote=quote.text)


class InsightSupport(Wire):
    """Whom an insight rests on."""

    text: str
    lead_ids: list[str]
    quotes: list[ProspectQuote]

    @classmethod
    def of(cls, insight: Insight) -> "InsightSupport":
        """The wire form of an insight with what it rests on."""
        return cls(
            text=insight.text,
            lead_ids=list(insight.lead_ids),
            quotes=[ProspectQuote.of(quote) for quote in insight.quotes],
        )


class ThemeEntry(Wire):
    """A theme, and how many people speak of it."""

    theme: str
    prospects: int
    """How many people speak of it, each counted once."""
    share: IntervalView
    sentiments: dict[str, int]
    """How many of these people's answers have which sentiment."""
    quotes: list[ProspectQuote]

    @classmethod
    def of(cls, theme: ThemeCount) -> "ThemeEntry":
        """The wire form of a theme with its counts."""
        return cls(
            theme=theme.theme,
            prospects=theme.prospects,
            share=IntervalView.model_validate(theme.share),
            sentiments=dict(theme.sentiments),
            quotes=[ProspectQuote.of(quote) for quote in theme.quotes],
        )


class GroupEntry(Wire):
    """A group of people, and what was measured of them."""

    model_config = ConfigDict(from_attributes=True)

    value: str
    answers: int
    figure: IntervalView


class DifferenceEntry(Wire):
    """How answers differ between groups of people."""

    model_config = ConfigDict(from_attributes=True)

    field: str
    """The persona field or attribute by which people were grouped."""
    measure: str
    groups: list[GroupEntry]
    p_value: float
    """By permutation, adjusted for the number of comparisons."""
    is_larger_than_chance: bool
    text: str


class FocusEntry(Wire):
    """What was said of a focus area; nothing where `lead_ids` is empty."""

    focus_area: str
    lead_ids: list[str]
    quotes: list[ProspectQuote]

    @classmethod
    def of(cls, finding: FocusFinding) -> "FocusEntry":
        """The wire form of a finding on an area that was asked about."""
        return cls(
            focus_area=finding.area,
            lead_ids=list(finding.lead_ids),
            quotes=[ProspectQuote.of(quote) for quote in finding.quotes],
        )


class SessionSummary(Wire):
    """What the twins said, counted and quoted."""

    summary_text: str = Field(description="AI-generated summary of all responses")
    key_insights: list[str] = Field(description="Bullet points of key insights")
    sentiment_distribution: dict[str, int] = Field(
        description="Distribution of sentiments across responses: label to number of answers; they add up to all"
    )
    common_themes: list[str] = Field(description="Common themes identified in responses")
    generated_at: Timestamp
    evidence: list[QuoteEvidence] = Field(default_factory=list)
    """Added: the verified quotes that the insights rest on."""
    model: str
    """Added: the model that wrote it."""
    style: SummaryStyle = SummaryStyle.CONCISE
    """Added: how it was written."""
    sentiment_shares: dict[str, IntervalView] = Field(default_factory=dict)
    """Added: label to share of the answers that could be labelled."""
    themes: list[ThemeEntry] = Field(default_factory=list)
    """Added: `common_themes`, counted by people."""
    insight_support: list[InsightSupport] = Field(default_factory=list)
    """Added: `key_insights` in their order, each with all the people it rests on."""
    dissent: list[InsightSupport] = Field(default_factory=list)
    """Added: who sees it otherwise than most."""
    differences: list[DifferenceEntry] = Field(default_factory=list)
    """Added: between hot, warm and cold, and along whatever else answers differ by more than chance."""
    focus: list[FocusEntry] = Field(default_factory=list)
    """Added: the focus areas asked for, and what was said of them."""
    usage: UsageView | None = None
    """Added: what writing it took; labelling the answers not included."""

    @classmethod
    def of(cls, summary: Summary) -> "SessionSummary":
        """The wire form of a summary."""
        return cls(
            summary_text=summary.summary_text,
            key_insights=[insight.text for insight in summary.key_insights],
            sentiment_distribution=dict(summary.sentiment_distribution),
            common_themes=list(summary.common_themes),
            generated_at=summary.generated_at,
            evidence=[
                QuoteEvidence(insight_index=index, lead_id=quote.lead_id, quote=quote.text)
                for index, insight in enumerate(summary.key_insights)
                for quote in insight.quotes
            ],
            model=summary.model,
            style=summary.style,
            sentiment_shares={
                label: IntervalView.model_validate(share) for label, share in summary.sentiment_shares.items()
            },
            themes=[ThemeEntry.of(theme) for theme in summary.themes],
            insight_support=[InsightSupport.of(insight) for insight in summary.key_insights],
            dissent=[InsightSupport.of(insight) for insight in summary.dissent],
            differences=[DifferenceEntry.model_validate(difference) for difference in summary.differences],
            focus=[FocusEntry.of(finding) for finding in summary.focus],
            usage=UsageView.model_validate(summary.usage),
        )


class RegenerateSummaryRequest(RequestBody):
    """How a summary is to be written anew; every field has a default."""

    other_names: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("focus", "areas", "focuson", "topics"), "focus_areas"),
        **dict.fromkeys(("style", "format", "summaryformat", "summarytype"), "summary_style"),
    }

    focus_areas: list[Annotated[Text, Field(min_length=1, max_length=200)]] | None = Field(
        None, max_length=20, description="Specific areas to focus on in the summary"
    )
    summary_style: Annotated[
        SummaryStyle, BeforeValidator(lambda style: SummaryStyle.CONCISE if style is None else style)
    ] = SummaryStyle.CONCISE
