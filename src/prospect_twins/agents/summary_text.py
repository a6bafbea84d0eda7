"""A summary's text, put together by code from findings; each style has one composer. Pure."""

from collections.abc import Mapping

from prospect_twins.agents.summary_facts import SENTIMENTS, UNCLEAR, Findings, FocusFinding
from prospect_twins.domain.sessions import Quote

SYNTHETIC = "Digital twins are synthetic: this is how models speak for these people, not what they said themselves."


def concise(findings: Findings) -> str:
    """One paragraph: the count, the gist, what the focus areas gave."""
    gist = findings.overview or " ".join(insight.text for insight in findings.insights[:1] if findings.answers > 1)
    return " ".join(filter(None, (_opening(findings), gist, *(_focus(each, findings) for each in findings.focus))))


def detailed(findings: Findings) -> str:
    """Paragraphs: the count, the overview, one for each insight with its quotes, the focus areas, what it rests on."""
    paragraphs = [_opening(findings), findings.overview]
    paragraphs += [
        " ".join((insight.text, *(_quoted(quote, findings.names) for quote in insight.quotes)))
        for insight in findings.insights
    ]
    paragraphs.append(" ".join(_focus(each, findings) for each in findings.focus))
    paragraphs.append(SYNTHETIC)
    return "\n\n".join(filter(None, paragraphs))


def bullet_points(findings: Findings) -> str:
    """One line for each finding, beginning with a dash."""
    points = [_opening(findings)]
    points += [
        " ".join((insight.text, *(_quoted(quote, findings.names) for quote in insight.quotes[:1])))
        for insight in findings.insights
    ]
    points += [_focus(each, findings) for each in findings.focus]
    return "\n".join(f"- {point}" for point in points)


def _opening(findings: Findings) -> str:
    counts = findings.counts
    total = findings.answers
    told = [f"{counts[label]} {label}" for label in SENTIMENTS if counts[label]]
    if counts[UNCLEAR]:
        told.append(f"{counts[UNCLEAR]} that could not be labelled")
    if total == 1:
        return f"One digital twin answered: {told[0].partition(' ')[2]}."
    return f"{total:,} digital twins answered: {_listed(told)}."


def _focus(finding: FocusFinding, findings: Findings) -> str:
    if not finding.quotes:
        return f"Nobody spoke of “{finding.area}”."
    return " ".join((f"On “{finding.area}”:", *(_quoted(quote, findings.names) for quote in finding.quotes)))


def _quoted(quote: Quote, names: Mapping[str, str]) -> str:
    return f"“{quote.text}” ({names.get(quote.lead_id, quote.lead_id)})"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
