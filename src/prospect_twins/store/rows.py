"""Rows to domain objects and back."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from unicodedata import normalize

from prospect_twins.domain.prospects import PERSONA_FIELDS, LeadClassification, Persona, Prospect
from prospect_twins.domain.sessions import (
    SENTIMENTS,
    FailedProspect,
    FailureCode,
    Insight,
    Quote,
    Response,
    Summary,
    SummaryStyle,
)

_WORD = re.compile(r"\w+")
_LONGEST_WORD = 64  # a tsvector's lexeme has a limit of 2 KB; no one types more than this


def search_words(*texts: str | None) -> list[str]:
    """The distinct words of `texts`, case-folded: what a search matches, here and in a query alike.

    A letter and its accent may be one character or two; compatibility composition (Unicode's NFKC) makes them alike.
    """
    folded = (normalize("NFKC", normalize("NFKC", text).casefold()) for text in texts if text)
    return sorted({word[:_LONGEST_WORD] for text in folded for word in _WORD.findall(text)})


def prefix_query(text: str) -> str | None:
    """A tsquery for rows that have, for each word of `text`, a word that begins with it; None without a word."""
    words = search_words(text)
    return " & ".join(f"'{word}':*" for word in words) if words else None


def persona_from(row: Mapping[str, Any]) -> Persona:
    """From a row with the persona's columns, or from the JSON that `persona_json` made."""
    values: dict[str, Any] = {name: row.get(name) for name in PERSONA_FIELDS}
    classification = values["lead_classification"]
    if classification is not None:
        values["lead_classification"] = LeadClassification(classification)
    return Persona(**values)


def persona_json(persona: Persona) -> dict[str, str]:
    return {name: str(value) for name in PERSONA_FIELDS if (value := getattr(persona, name)) is not None}


def prospect_from(row: Mapping[str, Any]) -> Prospect:
    return Prospect(
        persona_from(row), row["attributes"], notes=tuple(row["notes"]), transcripts=tuple(row["transcripts"])
    )


def response_from(row: Mapping[str, Any]) -> Response:
    return Response(
        persona=persona_from(row["persona"]),
        answer=row["answer"],
        answered_at=row["answered_at"],
        seq=row["seq"],
        model=row["model"],
        confidence=row["confidence"],
    )


def failed_prospect_from(row: Mapping[str, Any]) -> FailedProspect:
    return FailedProspect(row["lead_id"], FailureCode(row["error_code"]), row["error_message"])


def summary_json(summary: Summary) -> dict[str, Any]:
    return {
        "summary_text": summary.summary_text,
        "key_insights": [
            {"text": insight.text, "quotes": [{"lead_id": q.lead_id, "text": q.text} for q in insight.quotes]}
            for insight in summary.key_insights
        ],
        "sentiment_distribution": dict(summary.sentiment_distribution),
        "common_themes": list(summary.common_themes),
        "generated_at": summary.generated_at.isoformat(),
        "model": summary.model,
        "style": summary.style.value,
    }


def _in_order(distribution: Mapping[str, int]) -> dict[str, int]:
    """jsonb orders keys by their length; people want positive first."""
    known = [label for label in SENTIMENTS if label in distribution]
    return {label: distribution[label] for label in (*known, *(set(distribution) - set(known)))}


def summary_from(value: Mapping[str, Any]) -> Summary:
    return Summary(
        summary_text=value["summary_text"],
        key_insights=tuple(
            Insight(insight["text"], tuple(Quote(q["lead_id"], q["text"]) for q in insight["quotes"]))
            for insight in value["key_insights"]
        ),
        sentiment_distribution=_in_order(value["sentiment_distribution"]),
        common_themes=tuple(value["common_themes"]),
        generated_at=datetime.fromisoformat(value["generated_at"]),
        model=value["model"],
        style=SummaryStyle(value["style"]),
    )
