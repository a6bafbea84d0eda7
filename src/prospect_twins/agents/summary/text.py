"""A summary's text, put together by code from findings; each style has one composer. Pure.

Every number here is counted by code; the model's sentences (the overview, and the beginnings of insights) have none.
"""

from collections.abc import Callable, Mapping, Sequence

from prospect_twins.agents.summary.facts import Findings, listed
from prospect_twins.agents.summary.voices import UNCLEAR
from prospect_twins.domain.question_forms import SCALE_POINTS, QuestionKind
from prospect_twins.domain.results import OptionCount, QuestionResults
from prospect_twins.domain.summaries import SENTIMENTS, Difference, FocusFinding, Insight, Quote, ThemeCount
from prospect_twins.statistics.intervals import Interval

SYNTHETIC = "Digital twins are synthetic: this is how models speak for these people, not what they said themselves."
CLASSIFICATION = "lead_classification"
_SHORT = 3
"""Themes, options, in a text that is to be short."""
_MOST_DIFFERENCES = 6


def concise(findings: Findings) -> str:
    """One paragraph: the counts, what most speak of, the gist, who dissents, what differs, the focus areas."""
    sentences = [_opening(findings), *_results(findings, whole=False), _themes(findings.themes[:_SHORT], findings)]
    gist = findings.overview or ("" if findings.themes else " ".join(insight.text for insight in findings.insights[:1]))
    sentences.append(gist)
    sentences += [dissent.text for dissent in findings.dissent[:1]]
    sentences += [difference.text for difference in _notable(findings.differences)[:2]]
    sentences += [_focus(area, findings, quotes=1) for area in findings.focus]
    return " ".join(filter(None, sentences))


def detailed(findings: Findings) -> str:
    """Paragraphs: counts with their intervals, the overview, each insight with quotes, dissent, differences, focus."""
    paragraphs = [" ".join(filter(None, (_opening(findings), _shares(findings))))]
    paragraphs += [" ".join(_results(findings, whole=True)), findings.overview]
    paragraphs += [_with_quotes(insight, findings.names, 3) for insight in findings.insights]
    paragraphs.append(_apart(findings))
    paragraphs += [f"Dissent: {_with_quotes(dissent, findings.names, 2)}" for dissent in findings.dissent]
    paragraphs.append(" ".join(difference.text for difference in _notable(findings.differences)))
    paragraphs += [_focus(area, findings, quotes=2) for area in findings.focus]
    paragraphs.append(SYNTHETIC)
    return "\n\n".join(filter(None, paragraphs))


def bullet_points(findings: Findings) -> str:
    """One line for each finding, beginning with a dash, with one quote."""
    points = [_opening(findings), *_results(findings, whole=False)]
    points += [_with_quotes(insight, findings.names, 1) for insight in findings.insights]
    points += [f"Dissent: {_with_quotes(dissent, findings.names, 1)}" for dissent in findings.dissent]
    points += [difference.text for difference in _notable(findings.differences)]
    points += [_focus(area, findings, quotes=1) for area in findings.focus]
    return "\n".join(f"- {' '.join(point.split())}" for point in points if point)


def _opening(findings: Findings) -> str:
    counts, total = findings.counts, findings.answers
    counted = [f"{counts[label]} {label}" for label in SENTIMENTS if counts[label] and label != UNCLEAR]
    if total == 1:
        feeling = f": {counted[0].partition(' ')[2]}" if counted else ", which could not be labelled"
        return f"One digital twin answered{feeling}."
    if counts[UNCLEAR]:
        counted.append(f"{counts[UNCLEAR]} that could not be labelled")
    return f"{total:,} digital twins answered: {listed(counted)}."


def _shares(findings: Findings) -> str:
    if findings.answers == 1 or not findings.shares:
        return ""
    shares = [f"{label} {_share(share)}" for label, share in findings.shares.items() if findings.counts[label]]
    return f"In shares of the labelled answers, each with its 95% interval: {listed(shares)}."


def _share(share: Interval) -> str:
    return f"{share.estimate:.0%} ({share.low:.0%} to {share.high:.0%})"


def _themes(themes: Sequence[ThemeCount], findings: Findings) -> str:
    if not themes or findings.answers == 1:
        return ""
    named = [f"“{theme.theme}” ({theme.prospects})" for theme in themes]
    return f"What most people speak of: {listed(named)}." if len(named) > 1 else f"What is shared: {named[0]}."


def _apart(findings: Findings) -> str:
    if not findings.apart or not findings.themes:
        return ""
    who = "One answer speaks" if findings.apart == 1 else f"{findings.apart} answers speak"
    return f"{who} of none of the themes above."


def _results(findings: Findings, *, whole: bool) -> list[str]:
    """What a question with options came to, `whole` with every option and interval."""
    results = findings.results
    if results is None:
        return []
    missing = f"{results.without_value} without a value." if results.without_value else ""
    sentence = _RESULTS[results.kind](results, whole) if results.answered else ""
    return [text for text in (sentence, missing) if text]


def _rated(results: QuestionResults, whole: bool) -> str:
    if results.mean is None:
        return ""
    mean = results.mean
    average = f"Average rating {mean.estimate:.1f} of {SCALE_POINTS} (95% interval {mean.low:.1f} to {mean.high:.1f})"
    points = listed([f"{count.count} gave {count.option}" for count in results.counts if count.count])
    return f"{average}: {points}." if whole else f"{average}."


def _chosen(results: QuestionResults, whole: bool) -> str:
    return f"Chosen, of {results.answered}: {_options(results, whole)}."


def _ranked(results: QuestionResults, whole: bool) -> str:
    return f"Put first, of {results.answered}: {_options(results, whole)}."


def _options(results: QuestionResults, whole: bool) -> str:
    ordered = sorted(results.counts, key=lambda count: -count.count)
    return listed([_option(count, whole) for count in (ordered if whole else ordered[:_SHORT])])


def _option(count: OptionCount, whole: bool) -> str:
    counted = f"“{count.option}” {count.count}"
    rank = f", average rank {count.mean_rank:.1f}" if whole and count.mean_rank is not None else ""
    return f"{counted}, {_share(count.share)}{rank}" if whole else counted


_RESULTS: Mapping[QuestionKind, Callable[[QuestionResults, bool], str]] = {
    QuestionKind.SCALE: _rated,
    QuestionKind.SINGLE_CHOICE: _chosen,
    QuestionKind.MULTIPLE_CHOICE: _chosen,
    QuestionKind.RANKING: _ranked,
}


def _notable(differences: Sequence[Difference]) -> list[Difference]:
    """The surest of each field, classifications first."""
    first: dict[str, Difference] = {}
    for difference in differences:
        first.setdefault(difference.field, difference)
    return sorted(first.values(), key=lambda one: one.field != CLASSIFICATION)[:_MOST_DIFFERENCES]


def _focus(finding: FocusFinding, findings: Findings, quotes: int) -> str:
    if not finding.lead_ids:
        return f"Nobody spoke of “{finding.area}”."
    who = f"{len(finding.lead_ids)} of {findings.answers}"
    return " ".join((f"On “{finding.area}”, {who}:", *_quoted(finding.quotes[:quotes], findings.names)))


def _with_quotes(insight: Insight, names: Mapping[str, str], quotes: int) -> str:
    return " ".join((insight.text, *_quoted(insight.quotes[:quotes], names)))


def _quoted(quotes: Sequence[Quote], names: Mapping[str, str]) -> list[str]:
    return [f"“{quote.text}” ({names.get(quote.lead_id, quote.lead_id)})" for quote in quotes]
