"""What twins are asked, and what they were asked before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prospect_twins.domain.question_forms import FREE_TEXT, QuestionForm, Value


@dataclass(frozen=True, slots=True)
class Image:
    """A picture shown with the question, already checked, re-encoded and free of metadata."""

    mime_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What every twin of a session is shown alike; it comes first in each prompt."""

    text: str
    context: Mapping[str, Any] = field(default_factory=dict)
    image: Image | None = None
    form: QuestionForm = FREE_TEXT


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier question to a prospect's twin and what it answered."""

    question: str
    answer: str
    answered_at: datetime
    value: Value | None = None
    """What was chosen, rated or ranked with it."""
    in_thread: bool = False
    """Whether the question at hand follows it up."""
