"""What comes up again and again in answers, found by counting words: for summaries that code writes alone.

It knows English function words only; in another language the themes get cruder, never untrue.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from prospect_twins.domain.sentences import sentences

SHORTEST_WORD = 4
SHORT_SENTENCE = 25

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FUNCTION_WORDS = frozenset(
    """
    able about above absolutely actually after again against almost alone along already also although always among
    another anyone anything aren't around asked away back because become been before behind being believe below best
    better between both bring came can't cannot cause certain certainly clear come comes coming consider could
    couldn't crucial definitely didn't does doesn't doing don't done down during each either else enough ensure
    especially essential even ever every everyone everything feel feeling feels felt find first from further gave give
    given gives giving goes going gone good great happen happens hard have having hear help helpful helps hence here
    hers herself himself honestly however i'd i'll i'm i've idea important into isn't it's itself just keep kind knew
    know known knows last least less let's like likely little live long look looking lots made mainly make makes
    making many matter maybe mean means might mind mine more most much must myself near necessary need needed needs
    neither never next none nothing often once only option options other others ought ours over part people perhaps
    person point probably provide provides question quite rather read real really reason right said same says seem
    seems seen several shall should show simply since some someone something sometimes soon sorry sort speak still
    stuff such sure take taken takes taking talk tell than that that's their them themselves then there there's
    therefore these they they're thing things think thinking this those though thought through time told toward tried
    truth trying turn under unless until upon used using usually very want wanted wants wasn't well went were what
    whatever when where whether which while whole whom whose will with within without won't wonder work world would
    wouldn't year years you're your yours yourself
    """.split()  # noqa: SIM905
)


def content_words(text: str) -> list[str]:
    """The words of `text` that carry meaning, lower case, plurals in `s` and `ies` made singular."""
    return [
        stem(word)
        for word in _WORD.findall(text.casefold().replace("’", "'"))
        if len(word) >= SHORTEST_WORD and word not in _FUNCTION_WORDS
    ]


def recurring(answers: Sequence[str], question: str, number: int) -> Mapping[str, list[int]]:
    """At most `number` words or pairs of words that answers share, most shared first, with those answers' places.

    Words of the question are left out: they come up because they were asked about. A pair replaces its words when it
    is at least as common as half of the rarer one. A single answer shares with nobody, so nothing recurs in it.
    """
    asked = set(content_words(question))
    singles: dict[str, set[int]] = defaultdict(set)
    pairs: dict[str, set[int]] = defaultdict(set)
    for position, answer in enumerate(answers):
        for sentence in sentences(answer):
            said = [word for word in content_words(sentence) if word not in asked]
            running = " ".join(stem(word) for word in _WORD.findall(sentence.casefold()))
            for word in said:
                singles[word].add(position)
            for pair in {f"{first} {second}" for first, second in itertools.pairwise(said)}:
                if pair in running:
                    pairs[pair].add(position)
    chosen: dict[str, set[int]] = {}
    covered: set[str] = set()
    for pair, positions in pairs.items():
        first, second = pair.split(" ")
        if len(positions) > 1 and 2 * len(positions) >= min(len(singles[first]), len(singles[second])):
            chosen[pair] = positions
            covered |= {first, second}
    chosen |= {word: positions for word, positions in singles.items() if len(positions) > 1 and word not in covered}
    ranked = sorted(chosen.items(), key=lambda item: (-len(item[1]), -len(item[0]), item[0]))
    return {theme: sorted(positions) for theme, positions in ranked[:number]}


def sentence_about(theme: str, answer: str) -> str | None:
    """The first sentence of `answer` that has all the words of `theme`, longer ones preferred; None if none has."""
    wanted = set(content_words(theme)) or {word.casefold() for word in _WORD.findall(theme)}
    if not wanted:
        return None
    about = [
        sentence
        for sentence in sentences(answer)
        if wanted <= {*content_words(sentence), *(word.casefold() for word in _WORD.findall(sentence))}
    ]
    return next((sentence for sentence in about if len(sentence) >= SHORT_SENTENCE), about[0] if about else None)


def telling_sentence(answer: str) -> str:
    """A sentence that stands for `answer`: the first that is long enough to say something."""
    parts = sentences(answer)
    return next((sentence for sentence in parts if len(sentence) >= SHORT_SENTENCE), parts[0] if parts else answer)


def stem(word: str) -> str:
    """`word`, in lower case, without its plural's ending."""
    if len(word) <= SHORTEST_WORD or not word.endswith("s") or word.endswith(("ss", "us")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
