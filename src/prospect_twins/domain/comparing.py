"""What a twin answered beside what its person said or did: which part of the two is compared, and which outcome counts.

One outcome counts for a person and a session, the newest by when it happened that can be compared at all: people change
their minds, and a note on them is no answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from prospect_twins.domain.confidence import Confidence
from prospect_twins.domain.labels import AnswerLabels, Sentiment
from prospect_twins.domain.question_forms import QuestionKind, Value

Comparable: TypeAlias = str | int | frozenset[str]
"""An option or a sentiment; a point, 1 to 5; the options that were chosen."""


class Compared(StrEnum):
    """What of two answers is held against each other."""

    VALUE = "value"
    """The option; the point; of a multiple choice the whole set of options."""
    FIRST_CHOICE = "first_choice"
    """What a ranking puts first. Two people who want the same thing rarely order the rest alike."""
    SENTIMENT = "sentiment"
    STANCE = "stance"


COMPARED: Mapping[QuestionKind, tuple[Compared, ...]] = {
    QuestionKind.SINGLE_CHOICE: (Compared.VALUE,),
    QuestionKind.MULTIPLE_CHOICE: (Compared.VALUE,),
    QuestionKind.SCALE: (Compared.VALUE,),
    QuestionKind.RANKING: (Compared.FIRST_CHOICE,),
    QuestionKind.FREE_TEXT: (Compared.SENTIMENT, Compared.STANCE),
}
"""The first is what confidence is about: whether the person would answer so."""


def comparable(kind: QuestionKind, value: Value) -> Comparable:
    """What of a value is compared with another's."""
    if isinstance(value, tuple):
        return value[0] if kind is QuestionKind.RANKING else frozenset(value)
    return value


@dataclass(frozen=True, slots=True)
class Given:
    """What one side answered: the twin, or the person."""

    value: Value | None = None
    sentiment: Sentiment | None = None
    stance: int | None = None

    @classmethod
    def of_twin(cls, value: Value | None, labels: AnswerLabels | None) -> "Given":
        """A twin's answer, with its labels if it has been labelled."""
        return cls(value, labels.sentiment, labels.stance) if labels else cls(value)

    def compared(self, kind: QuestionKind, what: Compared) -> Comparable | None:
        """None where there is nothing to compare."""
        return _COMPARED_OF[what](self, kind)


def _value_of(side: Given, kind: QuestionKind) -> Comparable | None:
    return None if side.value is None else comparable(kind, side.value)


_COMPARED_OF: Mapping[Compared, Callable[[Given, QuestionKind], Comparable | None]] = {
    Compared.VALUE: _value_of,
    Compared.FIRST_CHOICE: _value_of,
    Compared.SENTIMENT: lambda side, kind: side.sentiment.value if side.sentiment else None,
    Compared.STANCE: lambda side, kind: side.stance,
}


@dataclass(frozen=True, slots=True)
class AnsweredTwice:
    """A question that a twin answered and its person too."""

    kind: QuestionKind
    lead_id: str
    session_id: str
    question: str
    """What was asked, options included: the same in two sessions that asked the same."""
    twin: Given
    person: Given
    confidence: Confidence | None
    """The twin's, as it was stored with the answer."""
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers that can be compared."""

    kind: QuestionKind
    compared: Compared
    lead_id: str
    session_id: str
    question: str
    twin: Comparable
    person: Comparable
    confidence: Confidence | None

    @property
    def agrees(self) -> bool:
        """Whether the twin answered as the person did."""
        return self.twin == self.person


def pairs(answered: Iterable[AnsweredTwice]) -> list[Pair]:
    """What can be compared, the newest of each person and session; as the first lines above say."""
    newest: dict[tuple[Compared, str, str], Pair] = {}
    for answered_pair in sorted(answered, key=lambda one: (one.occurred_at, one.recorded_at)):
        for what in COMPARED[answered_pair.kind]:
            twin, person = (
                answered_pair.twin.compared(answered_pair.kind, what),
                answered_pair.person.compared(answered_pair.kind, what),
            )
            if twin is not None and person is not None:
                newest[what, answered_pair.session_id, answered_pair.lead_id] = Pair(
                    answered_pair.kind,
                    what,
                    answered_pair.lead_id,
                    answered_pair.session_id,
                    answered_pair.question,
                    twin,
                    person,
                    answered_pair.confidence,
                )
    return list(newest.values())
