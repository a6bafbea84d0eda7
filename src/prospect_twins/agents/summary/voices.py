"""Whose words a summary shows: a bounded, varied sample of quotes of the people who hold something. Pure.

Every quote is cut out of the answer by code, so it is a substring of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from prospect_twins.agents.summary.themes import Theme, key_of
from prospect_twins.agents.words.hidden_orders import gives_order
from prospect_twins.agents.words.quotes import shortened, verbatim
from prospect_twins.agents.words.recurring_words import content_words, sentence_about, telling_sentence
from prospect_twins.domain.answers import Answer
from prospect_twins.domain.summaries import SENTIMENTS, Quote

UNCLEAR = SENTIMENTS[-1]
"""The sentiment of an answer that has not been labelled."""
_TRIES = 4
"""Answers looked at for each quote wanted: some say the same as another, some give orders."""
_PREFIX = 4
"""Letters of a word that its singular and plural have in common."""


def label_of(response: Answer) -> str:
    """One of SENTIMENTS."""
    return response.labels.sentiment.value if response.labels else UNCLEAR


def sentiments_of(responses: Iterable[Answer]) -> dict[str, int]:
    """How many answers have which label; all labels, adding up to the number of answers."""
    counts = Counter(label_of(response) for response in responses)
    return {label: counts[label] for label in SENTIMENTS}


class Voices:
    """The answers of one session, to be quoted from."""

    def __init__(self, responses: Sequence[Answer]) -> None:
        self._responses = responses
        self._folded: list[str] | None = None

    def on_theme(self, theme: Theme, number: int) -> tuple[Quote, ...]:
        """Quotes of people who speak of `theme`: a sentence with its words if there is one."""

        def about(response: Answer) -> Iterator[str | None]:
            labelled = response.labels.themes if response.labels else ()
            for words in (*(wording for wording in labelled if key_of(wording) in theme.keys), theme.name):
                yield sentence_about(words, response.answer)
            yield from _telling(response)

        return self._sampled(theme.positions, number, about)

    def telling(self, positions: Iterable[int], number: int) -> tuple[Quote, ...]:
        """Quotes that stand for these answers."""
        return self._sampled(positions, number, _telling)

    def mentioning(self, words: str) -> list[int]:
        """The places of answers that have all meaningful words of `words` in one sentence."""
        self._folded = self._folded or [response.answer.casefold() for response in self._responses]
        beginnings = [word[:_PREFIX] for word in content_words(words)] or [words.casefold().strip()]
        return [
            position
            for position, folded in enumerate(self._folded)
            if all(beginning in folded for beginning in beginnings)
            and sentence_about(words, self._responses[position].answer)
        ]

    def _sampled(
        self, positions: Iterable[int], number: int, wordings: Callable[[Answer], Iterator[str | None]]
    ) -> tuple[Quote, ...]:
        quotes: list[Quote] = []
        shown: set[str] = set()
        for position in self._varied(positions, number * _TRIES):
            response = self._responses[position]
            said = next((words for words in wordings(response) if words and not gives_order(words)), None)
            if said and said.casefold() not in shown:
                shown.add(said.casefold())
                quotes.append(Quote(response.persona.lead_id, shortened(said)))
            if len(quotes) == number:
                break
        return tuple(quotes)

    def _varied(self, positions: Iterable[int], most: int) -> list[int]:
        """At most `most` of `places`: each sentiment in turn, the most frequent first; of each, spread over all."""
        by_label: dict[str, list[int]] = {}
        for position in sorted(positions):
            by_label.setdefault(label_of(self._responses[position]), []).append(position)
        spread = [
            [held[at * len(held) // most] for at in range(most)] if len(held) > most else held
            for held in sorted(by_label.values(), key=len, reverse=True)
        ]
        return [position for turn in zip_longest(*spread) for position in turn if position is not None][:most]


def _telling(response: Answer) -> Iterator[str | None]:
    if response.labels and response.labels.quote:
        yield verbatim(response.labels.quote, response.answer)
    yield telling_sentence(response.answer)
