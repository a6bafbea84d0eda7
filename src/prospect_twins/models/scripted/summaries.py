"""What the scripted model replies to the summarizer's calls: true to the themes and quotes it is shown, or lies."""

import re
from collections.abc import Mapping
from typing import Any

from prospect_twins.models.scripted.call import ScriptedCall
from prospect_twins.models.scripted.words import sentences, words

FALSE_THEME_COUNT = 8
"""Themes from which a liar puts all into one group."""

_ABOUT = re.compile(r"<about>\n(.*?)\n</about>", re.DOTALL)
_QUOTE = re.compile(r"<quote>\n(.*?)\n</quote>", re.DOTALL)


def grouping(call: ScriptedCall) -> Any:
    """Themes with the same longest word belong together."""
    groups: dict[str, list[int]] = {}
    for number, theme in call.numbered("theme").items():
        groups.setdefault(max(words(theme), key=len, default=theme), []).append(number)
    return {"groups": [{"members": members} for members in groups.values() if len(members) > 1]}


def focus(call: ScriptedCall) -> Any:
    """The themes with quotes that have all the area's words, and the sentences that have them."""
    themes = call.numbered("theme")
    return {
        "areas": [
            {"area": number, "themes": _concerned(set(words(area)), themes)}
            for number, area in call.numbered("focus_area").items()
        ]
    }


def _concerned(wanted: set[str], themes: Mapping[int, str]) -> list[dict[str, Any]]:
    concerned = {
        number: [
            sentence
            for quote in _QUOTE.findall(theme)
            for sentence in sentences(quote)
            if wanted and wanted <= set(words(sentence))
        ]
        for number, theme in themes.items()
    }
    return [{"theme": number, "quotes": quotes} for number, quotes in concerned.items() if quotes]


def writing(call: ScriptedCall) -> Any:
    """A sentence on each finding; the first ones again as an overview."""
    about = {
        number: match[1] for number, finding in call.numbered("finding").items() if (match := _ABOUT.search(finding))
    }
    statements = {number: f"Some speak of {subject}." for number, subject in about.items()}
    return {
        "findings": [{"finding": number, "statement": statement} for number, statement in statements.items()],
        "overview": list(statements.values())[:2],
    }


def false_grouping(value: Any, call: ScriptedCall) -> Any:
    """Themes that aren't there, everything twice, and everything in one."""
    themes = list(call.numbered("theme"))
    lumped = [{"members": themes}] if len(themes) >= FALSE_THEME_COUNT else []
    return {"groups": [*lumped, {"members": [10_001]}, *value["groups"], *value["groups"]]}


def false_focus(value: Any, invented: str) -> Any:
    """Themes that don't concern the area, by quotes that nobody gave."""
    lies = [{"theme": 1, "quotes": [invented] * 5}, {"theme": 10_001, "quotes": [invented]}]
    return {"areas": [{**area, "themes": [*lies, *area["themes"]]} for area in value["areas"]]}


def false_writing(value: Any, lie: str, invented: str) -> Any:
    """The lie and the invented quote before every true sentence, and on a finding that isn't there."""
    lies = [f"{lie.rstrip('.')}.", f"As one of them said, “{invented}”"]
    false = [
        {**finding, "statement": " ".join((*lies, finding["statement"])), "certainty": "complete"}
        for finding in value["findings"]
    ]
    return {"findings": [{"finding": 10_001, "statement": lies[0]}, *false], "overview": [*lies, *value["overview"]]}
