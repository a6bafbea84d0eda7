"""What code knows of a summary: counts, verified quotes, who spoke of what. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from prospect_twins.agents.quotes import shortened, verbatim
from prospect_twins.agents.recurring_words import recurring, sentence_about, telling_sentence
from prospect_twins.agents.tokens import estimated_tokens
from prospect_twins.domain.sessions import Insight, Quote, Response

SENTIMENTS = ("positive", "neutral", "negative", "mixed")
UNCLEAR = "unclear"
"""For an answer whose label could not be had."""
SENTIMENTS_BY_INTEREST = ("negative", "positive", "mixed", "neutral")
FOCUS_QUOTES = 2


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that stands out, with the words it rests on. `focus`: the focus area's place from 0, or None."""

    theme: str
    statement: str
    quotes: tuple[Quote, ...]
    focus: int | None = None

    @property
    def speakers(self) -> int:
        return len({quote.lead_id for quote in self.quotes})


@dataclass(frozen=True, slots=True)
class FocusFinding:
    area: str
    quotes: tuple[Quote, ...]
    """Empty when nobody spoke of it."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a summary's text is put together from."""

    names: Mapping[str, str]
    """What people are called, by lead id."""
    counts: Mapping[str, int]
    insights: tuple[Insight, ...]
    focus: tuple[FocusFinding, ...]
    overview: str = ""
    """The model's own sentences, checked; empty if code writes alone."""

    @property
    def answers(self) -> int:
        return sum(self.counts.values())


def sentiment_counts(labels: Sequence[str | None]) -> dict[str, int]:
    """How many answers have which label; the numbers add up to `len(labels)`. What is no label is unclear."""
    found = Counter(label if label in SENTIMENTS else UNCLEAR for label in labels)
    return {label: found[label] for label in (*SENTIMENTS, UNCLEAR)}


def in_parts(texts: Sequence[str], tokens: int, most: int) -> list[range]:
    """Consecutive places of `texts` in parts of at most `most` texts and, if one text alone fits, `tokens` tokens."""
    parts: list[range] = []
    first, used = 0, 0
    for place, text in enumerate(texts):
        cost = estimated_tokens(text)
        if place > first and (used + cost > tokens or place - first >= most):
            parts.append(range(first, place))
            first, used = place, 0
        used += cost
    return [*parts, range(first, len(texts))] if texts else []


def verified_quotes(
    proposed: Iterable[tuple[int, str]], responses: Sequence[Response], allowed: range
) -> tuple[Quote, ...]:
    """The proposed (place of the answer, words) that stand in that answer, each person's first one."""
    quotes: dict[str, Quote] = {}
    for place, words in proposed:
        if place in allowed and (found := verbatim(words, responses[place].answer)):
            lead_id = responses[place].persona.lead_id
            quotes.setdefault(lead_id, Quote(lead_id, found))
    return tuple(quotes.values())


def merged(groups: Iterable[tuple[str, str, Sequence[Observation]]]) -> list[Observation]:
    """One observation for each group (theme, statement, members), resting on all its members' quotes."""
    observations = []
    for theme, statement, members in groups:
        quotes: dict[str, Quote] = {}
        for quote in (quote for member in members for quote in member.quotes):
            quotes.setdefault(quote.lead_id, quote)
        focus = next((member.focus for member in members if member.focus is not None), None)
        if quotes:
            observations.append(Observation(theme, statement, tuple(quotes.values()), focus))
    return observations


def by_theme(observations: Iterable[Observation]) -> list[Observation]:
    """`observations` with those of the same theme (case aside) made one: what is left to do without a model."""
    themes: dict[str, list[Observation]] = {}
    for observation in observations:
        themes.setdefault(observation.theme.casefold(), []).append(observation)
    return merged((members[0].theme, members[0].statement, members) for members in themes.values())


def ranked(observations: Iterable[Observation]) -> list[Observation]:
    """Focus areas first, then what most people are quoted with."""
    return sorted(observations, key=lambda observation: (observation.focus is None, -observation.speakers))


def insights_of(observations: Sequence[Observation], number: int, quotes: int) -> tuple[Insight, ...]:
    return tuple(Insight(each.statement, each.quotes[:quotes]) for each in observations[:number])


def themes_of(observations: Sequence[Observation], number: int) -> tuple[str, ...]:
    named = dict.fromkeys(observation.theme for observation in observations)
    return tuple(named)[:number]


def focus_findings(
    areas: Sequence[str], observations: Sequence[Observation], responses: Sequence[Response]
) -> tuple[FocusFinding, ...]:
    """For each focus area the quotes about it: those of an observation, else sentences that have the area's words."""
    findings = []
    for place, area in enumerate(areas):
        quotes = tuple(quote for each in observations if each.focus == place for quote in each.quotes)
        findings.append(FocusFinding(area, quotes[:FOCUS_QUOTES] or mentions(area, responses, FOCUS_QUOTES)))
    return tuple(findings)


def mentions(theme: str, responses: Iterable[Response], number: int) -> tuple[Quote, ...]:
    """Sentences with all the words of `theme`, from at most `number` people."""
    quotes: list[Quote] = []
    for response in responses:
        if len(quotes) == number:
            break
        if sentence := sentence_about(theme, response.answer):
            quotes.append(Quote(response.persona.lead_id, shortened(sentence)))
    return tuple(quotes)


def counted_observations(
    question: str, responses: Sequence[Response], labels: Sequence[str | None], themes: int
) -> tuple[list[Observation], list[Observation]]:
    """Observations that need no model, each with its count and quotes: (all of them, those by recurring words).

    What recurs most comes first, then how people feel, then what else recurs.
    """
    total = len(responses)
    feelings = []
    for label in SENTIMENTS_BY_INTEREST:
        speakers = [response for response, found in zip(responses, labels, strict=True) if found == label]
        if speakers:
            quotes = tuple(
                Quote(speaker.persona.lead_id, shortened(telling_sentence(speaker.answer))) for speaker in speakers[:3]
            )
            feelings.append(Observation(f"{label} answers", _feeling(len(speakers), total, label), quotes))
    words = []
    for theme, places in recurring([response.answer for response in responses], question, themes).items():
        if quotes := mentions(theme, (responses[place] for place in places), 3):
            words.append(Observation(theme, f"“{theme}” comes up in {len(places)} of {total} answers.", quotes))
    return [*words[:1], *feelings, *words[1:]], words


def _feeling(number: int, total: int, label: str) -> str:
    if total == 1:
        return f"The one answer is {label}."
    return f"{number} of {total} answers {'is' if number == 1 else 'are'} {label}."


def with_statement(observation: Observation, cleaned: Callable[[str], str]) -> Observation:
    """`observation` with its statement `cleaned`, or with its theme for one if nothing is left of it."""
    statement = cleaned(observation.statement)
    return replace(observation, statement=statement or f"{observation.theme[:1].upper()}{observation.theme[1:]}.")
