"""A prospect: what is known of one real person, which is all that their twin may draw on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from prospect_twins.domain.person_names import may_be_same


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


PERSONA_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Persona))
"""The names of `PersonaBase`'s fields, `lead_id` first."""


@dataclass(frozen=True, slots=True)
class ProspectPatch:
    """What one source says of a prospect, and nothing of what it doesn't mention.

    What is given replaces what was known; what is absent stays as it was. So a file of ids and incomes updates the
    incomes and leaves names and notes alone, and importing the same file twice is importing it once.
    """

    lead_id: str
    fields: Mapping[str, str | None] = field(default_factory=dict)
    """Persona field (never `lead_id`) to its new value; None clears it. A classification is a value of the enum."""
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    """Attribute to its new value; None removes it; attributes not named stay."""
    notes: tuple[str, ...] | None = None
    """All notes from now on, oldest first; None leaves them as they are, () removes them."""
    transcripts: tuple[str, ...] | None = None
    """All transcripts from now on, likewise."""

    def applied_to(self, known: Prospect | None) -> Prospect:
        """The prospect after this patch; `known` is what stood before (None: nothing did)."""
        before = known or Prospect(Persona(self.lead_id))
        persona: dict[str, Any] = {name: getattr(before.persona, name) for name in PERSONA_FIELDS} | dict(self.fields)
        if persona["lead_classification"] is not None:
            persona["lead_classification"] = LeadClassification(persona["lead_classification"])
        merged = {**before.attributes, **self.attributes}
        return Prospect(
            persona=Persona(**persona),
            attributes={name: value for name, value in merged.items() if value is not None},
            notes=before.notes if self.notes is None else self.notes,
            transcripts=before.transcripts if self.transcripts is None else self.transcripts,
        )

    def misnames(self, known: "Prospect | ProspectPatch | None") -> bool:
        """Whether this gives somebody whose name is known the name of somebody else."""
        name = self.fields.get("full_name")
        before = (
            known.fields.get("full_name") if isinstance(known, ProspectPatch) else known and known.persona.full_name
        )
        return bool(name and before) and not may_be_same(before or "", name or "")

    def then(self, later: "ProspectPatch") -> "ProspectPatch":
        """One patch that does what this and then `later` (of the same prospect) would do."""
        return ProspectPatch(
            lead_id=self.lead_id,
            fields={**self.fields, **later.fields},
            attributes={**self.attributes, **later.attributes},
            notes=self.notes if later.notes is None else later.notes,
            transcripts=self.transcripts if later.transcripts is None else later.transcripts,
        )


@dataclass(frozen=True, slots=True)
class UpsertCount:
    """What became of a batch of patches; with the number of `misnamed` they add up to the number of patches."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    """Known before, and the patch said nothing new."""
    nameless: int = 0
    """Of them all, those who have no name afterwards."""
    misnamed: frozenset[str] = frozenset()
    """The ids of those who are left as they were: under that id somebody of another name is known."""

    def __add__(self, other: "UpsertCount") -> "UpsertCount":
        return UpsertCount(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.nameless + other.nameless,
            self.misnamed | other.misnamed,
        )
