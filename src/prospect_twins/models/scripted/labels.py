"""What the scripted model replies to the labeller's calls: true to each answer's words, or lies."""

from typing import Any

from prospect_twins.models.scripted.call import ScriptedCall
from prospect_twins.models.scripted.words import NEGATIVE, recurring, sentences, sentiment, words

THEMES = 3
STANCES = {"positive": 5, "mixed": 3, "neutral": 3, "negative": 1}
GLAD = {"sentiment": "positive", "stance": 5}


def labels(call: ScriptedCall) -> Any:
    """Each answer's labels, by its words; the quote is its first sentence that tells a feeling."""
    asked = set(words(call.question))
    return {"codes": [_label(number, answer, asked) for number, answer in call.numbered("answer").items()]}


def _label(number: int, answer: str, asked: set[str]) -> dict[str, Any]:
    said = sentences(answer) or [answer]
    felt = sentiment(answer)
    common = [word for word in recurring([answer], THEMES + len(asked)) if word not in asked]
    return {
        "answer": number,
        "quote": next((sentence for sentence in said if sentiment(sentence) != "neutral"), said[0]),
        "themes": common[:THEMES],
        "objections": [word for word in dict.fromkeys(words(answer)) if word in NEGATIVE],
        "sentiment": felt,
        "stance": STANCES[felt],
        "intensity": "low" if felt == "neutral" else "high" if "!" in answer else "medium",
    }


def false_labels(value: Any, order: str | None, count: str, invented: str) -> Any:
    """Obeys an order for all answers alike. Without one, it lies in turn: an invented quote and a count; two labels for
    one answer; its neighbour's quote. And it labels one answer more than there are.
    """
    rows = value["codes"]
    if order is not None:
        return {"codes": [{**row, **GLAD, "themes": [order]} for row in rows]}
    lies = [{**row, "answer": 10_001} for row in rows[:1]]
    for index, row in enumerate(rows):
        lies += (
            [{**row, "quote": invented, "themes": [count, *row["themes"]], "objections": [count]}],
            [row, {**row, **GLAD}],
            [{**row, **GLAD, "quote": rows[index - 1]["quote"]}],
        )[index % 3]
    return {"codes": lies}
