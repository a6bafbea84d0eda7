"""A reliability diagram as SVG: how often answers came true, over the confidence they had."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from prospect_twins.statistics.calibration import ReliabilityBin, reliability_bins

if TYPE_CHECKING:
    from prospect_twins.evaluation.calibration_study import KindStudy

SIDE, MARGIN, TOP = 300, 60, 50
"""The side of a panel's plot and the room around it, in pixels."""
COLOURS = ("#b45309", "#1d4ed8")
MAX_RADIUS = 11
TITLES = {"single_choice": "Single choice (purchases)", "scale": "Five-point scale (opinions)"}


def reliability_diagram(studies: "Mapping[str, KindStudy]") -> str:
    """A panel for each kind of question; a point for each of ten bins, its area the share of answers. On the
    diagonal, confidence is right.
    """
    width, height = (SIDE + MARGIN) * len(studies) + MARGIN // 2, SIDE + TOP + MARGIN
    panels = (_panel(index, kind, study) for index, (kind, study) in enumerate(studies.items()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="system-ui, sans-serif" font-size="12" fill="#1f2937">\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{"".join(panels)}</svg>\n'
    )


def _panel(index: int, kind: str, study: "KindStudy") -> str:
    parts = [
        f'<g transform="translate({MARGIN + index * (SIDE + MARGIN)} {TOP})">',
        f'<text x="0" y="-30" font-size="14" font-weight="600">{escape(TITLES.get(kind, kind))}</text>',
        f'<rect width="{SIDE}" height="{SIDE}" fill="none" stroke="#d1d5db"/>',
        f'<path d="M0 {SIDE}L{SIDE} 0" stroke="#9ca3af" stroke-dasharray="4 4"/>',
        f'<text x="{SIDE / 2}" y="{SIDE + 40}" text-anchor="middle">confidence</text>',
        f'<text transform="translate(-38 {SIDE / 2}) rotate(-90)" text-anchor="middle">share that came true</text>',
    ]
    for tick in range(0, 11, 2):
        at = tick * SIDE / 10
        parts.append(f'<text x="{at:g}" y="{SIDE + 18}" text-anchor="middle">{tick / 10:g}</text>')
        parts.append(f'<text x="-8" y="{SIDE - at + 4:g}" text-anchor="end">{tick / 10:g}</text>')
    for number, (name, colour) in enumerate(zip(study.scores, COLOURS, strict=True)):
        parts.append(f'<circle cx="{6 + 130 * number}" cy="-12" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{16 + 130 * number}" y="-8">{escape(name)}</text>')
        parts.append(_curve(reliability_bins(study.tallies(name)), colour))
    return "\n".join([*parts, "</g>\n"])


def _curve(bins: Sequence[ReliabilityBin], colour: str) -> str:
    total = sum(one_bin.count for one_bin in bins)
    points = [(one_bin.mean_score * SIDE, (1 - one_bin.accuracy) * SIDE, one_bin.count / total) for one_bin in bins]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in points)
    dots = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + MAX_RADIUS * share**0.5:.1f}" fill="{colour}" fill-opacity="0.65"/>'
        for x, y, share in points
    )
    return "\n".join([f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>', *dots])
