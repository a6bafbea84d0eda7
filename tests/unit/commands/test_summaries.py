from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

from prospect_twins.commands.summaries import print_summary
from prospect_twins.commands.terminal import Terminal
from prospect_twins.domain.summaries import Difference, GroupFigure, Insight, Quote, Summary, ThemeCount
from prospect_twins.statistics.intervals import Interval, share_interval

SUMMARY = Summary(
    summary_text="9 digital twins answered [so].",
    key_insights=(Insight("The price is what counts.", (Quote("LEAD-1", "It costs [bold] too much."),), ("LEAD-1",)),),
    sentiment_distribution={"positive": 3, "neutral": 0, "negative": 5, "mixed": 0, "unclear": 1},
    common_themes=("price",),
    generated_at=datetime(2026, 1, 1, tzinfo=UTC),
    model="scripted",
    sentiment_shares={"positive": Interval(0.375, 0.125, 0.75), "negative": Interval(0.625, 0.25, 0.875)},
    themes=(ThemeCount("price", 4, share_interval(4, 9), {"positive": 1, "negative": 3}),),
    dissent=(Insight("3 of 8 see it otherwise than most.", (), ("LEAD-2",)),),
    differences=(
        Difference(
            "gender", "price", (GroupFigure("female", 5, share_interval(4, 5)),), 0.004, True, "Told by gender."
        ),
    ),
)


def printed(summary: Summary) -> str:
    text = StringIO()
    print_summary(Terminal(file=text, width=100), summary)
    return text.getvalue()


def test_a_summary_is_printed_with_its_counts_intervals_dissent_and_differences() -> None:
    shown = printed(SUMMARY)
    for expected in (
        "9 digital twins answered [so].",
        "• The price is what counts.",
        "“It costs [bold] too much.” — LEAD-1",
        "positive     3  38% (12% to 75%)",
        "unclear     1\n",
        "44% (11% to 78%)",
        "1 positive, 3 negative",
        "3 of 8 see it otherwise than most.",
        "Told by gender. (p = 0.004)",
    ):
        assert expected in shown


def test_what_there_is_none_of_is_not_printed() -> None:
    shown = printed(replace(SUMMARY, themes=(), dissent=(), differences=()))
    assert "otherwise" not in shown
    assert "theme" not in shown
    assert "neutral" not in shown
