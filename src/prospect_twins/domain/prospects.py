"""A prospect: what is known of one real person, which is all that their twin may draw on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class LeadClassification(StrEnum):
    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class Persona:
    """The spec's `PersonaBase`: the card that is shown of a prospect."""

    lead_id: str
    lead_classification: LeadClassification | None = None
    full_name: str | None = None
    age: str | None = None
    occupation: str | None = None
    gender: str | None = None
    marital_status: str | None = None
    education_level: str | None = None
    annual_income: str | None = None
    profile_image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Prospect:
    """A persona with all else that is known: raw history makes better twins than summaries of it do."""

    persona: Persona
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Free facts: the source's column or field name, and its value as text."""
    notes: tuple[str, ...] = ()
    """What an agent wrote down, oldest first."""
    transcripts: tuple[str, ...] = ()
    """What was said or written, word for word, oldest first."""
