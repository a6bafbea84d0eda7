"""A prospect: what is known of one real person, which is all that their twin may draw on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from prospect_twins.domain.person_names import fuller
from prospect_twins.domain.same_person import Facts, Mismatch, facts_of


class LeadClassification(StrEnum):
    """How likely a lead is to buy, as the CRM has it."""

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


PERSONA_LABELS = (
    ("full_name", "Name"),
    ("age", "Age"),
    ("gender", "Gender"),
    ("marital_status", "Marital status"),
    ("occupation", "Occupation"),
    ("education_level", "Education"),
    ("annual_income", "Annual income"),
)
"""What people call the facts of a persona, in the order in which they are shown."""


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

    @property
    def facts(self) -> Facts:
        """What is known of the person by which one is told from another."""
        persona = self.persona
        return facts_of(persona.full_name, persona.gender, persona.age, self.attributes)

    def fingerprint(self) -> int:
        """The same for equal prospects, within one process."""
        return hash((self.persona, frozenset(self.attributes.items()), self.notes, self.transcripts))


PERSONA_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Persona))
"""The names of `PersonaBase`'s fields, `lead_id` first."""


@dataclass(frozen=True)  # without slots, so that its facts are worked out once
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
    keys: tuple[str, ...] = ()
    """What the prospect is known by beside the id (`Identity.keys`), from now on."""

    @cached_property
    def facts(self) -> Facts:
        """What the patch says by which one person is told from another."""
        fields = self.fields
        return facts_of(fields.get("full_name"), fields.get("gender"), fields.get("age"), self.attributes)

    def applied_to(self, known: Prospect | None) -> Prospect:
        """The prospect after this patch; `known` is what stood before (None: nothing did)."""
        before = known or Prospect(Persona(self.lead_id))
        persona: dict[str, Any] = {name: getattr(before.persona, name) for name in PERSONA_FIELDS} | dict(self.fields)
        if persona["lead_classification"] is not None:
            persona["lead_classification"] = LeadClassification(persona["lead_classification"])
        merged = _with(before.attributes, self.attributes)
        return Prospect(
            persona=Persona(**persona),
            attributes={name: value for name, value in merged.items() if value is not None},
            notes=before.notes if self.notes is None else self.notes,
            transcripts=before.transcripts if self.transcripts is None else self.transcripts,
        )

    def keeping_name(self, known: str | None) -> "ProspectPatch":
        """This patch, but that neither a blank nor an initial takes the place of a name that says more."""
        if (
            "full_name" not in self.fields
            or (kept := fuller(known, self.fields["full_name"])) == self.fields["full_name"]
        ):
            return self
        return replace(self, fields={**self.fields, "full_name": kept})

    def then(self, later: "ProspectPatch") -> "ProspectPatch":
        """One patch that does what this and then `later` (of the same prospect) would do."""
        return ProspectPatch(
            lead_id=self.lead_id,
            fields={**self.fields, **later.fields},
            attributes=_with(self.attributes, later.attributes),
            notes=self.notes if later.notes is None else later.notes,
            transcripts=self.transcripts if later.transcripts is None else later.transcripts,
            keys=tuple(dict.fromkeys((*self.keys, *later.keys))),
        )


def _with(known: Mapping[str, str | None], said: Mapping[str, str | None]) -> dict[str, str | None]:
    """`known` and what is said now, which takes the place of the same attribute in any case: "SMOKER" of "Smoker"."""
    names = {name.casefold() for name in said}
    kept = {name: value for name, value in known.items() if name in said or name.casefold() not in names}
    return {**kept, **said}


class Standing(NamedTuple):
    """What became of one prospect."""

    before: int | None
    """The fingerprint of what was known; None if nothing was."""
    after: int
    has_name: bool
    """Afterwards."""


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of a batch of patches, by lead_id: each is in one of the two."""

    standings: Mapping[str, Standing] = field(default_factory=dict)
    refused: Mapping[str, Mismatch] = field(default_factory=dict)
    """Who was left as they were: somebody else is known under that id."""


def upsert(
    patches: Iterable[ProspectPatch], known: Mapping[str, Prospect], *, overwrite_names: bool = False
) -> tuple[dict[str, Prospect], Upserted]:
    """(each prospect after their patch, what became of them); who is refused is only in the second."""
    after: dict[str, Prospect] = {}
    standings: dict[str, Standing] = {}
    refused: dict[str, Mismatch] = {}
    for patch in patches:
        before = known.get(patch.lead_id)
        if before and not overwrite_names:
            if contradiction := before.facts.contradiction(patch.facts):
                refused[patch.lead_id] = contradiction
                continue
            patch = patch.keeping_name(before.persona.full_name)
        now = after[patch.lead_id] = patch.applied_to(before)
        standings[patch.lead_id] = Standing(
            before.fingerprint() if before else None, now.fingerprint(), bool(now.persona.full_name)
        )
    return after, Upserted(standings, refused)


class KnownPerson(NamedTuple):
    """Somebody who is known by one of the keys that were looked for."""

    key: str
    lead_id: str
    facts: Facts
