"""The little that the scripted model knows of language."""

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]+[\"”’)]*|[^.!?…]+$")

_STOP = """
about after again also and any are because been before being both but by can could did does doing don't down during
each ever few for from further get give going had has have having her here him his how if in into is it its just
know like look make mean might more most my myself not now of off on once one only or other our out over own people
rather really right said same say see she should show some something still such take talk than that the their them
then there these they thing things think this those through too under until up us very want was way well were what
when where which while who whom why will with would you your yours yourself a i an be do he me no so to we as at
all
"""
STOP_WORDS = frozenset(_STOP.split())
_LIKED = "glad good happy easy fair relief welcome comfortable interested worth appreciate"
_DISLIKED = "worries worry worried dislike afraid wary expensive refuse annoyed"
POSITIVE = frozenset(_LIKED.split())
NEGATIVE = frozenset(_DISLIKED.split())


def words(text: str) -> list[str]:
    """The words of `text`, in lower case."""
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def sentences(text: str) -> list[str]:
    """The sentences of `text`, as the scripted model tells them."""
    return [sentence.strip() for sentence in _SENTENCE.findall(text) if sentence.strip()]


def topic(question: str) -> str:
    """The longest run of words in `question` that mean something; the last of several."""
    runs: list[list[str]] = [[]]
    for word in _WORD.findall(question):
        if word.casefold() in STOP_WORDS:
            runs.append([])
        else:
            runs[-1].append(word)
    longest = max(reversed(runs), key=lambda run: min(len(run), 4))
    return " ".join(longest[-4:]) or "that"


def recurring(texts: Iterable[str], number: int) -> list[str]:
    """The `number` words that most of `texts` have in common, most common first."""
    seen = Counter(
        word
        for text in texts
        for word in dict.fromkeys(words(text))
        if len(word) > 4 and word not in STOP_WORDS and "'" not in word
    )
    return [word for word, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:number]]


def sentiment(text: str) -> str:
    """positive, negative, mixed or neutral, by the words of `prose` that tell them."""
    said = set(words(text))
    liked, disliked = bool(said & POSITIVE), bool(said & NEGATIVE)
    return {(True, True): "mixed", (True, False): "positive", (False, True): "negative"}.get(
        (liked, disliked), "neutral"
    )
