"""Labelled answers with one call each."""

from collections.abc import Sequence
from datetime import UTC, datetime

from prospect_twins.domain.answers import Answer
from prospect_twins.domain.labels import AnswerLabels, Sentiment
from prospect_twins.domain.prospects import Persona
from prospect_twins.domain.question_forms import Value
from prospect_twins.models.scripted.words import sentiment as read_sentiment


def answer(
    number: int,
    text: str = "I have no view.",
    sentiment: str | None = "",
    themes: Sequence[str] = (),
    stance: int | None = None,
    value: Value | None = None,
    persona: Persona | None = None,
    quote: str | None = None,
) -> Answer:
    """LEAD-`number`'s. `sentiment`: read out of the text if empty; None for an answer that was not labelled."""
    labels = None
    if sentiment is not None:
        felt = Sentiment(sentiment or read_sentiment(text))
        labels = AnswerLabels(felt, "scripted", stance=stance, themes=tuple(themes), quote=quote)
    return Answer(
        persona or Persona(f"LEAD-{number}", full_name=f"Person {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26]}"),
        text,
        datetime(2026, 1, 1, tzinfo=UTC),
        number,
        "scripted",
        value=value,
        labels=labels,
    )
