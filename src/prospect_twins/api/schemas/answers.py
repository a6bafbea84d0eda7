"""An answer, and what makes it one to rely on: evidence, labels, confidence, usage."""

from typing import Literal

from pydantic import (
    ConfigDict,
    Field,
)

from prospect_twins.api.schemas.base import PersonaBase, Timestamp, UsageView, Wire
from prospect_twins.domain.answers import Answer
from prospect_twins.domain.confidence import Confidence
from prospect_twins.domain.grounding import RecordKind
from prospect_twins.domain.labels import Intensity, Sentiment


class RecordEntry(Wire):
    """A piece of what the twin was given."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: RecordKind
    label: str
    """A persona field, an attribute's name, a key of the context; empty where it has no name."""
    text: str


class ContradictionEntry(Wire):
    """Words of an answer that go against what is known of the person."""

    model_config = ConfigDict(from_attributes=True)

    record_id: str
    fact: str
    words: str
    """Words of the answer that go against the fact, verbatim."""


class ProspectAnalysis(Wire):
    """The labels of one answer, read out of it by a model after it was given."""

    model_config = ConfigDict(from_attributes=True)

    sentiment: Sentiment
    stance: int | None = Field(None, ge=1, le=5)
    """Towards what the question asks about: 1 strongly against, 3 undecided, 5 strongly for."""
    intensity: Intensity | None = None
    objections: list[str] = Field(default_factory=list)
    themes: list[str] = Field(default_factory=list)
    quote: str | None = None
    """Telling words of the answer, verbatim."""
    model: str
    """The model that labelled the answer."""


class ConfidenceView(Wire):
    """What `confidence_score` is made of; null where it was not measured."""

    score: float | None = Field(None, ge=0, le=1)
    """The share of such answers that came true for the people of `basis`; null where nothing was measured, and where
    the evidence was only matched by words."""
    calibrated: bool
    """Whether `basis` is what your own people said."""
    basis: Literal["own_people", "twin_2k_500"] | None = None
    """Added: whose answers the score was learnt from: your own people's, or those of public people and their twins
    (Twin-2K-500). Null without a score."""
    level: Literal["low", "medium", "high"] | None = None
    """Added: the score in a word: below 0.5 low, from 0.7 on high. Show this to people while `calibrated` is false."""
    ceiling: float | None = Field(None, ge=0, le=1)
    """Added: the most that the score can be on that basis; null where it has no bound."""
    agreement: float | None = Field(None, ge=0, le=1)
    draws: int
    closeness: float | None = Field(None, ge=0, le=1)
    evidence_coverage: float | None = Field(None, ge=0, le=1)
    label_probability: float | None = Field(None, ge=0, le=1)

    @classmethod
    def of(cls, confidence: Confidence) -> "ConfidenceView":
        """The wire form of the domain's confidence."""
        parts = confidence.components
        return cls(
            score=confidence.score,
            calibrated=confidence.calibrated,
            basis=confidence.basis,
            level=confidence.level,
            ceiling=confidence.ceiling,
            agreement=parts.agreement,
            draws=parts.draws,
            closeness=parts.closeness,
            evidence_coverage=parts.evidence_coverage,
            label_probability=parts.label_probability,
        )


class ProspectResponse(Wire):
    """A twin's answer. It is synthetic: a guess, never the person's word."""

    persona: PersonaBase
    answer: str = Field(description="The prospect's response to the question")
    answered_at: Timestamp
    confidence_score: float | None = Field(None, ge=0, le=1, description="AI confidence in the response")
    model: str
    """Added: the model that answered."""
    event_id: int
    """Added: the number of the event that told of this answer; `after=` takes it."""
    synthetic: Literal[True] = True
    """Added: the answer is a digital twin's, never the person's."""
    value: str | int | list[str] | None = None
    """Added: what was chosen, rated or ranked; null for free text, and where no value could be read."""
    evidence: list[RecordEntry] = Field(default_factory=list)
    """Added: what the answer rests on, each entry a piece of what the twin was given."""
    evidence_method: Literal["stated", "matched"] | None = None
    """Added: whether the model named the evidence (checked by code) or code found it by shared words."""
    assumptions: list[str] = Field(default_factory=list)
    """Added: what the twin took to be so beyond that."""
    contradictions: list[ContradictionEntry] = Field(default_factory=list)
    """Added: what of it goes against a known fact even after the answer was redone."""
    analysis: ProspectAnalysis | None = None
    """Added: the answer's labels, once it has been labelled."""
    confidence: ConfidenceView | None = None
    """Added: what `confidence_score` is made of."""
    usage: UsageView | None = None
    """Added: what the answer took; labelling it not included."""

    @classmethod
    def of(cls, response: Answer) -> "ProspectResponse":
        """The wire form of an answer."""
        grounding, labels, confidence = response.grounding, response.labels, response.confidence
        return cls(
            persona=PersonaBase.of(response.persona),
            answer=response.answer,
            answered_at=response.answered_at,
            confidence_score=confidence.score if confidence else None,
            model=response.model,
            event_id=response.seq,
            value=list(response.value) if isinstance(response.value, tuple) else response.value,
            evidence=[RecordEntry.model_validate(item) for item in grounding.evidence] if grounding else [],
            evidence_method=grounding.method if grounding else None,
            assumptions=list(grounding.assumptions) if grounding else [],
            contradictions=[
                ContradictionEntry.model_validate(contradiction) for contradiction in grounding.contradictions
            ]
            if grounding
            else [],
            analysis=ProspectAnalysis.model_validate(labels) if labels else None,
            confidence=ConfidenceView.of(confidence) if confidence else None,
            usage=UsageView.model_validate(response.usage),
        )
