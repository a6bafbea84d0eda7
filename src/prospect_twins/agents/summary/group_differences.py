"""How answers differ between groups of people, and whether that is more than chance.

What is compared: what was chosen, put first or rated; the share of positive and of negative answers; the stance; who
speaks of each theme. Between which groups: those of `persona_groups`. All comparisons made are adjusted for together.
Twins are not told their lead's classification, so a difference between hot and cold is one between the people that
were classified so (their facts, notes and transcripts), never an echo of the label.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prospect_twins.domain.answers import Answer
from prospect_twins.domain.labels import Sentiment
from prospect_twins.domain.persona_groups import GROUPED_FIELDS, groups_of, in_order
from prospect_twins.domain.question_forms import QuestionForm, QuestionKind
from prospect_twins.domain.question_values import chosen_options
from prospect_twins.domain.summaries import Difference, GroupFigure
from prospect_twins.statistics.intervals import mean_interval, share_interval
from prospect_twins.statistics.permutation_tests import PermutationTests, adjusted

LEVEL = 0.05
"""Adjusted p-values up to this are called larger than chance."""
SMALLEST_GROUP = 5
"""Answers that a group needs to be compared: of fewer, one person more or less changes everything."""
ALWAYS_TOLD = "lead_classification"
_COMPARED_SENTIMENTS = (Sentiment.NEGATIVE, Sentiment.POSITIVE)
_MOST_TOLD = 3
"""Groups whose figures are all told; of more, the highest and the lowest."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of each answer, None where it has none. A share's are 0 and 1."""

    name: str
    phrase: str
    values: Sequence[float | None]
    is_share: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure's values by group; at least two groups, none of them small."""

    field: str
    measure: Measure
    groups: Mapping[str, Sequence[float]]

    def p_value(self, tests: PermutationTests) -> float:
        """How often chance alone makes the groups differ so much (a permutation test), from 0 to 1."""
        numbered = [(number, value) for number, values in enumerate(self.groups.values()) for value in values]
        return tests.p_value([number for number, _ in numbered], [value for _, value in numbered])


def differences(
    form: QuestionForm, responses: Sequence[Answer], themes: Mapping[str, Sequence[int]], tests: PermutationTests
) -> tuple[Difference, ...]:
    """Those larger than chance, surest first; before them lead classifications' first measure if no measure of theirs
    is. `themes`: name to the places of the answers that speak of it.
    """
    comparisons = list(_comparisons(_measures(form, responses, themes), responses))
    p_values = adjusted([comparison.p_value(tests) for comparison in comparisons])
    judged = sorted(zip(p_values, comparisons, strict=True), key=lambda pair: pair[0])
    significant = [_difference(comparison, p_value) for p_value, comparison in judged if p_value <= LEVEL]
    classified = next((one for one in comparisons if one.field == ALWAYS_TOLD), None)
    if classified and not any(difference.field == ALWAYS_TOLD for difference in significant):
        p_value = next(p_value for p_value, comparison in judged if comparison is classified)
        significant.insert(0, _difference(classified, p_value))
    return tuple(significant)


def _measures(
    form: QuestionForm, responses: Sequence[Answer], themes: Mapping[str, Sequence[int]]
) -> Iterator[Measure]:
    """The first one is what classifications are told by when they don't differ."""
    yield from _VALUE_MEASURES.get(form.kind, _no_measures)(form, responses)
    stances = [response.labels.stance if response.labels else None for response in responses]
    yield Measure("stance", "average stance, from 1 against to 5 for", stances, is_share=False)
    sentiments = [response.labels.sentiment if response.labels else None for response in responses]
    for compared in _COMPARED_SENTIMENTS:
        values = [None if sentiment is None else float(sentiment is compared) for sentiment in sentiments]
        yield Measure(compared.value, f"{compared.value} answers", values)
    for theme, positions in themes.items():
        speakers = set(positions)
        yield Measure(theme, f"“{theme}”", [float(position in speakers) for position in range(len(responses))])


def _no_measures(form: QuestionForm, responses: Sequence[Answer]) -> Iterator[Measure]:
    return iter(())


def _rating(form: QuestionForm, responses: Sequence[Answer]) -> Iterator[Measure]:
    values = [response.value if isinstance(response.value, int) else None for response in responses]
    yield Measure("rating", "average rating", values, is_share=False)


def _options(form: QuestionForm, responses: Sequence[Answer]) -> Iterator[Measure]:
    for option in form.options:
        values = [
            None if response.value is None else float(option in chosen_options(form.kind, response.value))
            for response in responses
        ]
        yield Measure(option, f"“{option}”", values)


_VALUE_MEASURES: Mapping[QuestionKind, Callable[[QuestionForm, Sequence[Answer]], Iterator[Measure]]] = {
    QuestionKind.SCALE: _rating,
    QuestionKind.SINGLE_CHOICE: _options,
    QuestionKind.MULTIPLE_CHOICE: _options,
    QuestionKind.RANKING: _options,
}


def _comparisons(measures: Iterator[Measure], responses: Sequence[Answer]) -> Iterator[Comparison]:
    """Measures come first, so that the first comparison of a field is its first measure's."""
    personas = [response.persona for response in responses]
    fields = {field: groups_of(field, personas) for field in GROUPED_FIELDS}
    for measure in measures:
        for field, groups in fields.items():
            values: dict[str, list[float]] = defaultdict(list)
            for group, value in zip(groups, measure.values, strict=True):
                if group is not None and value is not None:
                    values[group].append(value)
            large = {group: known for group, known in values.items() if len(known) >= SMALLEST_GROUP}
            if len(large) > 1:
                yield Comparison(field, measure, large)


def _difference(comparison: Comparison, p_value: float) -> Difference:
    measure = comparison.measure
    every = [group for group, values in comparison.groups.items() for _ in values]
    figures = tuple(
        GroupFigure(group, len(values), share_interval(int(sum(values)), len(values)))
        if measure.is_share
        else GroupFigure(group, len(values), mean_interval(values))
        for group in in_order(comparison.field, every)
        for values in [comparison.groups[group]]
    )
    larger = p_value <= LEVEL
    return Difference(
        comparison.field,
        measure.name,
        figures,
        round(p_value, 6),
        larger,
        _in_words(comparison, figures, larger=larger),
    )


def _in_words(comparison: Comparison, figures: Sequence[GroupFigure], *, larger: bool) -> str:
    if len(figures) > _MOST_TOLD:
        ordered = sorted(figures, key=lambda group: group.figure.estimate)
        figures = (ordered[-1], ordered[0])
    listed = ", ".join(_figure(group, comparison.measure) for group in figures)
    field = comparison.field.replace("_", " ")
    chance = "more than by chance" if larger else "no more than by chance"
    return f"Answers differ by {field} {chance}; {comparison.measure.phrase}: {listed}."


def _figure(figure: GroupFigure, measure: Measure) -> str:
    if measure.is_share:
        return f"{figure.value} {round(figure.figure.estimate * figure.answers)} of {figure.answers}"
    return f"{figure.value} {figure.figure.estimate:.1f} ({figure.answers} answers)"
