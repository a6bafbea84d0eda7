"""Keeps counts that a model wrote out of a summary: only code counts.

A sentence goes when it says how many people hold or do something ("7 of 9", "most prospects", "a third", "nobody"),
when it has a figure or a number word, or when it puts words in quotation marks: figures and quotes are put in by code,
which knows whose they are. What stands in the question may be repeated. "Some", "several" and "others" claim nothing
that could be checked, and stay.
"""

import re
from collections.abc import Callable

from prospect_twins.agents.words.quotes import spoken_in
from prospect_twins.domain.sentences import sentences

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?)"
_PEOPLE = (
    r"(?:people|persons?|prospects?|respondents?|participants?|interviewees?|customers?|leads?|twins?|answers?"
    r"|responses?|individuals?|households?|of them|of these|of those|of the|of all|said|say|says|mention\w*|agree\w*"
    r"|express\w*|want\w*|prefer\w*|feel|felt|are|were|would)"
)
_CLAIM = re.compile(
    rf"\b{_NUMBER}\s+(?:out\s+)?(?:of|in)\s+{_NUMBER}\b"
    rf"|\b{_NUMBER}\s+(?:\w+\s+)?{_PEOPLE}\b"
    rf"|\b(?:almost all|nearly all|all|most|many|few|half|every|each|both|neither)\s+(?:\w+\s+)?{_PEOPLE}\b"
    r"|\b(?:majority|minority|unanimous\w*|everyone|everybody|nobody|no[ -]one|none)\b"
    r"|\b(?:a|one|two|three)[ -](?:half|thirds?|quarters?|fifths?)\b|\bhalf\b"
    r"|\d\s*(?:%|percent|per cent)|\bper\s?cent\b",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|dozens?|hundreds?|thousands?|twice)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")


def without_claims(text: str, known: Callable[[str], bool]) -> str:
    """`text` without the sentences that claim a count, a figure or a quotation that can't be confirmed.

    `known(words)` tells whether words in quotation marks, or a figure, are given from elsewhere.
    """
    return " ".join(sentence for sentence in sentences(" ".join(text.split())) if not claims(sentence, known))


def claims(sentence: str, known: Callable[[str], bool]) -> bool:
    """Whether `sentence` claims what can't be confirmed; known words in quotation marks claim nothing themselves."""
    quoted = spoken_in(sentence)
    if not all(known(words) for words in quoted):
        return True
    for words in quoted:
        sentence = sentence.replace(words, "")
    figures = (*_FIGURE.findall(sentence), *_NUMBER_WORD.findall(sentence))
    return counts_people(sentence) or not all(known(figure) for figure in figures)


def counts_people(text: str) -> bool:
    """Whether `text` says how many people, or what share of them, hold or do something."""
    return bool(_CLAIM.search(text))
