"""Answers to be summarised by the scripted model, and whether what comes of it is true of them."""

import re
from collections import Counter
from collections.abc import Sequence

import pytest

from prospect_twins.agents.calling.model_calls import CallPolicy, ModelCalls
from prospect_twins.agents.summary.prompts import SummaryBudgets
from prospect_twins.agents.summary.summarizer import AnswerSummarizer
from prospect_twins.domain.answers import Answer
from prospect_twins.domain.prospects import LeadClassification, Persona
from prospect_twins.domain.questions import Question
from prospect_twins.domain.summaries import SENTIMENTS, FocusFinding, Insight, Summary, SummaryStyle, ThemeCount
from prospect_twins.models.scripted.lies import FALSE_COUNT, INVENTED_QUOTE
from prospect_twins.models.scripted.model import ScriptedModel
from prospect_twins.models.scripted.options import parse_options
from tests.unit.agents.labelling.labelled_answers import answer

QUESTION = Question("What do you think of the offer?")
ANSWERS = (
    answer(1, "I'm glad you ask. The price sounds fair to me.", themes=["price"]),
    answer(2, "The price worries me. I need a person to talk to.", themes=["prices", "personal advice"]),
    answer(3, "The paperwork worries me, but the price is good.", themes=["paperwork", "price"]),
    answer(4, "I have no view. Ask my neighbour about it.", themes=["no view"]),
    answer(5, "I'm wary of the paperwork, it is what I dislike.", themes=["paperwork"]),
    answer(6, "I refuse to fill in paperwork again, it worries me.", themes=["paperwork"]),
)
TEXTS = tuple(each.answer for each in ANSWERS)


def many(number: int) -> list[Answer]:
    """Varied answers: a wording of its own every third one, hot and cold leads, some not labelled."""
    made = []
    for place in range(number):
        model = ANSWERS[place % len(ANSWERS)]
        wording = f"reason {'abcdefghijklmnopqrstuvwxyz'[place % 26]}{place}" if place % 3 == 0 else "price"
        persona = Persona(f"LEAD-{place}", list(LeadClassification)[place // 6 % 3], age=str(20 + place // 18 % 60))
        themes = [*(model.labels.themes if model.labels else ()), wording]
        made.append(answer(place, model.answer, None if place % 50 == 49 else "", themes, persona=persona))
    return made


def summarizer(
    options: str = "", *, small: bool = False, budgets: SummaryBudgets | None = None, model: ScriptedModel | None = None
) -> AnswerSummarizer:
    asked = model or ScriptedModel(parse_options(options))
    return AnswerSummarizer(asked, calls=ModelCalls(CallPolicy(budget_s=1)), small=small, budgets=budgets)


async def summarise(
    options: str = "",
    responses: Sequence[Answer] = ANSWERS,
    style: SummaryStyle = SummaryStyle.CONCISE,
    areas: Sequence[str] = (),
    small: bool = False,
    question: Question = QUESTION,
) -> Summary:
    return await summarizer(options, small=small).summarize(question, responses, style, areas)


def statements_of(summary: Summary) -> str:
    """All that the summary says of its own, quotes apart."""
    texts = (summary.summary_text, *(each.text for each in (*summary.key_insights, *summary.dissent)))
    return " ".join(re.sub(r"“[^”]*”(?: \([^()]*\))?", "“”", text) for text in texts)


def counted_from(responses: Sequence[Answer], summary: Summary) -> set[str]:
    """Every number that a summary of `responses` may have, counted here anew and not by the code that wrote it."""
    total = len(responses)
    felt = Counter(each.labels.sentiment.value if each.labels else "unclear" for each in responses)
    labelled = total - felt["unclear"]
    by_lead = {each.persona.lead_id: each for each in responses}
    numbers = {total, labelled, *felt.values(), 1, 5, 95}
    told: tuple[Insight | FocusFinding, ...] = (*summary.key_insights, *summary.dissent, *summary.focus)
    for group in told:
        numbers |= {len(group.lead_ids)}
        numbers |= {
            *Counter(each.labels.sentiment.value for lead in group.lead_ids if (each := by_lead[lead]).labels).values()
        }
    speakers = {theme.theme: sum(_speaks(each, theme.theme) for each in responses) for theme in summary.themes}
    assert speakers == {theme.theme: theme.prospects for theme in summary.themes}
    numbers |= {*speakers.values()}
    # Camps: those on each side, among all who are on any, overall and within each theme's people.
    members = [responses, *([each for each in responses if _speaks(each, theme.theme)] for theme in summary.themes)]
    for people in members:
        sides = Counter(_side(each) for each in people if each.labels)
        numbers |= {*sides.values(), sum(sides.values())}
    spoken = {each.persona.lead_id for theme in summary.themes for each in responses if _speaks(each, theme.theme)}
    numbers.add(sum(bool(each.labels) and each.persona.lead_id not in spoken for each in responses))
    texts = {str(number) for number in numbers} | {f"{number:,}" for number in numbers}
    for label, share in summary.sentiment_shares.items():
        assert share.estimate == pytest.approx(felt[label] / labelled)
        texts |= {f"{bound:.0%}"[:-1] for bound in (share.estimate, share.low, share.high)}
    for difference in summary.differences:
        for group_figure in difference.groups:
            people = [one for one in responses if one.labels and one.persona.lead_classification == group_figure.value]
            assert difference.field == "lead_classification"
            assert group_figure.answers == len(people)
            negative = sum(one.labels is not None and one.labels.sentiment == "negative" for one in people)
            assert difference.measure == "negative"
            assert group_figure.figure.estimate == pytest.approx(negative / len(people))
            texts |= {str(len(people)), str(negative)}
    return texts


def _speaks(response: Answer, theme: str) -> bool:
    labelled = response.labels.themes if response.labels else ()
    return theme.rstrip("s") in {name.rstrip("s") for name in labelled}


def _side(response: Answer) -> str:
    assert response.labels
    return {"positive": "for", "negative": "against"}.get(response.labels.sentiment.value, "neither")


def assert_true(summary: Summary, responses: Sequence[Answer]) -> None:
    """What must hold of every summary, whatever the model did."""
    assert tuple(summary.sentiment_distribution) == SENTIMENTS
    felt = Counter(each.labels.sentiment.value if each.labels else "unclear" for each in responses)
    assert {label: count for label, count in summary.sentiment_distribution.items() if count} == felt
    said = {response.persona.lead_id: response.answer for response in responses}
    told: tuple[Insight | FocusFinding | ThemeCount, ...]
    told = (*summary.key_insights, *summary.dissent, *summary.focus, *summary.themes)
    for each in told:
        assert all(quote.text in said[quote.lead_id] for quote in each.quotes)
    for insight in (*summary.key_insights, *summary.dissent):
        assert insight.text
        assert insight.lead_ids
        assert set(insight.lead_ids) <= said.keys()
        assert {quote.lead_id for quote in insight.quotes} <= set(insight.lead_ids)
    for theme in summary.themes:
        assert theme.prospects == sum(theme.sentiments.values())
        assert theme.share.low <= theme.share.estimate <= theme.share.high
    assert summary.common_themes == tuple(theme.theme for theme in summary.themes)
    everything = " ".join((summary.summary_text, *summary.common_themes, *(each.text for each in summary.key_insights)))
    assert INVENTED_QUOTE not in everything
    assert FALSE_COUNT not in everything
    names = {response.persona.full_name or response.persona.lead_id: response for response in responses}
    for words, name in re.findall(r"“([^”]*)” \(([^()]*)\)", summary.summary_text):
        assert not name.startswith("Person") or words in names[name].answer
