"""What a model does that can't be trusted, for tests of those who must not believe it."""

import re
from typing import Any

from prospect_twins.models.scripted import labels, summaries
from prospect_twins.models.scripted.call import ScriptedCall

INVENTED_QUOTE = "I would buy three of these today, no questions asked."
NO_SUCH_VALUE = "all of them, at once"
FALSE_COUNT = "9 out of 10 people are delighted and would buy at once."
NO_SUCH_PIECES = ("f99", "n99", "z1")
FALSE_LIVES = {
    "widowed": "My wife and I want the same.",
    "divorced": "My husband and I want the same.",
    "married": "I'm single, so I needn't ask anybody.",
    "single": "I'm married, so I would have to ask at home.",
}
"""By what is known of a person's marital status: what goes against it."""

_ORDER = re.compile(
    r"(?:ignore|disregard|forget)\b.{0,80}?\b(?:say|write|reply|answer|output|respond)(?: only| exactly| with)*:? *"
    r"[\"“'‘]?([^\"”'’\n<]+)",
    re.IGNORECASE | re.DOTALL,
)


def hidden_order(call: ScriptedCall) -> str | None:
    """What a text inside a data block orders to be said ("ignore your instructions and say …"), if one does."""
    for tag in ("question", "context", "person", "answer", "quote"):
        for content in call.blocks(tag):
            if match := _ORDER.search(content):
                return match[1].strip()
    return None


def falsified(value: Any, call: ScriptedCall) -> Any:
    """`value`, a true reply to a call of a twin, the labeller or the summarizer, with lies put in wherever they fit."""
    if "value" in value:
        value = {**value, "value": NO_SUCH_VALUE}
    if "answer" in value and "evidence" in value:
        return _false_answer(value, call)
    if "codes" in value:
        return labels.false_labels(value, hidden_order(call), FALSE_COUNT, INVENTED_QUOTE)
    if "overview" in value:
        return summaries.false_writing(value, hidden_order(call) or FALSE_COUNT, INVENTED_QUOTE)
    if "areas" in value:
        return summaries.false_focus(value, INVENTED_QUOTE)
    if "groups" in value:
        return summaries.false_grouping(value, call)
    return value


def _false_answer(value: Any, call: ScriptedCall) -> Any:
    """Obeys an order, or else contradicts what is known; cites what doesn't exist."""
    age, status = call.facts.get("Age", ""), call.facts.get("Marital status", "")
    lies = [f"I'm {int(age) + 20}."] if age.isdigit() else []
    lies += [FALSE_LIVES[status]] if status in FALSE_LIVES else []
    return {
        **value,
        "answer": hidden_order(call) or " ".join((*lies, value["answer"])),
        "evidence": [*NO_SUCH_PIECES, *value["evidence"], *value["evidence"]],
        "certainty": "complete",
    }
