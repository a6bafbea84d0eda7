"""Rows to domain objects and back."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from unicodedata import normalize

from psycopg import sql
from pydantic import TypeAdapter

from prospect_twins.domain.answers import Answer, FailedProspect, FailureCode
from prospect_twins.domain.confidence import Confidence
from prospect_twins.domain.grounding import Grounding
from prospect_twins.domain.labels import AnswerLabels
from prospect_twins.domain.prospects import PERSONA_FIELDS, LeadClassification, Persona, Prospect
from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, Value
from prospect_twins.domain.summaries import SENTIMENTS, Summary
from prospect_twins.domain.usage import Usage

_WORD = re.compile(r"\w+")
_LONGEST_WORD = 64  # a tsvector's lexeme has a limit of 2 KB; no one types more than this


def search_words(*texts: str | None) -> list[str]:
    """The distinct words of `texts`, case-folded: what a search matches, here and in a query alike.

    A letter and its accent may be one character or two; compatibility composition (Unicode's NFKC) makes them alike.
    """
    folded = (normalize("NFKC", normalize("NFKC", text).casefold()) for text in texts if text)
    return sorted({word[:_LONGEST_WORD] for text in folded for word in _WORD.findall(text)})


def prefix_query(text: str) -> str | None:
    """A tsquery for rows that have, for each word of `text`, a word that begins with it.

    None for a blank text. One without a word ("???") finds nothing: whoever typed it does not mean everybody.
    """
    if not text.strip():
        return None
    return " & ".join(f"'{word}':*" for word in search_words(text)) or "'?'"


def persona_from(row: Mapping[str, Any]) -> Persona:
    """From a row with the persona's columns, or from the JSON that `persona_json` made."""
    values: dict[str, Any] = {name: row.get(name) for name in PERSONA_FIELDS}
    classification = values["lead_classification"]
    if classification is not None:
        values["lead_classification"] = LeadClassification(classification)
    return Persona(**values)


def persona_json(persona: Persona) -> dict[str, str]:
    """The persona's known fields, as JSON."""
    return {name: str(value) for name in PERSONA_FIELDS if (value := getattr(persona, name)) is not None}


def prospect_from(row: Mapping[str, Any]) -> Prospect:
    """The prospect of a row."""
    return Prospect(
        persona_from(row), row["attributes"], notes=tuple(row["notes"]), transcripts=tuple(row["transcripts"])
    )


RESPONSE_COLUMNS = sql.SQL(
    """t.persona, t.answer, t.answered_at, t.seq, t.model, t.value, t.grounding, t.analysis, t.confidence_parts,
       t.input_tokens, t.output_tokens, t.cost_usd, t.calls"""
)
"""The columns of `targets t` that `response_from` wants."""

GROUNDING = TypeAdapter(Grounding)
LABELS = TypeAdapter(AnswerLabels)
CONFIDENCE = TypeAdapter(Confidence)
FORM = TypeAdapter(QuestionForm)
USAGE = TypeAdapter(Usage)
_SUMMARY = TypeAdapter(Summary)


def value_from(stored: Any) -> Value | None:
    """A value as it was stored in JSON."""
    return tuple(stored) if isinstance(stored, list) else stored


def form_from(stored: Any) -> QuestionForm:
    """The question's form as it was stored; free text where none was."""
    return FORM.validate_python(stored) if stored else FREE_TEXT


def confidence_from(stored: Any) -> Confidence | None:
    """The confidence as it was stored. A score of no basis is an earlier version's raw component: it is left out."""
    if not stored:
        return None
    confidence = CONFIDENCE.validate_python(stored)
    if confidence.calibrated:
        return replace(confidence, basis="own_people")
    return confidence if confidence.basis else replace(confidence, score=None)


def usage_from(stored: Any) -> Usage:
    """The usage as it was stored; none where nothing was."""
    return USAGE.validate_python(stored) if stored else Usage()


def response_from(row: Mapping[str, Any]) -> Answer:
    """From a row with RESPONSE_COLUMNS."""
    return Answer(
        persona=persona_from(row["persona"]),
        answer=row["answer"],
        answered_at=row["answered_at"],
        seq=row["seq"],
        model=row["model"],
        value=value_from(row["value"]),
        grounding=GROUNDING.validate_python(row["grounding"]) if row["grounding"] else None,
        labels=LABELS.validate_python(row["analysis"]) if row["analysis"] else None,
        confidence=confidence_from(row["confidence_parts"]),
        usage=Usage(row["input_tokens"], row["output_tokens"], row["cost_usd"], row["calls"]),
    )


def failed_prospect_from(row: Mapping[str, Any]) -> FailedProspect:
    """The failed prospect of a target's row."""
    return FailedProspect(row["lead_id"], FailureCode(row["error_code"]), row["error_message"])


def summary_json(summary: Summary) -> dict[str, Any]:
    """The summary as JSON, which `summary_from` reads."""
    dumped: dict[str, Any] = _SUMMARY.dump_python(summary, mode="json")
    return dumped


def summary_from(value: Mapping[str, Any]) -> Summary:
    """The summary as it was stored, by this or an earlier version."""
    by_label = {name: _in_order(value.get(name, {})) for name in ("sentiment_distribution", "sentiment_shares")}
    themes = [{**theme, "sentiments": _in_order(theme["sentiments"])} for theme in value.get("themes", ())]
    return _SUMMARY.validate_python({**value, **by_label, "themes": themes})


def _in_order(by_label: Mapping[str, Any]) -> dict[str, Any]:
    """Jsonb orders keys by their length; people want positive first."""
    known = [label for label in SENTIMENTS if label in by_label]
    return {label: by_label[label] for label in (*known, *sorted(set(by_label) - set(known)))}
