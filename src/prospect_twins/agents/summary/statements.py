"""What of a model's own sentences is believed. Pure.

A sentence goes when it claims a count, a figure or a quotation (`counted_claims`); when it is nothing but words that
one person said, passed off as a finding, which is also how an order that stood in an answer comes out again; when it
speaks to whatever reads it; when it is a refusal or a placeholder; or when it names a feeling that all labels
contradict. What is left is a paraphrase, and whether it is a good one no code can tell: so counts and quotes stand
beside it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from prospect_twins.agents.summary.voices import UNCLEAR
from prospect_twins.agents.words.answer_wrapping import is_placeholder
from prospect_twins.agents.words.counted_claims import without_claims
from prospect_twins.agents.words.hidden_orders import gives_order
from prospect_twins.agents.words.refusals import is_refusal
from prospect_twins.domain.labels import Sentiment
from prospect_twins.domain.sentences import sentences as sentences_of

LONGEST = 300
"""Characters of one sentence."""
COPIED = 6
"""Words in a row that stand so in a quote: no longer a paraphrase."""
SHORTEST = 3
"""Words of a whole sentence that stands so in a quote."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_GLAD = re.compile(
    r"\b(?:lov(?:e[ds]?|ing)|delight\w*|enthusias\w*|excited|thrilled|eager\w*|welcom(?:e[ds]?|ing))\b", re.I
)
_SORE = re.compile(
    r"\b(?:hat(?:e[ds]?|ing)|dislik\w*|reject\w*|refus\w*|oppos(?:e[ds]?|ing)|distrust\w*|angry)\b", re.I
)
# Only words that leave no doubt, and only against everybody's labels: "worry" may be why somebody is for it.
_ANNOUNCED = re.compile(r"^here(?:'s|’s| is| are)\b[^.!?]{0,60}:|\bsummari[sz]e (?:this|that|these)\b", re.IGNORECASE)
_CONTRADICTED = ((_GLAD, Sentiment.NEGATIVE), (_SORE, Sentiment.POSITIVE))


def believed(
    sentences: Iterable[str], quotes: Sequence[str], sentiments: Mapping[str, int], known: Callable[[str], bool]
) -> list[str]:
    """Those of `sentences` that may stand, for people with these `sentiments` (label to number), quoted with `quotes`.

    `known(words)`: whether a figure, or words in quotation marks, stand in the question.
    """
    said = [_words(quote) for quote in quotes]
    kept = []
    written = (sentence for sentence in sentences if not is_placeholder(sentence))
    for sentence in sentences_of(without_claims(" ".join(written), known)):
        if len(sentence) > LONGEST or gives_order(sentence) or _says_nothing(sentence):
            continue
        if not _is_copied(_words(sentence), said) and not _is_contradicted(sentence, sentiments):
            kept.append(sentence if sentence[-1] in ".!?…" else f"{sentence}.")
    return kept


def _says_nothing(sentence: str) -> bool:
    """Whether a model refused here, spoke as itself, or left a sentence to be written."""
    return is_refusal(sentence) or is_placeholder(sentence) or _ANNOUNCED.search(sentence) is not None


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def _is_copied(words: Sequence[str], said: Iterable[Sequence[str]]) -> bool:
    run = min(COPIED, max(len(words), SHORTEST))
    runs = {tuple(words[at : at + run]) for at in range(len(words) - run + 1)}
    return any(tuple(quote[at : at + run]) in runs for quote in said for at in range(len(quote) - run + 1))


def _is_contradicted(sentence: str, sentiments: Mapping[str, int]) -> bool:
    if sentiments.get(UNCLEAR):
        return False
    felt = [label for label, number in sentiments.items() if number]
    return any(felt == [opposite] and named.search(sentence) for named, opposite in _CONTRADICTED)
